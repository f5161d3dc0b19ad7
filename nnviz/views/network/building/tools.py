"""Building at the canvas: which controls stand where, what a drag and a menu do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.pick import Pick
from nnviz.core.record import ExperimentError
from nnviz.views.controls import Menu
from nnviz.views.network.building.grip import DropMark
from nnviz.views.network.building.insert_button import InsertButton
from nnviz.views.network.building.layer_bar import LayerBar
from nnviz.views.network.building.menus import Menus
from nnviz.views.network.building.zones import Zone, centre, spot, zone_at

if TYPE_CHECKING:
    from nnviz.views.network.view import NetworkView

DELAY = 90
"""Milliseconds before something appears: a pointer that only passes by leaves the picture alone."""


class BuildingTools(QObject):
    """The bar over a column, the plus in a gap, the mark of a drop, and the menus.

    One bar and one plus serve the whole network: they stand where the pointer is or, while the keyboard
    is here, over the layer of what is picked.

    Attributes
    ----------
    zone
        What the controls belong to now.
    """

    def __init__(self, canvas: NetworkView) -> None:
        super().__init__(canvas)
        self._canvas, self.session = canvas, canvas.session
        self.bar = LayerBar(canvas.session, canvas)
        self.plus = InsertButton("plus", self.tr("Insert a layer here"), 24, parent=canvas)
        self.mark = DropMark(canvas)
        self.menus = Menus(self, canvas)
        self.menu: Menu | None = None
        self.zone: Zone | None = None
        self._wanted: Zone | None = None
        self._drop: int | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._appear)
        self.plus.hide()
        self.plus.clicked.connect(self._plus_clicked)
        self.bar.activation_asked.connect(self._open_activation)
        self.bar.features_asked.connect(self._open_features)
        self.bar.left.connect(self._leave_field)
        self.bar.grip.dragged.connect(self._drag)
        self.bar.grip.dropped.connect(self._dropped)

    # -- where they stand --------------------------------------------------------------------------

    def point_at(self, point: QPointF | None) -> None:
        """Follow the pointer; None when it has left the canvas."""
        if self._held or not self._canvas.scene.ready:
            return
        x = None if point is None else self._canvas.viewport.to_canvas(point).x()
        self._want(None if x is None else zone_at(self._canvas.scene.layout, x))

    def follow(self, pick: Pick | None) -> None:
        """Stand over the layer of what is picked, or go away."""
        if self._held:
            return
        self._want(None if pick is None or pick.kind == "loss" else Zone(pick.layer), at_once=True)

    def place(self) -> None:
        """Take the places there are in the present layout."""
        zone, scene = self.zone, self._canvas.scene
        if not scene.ready or zone is None or zone.layer >= len(scene.layout.places):
            self._show(None)
        else:
            self._show(zone)

    @property
    def _held(self) -> bool:
        """Whether the controls stay where they are whatever the pointer does."""
        return self.bar.busy or self._drop is not None or (self.menu is not None and self.menu.isVisible())

    def _want(self, zone: Zone | None, at_once: bool = False) -> None:
        if zone == self._wanted and not at_once:
            return
        self._wanted = zone
        if self.zone is not None or zone is None or at_once:
            self._appear()
        else:
            self._timer.start()

    def _appear(self) -> None:
        self._timer.stop()
        self._show(self._wanted)

    def _show(self, zone: Zone | None) -> None:
        self.zone = zone
        if zone is None:
            self._wanted = None
        for part, wanted in ((self.bar, zone and not zone.gap), (self.plus, zone and zone.gap)):
            if not wanted:
                part.hide()
        if zone is None:
            return
        if zone.gap:
            last = zone.layer >= self.session.building.output
            tip = self.tr("Insert a softmax or sigmoid without weights") if last else ""
            self.plus.setToolTip(tip or self.tr("Insert a layer here (Ins)"))
            name = self.tr("insert a layer after the inputs") if not zone.layer else ""
            self.plus.setAccessibleName(name or self.tr("insert a layer after layer {0}").format(zone.layer))
            self.plus.adjustSize()
        else:
            self.bar.show_layer(zone.layer)
        part = self.plus if zone.gap else self.bar
        canvas = self._canvas
        x = centre(canvas.scene.layout, zone) - canvas.viewport.offset.x()
        scale, over = theme.manager().scale, canvas.overlays.obstacles
        part.move(spot(x, part.size(), scale, canvas.width(), over))
        part.show()
        part.raise_()

    # -- what they do ------------------------------------------------------------------------------

    def _plus_clicked(self) -> None:
        assert self.zone is not None
        if self.zone.layer >= self.session.building.output:
            self._open(self.menus.of(None, self.zone), self._under(self.plus))
        else:
            self.session.building.insert_layer(self.zone.layer)

    def type_units(self, layer: int) -> None:
        """Let the number of units of a layer be typed."""
        why = self.session.building.why_fixed(layer)
        if why:
            self.session.message.emit(why)
            return
        self._want(Zone(layer), at_once=True)
        self.bar.count.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.count.selectAll()

    def choose_activation(self, layer: int) -> None:
        """Open the menu of activations over a layer."""
        if layer == 0:
            self.session.message.emit(self.tr("The inputs have no activation."))
            return
        self._want(Zone(layer), at_once=True)
        self._open_activation(self._under(self.bar.activation))

    def _leave_field(self) -> None:
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow_pointer()

    def edit_number(self) -> None:
        """Let the picked number be typed."""
        self._canvas.edit_picked()

    def set_to_zero(self, pick: Pick) -> None:
        """Set a weight or a bias to zero."""
        try:
            self.session.set_parameter(pick, 0.0)
        except ExperimentError as error:
            self.session.message.emit(str(error))

    def folded(self, layer: int) -> bool:
        """Whether units of a layer are folded."""
        scene = self._canvas.scene
        return scene.ready and scene.layout.places[layer].hidden > 0

    def unfold(self, layer: int) -> None:
        """Enlarge the canvas until the units of a layer can be seen, or as many as can."""
        self._canvas.unfold(layer)

    def show_whole(self) -> None:
        """Show the whole network again."""
        self._canvas.reset_view()

    # -- menus -------------------------------------------------------------------------------------

    def open_menu(self, pick: Pick | None, at: QPoint, x: float | None = None) -> None:
        """Open the menu of a thing or, without one, of what is at `x` of the canvas, at a place on screen."""
        scene = self._canvas.scene
        if scene.ready:
            zone = None if x is None else zone_at(scene.layout, x)
            self._open(self.menus.of(pick, zone), at)

    def _open_activation(self, at: QPoint) -> None:
        self._open(self.menus.activation(self.bar.layer), at)

    def _open_features(self, at: QPoint) -> None:
        self._open(self.menus.features(), at)

    def _open(self, menu: Menu, at: QPoint) -> None:
        if self.menu is not None:
            self.menu.close()
            self.menu.deleteLater()
        self.menu = menu
        menu.aboutToHide.connect(self._menu_closed)
        menu.popup(at)

    def _menu_closed(self) -> None:
        QTimer.singleShot(0, self._follow_pointer)

    def _under(self, part: QWidget) -> QPoint:
        return part.mapToGlobal(QPoint(0, part.height() + theme.px(3)))

    def _follow_pointer(self) -> None:
        """Stand where the pointer is, after something held the controls in place."""
        canvas = self._canvas
        at = canvas.mapFromGlobal(QCursor.pos())
        if canvas.rect().contains(at):
            self.point_at(QPointF(at))
        else:
            self.follow(canvas.scene.picked if canvas.hasFocus() else None)

    # -- dragging a layer --------------------------------------------------------------------------

    @property
    def dragging(self) -> bool:
        """Whether a layer is dragged."""
        return self._drop is not None

    def cancel_drag(self) -> None:
        """Leave the layer where it was."""
        self._drop = None
        self.bar.grip.cancel()
        self.mark.hide()
        self.place()

    def _drag(self, at: QPoint) -> None:
        canvas, layer = self._canvas, self.bar.layer
        canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        here = canvas.mapFromGlobal(at)
        x = canvas.viewport.to_canvas(QPointF(here)).x()
        places = canvas.scene.layout.places
        before = sum(place.x < x for place in places if place.column.layer not in (0, layer))
        self._drop = before + 1
        left = [p for p in places if p.column.layer != layer][before]
        mark = centre(canvas.scene.layout, Zone(left.column.layer, gap=True))
        if left.column.layer in (layer - 1,):
            mark = places[layer].x
        self.mark.show_at(mark - canvas.viewport.offset.x(), canvas.height())
        self.bar.move(round(here.x() - self.bar.grip.geometry().center().x()), self.bar.y())
        self.bar.raise_()

    def _dropped(self) -> None:
        layer, to = self.bar.layer, self._drop
        self.cancel_drag()
        if to is not None and to != layer:
            self.session.building.move_layer(layer, to)
            self._follow_pointer()

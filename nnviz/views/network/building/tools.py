"""Building at the canvas: which controls stand where, what a drag and a menu do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.session.edit import parameter_edit
from nnviz.views.controls import Menu
from nnviz.views.network.building.insert_button import InsertButton
from nnviz.views.network.building.layer_bar import LayerBar
from nnviz.views.network.building.layer_drag import LayerDrag
from nnviz.views.network.building.menus import Menus
from nnviz.views.network.building.zones import BuildingZone, centre, spot, zone_at
from nnviz.views.network.canvas import NetworkCanvas
from nnviz.views.network.viewport import MOST

DELAY = 90
"""Milliseconds before something appears: a pointer that only passes by leaves the picture alone."""


class BuildingTools(QObject):
    """The bar over a column, the plus in a gap, the mark of a drop, and the menus.

    One bar and one plus serve the whole network: they stand where the pointer is or, while the keyboard
    is here, over the layer of what is selected.

    Attributes
    ----------
    entered : Signal
        The pointer is on a control and no longer on what lies below.
    number_wanted : Signal
        The selected number is to be typed.
    zone
        What the controls belong to now.
    """

    entered = Signal()
    number_wanted = Signal()

    def __init__(self, canvas: NetworkCanvas) -> None:
        super().__init__(canvas)
        self._canvas, self.session = canvas, canvas.session
        self.bar = LayerBar(canvas.session, canvas)
        self.plus = InsertButton("plus", self.tr("Insert a layer here"), 24, parent=canvas)
        self.menus = Menus(self, canvas)
        self.menu: Menu | None = None
        self._menu_of: object = None
        canvas.session.changed.connect(self._close_old_menu)
        self.zone: BuildingZone | None = None
        self._wanted: BuildingZone | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY)
        self._timer.timeout.connect(self._appear)
        self.plus.hide()
        for part in (self.bar, self.plus):
            part.installEventFilter(self)
        self.plus.clicked.connect(self._plus_clicked)
        self.bar.activation_asked.connect(self._open_activation)
        self.bar.features_asked.connect(self._open_features)
        self.bar.left.connect(self._leave_field)
        self.drag = LayerDrag(canvas, self.bar)
        self.drag.over.connect(self._dragged)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take note of the pointer's coming to a control: the canvas hears no more of it."""
        if event.type() == QEvent.Type.Enter:
            self.entered.emit()
        return super().eventFilter(watched, event)

    # -- where they stand --------------------------------------------------------------------------

    def point_at(self, point: QPointF | None) -> None:
        """Follow the pointer; None when it has left the canvas."""
        if self._held or not self._canvas.scene.ready:
            return
        x = None if point is None else self._canvas.viewport.to_canvas(point).x()
        self._want(None if x is None else zone_at(self._canvas.scene.layout, x))

    def follow(self, selection: Selection | None) -> None:
        """Stand over the layer of what is selected, or go away."""
        if self._held:
            return
        self._want(
            None if selection is None or selection.kind == "loss" else BuildingZone(selection.layer),
            at_once=True,
        )

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
        return self.bar.busy or self.drag.active or (self.menu is not None and self.menu.isVisible())

    def _want(self, zone: BuildingZone | None, at_once: bool = False) -> None:
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

    def _show(self, zone: BuildingZone | None) -> None:
        self.zone = zone
        if zone is None:
            self._wanted = None
        for part, wanted in ((self.bar, zone and not zone.gap), (self.plus, zone and zone.gap)):
            if not wanted:
                part.hide()
        if zone is None:
            return
        if zone.gap:
            last = zone.layer >= self.session.network_editing.output
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
        if self.zone.layer >= self.session.network_editing.output:
            self._open(self.menus.of(None, self.zone), self._under(self.plus))
        else:
            self.session.network_editing.insert_layer(self.zone.layer)

    def type_units(self, layer: int) -> None:
        """Let the number of units of a layer be typed."""
        why = self.session.network_editing.why_fixed(layer)
        if why:
            self.session.message.emit(why)
            return
        self._want(BuildingZone(layer), at_once=True)
        self.bar.count.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.bar.count.selectAll()

    def choose_activation(self, layer: int) -> None:
        """Open the menu of activations over a layer."""
        if layer == 0:
            self.session.message.emit(self.tr("The inputs have no activation."))
            return
        self._want(BuildingZone(layer), at_once=True)
        self._open_activation(self._under(self.bar.activation))

    def _leave_field(self) -> None:
        self._canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._follow_pointer()

    def edit_number(self) -> None:
        """Let the selected number be typed."""
        self.number_wanted.emit()

    def set_to_zero(self, selection: Selection) -> None:
        """Set a weight or a bias to zero."""
        try:
            self.session.apply(parameter_edit(selection, 0.0))
        except ExperimentError as error:
            self.session.message.emit(str(error))

    def folded(self, layer: int) -> bool:
        """Whether units of a layer are folded."""
        scene = self._canvas.scene
        return scene.ready and scene.layout.places[layer].hidden > 0

    def unfold(self, layer: int) -> None:
        """Enlarge the canvas until all units of a layer can be seen, or as many as can."""
        canvas, scene = self._canvas, self._canvas.scene
        place = scene.layout.places[layer]
        at = QPointF(place.x, place.y) - canvas.viewport.offset
        while scene.layout.places[layer].hidden and canvas.viewport.zoom < MOST:
            canvas.zoom_by(1.2, at)
        place = scene.layout.places[layer]
        how = self.tr("{0} of {1} units are shown; double-click on empty space for the whole network.")
        self.session.message.emit(how.format(len(place.shown), place.column.units))

    def show_whole(self) -> None:
        """Show the whole network again."""
        self._canvas.reset_view()

    # -- menus -------------------------------------------------------------------------------------

    def open_menu(self, selection: Selection | None, at: QPoint, x: float | None = None) -> None:
        """Open the menu of an item or, without one, of what is at `x` of the canvas, at a place on screen."""
        scene = self._canvas.scene
        if scene.ready:
            zone = None if x is None else zone_at(scene.layout, x)
            self._open(self.menus.of(selection, zone), at)

    def open_selected(self) -> None:
        """Open the menu of what is selected, beside it; else that of the canvas."""
        selection, canvas = self._canvas.scene.selected, self._canvas
        at = canvas.rect().center() if selection is None else canvas.rect_of(selection).bottomRight()
        self.open_menu(selection, canvas.mapToGlobal(at))

    def _open_activation(self, at: QPoint) -> None:
        self._open(self.menus.activation(self.bar.layer), at)

    def _open_features(self, at: QPoint) -> None:
        self._open(self.menus.features(), at)

    def _open(self, menu: Menu, at: QPoint) -> None:
        if self.menu is not None:
            self.menu.close()
            self.menu.deleteLater()
        self.menu, self._menu_of = menu, self._offered()
        menu.aboutToHide.connect(self._menu_closed)
        menu.popup(at)

    def _offered(self) -> object:
        """Return what the entries of a menu depend on; switching features leaves their menu open."""
        e = self.session.experiment
        return e.widths[1:], e.data.raw_inputs

    def _close_old_menu(self, _change: object) -> None:
        """Close a menu of another network: its entries name layers that may be no more."""
        if self.menu is not None and self._menu_of != self._offered():
            self.menu.close()

    def _menu_closed(self) -> None:
        QTimer.singleShot(0, self._follow_pointer)

    def _under(self, part: QWidget) -> QPoint:
        return part.mapToGlobal(QPoint(0, part.height() + theme.px(3)))

    def _dragged(self) -> None:
        self.place()
        self._follow_pointer()

    def _follow_pointer(self) -> None:
        """Stand where the pointer is, after something held the controls in place."""
        canvas = self._canvas
        at = canvas.mapFromGlobal(QCursor.pos())
        if canvas.rect().contains(at):
            self.point_at(QPointF(at))
        else:
            self.follow(canvas.scene.selected if canvas.hasFocus() else None)

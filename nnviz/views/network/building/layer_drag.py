"""Dragging a layer to another place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, Signal

from nnviz.views.network.building.grip import DropMark
from nnviz.views.network.building.layer_bar import LayerBar
from nnviz.views.network.building.zones import BuildingZone, centre
from nnviz.views.network.canvas import NetworkCanvas


class LayerDrag(QObject):
    """Lets the bar follow the pointer, marks where its layer will stand, and moves the layer there.

    Attributes
    ----------
    over : Signal
        The layer was dropped or the drag was given up; the bar has a place of its own again.
    """

    over = Signal()

    def __init__(self, canvas: NetworkCanvas, bar: LayerBar) -> None:
        super().__init__(canvas)
        self._canvas, self._bar = canvas, bar
        self._drop: int | None = None
        self.mark = DropMark(canvas)
        bar.grip.dragged.connect(self._move)
        bar.grip.dropped.connect(self._release)

    @property
    def active(self) -> bool:
        """Whether a layer is dragged."""
        return self._drop is not None

    def cancel(self) -> None:
        """Leave the layer where it was."""
        self._drop = None
        self._bar.grip.cancel()
        self.mark.hide()
        self.over.emit()

    def _move(self, at: QPoint) -> None:
        canvas, layer = self._canvas, self._bar.layer
        # So that Escape is heard here.
        canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        here = canvas.mapFromGlobal(at)
        x = canvas.viewport.to_canvas(QPointF(here)).x()
        layout = canvas.scene.layout
        others = [place for place in layout.places if place.column.layer != layer]
        before = sum(place.x < x for place in others[1:])
        self._drop = before + 1
        left = others[before].column.layer
        stays = left == layer - 1
        mark = layout.places[layer].x if stays else centre(layout, BuildingZone(left, gap=True))
        self.mark.show_at(mark - canvas.viewport.offset.x(), canvas.height())
        self._bar.move(round(here.x() - self._bar.grip.geometry().center().x()), self._bar.y())
        self._bar.raise_()

    def _release(self) -> None:
        layer, to = self._bar.layer, self._drop
        self._drop = None
        self.mark.hide()
        if to is not None and to != layer:
            self._canvas.session.network_editing.move_layer(layer, to)
        self.over.emit()

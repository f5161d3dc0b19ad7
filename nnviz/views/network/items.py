"""The items of a network by number, in the words of tooltips and screen readers."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtWidgets import QWidget

from nnviz.core.experiment.selection import Selection
from nnviz.core.text.number_format import format_number
from nnviz.session import Session
from nnviz.views.network.canvas import NetworkCanvas
from nnviz.views.network.hit_testing import item_at
from nnviz.views.network.readings import readings, sentence, words


class NetworkItems:
    """Answers what is on a canvas, and where."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        self._canvas = canvas

    def count(self) -> int:
        """Return the number of units, weights and biases, and the loss."""
        return 0 if self._canvas.order is None else len(self._canvas.order)

    def selected(self) -> int | None:
        """Return the number of the item that is selected."""
        return self._number(self._canvas.scene.selected)

    def at(self, point: QPointF) -> Selection | None:
        """Return the item at a point of the widget."""
        return item_at(self._canvas.scene, self._canvas.viewport.to_canvas(point))

    def number_at(self, point: QPoint) -> int | None:
        """Return the number of the item at a point of the screen."""
        return self._number(self.at(QPointF(self._canvas.mapFromGlobal(point))))

    def _number(self, selection: Selection | None) -> int | None:
        order = self._canvas.order
        return None if selection is None or order is None else order.number(selection)

    def rect(self, number: int) -> QRect:
        """Return where an item is on the screen."""
        canvas = self._canvas
        if canvas.order is None:
            return QRect()
        rect = canvas.rect_of(canvas.order.item(number))
        return QRect(canvas.mapToGlobal(rect.topLeft()), rect.size())

    def text(self, number: int) -> str:
        """Return name and number of a item: “weight from x1 to unit 2 of layer 1, −2.397”."""
        order, scene = self._canvas.order, self._canvas.scene
        if order is None or scene.structure is None or scene.render_state is None:
            return ""
        selection = order.item(number)
        numbers = readings(scene.render_state.frame, scene.structure, selection, scene.render_state.example)
        parts = [words(scene.structure, selection)]
        if selection.kind == "unit" and selection.layer:
            parts += [f"{symbol} {format_number(value)}" for symbol, value in numbers]
        else:
            parts += [format_number(value) for _, value in numbers[:1]]
        trouble = "".join(f". {f.title}. {f.sentence}" for f in self._canvas.session.health.of(selection))
        return ", ".join(parts) + trouble

    def describe(self, selection: Selection) -> str:
        """Return what a tooltip says: the name, and ``w²₁₃ = −2.3970   ∂C/∂w = 0.0123``."""
        scene = self._canvas.scene
        if scene.structure is None or scene.render_state is None:
            return ""
        name = words(scene.structure, selection)
        numbers = sentence(
            readings(scene.render_state.frame, scene.structure, selection, scene.render_state.example)
        )
        trouble = "".join(f"\n\n{f.title}\n{f.sentence}" for f in self._canvas.session.health.of(selection))
        return (f"{numbers}\n{name}" if numbers else name) + trouble


class CanvasWithItems(NetworkCanvas):
    """A canvas whose items can be counted, found and named."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.items = NetworkItems(self)

"""The things of a network by number, in the words of tooltips and screen readers."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect

from nnviz.core.experiment.selection import Pick
from nnviz.core.text.number_format import format_number
from nnviz.views.network.canvas import NetworkCanvas
from nnviz.views.network.picking import thing_at
from nnviz.views.network.readings import readings, sentence, words


class Things:
    """Answers what is on a canvas, and where."""

    def __init__(self, canvas: NetworkCanvas) -> None:
        self._canvas = canvas

    def count(self) -> int:
        """Return the number of units, weights and biases, and the loss."""
        return 0 if self._canvas.order is None else len(self._canvas.order)

    def picked(self) -> int | None:
        """Return the number of the thing that is picked."""
        return self._number(self._canvas.scene.picked)

    def at(self, point: QPointF) -> Pick | None:
        """Return the thing at a point of the widget."""
        return thing_at(self._canvas.scene, self._canvas.viewport.to_canvas(point))

    def number_at(self, point: QPoint) -> int | None:
        """Return the number of the thing at a point of the screen."""
        return self._number(self.at(QPointF(self._canvas.mapFromGlobal(point))))

    def _number(self, pick: Pick | None) -> int | None:
        order = self._canvas.order
        return None if pick is None or order is None else order.number(pick)

    def rect(self, number: int) -> QRect:
        """Return where a thing is on the screen."""
        canvas = self._canvas
        if canvas.order is None:
            return QRect()
        rect = canvas.rect_of(canvas.order.thing(number))
        return QRect(canvas.mapToGlobal(rect.topLeft()), rect.size())

    def text(self, number: int) -> str:
        """Return name and number of a thing: “weight from x1 to unit 2 of layer 1, −2.397”."""
        order, scene = self._canvas.order, self._canvas.scene
        if order is None or scene.structure is None or scene.moment is None:
            return ""
        pick = order.thing(number)
        numbers = readings(scene.moment.frame, scene.structure, pick, scene.moment.example)
        parts = [words(scene.structure, pick)]
        if pick.kind == "unit" and pick.layer:
            parts += [f"{symbol} {format_number(value)}" for symbol, value in numbers]
        else:
            parts += [format_number(value) for _, value in numbers[:1]]
        trouble = "".join(f". {f.title}. {f.sentence}" for f in self._canvas.session.health.of(pick))
        return ", ".join(parts) + trouble

    def describe(self, pick: Pick) -> str:
        """Return what a tooltip says: the name, and ``w²₁₃ = −2.3970   ∂C/∂w = 0.0123``."""
        scene = self._canvas.scene
        if scene.structure is None or scene.moment is None:
            return ""
        name = words(scene.structure, pick)
        numbers = sentence(readings(scene.moment.frame, scene.structure, pick, scene.moment.example))
        trouble = "".join(f"\n\n{f.title}\n{f.sentence}" for f in self._canvas.session.health.of(pick))
        return (f"{numbers}\n{name}" if numbers else name) + trouble

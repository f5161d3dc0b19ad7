"""Connectors without weights: into layers that have none, and from the outputs to the loss."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.core.text.hidden_number import is_lost
from nnviz.core.text.number_format import format_number
from nnviz.views.network.layout import NetworkLayout
from nnviz.views.network.place import Place
from nnviz.views.network.readings import loss, target
from nnviz.views.network.render_state import RenderState
from nnviz.views.network.structure import Structure
from nnviz.views.network.style import Style
from nnviz.views.network.text import write


def link_lines(before: Place, after: Place) -> list[QLineF]:
    """Return the connectors of a layer without weights."""
    if after.column.coupled:
        return [QLineF(before.way_out(i), after.way_in(j)) for j in after.shown for i in before.shown]
    both = [unit for unit in after.shown if before.shows(unit)]
    return [QLineF(before.way_out(unit), after.way_in(unit)) for unit in both]


class Links:
    """Paints connectors and the node of the loss."""

    def __init__(self, structure: Structure, layout: NetworkLayout, style: Style) -> None:
        self._structure, self._layout, self._style = structure, layout, style
        last = layout.places[-1]
        end = QPointF(layout.loss.left(), layout.loss.center().y())
        to_loss = [QLineF(last.way_out(unit), end) for unit in last.shown]
        self.lines: dict[int, list[QLineF]] = {len(layout.places): to_loss}
        for before, after in zip(layout.places, layout.places[1:], strict=False):
            if not after.column.weighted:
                self.lines[after.column.layer] = link_lines(before, after)

    def paint(self, painter: QPainter, render_state: RenderState) -> None:
        """Paint the connectors; those to the loss have its colour."""
        style, highlight = self._style, render_state.highlight
        for layer, lines in self.lines.items():
            if layer in highlight.links:
                painter.setPen(QPen(style.phase[highlight.phase], 1.8 * style.scale))
            else:
                colour, t = ("loss", 0.55) if layer == len(self._layout.places) else ("ink", 0.28)
                painter.setPen(QPen(QColor(style.look.blend("background", colour, t)), 1.1 * style.scale))
            painter.drawLines(lines)

    def paint_loss(self, painter: QPainter, render_state: RenderState) -> None:
        """Paint the node of the loss, with the target of the example below."""
        style, s, highlight = self._style, self._style.scale, render_state.highlight
        value = loss(render_state.frame)
        node = self.node(render_state)
        idle = QPen(style.phase["loss"], 1.2 * s)
        painter.setPen(idle if highlight.loss is None else style.outline(highlight.phase, highlight.loss))
        painter.setBrush(style.panel)
        painter.drawRoundedRect(node, 9 * s, 9 * s)
        upper = QRectF(node.left(), node.top() + 5 * s, node.width(), 17 * s)
        write(painter, style.name, style.ink, upper, self._structure.letters.symbol("C", "C"))
        text = "–" if value is None else format_number(value)
        broken = is_lost(value)
        colour = style.danger if broken else style.muted if value is None else style.ink
        write(painter, style.value, colour, upper.translated(0, 18 * s), text)
        words = target(render_state.frame, self._structure, render_state.example)
        if words:
            face = style.label
            width = max(node.width(), face.width(words))
            room = QRectF(node.center().x() - width / 2, node.bottom() + 3 * s, width, 15 * s)
            room.moveRight(min(room.right(), self._layout.size.width() - 3 * s))
            write(painter, face, style.muted, room, words)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def node(self, render_state: RenderState) -> QRectF:
        """Return the node, wide enough for its value."""
        value = loss(render_state.frame)
        node = QRectF(self._layout.loss)
        if value is not None:
            extra = self._style.value.width(format_number(value)) + 14 * self._style.scale - node.width()
            if extra > 0:
                node.adjust(-extra / 2, 0, extra / 2, 0)
                node.moveRight(min(node.right(), self._layout.size.width() - 3 * self._style.scale))
        return node

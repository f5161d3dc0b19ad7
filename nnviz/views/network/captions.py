"""Paints the words of a column: names, values, δ, its header, and the mark of a fold."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from nnviz.core.text.hidden_number import is_lost
from nnviz.core.text.number_format import format_number
from nnviz.core.text.translate import translate
from nnviz.views.network.place import Detail, Place
from nnviz.views.network.readings import of_example
from nnviz.views.network.render_state import RenderState
from nnviz.views.network.structure import LayerColumn
from nnviz.views.network.style import Style
from nnviz.views.network.text import fitting_number, pill, write, write_pair

NONE = "–"
"""Stands for a number that is not known yet."""


class Captions:
    """Writes in one style."""

    def __init__(self, style: Style) -> None:
        self._style = style

    def paint(self, painter: QPainter, place: Place, unit: int, render_state: RenderState) -> None:
        """Write what there is room for beside a unit."""
        if place.detail is Detail.BARE:
            return
        layer, side = place.column.layer, place.detail is Detail.SIDE
        delta = of_example(render_state.frame, f"dz{layer}", unit, render_state.example) if layer else None
        # At the right of a square there are but two lines: δ takes the place of the name.
        if delta is not None and (place.pill_row if not side else not place.one_line):
            self._paint_delta(painter, place, unit, delta)
        if place.name_row and not place.one_line and not (side and delta is not None):
            self._paint_name(painter, place, unit)
        self._paint_value(painter, place, unit, render_state)

    def _paint_value(self, painter: QPainter, place: Place, unit: int, render_state: RenderState) -> None:
        style, column, side = self._style, place.column, place.detail is Detail.SIDE
        text, known = _value(render_state, column, unit)
        face, room = style.label if side else style.value, place.row(unit, "value")
        ink = style.ink if known else style.muted
        if text.endswith("nan"):
            ink = style.danger
        labels = column.classes if place.one_line else () if place.name_row else column.labels
        if labels:
            gap = 6 * style.scale
            width = style.label.width(labels[unit]) + gap + face.width(text)
            if width <= room.width() + 10 * style.scale:
                # The class stands in for the name, which has no row of its own here.
                room = QRectF(room.left(), room.top(), width, room.height()) if side else room
                write_pair(painter, room, (style.label, style.muted, labels[unit]), (face, ink, text), gap)
                return
        write(painter, face, ink, room, text, "left" if side else "center")

    def _paint_name(self, painter: QPainter, place: Place, unit: int) -> None:
        column, style, room = place.column, self._style, place.row(unit, "name")
        name, s = column.names[unit], style.scale
        extra = column.labels[unit] if column.labels else column.activation
        if place.detail is Detail.SIDE:
            fits = bool(column.labels) and style.label.width(extra) <= room.width() + 4 * s
            write(painter, style.label, style.muted, room, extra if fits else name, "left")
        elif extra and style.name.width(name) + 5 * s + style.word.width(extra) <= place.width + 4 * s:
            write_pair(painter, room, (style.name, style.ink, name), (style.word, style.muted, extra), 5 * s)
        elif column.labels and not column.classes:
            # What the data call it says more than a symbol.
            fitting = style.word.elided(extra, place.width + 4 * s)
            write(painter, style.word, style.ink, room, fitting)
        else:
            write(painter, style.name, style.ink, room, name)

    def _paint_delta(self, painter: QPainter, place: Place, unit: int, delta: float) -> None:
        style, room, s = self._style, place.row(unit, "pill"), self._style.scale
        side = place.detail is Detail.SIDE
        face = style.label if side else style.value
        inner = 8 * s if side else 16 * s
        free = room.width() if side else place.header_width - inner
        text = fitting_number(face, "δ", delta, free)
        least = 0.0 if side else min(62 * s, place.header_width)
        width = max(face.width(text) + inner, least)
        rect = QRectF(0, 0, width, min(room.height(), 18 * s) - side)
        rect.moveCenter(room.center())
        if side:
            rect.moveLeft(room.left() - 2 * s)
        broken = is_lost(delta)
        fill = style.danger if broken else style.pill["backward"]
        ink = style.background if broken else style.on_pill["backward"]
        pill(painter, face, rect, text, fill, ink)

    def paint_header(self, painter: QPainter, place: Place) -> None:
        """Write the layer above its first unit."""
        if not place.header:
            return
        style, s = self._style, self._style.scale
        top = place.square(place.shown[0]).top() - place.above - 17 * s
        room = QRectF(place.x - place.width / 2, top, place.width, 14 * s)
        word = (style.label, style.muted, place.column.activation)
        name = (style.section, style.ink, place.column.symbol)
        wide = style.label.width(word[2])
        if place.detail is Detail.STACK and place.name_row:
            write(painter, *word[:2], room, word[2])
        elif style.section.width(name[2]) + 5 * s + wide <= place.header_width:
            write_pair(painter, room, name, word, 4 * s)
        elif wide <= place.header_width:
            write(painter, *word[:2], room, word[2])

    def paint_mark(self, painter: QPainter, place: Place) -> None:
        """Say where units are folded, and how many."""
        if place.mark is None:
            return
        style, s, middle = self._style, self._style.scale, place.mark.center()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.muted)
        for k in (-1, 0, 1):
            painter.drawEllipse(QPointF(middle.x(), middle.y() + k * 5.5 * s), 1.5 * s, 1.5 * s)
        text = translate("network", "{0} more").format(place.hidden)
        # Over a plate, because edges may pass here.
        plate = QRectF(middle.x() + 7 * s, middle.y() - 9 * s, style.label.width(text) + 14 * s, 18 * s)
        pill(painter, style.label, plate, text, style.panel, style.muted, style.line)


def _value(render_state: RenderState, column: LayerColumn, unit: int) -> tuple[str, bool]:
    """Return the activation, or the pre-activation while only that is known; and whether either is."""
    layer = column.layer
    a = of_example(render_state.frame, f"a{layer}" if layer else "X", unit, render_state.example)
    if a is not None:
        return format_number(a), True
    z = of_example(render_state.frame, f"z{layer}", unit, render_state.example)
    return (NONE, False) if z is None else (f"{column.sum_letter} {format_number(z)}", True)

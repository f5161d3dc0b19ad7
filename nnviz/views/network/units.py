"""Paints the columns: squares with their pictures and outlines, and the discs of biases."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QTransform

from nnviz.core.numbers import format_number
from nnviz.core.pick import Pick
from nnviz.views.network.captions import NONE, Captions
from nnviz.views.network.moment import Moment
from nnviz.views.network.pictures import Pictures
from nnviz.views.network.place import Place
from nnviz.views.network.readings import parameter
from nnviz.views.network.stamps import Stamps
from nnviz.views.network.style import Style
from nnviz.views.network.text import write


class UnitPainter:
    """Paints units in one style."""

    def __init__(self, style: Style, pictures: Pictures, stamps: Stamps) -> None:
        self._style, self._pictures, self._stamps = style, pictures, stamps
        self._captions = Captions(style)

    def paint(self, painter: QPainter, place: Place, moment: Moment) -> None:
        """Paint a column."""
        if place.picture is not None:
            self._paint_pixels(painter, place, moment)
            return
        for unit in place.shown:
            self._paint_square(painter, place, unit, moment)
        for unit in place.shown:
            if place.column.weighted:
                self._paint_bias(painter, place, unit, moment)
            self._captions.paint(painter, place, unit, moment)
        self._captions.paint_header(painter, place)
        self._captions.paint_mark(painter, place)

    def _outline(self, place: Place, moment: Moment) -> QPen:
        written = moment.light.units.get(place.column.layer)
        return self._style.border if written is None else self._style.outline(moment.light.phase, written)

    def _paint_square(self, painter: QPainter, place: Place, unit: int, moment: Moment) -> None:
        layer, square, pen = place.column.layer, place.square(unit), self._outline(place, moment)
        pictures, inner, s = self._pictures, square, self._style.scale
        if pictures.broken(layer, unit):
            painter.fillRect(square, self._style.panel)
            painter.fillRect(square, self._style.hatch)
        elif pictures.dimensions == 2:
            painter.drawImage(square, pictures.image(layer, unit))
        else:
            painter.fillRect(square, pictures.colour(layer, unit) or self._style.panel)
        if pictures.dimensions == 1 and not pictures.broken(layer, unit):
            inset = max(3.0, square.width() * 0.09)
            inner = square.adjusted(inset, inset, -inset, -inset)
            self._paint_curve(painter, inner, layer, unit)
        if place.side < 16 * s and layer in moment.light.units:
            pen = QPen(pen.color(), pen.widthF() * 0.6)
        if place.side < 8 * s:
            # A frame with round corners would leave nothing of so small a square: it stands outside.
            painter.setPen(QPen(pen.color(), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(square.adjusted(-0.5, -0.5, 0.5, 0.5))
        else:
            self._stamps.frame(painter, square, min(9 * s, square.width() * 0.2), pen)
        spot = pictures.spot(layer, unit, moment.frame, moment.example) if place.side >= 36 * s else None
        if spot is not None:
            at = QPointF(inner.left() + spot.x() * inner.width(), inner.top() + spot.y() * inner.height())
            self._stamps.spot(painter, at)

    def _paint_curve(self, painter: QPainter, inner: QRectF, layer: int, unit: int) -> None:
        place = QTransform(inner.width(), 0, 0, inner.height(), inner.left(), inner.top())
        painter.setPen(QPen(self._style.ink, max(1.2, min(2.0, inner.width() * 0.04))))
        painter.drawPolyline(place.map(self._pictures.curve(layer, unit)))

    def _paint_pixels(self, painter: QPainter, place: Place, moment: Moment) -> None:
        """Paint the inputs as the picture whose pixels they are."""
        s = place.scale
        for unit in range(place.column.units):
            pixel = place.square(unit).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.fillRect(pixel, self._pictures.colour(0, unit) or self._style.chip)
        frame = place.frame.adjusted(-2, -2, 2, 2)
        painter.setPen(self._outline(place, moment))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 4 * s, 4 * s)
        names, room = place.column.names, QRectF(frame.left(), frame.top() - 20 * s, frame.width(), 16 * s)
        write(painter, self._style.name, self._style.ink, room, f"{names[0]} … {names[-1]}")

    def _paint_bias(self, painter: QPainter, place: Place, unit: int, moment: Moment) -> None:
        style, layer = self._style, place.column.layer
        if place.side < 9 * style.scale:
            return
        value = parameter(moment.frame, Pick("bias", layer, unit), gradient=moment.gradients)
        centre, radius = place.bias(unit), place.bias_radius
        if place.bias_row:
            text = f"{'∂b' if moment.gradients else 'b'} {NONE if value is None else format_number(value)}"
            room, gap = place.row(unit, "bias"), 4 * style.scale
            width = 2 * radius + gap + style.label.width(text)
            centre = QPointF(room.center().x() - width / 2 + radius, room.center().y())
            words = QRectF(centre.x() + radius + gap, room.top(), width, room.height())
            broken = value is not None and value != value
            write(painter, style.label, style.danger if broken else style.muted, words, text, "left")
        self._stamps.disc(painter, centre, radius, value)
        written = moment.light.biases.get(layer)
        if written is not None:
            painter.setPen(style.outline(moment.light.phase, written))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            outer = radius + (1.8 if place.bias_row else 1.2) * style.scale
            painter.drawEllipse(centre, outer, outer)


def ring_path(square: QRectF, radius: float, gap: float) -> QPainterPath:
    """Return the outline around a square, `gap` away from it."""
    path = QPainterPath()
    path.addRoundedRect(square.adjusted(-gap, -gap, gap, gap), radius + gap, radius + gap)
    return path

"""Paints the columns: squares with their pictures and outlines, and the discs of biases."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QTransform

from nnviz.core.text.hidden_number import HIDDEN_TEXT, is_lost
from nnviz.views.network.captions import NONE, Captions
from nnviz.views.network.glyph_cache import MARGIN, GlyphCache, put
from nnviz.views.network.pictures import Pictures
from nnviz.views.network.place import Place
from nnviz.views.network.render_state import RenderState
from nnviz.views.network.style import Style
from nnviz.views.network.text import fitting_number, write


class UnitPainter:
    """Paints units in one style."""

    def __init__(self, style: Style, pictures: Pictures, glyphs: GlyphCache) -> None:
        self._style, self._pictures, self._glyphs = style, pictures, glyphs
        self._captions = Captions(style)

    def paint(self, painter: QPainter, place: Place, render_state: RenderState) -> None:
        """Paint a column."""
        if place.picture is not None:
            self._paint_pixels(painter, place, render_state)
            return
        self._paint_squares(painter, place, render_state)
        if place.column.biases and place.side >= 9 * self._style.scale:
            self._paint_biases(painter, place, render_state)
        for unit in place.shown:
            self._captions.paint(painter, place, unit, render_state)
        self._captions.paint_header(painter, place)
        self._captions.paint_mark(painter, place)

    def _outline(self, place: Place, render_state: RenderState) -> QPen:
        written = render_state.highlight.units.get(place.column.layer)
        return (
            self._style.border
            if written is None
            else self._style.outline(render_state.highlight.phase, written)
        )

    def _paint_squares(self, painter: QPainter, place: Place, render_state: RenderState) -> None:
        layer, pen, s = place.column.layer, self._outline(place, render_state), self._style.scale
        squares = [place.square(unit) for unit in place.shown]
        for unit, square in zip(place.shown, squares, strict=True):
            self._paint_inside(painter, layer, unit, square)
        if place.side < 16 * s and layer in render_state.highlight.units:
            pen = QPen(pen.color(), pen.widthF() * 0.6)
        if place.side < 8 * s:
            # A frame with round corners would leave nothing of so small a square: it stands outside.
            painter.setPen(QPen(pen.color(), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRects([square.adjusted(-0.5, -0.5, 0.5, 0.5) for square in squares])
        elif squares:
            side = squares[0].width()
            frame = self._glyphs.frame(side, min(9 * s, side * 0.2), pen)
            for square in squares:
                painter.drawPixmap(QPointF(square.left() - MARGIN, square.top() - MARGIN), frame)
        if place.side >= 36 * s:
            self._paint_spots(painter, place, squares, render_state)

    def _paint_inside(self, painter: QPainter, layer: int, unit: int, square: QRectF) -> None:
        """Paint what a unit computes, or its value."""
        pictures = self._pictures
        if pictures.broken(layer, unit):
            paint_broken(painter, self._style, square, pictures.concealing)
        elif pictures.dimensions == 2:
            painter.drawImage(square, pictures.image(layer, unit))
        else:
            painter.fillRect(square, pictures.colour(layer, unit) or self._style.panel)
            if pictures.dimensions == 1:
                self._paint_curve(painter, _inner(square), layer, unit)

    def _paint_spots(
        self, painter: QPainter, place: Place, squares: list[QRectF], render_state: RenderState
    ) -> None:
        """Mark the example in view in every picture; on a plane it is at the same place in all."""
        pictures, layer, spot = self._pictures, place.column.layer, None
        ring = self._glyphs.spot()
        for unit, square in zip(place.shown, squares, strict=True):
            if pictures.concealing and pictures.broken(layer, unit):
                continue
            if spot is None or pictures.dimensions != 2:
                spot = pictures.spot(layer, unit, render_state.frame, render_state.example)
            if spot is None:
                continue
            line = pictures.dimensions == 1 and not pictures.broken(layer, unit)
            inner = _inner(square) if line else square
            at = QPointF(inner.left() + spot.x() * inner.width(), inner.top() + spot.y() * inner.height())
            put(painter, ring, at)

    def _paint_curve(self, painter: QPainter, inner: QRectF, layer: int, unit: int) -> None:
        place = QTransform(inner.width(), 0, 0, inner.height(), inner.left(), inner.top())
        painter.setPen(QPen(self._style.ink, max(1.2, min(2.0, inner.width() * 0.04))))
        painter.drawPolyline(place.map(self._pictures.curve(layer, unit)))

    def _paint_pixels(self, painter: QPainter, place: Place, render_state: RenderState) -> None:
        """Paint the inputs as the picture whose pixels they are."""
        s = place.scale
        for unit in range(place.column.units):
            pixel = place.square(unit).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.fillRect(pixel, self._pictures.colour(0, unit) or self._style.chip)
        frame = place.frame.adjusted(-2, -2, 2, 2)
        painter.setPen(self._outline(place, render_state))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 4 * s, 4 * s)
        names, room = place.column.names, QRectF(frame.left(), frame.top() - 20 * s, frame.width(), 16 * s)
        write(painter, self._style.name, self._style.ink, room, f"{names[0]} … {names[-1]}")

    def _paint_biases(self, painter: QPainter, place: Place, render_state: RenderState) -> None:
        style, layer, frame = self._style, place.column.layer, render_state.frame
        known = frame.values.get(f"db{layer}") if render_state.gradients else frame.current(f"b{layer}")
        units = place.column.units
        values: list[float | None] = [None] * units if known is None else known[:, 0].tolist()
        if len(values) == 1:
            values *= units
        written, radius = render_state.highlight.biases.get(layer), place.bias_radius
        for unit in place.shown:
            value = values[unit]
            centre = place.bias(unit)
            if place.bias_row:
                centre = self._paint_bias_row(
                    painter, place, unit, value, "∂b" if render_state.gradients else "b"
                )
            put(painter, self._glyphs.disc(radius, value), centre)
            if written is not None:
                painter.setPen(style.outline(render_state.highlight.phase, written))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                outer = radius + (1.8 if place.bias_row else 1.2) * style.scale
                painter.drawEllipse(centre, outer, outer)

    def _paint_bias_row(
        self, painter: QPainter, place: Place, unit: int, value: float | None, symbol: str
    ) -> QPointF:
        """Write a bias in its row; return where its disc belongs."""
        style, radius = self._style, place.bias_radius
        room, gap = place.row(unit, "bias"), 4 * style.scale
        # The words of neighbouring columns never touch.
        free = place.header_width - 2 * radius - gap
        text = f"{symbol} {NONE}" if value is None else fitting_number(style.label, symbol, value, free)
        width = 2 * radius + gap + style.label.width(text)
        centre = QPointF(room.center().x() - width / 2 + radius, room.center().y())
        words = QRectF(centre.x() + radius + gap, room.top(), width, room.height())
        broken = is_lost(value)
        write(painter, style.label, style.danger if broken else style.muted, words, text, "left")
        return centre


def paint_broken(painter: QPainter, style: Style, square: QRectF, concealed: bool) -> None:
    """Paint what stands for a picture that has no numbers, or whose numbers are hidden."""
    painter.fillRect(square, style.panel)
    painter.fillRect(square, style.veil if concealed else style.hatch)
    if concealed and square.height() >= style.name.height:
        room = QRectF(0, 0, style.name.width(HIDDEN_TEXT) + 8 * style.scale, style.name.height)
        room.moveCenter(square.center())
        painter.fillRect(room, style.panel)
        write(painter, style.name, style.ink, room, HIDDEN_TEXT)


def _inner(square: QRectF) -> QRectF:
    """Return the part of a square in which a curve is drawn."""
    inset = max(3.0, square.width() * 0.09)
    return square.adjusted(inset, inset, -inset, -inset)


def ring_path(square: QRectF, radius: float, gap: float) -> QPainterPath:
    """Return the outline around a square, `gap` away from it."""
    path = QPainterPath()
    path.addRoundedRect(square.adjusted(-gap, -gap, gap, gap), radius + gap, radius + gap)
    return path

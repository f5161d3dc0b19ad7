"""Paints the columns: squares with their pictures, names, values, biases and δ."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QTransform

from nnviz.core.frame import Frame
from nnviz.core.numbers import format_number
from nnviz.core.operation import superscript
from nnviz.core.pick import Pick
from nnviz.views.network.light import Light
from nnviz.views.network.pictures import Pictures
from nnviz.views.network.place import Detail, Place
from nnviz.views.network.readings import of_example, parameter
from nnviz.views.network.style import Style
from nnviz.views.network.text import pill, write, write_pair

_NONE = "–"


@dataclass
class Moment:
    """What is to be shown: the frame, which example of it, what it lights, weights or gradients."""

    frame: Frame
    example: int
    light: Light
    quantity: str

    @property
    def gradients(self) -> bool:
        """Whether gradients stand in for weights."""
        return self.quantity == "gradients"


class UnitPainter:
    """Paints units in one style."""

    def __init__(self, style: Style, pictures: Pictures) -> None:
        self.style, self.pictures = style, pictures

    def paint(self, painter: QPainter, place: Place, moment: Moment) -> None:
        """Paint a column."""
        if place.picture is not None:
            self._paint_picture(painter, place, moment)
            return
        for unit in place.shown:
            self._paint_square(painter, place, unit, moment)
        for unit in place.shown:
            if place.column.weighted:
                self._paint_bias(painter, place, unit, moment)
            self._paint_words(painter, place, unit, moment)
        self._paint_header(painter, place)
        if place.mark is not None:
            self._paint_mark(painter, place)

    # -- squares -----------------------------------------------------------------------------------

    def radius(self, place: Place) -> float:
        """Return the radius of the corners of a square."""
        return min(9 * self.style.scale, place.side * 0.2)

    def _paint_square(self, painter: QPainter, place: Place, unit: int, moment: Moment) -> None:
        layer, square, radius = place.column.layer, place.square(unit), self.radius(place)
        written = moment.light.units.get(layer)
        pen = self.style.border if written is None else self.style.outline(moment.light.phase, written)
        if place.side < 16 * self.style.scale and written is not None:
            pen = QPen(pen.color(), pen.widthF() * 0.6)
        brush = self.pictures.brush(layer, unit)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.pictures.broken(layer, unit):
            self._fill(painter, square, radius, QBrush(self.style.panel))
            self._fill(painter, square, radius, self.style.hatch)
        elif brush is None:
            self._fill(painter, square, radius, QBrush(self.style.panel))
        elif self.pictures.dimensions == 2:
            factor = square.width() / self.pictures.resolution
            brush.setTransform(QTransform(factor, 0, 0, factor, square.left(), square.top()))
            self._fill(painter, square, radius, brush)
        else:
            self._fill(painter, square, radius, brush)
        if self.pictures.dimensions == 1 and not self.pictures.broken(layer, unit):
            self._paint_curve(painter, square, layer, unit, moment)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(square, radius, radius)
        if place.side >= 36 * self.style.scale and self.pictures.dimensions == 2:
            self._paint_spot(painter, square, moment)

    @staticmethod
    def _fill(painter: QPainter, square: QRectF, radius: float, brush: QBrush) -> None:
        painter.setBrush(brush)
        painter.drawRoundedRect(square, radius, radius)

    def _paint_curve(self, painter: QPainter, square: QRectF, layer: int, unit: int, moment: Moment) -> None:
        inset = max(3.0, square.width() * 0.09)
        inner = square.adjusted(inset, inset, -inset, -inset)
        place = QTransform(inner.width(), 0, 0, inner.height(), inner.left(), inner.top())
        painter.setPen(QPen(self.style.ink, max(1.2, min(2.0, square.width() * 0.035))))
        painter.drawPolyline(place.map(self.pictures.curve(layer, unit)))
        if square.width() >= 36 * self.style.scale:
            self._paint_curve_spot(painter, inner, layer, unit, moment)

    def _paint_curve_spot(self, painter: QPainter, inner: QRectF, layer: int, unit: int, moment: Moment) -> None:
        """Mark the example on the curve."""
        curve, s = self.pictures.curve(layer, unit), moment.frame.samples
        (left, right), x = s.domain[0], s.raw_train[moment.frame.examples[min(moment.example, moment.frame.batch - 1)], 0]
        points = curve.toList()
        if not points:
            return
        near = min(points, key=lambda p: abs(p.x() - (x - left) / (right - left)))
        self._dot(painter, QPointF(inner.left() + near.x() * inner.width(), inner.top() + near.y() * inner.height()))

    def _dot(self, painter: QPainter, at: QPointF) -> None:
        radius = 2.6 * self.style.scale
        painter.setPen(QPen(self.style.ink, 1.2 * self.style.scale))
        painter.setBrush(self.style.panel)
        painter.drawEllipse(at, radius, radius)

    def _paint_spot(self, painter: QPainter, square: QRectF, moment: Moment) -> None:
        """Mark where the example lies in the plane."""
        s = moment.frame.samples
        example = min(moment.example, moment.frame.batch - 1)
        x, y = s.raw_train[moment.frame.examples[example]]
        (left, right), (low, high) = s.domain
        at = QPointF(
            square.left() + (x - left) / (right - left) * square.width(),
            square.bottom() - (y - low) / (high - low) * square.height(),
        )
        self._dot(painter, at)

    def _paint_picture(self, painter: QPainter, place: Place, moment: Moment) -> None:
        """Paint the inputs as the picture whose pixels they are."""
        painter.setPen(Qt.PenStyle.NoPen)
        for unit in range(place.column.units):
            pixel = place.square(unit).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setBrush(self.pictures.brush(0, unit) or QBrush(self.style.chip))
            painter.drawRect(pixel)
        written = moment.light.units.get(0)
        frame = place.frame.adjusted(-2, -2, 2, 2)
        painter.setPen(self.style.border if written is None else self.style.outline(moment.light.phase, written))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 4 * self.style.scale, 4 * self.style.scale)
        room = QRectF(frame.left(), frame.top() - 19 * place.scale, frame.width(), 16 * place.scale)
        names = place.column.names
        write(painter, self.style.name, self.style.ink, room, f"{names[0]} … {names[-1]}")

    # -- words -------------------------------------------------------------------------------------

    def _paint_words(self, painter: QPainter, place: Place, unit: int, moment: Moment) -> None:
        if place.detail is Detail.BARE:
            return
        layer, style = place.column.layer, self.style
        delta = of_example(moment.frame, f"dz{layer}", unit, moment.example) if layer else None
        side = place.detail is Detail.SIDE
        if place.one_line:
            pass
        elif side and delta is not None:
            self._paint_delta(painter, place, unit, delta, moment)
        elif place.name_row:
            self._paint_name(painter, place, unit)
        text, known = self._value(moment, layer, unit)
        face = style.value if not side else style.label
        room, ink = place.row(unit, "value"), style.danger if text.endswith("nan") else style.ink if known else style.muted
        labels = place.column.classes if place.one_line else place.column.labels if not place.name_row else ()
        if labels:
            gap = 6 * style.scale
            width = style.label.width(labels[unit]) + gap + face.width(text)
            if width <= room.width() + 10 * style.scale:
                # The class takes the place of the name, which has no row of its own here.
                room = QRectF(room.left(), room.top(), width, room.height()) if side else room
                write_pair(painter, room, (style.label, style.muted, labels[unit]), (face, ink, text), gap)
                return self._paint_delta_below(painter, place, unit, delta, moment)
        write(painter, face, ink, room, text, "left" if side else "center")
        self._paint_delta_below(painter, place, unit, delta, moment)

    def _paint_delta_below(
        self, painter: QPainter, place: Place, unit: int, delta: float | None, moment: Moment
    ) -> None:
        if delta is not None and place.pill_row and place.detail is Detail.STACK:
            self._paint_delta(painter, place, unit, delta, moment)

    def _value(self, moment: Moment, layer: int, unit: int) -> tuple[str, bool]:
        """Return the activation, or the pre-activation while only that is known."""
        a = of_example(moment.frame, f"a{layer}" if layer else "X", unit, moment.example)
        if a is not None:
            return format_number(a), True
        z = of_example(moment.frame, f"z{layer}", unit, moment.example)
        return (_NONE, False) if z is None else (f"z {format_number(z)}", True)

    def _paint_name(self, painter: QPainter, place: Place, unit: int) -> None:
        column, style, room = place.column, self.style, place.row(unit, "name")
        name = column.names[unit]
        if place.detail is Detail.SIDE:
            label = column.labels[unit] if column.labels else name
            fits = style.label.width(label) <= room.width() + 4 * style.scale
            write(painter, style.label, style.muted, room, label if fits else name, "left")
            return
        extra = column.labels[unit] if column.labels else column.activation
        gap = 5 * style.scale
        if extra and style.name.width(name) + gap + style.word.width(extra) <= place.width + 4 * style.scale:
            write_pair(painter, room, (style.name, style.ink, name), (style.word, style.muted, extra), gap)
        else:
            write(painter, style.name, style.ink, room, name)

    def _paint_delta(self, painter: QPainter, place: Place, unit: int, delta: float, moment: Moment) -> None:
        style, room = self.style, place.row(unit, "pill")
        side = place.detail is Detail.SIDE
        face = style.label if side else style.value
        text = f"δ {format_number(delta)}"
        if side and face.width(text) > room.width():
            text = format_number(delta)
        width = face.width(text) + (8 if side else 16) * style.scale
        if not side:
            width = max(width, 62 * style.scale)
        height = min(room.height(), 18 * style.scale) - (1 if side else 0)
        rect = QRectF(0, 0, width, height)
        rect.moveCenter(room.center())
        if side:
            rect.moveLeft(room.left() - 2 * style.scale)
        broken = delta != delta
        fill = style.danger if broken else style.pill["backward"]
        pill(painter, face, rect, text, fill, style.background if broken else style.on_pill["backward"], None)

    def _paint_header(self, painter: QPainter, place: Place) -> None:
        if not place.header or not place.column.layer:
            return
        style, s = self.style, self.style.scale
        first = place.square(place.shown[0])
        room = QRectF(place.x - place.width / 2, first.top() - place.above - 17 * s, place.width, 14 * s)
        name, word = f"a{superscript(place.column.layer)}", place.column.activation
        if place.detail is Detail.STACK and place.name_row:
            write(painter, style.label, style.muted, room, word)
        elif style.section.width(name) + 5 * s + style.label.width(word) <= place.width + 10 * s:
            write_pair(painter, room, (style.section, style.ink, name), (style.label, style.muted, word), 4 * s)
        elif style.label.width(word) <= place.width + 12 * s:
            write(painter, style.label, style.muted, room, word)

    def _paint_mark(self, painter: QPainter, place: Place) -> None:
        assert place.mark is not None
        style, s = self.style, self.style.scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.muted)
        text = QCoreApplication.translate("network", "{0} more").format(place.hidden)
        room = place.mark
        dots = place.x if place.detail is Detail.BARE and place.width < 90 * s else place.x
        for k in (-1, 0, 1):
            painter.drawEllipse(QPointF(dots, room.center().y() + k * 5.5 * s), 1.5 * s, 1.5 * s)
        words = QRectF(dots + 8 * s, room.top(), 60 * s, room.height())
        width = style.label.width(text)
        # Over a plate, because edges may pass here.
        plate = QRectF(words.left() - 3 * s, room.center().y() - 8 * s, width + 6 * s, 16 * s)
        painter.setBrush(style.background)
        painter.drawRoundedRect(plate, 4 * s, 4 * s)
        write(painter, style.label, style.muted, words, text, "left")

    # -- biases ------------------------------------------------------------------------------------

    def _paint_bias(self, painter: QPainter, place: Place, unit: int, moment: Moment) -> None:
        style, layer = self.style, place.column.layer
        value = parameter(moment.frame, Pick("bias", layer, unit), gradient=moment.gradients)
        centre, radius = place.bias(unit), place.bias_radius
        if place.bias_row:
            letter = "∂b" if moment.gradients else "b"
            text = f"{letter} {_NONE if value is None else format_number(value)}"
            room = place.row(unit, "bias")
            width = 2 * radius + 4 * style.scale + style.label.width(text)
            centre = QPointF(room.center().x() - width / 2 + radius, room.center().y())
            words = QRectF(centre.x() + radius + 4 * style.scale, room.top(), width, room.height())
            write(painter, style.label, style.danger if value != value else style.muted, words, text, "left")
        if place.side < 9 * style.scale:
            return
        self._paint_disc(painter, centre, radius, value)
        written = moment.light.biases.get(layer)
        if written is not None:
            painter.setPen(style.outline(moment.light.phase, written))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            outer = radius + (1.8 if place.bias_row else 1.2) * style.scale
            painter.drawEllipse(centre, outer, outer)

    def _paint_disc(self, painter: QPainter, centre: QPointF, radius: float, value: float | None) -> None:
        """Paint the disc in the colour of its sign, and the sign itself."""
        style = self.style
        fill = style.faint if value is None else style.sign(value)
        painter.setPen(QPen(style.background, 1.2 * style.scale))
        painter.setBrush(fill)
        painter.drawEllipse(centre, radius, radius)
        if value is None or value == 0 or value != value or radius < 3.2:
            return
        arm = radius * 0.52
        lines = [QLineF(centre.x() - arm, centre.y(), centre.x() + arm, centre.y())]
        if value > 0:
            lines.append(QLineF(centre.x(), centre.y() - arm, centre.x(), centre.y() + arm))
        painter.setPen(QPen(style.background if style.look.dark else style.panel, max(1.2, radius * 0.26)))
        painter.drawLines(lines)


def ring_path(square: QRectF, radius: float, gap: float) -> QPainterPath:
    """Return the outline around a square, `gap` away from it."""
    path = QPainterPath()
    path.addRoundedRect(square.adjusted(-gap, -gap, gap, gap), radius + gap, radius + gap)
    return path

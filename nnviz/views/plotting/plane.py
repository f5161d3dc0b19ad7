"""The output over the input plane, with the examples on it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap

from nnviz import theme
from nnviz.core.frame import Frame
from nnviz.core.maps import UnitMaps
from nnviz.core.operation import subscript
from nnviz.core.workspace import Array
from nnviz.views.plotting import painting, ticks
from nnviz.views.plotting.picture import Options, Picture, class_colours, sampled
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.tones import Tones

RESOLUTION = 100


class Plane(Picture):
    """Heat map of ŷ for two inputs: by sign for one output, by the winner for several classes."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._maps = UnitMaps(frame.experiment, frame.samples, RESOLUTION)
        self._tones = Tones(frame.samples)
        self._pixels = np.zeros(RESOLUTION * RESOLUTION, dtype=np.uint32)
        side = RESOLUTION
        self._image = QImage(self._pixels.data, side, side, 4 * side, QImage.Format.Format_RGB32)
        self._outputs: Array = np.zeros((frame.samples.outputs, side * side), dtype=np.float32)
        self._points: QPixmap | None = None
        self._points_key: object = None

    @property
    def several(self) -> bool:
        """Whether there is a colour for each class."""
        return self.classification and self.samples.outputs > 1

    def show(self, frame: Frame, unit: int) -> None:
        """Compute the map for the parameters of `frame`; of a network with several numbers, output `unit`."""
        super().show(frame, unit)
        # Weights too large for single precision become infinite, and are shown as that.
        with np.errstate(over="ignore"):
            self._outputs = self._maps.compute(frame.flat)[len(frame.experiment.layers)]

    def subtitle(self) -> str:
        """Return what is shown, in words."""
        if self.several:
            return self.tr("class over the plane")
        if self.samples.outputs > 1:
            return self.tr("ŷ{0} over the plane").format(subscript(self.unit + 1))
        return self.tr("ŷ over the plane")

    def square(self, area: QRectF) -> QRectF:
        """Return where the plane lies in `area`, as large as leaves room for its labels."""
        left, below = theme.px(26), theme.px(18)
        side = max(min(area.width() - left - theme.px(6), area.height() - below - theme.px(4)), 10.0)
        key = self._key_width() if area.width() - left - side > self._key_width() + theme.px(16) else 0
        start = area.left() + (area.width() - side - left - key) / 2 + left
        return QRectF(round(start), round(area.top() + theme.px(2)), round(side), round(side))

    def paint(self, painter: QPainter, area: QRectF, options: Options) -> None:
        """Paint map, examples, axes and key."""
        square = self.square(area)
        self._tones.colour(self._outputs, self.unit, options.discretised, self._pixels)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(square, self._image)
        examples = self._pixmap(square, options, painter.device().devicePixelRatioF())
        painter.drawPixmap(square.topLeft(), examples)
        self._paint_axes(painter, square)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if area.right() - square.right() > self._key_width() + theme.px(8):
            self._paint_key(painter, square)
        shown = self.samples.raw_train[options.example]
        x, y = self._scales(square)
        painting.ring(painter, QPointF(x.to(shown[0]), y.to(shown[1])), theme.px(6.5))

    def readout(self, area: QRectF, at: QPointF) -> tuple[str, list[painting.Row]] | None:
        """Return the inputs and the output at a pixel."""
        square = self.square(area)
        if not square.contains(at):
            return None
        x, y = self._scales(square)
        x1, x2 = x.back(at.x()), y.back(at.y())
        column = min(int((at.x() - square.left()) / square.width() * RESOLUTION), RESOLUTION - 1)
        row = min(int((at.y() - square.top()) / square.height() * RESOLUTION), RESOLUTION - 1)
        y_hat = self._outputs[:, row * RESOLUTION + column]
        rows = [(self.inputs[0], painting.number(x1, 2)), (self.inputs[1], painting.number(x2, 2))]
        if not self.several:
            rows.append(("ŷ", painting.number(y_hat[self.unit])))
        elif np.isfinite(y_hat).any():
            winner = int(np.nanargmax(y_hat))
            rows += [(self.tr("class"), self.names[winner]), ("ŷ", painting.number(y_hat[winner]))]
        return "", rows

    def _scales(self, square: QRectF) -> tuple[Scale, Scale]:
        (left, right), (bottom, top) = self.samples.domain
        across = Scale(left, right, square.left(), square.right())
        return across, Scale(bottom, top, square.bottom(), square.top())

    def _paint_axes(self, painter: QPainter, square: QRectF) -> None:
        painting.hairline(painter)
        painter.drawRect(square.adjusted(-0.5, -0.5, 0.5, 0.5))
        high = theme.px(15)
        (left, right), (bottom, top) = self.samples.domain
        below = QRectF(square.left(), square.bottom() + theme.px(2), square.width(), high)
        painting.text(painter, below, ticks.label(left, (right - left) / 2), "muted")
        painting.text(painter, below, self.inputs[0], "ink", painting.CENTRE)
        painting.text(painter, below, ticks.label(right, (right - left) / 2), "muted", painting.RIGHT)
        beside = QRectF(square.left() - theme.px(60), square.top(), theme.px(55), square.height())
        step = (top - bottom) / 2
        for words, colour, at in (
            (ticks.label(top, step), "muted", square.top() + high / 2 - theme.px(2)),
            (self.inputs[1], "ink", square.center().y()),
            (ticks.label(bottom, step), "muted", square.bottom() - high / 2 + theme.px(2)),
        ):
            row = QRectF(beside.left(), at - high / 2, beside.width(), high)
            painting.text(painter, row, words, colour, painting.RIGHT)

    # -- examples ----------------------------------------------------------------------------------

    def _pixmap(self, square: QRectF, options: Options, ratio: float) -> QPixmap:
        """Return all examples as one picture, painted when the size, the theme or the choice changes."""
        key = (square.size(), ratio, options.test, self.unit, theme.current().name, theme.px(100))
        if self._points is None or key != self._points_key:
            self._points_key = key
            self._points = QPixmap(round(square.width() * ratio), round(square.height() * ratio))
            self._points.setDevicePixelRatio(ratio)
            self._points.fill(Qt.GlobalColor.transparent)
            with QPainter(self._points) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_points(painter, square.translated(-square.topLeft()), options.test)
        return self._points

    def _paint_points(self, painter: QPainter, square: QRectF, test: bool) -> None:
        x, y = self._scales(square)
        s = self.samples
        rim = theme.current().neutral
        # Smaller where there are more: the map has to stay visible between them.
        crowd = math.sqrt(2.2 * square.width() / max(len(s.raw_train), 1))
        radius = theme.px(100) / 100 * min(3.6, max(2.2, crowd))
        sets: list[tuple[Array, Array, Callable[..., None]]] = [(s.raw_train, s.train, painting.disc)]
        if test:
            sets.insert(0, (s.raw_test, s.test, painting.diamond))
        for raw, block, paint in sets:
            chosen = sampled(len(raw))
            colours = self._tones.points(block[s.features + 1 :, chosen], self.unit)
            for (x1, x2), colour in zip(raw[chosen], colours, strict=True):
                paint(painter, QPointF(x.to(x1), y.to(x2)), radius, colour, rim)

    # -- key ---------------------------------------------------------------------------------------

    def _key_width(self) -> float:
        if self.several:
            names = max(painting.width(name) for name in self.names)
            return min(names, theme.px(90)) + theme.px(20)
        return theme.px(52)

    def _paint_key(self, painter: QPainter, square: QRectF) -> None:
        left = square.right() + theme.px(14)
        if self.several:
            self._paint_class_key(painter, left, square)
            return
        bar = QRectF(left, square.top() + theme.px(18), theme.px(8), square.height() - theme.px(18))
        shades = theme.diverging()[::-1].astype(np.uint32).copy()
        painter.drawImage(bar, QImage(shades.data, 1, len(shades), 4, QImage.Format.Format_RGB32))
        head = QRectF(left, square.top() - theme.px(2), theme.px(50), theme.px(15))
        painting.text(painter, head, "ŷ", "ink")
        middle, half, high = self._tones.middle, self._tones.half, theme.px(14)
        for share, value in ((0.0, middle + half), (0.5, middle), (1.0, middle - half)):
            # The outer numbers stand inside the ends of the bar.
            at = bar.top() + share * bar.height() + (0.5 - share) * theme.px(8)
            box = QRectF(bar.right() + theme.px(5), at - high / 2, theme.px(60), high)
            painting.text(painter, box, ticks.label(value, half), "muted")

    def _paint_class_key(self, painter: QPainter, left: float, square: QRectF) -> None:
        line = min(theme.px(17), square.height() / len(self.names))
        for k, (name, colour) in enumerate(zip(self.names, class_colours(len(self.names)), strict=True)):
            at = square.top() + (k + 0.5) * line
            painter.setPen(QPen(Qt.PenStyle.NoPen))
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(left + theme.px(4), at), theme.px(4), theme.px(4))
            box = QRectF(left + theme.px(14), at - line / 2, theme.px(90), line)
            painting.text(painter, box, painting.elided(name, theme.px(90)), "muted")

"""The output over the input plane, or what any other unit computes there, with the examples on it."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.buffers import Array
from nnviz.core.run.activation_maps import ActivationMaps, ColourNormalizer
from nnviz.core.text.scripts import subscript
from nnviz.guard import saved_state
from nnviz.views.plotting import painting, plane_key, ticks
from nnviz.views.plotting.examples import Examples, sets
from nnviz.views.plotting.picture import TEST, TRAIN, DataPicture, PictureOptions
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.subject import subject_name, subject_words
from nnviz.views.plotting.tones import Tones

RESOLUTION = 100


class Plane(DataPicture):
    """Heat map of ŷ for two inputs: by sign for one output, by the winner for several classes."""

    shows_units = True

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        s, side = frame.samples, RESOLUTION
        self._maps = ActivationMaps(frame.experiment, s, side)
        self.tones = Tones(s)
        self.pixels = np.zeros(side * side, dtype=np.uint32)
        self._image = QImage(self.pixels.data, side, side, 4 * side, QImage.Format.Format_RGB32)
        self._outputs: Array = np.zeros((s.outputs, side * side), dtype=np.float32)
        self._row: Array = self._maps.features[:1]
        self._shades = ColourNormalizer.of(frame.experiment, s, 0)
        self._scratch = np.zeros((1, side * side), dtype=np.float32)
        self._entries = np.zeros((1, side * side), dtype=np.uint8)
        self.examples = Examples(frame, {TRAIN: s.raw_train[:, 1], TEST: s.raw_test[:, 1]})
        self._points: QPixmap | None = None
        self.points_key: object = None

    @property
    def several(self) -> bool:
        """Whether there is a colour for each class."""
        return self.classification and self.samples.outputs > 1 and self.subject is None

    def show(self, frame: Frame, unit: int, running: bool = False) -> None:
        """Compute the map for the parameters of `frame`; of a network with several numbers, output `unit`."""
        super().show(frame, unit, running)
        # Weights too large for single precision become infinite, and are shown as that.
        with np.errstate(over="ignore"):
            maps = self._maps.compute(frame.flat)
        self._outputs = maps[len(frame.experiment.layers)]
        if self.subject is not None:
            layer, which = self.subject.layer, self.subject.unit
            self._row = (maps[layer] if layer else self._maps.features)[which : which + 1]
            shades = ColourNormalizer.of(frame.experiment, frame.samples, layer)
            self._shades = shades.only(np.array([which]))
        else:
            self.examples.verdicts.judge(frame.flat, running)

    def subtitle(self) -> str:
        """Return what is shown, in words."""
        if self.subject is not None:
            return self.tr("{0} over the plane").format(subject_words(self.frame, self.subject))
        if self.several:
            return self.tr("class over the plane")
        if self.samples.outputs > 1:
            return self.tr("ŷ{0} over the plane").format(subscript(self.unit + 1))
        return self.tr("ŷ over the plane")

    def mistakes(self, points: str) -> tuple[int, int] | None:
        """Return how many of the examples shown are misclassified, of how many."""
        if self.subject is not None:
            return None
        return self.examples.verdicts.count(sets(PictureOptions(points, False, 0)))

    # -- where items are --------------------------------------------------------------------------

    def square(self, area: QRectF) -> QRectF:
        """Return where the plane lies in `area`, as large as leaves room for its labels."""
        left, below = theme.px(26), theme.px(18)
        high = area.height() - below - theme.px(4)
        key = self._key_width()
        # The key may cost the plane a little of its size, but not much.
        beside = area.width() - left - theme.px(6) - key
        if beside < 0.88 * min(high, area.width() - left):
            key, beside = 0.0, area.width() - left - theme.px(6)
        side = max(min(beside, high), 10.0)
        start = area.left() + (area.width() - side - left - key) / 2 + left
        return QRectF(round(start), round(area.top() + theme.px(2)), round(side), round(side))

    def bounds(self, area: QRectF) -> QRectF:
        """Return where the plane is."""
        return self.square(area)

    def scales(self, square: QRectF) -> tuple[Scale, Scale]:
        """Return the scales of both axes over a square."""
        (left, right), (bottom, top) = self.samples.domain
        across = Scale(left, right, square.left(), square.right())
        return across, Scale(bottom, top, square.bottom(), square.top())

    def _radius(self, square: QRectF) -> float:
        # Smaller where there are more: the map has to stay visible between them.
        crowd = math.sqrt(2.2 * square.width() / max(len(self.samples.raw_train), 1))
        return theme.px(100) / 100 * min(3.6, max(2.2, crowd))

    # -- painting ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter, area: QRectF, options: PictureOptions) -> None:
        """Paint map, examples, axes and key."""
        square = self.square(area)
        self.colour_pixels(options.discretised)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(square, self._image)
        painter.drawPixmap(0, 0, self._still(area, square, options, painter.device().devicePixelRatioF()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, y = self.scales(square)
        radius = self._radius(square)
        with saved_state(painter):
            painter.setClipRect(square)
            self.examples.paint_batch(painter, x, y, options, radius * 1.25, self._training_colours)
            if self.subject is None:
                self.examples.paint_wrong(painter, x, y, options, radius)
        painting.ring(painter, self.examples.place(TRAIN, options.example, x, y), theme.px(6.5))

    def _still(self, area: QRectF, square: QRectF, options: PictureOptions, ratio: float) -> QPixmap:
        """Return what stays: examples, axes and key, as one picture that is painted when they change."""
        look, size = theme.current(), QRectF(0, 0, area.right() + theme.px(8), area.bottom() + theme.px(4))
        shown = (options.points, options.discretised, self.unit, self.subject)
        key = (square, size, ratio, shown, look.name, theme.px(100))
        if self._points is None or key != self.points_key:
            self.points_key = key
            self._points = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
            self._points.setDevicePixelRatio(ratio)
            self._points.fill(Qt.GlobalColor.transparent)
            with QPainter(self._points) as painter:
                painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setClipRect(square)
                self._paint_points(painter, square, options)
                painter.setClipping(False)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
                self._paint_axes(painter, square)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                if area.right() - square.right() >= self._key_width():
                    self._paint_key(painter, square, options)
        return self._points

    def _paint_points(self, painter: QPainter, square: QRectF, options: PictureOptions) -> None:
        s, drawn = self.samples, self.examples.verdicts.drawn
        colours = {
            name: self.tones.points(block[s.features + 1 :, drawn[name]], self.unit)
            for name, block in ((TRAIN, s.train), (TEST, s.test))
        }
        x, y = self.scales(square)
        rim = theme.current().neutral
        self.examples.paint(painter, x, y, options, self._radius(square), colours, rim)

    def colour_pixels(self, discretised: bool) -> None:
        """Fill the pixels with the colours of the outputs."""
        if self.subject is None:
            self.tones.colour(self._outputs, self.unit, discretised, self.pixels)
            return
        with np.errstate(all="ignore"):
            self._shades.index(self._row, self._scratch, self._entries)
        if discretised:
            np.copyto(self._entries, np.where(self._entries > 127, 236, 19), casting="unsafe")
        np.take(theme.diverging(), self._entries[0], out=self.pixels, mode="clip")

    def _paint_axes(self, painter: QPainter, square: QRectF) -> None:
        painting.hairline(painter)
        painter.drawRect(square.adjusted(-0.5, -0.5, 0.5, 0.5))
        high = theme.px(15)
        (left, right), (bottom, top) = self.samples.domain
        below = QRectF(square.left(), square.bottom() + theme.px(2), square.width(), high)
        ends = [ticks.label(value, (right - left) / 2) for value in (left, right)]
        # The name stands between the numbers: it is as far from the middle as the wider of them leaves.
        room = square.width() - 2 * max(map(painting.width, ends)) - theme.px(12)
        painting.text(painter, below, ends[0], "muted")
        painting.text(painter, below, painting.axis_name(self.inputs[0], "x₁", room), "ink", painting.CENTRE)
        painting.text(painter, below, ends[1], "muted", painting.RIGHT)
        beside = QRectF(square.left() - theme.px(60), square.top(), theme.px(55), square.height())
        step = (top - bottom) / 2
        upright = painting.width(self.inputs[1]) <= theme.px(30)
        if not upright:
            self._paint_sideways(painter, square, self.inputs[1], square.height() - 2 * high)
        for words, colour, at in (
            (ticks.label(top, step), "muted", square.top() + high / 2 - theme.px(2)),
            (self.inputs[1] if upright else "", "ink", square.center().y()),
            (ticks.label(bottom, step), "muted", square.bottom() - high / 2 + theme.px(2)),
        ):
            row = QRectF(beside.left(), at - high / 2, beside.width(), high)
            painting.text(painter, row, words, colour, painting.RIGHT)

    def _paint_sideways(self, painter: QPainter, square: QRectF, words: str, room: float) -> None:
        """Write a long name along the left side."""
        high = theme.px(15)
        with saved_state(painter):
            painter.translate(square.left() - high - theme.px(3), square.center().y() + room / 2)
            painter.rotate(-90)
            name = painting.axis_name(words, "x₂", room)
            painting.text(painter, QRectF(0, 0, room, high), name, "ink", painting.CENTRE)

    def _key_width(self) -> float:
        if not self.several:
            return theme.px(plane_key.BAR)
        return plane_key.class_key_width(self.names) + theme.px(14)

    def _paint_key(self, painter: QPainter, square: QRectF, options: PictureOptions) -> None:
        if self.several:
            plane_key.paint_classes(painter, square, self.names)
            return
        if self.subject is None:
            middle, half = self.tones.middle, self.tones.half
            marks = [(k, ticks.label(middle + k * half, half)) for k in (1.0, 0.0, -1.0)]
            plane_key.paint_bar(painter, square, "ŷ", marks, options.discretised)
            return
        shades = self._shades
        if shades.open:
            values = [1.0, 0.0, -1.0]
        else:
            half = float(shades.half[0, 0])
            values = [shades.middle + k * half for k in (1.0, 0.0, -1.0)]
        marks = [(shades.share(v), ticks.label(v, (values[0] - values[2]) / 2)) for v in values]
        plane_key.paint_bar(painter, square, self._subject_name(), marks, options.discretised)

    def _subject_name(self) -> str:
        return "" if self.subject is None else subject_name(self.frame, self.subject)

    # -- examples ----------------------------------------------------------------------------------

    def _training_colours(self, numbers: Array) -> list[str]:
        s = self.samples
        return self.tones.points(s.train[s.features + 1 :, numbers], self.unit)

    def pixel_of(self, area: QRectF, name: str, number: int) -> QPointF:
        """Return where an example of a set is."""
        return self.examples.place(name, number, *self.scales(self.square(area)))

    def example_at(self, area: QRectF, at: QPointF, options: PictureOptions) -> int | None:
        """Return the training example at a pixel, None if there is none."""
        square = self.square(area)
        found = self.examples.nearest(at, *self.scales(square), options) if square.contains(at) else None
        return found[1] if found is not None and found[0] == TRAIN else None

    def readout(
        self, area: QRectF, at: QPointF, options: PictureOptions
    ) -> tuple[str, list[painting.Row]] | None:
        """Return the example that is pointed at, or the inputs and the output at a pixel."""
        square = self.square(area)
        if not square.contains(at):
            return None
        x, y = self.scales(square)
        found = self.examples.nearest(at, x, y, options) if self.subject is None else None
        if found is not None:
            names = self.names if self.classification else ()
            return self.examples.rows(*found, self.frame.flat, self.inputs, names, self.unit)
        column = min(int((at.x() - square.left()) / square.width() * RESOLUTION), RESOLUTION - 1)
        row = min(int((at.y() - square.top()) / square.height() * RESOLUTION), RESOLUTION - 1)
        point = row * RESOLUTION + column
        rows = [
            (self.inputs[0], painting.number(x.back(at.x()), 2)),
            (self.inputs[1], painting.number(y.back(at.y()), 2)),
        ]
        y_hat = self._outputs[:, point]
        if self.subject is not None:
            rows.append((self._subject_name(), painting.number(self._row[0, point])))
        elif not self.several:
            rows.append(("ŷ", painting.number(y_hat[self.unit])))
        elif np.isfinite(y_hat).any():
            winner = int(np.nanargmax(y_hat))
            rows += [(self.tr("class"), self.names[winner]), ("ŷ", painting.number(y_hat[winner]))]
        return "", rows

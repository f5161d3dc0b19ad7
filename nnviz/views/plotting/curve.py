"""The output over one input, or what any other unit computes there, with the examples beside it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array
from nnviz.core.run.activation_maps import ActivationMaps
from nnviz.core.text.scripts import subscript
from nnviz.guard import saved_state
from nnviz.views.plotting import painting
from nnviz.views.plotting.axes import Axes
from nnviz.views.plotting.examples import Examples, sets
from nnviz.views.plotting.picture import TEST, TRAIN, DataPicture, PictureOptions
from nnviz.views.plotting.subject import subject_name, subject_words

RESOLUTION = 200


class Curve(DataPicture):
    """The curve ŷ(x), training examples as discs and test examples as hollow diamonds."""

    shows_units = True

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._maps = ActivationMaps(frame.experiment, frame.samples, RESOLUTION)
        self._y: Array = np.full((self.samples.outputs, RESOLUTION), np.nan)
        self._examples_of = -1
        self._make_examples(0)

    def _make_examples(self, unit: int) -> None:
        s = self.samples
        if unit != self._examples_of:
            self._examples_of = unit
            rows = {name: block[s.features + 1 + unit] for name, block in ((TRAIN, s.train), (TEST, s.test))}
            self.examples = Examples(self.frame, rows)

    def show(self, frame: Frame, unit: int, running: bool = False) -> None:
        """Compute the curve for the parameters of `frame`."""
        super().show(frame, unit, running)
        self._make_examples(self.unit)
        # Weights too large for single precision become infinite, and are shown as that.
        with np.errstate(over="ignore"):
            maps = self._maps.compute(frame.flat)
        self._y = maps[len(frame.experiment.layers)][self.unit]
        if self.subject is not None:
            layer = self.subject.layer
            self._y = (maps[layer] if layer else self._maps.features)[self.subject.unit]
        else:
            self.examples.verdicts.judge(frame.flat, running)

    def subtitle(self) -> str:
        """Return what is shown, in words."""
        if self.subject is None:
            return self.tr("{0} over {1}").format(self._name(), self.inputs[0])
        return self.tr("{0} over {1}").format(subject_words(self.frame, self.subject), self.inputs[0])

    def mistakes(self, points: str) -> tuple[int, int] | None:
        """Return how many of the examples shown are misclassified, of how many."""
        if self.subject is not None:
            return None
        return self.examples.verdicts.count(sets(PictureOptions(points, False, 0)))

    def axes(self, area: QRectF) -> Axes:
        """Return the axes: they hold the targets with some air, and do not follow the curve.

        Those of a unit hold all it can give, if that has bounds.
        """
        s = self.samples
        if self.subject is not None:
            return Axes(area, s.domain[0], self._unit_range())
        rows = [block[s.features + 1 + self.unit] for block in (s.train, s.test) if block.shape[1]]
        low, high = min(float(row.min()) for row in rows), max(float(row.max()) for row in rows)
        air = 0.15 * (high - low) or 1.0
        return Axes(area, s.domain[0], (low - air, high + air))

    def _unit_range(self) -> tuple[float, float]:
        assert self.subject is not None
        finite = self._y[np.isfinite(self._y)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (-1.0, 1.0)
        if self.subject.layer:
            row = ACTIVATIONS[self.frame.experiment.layers[self.subject.layer - 1].activation]
            low = row.low if np.isfinite(row.low) else min(low, 0.0)
            high = row.high if np.isfinite(row.high) else max(high, 1.0)
        air = 0.08 * (high - low) or 1.0
        return low - air, high + air

    def bounds(self, area: QRectF) -> QRectF:
        """Return where the curve is."""
        return self.axes(area).plot

    def paint(self, painter: QPainter, area: QRectF, options: PictureOptions) -> None:
        """Paint axes, examples and curve."""
        axes = self.axes(area)
        axes.paint(painter, self.inputs[0], self._name())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        with saved_state(painter):
            painter.setClipRect(axes.plot.adjusted(-theme.px(5), -theme.px(5), theme.px(5), theme.px(5)))
            if self.subject is None:
                drawn, radius = self.examples.verdicts.drawn, theme.px(3)
                colours = {name: ["muted"] * len(which) for name, which in drawn.items()}
                self.examples.paint(painter, axes.x, axes.y, options, radius, colours, "panel")
                self.examples.paint_batch(painter, axes.x, axes.y, options, radius * 1.2, _batch_colours)
                self.examples.paint_wrong(painter, axes.x, axes.y, options, radius)
            self._paint_example(painter, axes, options.example)
            self._paint_curve(painter, axes)

    def pixel_of(self, area: QRectF, name: str, number: int) -> QPointF:
        """Return where an example of a set is."""
        axes = self.axes(area)
        return self.examples.place(name, number, axes.x, axes.y)

    def example_at(self, area: QRectF, at: QPointF, options: PictureOptions) -> int | None:
        """Return the training example at a pixel, None if there is none."""
        found = self._nearest(self.axes(area), at, options)
        return found[1] if found is not None and found[0] == TRAIN else None

    def _nearest(self, axes: Axes, at: QPointF, options: PictureOptions) -> tuple[str, int] | None:
        if self.subject is not None or not axes.plot.contains(at):
            return None
        return self.examples.nearest(at, axes.x, axes.y, options)

    def readout(
        self, area: QRectF, at: QPointF, options: PictureOptions
    ) -> tuple[str, list[painting.Row]] | None:
        """Return the example that is pointed at, or input and output under the pointer."""
        axes = self.axes(area)
        if not axes.plot.contains(at):
            return None
        found = self._nearest(axes, at, options)
        if found is not None:
            names = self.names if self.classification else ()
            return self.examples.rows(*found, self.frame.flat, self.inputs, names, self.unit)
        x = axes.x.back(at.x())
        y = float(np.interp(x, self._maps.axes[0], self._y))
        return "", [(self.inputs[0], painting.number(x, 2)), (self._name(), painting.number(y))]

    def _paint_curve(self, painter: QPainter, axes: Axes) -> None:
        path, open_ = QPainterPath(), False
        far = 4 * axes.plot.height()
        for x, y in zip(self._maps.axes[0].tolist(), self._y.tolist(), strict=True):
            if y != y:
                open_ = False
                continue
            height = min(max(axes.y.to(y), -far), far)
            path.lineTo(axes.x.to(x), height) if open_ else path.moveTo(axes.x.to(x), height)
            open_ = True
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.current().ink), theme.px(2)))
        painter.drawPath(path)

    def _paint_example(self, painter: QPainter, axes: Axes, example: int) -> None:
        """Ring the example that is shown and join it to the curve: the error it makes."""
        s = self.samples
        x, y = float(s.raw_train[example, 0]), float(s.train[s.features + 1 + self.unit, example])
        y_hat = float(np.interp(x, self._maps.axes[0], self._y))
        if self.subject is not None:
            # A hidden unit has no target: the example lies on its curve.
            y = y_hat
        at = QPointF(axes.x.to(x), axes.y.to(y))
        if np.isfinite(y_hat) and self.subject is None:
            height = min(max(axes.y.to(y_hat), axes.plot.top() - 9), axes.plot.bottom() + 9)
            painter.setPen(QPen(QColor(theme.current().ink), 1.25))
            painter.drawLine(at, QPointF(at.x(), height))
        if np.isfinite(y):
            painting.ring(painter, at, theme.px(6))

    def _name(self) -> str:
        if self.subject is not None:
            return subject_name(self.frame, self.subject)
        return f"ŷ{subscript(self.unit + 1)}" if self.samples.outputs > 1 else "ŷ"


def _batch_colours(numbers: Array) -> list[str]:
    return ["muted"] * len(numbers)

"""The output over one input, with the examples beside it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from nnviz import theme
from nnviz.core.frame import Frame
from nnviz.core.maps import UnitMaps
from nnviz.core.operation import subscript
from nnviz.core.workspace import Array
from nnviz.views.plotting import painting
from nnviz.views.plotting.axes import Axes
from nnviz.views.plotting.picture import Options, Picture, sampled

RESOLUTION = 200


class Curve(Picture):
    """The curve ŷ(x), training examples as discs and test examples as hollow diamonds."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._maps = UnitMaps(frame.experiment, frame.samples, RESOLUTION)
        self._y: Array = np.full((self.samples.outputs, RESOLUTION), np.nan)

    def show(self, frame: Frame, unit: int) -> None:
        """Compute the curve for the parameters of `frame`."""
        super().show(frame, unit)
        # Weights too large for single precision become infinite, and are shown as that.
        with np.errstate(over="ignore"):
            self._y = self._maps.compute(frame.flat)[len(frame.experiment.layers)]

    def subtitle(self) -> str:
        """Return what is shown, in words."""
        return self.tr("{0} over {1}").format(self._name(), self.inputs[0])

    def axes(self, area: QRectF) -> Axes:
        """Return the axes: they hold the targets with some air, and do not follow the curve."""
        s = self.samples
        rows = [block[s.features + 1 + self.unit] for block in (s.train, s.test) if block.shape[1]]
        low, high = min(float(row.min()) for row in rows), max(float(row.max()) for row in rows)
        air = 0.15 * (high - low) or 1.0
        return Axes(area, s.domain[0], (low - air, high + air))

    def paint(self, painter: QPainter, area: QRectF, options: Options) -> None:
        """Paint axes, examples and curve."""
        axes, s = self.axes(area), self.samples
        axes.paint(painter, self.inputs[0], self._name())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(axes.plot.adjusted(-theme.px(5), -theme.px(5), theme.px(5), theme.px(5)))
        sets = [(s.raw_test, s.test, painting.diamond)] if options.test else []
        for raw, block, paint in (*sets, (s.raw_train, s.train, painting.disc)):
            for k in sampled(len(raw)):
                at = QPointF(axes.x.to(raw[k, 0]), axes.y.to(block[s.features + 1 + self.unit, k]))
                paint(painter, at, theme.px(3), "muted")
        self._paint_example(painter, axes, options.example)
        self._paint_curve(painter, axes)
        painter.restore()

    def readout(self, area: QRectF, at: QPointF) -> tuple[str, list[painting.Row]] | None:
        """Return input and output under the pointer."""
        axes = self.axes(area)
        if not axes.plot.contains(at):
            return None
        x = axes.x.back(at.x())
        y = float(np.interp(x, self._maps.axes[0], self._y[self.unit]))
        return "", [(self.inputs[0], painting.number(x, 2)), (self._name(), painting.number(y))]

    def _paint_curve(self, painter: QPainter, axes: Axes) -> None:
        path, open_ = QPainterPath(), False
        far = 4 * axes.plot.height()
        for x, y in zip(self._maps.axes[0], self._y[self.unit], strict=True):
            if np.isnan(y):
                open_ = False
                continue
            height = min(max(axes.y.to(float(y)), -far), far)
            point = QPointF(axes.x.to(float(x)), height)
            path.lineTo(point) if open_ else path.moveTo(point)
            open_ = True
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(theme.current().ink), theme.px(2)))
        painter.drawPath(path)

    def _paint_example(self, painter: QPainter, axes: Axes, example: int) -> None:
        """Ring the example that is shown and join it to the curve: the error it makes."""
        s = self.samples
        x, y = float(s.raw_train[example, 0]), float(s.train[s.features + 1 + self.unit, example])
        y_hat = float(np.interp(x, self._maps.axes[0], self._y[self.unit]))
        at = QPointF(axes.x.to(x), axes.y.to(y))
        if np.isfinite(y_hat):
            height = min(max(axes.y.to(y_hat), axes.plot.top() - 9), axes.plot.bottom() + 9)
            painter.setPen(QPen(QColor(theme.current().ink), 1.25))
            painter.drawLine(at, QPointF(at.x(), height))
        painting.ring(painter, at, theme.px(6))

    def _name(self) -> str:
        return f"ŷ{subscript(self.unit + 1)}" if self.samples.outputs > 1 else "ŷ"

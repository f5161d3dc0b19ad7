"""Predicted against true values, for numbers that depend on many inputs."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.buffers import Array
from nnviz.core.text.scripts import subscript
from nnviz.guard import saved_state
from nnviz.views.plotting import painting
from nnviz.views.plotting.axes import Axes
from nnviz.views.plotting.outputs import Outputs
from nnviz.views.plotting.picture import DataPicture, PictureOptions, sampled


class Scatter(DataPicture):
    """A disc for each training example, a diamond for each test example; the diagonal is right.

    Attributes
    ----------
    predicted, target
        Of the output that is shown, shape ``(examples,)``.
    """

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._outputs = Outputs(frame)
        self.predicted: Array = np.zeros(0)
        self.target: Array = np.zeros(0)

    def choose(self, points: str) -> None:
        """Show the examples of another set."""
        self._outputs.choose(points)

    def bounds(self, area: QRectF) -> QRectF:
        """Return where the discs are."""
        return self.axes(area).plot

    def show(self, frame: Frame, unit: int, running: bool = False) -> None:
        """Compute the outputs with the parameters of `frame`."""
        super().show(frame, unit, running)
        outputs, targets = self._outputs.compute(frame.flat)
        self.predicted, self.target = outputs[self.unit], targets[self.unit]

    def subtitle(self) -> str:
        """Return what is shown, in words, with the share of the variance that is explained."""
        words = self.tr("{0} examples, predicted against target").format(self._outputs.name()).strip()
        spread = float(np.sum((self.target - self.target.mean()) ** 2))
        with np.errstate(all="ignore"):
            left = float(np.sum((self.target - self.predicted) ** 2))
        if not spread or not np.isfinite(left):
            return words
        return f"{words}, R² {painting.number(1 - left / spread, 2)}"

    def axes(self, area: QRectF) -> Axes:
        """Return the axes, the same for both."""
        low, high = float(self.target.min()), float(self.target.max())
        air = 0.1 * (high - low) or 1.0
        return Axes(area, (low - air, high + air), (low - air, high + air), square=True)

    def paint(self, painter: QPainter, area: QRectF, options: PictureOptions) -> None:
        """Paint axes, diagonal and examples."""
        axes = self.axes(area)
        axes.paint(painter, self.tr("target"), self._name())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painting.hairline(painter, "faint")
        painter.drawLine(axes.plot.bottomLeft(), axes.plot.topRight())
        with saved_state(painter):
            painter.setClipRect(axes.plot.adjusted(-4, -4, 4, 4))
            for k in sampled(len(self.target)):
                if np.isfinite(self.predicted[k]):
                    at = QPointF(axes.x.to(float(self.target[k])), axes.y.to(float(self.predicted[k])))
                    shape = painting.diamond if self._outputs.test[k] else painting.disc
                    shape(painter, at, theme.px(3), "ink")

    def readout(
        self, area: QRectF, at: QPointF, options: PictureOptions
    ) -> tuple[str, list[painting.Row]] | None:
        """Return target and prediction of the example nearest to the pointer."""
        axes = self.axes(area)
        if not axes.plot.contains(at) or not np.isfinite(self.predicted).any():
            return None
        across = axes.x.back(at.x()) - self.target
        upright = axes.y.back(at.y()) - self.predicted
        with np.errstate(over="ignore"):
            k = int(np.nanargmin(across**2 + upright**2))
        return "", [
            (self.tr("target"), painting.number(self.target[k])),
            (self.tr("predicted"), painting.number(self.predicted[k])),
        ]

    def _name(self) -> str:
        predicted = self.tr("predicted")
        return f"{predicted} ŷ{subscript(self.unit + 1)}" if self.samples.outputs > 1 else predicted

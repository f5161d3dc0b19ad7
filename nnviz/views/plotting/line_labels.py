"""Direct labels: the names of the lines, and their values at the cursor."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz import theme
from nnviz.core.functions.buffers import Array
from nnviz.views.plotting import painting
from nnviz.views.plotting.curves import Line
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.spread import spread, thin
from nnviz.views.plotting.time_scale import TimeScale
from nnviz.views.plotting.time_window import TimeWindow

_MOST = 7
_Place = tuple[int, float, float]
"""A line and where its label wants to be."""


class LabelledChart(Protocol):
    """What is asked of a chart whose lines are named."""

    lines: tuple[Line, ...]
    colours: tuple[str, ...]
    drawn: list[tuple[Array, Array]]
    time_window: TimeWindow
    present: int

    @property
    def plot(self) -> QRect:
        """The place of the curves."""

    @property
    def x_scale(self) -> TimeScale:
        """From iterations to pixels."""

    @property
    def y_scale(self) -> Scale:
        """From values to pixels."""

    def width(self) -> int:
        """Return the width of the widget."""


class LineLabels:
    """Paints the names beside the curves of a `LineChart`.

    Attributes
    ----------
    gutter
        Room that the labels need at the right of the plot.
    """

    def __init__(self, chart: LabelledChart) -> None:
        self._chart = chart
        self.gutter = theme.px(18)

    def measure(self) -> None:
        """Measure the names of the lines."""
        widths = [
            painting.width(f"{line.name} 0.0000" if line.value else line.name)
            for line in self._chart.lines
            if line.label
        ]
        self.gutter = round(max(widths, default=0.0)) + theme.px(18)

    def paint(self, painter: QPainter) -> None:
        """Paint a point on every line at the cursor and its name beside it; other runs at their ends."""
        chart, time_window = self._chart, self._chart.time_window
        plot = QRectF(chart.plot)
        self._paint_ends(painter, plot)
        if time_window.left <= chart.present <= time_window.right:
            self._paint_at(painter, plot, chart.x_scale.to(chart.present), chart.present)
        else:
            self._paint_at(painter, plot, plot.right(), math.floor(time_window.right))

    def _paint_at(self, painter: QPainter, plot: QRectF, at: float, iteration: int) -> None:
        chart, look, y, scale = self._chart, theme.current(), self._chart.y_scale, self._chart.x_scale
        places: list[_Place] = []
        for number, line in enumerate(chart.lines):
            if line.end or not (line.label or len(chart.drawn[number][1]) == 1):
                continue
            x, height = self._on_curve(number, iteration)
            if math.isfinite(height):
                places.append((number, scale.to(x), min(max(y.to(height), plot.top()), plot.bottom())))
        shown = [place for place in places if chart.lines[place[0]].label]
        kept = [shown[k] for k in thin(len(shown), min(_MOST, int(plot.height() // theme.px(14))))]
        for number, x, height in places:
            painter.setPen(QPen(QColor(look.panel), 1))
            painter.setBrush(QColor(chart.colours[number]))
            if plot.left() - 1 <= x <= plot.right() + 1:
                painter.drawEllipse(QPointF(x, height), theme.px(3), theme.px(3))
        gap, high = theme.px(15), theme.px(15)
        heights = spread([height for *_, height in kept], gap, plot.top() + 2, plot.bottom() - gap / 2)
        for (number, _, _), height in zip(kept, heights, strict=True):
            words = self._words(number, iteration)
            wide = painting.width(words)
            left = min(at + theme.px(9), chart.width() - wide - theme.px(4))
            box = QRectF(left, height - high / 2, wide + 1, high)
            if at < plot.right() - 2:
                painter.fillRect(box.adjusted(-3, 0, 3, 0), QColor(look.panel))
            painting.text(painter, box, words, painting.readable(chart.colours[number]))

    def _paint_ends(self, painter: QPainter, plot: QRectF) -> None:
        """Name other runs where their curves end."""
        chart, look, y = self._chart, theme.current(), self._chart.y_scale
        if not any(line.end for line in chart.lines):
            return
        places: list[_Place] = []
        for number, line in enumerate(chart.lines):
            if not line.end:
                continue
            x, height = self._on_curve(number, math.ceil(chart.time_window.right))
            if math.isfinite(height) and x > chart.time_window.left:
                places.append((number, min(chart.x_scale.to(x), plot.right()), y.to(height)))
        high = theme.px(14)
        wanted = [height - 0.6 * high for *_, height in places]
        heights = spread(wanted, high, plot.top() + high / 2, plot.bottom() - high / 2)
        for (number, x, _), height in zip(places, heights, strict=True):
            words = painting.elided(chart.lines[number].name, theme.px(110))
            wide = painting.width(words)
            box = QRectF(max(x - wide, plot.left()), height - high / 2, wide + 1, high)
            painter.fillRect(box.adjusted(-2, 1, 2, -1), QColor(look.panel))
            painting.text(painter, box, words, painting.readable(chart.colours[number]))

    def _on_curve(self, number: int, iteration: int) -> tuple[float, float]:
        """Return the place on the curve as it is drawn at `iteration`, or at its end if that comes before."""
        x, height = self._chart.drawn[number]
        known = np.isfinite(height)
        if not known.all():
            x, height = x[known], height[known]
        if not len(x) or iteration < x[0]:
            return math.nan, math.nan
        return min(iteration, float(x[-1])), float(np.interp(iteration, x, height))

    def _words(self, number: int, iteration: int) -> str:
        line = self._chart.lines[number]
        return f"{line.name} {painting.number(line.source.at(iteration))}" if line.value else line.name

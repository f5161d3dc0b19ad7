"""What lies over the curves: the time cursor, the names of the lines, the readout at the pointer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.views.plotting import painting
from nnviz.views.plotting.spread import spread, thin

if TYPE_CHECKING:
    from nnviz.views.plotting.line_chart import LineChart

_VEIL = 145
_MOST_LABELS = 6


class TimeOverlay(QWidget):
    """Paints over a `LineChart` whatever moves without the curves changing."""

    def __init__(self, chart: LineChart) -> None:
        super().__init__(chart)
        self._chart = chart
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def gutter(self) -> int:
        """Room that the labels need at the right of the plot."""
        widths = [
            painting.width(f"{line.name} 0.0000" if line.value else line.name)
            for line in self._chart.lines
            if line.label
        ]
        return round(max(widths, default=0.0)) + theme.px(18)

    def cursor_number(self) -> tuple[float, float]:
        """Return from where to where the iteration is written under the cursor."""
        chart = self._chart
        at, half = chart.x_scale.to(chart.present), painting.width(f"{chart.present:,}") / 2
        if not chart.stretch.left <= chart.present <= chart.stretch.right:
            return -math.inf, -math.inf
        at = min(at, chart.width() - painting.width(chart.unit) - theme.px(7) - half)
        return at - half, at + half

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint veil, cursor, labels and readout."""
        chart = self._chart
        if chart.sentence:
            return
        plot = QRectF(chart.plot)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if chart.stretch.left <= chart.present <= chart.stretch.right:
                self._paint_cursor(painter, plot, chart.x_scale.to(chart.present))
                self._paint_labels(painter, plot, chart.x_scale.to(chart.present), chart.present)
            else:
                self._paint_labels(painter, plot, plot.right(), math.floor(chart.stretch.right))
            self._paint_readout(painter, plot)

    def _paint_cursor(self, painter: QPainter, plot: QRectF, at: float) -> None:
        look, chart = theme.current(), self._chart
        at = painting.crisp(at)
        if at < plot.right() - 1:
            # What has been run but lies ahead of the cursor is there, yet not now.
            veil = QColor(look.panel)
            veil.setAlpha(_VEIL)
            painter.fillRect(QRectF(at, plot.top() - 4, plot.right() - at + 4, plot.height() + 8), veil)
        painter.setPen(QPen(QColor(look.ink), 1.25))
        painter.drawLine(QPointF(at, plot.top() - theme.px(2)), QPointF(at, plot.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.ink))
        knob = QRectF(at - theme.px(4), plot.top() - theme.px(7), theme.px(8), theme.px(7))
        painter.drawRoundedRect(knob, 2.5, 2.5)
        left, right = self.cursor_number()
        box = QRectF(left - 2, plot.bottom() + theme.px(4), right - left + 4, theme.px(16))
        painting.text(painter, box, f"{chart.present:,}", "ink", painting.CENTRE)

    def _paint_labels(self, painter: QPainter, plot: QRectF, at: float, iteration: int) -> None:
        chart, look, y = self._chart, theme.current(), self._chart.y_scale
        places = []
        for number, line in enumerate(chart.lines):
            x, height = self._on_curve(number, iteration)
            if math.isfinite(height) and (line.label or np.isfinite(chart.drawn[number][1]).sum() == 1):
                upright = min(max(y.to(height), plot.top()), plot.bottom())
                places.append((number, chart.x_scale.to(x), upright))
        shown = [place for place in places if chart.lines[place[0]].label]
        kept = [shown[k] for k in thin(len(shown), min(_MOST_LABELS, int(plot.height() // theme.px(14))))]
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

    def _on_curve(self, number: int, iteration: int) -> tuple[float, float]:
        """Return the place on the curve as it is drawn at `iteration`, or at its end if that comes before."""
        x, height = self._chart.drawn[number]
        known = np.isfinite(height)
        x, height = x[known], height[known]
        if not len(x) or iteration < x[0]:
            return math.nan, math.nan
        return min(iteration, float(x[-1])), float(np.interp(iteration, x, height))

    def _words(self, number: int, iteration: int) -> str:
        line = self._chart.lines[number]
        return f"{line.name} {painting.number(line.source.at(iteration))}" if line.value else line.name

    def _paint_readout(self, painter: QPainter, plot: QRectF) -> None:
        found, pointer = self._chart.readout(), self._chart.pointer
        if found is None or pointer is None:
            return
        at = self._chart.x_scale.to(self._chart.iteration(pointer.x()))
        if not plot.left() - 1 <= at <= plot.right() + 1:
            return
        painting.hairline(painter, "faint")
        painter.drawLine(QPointF(painting.crisp(at), plot.top()), QPointF(painting.crisp(at), plot.bottom()))
        painting.readout(painter, QRectF(self.rect()), QPointF(at, pointer.y()), *found)

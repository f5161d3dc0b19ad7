"""Curves over iterations, with the time cursor that can be dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from nnviz import theme
from nnviz.core.functions.buffers import Array
from nnviz.guard import saved_state
from nnviz.views.plotting import curves, painting
from nnviz.views.plotting.curves import Line, Strokes
from nnviz.views.plotting.decimate import Band, logarithms
from nnviz.views.plotting.line_labels import LineLabels
from nnviz.views.plotting.scale import Scale
from nnviz.views.plotting.time_chart import TimeChart
from nnviz.views.plotting.time_scale import TimeScale
from nnviz.views.plotting.value_axis import ValueAxis

_SMOOTH = 200
"""Points up to which a curve that jumps has smooth edges: beyond, they cost much and are not seen."""


@dataclass(frozen=True)
class Reference:
    """A level to compare with: its value, its name in the chart, and where it comes from."""

    value: float
    name: str
    explanation: str


class LineChart(TimeChart):
    """A chart of lines over iterations.

    Attributes
    ----------
    axis : ValueAxis
        Which values are seen.
    value_name
        What the values are, in words; stands over the axis.
    drawn
        Iterations and values (on a logarithmic axis their powers of ten) of every line as it is drawn.
    reference
        A level to compare with, or None.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.axis = ValueAxis()
        self.lines: tuple[Line, ...] = ()
        self.colours: tuple[str, ...] = ()
        self.value_name = ""
        self.reference: Reference | None = None
        self.drawn: list[tuple[Array, Array]] = []
        self._bands: list[Band] = []
        self._place: tuple[tuple[float, ...], list[QRect]] = ((), [QRect(0, 0, 20, 20)])
        self._left = theme.px(30)
        self._strokes = Strokes()
        self._labels = LineLabels(self)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show other lines, or the same in other colours."""
        self.lines = tuple(lines)
        look = theme.current()
        self.colours = tuple(look.colour(line.colour) for line in lines)
        self._labels.measure()
        self.redraw()

    def set_log(self, log: bool) -> None:
        """Show values on a logarithmic scale."""
        self.axis.log = log
        self.redraw()

    def plots(self) -> list[QRect]:
        """Return the one place of the curves."""
        key = (self._left, self._labels.gutter, self.width(), self.height(), theme.manager().scale)
        if key != self._place[0]:
            self._place = (key, [self._arranged()])
        return self._place[1]

    def _arranged(self) -> QRect:
        gutter = min(self._labels.gutter, self.width() // 3)
        top, bottom = theme.px(20), theme.px(22)
        width = max(self.width() - self._left - gutter, 20)
        return QRect(self._left, top, width, max(self.height() - top - bottom, 20))

    @property
    def y_scale(self) -> Scale:
        """From values (their powers of ten on a logarithmic axis) to pixels."""
        plot = self.plot
        return Scale(self.axis.low, self.axis.high, plot.top() + plot.height(), plot.top())

    def compute(self) -> None:
        """Cut the curves into columns, and choose the axis that holds them."""
        scale, log = self.x_scale, self.axis.log
        edges: dict[int, Array] = {}
        bands = []
        for line in self.lines:
            if line.pixels not in edges:
                edges[line.pixels] = scale.edges(line.pixels)
            bands.append(line.source.band(edges[line.pixels], log))
        extra = () if self.reference is None else (self.reference.value,)
        self.axis.fit(bands, [line.noisy for line in self.lines], self.time_window.fitted, extra)
        # Steps of a few pixels, so that the plot stays put while its numbers change.
        step = theme.px(6)
        widest = max(painting.width(label) for _, label in self.axis.ticks)
        self._left = max(theme.px(30), math.ceil((widest + theme.px(9)) / step) * step)
        pixel = (self.axis.high - self.axis.low) / max(self.plot.height(), 1)
        self._bands = [logarithms(band) if log else band for band in bands]
        self.drawn = [self.axis.curve(band, 1.5 * pixel) for band in self._bands]

    def rows(self, iteration: int, at: QPointF) -> list[painting.Row]:
        """Return the value of every line."""
        return [(line.name, painting.number(line.source.at(iteration))) for line in self.lines if line.read]

    def summary(self) -> str:
        """Return how long the run is, and the value of every line at the cursor."""
        if self.sentence or not self.length:
            return self.sentence
        known = min(self.present, self.length - 1)
        rows = self.rows(known, QPointF())
        values = ", ".join(f"{name} {value}" for name, value in rows if value)
        words = self.tr("{0} iterations; at iteration {1}: {2}")
        return words.format(self.length, known, values)

    def paint_content(self, painter: QPainter) -> None:
        """Paint grid, numbers and curves."""
        plot, high, y = QRectF(self.plot), theme.px(16), self.y_scale
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for value, label in self.axis.ticks:
            painting.hairline(painter)
            at = painting.crisp(min(y.to(value), plot.bottom() - 0.5))
            painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
            box = QRectF(0, at - high / 2, plot.left() - theme.px(7), high)
            painting.text(painter, box, label, "muted", painting.RIGHT)
        name = painting.elided(self.value_name, self.head_room)
        painting.text(painter, QRectF(0, -theme.px(1), self.head_room, high), name, "muted")
        self.paint_iterations(painter, self.plot, self.width())
        self._paint_reference(painter, plot)
        with saved_state(painter):
            curves.clip(painter, self.plot)
            scale, y = self.x_scale, self.y_scale
            for number, line in enumerate(self.lines):
                self._paint_line(painter, number, line, scale, y)

    def paint_labels(self, painter: QPainter) -> None:
        """Paint the names of the lines and of the reference."""
        self._name_reference(painter)
        self._labels.paint(painter)

    def _paint_line(self, painter: QPainter, number: int, line: Line, scale: TimeScale, y: Scale) -> None:
        colour = self.colours[number]
        slope = (y.end - y.start) / (y.high - y.low)
        x, low, high = self._bands[number]
        if line.noisy and 1.1 * len(x) * line.pixels > scale.end - scale.start:
            place = np.floor((scale.pixels(x) - scale.start) / line.pixels)
            middle = scale.start + (place + 0.5) * line.pixels
            bottom, top = y.start + (low - y.low) * slope, y.start + (high - y.low) * slope
            # The columns of one value would else be a pixel here and two there.
            self._strokes.columns(painter, middle, np.round(bottom), np.round(top), line.pixels, colour)
            return
        x, values = self.drawn[number]
        self._strokes.line(
            painter,
            scale.pixels(x),
            y.start + (values - y.low) * slope,
            colour,
            line.width,
            line.dashed,
            smooth=not line.noisy or len(x) < _SMOOTH,
            dotted=line.dotted,
        )

    def _paint_reference(self, painter: QPainter, plot: QRectF) -> None:
        found = self.reference_height()
        if found is None or self.reference is None:
            return
        self._strokes.line(
            painter,
            np.array([plot.left(), plot.right()]),
            np.array([found, found]),
            theme.current().muted,
            1.25,
            True,
        )

    def _name_reference(self, painter: QPainter) -> None:
        found = self.reference_height()
        if found is None or self.reference is None:
            return
        left, wide, high = self.plot.left() + theme.px(5), painting.width(self.reference.name), theme.px(14)
        top = found + theme.px(2) if found - high < self.plot.top() else found - high - theme.px(1)
        box = QRectF(left, top, wide + 1, high)
        painter.fillRect(box.adjusted(-3, 0, 3, 0), QColor(theme.current().panel))
        painting.text(painter, box, self.reference.name, "muted")

    def reference_height(self) -> float | None:
        """Return where the reference line is painted, None where it is out of sight."""
        if self.reference is None or self.sentence:
            return None
        value = math.log10(self.reference.value) if self.axis.log else self.reference.value
        inside = self.axis.low <= value <= self.axis.high
        return painting.crisp(self.y_scale.to(value)) if inside else None

    def event(self, event: QEvent) -> bool:
        """Explain the reference where it stands."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            height = self.reference_height()
            if height is not None and self.reference is not None and -18 <= event.pos().y() - height <= 6:
                QToolTip.showText(event.globalPos(), self.reference.explanation, self)
                return True
        return super().event(event)

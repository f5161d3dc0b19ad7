"""The fan: the losses of many runs over iterations, with median and quartiles of every group."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.export.sweep import SweepTraining, loss_quartiles
from nnviz.core.functions.buffers import Array
from nnviz.guard import saved_state
from nnviz.views.plotting import painting
from nnviz.views.plotting.chart import Chart
from nnviz.views.plotting.spread import spread, thin
from nnviz.views.plotting.time_scale import TimeScale
from nnviz.views.plotting.value_axis import ValueAxis

_COLUMN, _NEAR = 5, 14
"""Pixels of a column of a curve, and how near the pointer must be to one."""
_FEW = 4
"""Runs of a group from which it has quartiles."""
_LABELS = 9


@dataclass
class SeedGroup:
    """Runs that differ in their seed only.

    Attributes
    ----------
    name
        The value they share: ``η 0.1``; empty where all runs are one group.
    runs
        Their places in the sweep.
    known
        Iterations whose quartiles are known.
    quartiles
        Lower quartile, median and upper quartile, ``(3, iterations)``.
    """

    name: str
    runs: list[int]
    known: int
    quartiles: Array


class FanChart(Chart):
    """One thin curve a run, a band between the quartiles, a thick median; a click opens a run.

    Attributes
    ----------
    opened : Signal(int)
        The user wants to open a run.
    selected_changed : Signal(int)
        Another run is brought out; −1 for none.
    """

    opened = Signal(int)
    selected_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_titles(self.tr("Sweep"), self.tr("loss of the batch"))
        self.axis = ValueAxis()
        self.groups: list[SeedGroup] = []
        self.selected = -1
        self._hovered = -1
        self._at = QPointF()
        self._training: SweepTraining | None = None
        self._names: tuple[str, ...] = ()
        self._edges: Array = np.zeros(0)
        self._columns: Array = np.zeros((0, 0))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleDescription(self.tr("Up and Down choose a run by its last loss, Return opens it."))

    def show_frame(self, frame: Frame) -> None:
        """Stay as it is: a sweep does not follow the run of the window."""

    def show_sweep(self, training: SweepTraining, names: Sequence[str], groups: Sequence[str]) -> None:
        """Show another sweep: the name of every run, and the name of its group."""
        self._training, self._names = training, tuple(names)
        self.groups, self.selected, self._hovered = [], -1, -1
        for name in dict.fromkeys(groups):
            runs = [i for i, group in enumerate(groups) if group == name]
            self.groups.append(SeedGroup(name, runs, 0, np.full((3, training.iterations), np.nan)))
        self.refresh()

    def set_log(self, log: bool) -> None:
        """Show losses on a logarithmic scale."""
        self.axis.log = log
        self.refresh()

    def select(self, index: int) -> None:
        """Bring a run out; −1 for none."""
        if index != self.selected:
            self.selected = index
            self.selected_changed.emit(index)
            self.update()

    def refresh(self) -> None:
        """Take the losses that have been trained meanwhile."""
        training = self._training
        if training is None:
            return
        for group in self.groups:
            trained = int(training.trained[group.runs].min())
            if len(group.runs) >= _FEW and trained > group.known:
                part = training.losses[group.runs, group.known : trained]
                group.quartiles[:, group.known : trained] = loss_quartiles(part)
                group.known = trained
        self._cut()
        self.update()

    def _cut(self) -> None:
        """Cut the curves into columns, and choose the axis that holds them."""
        training = self._training
        if training is None or not training.iterations:
            return
        count = max(int(self._plot().width()) // _COLUMN, 2)
        edges = np.unique(
            np.linspace(0, training.iterations, min(count, training.iterations) + 1).astype(int)
        )
        self._edges = edges[:-1]
        self._columns = _means(training.losses, self._edges)
        finite = np.where(np.isfinite(self._columns), self._columns, np.nan)
        seen = finite[:, np.isfinite(finite).any(axis=0)]
        x = np.arange(seen.shape[1], dtype=float)
        bands = []
        if seen.size:
            with np.errstate(all="ignore"):
                bands = [(x, np.nanmin(seen, axis=0), _highest(seen))]
        self.axis.fit(bands, [False] * len(bands), True)

    # -- places ------------------------------------------------------------------------------------

    def _plot(self) -> QRectF:
        names = (*self._labels().values(), self.tr("quartiles"))
        gutter = max(painting.width(name) for name in names) + theme.px(16)
        gutter = min(gutter, self.width() / 3)
        left, top = theme.px(46), theme.px(20)
        wide = max(self.width() - left - gutter, 20.0)
        return QRectF(left, top, wide, max(self.height() - top - theme.px(22), 20.0))

    def _x(self, plot: QRectF) -> Array:
        training = self._training
        last = max((training.iterations if training else 1) - 1, 1)
        return np.asarray(plot.left() + self._edges / last * plot.width())

    def _y(self, plot: QRectF, values: Array) -> Array:
        with np.errstate(all="ignore"):
            shown = np.log10(values) if self.axis.log else values
            share = (shown - self.axis.low) / (self.axis.high - self.axis.low)
        high = plot.bottom() - share * plot.height()
        # What has grown beyond the plot is cut at its border; what is lost is not drawn.
        return np.where(np.isnan(high), np.nan, np.clip(high, plot.top() - 4, plot.bottom() + 4))

    def _labels(self) -> dict[int, str]:
        """Return group → the label at its end."""
        if len(self.groups) == 1 and not self.groups[0].name:
            return {0: self.tr("median")} if len(self.groups[0].runs) >= _FEW else {}
        kept = thin(len(self.groups), _LABELS)
        return {k: self.groups[k].name for k in kept}

    def run_at(self, at: QPointF) -> int:
        """Return the run whose curve is nearest to a place, −1 if none is near."""
        plot = self._plot()
        if self._columns.size == 0 or not plot.adjusted(-6, -6, 6, 6).contains(at):
            return -1
        x = self._x(plot)
        k = int(np.argmin(np.abs(x - at.x())))
        away = np.abs(self._y(plot, self._columns[:, k]) - at.y())
        if not np.isfinite(away).any():
            return -1
        nearest = int(np.nanargmin(away))
        return nearest if away[nearest] <= theme.px(_NEAR) else -1

    def point_of(self, index: int, share: float = 0.5) -> QPointF:
        """Return a place on the curve of a run, at a share of the width."""
        plot = self._plot()
        x = self._x(plot)
        k = min(int(share * len(x)), len(x) - 1)
        return QPointF(float(x[k]), float(self._y(plot, self._columns[index, k])))

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chart, and what is pointed at."""
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.fillRect(self.rect(), QColor(theme.current().panel))
            self._paint(painter)
            if self.hasFocus():
                painter.setPen(QPen(QColor(theme.current().focus), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            if self._hovered >= 0 and self._training is not None:
                k = int(np.argmin(np.abs(self._x(self._plot()) - self._at.x())))
                rows = [
                    (self._names[self._hovered], ""),
                    (self.tr("loss"), painting.number(float(self._columns[self._hovered, k]))),
                ]
                head = self.tr("iteration {0}").format(int(self._edges[k]))
                painting.readout(painter, QRectF(self.rect()), self._at, head, rows)

    def paint_still(self, painter: QPainter) -> None:
        """Paint the chart without the pointer."""
        self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        training = self._training
        if training is None or self._columns.size == 0:
            sentence = self.tr("Choose what varies and press Train: one curve for each run appears here.")
            painting.message(painter, QRectF(self.rect()), sentence)
            return
        plot = self._plot()
        self._paint_axes(painter, plot)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = theme.current()
        with saved_state(painter):
            painter.setClipRect(plot.adjusted(-1, -2, 2, 2))
            x = self._x(plot)
            for group in self.groups:
                self._paint_band(painter, group, x, plot)
            for index in range(len(training.runs)):
                if index != self.selected and index != self._hovered:
                    colour, width = self._thin(index)
                    _stroke(painter, x, self._y(plot, self._columns[index]), colour, width)
            for number, group in enumerate(self.groups):
                if len(group.runs) >= _FEW:
                    median = _means(group.quartiles[1:2], self._edges)[0]
                    _stroke(painter, x, self._y(plot, median), self._colour(number), theme.px(2.4))
            for index in (self._hovered, self.selected):
                if index >= 0:
                    _stroke(painter, x, self._y(plot, self._columns[index]), look.focus, theme.px(2))
        self._paint_labels(painter, plot)

    def _colour(self, group: int) -> str:
        """Return the colour of a group: sequential, told apart by their labels too."""
        if len(self.groups) == 1:
            return theme.current().ink
        return theme.sequential(len(self.groups))[group]

    def _thin(self, index: int) -> tuple[str, float]:
        """Return colour and width of the curve of a run: faint where its group has a median."""
        number = next(k for k, group in enumerate(self.groups) if index in group.runs)
        if len(self.groups[number].runs) < _FEW:
            return self._colour(number), theme.px(1.4)
        return theme.blend("panel", self._colour(number), 0.45 if len(self.groups) == 1 else 0.28), 1.0

    def _paint_band(self, painter: QPainter, group: SeedGroup, x: Array, plot: QRectF) -> None:
        if len(group.runs) < _FEW:
            return
        low = self._y(plot, _means(group.quartiles[0:1], self._edges)[0])
        high = self._y(plot, _means(group.quartiles[2:3], self._edges)[0])
        known = np.isfinite(low) & np.isfinite(high)
        points = [QPointF(a, b) for a, b in zip(x[known], low[known], strict=True)]
        points += [QPointF(a, b) for a, b in zip(x[known][::-1], high[known][::-1], strict=True)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.blend("panel", "muted", 0.22)))
        painter.drawPolygon(QPolygonF(points))

    def _paint_axes(self, painter: QPainter, plot: QRectF) -> None:
        high = theme.px(16)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for value, label in self.axis.ticks:
            share = (value - self.axis.low) / (self.axis.high - self.axis.low)
            at = painting.crisp(min(plot.bottom() - share * plot.height(), plot.bottom() - 0.5))
            painting.hairline(painter)
            painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
            box = QRectF(0, at - high / 2, plot.left() - theme.px(7), high)
            painting.text(painter, box, label, "muted", painting.RIGHT)
        painting.text(painter, QRectF(0, 0, plot.right(), high), self.tr("loss of the batch"), "muted")
        last = max((self._training.iterations if self._training else 1) - 1, 1)
        scale = TimeScale(0, last, plot.left(), plot.right())
        row = QRectF(0, plot.bottom() + theme.px(3), theme.px(60), high)
        unit = self.tr("iteration")
        end = self.width() - painting.width(unit) - theme.px(4)
        for mark in scale.marks():
            row.moveLeft(scale.to(mark) - row.width() / 2)
            if row.right() < end + theme.px(10):
                painting.text(painter, row, f"{mark:,}".replace(",", "\u2009"), "muted", painting.CENTRE)
        painting.text(painter, QRectF(end, row.top(), self.width() - end, high), unit, "muted")

    def _paint_labels(self, painter: QPainter, plot: QRectF) -> None:
        """Write the names of the groups at their ends."""
        labels, places = self._labels(), []
        for number, name in labels.items():
            group = self.groups[number]
            curve = self._columns[group.runs[0]]
            if len(group.runs) >= _FEW:
                curve = _means(group.quartiles[1:2], self._edges)[0]
            heights = self._y(plot, curve)
            known = np.flatnonzero(np.isfinite(heights))
            if len(known):
                places.append((name, float(heights[known[-1]]), self._colour(number)))
                if not group.name:
                    upper = self._y(plot, _means(group.quartiles[2:3], self._edges)[0])
                    places.append((self.tr("quartiles"), float(upper[known[-1]]), "muted"))
        gap = theme.px(15)
        spread_out = spread([p[1] for p in places], gap, plot.top() + gap / 2, plot.bottom() - gap / 2)
        for (name, _, colour), at in zip(places, spread_out, strict=True):
            box = QRectF(plot.right() + theme.px(8), at - gap / 2, self.width() - plot.right(), gap)
            painting.text(painter, box, name, painting.readable(theme.current().colour(colour)))

    # -- hands -------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at a run."""
        self._at, found = event.position(), self.run_at(event.position())
        self._hovered = found
        self.setCursor(Qt.CursorShape.PointingHandCursor if found >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Point at none."""
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the run under the pointer."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        found = self.run_at(event.position())
        if found >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.select(found)
            self.opened.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose a run by its last loss, and open it."""
        order = self._order()
        by = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if by is not None and order:
            place = order.index(self.selected) + by if self.selected in order else 0
            self.select(order[min(max(place, 0), len(order) - 1)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selected >= 0:
            self.opened.emit(self.selected)
        else:
            super().keyPressEvent(event)

    def _order(self) -> list[int]:
        """Return the runs from the lowest last loss to the highest."""
        if self._columns.size == 0:
            return []
        last = [next((v for v in row[::-1] if math.isfinite(v)), math.inf) for row in self._columns.tolist()]
        return sorted(range(len(last)), key=lambda i: (last[i], i))

    def resizeEvent(self, event: object) -> None:
        """Cut the curves for another width."""
        self._cut()


def _means(values: Array, edges: Array) -> Array:
    """Return the means of columns that begin at `edges`, ``(rows, columns)``."""
    if not len(edges):
        return np.zeros((len(values), 0))
    widths = np.diff(np.append(edges, values.shape[1]))
    with np.errstate(all="ignore"):
        return np.asarray(np.add.reduceat(values, edges, axis=1) / widths)


def _highest(seen: Array) -> Array:
    """Return the highest value of every column that the axis is to hold: of a diverging run not all."""
    top = np.nanmax(seen, axis=0)
    first = float(np.nanmax(seen[:, 0])) if seen.shape[1] else 1.0
    return np.asarray(np.minimum(top, 20.0 * max(first, 1e-12)))


def _stroke(painter: QPainter, x: Array, y: Array, colour: str, width: float) -> None:
    painter.setPen(QPen(QColor(colour), width))
    known = np.isfinite(y)
    for part in np.split(np.arange(len(x)), np.flatnonzero(np.diff(known.astype(int))) + 1):
        if len(part) and known[part[0]]:
            painter.drawPolyline(
                [QPointF(a, b) for a, b in zip(x[part].tolist(), y[part].tolist(), strict=True)]
            )

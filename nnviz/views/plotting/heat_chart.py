"""Layers over iterations as a picture: the darker, the larger."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.functions.buffers import Array
from nnviz.theme.colours import sequence
from nnviz.views.plotting import painting, ticks
from nnviz.views.plotting.decimate import LOG_MEAN
from nnviz.views.plotting.sources import RowSource
from nnviz.views.plotting.time_chart import TimeChart

_SHADES = 256
_ZERO, _LOST = _SHADES, _SHADES + 1
"""Entries of the colour table after the scale: for 0, and for what is not a number or not known."""


class HeatChart(TimeChart):
    """One row for each layer, its values by powers of ten in shades of one colour, with a labelled scale.

    Attributes
    ----------
    names
        Of the rows, from the top.
    value_name
        What is shown, in words and with its unit.
    low, high
        Powers of ten at the ends of the scale.
    cells
        Powers of ten that are shown, ``(rows, columns)``: not a number where nothing is known, minus
        infinity where the value is 0.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.names: tuple[str, ...] = ()
        self.value_name = ""
        self.low, self.high = -4, 0
        self.cells: Array = np.empty((0, 0))
        self._rows: RowSource | None = None
        self._marks: tuple[int, ...] = (-4, -2, 0)
        self._image = QImage()
        self._pixels: Array = np.empty((0, 0), dtype=np.uint32)
        self._table: Array = np.empty(0, dtype=np.uint32)
        self._look = ""

    def set_rows(self, rows: RowSource, names: Sequence[str]) -> None:
        """Show other values, a column of the series for each name."""
        self._rows, self.names = rows, tuple(names)
        self.redraw()

    def plots(self) -> list[QRect]:
        """Return the place of the picture."""
        left = theme.px(24)
        bar = theme.px(24) + max(painting.width(ticks.power(k)) for k in self._marks)
        top, bottom = theme.px(20), theme.px(22)
        width = max(self.width() - left - round(bar) - theme.px(8), 20)
        return [QRect(left, top, width, max(self.height() - top - bottom, 20))]

    def compute(self) -> None:
        """Find the value of every column of pixels."""
        if self._rows is None or not self.names:
            return
        scale, plot, step = self.x_scale, self.plot, 2
        x, found = self._rows.columns(scale.edges(step), 1, ("high", *LOG_MEAN))
        # Where nothing is positive the value is 0, if there is one at all.
        with np.errstate(divide="ignore", invalid="ignore"):
            known = np.where(np.isfinite(found.high) & ~(found.high > 0), -np.inf, np.log10(found.log_mean))
        at = scale.edges(step)[1:-1]
        at = 0.5 * (at[1:] + at[:-1])
        shown = np.full((len(self.names), len(at)), np.nan)
        if len(x):
            # A value stands until the next one was taken.
            index = np.searchsorted(x, at, side="right") - 1
            index = np.where((index < 0) & (at > x[0] - 1), 0, index)
            inside = (index >= 0) & (at < self.length)
            shown[:, inside] = known[index[inside]].T
        self.cells = shown
        finite = shown[np.isfinite(shown)]
        if finite.size:
            low, high = max(float(finite.min()), -300.0), min(float(finite.max()), 300.0)
            self._marks = ticks.decades(10.0**low, 10.0**high)
            self.low, self.high = self._marks[0], self._marks[-1]
        self._paint_image(plot)

    def _paint_image(self, plot: QRect) -> None:
        table = self._colours()
        if self._pixels.shape != self.cells.shape:
            self._pixels = np.zeros(self.cells.shape, dtype=np.uint32)
            rows, columns = self.cells.shape
            self._image = QImage(self._pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        share = (self.cells - self.low) / max(self.high - self.low, 1)
        lost, zero = np.isnan(self.cells), np.isneginf(self.cells)
        index = np.where(lost | zero, 0.0, np.clip(share, 0.0, 1.0) * (_SHADES - 1)).astype(np.intp)
        index[zero], index[lost] = _ZERO, _LOST
        np.take(table, index, out=self._pixels, mode="clip")

    def _colours(self) -> Array:
        look = theme.current()
        if self._look != look.name:
            self._look = look.name
            colours = (*shades(), look.panel, look.panel)
            self._table = np.array([painting.packed(colour) for colour in colours], dtype=np.uint32)
        return self._table

    def rows(self, iteration: int, at: QPointF) -> list[painting.Row]:
        """Return layer and value under the pointer, or those of all layers if it is beside the picture."""
        values = None if self._rows is None else self._rows.at(iteration)
        numbers = [None] * len(self.names) if values is None else values.tolist()
        row = self._row_at(at) if self.pointer is not None else None
        chosen = range(len(self.names)) if row is None else [row]
        return [(self.tr("layer {0}").format(self.names[k]), painting.number(numbers[k])) for k in chosen]

    def _row_at(self, at: QPointF) -> int | None:
        plot, count = self.plot, len(self.names)
        if not plot.top() <= at.y() <= plot.bottom() or not count:
            return None
        return min(int((at.y() - plot.top()) / plot.height() * count), count - 1)

    def paint_content(self, painter: QPainter) -> None:
        """Paint the picture, the numbers of the layers and the scale."""
        plot, count, high = QRectF(self.plot), max(len(self.names), 1), theme.px(15)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(plot, self._image)
        tall = plot.height() / count
        painter.setPen(QPen(QColor(theme.current().panel), 1))
        # Rows that are low tell themselves apart.
        for k in range(1, count) if tall >= theme.px(14) else ():
            at = painting.crisp(plot.top() + k * tall)
            painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
        every = max(1, math.ceil(theme.px(13) / tall))
        for k, name in enumerate(self.names):
            if k % every == 0:
                middle = plot.top() + (k + 0.5) * tall
                box = QRectF(0, middle - high / 2, plot.left() - theme.px(7), high)
                painting.text(painter, box, name, "muted", painting.RIGHT)
        room = self.head_room
        head = QRectF(0, -theme.px(1), room, high)
        painting.text(painter, head, self.tr("layer"), "muted")
        wide = min(painting.width(self.value_name), room - theme.px(50))
        painting.text(
            painter,
            QRectF(room - wide - 1, head.top(), wide + 1, high),
            painting.elided(self.value_name, wide),
            "muted",
            painting.RIGHT,
        )
        self.paint_iterations(painter, self.plot, self.plot.right())
        self._paint_scale(painter, plot)

    def _paint_scale(self, painter: QPainter, plot: QRectF) -> None:
        left, wide, high = plot.right() + theme.px(12), theme.px(8), theme.px(15)
        ramp = np.ascontiguousarray(self._colours()[_SHADES - 1 :: -1])
        bar = QImage(ramp.data, 1, _SHADES, 4, QImage.Format.Format_RGB32)
        painter.drawImage(QRectF(left, plot.top(), wide, plot.height()), bar)
        for mark in self._marks:
            at = plot.bottom() - (mark - self.low) / max(self.high - self.low, 1) * plot.height()
            at = min(max(at, plot.top() + high / 2 - theme.px(4)), plot.bottom() - high / 2 + theme.px(4))
            box = QRectF(left + wide + theme.px(4), at - high / 2, theme.px(40), high)
            painting.text(painter, box, ticks.power(mark), "muted")

    def paint_labels(self, painter: QPainter) -> None:
        """Outline the row under the pointer."""
        row = None if self.pointer is None or self._exporting else self._row_at(self.pointer)
        if row is None:
            return
        plot, tall = QRectF(self.plot), self.plot.height() / max(len(self.names), 1)
        painter.setPen(QPen(QColor(theme.current().ink), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(plot.left() + 0.5, plot.top() + row * tall + 0.5, plot.width() - 1, tall - 1))


def shades(count: int = _SHADES) -> list[str]:
    """Return the scale from nearly nothing to the largest: ever further from the background in lightness."""
    look = theme.current()
    first = look.blend("panel", "backward", 0.10)
    last = look.blend("backward", "ink", 0.72)
    return sequence((first, look.blend("panel", "backward", 0.55), look.backward, last), max(count, 2))

"""Curves: how they look, and their painting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.core.functions.buffers import Array
from nnviz.views.plotting.sources import CurveSource

_ON, _OFF = 5.0, 3.5
"""Lengths of dashes and gaps, in widths of the stroke."""
_DOT, _BETWEEN = 1.2, 1.8
"""The same for dots."""


@dataclass(frozen=True)
class Line:
    """A curve over iterations and how it looks.

    Attributes
    ----------
    name
        What it is called in the readout.
    source
        Where it comes from.
    colour
        Role or hex colour.
    width, dashed, dotted
        The stroke. A width of 1 is for what jumps from one iteration to the next: drawn without smooth
        edges, from the lowest to the highest value of every column.
    pixels
        Pixels that make one column of the curve.
    label
        Whether its name stands beside the cursor.
    value
        Whether the label has the value too.
    read
        Whether it has a row in the readout.
    end
        Whether its name stands at its own end instead: it belongs to another run.
    """

    name: str
    source: CurveSource
    colour: str
    width: float = 2.0
    dashed: bool = False
    dotted: bool = False
    pixels: int = 3
    label: bool = True
    value: bool = True
    read: bool = True
    end: bool = False

    @property
    def noisy(self) -> bool:
        """Whether it jumps from one iteration to the next."""
        return self.width == 1.0


class Strokes:
    """Paints curves and columns with pyqtgraph's items, which are fast, but without its scenes.

    A scene paints in its own time and so twice, and costs more than the curve; the items paint wherever
    they are asked to, in pixels.
    """

    def __init__(self) -> None:
        # Loaded with the first curve and not before.
        import pyqtgraph

        self._curve: Any = pyqtgraph.PlotCurveItem(connect="pairs", skipFiniteCheck=True)
        # Long paths are slow to stroke, single segments are not.
        self._curve.setSegmentedLineMode("on")
        self._bars: Any = pyqtgraph.BarGraphItem(x0=[], y0=[], width=1, height=[], pen=None)

    def line(
        self,
        painter: QPainter,
        x: Array,
        y: Array,
        colour: str,
        width: float,
        dashed: bool,
        smooth: bool = True,
        dotted: bool = False,
    ) -> None:
        """Paint a curve through points in pixels; not a number is a gap."""
        if len(x) < 2:
            return
        if dashed or dotted:
            lengths = (_DOT, _BETWEEN) if dotted else (_ON, _OFF)
            x, y, on = _dashes(x, y, *(length * width for length in lengths))
        else:
            on = np.isfinite(y[1:]) & np.isfinite(y[:-1])
        if not on.any():
            return
        pen = QPen(QColor(colour), width)
        dashed |= dotted
        # Square ends close the joints of segments; round ones would, too, but take twice as long.
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if dashed else Qt.PenCapStyle.SquareCap)
        ends = np.column_stack([x[:-1], x[1:]])[on].ravel(), np.column_stack([y[:-1], y[1:]])[on].ravel()
        self._curve.setData(*ends, pen=pen, antialias=smooth)
        self._curve.paint(painter, None, None)

    def columns(self, painter: QPainter, x: Array, low: Array, high: Array, wide: float, colour: str) -> None:
        """Paint bars from `low` to `high`, which in pixels lie below one another, at least a pixel high."""
        known = np.isfinite(low) & np.isfinite(high)
        if not known.any():
            return
        x, low, high = x[known], low[known], high[known]
        if len(x) > 1:
            # Neighbours touch, so that a steep curve is one curve: where the next one begins.
            near = np.diff(x) <= 2.5 * wide
            low[:-1] = np.where(near & (high[1:] > low[:-1]), high[1:], low[:-1])
            high[:-1] = np.where(near & (low[1:] < high[:-1]), low[1:], high[:-1])
        height = np.maximum(low - high, 1.0)
        self._bars.setOpts(x0=x - 0.5 * wide, y0=high, width=wide, height=height, brush=QColor(colour))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._bars.paint(painter)


def _dashes(x: Array, y: Array, on: float, off: float) -> tuple[Array, Array, Array]:
    """Return the curve with points where dashes begin and end, and which of its segments are seen."""
    known = np.isfinite(y)
    x, y = x[known], y[known]
    if len(x) < 2:
        return x, y, np.zeros(0, dtype=bool)
    length = np.append(0.0, np.cumsum(np.hypot(np.diff(x), np.diff(y))))
    begins = np.arange(0.0, length[-1], on + off)[:5000]
    along = np.unique(np.concatenate([length, begins, np.minimum(begins + on, length[-1])]))
    middle = 0.5 * (along[1:] + along[:-1])
    return np.interp(along, length, x), np.interp(along, length, y), middle % (on + off) < on


def clip(painter: QPainter, plot: QRect) -> None:
    """Let nothing be painted beside the plot, but for half a stroke that runs along its border."""
    painter.setClipRect(QRectF(plot).adjusted(-1, -2, 2, 2))

"""Sources of the curves of a chart over iterations."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Protocol

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.core.run.history import History, Series
from nnviz.core.run.timeline import Timeline
from nnviz.views.plotting.decimate import EXTREMES, LOG_MEAN, MEAN, Band, Columns, Pyramid
from nnviz.views.plotting.time_window import TimeWindow

MEASURED = 128
"""Positions that are measured across a chart, at most."""


class CurveSource(Protocol):
    """A curve over iterations."""

    def band(self, edges: Array, log: bool) -> Band:
        """Return what is to be drawn in columns that begin and end at `edges`, iterations that rise."""

    def at(self, iteration: int) -> float | None:
        """Return the value at `iteration` or the last one just before it; None if that is not known."""


class LossSource:
    """The loss of the batch at every iteration."""

    def __init__(self, history: History) -> None:
        self._losses = history.losses

    def band(self, edges: Array, log: bool) -> Band:
        """See `CurveSource`."""
        parts = [self._losses.band(start, stop, bins) for start, stop, bins in _even(edges)]
        x, low, high = (np.concatenate(rows) for rows in zip(*parts, strict=True))
        # Each range is at most as wide as a column: it belongs to the one that its middle is in.
        column = np.searchsorted(edges, x, side="right")
        begins = np.flatnonzero(np.diff(column, prepend=-1))
        if len(begins) == len(x):
            return x, low, high
        ends = np.append(begins[1:], len(x)) - 1
        return 0.5 * (x[begins] + x[ends]), np.fmin.reduceat(low, begins), np.fmax.reduceat(high, begins)

    def at(self, iteration: int) -> float | None:
        """See `CurveSource`."""
        return self._losses.at(iteration)


def _even(edges: Array) -> list[tuple[int, int, int]]:
    """Return parts in which columns are about equally wide: first and last iteration, and how many ranges.

    There is one part on an even axis; on a logarithmic one a part for every fourfold width.
    """
    widths = np.diff(edges)
    octave = np.floor(np.log(np.maximum(widths, 1.0)) / np.log(4.0) + 0.01)
    cuts = [0, *(np.flatnonzero(np.diff(octave)) + 1).tolist(), len(widths)]
    whole = np.maximum(np.ceil(edges), 0).astype(np.int64).tolist()
    return [
        (whole[a], whole[b], max(1, math.ceil((whole[b] - whole[a]) / max(float(widths[a:b].min()), 1.0))))
        for a, b in pairwise(cuts)
    ]


class RowSource:
    """All columns of a series, cut together: layers are as many curves as one."""

    def __init__(self, series: Series, means: bool = False) -> None:
        self.series = series
        self._means, self._pyramid = means, Pyramid(means)
        self._seen = (0, 0)
        self._key: tuple[float, ...] = ()
        self._last: dict[tuple[object, ...], tuple[Array, Columns]] = {}

    def columns(
        self, edges: Array, least: int = 1, names: tuple[str, ...] = EXTREMES
    ) -> tuple[Array, Columns]:
        """Return the places of the columns between `edges`, in iterations, and what `names` ask of them."""
        x = self.series.iterations
        # One window at a time; in it, columns of several widths.
        key = (float(edges[1]), len(x), int(x[-1]) if len(x) else 0)
        if key != self._key:
            self._key, self._last = key, {}
        wanted = (least, names, len(edges), float(edges[-1]), float(edges[len(edges) // 2]))
        if wanted not in self._last:
            values, (count, last) = self.series.values, self._seen
            if count and (count > len(x) or x[count - 1] != last):
                # Rows were dropped to free memory.
                self._pyramid = Pyramid(self._means)
            self._seen = (len(x), int(x[-1]) if len(x) else 0)
            self._pyramid.extend(values, len(x))
            at = np.searchsorted(x, edges).astype(float)
            # One value beyond each end, so that a curve reaches the border.
            at[0], at[-1] = max(at[0] - 1, 0), min(at[-1] + 1, len(x))
            found = self._pyramid.columns(values, at, least, names)
            middle = 0.5 * (x[found.start] + x[found.stop - 1])
            if least > 1 and len(middle) > 1:
                # A trend reaches as far as what it is the trend of.
                middle[0], middle[-1] = x[found.start[0]], x[found.stop[-1] - 1]
            self._last[wanted] = middle, found
        return self._last[wanted]

    def at(self, iteration: int) -> Array | None:
        """Return the values at `iteration` or just before; what lies further back is of another position."""
        index = int(np.searchsorted(self.series.iterations, iteration, side="right")) - 1
        if index < 0 or iteration - self.series.iterations[index] > 2 + iteration // 24:
            return None
        return np.asarray(self.series.values[index])


class SeriesSource:
    """One column of a series: its lowest and highest values."""

    def __init__(self, rows: RowSource, column: int) -> None:
        self.rows, self.column = rows, column

    def band(self, edges: Array, log: bool) -> Band:
        """See `CurveSource`."""
        x, found = self.rows.columns(edges)
        return x, found.low[:, self.column], found.high[:, self.column]

    def at(self, iteration: int) -> float | None:
        """See `CurveSource`."""
        found = self.rows.at(iteration)
        return None if found is None else float(found[self.column])


class MeanSource(SeriesSource):
    """One column of a series, averaged: the trend of what jumps from batch to batch."""

    def band(self, edges: Array, log: bool) -> Band:
        """See `CurveSource`; on a logarithmic axis the mean is geometric."""
        least = min(max(len(self.rows.series.iterations) // 12, 1), 5)
        x, found = self.rows.columns(edges, least, LOG_MEAN if log else MEAN)
        mean = found.log_mean if log else found.mean
        column = mean[:, self.column]
        return x, column, column


class RatioSource:
    """How far each update moved the weights of a layer, ‖ΔW‖ / ‖W‖, where that was measured."""

    def __init__(self, timeline: Timeline, column: int, time_window: TimeWindow) -> None:
        # The run itself: its measures do not keep it alive.
        self._timeline, self.column, self._window = timeline, column, time_window

    def band(self, edges: Array, log: bool) -> Band:
        """See `CurveSource`."""
        s = self._window
        measures = self._timeline.layer_statistics
        x, rows = measures.known(s.left, s.right, MEASURED, s.log)
        values = measures.ratios(rows)[:, self.column]
        values = np.where(np.isfinite(values), values, np.nan)
        return x.astype(float), values, values

    def at(self, iteration: int) -> float | None:
        """See `CurveSource`."""
        measures = self._timeline.layer_statistics
        found = measures.at(iteration)
        if found is None or iteration - found[0] > 2 + iteration // 24:
            return None
        return float(measures.ratios(found[1])[self.column])

"""Where a chart over iterations takes its curves from."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from nnviz.core.history import History, Series
from nnviz.views.plotting.decimate import Band, Pyramid, averaged, thinned


class Source(Protocol):
    """A curve over iterations."""

    def band(self, left: float, right: float, bins: int, log: bool) -> Band:
        """Return what is to be drawn between two iterations, in `bins` stretches or somewhat more."""

    def at(self, iteration: int) -> float | None:
        """Return the value at `iteration` or the last one just before it; None if that is not known."""


class LossSource:
    """The loss of the batch at every iteration."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._pyramid = Pyramid()

    def band(self, left: float, right: float, bins: int, log: bool) -> Band:
        """See `Source`."""
        h = self._history
        self._pyramid.extend(h.losses, h.length)
        return self._pyramid.reduce(h.losses, math.floor(left), math.ceil(right) + 1, bins)

    def at(self, iteration: int) -> float | None:
        """See `Source`."""
        h = self._history
        return float(h.losses[iteration]) if 0 <= iteration < h.length else None


class SeriesSource:
    """One column of a series."""

    def __init__(self, series: Series, column: int) -> None:
        self.series, self.column = series, column

    def band(self, left: float, right: float, bins: int, log: bool) -> Band:
        """See `Source`."""
        return thinned(self.series.iterations, self.series.values[:, self.column], left, right, bins)

    def at(self, iteration: int) -> float | None:
        """See `Source`. What is further back than series are sampled belongs to another moment."""
        index = int(np.searchsorted(self.series.iterations, iteration, side="right")) - 1
        if index < 0 or iteration - self.series.iterations[index] > 2 + iteration // 24:
            return None
        return float(self.series.values[index, self.column])


class MeanSource(SeriesSource):
    """One column of a series, averaged over each stretch: the trend of what jumps from batch to batch."""

    def band(self, left: float, right: float, bins: int, log: bool) -> Band:
        """See `Source`; on a logarithmic axis the mean is geometric."""
        return averaged(self.series.iterations, self.series.values[:, self.column], left, right, bins, log)

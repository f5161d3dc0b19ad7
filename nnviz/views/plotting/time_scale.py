"""From iterations to pixels and back, linear or logarithmic."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.views.plotting import ticks


@dataclass(frozen=True)
class TimeScale:
    """Iteration `low` lies at pixel `start`, `high` at pixel `end`; with `log` their distances are ratios.

    The first iteration is 0, so it is the number of the iteration counted from 1 whose logarithm is taken.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def to(self, iteration: float) -> float:
        """Return the pixel of an iteration."""
        share = (_u(iteration, self.log) - self._low) / self._range
        return self.start + share * (self.end - self.start)

    def back(self, pixel: float) -> float:
        """Return the iteration at a pixel."""
        if self.end == self.start:
            return self.low
        u = self._low + (pixel - self.start) / (self.end - self.start) * self._range
        return 10.0 ** min(u, 18.0) - 1.0 if self.log else u

    def pixels(self, iterations: Array) -> Array:
        """Return the pixels of iterations ``(n,)``."""
        u = np.log10(iterations + 1.0) if self.log else iterations
        return np.asarray(self.start + (u - self._low) * ((self.end - self.start) / self._range))

    def edges(self, pixels: int) -> Array:
        """Return the iterations at every `pixels`-th pixel, one column beyond each end included."""
        count = math.ceil((self.end - self.start) / pixels) + 1
        at = self._low + (np.arange(-1, count + 1) * pixels) * (self._range / (self.end - self.start))
        return np.asarray(10.0 ** np.minimum(at, 18.0) - 1.0 if self.log else at)

    def marks(self) -> list[int]:
        """Return the iterations that are written under the axis."""
        if not self.log:
            return ticks.counts(self.low, self.high)
        powers = [10**k for k in range(19) if self.low <= 10**k <= self.high]
        every = max(1, math.ceil(len(powers) / 4))
        found = ([0] if self.low <= 0 else []) + powers[::-1][::every][::-1]
        return found if len(found) > 1 else ticks.counts(self.low, self.high)

    @property
    def _low(self) -> float:
        return _u(self.low, self.log)

    @property
    def _range(self) -> float:
        return _u(self.high, self.log) - self._low


def _u(iteration: float, log: bool) -> float:
    return math.log10(max(iteration, 0.0) + 1.0) if log else iteration

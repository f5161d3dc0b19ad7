"""Histogram of the activations of one layer."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array
from nnviz.views.plotting import ticks

BINS = 20
_STEEP = 0.05
"""Slope, as a share of the steepest, below which a unit counts as saturated."""


@dataclass(frozen=True, eq=False)
class Histogram:
    """Counts of one layer's activations, and of one unit's among them.

    Attributes
    ----------
    low, high
        Ends of the axis.
    counts, selected
        Activations in each bin; those of the unit that is selected, None without one.
    total, lost
        Number of activations, and how many of them are not finite.
    idle
        Share that is saturated, or exactly 0 where that is an end of the range; 0 if there is no such item.
    zero
        Whether `idle` means zeros.
    """

    low: float
    high: float
    counts: Array
    selected: Array | None
    total: int
    lost: int
    idle: float
    zero: bool

    def at(self, share: float) -> int:
        """Return the bin that lies `share` (0 to 1) of the way along the axis."""
        return min(max(int(share * BINS), 0), BINS - 1)

    def edges(self, bin_: int) -> tuple[float, float]:
        """Return where a bin begins and ends."""
        step = (self.high - self.low) / BINS
        return self.low + bin_ * step, self.low + (bin_ + 1) * step


def histogram(activation: str, a: Array, unit: int | None = None) -> Histogram:
    """Count the activations ``(units, batch)`` of a layer; those of `unit` also on their own."""
    finite = a[np.isfinite(a)]
    low, high = _range(activation, finite)
    selected = None
    if unit is not None and unit < a.shape[0]:
        selected = _count(a[unit][np.isfinite(a[unit])], low, high)
    idle, zero = _idle(activation, finite)
    return Histogram(low, high, _count(finite, low, high), selected, a.size, a.size - finite.size, idle, zero)


def _count(values: Array, low: float, high: float) -> Array:
    # Half a bin each is halved first: the difference of two huge numbers may be too large to be one.
    place = (values * 0.5 - low * 0.5) * (BINS / (high * 0.5 - low * 0.5))
    bins = np.minimum(place.astype(np.int64), BINS - 1)
    return np.bincount(np.maximum(bins, 0), minlength=BINS)


def _range(activation: str, finite: Array) -> tuple[float, float]:
    row = ACTIVATIONS[activation]
    if math.isfinite(row.low) and math.isfinite(row.high):
        return row.low, row.high
    if not finite.size:
        return min(row.low, 0.0) if math.isfinite(row.low) else -1.0, 1.0
    low, _, high = ticks.nice_range(min(float(finite.min()), 0.0), max(float(finite.max()), 0.0))
    return (max(low, row.low), high) if high > row.low else (low, high)


def _idle(activation: str, finite: Array) -> tuple[float, bool]:
    row = ACTIVATIONS[activation]
    if not finite.size or not row.elementwise:
        return 0.0, False
    if math.isfinite(row.low) and math.isfinite(row.high):
        # Sigmoid and tanh alike: the slope goes with (a − low)(high − a), at its most in the middle.
        slope = (finite - row.low) * (row.high - finite) * (2.0 / (row.high - row.low)) ** 2
        return float(np.mean(slope < _STEEP)), False
    if row.low == 0.0 and not row.low_open:
        return float(np.mean(finite == 0.0)), True
    return 0.0, False

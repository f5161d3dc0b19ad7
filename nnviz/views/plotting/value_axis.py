"""The upright axis of a chart over iterations: which values are seen, linear or logarithmic."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.views.plotting import ticks
from nnviz.views.plotting.decimate import Band, outline


class ValueAxis:
    """Chooses a round range for the curves that are seen.

    Attributes
    ----------
    log
        Whether the scale is logarithmic; `low`, `high` and the ticks are then powers of ten.
    low, high
        Ends of the axis.
    ticks
        Three pairs of place and label.
    fixed
        A range that never changes, or None.
    """

    def __init__(self) -> None:
        self.log = False
        self.low, self.high = 0.0, 1.0
        self.ticks: list[tuple[float, str]] = []
        self.fixed: tuple[float, float] | None = None

    def fit(
        self, bands: Sequence[Band], noisy: Sequence[bool], from_zero: bool, extra: Sequence[float] = ()
    ) -> None:
        """Take in the bands, of noisy ones all but the outermost, and `extra` values.

        Linear axes start at 0 if asked.
        """
        low, high = min(extra, default=math.inf), max(extra, default=-math.inf)
        for (_, bottom, top), rough in zip(bands, noisy, strict=True):
            bottom, top = bottom[np.isfinite(bottom)], top[np.isfinite(top)]
            if self.log:
                bottom, top = bottom[bottom > 0], top[top > 0]
            if len(bottom) and len(top):
                outer = (0.02, 0.98) if rough and len(top) > 50 else (0.0, 1.0)
                low = min(low, _quantile(bottom, outer[0]))
                high = max(high, _quantile(top, outer[1]))
        if self.log:
            marks = ticks.decades(low, high)
            self.ticks = [(mark, ticks.power(mark)) for mark in marks]
            self.low, self.high = marks[0], marks[-1]
            return
        if self.fixed is not None:
            low, high = self.fixed
        elif from_zero and 0 < low <= high:
            low = 0.0
        values = ticks.nice_range(low, high)
        self.ticks = [(value, ticks.label(value, values[1] - values[0])) for value in values]
        self.low, self.high = values[0], values[-1]

    def curve(self, band: Band, tolerance: float) -> tuple[Array, Array]:
        """Return the points of a curve, as logarithms if the axis is one of them."""
        return outline(band, tolerance)


def _quantile(values: Array, share: float) -> float:
    return float(np.partition(values, k := round(share * (len(values) - 1)))[k])

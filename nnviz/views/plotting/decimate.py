"""Long curves drawn short: the lowest and the highest value of every stretch."""

from __future__ import annotations

import numpy as np

from nnviz.core.workspace import Array

Band = tuple[Array, Array, Array]
"""Places along the axis, and the lowest and highest value there; not a number where nothing is finite."""

_FACTOR = 8
_ENOUGH = 5
"""Points that make a mean worth drawing, once there are plenty."""


class Pyramid:
    """Lowest and highest value of blocks of 8, 64, 512 … values of a row that grows at its end.

    With it the cost of a curve depends on the pixels it has and not on its age.
    """

    def __init__(self) -> None:
        self._levels: list[_Level] = []
        self._length = 0

    def extend(self, values: Array, length: int) -> None:
        """Take in the values up to `length`; earlier ones are not looked at again."""
        self._length = length
        low = high = values
        count, level = length, 0
        while count >= _FACTOR:
            if level == len(self._levels):
                self._levels.append(_Level())
            self._levels[level].extend(low, high, count)
            low, high, count = self._levels[level].low, self._levels[level].high, self._levels[level].count
            level += 1

    def reduce(self, values: Array, start: int, stop: int, bins: int) -> Band:
        """Return `bins` to twice as many stretches of ``values[start:stop]``, or all if they are few."""
        start, stop = max(start, 0), min(stop, self._length)
        if stop <= start:
            return np.empty(0), np.empty(0), np.empty(0)
        level, size = -1, 1
        while (stop - start) // (size * _FACTOR) >= bins and level + 1 < len(self._levels):
            level, size = level + 1, size * _FACTOR
        first = start // size
        if level < 0:
            low = high = _finite(values[start:stop])
        else:
            blocks = self._levels[level]
            last = min(stop // size, blocks.count)
            low, high = blocks.low[first:last], blocks.high[first:last]
            if last * size < stop:
                rest = _finite(values[last * size : stop])
                low = np.append(low, np.fmin.reduce(rest))
                high = np.append(high, np.fmax.reduce(rest))
        group = max(1, len(low) // bins)
        edges = np.arange(0, len(low), group)
        if group > 1:
            low, high = np.fmin.reduceat(low, edges), np.fmax.reduceat(high, edges)
        x = (first + edges) * size + 0.5 * (group * size - 1)
        return np.clip(x, start, stop - 1), low, high


class _Level:
    def __init__(self) -> None:
        self.low, self.high = np.empty(64), np.empty(64)
        self.count = 0

    def extend(self, low: Array, high: Array, count: int) -> None:
        whole = count // _FACTOR
        if whole <= self.count:
            return
        if whole > len(self.low):
            more = np.empty(max(whole, 2 * len(self.low)) - len(self.low))
            self.low, self.high = np.append(self.low, more), np.append(self.high, more)
        part = slice(self.count * _FACTOR, whole * _FACTOR)
        self.low[self.count : whole] = np.fmin.reduce(_finite(low[part]).reshape(-1, _FACTOR), axis=1)
        self.high[self.count : whole] = np.fmax.reduce(_finite(high[part]).reshape(-1, _FACTOR), axis=1)
        self.count = whole


def thinned(x: Array, y: Array, left: float, right: float, bins: int) -> Band:
    """Return the stretch of the curve from `left` to `right`, one point beyond each end included.

    Parameters
    ----------
    x, y
        The curve, `x` rising.
    left, right
        What is seen of it.
    bins
        Most stretches; the ones without a value are left out.
    """
    x, y, edges = _stretches(x, y, left, right, bins)
    if len(edges) == len(x):
        return x, y, y
    return _middles(x, edges), np.fmin.reduceat(y, edges), np.fmax.reduceat(y, edges)


def averaged(x: Array, y: Array, left: float, right: float, bins: int, log: bool) -> Band:
    """Return the mean of every stretch; with `log` the geometric mean of what is positive. See `thinned`."""
    x, y, edges = _stretches(x, y, left, right, bins)
    if not len(x):
        return x, y, y
    edges = _merged(edges, min(max(len(x) // 12, 1), _ENOUGH))
    known = y > 0 if log else np.isfinite(y)
    values = np.where(known, y, 1.0 if log else 0.0)
    total = np.add.reduceat(np.log(values) if log else values, edges)
    count = np.add.reduceat(known, edges, dtype=float)
    mean = np.divide(total, count, out=np.full(len(edges), np.nan), where=count > 0)
    middle = _middles(x, edges)
    # The trend reaches as far as what it is the trend of.
    middle[0], middle[-1] = x[0] if len(edges) > 1 else middle[0], x[-1]
    mean = np.exp(mean) if log else mean
    return middle, mean, mean


def _stretches(x: Array, y: Array, left: float, right: float, bins: int) -> tuple[Array, Array, Array]:
    """Return what is seen of the curve, and where its stretches begin: at most `bins`, none of them empty."""
    first = max(int(np.searchsorted(x, left)) - 1, 0)
    last = int(np.searchsorted(x, right, side="right")) + 1
    x, y = x[first:last].astype(float), _finite(y[first:last])
    if len(x) <= bins:
        return x, y, np.arange(len(x))
    return x, y, np.unique(np.searchsorted(x, np.linspace(x[0], x[-1], bins, endpoint=False)))


def _merged(edges: Array, least: int) -> Array:
    """Join stretches of fewer than `least` points with the next one."""
    kept = [0]
    for edge in edges.tolist():
        if edge - kept[-1] >= least:
            kept.append(edge)
    return np.array(kept)


def _middles(x: Array, edges: Array) -> Array:
    return np.asarray((x[edges] + x[np.append(edges[1:], len(x)) - 1]) / 2)


def logarithms(band: Band) -> Band:
    """Return the band on a logarithmic scale: what is not positive is a gap, not an abyss."""
    x, low, high = band
    with np.errstate(divide="ignore", invalid="ignore"):
        top = np.where(high > 0, np.log10(high), np.nan)
        bottom = np.where(low > 0, np.log10(low), top)
    return x, bottom, top


def outline(band: Band, tolerance: float) -> tuple[Array, Array]:
    """Return one curve that runs through the lowest and the highest value of every stretch.

    Stretches lower than `tolerance` are taken as one point, so that a smooth curve stays smooth.
    """
    x, low, high = band
    flat = ~(high - low > tolerance)
    middle = 0.5 * (low + high)
    if flat.all():
        return x, middle
    y = np.empty(2 * len(x))
    y[0::2], y[1::2] = np.where(flat, middle, low), np.where(flat, middle, high)
    return np.repeat(x, 2), y


def _finite(values: Array) -> Array:
    """Return the values with infinities as not-a-number, which is a gap."""
    finite = np.isfinite(values)
    return np.asarray(values if finite.all() else np.where(finite, values, np.nan))

"""Long curves drawn short: the lowest, the highest and the mean value of every column of pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.core.functions.buffers import Array

Band = tuple[Array, Array, Array]
"""Places along the axis, and the lowest and highest value there; not a number where nothing is finite."""

_FACTOR = 8
_FINE = 4
"""Blocks that a column is at least made of: its ends are off by less than a quarter of it."""

EXTREMES, MEAN, LOG_MEAN = ("low", "high"), ("total", "count"), ("log_total", "log_count")
"""What can be asked of columns: their ends, their mean, the geometric mean of what is positive."""

_REDUCERS: dict[str, np.ufunc] = {
    "low": np.fmin, "high": np.fmax,
    "total": np.add, "count": np.add, "log_total": np.add, "log_count": np.add,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Columns:
    """A row of values cut into ranges.

    Attributes
    ----------
    start, stop
        Which values belong to each: ``values[start:stop]``. Together they leave none out and take none twice.
    sums
        What was asked for, by name: `low` and `high` are exact, and not a number where nothing is finite.
    """

    start: Array
    stop: Array
    sums: dict[str, Array]

    @property
    def low(self) -> Array:
        """The lowest finite value of each."""
        return self.sums["low"]

    @property
    def high(self) -> Array:
        """The highest finite value of each."""
        return self.sums["high"]

    @property
    def mean(self) -> Array:
        """The mean of the finite values of each."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.sums["total"] / self.sums["count"])

    @property
    def log_mean(self) -> Array:
        """The geometric mean of the positive values of each."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.exp(self.sums["log_total"] / self.sums["log_count"]))


class Pyramid:
    """Lowest and highest value of blocks of 8, 64, 512 … values of rows that grow at their end.

    With it the cost of a curve depends on the pixels it has and not on its age.

    Parameters
    ----------
    means
        Whether sums are kept too.
    """

    def __init__(self, means: bool = False) -> None:
        self._names = (*EXTREMES, *MEAN, *LOG_MEAN) if means else EXTREMES
        self._levels: list[dict[str, Array]] = []
        self._counts: list[int] = []
        self._length = 0

    def extend(self, values: Array, length: int) -> None:
        """Take in values ``(n,)`` or ``(n, rows)`` up to `length`; earlier ones are not looked at again."""
        self._length = length
        count, level = length // _FACTOR, 0
        while count:
            if level == len(self._levels):
                self._levels.append({})
                self._counts.append(0)
            done = self._counts[level]
            if count > done:
                part = slice(done * _FACTOR, count * _FACTOR)
                below = (
                    self._raw(values[part], self._names)
                    if not level
                    else {name: array[..., part] for name, array in self._levels[level - 1].items()}
                )
                for name, array in below.items():
                    blocks = array.reshape(*array.shape[:-1], count - done, _FACTOR)
                    self._append(level, name, done, _REDUCERS[name].reduce(blocks, axis=-1))
                self._counts[level] = count
            count, level = count // _FACTOR, level + 1

    def columns(
        self, values: Array, edges: Array, least: int = 1, names: tuple[str, ...] = EXTREMES
    ) -> Columns:
        """Cut the values at `edges`, rising indices, whole or not.

        The edges move a little, by less than a quarter of their column, so that they lie between blocks.

        Parameters
        ----------
        values
            What `extend` was given.
        edges
            Where the columns begin, and at last where they end.
        least
            Columns with fewer values are joined with the next one.
        names
            What is asked for, such as `EXTREMES`.
        """
        bounds, levels = self._bounds(np.asarray(edges, dtype=float))
        keep = _kept(bounds, least)
        start, stop, levels = bounds[keep], bounds[np.append(keep[1:], len(bounds) - 1)], levels[keep]
        if not len(start):
            return Columns(start, start, {name: np.empty((0, *values.shape[1:])) for name in names})
        cuts = np.flatnonzero(np.diff(levels)) + 1
        parts = [
            self._reduced(values, start[a:b], int(stop[b - 1]), int(levels[a]), names)
            for a, b in zip([0, *cuts], [*cuts, len(start)], strict=True)
        ]
        return Columns(
            start, stop, {name: np.concatenate([part[name] for part in parts], axis=-1).T for name in names}
        )

    def _bounds(self, edges: Array) -> tuple[Array, Array]:
        """Return the edges as whole numbers between blocks, and the level (0: the values) of each column."""
        whole = np.clip(np.ceil(edges), 0, self._length).astype(np.int64)
        width = np.diff(np.clip(edges, 0, self._length))
        wide = np.flatnonzero(width > 1e-6)
        growing = bool(wide.size) and width[wide[-1]] > width[wide[0]]
        levels = np.floor(np.log(np.maximum(width, 1.0) / _FINE) / np.log(_FACTOR)).astype(np.int64)
        levels = np.clip(levels, 0, len(self._levels))
        # Few changes of level, whatever the widths do between two columns; the empty ones have no say,
        # nor has the last, which the end of the row may have cut.
        if growing:
            levels[width <= 1e-6] = 0
            up = np.maximum.accumulate(levels)
        else:
            up = np.full_like(levels, levels[wide[:-1]].min() if wide.size > 1 else 0)
        size = _FACTOR ** np.maximum(np.append(up, up[-1]), np.append(up[0], up))
        bounds = np.where(whole >= self._length, self._length, whole // size * size)
        return np.minimum.accumulate(bounds[::-1])[::-1], up

    def _reduced(
        self, values: Array, start: Array, stop: int, level: int, names: tuple[str, ...]
    ) -> dict[str, Array]:
        if level == 0:
            first = int(start[0])
            raw = self._raw(values[first:stop], names)
            return {name: _cut(name, array, start - first) for name, array in raw.items()}
        size = _FACTOR**level
        arrays = {name: self._levels[level - 1][name] for name in names}
        at, end = start // size, stop // size
        if stop % size == 0:
            return {name: _cut(name, array[..., :end], at) for name, array in arrays.items()}
        rest = self._raw(values[end * size : stop], names)
        found = {}
        for name, array in arrays.items():
            reducer, last = _REDUCERS[name], np.asarray(_REDUCERS[name].reduce(rest[name], axis=-1))
            if at[-1] < end:
                last = np.asarray(reducer(last, reducer.reduce(array[..., at[-1] : end], axis=-1)))
            before = _cut(name, array[..., : at[-1]], at[:-1]) if len(at) > 1 else array[..., :0]
            found[name] = np.concatenate([before, last[..., None]], axis=-1)
        return found

    def _raw(self, values: Array, names: tuple[str, ...]) -> dict[str, Array]:
        # Time runs along the last axis inside, where NumPy sums up quickest.
        values = np.ascontiguousarray(values.T, dtype=float)
        finite = np.isfinite(values)
        found: dict[str, Array] = {}
        if "low" in names or "high" in names:
            known = values if finite.all() else np.where(finite, values, np.nan)
            found = {"low": known, "high": known}
        if "total" in names:
            found |= {"total": np.where(finite, values, 0.0), "count": finite.astype(float)}
        if "log_total" in names:
            positive = finite & (values > 0)
            found["log_total"] = np.log(np.where(positive, values, 1.0))
            found["log_count"] = positive.astype(float)
        return {name: found[name] for name in names}

    def _append(self, level: int, name: str, done: int, blocks: Array) -> None:
        arrays, needed = self._levels[level], done + blocks.shape[-1]
        if name not in arrays or needed > arrays[name].shape[-1]:
            room = np.empty((*blocks.shape[:-1], max(64, needed, 2 * done)))
            if name in arrays:
                room[..., :done] = arrays[name][..., :done]
            arrays[name] = room
        arrays[name][..., done:needed] = blocks


def _cut(name: str, array: Array, at: Array) -> Array:
    return np.asarray(_REDUCERS[name].reduceat(array, at, axis=-1))


def _kept(bounds: Array, least: int) -> Array:
    """Return which columns begin something: not the empty ones, nor those joined with the one before."""
    if least <= 1:
        return np.flatnonzero(np.diff(bounds) > 0)
    kept: list[int] = []
    begun = -least
    for k, bound in enumerate(bounds[:-1].tolist()):
        if bound - begun >= least and bound < bounds[-1]:
            kept.append(k)
            begun = bound
    return np.array(kept, dtype=np.int64)


def logarithms(band: Band) -> Band:
    """Return the band on a logarithmic scale: what is not positive is a gap, not an abyss."""
    x, low, high = band
    with np.errstate(divide="ignore", invalid="ignore"):
        top = np.where(high > 0, np.log10(high), np.nan)
        bottom = top if low is high else np.where(low > 0, np.log10(low), top)
    return x, bottom, top


def outline(band: Band, tolerance: float) -> tuple[Array, Array]:
    """Return one curve that runs through the lowest and the highest value of every range.

    Ranges lower than `tolerance` are taken as one point, so that a smooth curve stays smooth.
    """
    x, low, high = band
    if low is high:
        return x, high
    flat = ~(high - low > tolerance)
    middle = 0.5 * (low + high)
    if flat.all():
        return x, middle
    y = np.empty(2 * len(x))
    y[0::2], y[1::2] = np.where(flat, middle, low), np.where(flat, middle, high)
    return np.repeat(x, 2), y

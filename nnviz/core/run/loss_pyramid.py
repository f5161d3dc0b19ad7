"""The loss of every iteration: exact as far back as memory allows, as lowest and highest value before."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnviz.core.functions.buffers import Array

Band = tuple[Array, Array, Array]
"""Places along the axis, and the lowest and highest value there; not a number where nothing is finite."""

FACTOR = 8
"""Blocks that make one of the next level."""
MOST_EXACT = 4 * 2**20
"""Losses kept one by one, unless another number is asked for: 32 MB."""


class LossPyramid:
    """A row that grows at its end and stays small.

    The newest values are kept as they are. Blocks of 8, 64, 512 … iterations are kept by their lowest and
    highest value, so that a curve costs what its pixels cost and not what its age would. When there are
    more than `most` values, the older half is dropped; so is the older half of a level of blocks, since the
    next level has them too. A thousand million iterations fit in about twice `most` values.

    Parameters
    ----------
    most
        Values kept one by one, a multiple of 16.

    Attributes
    ----------
    length : int
        Number of iterations known.
    exact_from : int
        The first iteration whose very value is kept.
    """

    def __init__(self, most: int = MOST_EXACT) -> None:
        self.most = max(16, most // 16 * 16)
        self.length = 0
        self.exact_from = 0
        self._values: Array = np.empty(min(1024, self.most))
        self.levels: list[_Level] = []

    @property
    def bytes(self) -> int:
        """Memory held."""
        return self._values.nbytes + sum(level.low.nbytes + level.high.nbytes for level in self.levels)

    def limit(self, most: int) -> None:
        """Keep no more than `most` values one by one from now on, a multiple of 16."""
        self.most = max(16, most // 16 * 16)
        for level in self.levels:
            level.most = max(self.most // FACTOR, 4 * FACTOR)
        self._extend()
        if self.length - self.exact_from > self.most:
            self._grow(self.length)

    def room(self, start: int, stop: int) -> Array:
        """Return the places where the losses of iterations `start` to `stop` belong, to be written.

        Of iterations that are no longer kept one by one the places lead nowhere: replaying them gives the
        values that their blocks were made of.
        """
        if start < self.exact_from:
            return np.empty(stop - start)
        if stop - self.exact_from > len(self._values):
            self._grow(stop)
        return self._values[start - self.exact_from : stop - self.exact_from]

    def load(self, losses: Array, start: int) -> None:
        """Begin with the losses of iterations from `start` on; of those before nothing is known."""
        # Blocks begin at multiples of their size.
        beyond = -start % FACTOR
        losses, start = losses[beyond:], start + beyond
        self.length = self.exact_from = start
        self.levels = []
        blocks = start // FACTOR
        while blocks:
            level = _Level(self.most // FACTOR)
            # What the next level is still to sum up are gaps.
            level.first, level.count = blocks // FACTOR * FACTOR, blocks
            level.low[:] = level.high[:] = np.nan
            self.levels.append(level)
            blocks //= FACTOR
        for begin in range(0, len(losses), max(self.most // 2, FACTOR)):
            part = losses[begin : begin + max(self.most // 2, FACTOR)]
            self.room(self.length, self.length + len(part))[:] = part
            self.length += len(part)

    def __getitem__(self, part: int | slice) -> Any:
        """Return the losses of one or several iterations; not a number where they are no longer kept."""
        if not isinstance(part, slice):
            known = self.at(int(part))
            return np.nan if known is None else known
        start, stop, _ = part.indices(self.length)
        if start >= self.exact_from or stop <= start:
            return self._values[start - self.exact_from : max(stop, start) - self.exact_from]
        found = np.full(stop - start, np.nan)
        if stop > self.exact_from:
            found[self.exact_from - start :] = self._values[: stop - self.exact_from]
        return found

    def at(self, iteration: int) -> float | None:
        """Return the loss of an iteration, None if it is not known or no longer kept."""
        if not self.exact_from <= iteration < self.length:
            return None
        return float(self._values[iteration - self.exact_from])

    def band(self, start: int, stop: int, bins: int) -> Band:
        """Return `bins` to twice as many ranges of the row, or all its values if they are few."""
        self._extend()
        start, stop = max(start, 0), min(stop, self.length)
        if stop <= start:
            return np.empty(0), np.empty(0), np.empty(0)
        level = 0
        while level < len(self.levels) and (
            (stop - start) // FACTOR ** (level + 1) >= bins or start < self._kept_from(level)
        ):
            level += 1
        size = FACTOR**level
        first = start // size
        low, high = self._blocks(level, first, stop)
        group = max(1, len(low) // bins)
        edges = np.arange(0, len(low), group)
        if group > 1:
            low, high = np.fmin.reduceat(low, edges), np.fmax.reduceat(high, edges)
        x = (first + edges) * size + 0.5 * (group * size - 1)
        return np.clip(x, start, stop - 1), low, high

    def copy_until(self, iteration: int) -> LossPyramid:
        """Return a copy without what comes at `iteration` or later."""
        self._extend()
        new = LossPyramid(self.most)
        new.length = length = min(self.length, iteration)
        new.exact_from = min(self.exact_from, length // FACTOR * FACTOR)
        values = self[new.exact_from : length]
        new._values = np.empty(max(min(1024, self.most), len(values)))
        new._values[: len(values)] = values
        wanted = 0
        for k in range(len(self.levels), 0, -1):
            if length // FACTOR**k:
                new.levels.insert(0, self.levels[k - 1].copy_until(length // FACTOR**k, wanted))
                wanted = new.levels[0].count * FACTOR
        return new

    # -- blocks ------------------------------------------------------------------------------------

    def _kept_from(self, level: int) -> int:
        return self.levels[level - 1].first * FACTOR**level if level else self.exact_from

    def _blocks(self, level: int, first: int, stop: int) -> tuple[Array, Array]:
        """Return lowest and highest value of blocks from number `first` on, the last one cut at `stop`."""
        size = FACTOR**level
        if not level:
            exact = _finite(self[first:stop])
            return exact, exact
        blocks = self.levels[level - 1]
        last = min(stop // size, blocks.count)
        if last < blocks.count and last * size < self._kept_from(level - 1):
            # Finer blocks are no longer kept here: the one that reaches beyond `stop` is taken whole.
            last = min(-(-stop // size), blocks.count)
        low, high = blocks.part(first, last)
        if last * size < stop:
            # The rest is made of finer blocks, so that a long run need not be read value by value.
            finer_low, finer_high = self._blocks(level - 1, last * FACTOR, stop)
            low = np.append(low, np.fmin.reduce(finer_low) if len(finer_low) else np.nan)
            high = np.append(high, np.fmax.reduce(finer_high) if len(finer_high) else np.nan)
        return low, high

    def _extend(self) -> None:
        """Take new values into the blocks; earlier ones are not looked at again."""
        count, level = self.length // FACTOR, 0
        while count:
            if level == len(self.levels):
                self.levels.append(_Level(self.most // FACTOR))
            blocks = self.levels[level]
            if count <= blocks.count:
                break
            begin = blocks.count * FACTOR
            if level:
                low, high = self.levels[level - 1].part(begin, count * FACTOR)
            else:
                low = high = _finite(self._values[begin - self.exact_from : count * FACTOR - self.exact_from])
            low, high = low.reshape(-1, FACTOR), high.reshape(-1, FACTOR)
            blocks.append(np.fmin.reduce(low, axis=1), np.fmax.reduce(high, axis=1))
            count, level = count // FACTOR, level + 1
        for k, blocks in enumerate(self.levels):
            # The last level keeps all: nothing else would know the beginning.
            if k + 1 < len(self.levels):
                blocks.shrink(self.levels[k + 1].count * FACTOR)

    def _grow(self, stop: int) -> None:
        """Make room before `stop`: more of it, or by clearing the selection of what is oldest."""
        self._extend()
        if stop - self.exact_from > self.most:
            keep = max(self.most // 2, FACTOR)
            fresh = max(self.length - keep, self.exact_from) // FACTOR * FACTOR
            values = np.empty(max(self.most, stop - fresh))
            known = self._values[fresh - self.exact_from : self.length - self.exact_from]
            values[: len(known)] = known
            self._values, self.exact_from = values, fresh
            return
        values = np.empty(max(stop - self.exact_from, min(2 * len(self._values), self.most)))
        values[: self.length - self.exact_from] = self._values[: self.length - self.exact_from]
        self._values = values


class _Level:
    """Blocks of one size; `first` is the number of the first that is kept, `count` one more than the last."""

    def __init__(self, most: int) -> None:
        self.most = max(most, 4 * FACTOR)
        self.first = self.count = 0
        self.low, self.high = np.empty(64), np.empty(64)

    def part(self, start: int, stop: int) -> tuple[Array, Array]:
        """Return lowest and highest value of blocks `start` to `stop`."""
        place = slice(max(start - self.first, 0), max(stop - self.first, 0))
        return self.low[place], self.high[place]

    def append(self, low: Array, high: Array) -> None:
        """Add blocks."""
        end = self.count - self.first
        if end + len(low) > len(self.low):
            more = np.empty(max(end + len(low), min(max(2 * len(self.low), 64), self.most)) - len(self.low))
            self.low, self.high = np.append(self.low, more), np.append(self.high, more)
        self.low[end : end + len(low)], self.high[end : end + len(low)] = low, high
        self.count += len(low)

    def shrink(self, summed: int) -> None:
        """Release the older half if there are too many; of those before `summed` the next level knows."""
        if self.count - self.first <= self.most:
            return
        first = min(self.count - self.most // 2, summed)
        self.low = self.low[first - self.first : self.count - self.first].copy()
        self.high = self.high[first - self.first : self.count - self.first].copy()
        self.first = first

    def copy_until(self, count: int, wanted: int) -> _Level:
        """Return a copy of the blocks before number `count`.

        Those from number `wanted` on are still to be summed up; if they were dropped, they are gaps.
        """
        new = _Level(self.most)
        new.first, new.count = min(self.first, max(wanted, 0), count), count
        dropped = min(max(self.first - new.first, 0), count - new.first)
        low, high = self.part(new.first + dropped, count)
        gap = np.full(dropped, np.nan)
        new.low, new.high = np.concatenate([gap, low]), np.concatenate([gap, high])
        return new


def _finite(values: Array) -> Array:
    """Return the values with infinities as not-a-number, which is a gap."""
    finite = np.isfinite(values)
    return np.asarray(values if finite.all() else np.where(finite, values, np.nan))

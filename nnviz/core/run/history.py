"""History of a run as one number per iteration: loss, gradient magnitudes, accuracy."""

from __future__ import annotations

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.core.run.loss_pyramid import LossPyramid

DEFAULT_MEMORY = 64 * 2**20
"""Bytes that the histories of a run may take."""


class Series:
    """Values at rising iterations, in arrays that grow by doubling.

    Parameters
    ----------
    width
        Values at an iteration.
    most
        Most rows that are kept: when there are more, every second one goes, and from then on rows are
        taken twice as far apart.

    Attributes
    ----------
    width : int
        Values at an iteration.
    thinned : int
        How often every second row has gone.
    """

    def __init__(self, width: int, most: int = 2**17) -> None:
        self.width = width
        self._iterations = np.empty(256, dtype=np.int64)
        self._values = np.empty((256, width))
        self._count = 0
        self._most, self._gap = max(most, 256), 0
        self.thinned = 0

    @property
    def iterations(self) -> Array:
        """Iterations, shape ``(count,)``, a read-only view."""
        return _read_only(self._iterations[: self._count])

    @property
    def values(self) -> Array:
        """Values, shape ``(count, width)``, a read-only view."""
        return _read_only(self._values[: self._count])

    def append(self, iteration: int, values: Array) -> None:
        """Add one row; an iteration not later than the last is already known and is left as it is."""
        if self._count and iteration < self._iterations[self._count - 1] + max(self._gap, 1):
            return
        if self._count >= self._most:
            self._thin()
            self.append(iteration, values)
            return
        if self._count == len(self._iterations):
            self._iterations = np.concatenate([self._iterations, np.empty_like(self._iterations)])
            self._values = np.concatenate([self._values, np.empty_like(self._values)])
        self._iterations[self._count] = iteration
        self._values[self._count] = values
        self._count += 1

    def limit(self, most: int) -> None:
        """Keep no more than `most` rows from now on, though never fewer than 256."""
        self._most = max(most, 256)
        while self._count > self._most:
            self._thin()
            self._iterations = self._iterations[: self._count].copy()
            self._values = self._values[: self._count].copy()

    def _thin(self) -> None:
        """Let every second row go."""
        count = (self._count + 1) // 2
        self._iterations[:count] = self._iterations[: self._count : 2].copy()
        self._values[:count] = self._values[: self._count : 2].copy()
        self._count = count
        self.thinned += 1
        self._gap = int(self._iterations[count - 1] - self._iterations[count - 2])

    @property
    def bytes(self) -> int:
        """Memory held."""
        return self._values.nbytes + self._iterations.nbytes

    def at(self, iteration: int) -> Array | None:
        """Return the values at `iteration` or the nearest one before, None if there is none."""
        index = int(np.searchsorted(self.iterations, iteration, side="right")) - 1
        return None if index < 0 else self._values[index]

    def copy_until(self, iteration: int) -> Series:
        """Return a copy without what comes at `iteration` or later."""
        count = int(np.searchsorted(self.iterations, iteration))
        new = Series(self._values.shape[1], self._most)
        new._gap = self._gap
        capacity = max(256, count)
        new._iterations = np.resize(self._iterations, capacity)
        new._values = np.empty((capacity, self._values.shape[1]))
        new._values[:count] = self._values[:count]
        new._count = count
        return new


class History:
    """Scalar histories of a run.

    The loss of the batch is kept for every iteration (see `LossPyramid`). What costs time is sampled, at
    every iteration at first and then further apart (see `next_kept` and `next_score`), so that a long run
    pays nothing.

    Parameters
    ----------
    layers
        Number of layers with weights.
    memory
        Bound in bytes.

    Attributes
    ----------
    losses
        Loss of the batch by iteration: ``losses[start:stop]``.
    norms
        Euclidean norm of ∂C/∂W for each layer with weights.
    scores
        Training loss, test loss, training accuracy, test accuracy, at the start of an iteration; nan
        where there is none.
    """

    def __init__(self, layers: int, memory: int = DEFAULT_MEMORY) -> None:
        self.losses, self.norms, self.scores = LossPyramid(), Series(layers), Series(4)
        self.limit(memory)

    def limit(self, memory: int) -> None:
        """Take no more than `memory` bytes from now on, though never less than half a megabyte."""
        memory = max(memory, 2**19)
        # Half for the losses one by one, a quarter or so for their blocks, an eighth for what is sampled.
        self.losses.limit(memory // 16)
        self.norms.limit(memory // (128 * (self.norms.width + 1)))
        self.scores.limit(memory // 1024)

    @property
    def length(self) -> int:
        """Number of iterations known."""
        return self.losses.length

    @length.setter
    def length(self, length: int) -> None:
        self.losses.length = length

    def load(self, losses: Array, start: int, norms: Array | None) -> None:
        """Load the history of a run: losses from iteration `start` on, rows of iteration and norms."""
        self.losses.load(losses, start)
        for row in norms if norms is not None else ():
            if row[0] < self.length:
                self.norms.append(int(row[0]), row[1:])

    def copy_until(self, iteration: int) -> History:
        """Return a copy without what comes at `iteration` or later."""
        new = History(0)
        new.losses = self.losses.copy_until(iteration)
        new.norms, new.scores = self.norms.copy_until(iteration), self.scores.copy_until(iteration)
        return new

    @property
    def bytes(self) -> int:
        """Memory held."""
        return self.losses.bytes + self.norms.bytes + self.scores.bytes


def next_kept(iteration: int, interval: int) -> int:
    """Return the first iteration, not before `iteration`, whose start is kept.

    Every one below 64; each time the iteration doubles, every second of those before, until they are
    `interval` apart. So the beginning, where most happens, is known in detail and costs little.
    """
    stride = min(interval, 1 << max(0, iteration.bit_length() - 6))
    return -(-iteration // stride) * stride


def next_score(iteration: int) -> int:
    """Return the first iteration, not before `iteration`, where the whole data is scored.

    There are 64 to 128 of them per doubling.
    """
    stride = 1 << max(0, iteration.bit_length() - 7)
    return -(-iteration // stride) * stride


def _read_only(view: Array) -> Array:
    view.flags.writeable = False
    return view

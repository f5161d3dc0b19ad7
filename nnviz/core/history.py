"""What is remembered of every iteration as single numbers: loss, gradient magnitudes, accuracy."""

from __future__ import annotations

import numpy as np

from nnviz.core.workspace import Array


class Series:
    """Values at rising iterations, in arrays that grow by doubling."""

    def __init__(self, width: int) -> None:
        self._iterations = np.empty(256, dtype=np.int64)
        self._values = np.empty((256, width))
        self._count = 0

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
        if self._count and iteration <= self._iterations[self._count - 1]:
            return
        if self._count == len(self._iterations):
            self._iterations = np.concatenate([self._iterations, np.empty_like(self._iterations)])
            self._values = np.concatenate([self._values, np.empty_like(self._values)])
        self._iterations[self._count] = iteration
        self._values[self._count] = values
        self._count += 1

    def at(self, iteration: int) -> Array | None:
        """Return the values at `iteration` or the nearest one before, None if there is none."""
        index = int(np.searchsorted(self.iterations, iteration, side="right")) - 1
        return None if index < 0 else self._values[index]

    def copy_until(self, iteration: int) -> Series:
        """Return a copy without what comes at `iteration` or later."""
        count = int(np.searchsorted(self.iterations, iteration))
        new = Series(self._values.shape[1])
        capacity = max(256, count)
        new._iterations = np.resize(self._iterations, capacity)
        new._values = np.empty((capacity, self._values.shape[1]))
        new._values[:count] = self._values[:count]
        new._count = count
        return new


class History:
    """Scalar histories of a run.

    The loss of the batch is kept for every iteration. What costs time is sampled, at every iteration at
    first and then further apart (see `next_kept` and `next_score`), so that a long run pays nothing.

    Attributes
    ----------
    losses
        Loss of the batch by iteration; what is valid is ``losses[:length]``.
    length
        Number of iterations known.
    norms
        Euclidean norm of ∂C/∂W for each layer with weights.
    scores
        Training loss, test loss, training accuracy, test accuracy, at the start of an iteration; nan
        where there is none.
    """

    def __init__(self, layers: int) -> None:
        self.losses: Array = np.empty(1024)
        self.length = 0
        self.norms = Series(layers)
        self.scores = Series(4)

    def reserve(self, length: int) -> None:
        """Make room for losses of iterations before `length`."""
        if length > len(self.losses):
            grown = np.empty(max(length, 2 * len(self.losses)))
            grown[: self.length] = self.losses[: self.length]
            self.losses = grown

    def copy_until(self, iteration: int) -> History:
        """Return a copy without what comes at `iteration` or later."""
        new = History(0)
        new.length = min(self.length, iteration)
        new.losses = np.empty(max(1024, new.length))
        new.losses[: new.length] = self.losses[: new.length]
        new.norms, new.scores = self.norms.copy_until(iteration), self.scores.copy_until(iteration)
        return new

    @property
    def bytes(self) -> int:
        """Memory held."""
        series = (self.norms, self.scores)
        return self.losses.nbytes + sum(s._values.nbytes + s._iterations.nbytes for s in series)


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

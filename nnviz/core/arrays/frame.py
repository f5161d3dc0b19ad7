"""Frame: everything that can be seen at one position of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.network.operation import Operation
from nnviz.core.text.hidden_number import hidden_in


class Position(NamedTuple):
    """A position: `operation` operations of `iteration` have run, 0 meaning none yet."""

    iteration: int
    operation: int

    def __str__(self) -> str:
        return f"{self.iteration}.{self.operation}"


@dataclass(frozen=True, eq=False)
class Frame:
    """Read-only values at one position.

    Attributes
    ----------
    position
        Where this is.
    experiment
        The recipe in force, changes applied.
    operations
        The operations of the iteration; the first ``position.operation`` have run.
    values
        Name → array, only what has been computed at this position: ``X Y W1 b1`` from the start,
        ``z1 a1 … C da2 dz2 dW2 db2 …`` once their operation has run, ``W1_next …`` after the update.
        Shapes are ``(units, batch)``; ``C`` has none.
    flat
        All parameters as they are now, shape ``(count,)``, in the order of the program.
    examples
        Which training examples are in the batch, as indices, shape ``(batch,)``.
    samples
        The data of the run.
    batches_per_epoch
        Iterations in an epoch.
    hidden
        Names of values that are not to be seen yet, wholly or in part: `values` holds hidden numbers there.
    """

    position: Position
    experiment: Experiment
    operations: tuple[Operation, ...]
    values: Mapping[str, Array]
    flat: Array
    examples: Array
    samples: DatasetArrays
    batches_per_epoch: int
    hidden: frozenset[str] = frozenset()

    @property
    def operation(self) -> Operation | None:
        """The operation that ran last, None at the start of an iteration."""
        return self.operations[self.position.operation - 1] if self.position.operation else None

    @property
    def epoch(self) -> float:
        """Passes over the training set so far."""
        done = self.position.operation == len(self.operations)
        return (self.position.iteration + done) / self.batches_per_epoch

    @property
    def batch(self) -> int:
        """Number of examples in the batch."""
        return len(self.examples)

    @property
    def hides_outputs(self) -> bool:
        """Whether what the network computes cannot be shown: something it depends on is hidden."""
        return bool(np.isnan(self.flat).any()) and bool(hidden_in(self.flat).any())

    def current(self, name: str) -> Array:
        """Return a parameter as it is now: its next value once the update has written it."""
        return self.values.get(f"{name}_next", self.values[name])

"""Value of one entry at every iteration of a run, computed by its own program as far as it is wanted."""

from __future__ import annotations

import math

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.run.timeline import Timeline

_MEMORY = 8 * 2**20
"""Bound for the keyframes of the run, in bytes."""


class ValueHistory:
    """First entry of a value, for one example, iteration by iteration.

    Parameters
    ----------
    experiment
        Whose run it is.
    name
        The value, such as ``a1``.
    example
        Which example of the batch, from 0, for a value with a column per example.

    Attributes
    ----------
    values : list[float]
        One for every iteration that has been computed; nan where the run has no such value.
    """

    def __init__(self, experiment: Experiment, name: str, example: int = 0) -> None:
        self.experiment, self.name, self.example = experiment, name, example
        self.values: list[float] = []
        self._timeline = Timeline(experiment, _MEMORY)
        self._operations = len(self._timeline.trainer.operations)

    def reach(self, iteration: int) -> Array:
        """Return the values up to an iteration, shape (iterations,)."""
        while len(self.values) <= iteration:
            frame = self._timeline.frame(Position(len(self.values), self._operations))
            value = np.asarray(frame.values.get(self.name, math.nan), dtype=float)
            column = min(self.example, value.shape[1] - 1) if value.ndim == 2 else 0
            self.values.append(float(value[0, column] if value.ndim == 2 else value.flat[0]))
        return np.array(self.values[: iteration + 1])

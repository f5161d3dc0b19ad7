"""Gradients on their way back, such as ∂C/∂z and ∂C/∂a, checked by central differences.

One value of one example is moved and the rest of the forward pass runs again, by the calls that training
uses. The examples of a batch do not touch each other, so one column is enough.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.checks.gradient_check import Check, Objective, check_in_pieces, compare
from nnviz.core.functions.buffers import Array, run
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.operation import BACKWARD, Operation
from nnviz.core.network.value import LOSS_VALUE, Y, value_named
from nnviz.core.operations.graph import Graph

_END = 1e-9
"""An activation closer than this to the end of its loss's range has no difference quotient."""


class LocalObjective(Objective):
    """Loss of the batch of a frame as a function of z or a of one layer for one example.

    Parameters
    ----------
    frame
        At a position where ``z`` or ``a`` has been computed.
    name
        ``z1``, ``a2``, …
    """

    def __init__(self, frame: Frame, name: str) -> None:
        e, value = frame.experiment, value_named(name)
        self.experiment, self.parameters = e, Parameters(e)
        self.parameters.fill(frame.values)
        # The loss may be as small as the logarithm of a number near 1, which is rounded like 1.
        scale = self.terms = 1.0 / frame.batch if e.reduction == "mean" else 1.0
        # The inputs stay as they are made: nothing before the value that is moved is run.
        graph = Graph(e, self.parameters, 1, scale=scale)
        self._values, self._example = frame.values, -1
        self._column: Array = graph.arrays[value]
        self._given = {"Y": graph.arrays[Y], **{str(mask): array for mask, array in graph.masks.items()}}
        self._c, self._rest = graph.arrays[LOSS_VALUE], graph.calls_after(value)
        # A loss that is defined for 0 < a < 1 alone must not be asked beyond, and at the very end of the
        # range there is nothing on both sides to take a quotient of.
        self._low, self._high = -np.inf, np.inf
        if name == f"a{len(e.layers)}":
            row = LOSSES[e.loss]
            self._low, self._high = row.low, row.high

    def _distance(self, value: float) -> float:
        return min(value - self._low, self._high - value)

    def reach(self, value: float) -> float:
        """Return how far a value may be moved: not beyond the end of what the loss is defined for."""
        distance = self._distance(value)
        return super().reach(value) if distance < _END else min(super().reach(value), distance)

    def place(self, name: str, row: int, column: int) -> tuple[Array, tuple[int, int]]:
        """Return the array that holds an entry, and where, after taking the values of its example."""
        if column != self._example:
            np.copyto(self._column, self._values[name][:, column : column + 1])
            for given, array in self._given.items():
                np.copyto(array, self._values[given][:, column : column + 1])
            self._example = column
        return self._column, (row, 0)

    @np.errstate(all="ignore")
    def __call__(self) -> float:
        """Return what the example adds to the loss of the batch."""
        run(self._rest)
        return float(self._c)


def check_values_in_pieces(frame: Frame, name: str) -> Iterator[Check | None]:
    """Check ``d<name>`` of a frame for z or a of a layer; yields None after every piece, then the result."""
    yield from compare(LocalObjective(frame, name), frame, name)


def checked_value(operation: Operation | None) -> str | None:
    """Return the value whose gradient an operation writes: ``W1``, ``z2``, …; None if it writes none."""
    if operation is None or operation.phase != BACKWARD:
        return None
    return str(operation.outputs[0].base)


def check_operation(frame: Frame) -> Iterator[Check | None]:
    """Check the gradient that the operation of a frame has written.

    Yields None after every piece of work, so that it can be spread over time, then the result; nothing at
    all if the operation writes no gradient.
    """
    name = checked_value(frame.operation)
    if name is None:
        return
    learned = value_named(name).info.parameter
    yield from (check_in_pieces if learned else check_values_in_pieces)(frame, name)

"""Gradients on their way back, ∂C/∂z and ∂C/∂a, checked by central differences.

One value of one example is moved and the rest of the forward pass runs again, by the calls that training
uses. The examples of a batch do not touch each other, so one column is enough.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnviz.core.checks.gradient_check import Check, Objective, check_in_pieces, compare
from nnviz.core.functions.buffers import Array, Buffers, Calls, run
from nnviz.core.functions.losses import LOSSES
from nnviz.core.program.forward_pass import ForwardPass
from nnviz.core.program.operation import BACKWARD, Operation
from nnviz.core.program.parameters import Parameters
from nnviz.core.run.frame import Frame

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
        e, w, kind, layer = frame.experiment, Buffers(), name[0], int(name[1:])
        self.experiment, self.parameters = e, Parameters(e)
        for n, folded in self.parameters.folded.items():
            folded[...] = np.hstack([frame.values[f"W{n}"], frame.values[f"b{n}"]])
        features, row, last = len(frame.values["X"]), LOSSES[e.loss], len(e.layers)
        # The inputs stay 0: nothing before the value that is moved is run.
        forward = ForwardPass(w, e, self.parameters.folded, w.full(1.0, features + 1, 1))
        self._values, self._example = frame.values, -1
        self._y, self._c = w.empty(len(frame.values["Y"]), 1), w.empty()
        self._column: Array = (forward.z if kind == "z" else forward.a)[layer]
        scale = 1.0 / frame.batch if e.reduction == "mean" else 1.0
        # The loss may be as small as the logarithm of a number near 1, which is rounded like 1.
        self.terms = scale
        rest: Calls = []
        for n, z_calls, a_calls in forward.steps:
            if n > layer:
                rest += z_calls
            if n > layer or (n == layer and kind == "z"):
                rest += a_calls
        if e.fused and row.fused is not None:
            rest += row.fused(w, forward.z[last], self._y, self._c, scale)
        else:
            rest += row.bind(w, forward.a[last], self._y, self._c, w.empty(*self._y.shape), scale)[0]
        self._rest = rest
        # A loss that is defined for 0 < a < 1 alone must not be asked beyond, and at the very end of the
        # range there is nothing on both sides to take a quotient of.
        self._low, self._high = -np.inf, np.inf
        if name == f"a{last}":
            self._low, self._high = row.low, row.high

    def _distance(self, value: float) -> float:
        return min(value - self._low, self._high - value)

    def reach(self, value: float) -> float:
        """Return how far a value may be moved: not beyond the end of what the loss is defined for."""
        distance = self._distance(value)
        return super().reach(value) if distance < _END else min(super().reach(value), distance)

    def has_corner(self, parameter: Array, index: tuple[int, int], difference: float) -> bool:
        """Return whether there is a corner, or the end of what the loss is defined for."""
        at_end = self._distance(float(parameter[index])) < _END
        return at_end or super().has_corner(parameter, index, difference)

    def place(self, name: str, row: int, column: int) -> tuple[Array, tuple[int, int]]:
        """Return the array that holds an entry, and where, after taking the values of its example."""
        if column != self._example:
            np.copyto(self._column, self._values[name][:, column : column + 1])
            np.copyto(self._y, self._values["Y"][:, column : column + 1])
            self._example = column
        return self._column, (row, 0)

    @np.errstate(all="ignore")
    def __call__(self) -> float:
        """Return what the example adds to the loss of the batch."""
        run(self._rest)
        return float(self._c)


def check_values_in_pieces(frame: Frame, name: str) -> Iterator[Check | None]:
    """Check ``d<name>`` of a frame for z or a of a layer; yields None after every entry, then the result."""
    yield from compare(LocalObjective(frame, name), name, frame.values[f"d{name}"])


def checked_value(operation: Operation | None) -> str | None:
    """Return the value whose gradient an operation writes: ``W1``, ``z2``, …; None if it writes none."""
    if operation is None or operation.phase != BACKWARD:
        return None
    return operation.writes[0].removeprefix("d")


def check_operation(frame: Frame) -> Iterator[Check | None]:
    """Check the gradient that the operation of a frame has written.

    Yields None after every entry, so that the work can be spread over time, then the result; nothing at all
    if the operation writes no gradient.
    """
    name = checked_value(frame.operation)
    if name is None:
        return
    yield from (check_in_pieces if name[0] in "Wb" else check_values_in_pieces)(frame, name)

"""Derivatives of the loss by central differences in decimal arithmetic: as good as exact.

The operations are those of the program, bound to decimals, and run for one example at a time. With 80 digits
and steps of 1e-20 the quotient is true to more digits than a float64 has, also where the loss in float64
has lost all of them. The corners of piecewise functions are told by the rows of the tables, so a step that
crosses one is known and not guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array, Calls, run
from nnviz.core.functions.decimals import DecimalBuffers, context_of, decimals, in_decimals
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.value import LOSS_VALUE, Value, X, Y, value_named
from nnviz.core.operations.graph import Graph

_DIGITS, _STEP, _FINEST = 80, Decimal("1e-20"), Decimal("1e-8")
_FINER_DIGITS, _FINER = 40, Decimal("1e-10")
_EXAMPLES = 8
"""Examples between two pauses."""
_SATURATED = 2_500.0
"""Largest |z| for which there are digits enough for 1 − a of tanh, which is about 2 e^(−2|z|)."""
_NOTHING, _UNKNOWN = Decimal(0), Decimal("nan")


@dataclass(frozen=True)
class ExactDerivative:
    """The derivative of the loss along one direction.

    Attributes
    ----------
    value
        The central difference; nan at the end of what the loss is defined for.
    low, high
        The smaller and the larger of the slopes to both sides.
    corners
        How many corners of piecewise functions the step crosses: where there is one, there is no derivative.
    """

    value: float
    low: float
    high: float
    corners: int


class ExactLoss:
    """Loss of the batch of a frame plus penalty, as a function of a parameter or of z or a. Masks are held.

    Parameters
    ----------
    frame
        A position where the value has been computed.
    name
        ``W1``, ``gamma2``, ``z1``, ``a2``, …
    finer
        Whether steps are 1e-10 of the usual ones, with digits for them: where the two agree, the step was
        small enough.
    """

    def __init__(self, frame: Frame, name: str, finer: bool = False) -> None:
        e, value = frame.experiment, value_named(name)
        self._frame, self._name, self._learned = frame, name, value.info.parameter
        self._context = context_of(_digits(frame) + _FINER_DIGITS * finer)
        self._step = _STEP * _FINER if finer else _STEP
        parameters = Parameters(e, buffers=DecimalBuffers())
        parameters.fill({str(p): decimals(frame.values[str(p)]) for p in parameters.values})
        scale = 1.0 / frame.batch if e.reduction == "mean" else 1.0
        graph = Graph(e, parameters, 1, scale=scale, workspace=DecimalBuffers())
        after = graph.operations_after(value)
        before = graph.operations[: len(graph.operations) - len(after)]
        self._after = in_decimals([call for op in after for call in op.calls])
        # What lies before a given z or a needs not be computed: it is copied from the frame.
        self._before: Calls = in_decimals([call for op in before for call in op.calls])
        self._loss = graph.arrays[LOSS_VALUE]
        self._given = {"Y": graph.arrays[Y], **{str(mask): array for mask, array in graph.masks.items()}}
        if self._learned:
            self._given["X"] = graph.arrays[X]
        self._moved = graph.arrays[value]
        self._corners = [
            (graph.arrays[op.node.inputs[0]], Decimal(corner))
            for op in after if op.node.kind == "activation"
            for corner in ACTIVATIONS[op.node.function].corners
        ]  # fmt: skip
        row = LOSSES[e.loss]
        self._loss_corner = None if e.fused else row.corner
        self._output, self._target = graph.arrays[Value("a", len(e.layers))], graph.arrays[Y]
        self._low, self._high = -np.inf, np.inf
        if value == Value("a", len(e.layers)):
            self._low, self._high = row.low, row.high
        penalized = value.kind == "W"
        self._l1 = Decimal(e.regularization.l1) if penalized else _NOTHING
        self._l2 = Decimal(e.regularization.l2) if penalized else _NOTHING

    def along(self, direction: Array) -> Iterator[ExactDerivative | None]:
        """Differentiate along a direction; yields None after every few examples, then the result.

        Parameters
        ----------
        direction
            How much each entry moves, of the shape of the value.
        """
        ways = decimals(direction)
        moving = np.ones(self._frame.batch, dtype=bool) if self._learned else direction.any(axis=0)
        examples = [int(example) for example in np.flatnonzero(moving)]
        left, right, corners = _NOTHING, _NOTHING, 0
        for count, example in enumerate(examples, 1):
            with localcontext(self._context), np.errstate(all="ignore"):
                way = ways if self._learned else ways[:, example : example + 1]
                slopes = self._slopes(way, example)
                left, right, corners = left + slopes[0], right + slopes[1], corners + slopes[2]
            if count % _EXAMPLES == 0:
                yield None
        with localcontext(self._context):
            slopes = self._penalty_slopes(ways) if self._l1 or self._l2 else (_NOTHING, _NOTHING, 0)
            left, right, corners = left + slopes[0], right + slopes[1], corners + slopes[2]
            middle = (left + right) / 2
        low, high = sorted((float(left), float(right)))
        yield ExactDerivative(float(middle), low, high, corners)

    def _slopes(self, way: Array, example: int) -> tuple[Decimal, Decimal, int]:
        """Return the slopes to the left and to the right of one example's loss, and the corners crossed."""
        values, column = self._frame.values, slice(example, example + 1)
        for name, array in self._given.items():
            array[...] = decimals(values[name][:, column])
        if self._learned:
            run(self._before)
        else:
            self._moved[...] = decimals(values[self._name][:, column])
        start, step = self._moved.copy(), self._length(way)
        if step <= 0:
            return _UNKNOWN, _UNKNOWN, 0
        sides = []
        for sign in (1, -1):
            self._moved[...] = start + way * (sign * step)
            sides.append(self._run())
        self._moved[...] = start
        (right, right_signs), (left, left_signs) = sides
        corners = sum(a != b for a, b in zip(left_signs, right_signs, strict=True))
        if not corners:
            slope = (right - left) / (2 * step)
            return slope, slope, 0
        middle, _ = self._run()
        return (middle - left) / step, (right - middle) / step, corners

    def _length(self, way: Array) -> Decimal:
        """Return how far to move: no entry far, nor beyond the end of what the loss is defined for."""
        lengths = []
        for value, rate in zip(self._moved.flat, way.flat, strict=True):
            if not rate:
                continue
            most = self._step * max(Decimal(1), abs(value))
            for end in (self._low, self._high):
                if np.isfinite(end):
                    most = min(most, abs(value - Decimal(end)) * _FINEST)
            if not Decimal(self._low) < value < Decimal(self._high):
                return _NOTHING
            lengths.append(most / abs(rate))
        return min(lengths, default=_NOTHING)

    def _run(self) -> tuple[Decimal, list[int]]:
        run(self._after)
        signs = [_sign(z - corner) for array, corner in self._corners for z in array.flat]
        if self._loss_corner is not None:
            signs += [_sign(x) for x in self._loss_corner(self._output, self._target).flat]
        loss: Decimal = self._loss.item()
        return loss, signs

    def _penalty_slopes(self, way: Array) -> tuple[Decimal, Decimal, int]:
        left, right, corners = _NOTHING, _NOTHING, 0
        for value, rate in zip(self._moved.flat, way.flat, strict=True):
            smooth = self._l2 * value + self._l1 * _sign(value)
            at_corner = bool(self._l1) and not value and bool(rate)
            turn = self._l1 * abs(rate) if at_corner else _NOTHING
            left, right = left + smooth * rate - turn, right + smooth * rate + turn
            corners += at_corner
        return left, right, corners


def _sign(x: Decimal) -> int:
    return (x > 0) - (x < 0)


def _digits(frame: Frame) -> int:
    """Return how many digits are enough: more where 1 − a of a saturated unit begins far behind the point."""
    levels = [array for name, array in frame.values.items() if value_named(name).kind == "z"]
    with np.errstate(all="ignore"):
        largest = max((float(np.abs(z).max()) for z in levels), default=0.0)
    return _DIGITS + int(0.87 * min(np.nan_to_num(largest, nan=0.0), _SATURATED))

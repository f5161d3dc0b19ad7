"""A claim beside what it claims to be, at the values of one draw."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.core.judge.evaluate import ExpressionEvaluator, shape_text
from nnviz.core.judge.jacobians import derivative
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    ClaimError,
    NameNode,
    Node,
    ShapeError,
    letter,
    walk,
)
from nnviz.core.judge.scope import Names, Scope, Value
from nnviz.core.judge.target import Target, Where

MAX_SHOWN = 16
"""Most examples of a Jacobian that are compared: it has units × units numbers for each."""
_STEP = 1e-3
_COMPARE: dict[str, Callable[[Array, Array], Array]] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, ">": np.greater, "<=": np.less_equal,
    ">=": np.greater_equal,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Outcome:
    """Both sides of a claim as arrays with the same meaning of their axes.

    Attributes
    ----------
    expected, claimed
        Of the same shape where they fit.
    chosen
        Which entries the restriction of the target leaves, shaped as they are; None without one.
    axes
        Index of every axis in index form.
    unsummed
        The index of the examples, where the claim has it and the target has not.
    overflowed
        Whether an exponential of the claim was too large for a float.
    """

    expected: Array
    claimed: Array
    chosen: Array | None = None
    axes: tuple[str, ...] = ()
    unsummed: str | None = None
    overflowed: bool = False

    @property
    def fits(self) -> bool:
        """Whether both sides have the same shape."""
        return self.expected.shape == self.claimed.shape

    @property
    def error(self) -> float:
        """Return the largest difference relative to the largest number; inf if they do not fit."""
        if not self.fits:
            return float("inf")
        expected, claimed = self.expected, self.claimed
        if self.chosen is not None:
            expected, claimed = expected[self.chosen], claimed[self.chosen]
        return relative_error(expected, claimed)


def relative_error(expected: Array, claimed: Array) -> float:
    """Return max |claimed − expected| / max(|claimed|, |expected|) over the finite entries of `expected`."""
    a, b = np.ravel(expected), np.ravel(claimed)
    finite = np.isfinite(a)
    if not finite.all():
        a, b = a[finite], b[finite]
    if not len(a):
        return float("nan")
    largest = float(np.abs(b).max())
    if not math.isfinite(largest):
        return float("inf")
    scale = max(float(np.abs(a).max()), largest)
    return float(np.abs(a - b).max()) / scale if scale > 0 else 0.0


def compare(target: Target, claim: Node, scope: Scope) -> Outcome:
    """Compute both sides.

    Parameters
    ----------
    target, claim
        What is claimed to be what.
    scope
        The values of a draw.

    Raises
    ------
    ShapeError
        If the parts of the claim do not fit each other.
    ClaimError
        If it cannot be computed.
    """
    if target.node is not None:
        return _value(target, claim, scope)
    # The examples do not touch each other, so some are enough.
    scope = scope.first(MAX_SHOWN)
    if target.expression is not None:
        return _derivative(target, claim, scope)
    return _jacobian_entries(target, claim, scope) if target.indexed else _jacobian(target, claim, scope)


def with_value(target: Target, scope: Scope, array: Array, like: Outcome) -> Array:
    """Return what would be expected if the value that the target is were `array`, axes as in `like`."""
    assert target.node is not None
    assert target.name is not None
    (value,) = ExpressionEvaluator(scope.replaced({target.name: array}))(target.node)
    if value.axes is None:
        return value.array
    return np.broadcast_to(ExpressionEvaluator.along(value, like.axes), like.expected.shape)


def _value(target: Target, claim: Node, scope: Scope) -> Outcome:
    assert target.node is not None
    evaluator = ExpressionEvaluator(scope)
    expected, claimed, *sides = _both(evaluator, target.node, claim, target.where)
    if expected.axes is not None:
        return _entries(evaluator, target, claim, expected, claimed, sides)
    if claimed.axes is not None:
        if claimed.axes:
            raise ClaimError(f"Give the left side its indices too, such as {target.text:.40}[j, k].")
        claimed = Value(claimed.array)
    wanted, given = expected.array, claimed.array
    if wanted.size == 1 and given.size == 1:
        given = given.reshape(wanted.shape)
    chosen = None
    if target.where is not None:
        mask = _COMPARE[target.where.operator](sides[0].array, sides[1].array)
        chosen = _broadcast(mask, wanted.shape)
        if given.ndim == 0:
            given = _broadcast(given, wanted.shape)
    return Outcome(wanted, given, chosen, overflowed=evaluator.overflowed)


def _broadcast(array: Array, shape: tuple[int, ...]) -> Array:
    try:
        return np.broadcast_to(array, shape)
    except ValueError:
        raise ShapeError(f"The restriction has shape {shape_text(array)}, which does not fit.") from None


def _both(evaluator: ExpressionEvaluator, node: Node, claim: Node, where: Where | None) -> tuple[Value, ...]:
    sides = (where.left, where.right) if where is not None else ()
    plain = [side for side in sides if not evaluator.is_index(side)]
    values = list(evaluator(node, claim, *plain))
    return (*values[:2], *_sides(evaluator, sides, values[2:]))


def _sides(evaluator: ExpressionEvaluator, sides: tuple[Node, ...], values: list[Value]) -> list[Value]:
    found = []
    for side in sides:
        found.append(evaluator.index(side) if evaluator.is_index(side) else values.pop(0))
    return found


def _entries(
    evaluator: ExpressionEvaluator,
    target: Target,
    claim: Node,
    expected: Value,
    claimed: Value,
    sides: list[Value],
) -> Outcome:
    """Give both sides the same indices."""
    if claimed.axes is None and claimed.array.ndim:
        raise ClaimError("The left side has indices, so the claim needs them too.")
    assert expected.axes is not None
    axes = evaluator.common_axes(claim, expected, claimed, *sides)
    extra = [axis for axis in claimed.axes or () if axis not in expected.axes]
    unsummed = None
    for axis in extra:
        if axis not in evaluator.example_letters:
            raise ClaimError(f"The index {letter(axis)} stands on the right alone; it needs a sum.")
        unsummed = letter(axis)
    shape = np.broadcast_shapes(*(evaluator.along(v, axes).shape for v in (expected, claimed, *sides)))
    left, right = (np.broadcast_to(evaluator.along(v, axes), shape) for v in (expected, claimed))
    chosen = None
    if target.where is not None:
        a, b = (evaluator.along(side, axes) for side in sides)
        chosen = np.broadcast_to(_COMPARE[target.where.operator](a, b), shape)
    return Outcome(left, right, chosen, tuple(letter(axis) for axis in axes), unsummed, evaluator.overflowed)


def _matrix_form(target: Target, claim: Node, names: Names, scope: Scope) -> bool:
    """Whether a claim about a Jacobian without indices is the matrix of one example, not slopes."""
    assert target.numerator is not None
    assert target.over is not None
    if (target.numerator[0], target.over[0]) != ("a", "z") or target.numerator[1:] != target.over[1:]:
        return True
    per_example = False
    for part in walk(claim):
        if isinstance(part, Call) and part.function in ("diag", "outer", "eye"):
            return True
        if isinstance(part, Binary) and part.operator == "@":
            return True
        meaning = names.meaning(part.id) if isinstance(part, NameNode) else None
        for inner in walk(meaning) if meaning is not None else ():
            value = scope.value(inner.id) if isinstance(inner, Canonical) else None
            per_example |= value is not None and value.examples is not None
    return not per_example


def _jacobian(target: Target, claim: Node, scope: Scope) -> Outcome:
    assert target.numerator is not None
    assert target.over is not None
    if target.over[0] == "W":
        raise ClaimError(f"By {target.over} a derivative has three indices; use index form.")
    if target.where is not None:
        raise ClaimError("A restriction needs index form.")
    layers, values = scope.experiment.layers, scope.values
    examples = values["X"].shape[1]
    expected = [derivative(layers, values, target.numerator, target.over, n) for n in range(examples)]
    if _matrix_form(target, claim, scope.names, scope):
        found, overflowed = [], False
        for n in range(examples):
            evaluator = ExpressionEvaluator(scope.cut(n))
            (value,) = evaluator(claim)
            if value.axes is not None:
                raise ClaimError("The left side has no indices, so the claim must have none.")
            found.append(value.array.reshape(1, 1) if value.array.size == 1 else value.array)
            overflowed |= evaluator.overflowed
        return Outcome(np.array(expected), np.array(found), overflowed=overflowed)
    evaluator = ExpressionEvaluator(scope)
    (value,) = evaluator(claim)
    if value.axes is not None:
        raise ClaimError("The left side has no indices, so the claim must have none.")
    slopes = value.array.T if value.examples == 0 else value.array
    if slopes.shape != (len(expected[0]), examples):
        return Outcome(np.array(expected), value.array, overflowed=evaluator.overflowed)
    whole = np.array(expected)
    diagonal = np.diagonal(whole, axis1=1, axis2=2)
    if np.count_nonzero(whole) <= np.count_nonzero(diagonal):
        return Outcome(diagonal.T, slopes, overflowed=evaluator.overflowed)
    # Slopes alone stand for a matrix that is zero beside its diagonal.
    claimed = np.array([np.diagflat(slopes[:, n]) for n in range(examples)])
    return Outcome(whole, claimed, overflowed=evaluator.overflowed)


def _jacobian_entries(target: Target, claim: Node, scope: Scope) -> Outcome:
    assert target.numerator is not None
    assert target.over is not None
    layers, values = scope.experiment.layers, scope.values
    examples = values["X"].shape[1]
    first = target.numerator_letters
    below = target.over_letters
    per_example = target.over[0] not in "Wb"
    given = {letters[1] for letters in (first, below if per_example else ()) if len(letters) == 2}
    if len(given) > 1:
        raise ClaimError("One example does not depend on another: both sides of the derivative have one n.")
    n = given.pop() if given else "n"
    axes = (first[0], *(below[:1] if per_example else below), n)
    array = np.array([derivative(layers, values, target.numerator, target.over, k) for k in range(examples)])
    expected = _diagonal(Value(np.moveaxis(array, 0, -1), axes))
    evaluator = ExpressionEvaluator(scope)
    evaluator.fix(expected, target.text, n)
    sides = (target.where.left, target.where.right) if target.where is not None else ()
    plain = [side for side in sides if not evaluator.is_index(side)]
    claimed, *rest = evaluator(claim, *plain)
    return _entries(evaluator, target, claim, expected, claimed, _sides(evaluator, sides, list(rest)))


def _diagonal(value: Value) -> Value:
    """Take one index that stands twice as the diagonal."""
    assert value.axes is not None
    axes, array = list(value.axes), value.array
    for axis in dict.fromkeys(value.axes):
        while axes.count(axis) > 1:
            first = axes.index(axis)
            second = axes.index(axis, first + 1)
            if array.shape[first] != array.shape[second]:
                raise ShapeError(
                    f"The target: {letter(axis)} runs over {array.shape[first]} and {array.shape[second]}."
                )
            array = np.diagonal(array, axis1=first, axis2=second)
            del axes[second], axes[first]
            axes.append(axis)
    return Value(array, tuple(axes))


def _derivative(target: Target, claim: Node, scope: Scope) -> Outcome:
    """Derive an expression by a name in it, by central differences of the expression itself."""
    assert target.expression is not None
    assert target.over is not None
    if target.over not in scope.values or scope.values[target.over].ndim != 2:
        raise ClaimError(f"{target.over} is no matrix to derive by.")
    base = scope.values[target.over]
    first = ExpressionEvaluator(scope)
    (value,) = first(target.expression)
    columns = []
    for row in range(len(base)):
        samples = []
        for step in (_STEP, -_STEP, _STEP / 2, -_STEP / 2):
            moved = base.copy()
            moved[row] += step
            samples.append(
                ExpressionEvaluator(scope.replaced({target.over: moved}))(target.expression)[0].array
            )
        coarse, fine = (samples[0] - samples[1]) / (2 * _STEP), (samples[2] - samples[3]) / _STEP
        columns.append((4 * fine - coarse) / 3)
    whole = np.array(columns)
    evaluator = ExpressionEvaluator(scope)
    if value.axes is None:
        if target.over_letters or value.array.shape != base.shape:
            raise ClaimError(
                "The target: an expression without indices must have the shape of what it is derived by."
            )
        (claimed,) = evaluator(claim)
        slopes = np.array([whole[row, row] for row in range(len(base))])
        return Outcome(slopes, claimed.array, overflowed=evaluator.overflowed)
    if not target.over_letters:
        raise ClaimError("The target: give indices to both parts of the derivative.")
    expected = _diagonal(Value(whole, (target.over_letters[0], *value.axes)))
    evaluator.fix(expected, target.text, target.over_letters[1] if len(target.over_letters) > 1 else "n")
    (claimed,) = evaluator(claim)
    return _entries(evaluator, target, claim, expected, claimed, [])

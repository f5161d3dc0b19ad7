"""A claim beside what it claims to be, at the values of one draw."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.core.judge.evaluate import ExpressionEvaluator, shape_text
from nnviz.core.judge.jacobians import derivative
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    ClaimError,
    Derivative,
    IndexedEntry,
    IndexRangeError,
    NameNode,
    Node,
    ShapeError,
    letter,
    walk,
)
from nnviz.core.judge.rounding import EPS
from nnviz.core.judge.scope import NamedValue, Names, Scope
from nnviz.core.judge.target import Target, Where
from nnviz.core.text.translate import translate

MAX_SHOWN = 16
"""Most examples of a Jacobian that are compared: it has units × units numbers for each."""
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
    bound
        How far both sides may be apart by rounding alone, shaped as they are; None where that is not known.
    relative
        How far they may be apart besides, relative to the largest number.
    """

    expected: Array
    claimed: Array
    chosen: Array | None = None
    axes: tuple[str, ...] = ()
    unsummed: str | None = None
    overflowed: bool = False
    bound: Array | None = None
    relative: float = 0.0

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

    @cached_property
    def comparison(self) -> ClaimComparison:
        """How both sides compare, entry by entry; they must fit."""
        with np.errstate(all="ignore"):
            return _compared(self)


@dataclass(frozen=True)
class ClaimComparison:
    """The entries of two sides that could be compared, and those that could not.

    Attributes
    ----------
    same
        Entries that are the same except for rounding.
    different
        Entries that differ by more.
    undefined
        Entries where the claim has no finite number and the program has.
    undecided
        Entries that rounding, or a corner close by, may have changed too much to tell.
    """

    same: int
    different: int
    undefined: int
    undecided: int


SAFETY = 16.0
"""How much larger than the bounds of rounding errors a difference may be."""
_COARSE = 1e-5
"""Bounds larger than this, relative to the numbers, decide nothing."""


_SMALL = 1e-9
"""A bound below which numbers that are exactly the same, or 0 except for rounding, are so not random."""
_NONE = 1e-200
"""A bound so small that it decides beside 0 too."""


def _compared(both: Outcome) -> ClaimComparison:
    expected, claimed = both.expected, both.claimed
    bound = both.bound if both.bound is not None else np.full(expected.shape, EPS)
    if both.chosen is not None:
        expected, claimed, bound = (side[both.chosen] for side in (expected, claimed, bound))
    known = np.isfinite(expected)
    if not known.all():
        expected, claimed, bound = expected[known], claimed[known], bound[known]
    defined = np.isfinite(claimed)
    size = np.abs(expected)
    typical = float(size.max(initial=0.0))
    margin = SAFETY * bound + 4 * EPS * size
    difference = np.abs(claimed - expected)
    # A large bound beside small numbers hides what is wrong, but a larger difference is one all the same.
    telling = margin <= _COARSE * np.maximum(size, 1e-3 * typical) + _NONE
    largest = max(typical, float(np.abs(claimed[defined]).max(initial=0.0)))
    different = defined & (difference > margin + both.relative * largest)
    telling |= ((difference == 0) | (size <= margin)) & (margin < _SMALL)
    same = defined & telling & ~different
    agreeing, differing, missing = (int(np.count_nonzero(part)) for part in (same, different, ~defined))
    return ClaimComparison(agreeing, differing, missing, expected.size - agreeing - differing - missing)


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
        return _slopes(target, claim, scope)
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
            raise ClaimError(
                translate("judge", "The left side needs indices too, such as {text}[j, k].").format(
                    text=f"{target.text:.40}"
                )
            )
        claimed = NamedValue(claimed.array)
    wanted, given, bound = expected.array, claimed.array, claimed.bound
    if wanted.size == 1 and given.size == 1:
        given, bound = given.reshape(wanted.shape), bound.reshape(wanted.shape)
    chosen = None
    if target.where is not None:
        mask = _COMPARE[target.where.operator](sides[0].array, sides[1].array)
        chosen = _broadcast(mask, wanted.shape)
        if given.ndim == 0:
            given, bound = _broadcast(given, wanted.shape), _broadcast(bound, wanted.shape)
    bounds = bound + expected.bound if bound.shape == wanted.shape else None
    return Outcome(wanted, given, chosen, overflowed=evaluator.overflowed, bound=bounds)


def _broadcast(array: Array, shape: tuple[int, ...]) -> Array:
    try:
        return np.broadcast_to(array, shape)
    except ValueError:
        raise ShapeError(
            translate("judge", "The restriction has shape {array}, which does not fit.").format(
                array=shape_text(array)
            )
        ) from None


def _both(
    evaluator: ExpressionEvaluator, node: Node, claim: Node, where: Where | None
) -> tuple[NamedValue, ...]:
    sides = (where.left, where.right) if where is not None else ()
    plain = [side for side in sides if not evaluator.is_index(side)]
    values = list(evaluator(node, claim, *plain))
    return (*values[:2], *_sides(evaluator, sides, values[2:]))


def _sides(
    evaluator: ExpressionEvaluator, sides: tuple[Node, ...], values: list[NamedValue]
) -> list[NamedValue]:
    found = []
    for side in sides:
        found.append(evaluator.index(side) if evaluator.is_index(side) else values.pop(0))
    return found


def _entries(
    evaluator: ExpressionEvaluator, target: Target, claim: Node, expected: NamedValue, claimed: NamedValue,
    sides: list[NamedValue],
) -> Outcome:  # fmt: skip
    """Give both sides the same indices."""
    if claimed.axes is None and claimed.array.ndim:
        raise ClaimError(translate("judge", "The left side has indices, so the claim needs them too."))
    assert expected.axes is not None
    axes = evaluator.common_axes(claim, expected, claimed, *sides)
    extra = [axis for axis in claimed.axes or () if axis not in expected.axes]
    unsummed = None
    for axis in extra:
        if axis not in evaluator.example_letters:
            raise ClaimError(
                translate("judge", "The index {axis} appears only on the right; it needs a sum.").format(
                    axis=letter(axis)
                )
            )
        unsummed = letter(axis)
    shape = np.broadcast_shapes(*(evaluator.along(v, axes).shape for v in (expected, claimed, *sides)))
    left, right, *bounds = (
        np.broadcast_to(evaluator.along(v, axes), shape)
        for v in (expected, claimed, expected.errors, claimed.errors)
    )
    chosen = None
    if target.where is not None:
        a, b = (evaluator.along(side, axes) for side in sides)
        chosen = np.broadcast_to(_COMPARE[target.where.operator](a, b), shape)
    written = tuple(letter(axis) for axis in axes)
    return Outcome(left, right, chosen, written, unsummed, evaluator.overflowed, bounds[0] + bounds[1])


def _matrix_form(target: Target, claim: Node, names: Names, scope: Scope) -> bool:
    """Whether a claim about a Jacobian without indices is the matrix of one example, not slopes."""
    assert target.over is not None
    top = target.numerator
    if top is not None and ((top[0], target.over[0]) != ("a", "z") or top[1:] != target.over[1:]):
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
        raise ClaimError(
            translate(
                "judge", "A derivative with respect to {over} has three indices; use index form."
            ).format(over=target.over)
        )
    if target.where is not None:
        raise ClaimError(translate("judge", "A restriction needs index form."))
    whole, errors = _derivatives(target, scope)
    return _whole_jacobian(target, claim, scope, whole, errors)


def _derivatives(target: Target, scope: Scope) -> tuple[Array, Array]:
    """Return the Jacobian of every example and its bounds, examples first."""
    assert target.numerator is not None
    assert target.over is not None
    layers, values, top, over = scope.experiment.layers, scope.values, target.numerator, target.over
    examples = range(values["X"].shape[1])
    found = [derivative(layers, values, top, over, n, scope.errors) for n in examples]
    return np.array([array for array, _ in found]), np.array([error for _, error in found])


def _whole_jacobian(target: Target, claim: Node, scope: Scope, whole: Array, errors: Array) -> Outcome:
    """Compare a claim with the Jacobians of all examples, (examples, units above, units below)."""
    examples = range(len(whole))
    if _matrix_form(target, claim, scope.names, scope):
        found, bounds, overflowed = [], [], False
        for n in examples:
            evaluator = ExpressionEvaluator(scope.cut(n))
            (value,) = evaluator(claim)
            if value.axes is not None:
                raise ClaimError(
                    translate("judge", "The left side has no indices, so the claim must have none.")
                )
            one = value.array.size == 1
            found.append(value.array.reshape(1, 1) if one else value.array)
            bounds.append(value.bound.reshape(1, 1) if one else value.bound)
            overflowed |= evaluator.overflowed
        claimed = np.array(found)
        bound = errors + np.array(bounds) if claimed.shape == whole.shape else None
        return Outcome(whole, claimed, overflowed=overflowed, bound=bound)
    evaluator = ExpressionEvaluator(scope)
    (value,) = evaluator(claim)
    if value.axes is not None:
        raise ClaimError(translate("judge", "The left side has no indices, so the claim must have none."))
    overflowed = evaluator.overflowed
    slopes, bound = (side.T if value.examples == 0 else side for side in (value.array, value.bound))
    if slopes.ndim == 0:
        slopes, bound = (np.broadcast_to(side, whole.shape[1::-1]) for side in (slopes, bound))
    if slopes.shape != (whole.shape[1], len(whole)) or whole.shape[1] != whole.shape[2]:
        return Outcome(whole, value.array, overflowed=overflowed)
    diagonal, error = (np.diagonal(array, axis1=1, axis2=2).T for array in (whole, errors))
    if np.count_nonzero(whole) <= np.count_nonzero(diagonal):
        return Outcome(diagonal, slopes, overflowed=overflowed, bound=error + bound)
    # Slopes alone stand for a matrix that is zero beside its diagonal.
    claimed, around = (np.array([np.diagflat(side[:, n]) for n in examples]) for side in (slopes, bound))
    return Outcome(whole, claimed, overflowed=overflowed, bound=errors + around)


def _jacobian_entries(target: Target, claim: Node, scope: Scope) -> Outcome:
    assert target.numerator is not None
    assert target.over is not None
    first = target.numerator_letters
    below = target.over_letters
    per_example = target.over[0] not in "Wb"
    given = {letters[1] for letters in (first, below if per_example else ()) if len(letters) == 2}
    if len(given) > 1:
        raise ClaimError(
            translate(
                "judge",
                "Examples do not depend on each other: use one index n on both sides of the derivative.",
            )
        )
    n = given.pop() if given else "n"
    axes = (first[0], *(below[:1] if per_example else below), n)
    array, error = (np.moveaxis(side, 0, -1) for side in _derivatives(target, scope))
    expected = _diagonal(NamedValue(array, axes, None, error))
    evaluator = ExpressionEvaluator(scope)
    evaluator.fix(expected, target.text, n)
    sides = (target.where.left, target.where.right) if target.where is not None else ()
    plain = [side for side in sides if not evaluator.is_index(side)]
    claimed, *rest = evaluator(claim, *plain)
    return _entries(evaluator, target, claim, expected, claimed, _sides(evaluator, sides, list(rest)))


def _diagonal(value: NamedValue) -> NamedValue:
    """Take one index that stands twice as the diagonal."""
    assert value.axes is not None
    axes, array, error = list(value.axes), value.array, value.bound
    for axis in dict.fromkeys(value.axes):
        while axes.count(axis) > 1:
            first = axes.index(axis)
            second = axes.index(axis, first + 1)
            if array.shape[first] != array.shape[second]:
                raise IndexRangeError(
                    translate("judge", "The target: {axis} runs over {shape} and {shape2}.").format(
                        axis=letter(axis), shape=array.shape[first], shape2=array.shape[second]
                    )
                )
            array, error = (np.diagonal(side, axis1=first, axis2=second) for side in (array, error))
            del axes[second], axes[first]
            axes.append(axis)
    return NamedValue(array, tuple(axes), None, error)


def _slopes(target: Target, claim: Node, scope: Scope) -> Outcome:
    """Compare a claim with the derivative of a whole expression by a whole value.

    Of a number it has the shape of the value. Of a whole value it is the Jacobian of every example, or
    the slopes where that has nothing beside its diagonal.
    """
    assert target.expression is not None
    assert target.over is not None
    over, evaluator = Canonical(target.over), ExpressionEvaluator(scope)
    value, *_ = evaluator(target.expression)
    if value.axes:
        raise ClaimError(translate("judge", "The target: give indices to both parts of the derivative."))
    if value.array.size == 1:
        node = Derivative(target.expression, over)
        return _value(replace(target, node=node, name=None), claim, scope)
    own = scope.value(target.over)
    if own is None or own.array.shape != value.array.shape:
        raise ClaimError(
            translate(
                "judge",
                "The target: an expression without indices must have the shape of the variable it is "
                "differentiated with respect to.",
            )
        )
    if own.examples is None:
        raise ClaimError(
            translate("judge", "The target: by a value without examples, give indices to both parts.")
        )
    row, column = ("k", "n") if own.examples == 1 else ("n", "k")
    other = tuple("j" if letter_ == "k" else letter_ for letter_ in (row, column))
    entry = Derivative(IndexedEntry(target.expression, (row, column), "n"), IndexedEntry(over, other, "n"))
    (found,) = evaluator(entry)
    axes = ("n", "k", "j")
    whole, errors = evaluator.along(found, axes), evaluator.along(found.errors, axes)
    return _whole_jacobian(target, claim, scope, whole, errors)

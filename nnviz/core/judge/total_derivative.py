"""Exact total derivatives of expressions: every value carries its change along each direction.

The directions are the entries of the value that is derived by. Expressions and the layers of the network in
between are derived by the chain rule, forward; nothing is approximated by differences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import numpy as np

from nnviz.core.equations.symbols import parts
from nnviz.core.functions.activations import ACTIVATIONS, slope
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    ClaimError,
    Compare,
    Delta,
    IndexedEntry,
    IndexRangeError,
    IndexSum,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
    Transpose,
    children,
)
from nnviz.core.judge.scope import NamedValue, Scope
from nnviz.core.text.translate import translate

MAX_DIRECTIONS = 2048
"""Most entries a value may have to be derived by; beyond them the first examples are enough."""

_NUMBERS = frozenset({"m", "K", "eta", "lambda1", "lambda2", "t"})
_SLOPES: Mapping[str, Callable[[Array, Array], Array]] = {
    "exp": lambda x, y: y, "log": lambda x, y: 1 / x, "sqrt": lambda x, y: 0.5 / y,
    "tanh": lambda x, y: 1 - y * y,
    "sigmoid": lambda x, y: y * (1 - y), "relu": lambda x, y: (x > 0).astype(float),
    "abs": lambda x, y: np.sign(x), "sign": lambda x, y: np.zeros_like(x),
    "drelu": lambda x, y: np.zeros_like(x), "dtanh": lambda x, y: -2 * np.tanh(x) * y,
    "dsigmoid": lambda x, y: y * (1 - 2 * _sigmoid(x)),
}  # fmt: skip


def _sigmoid(x: Array) -> Array:
    # Written so that exp does not overflow.
    result: Array = 0.5 * (1 + np.tanh(0.5 * x))
    return result


class NodeEvaluator(Protocol):
    """What is asked of the evaluator whose expressions are derived."""

    def value(self, node: Node) -> NamedValue:
        """Return the value of an expression."""

    def along(self, value: NamedValue, axes: tuple[str, ...]) -> Array:
        """Return an array with the given axes."""

    def axes_of(self, node: IndexedEntry) -> tuple[str, ...]:
        """Return the indices of an entry that are axes of its value."""

    def size_of(self, letter: str, node: Node) -> int:
        """Return how far an index runs."""


class Dual(NamedTuple):
    """A value and its change along every direction, shape ``(directions, *value)``; None if it has none."""

    value: NamedValue
    change: Array | None


def total_derivative(evaluator: NodeEvaluator, scope: Scope, derivative: Node) -> NamedValue:
    """Return the derivative of an expression by a value or its entries.

    In index form the result has the indices of both; without, it has the shape of the value for a number that
    is derived, and the slopes element by element for a whole value of the same shape.

    Raises
    ------
    ClaimError
        If what it is derived by is no value of the forward pass, or it cannot be derived.
    """
    of, by = children(derivative)
    place = by.of if isinstance(by, IndexedEntry) else by
    found = scope.names.value_name(place)
    if found is None or parts(found[0]).kind not in ("X", "W", "b", "z", "a") or scope.column is not None:
        raise ClaimError(
            translate(
                "judge", "Character {at}: a derivative must be with respect to a W, b, z, a or X."
            ).format(at=by.at)
        )
    name, turned = found
    shape = scope.values[name].shape
    count = shape[0] * shape[1]
    if count > MAX_DIRECTIONS:
        raise ClaimError(
            translate(
                "judge", "Character {at}: {name} has too many entries to differentiate with respect to."
            ).format(at=by.at, name=name)
        )
    value, change = _Tangents(evaluator, scope, name)(of)
    if change is None:
        change = np.zeros((count, *value.array.shape))
    change = change.reshape(*shape, *value.array.shape)
    if turned ^ scope.convention.turned(name):
        change = change.swapaxes(0, 1)
    return (
        _indexed(evaluator, by, value, change) if isinstance(by, IndexedEntry) else _whole(by, value, change)
    )


def _indexed(evaluator: NodeEvaluator, by: IndexedEntry, value: NamedValue, change: Array) -> NamedValue:
    if value.axes is None and value.array.ndim:
        raise ClaimError(
            translate(
                "judge",
                "Character {at}: a whole value is differentiated with respect to an entry; give it indices.",
            ).format(at=by.at)
        )
    letters = evaluator.axes_of(by)
    if len(letters) == 1:
        change = change[:, 0] if change.shape[1] == 1 else change[0]
    return _one_axis_each(NamedValue(change, (*letters, *(value.axes or ()))))


def _one_axis_each(value: NamedValue) -> NamedValue:
    """Take an index that stands more than once as the diagonal."""
    assert value.axes is not None
    axes, array = list(value.axes), value.array
    for axis in dict.fromkeys(value.axes):
        while axes.count(axis) > 1:
            first = axes.index(axis)
            second = axes.index(axis, first + 1)
            if array.shape[first] != array.shape[second]:
                raise IndexRangeError(
                    translate("judge", "In a derivative one index runs over axes of different sizes.")
                )
            array = np.diagonal(array, axis1=first, axis2=second)
            del axes[second], axes[first]
            axes.append(axis)
    return NamedValue(array, tuple(axes))


def _whole(by: Node, value: NamedValue, change: Array) -> NamedValue:
    if value.axes:
        raise ClaimError(
            translate(
                "judge",
                "Character {at}: an entry is differentiated with respect to a whole value; give both "
                "indices.",
            ).format(at=by.at)
        )
    array = value.array
    if array.size == 1:
        return NamedValue(change.reshape(change.shape[:2]), None)
    if array.shape == change.shape[:2]:
        rows, columns = np.indices(array.shape)
        slopes = change[rows, columns, rows, columns]
        whole = np.abs(change).sum()
        if np.isfinite(whole) and np.abs(slopes).sum() < whole * (1 - 1e-12):
            raise ClaimError(
                translate(
                    "judge",
                    "Character {at}: units depend on each other here; write the derivative with indices.",
                ).format(at=by.at)
            )
        return NamedValue(slopes, None, value.examples)
    raise ClaimError(
        translate("judge", "Character {at}: a derivative of a whole value by another needs indices.").format(
            at=by.at
        )
    )


class _Tangents:
    """Evaluates expressions with their changes along the entries of one value."""

    def __init__(self, evaluator: NodeEvaluator, scope: Scope, by: str) -> None:
        self._evaluator, self._scope, self._by = evaluator, scope, by
        self._shape = scope.values[by].shape
        self._changes: dict[str, Array] = {}
        self._run_forward()

    def _run_forward(self) -> None:
        """Find the changes of all values of the forward pass that come after the one derived by."""
        values, layers = self._scope.values, self._scope.experiment.layers
        kind, _, layer, _ = parts(self._by)
        rows, columns = self._shape
        identity = np.eye(rows * columns).reshape(rows * columns, rows, columns)
        self._changes[self._by] = identity
        now = identity if kind in ("X", "a", "z") else None
        for n in range(layer + (kind in ("X", "a")), len(layers) + 1):
            z = f"z{n}"
            if n == layer:
                if kind == "W":
                    now = identity @ (values[f"a{n - 1}"] if n > 1 else values["X"])
                elif kind == "b":
                    now = np.broadcast_to(identity, (rows, *values[z].shape)).copy()
            elif f"W{n}" in values:
                now = values[f"W{n}"] @ now
            assert now is not None
            self._changes[z] = now
            row = ACTIVATIONS[layers[n - 1].activation]
            if row.elementwise:
                now = now * slope(row, values[z])
            else:
                a = values[f"a{n}"]
                now = a * (now - (a * now).sum(axis=1, keepdims=True))
            self._changes[f"a{n}"] = now

    def __call__(self, node: Node) -> Dual:
        match node:
            case Canonical():
                return self._canonical(node)
            case NameNode():
                meaning = self._scope.names.meaning(node.id)
                if meaning is None:
                    raise self._scope.names.unknown(node)
                return self(meaning)
            case Number() | Delta() | Compare():
                return Dual(self._evaluator.value(node), None)
            case Negative():
                value, change = self(node.of)
                return Dual(
                    NamedValue(-value.array, value.axes, value.examples), None if change is None else -change
                )
            case Binary():
                return self._binary(node)
            case Power():
                return self._power(node)
            case Transpose():
                value = self._evaluator.value(node)
                change = self(node.of).change
                if change is None or value.array.ndim < 2:
                    return Dual(value, change)
                return Dual(value, change.swapaxes(-1, -2))
            case IndexedEntry():
                return self._entry(node)
            case IndexSum():
                return self._index_sum(node)
            case Call():
                return self._call(node)
        return self._constant(node)

    def _constant(self, node: Node) -> Dual:
        raise ClaimError(
            translate("judge", "Character {at}: second derivatives are not supported.").format(at=node.at)
        )

    def _canonical(self, node: Canonical) -> Dual:
        value, name = self._evaluator.value(node), node.id
        if name in self._changes:
            change = self._changes[name]
            return Dual(value, change.swapaxes(1, 2) if self._scope.convention.turned(name) else change)
        if name == "C":
            return Dual(value, self._loss())
        if name in _NUMBERS or parts(name).kind in ("X", "Y", "W", "b", "z", "a"):
            return Dual(value, None)
        return self._constant(node)

    def _loss(self) -> Array:
        values, last = self._scope.values, len(self._scope.experiment.layers)
        own = values.get(f"d{self._by}")
        if own is not None:
            return own.reshape(-1)
        change: Array = (self._changes[f"a{last}"] * values[f"da{last}"]).sum(axis=(1, 2))
        return change

    def _binary(self, node: Binary) -> Dual:
        value = self._evaluator.value(node)
        left, right = self(node.left), self(node.right)
        if left.change is None and right.change is None:
            return Dual(value, None)
        a, b = left.value.array, right.value.array
        p, q = left.change, right.change
        if node.operator == "@":
            change = 0.0 if p is None else p @ b
            return Dual(value, np.asarray(change if q is None else change + a @ q))
        if value.axes is not None:
            axes = value.axes
            a, b = (self._evaluator.along(side.value, axes) for side in (left, right))
            p, q = (self._along(side, axes) for side in (left, right))
        else:
            p, q = (self._padded(side, value.array.ndim) for side in (left, right))
        change = 0.0
        if p is not None:
            change = change + (p if node.operator in "+-" else p * b if node.operator == "*" else p / b)
        if q is not None:
            factor = {"+": 1.0, "-": -1.0, "*": a, "/": -a / (b * b)}[node.operator]
            change = change + factor * q
        array = np.asarray(change)
        return Dual(value, np.broadcast_to(array, (len(array), *value.array.shape)))

    @staticmethod
    def _padded(side: Dual, ndim: int) -> Array | None:
        """Return the change of a whole value with as many axes as what it is joined to."""
        if side.change is None:
            return None
        missing = ndim - side.value.array.ndim
        change = side.change
        return change.reshape(len(change), *(1,) * missing, *change.shape[1:])

    def _along(self, side: Dual, axes: tuple[str, ...]) -> Array | None:
        if side.change is None:
            return None
        own = ("", *(side.value.axes or ()))
        return self._evaluator.along(NamedValue(side.change, own), ("", *axes))

    def _power(self, node: Power) -> Dual:
        value, (base, change) = self._evaluator.value(node), self(node.base)
        if change is None:
            return Dual(value, None)
        outer = np.power(base.array, node.exponent - 1)
        return Dual(value, node.exponent * outer * change)

    def _entry(self, node: IndexedEntry) -> Dual:
        whole, change = self(node.of)
        value = self._evaluator.value(node)
        if change is None:
            return Dual(value, None)
        assert value.axes is not None
        if len(value.axes) == whole.array.ndim:
            return Dual(value, change)
        if 1 in whole.array.shape and value.array.size == whole.array.size:
            return Dual(value, change.reshape(len(change), -1))
        return Dual(value, np.diagonal(change, axis1=1, axis2=2))

    def _index_sum(self, node: IndexSum) -> Dual:
        inner, change = self(node.of)
        value = self._evaluator.value(node)
        if change is None:
            return Dual(value, None)
        if inner.axes is not None and node.letter in inner.axes:
            return Dual(value, change.sum(axis=1 + inner.axes.index(node.letter)))
        return Dual(value, change * float(self._evaluator.size_of(node.letter, node)))

    def _call(self, node: Call) -> Dual:
        value = self._evaluator.value(node)
        duals = [self(argument) for argument in node.arguments] if node.function != "f" else []
        if node.function == "f":
            layer = self._scope.layer_of(node.arguments[0])
            return self._canonical(Canonical(f"a{layer}"))
        (first, change), *rest = duals
        if change is None and all(dual.change is None for dual in rest):
            return Dual(value, None)
        if node.function in _SLOPES and change is not None:
            return Dual(value, _SLOPES[node.function](first.array, value.array) * change)
        if node.function in ("sum", "mean") and change is not None:
            axes = (1, 2) if node.axis is None else (1 + node.axis,)
            kept = change.sum(axis=axes, keepdims=node.axis is not None)
            count = first.array.size if node.axis is None else first.array.shape[node.axis]
            return Dual(value, kept / (count if node.function == "mean" else 1.0))
        if node.function == "softmax" and change is not None:
            a, units = value.array, 2 if value.examples == 0 else 1
            return Dual(value, a * (change - (a * change).sum(axis=units, keepdims=True)))
        if node.function in ("maximum", "minimum"):
            return self._larger(node, value, duals)
        raise ClaimError(
            translate("judge", "Character {at}: {function} cannot be differentiated here.").format(
                at=node.at, function=node.function
            )
        )

    def _larger(self, node: Call, value: NamedValue, duals: list[Dual]) -> Dual:
        first, second = duals
        if value.axes is not None:
            a, b = (self._evaluator.along(side.value, value.axes) for side in duals)
            p, q = (self._along(side, value.axes) for side in duals)
        else:
            a, b = first.value.array, second.value.array
            p, q = (self._padded(side, value.array.ndim) for side in duals)
        takes = (a > b) if node.function == "maximum" else (a < b)
        change = (0.0 if p is None else takes * p) + (0.0 if q is None else ~takes * q)
        array = np.asarray(change)
        return Dual(value, np.broadcast_to(array, (len(array), *value.array.shape)))

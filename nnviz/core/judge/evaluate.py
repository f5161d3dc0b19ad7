"""The value of an expression: a walk over its nodes that does arithmetic on arrays and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from nnviz.core.functions.activations import ACTIVATIONS, activate, slope
from nnviz.core.functions.buffers import Array
from nnviz.core.judge import rounding
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    ClaimError,
    Compare,
    Delta,
    Derivative,
    IndexedEntry,
    IndexRangeError,
    IndexSum,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
    ShapeError,
    Size,
    Slope,
    TooMuchError,
    Transpose,
    letter,
    text_of,
    walk,
)
from nnviz.core.judge.scope import NamedValue, Scope
from nnviz.core.judge.total_derivative import total_derivative
from nnviz.core.text.translate import translate

MAX_SIZE, MAX_WORK, MAX_EYE = 2_000_000, 30_000_000, 256
"""Most numbers in one value on the way, most computed with for one claim, largest identity matrix."""

_ELEMENTWISE: Mapping[str, Callable[[Array], Array]] = {
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "tanh": np.tanh,
    "sigmoid": lambda x: activate(ACTIVATIONS["sigmoid"], x),
    "dsigmoid": lambda x: slope(ACTIVATIONS["sigmoid"], x),
    "dtanh": lambda x: slope(ACTIVATIONS["tanh"], x),
    "relu": lambda x: activate(ACTIVATIONS["relu"], x),
    "drelu": lambda x: slope(ACTIVATIONS["relu"], x),
    "abs": np.abs, "sign": np.sign,
}  # fmt: skip
_OWN_ROUNDINGS: Mapping[str, float] = {
    "exp": 2, "log": 2, "sqrt": 1, "tanh": 4, "sigmoid": 4, "dsigmoid": 8, "dtanh": 8, "relu": 0, "drelu": 0,
    "abs": 0, "sign": 0,
}  # fmt: skip
_NUDGE = 4 * rounding.EPS
_CANCELS = frozenset({"dsigmoid", "dtanh"})
"""Functions that end in a difference from 1, whose rounding is relative to 1 and not to their value."""
_BINARY: Mapping[str, Callable[[Array, Array], Array]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide,
    "maximum": np.maximum, "minimum": np.minimum,
    "==": np.equal, "!=": np.not_equal, "<": np.less, ">": np.greater, "<=": np.less_equal,
    ">=": np.greater_equal,
}  # fmt: skip


def shape_text(array: Array) -> str:
    """Return a shape as it is said: 4×1, or "a number"."""
    return "×".join(map(str, array.shape)) or "a number"


class ExpressionEvaluator:
    """Computes expressions on the values of one scope.

    Attributes
    ----------
    overflowed
        Whether an exponential or a power of a finite number was too large for a float.
    example_letters
        The indices that run over examples.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._rows = scope.convention.examples == "rows"
        self._sizes: dict[str, tuple[int, Node | str]] = {}
        self.overflowed = False
        self.example_letters: set[str] = set()

    def __call__(self, *nodes: Node) -> tuple[NamedValue, ...]:
        """Return the values of expressions whose free indices mean the same.

        Raises
        ------
        ShapeError
            If their parts do not fit each other.
        ClaimError
            If a name is not known, or it would take too much memory or time.
        """
        with np.errstate(all="ignore"):
            for node in nodes:
                self._measure(node)
            return tuple(self._value(node) for node in nodes)

    def _measure(self, node: Node) -> None:
        """Learn how far every index runs."""
        for part in walk(node):
            if isinstance(part, IndexedEntry):
                value = self._entry(part)
                assert value.axes is not None
                for axis, size in zip(value.axes, value.array.shape, strict=True):
                    known, where = self._sizes.setdefault(axis, (size, part))
                    if known != size:
                        raise IndexRangeError(
                            translate(
                                "judge",
                                "Character {at}: the index {axis} runs over {size} in {part} and "
                                "over {known} in {where}.",
                            ).format(
                                at=part.at,
                                axis=letter(axis),
                                size=size,
                                part=text_of(part),
                                known=known,
                                where=where if isinstance(where, str) else text_of(where),
                            )
                        )

    def value(self, node: Node) -> NamedValue:
        """Return the value of a part of what has been measured."""
        return self._value(node)

    def axes_of(self, node: IndexedEntry) -> tuple[str, ...]:
        """Return the index of every axis of an entry."""
        axes = self._entry(node).axes
        assert axes is not None
        return axes

    def size_of(self, index: str, node: Node) -> int:
        """Return how far an index runs."""
        return self._size(index, node)

    def _spend(self, size: int, node: Node) -> None:
        work = self._scope.names
        work.spent += size
        if size > MAX_SIZE or work.spent > MAX_WORK:
            raise TooMuchError(
                translate(
                    "judge",
                    "Character {at}: too large to compute: more than {max_size:,} numbers at once or "
                    "{max_work:,} in all.",
                ).format(at=node.at, max_size=MAX_SIZE, max_work=MAX_WORK)
            )

    def _value(self, node: Node) -> NamedValue:
        match node:
            case Number():
                number = np.array(node.value)
                return NamedValue(
                    number, error=None if node.value.is_integer() else rounding.EPS * np.abs(number)
                )
            case NameNode():
                return self._name(node)
            case Negative():
                inner = self._value(node.of)
                self._spend(inner.array.size, node)
                return NamedValue(np.negative(inner.array), inner.axes, inner.examples, inner.error)
            case Binary(operator="@"):
                return self._product(node)
            case Binary():
                return self._binary(node)
            case Power():
                base = self._value(node.base)
                self._spend(base.array.size, node)
                return self._elementwise(lambda x: np.power(x, node.exponent), base, 4, node.exponent > 0)
            case Transpose():
                inner = self._value(node.of)
                if inner.axes is not None:
                    raise ClaimError(
                        translate(
                            "judge", "Character {at}: entries have no transpose; swap the indices."
                        ).format(at=node.at)
                    )
                turned = None if inner.examples is None else 1 - inner.examples
                return NamedValue(inner.array.T, None, turned, None if inner.error is None else inner.error.T)
            case Slope():
                return self._slope(node)
            case Call():
                return self._call(node)
            case IndexedEntry():
                return self._entry(node)
            case IndexSum():
                return self._index_sum(node)
            case Delta():
                return self._delta(node)
            case Compare():
                value = self._joined(node.operator, self._value(node.left), self._value(node.right), node)
                return NamedValue(value.array.astype(float), value.axes, value.examples, value.error)
            case Size():
                return self._length(node)
            case Derivative():
                return self._derived(node)
        raise TypeError(node)

    def _derived(self, node: Derivative) -> NamedValue:
        """Return an exact derivative; its bound is what it changes by with numbers a few roundings off."""
        value = total_derivative(self, self._scope, node)
        # A slope such as a (1 − a) is rounded relative to 1, and then grows with the weights.
        grown = max(1.0, float(np.abs(value.array).max(initial=0.0))) * self._scope.growth_after(node.by)
        error = np.full(value.array.shape, 64 * rounding.EPS * grown)
        for seed in (1, 2):
            other = ExpressionEvaluator(self._scope.nudged(seed, _NUDGE))
            other._sizes, other.example_letters = self._sizes, self.example_letters
            moved = total_derivative(other, other._scope, node)
            error = np.maximum(error, 16 * np.abs(moved.array - value.array))
        return NamedValue(value.array, value.axes, value.examples, rounding.infinite(error))

    def _name(self, node: NameNode) -> NamedValue:
        names = self._scope.names
        if not isinstance(node, Canonical):
            meaning = names.meaning(node.id)
            if meaning is None:
                raise names.unknown(node)
            return self._value(meaning)
        value = self._scope.value(node.id)
        if value is None:
            raise names.unknown(node)
        return value

    def _elementwise(
        self, function: Callable[[Array], Array], value: NamedValue, own: float, grows: bool = False
    ) -> NamedValue:
        # The functions of the program want at least one axis.
        argument = np.atleast_1d(value.array)
        result = function(argument)
        error = rounding.mapped(function, argument, result, np.atleast_1d(value.bound), own)
        array = result.reshape(value.array.shape)
        if grows and not self.overflowed:
            self.overflowed = bool((np.isinf(array) & np.isfinite(value.array)).any())
        return NamedValue(array, value.axes, value.examples, error.reshape(array.shape))

    def _length(self, node: Size) -> NamedValue:
        value = self._value(node.of)
        if value.axes is not None or value.array.ndim != 2:
            raise ClaimError(
                translate("judge", "Character {at}: {of} has no length.").format(
                    at=node.at, of=f"{text_of(node.of):.60}"
                )
            )
        # len(X) says how many examples there are, whether they stand in rows or in columns.
        of_examples = value.examples is not None and (node.axis is None or node.axis == value.examples)
        length = self._scope.examples if of_examples else value.array.shape[node.axis or 0]
        return NamedValue(np.array(float(length)))

    def _binary(self, node: Binary) -> NamedValue:
        return self._joined(node.operator, self._value(node.left), self._value(node.right), node)

    def _joined(self, operator: str, left: NamedValue, right: NamedValue, node: Node) -> NamedValue:
        """Join two values element by element."""
        if left.axes is None and right.axes is None:
            try:
                shape = left.array.shape
                if shape != right.array.shape:
                    shape = np.broadcast_shapes(shape, right.array.shape)
            except ValueError:
                raise ShapeError(
                    translate(
                        "judge", "Character {at}: {left} {operator} {right} do not fit, in {node}."
                    ).format(
                        at=node.at,
                        left=shape_text(left.array),
                        operator=operator,
                        right=shape_text(right.array),
                        node=f"{text_of(node):.80}",
                    )
                ) from None
            self._spend(math.prod(shape), node)
            examples = left.examples if left.examples is not None else right.examples
            axes, a, b, ea, eb = None, left.array, right.array, left.bound, right.bound
        else:
            axes, examples = self.common_axes(node, left, right), None
            a, b = self.along(left, axes), self.along(right, axes)
            ea, eb = self.along(left.errors, axes), self.along(right.errors, axes)
        result = _BINARY[operator](a, b)
        error = rounding.joined(operator, a, b, result, ea, eb)
        if error.shape != result.shape:
            error = np.broadcast_to(error, result.shape)
        return NamedValue(result, axes, examples, error)

    def common_axes(self, node: Node, *values: NamedValue) -> tuple[str, ...]:
        """Return the indices of values together, in the order they appear."""
        axes: dict[str, int] = {}
        for value in values:
            if value.axes is None and value.array.ndim:
                raise ClaimError(
                    translate(
                        "judge",
                        "Character {at}: a whole value of shape {array} is combined with entries; give it "
                        "indices.",
                    ).format(at=node.at, array=shape_text(value.array))
                )
            axes |= zip(value.axes or (), value.array.shape, strict=True)
        self._spend(math.prod(axes.values()), node)
        return tuple(axes)

    @staticmethod
    def along(value: NamedValue, axes: tuple[str, ...]) -> Array:
        """Return entries with the axes in the order of `axes`, length 1 where they have none."""
        own = value.axes or ()
        if own == axes:
            return value.array
        order = [own.index(axis) for axis in axes if axis in own]
        shape = [value.array.shape[own.index(axis)] if axis in own else 1 for axis in axes]
        array: Array = value.array.transpose(order).reshape(shape)
        return array

    def _product(self, node: Binary) -> NamedValue:
        left, right = self._value(node.left), self._value(node.right)
        if left.axes is not None or right.axes is not None:
            raise ClaimError(
                translate(
                    "judge", "Character {at}: @ needs whole matrices; between entries write * and sum(k, …)."
                ).format(at=node.at)
            )
        a, b = left.array, right.array
        if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
            raise ShapeError(
                translate("judge", "Character {at}: {left} @ {right} do not fit, in {node}.").format(
                    at=node.at,
                    left=shape_text(a),
                    right=shape_text(b),
                    node=f"{text_of(node):.80}",
                )
            )
        self._spend(a.shape[0] * b.shape[1], node)
        self._scope.names.spent += a.shape[0] * a.shape[1] * b.shape[1] // 16
        self._spend(0, node)
        examples = 0 if left.examples == 0 else 1 if right.examples == 1 else None
        error = rounding.product(a, b, left.bound, right.bound)
        return NamedValue(a @ b, None, examples, error)

    def _slope(self, node: Slope) -> NamedValue:
        layer = self._scope.layer_of(node.of)
        if layer is not None and self._scope.has_activation(layer):
            return self._scope.slope(layer)
        if node.written in ("s", "sigma"):
            return self._value(Call("dsigmoid", (node.of,), at=node.at))
        raise ClaimError(
            translate("judge", "Character {at}: {written} needs the z or a of a layer, such as z1.").format(
                at=node.at, written=node.written
            )
        )

    def _call(self, node: Call) -> NamedValue:
        name = node.function
        if name == "f":
            layer = self._scope.layer_of(node.arguments[0])
            if layer is None:
                raise ClaimError(
                    translate("judge", "Character {at}: f needs the z of a layer, such as z1.").format(
                        at=node.at
                    )
                )
            return self._scope.activation(layer)
        values = [self._value(argument) for argument in node.arguments]
        first = values[0]
        self._spend(first.array.size, node)
        if name in _ELEMENTWISE:
            value = self._elementwise(_ELEMENTWISE[name], first, _OWN_ROUNDINGS[name], name == "exp")
            if name in _CANCELS:
                return NamedValue(value.array, value.axes, value.examples, value.bound + 4 * rounding.EPS)
            return value
        if name in ("maximum", "minimum"):
            return self._joined(name, first, values[1], node)
        if any(value.axes is not None for value in values):
            text = (
                translate(
                    "judge",
                    "Character {at}: {name} takes whole values; give the index of the sum: sum(k, …).",
                )
                if name == "sum"
                else translate("judge", "Character {at}: {name} takes whole values; take the entry of it.")
            )
            raise ClaimError(text.format(at=node.at, name=name))
        if name in ("sum", "mean"):
            return self._sum(node, first)
        if name == "eye":
            return self._eye(node, first.array)
        if name == "outer":
            self._spend(first.array.size * values[1].array.size, node)
            a, b = first.array.reshape(-1, 1), values[1].array.reshape(1, -1)
            error = rounding.joined(
                "*", a, b, a * b, first.bound.reshape(-1, 1), values[1].bound.reshape(1, -1)
            )
            return NamedValue(a * b, error=error)
        if first.array.ndim != 2:
            raise ShapeError(
                translate("judge", "Character {at}: {name} needs a matrix, not {array}.").format(
                    at=node.at, name=name, array=shape_text(first.array)
                )
            )
        if name == "softmax":
            # The units of an example lie across the axis of the examples, whichever that is.
            lies = first.examples is None and self._rows and first.array.shape[0] == 1
            rows = first.examples == 0 or lies
            units = first.array.T if rows else first.array
            result = activate(ACTIVATIONS["softmax"], np.ascontiguousarray(units))
            error = rounding.softmax(result, first.bound.T if rows else first.bound, 0)
            return (
                NamedValue(result.T, None, first.examples, error.T)
                if rows
                else NamedValue(result, None, first.examples, error)
            )
        return self._diag(node, first)

    @staticmethod
    def _sum(node: Call, value: NamedValue) -> NamedValue:
        if node.axis is not None and value.array.ndim != 2:
            raise ShapeError(
                translate("judge", "Character {at}: {function} over an axis needs a matrix.").format(
                    at=node.at, function=node.function
                )
            )
        whole, axis = node.axis is None, node.axis
        array = np.asarray(value.array.sum(axis=axis, keepdims=not whole))
        error = rounding.summed(value.array, value.bound, axis, not whole)
        if node.function == "mean":
            count = value.array.size if axis is None else value.array.shape[axis]
            array, error = array / count, error / count + rounding.EPS * np.abs(array / count)
        kept = value.examples if not whole and value.examples != axis else None
        return NamedValue(array, None, kept, error)

    def _eye(self, node: Call, size: Array) -> NamedValue:
        count = float(size) if size.ndim == 0 else float("nan")
        if not (1 <= count <= MAX_EYE and count == int(count)):
            raise ClaimError(
                translate("judge", "Character {at}: eye takes a whole number from 1 to {max_eye}.").format(
                    at=node.at, max_eye=MAX_EYE
                )
            )
        self._spend(int(count) ** 2, node)
        return NamedValue(np.eye(int(count)))

    def _diag(self, node: Call, value: NamedValue) -> NamedValue:
        array = value.array
        if array.shape[1] == 1 or (self._rows and array.shape[0] == 1):
            self._spend(array.size**2, node)
            return NamedValue(np.diagflat(array), error=np.diagflat(value.bound))
        if array.shape[0] == array.shape[1]:
            column, error = (np.diagonal(x)[:, np.newaxis] for x in (array, value.bound))
            return NamedValue(column, error=error)
        raise ShapeError(
            translate("judge", "Character {at}: diag needs a column or a square matrix, not {array}.").format(
                at=node.at, array=shape_text(array)
            )
        )

    def _entry(self, node: IndexedEntry) -> NamedValue:
        value, letters = self._value(node.of), node.letters
        if value.axes is not None or value.array.ndim != 2:
            raise ClaimError(
                translate("judge", "Character {at}: {of} cannot be indexed.").format(
                    at=node.at, of=f"{text_of(node.of):.60}"
                )
            )
        array = value.array
        if len(letters) == 1:
            if value.examples is not None:
                letters = (*letters, node.implied) if value.examples == 1 else (node.implied, *letters)
            elif array.shape[1] == 1 or (self._rows and self._scope.is_column(node.of)):
                return NamedValue(array.ravel(), letters, None, value.bound.ravel())
            else:
                raise ClaimError(
                    translate("judge", "Character {at}: {of} needs two indices.").format(
                        at=node.at, of=f"{text_of(node.of):.60}"
                    )
                )
        elif value.examples is None and self._scope.is_column(node.of):
            raise ClaimError(
                translate("judge", "Character {at}: {of} is a column and has one index.").format(
                    at=node.at, of=f"{text_of(node.of):.60}"
                )
            )
        if value.examples is not None:
            self.example_letters.add(letters[value.examples])
        if letters[0] == letters[1]:
            if array.shape[0] != array.shape[1]:
                raise ShapeError(
                    translate(
                        "judge", "Character {at}: a repeated index needs a square matrix, not {array}."
                    ).format(at=node.at, array=shape_text(array))
                )
            return NamedValue(np.diagonal(array), letters[:1], None, np.diagonal(value.bound))
        return NamedValue(array, letters, None, value.error)

    def _index_sum(self, node: IndexSum) -> NamedValue:
        value = self._value(node.of)
        if value.axes is not None and node.letter in value.axes:
            place = value.axes.index(node.letter)
            self._spend(value.array.size, node)
            error = rounding.summed(value.array, value.bound, place)
            axes = value.axes[:place] + value.axes[place + 1 :]
            return NamedValue(value.array.sum(axis=place), axes, None, error)
        if value.axes is None and value.array.ndim:
            raise ClaimError(
                translate("judge", "Character {at}: a whole value is used in sum({letter}, …).").format(
                    at=node.at, letter=letter(node.letter)
                )
            )
        # What does not depend on the index is added as often as the index runs.
        count = self._size(node.letter, node)
        return NamedValue(value.array * float(count), value.axes or (), None, value.bound * float(count))

    def _size(self, index: str, node: Node) -> int:
        if index not in self._sizes:
            raise ClaimError(
                translate(
                    "judge", "Character {at}: the range of the index {index} is unknown: no value has it."
                ).format(at=node.at, index=letter(index))
            )
        return self._sizes[index][0]

    def _delta(self, node: Delta) -> NamedValue:
        first, second = self._size(node.first, node), self._size(node.second, node)
        if node.first == node.second:
            return NamedValue(np.ones(first), (node.first,))
        if first != second:
            raise ShapeError(
                translate(
                    "judge", "Character {at}: {node} compares an index up to {first} with one to {second}."
                ).format(at=node.at, node=text_of(node), first=first, second=second)
            )
        self._spend(first * second, node)
        return NamedValue(np.eye(first), (node.first, node.second))

    def fix(self, value: NamedValue, where: str, example: str) -> None:
        """Take the free indices from a value that was computed elsewhere."""
        assert value.axes is not None
        self._sizes |= {a: (n, where) for a, n in zip(value.axes, value.array.shape, strict=True)}
        self.example_letters.add(example)

    def is_index(self, node: Node) -> bool:
        """Whether a side of a comparison is a bare index."""
        return isinstance(node, NameNode) and (node.id == "n" or self._scope.names.meaning(node.id) is None)

    def index(self, node: Node) -> NamedValue:
        """Return a free index as entries that count."""
        assert isinstance(node, NameNode)
        if node.id not in self._sizes:
            raise self._scope.names.unknown(node)
        return NamedValue(np.arange(self._sizes[node.id][0], dtype=float), (node.id,))

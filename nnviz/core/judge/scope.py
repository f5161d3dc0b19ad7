"""Scope of a claim: the values its names stand for at one trial, and the spellings of a lesson."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass

import numpy as np

from nnviz.core.equations.symbols import PER_EXAMPLE, parts
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS, slope
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.claim import MAX_TARGET
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.nodes import (
    Canonical,
    ClaimError,
    IndexedEntry,
    NameNode,
    Node,
    Transpose,
    exchange,
    walk,
)
from nnviz.core.judge.parser import RESERVED, parse
from nnviz.core.judge.rounding import EPS, mapped
from nnviz.core.network.value import named
from nnviz.core.text.translate import translate

MAX_NAMES = 64
STRAIGHT = frozenset({"identity", "relu", "leaky_relu"})
"""Activations whose slopes are exact numbers."""


@dataclass(frozen=True, eq=False)
class NamedValue:
    """A number, a matrix or entries of one.

    Attributes
    ----------
    array
        The numbers.
    axes
        The index of every axis in index form, None for a whole value.
    examples
        Which axis of a whole value stands for the examples, None if none does.
    error
        Bounds of the rounding errors of the numbers, shaped as they are; None where they are exact.
    """

    array: Array
    axes: tuple[str, ...] | None = None
    examples: int | None = None
    error: Array | None = None

    @property
    def bound(self) -> Array:
        """The bounds of the rounding errors, 0 where the numbers are exact."""
        return np.zeros(self.array.shape) if self.error is None else self.error

    @property
    def errors(self) -> NamedValue:
        """The bounds as a value of its own, with the same meaning of its axes."""
        return NamedValue(self.bound, self.axes, self.examples)


def spellings(e: Experiment) -> dict[str, str]:
    """Return the other spellings that every network has, such as ``A1`` for ``a1``."""
    last = len(e.layers)
    found = {"x": "X", "a0": "X", "A0": "X", "y": "Y", "t": "Y", "y_hat": f"a{last}", "E": "C"}
    found |= {"N": "m", "n": "m", "da0": "dX", "dA0": "dX", "dx": "dX"}
    for n in range(1, last + 1):
        found |= {f"A{n}": f"a{n}", f"Z{n}": f"z{n}", f"dA{n}": f"da{n}", f"dZ{n}": f"dz{n}"}
        found |= {f"d{n}": f"dz{n}", f"delta{n}": f"dz{n}"}
    weighted = [n for n, layer in enumerate(e.layers, 1) if layer.units is not None]
    if len(weighted) == 1:
        found["theta"] = f"W{weighted[0]}"
    return found


class Names:
    """The meanings of the names in claims about one kind of network.

    Parameters
    ----------
    e
        The network.
    known
        Names of the values there are.
    given
        The lab's own names, each with an expression in names of values.

    Attributes
    ----------
    spent
        How many numbers have been computed for the claim that uses them.

    Raises
    ------
    ClaimError
        If a given name or its expression cannot be.
    """

    def __init__(self, e: Experiment, known: frozenset[str], given: Mapping[str, str]) -> None:
        if len(given) > MAX_NAMES:
            raise ClaimError(
                translate("judge", "At most {max_names} names, not {count}.").format(
                    max_names=MAX_NAMES, count=len(given)
                )
            )
        self.spent = 0
        self.known = known | {"m", "K", "eta", "lambda1", "lambda2"}
        self._others = {name: of for name, of in spellings(e).items() if of in self.known}
        self.written = dict(given)
        self.given = {self._own(name): self._meaning(name, text) for name, text in given.items()}

    def _own(self, name: str) -> str:
        try:
            read = parse(name, MAX_TARGET)
        except ClaimError as error:
            raise ClaimError(
                translate("judge", "The name {name} cannot be used: {error}").format(
                    name=f"{name!r:.50}", error=error
                )
            ) from None
        if not isinstance(read, NameNode) or read.id in RESERVED:
            raise ClaimError(
                translate(
                    "judge", "The name {name} cannot be used: it must be a word that is not a function."
                ).format(name=f"{name!r:.50}")
            )
        return read.id

    def _meaning(self, name: str, text: str) -> Node:
        try:
            node = parse(text, MAX_TARGET)
        except ClaimError as error:
            raise ClaimError(
                translate("judge", "The name {name} cannot be used: {error}").format(
                    name=f"{name:.40}", error=error
                )
            ) from None
        for part in [part for part in walk(node) if isinstance(part, NameNode)]:
            canonical = self._plain(part.id)
            if canonical is None:
                raise ClaimError(
                    translate(
                        "judge", "The name {name} cannot be used: there is no value called {id}."
                    ).format(name=f"{name:.40}", id=part.id)
                )
            node = exchange(node, part, canonical)
        return node

    def _plain(self, name: str) -> Canonical | None:
        own = name if name in self.known else self._others.get(name)
        return None if own is None else Canonical(own)

    def meaning(self, name: str) -> Node | None:
        """Return what a name stands for, in values' own names; None if it stands for nothing."""
        return self.given.get(name) or self._plain(name)

    def value_name(self, node: Node) -> tuple[str, bool] | None:
        """Return the value that a name or its transpose stands for, and whether transposed."""
        turned = False
        while True:
            match node:
                case Canonical():
                    return node.id, turned
                case NameNode():
                    meaning = self.meaning(node.id)
                    if meaning is None:
                        return None
                    node = meaning
                case Transpose():
                    node, turned = node.of, not turned
                case _:
                    return None

    def unknown(self, node: NameNode) -> ClaimError:
        """Return the error for a name that stands for nothing."""
        near = [name for name in sorted({*self.known, *self.given}) if name.lower() == node.id.lower()]
        names = near or [name for name in sorted({*self.known, *self.given}) if not name.endswith("_next")]
        listed = ", ".join(names[:24]) + (" …" if len(names) > 24 else "")
        text = (
            translate("judge", "Character {at}: there is no value called {name}; did you mean {names}?")
            if near
            else translate("judge", "Character {at}: there is no value called {name}; there are {names}.")
        )
        return ClaimError(text.format(at=node.at, name=f"{node.id:.40}", names=listed))


MAX_NUDGED = 128
_NUDGED: dict[tuple[int, int, float], tuple[Mapping[str, Array], Mapping[str, Array]]] = {}
"""Values of trials and the same off by a little, as every derivative of an expression needs them again."""


class Scope:
    """The values of one trial by name, as a text has them.

    Parameters
    ----------
    e
        The network.
    values
        Name → array, as the program has them.
    names
        What other names stand for.
    convention
        How the text lays out its matrices, and which factors its gradients hold.
    errors
        Name → bounds of the rounding errors; values that are missing here are exact.

    Attributes
    ----------
    examples
        Number of examples in the batch.
    column
        None, or the example whose columns all values are cut down to.
    """

    def __init__(
        self, e: Experiment, values: Mapping[str, Array], names: Names, convention: Convention = PROGRAM,
        errors: Mapping[str, Array] | None = None,
    ) -> None:  # fmt: skip
        self.experiment, self.values, self.names, self.convention = e, values, names, convention
        self.errors: Mapping[str, Array] = {} if errors is None else errors
        self.column: int | None = None
        self.examples = int(values["X"].shape[1])
        penalty = e.regularization
        self._numbers = {
            "m": float(self.examples), "K": float(values["Y"].shape[0]),
            "eta": e.optimizer.learning_rate, "lambda1": penalty.l1, "lambda2": penalty.l2,
        }  # fmt: skip

    def under(self, convention: Convention) -> Scope:
        """Return the same values in another convention."""
        return self._changed(convention=convention)

    def replaced(self, values: Mapping[str, Array]) -> Scope:
        """Return the scope with some of the program's values replaced."""
        return self._changed(values={**self.values, **values})

    def growth_after(self, node: Node) -> float:
        """Return how much an error in a value may grow through the weights of the layers after it."""
        found = self.names.value_name(node.of if isinstance(node, IndexedEntry) else node)
        layer = parts(found[0]).layer if found is not None else 0
        grown = 1.0
        for name, array in self.values.items():
            kind, _, at, new = parts(name)
            if kind == "W" and at > layer and not new:
                grown *= max(1.0, float(np.abs(array).sum(axis=1).max()))
        return grown

    def nudged(self, seed: int, size: float) -> Scope:
        """Return the scope with the numbers of all values off by about `size`, relative to them."""
        key = (id(self.values), seed, size)
        if key not in _NUDGED:
            rng = np.random.default_rng(seed)
            moved = {
                name: array * (1 + size * rng.choice([-1.0, 1.0], array.shape))
                for name, array in self.values.items()
                if parts(name).kind in ("W", "b", "z", "a")
            }
            if len(_NUDGED) >= MAX_NUDGED:
                _NUDGED.clear()
            # The values themselves are kept too, so that no others can come by their id.
            _NUDGED[key] = (self.values, moved)
        return self.replaced(_NUDGED[key][1])

    def cut(self, column: int) -> Scope:
        """Return the scope of one example alone; m stays the number of examples."""
        return self._changed(column=column)

    def first(self, examples: int) -> Scope:
        """Return the scope of the first examples alone; m stays the number of examples."""
        if self.values["X"].shape[1] <= examples:
            return self

        def cut(arrays: Mapping[str, Array]) -> Mapping[str, Array]:
            kept = {n: a for n, a in arrays.items() if not parts(n).new}
            return {n: a[:, :examples] if parts(n).kind in PER_EXAMPLE else a for n, a in kept.items()}

        return self._changed(values=cut(self.values), errors=cut(self.errors))

    def _changed(self, **attributes: object) -> Scope:
        other = copy(self)
        for name, value in attributes.items():
            setattr(other, name, value)
        return other

    def _wrap(self, array: Array, error: Array | None, per_example: bool, name: str) -> NamedValue:
        """Return a value of the program as the text has it."""
        if self.convention is PROGRAM and self.column is None:
            return NamedValue(array, None, 1 if per_example else None, error)
        factor = self.convention.scale(name, self.experiment).value(self.examples)
        turned = self.convention.turned(name)
        if factor != 1.0:
            array = factor * array
            rounded = EPS * np.abs(array)
            error = rounded if error is None else abs(factor) * error + rounded
        if per_example and self.column is not None:
            one = slice(self.column, self.column + 1)
            array, error = array[:, one], None if error is None else error[:, one]
        if turned:
            array, error = array.T, None if error is None else error.T
        examples = (0 if turned else 1) if per_example and self.column is None else None
        return NamedValue(array, None, examples, error)

    def value(self, name: str) -> NamedValue | None:
        """Return a value by its own name, None if there is none."""
        if name in self._numbers:
            factor = self.convention.scale(name, self.experiment).value(self.examples)
            number = np.array(factor * self._numbers[name])
            return NamedValue(number, error=None if factor == 1.0 else EPS * np.abs(number))
        array = self.values.get(name)
        if array is None:
            return None
        return self._wrap(array, self.errors.get(name), parts(name).kind in PER_EXAMPLE, name)

    def is_column(self, node: Node) -> bool:
        """Whether a node names a bias or what belongs to one, a column however many examples there are."""
        found = self.names.value_name(node)
        if found is None or found[0] in self._numbers:
            return False
        kind, of, _, _ = parts(found[0])
        return (of or kind) in ("b", "db")

    def layer_of(self, node: Node) -> int | None:
        """Return the layer whose z or a a node names, None if it names anything else."""
        found = self.names.value_name(node)
        value = None if found is None or found[1] else named(found[0])
        return value.layer if value is not None and value.kind in ("z", "a") else None

    def activation(self, layer: int) -> NamedValue:
        """Return the activation of a layer."""
        name = f"a{layer}"
        return self._wrap(self.values[name], self.errors.get(name), True, name)

    def has_activation(self, layer: int) -> bool:
        """Return whether a layer applies an activation function; dropout and layer norm do not."""
        return f"z{layer}" in self.values

    def slope(self, layer: int) -> NamedValue:
        """Return the slope of a layer's activation at its z; of softmax the diagonal of the Jacobian."""
        row, z = ACTIVATIONS[self.experiment.layers[layer - 1].activation], self.values[f"z{layer}"]
        if row.elementwise:
            slopes, error = slope(row, z), self.errors.get(f"z{layer}")
            if error is not None:
                rounded = 0.0 if row.name in STRAIGHT else 4 * EPS
                error = mapped(lambda x: slope(row, x), z, slopes, error, 4) + rounded
            return self._wrap(slopes, error, True, f"z{layer}")
        a = self.values[f"a{layer}"]
        own = self.errors.get(f"a{layer}")
        return self._wrap(a * (1 - a), None if own is None else own + 2 * EPS, True, f"z{layer}")

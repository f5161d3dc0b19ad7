"""Bounds of the rounding errors of the program's own values, at one trial.

Inputs, targets, parameters and the state of the optimizer are exact by definition. Every other value is
computed once more by its reference expression, which carries the bounds along; where the program stops a
quotient or a logarithm short of infinity and the expression does not, the difference counts too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from nnviz.core.equations.symbols import parts
from nnviz.core.functions.activations import ACTIVATIONS, activate
from nnviz.core.functions.buffers import Array
from nnviz.core.judge import rounding
from nnviz.core.judge.correct import Book
from nnviz.core.judge.evaluate import ExpressionEvaluator
from nnviz.core.judge.nodes import ClaimError
from nnviz.core.judge.random_trials import Trial
from nnviz.core.judge.scope import Names, Scope

_UNKNOWN = 1e-11
"""Bound relative to the largest number, where no reference expression tells it."""
_RELATIVE = frozenset({"identity", "sigmoid", "tanh", "relu", "leaky_relu", "softplus"})
"""Activations whose rounding is relative to their value, however small."""


class ValueErrors(Mapping[str, Array]):
    """Name → bounds of the rounding errors, shaped as the value; exact values are missing.

    The bounds of an update, which few claims are about, are computed when one is asked for.
    """

    def __init__(self, trial: Trial, book: Book, names: Names) -> None:
        self._trial, self._book, self._scope_names = trial, book, names
        self._found: dict[str, Array] = {}
        self._left = [name for name in book.names if name in trial.values]

    def __getitem__(self, name: str) -> Array:
        if name not in self._found and name in self._left:
            self._prepare()
            if name in self._left:
                self._compute(name)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        self._prepare()
        for name in list(self._left):
            self.get(name)
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found) + len(self._left)

    def _prepare(self) -> None:
        """Find the bounds of all values but updates, in the order they are computed."""
        for name in [name for name in self._left if not parts(name).new]:
            if name in self._left:
                self._compute(name)

    def _compute(self, name: str) -> None:
        e, values = self._trial.experiment, self._trial.values
        self._left.remove(name)
        kind, _, layer, new = parts(name)
        with np.errstate(all="ignore"):
            if kind == "a" and f"z{layer}" in values:
                error = _activation_error(e.layers[layer - 1].activation, layer, values, self._found)
            else:
                scope = Scope(e, values, self._scope_names, errors=self._found if not new else self)
                error = _by_reference(name, values[name], self._book, scope)
            error = rounding.infinite(error)
            # A pre-activation of exactly 0 is on no side of a corner.
            self._found[name] = np.maximum(error, rounding.TINY) if kind == "z" else error


def _activation_error(
    activation: str, layer: int, values: Mapping[str, Array], errors: Mapping[str, Array]
) -> Array:
    row, z, a = ACTIVATIONS[activation], values[f"z{layer}"], values[f"a{layer}"]
    error = errors.get(f"z{layer}", np.zeros(z.shape))
    if not row.elementwise:
        return rounding.softmax(a, error, 0)
    found = rounding.mapped(lambda x: activate(row, np.ascontiguousarray(x)), z, a, error, 8)
    return found if activation in _RELATIVE else found + 4 * rounding.EPS * np.minimum(np.abs(z), 1.0)


def _by_reference(name: str, array: Array, book: Book, scope: Scope) -> Array:
    node = book.of(name)
    scope.names.spent = 0
    try:
        value = None if node is None else ExpressionEvaluator(scope)(node)[0]
    except ClaimError:
        value = None
    if value is not None and (value.array.shape == array.shape or value.array.size == array.size == 1):
        own, error = value.array.reshape(array.shape), value.bound.reshape(array.shape)
        return np.where(np.isfinite(array), error + np.abs(own - array), 0.0)
    finite = np.abs(array[np.isfinite(array)])
    largest = float(finite.max()) if finite.size else 0.0
    return np.full(array.shape, _UNKNOWN * largest)

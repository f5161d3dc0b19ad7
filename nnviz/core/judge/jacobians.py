"""∂v/∂u of one example for values v, u of the forward pass, and the same by central differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import LayerSpec
from nnviz.core.functions.activations import ACTIVATIONS, jacobian, slope
from nnviz.core.functions.buffers import Array, Buffers, Calls, run
from nnviz.core.functions.decimals import DecimalBuffers, context_of, decimals, in_decimals
from nnviz.core.judge.nodes import ClaimError
from nnviz.core.judge.rounding import EPS, mapped, product
from nnviz.core.network.value import X, Y, value_named
from nnviz.core.operations.graph import Graph
from nnviz.core.text.translate import translate

_STEP, _EXACT_STEP, _DIGITS = 1e-3, Decimal("1e-20"), 80


def _kind(name: str) -> tuple[str, int]:
    return ("a", 0) if name == "X" else (name[0], int(name[1:]))


def derivative(
    layers: Sequence[LayerSpec], values: Mapping[str, Array], top: str, below: str, example: int,
    errors: Mapping[str, Array] | None = None,
) -> tuple[Array, Array]:  # fmt: skip
    """Return ∂top/∂below for one example and bounds of its rounding errors.

    The Jacobians of the layers in between, multiplied: those of the activations come from their rows, that
    of a weighted sum is W. A column counts as one axis, so both have the shape
    ``(units of top, *shape of below)``. `errors` are those of the values, exact where there are none.
    """
    end, last = _kind(top)
    kind, layer = _kind(below)
    steps = _Steps(layers, values, errors or {}, example)
    if kind == "a":
        now = np.eye(len(_activation(values, layer)))
    elif kind in ("z", "b"):
        now = np.eye(len(values[f"z{layer}"]))
    else:
        units, inputs = values[below].shape
        source = _activation(values, layer - 1)[:, example]
        now = (np.eye(units)[:, :, np.newaxis] * source).reshape(units, units * inputs)
    both = (now, steps.of_source(now, layer) if kind == "W" else np.zeros(now.shape))
    if kind != "a" and (end, last) != ("z", layer):
        both = steps.through(layer, both)
    for n in range(layer + 1, last + 1):
        if f"W{n}" in values:
            both = _multiplied(values[f"W{n}"], np.zeros(values[f"W{n}"].shape), both)
        if n < last or end == "a":
            both = steps.through(n, both)
    return _shaped(both[0], below, values), _shaped(both[1], below, values)


def _multiplied(matrix: Array, error: Array, both: tuple[Array, Array]) -> tuple[Array, Array]:
    return matrix @ both[0], product(matrix, both[0], error, both[1])


class _Steps:
    """The Jacobians of activations at one example, with bounds."""

    def __init__(
        self, layers: Sequence[LayerSpec], values: Mapping[str, Array], errors: Mapping[str, Array], n: int
    ) -> None:
        self._layers, self._values, self._errors, self._n = layers, values, errors, n

    def _column(self, name: str) -> Array:
        """Return the bounds of a value at the example."""
        if name in self._errors:
            return self._errors[name][:, self._n]
        return np.zeros(len(self._values[name]))

    def of_source(self, now: Array, layer: int) -> Array:
        """Return the bounds of ∂z/∂W, whose entries are the activations before."""
        name = f"a{layer - 1}" if layer > 1 else "X"
        column = np.tile(self._column(name), now.shape[1] // len(self._values[name]))
        return np.where(now != 0, column, 0.0)

    def through(self, layer: int, both: tuple[Array, Array]) -> tuple[Array, Array]:
        """Multiply by the Jacobian of a layer's activation."""
        spec = self._layers[layer - 1]
        if spec.layer == "dropout":
            mask = np.diagflat(self._values[f"mask{layer}"][:, self._n])
            return _multiplied(mask, np.zeros(mask.shape), both)
        if spec.layer != "dense":
            raise ClaimError(
                translate("judge", "A derivative through layer {layer} is not computed.").format(layer=layer)
            )
        row, z = ACTIVATIONS[self._layers[layer - 1].activation], self._values[f"z{layer}"][:, self._n]
        matrix = jacobian(row, z)
        if row.elementwise:
            column = z[:, np.newaxis]
            slopes, own = slope(row, column), self._column(f"z{layer}")[:, np.newaxis]
            found = mapped(lambda x: slope(row, np.ascontiguousarray(x)), column, slopes, own, 4)
            return _multiplied(matrix, np.diagflat(found + 4 * EPS * np.sign(own)), both)
        a, e = self._values[f"a{layer}"][:, self._n], self._column(f"a{layer}")
        error = np.outer(a, e) + np.outer(e, a) + np.diagflat(e) + 4 * EPS * np.abs(matrix)
        return _multiplied(matrix, error, both)


def _activation(values: Mapping[str, Array], layer: int) -> Array:
    return values[f"a{layer}"] if layer else values["X"]


def _shaped(now: Array, below: str, values: Mapping[str, Array]) -> Array:
    return now.reshape(len(now), *values[below].shape) if below[0] == "W" else now


class _Response:
    """The forward pass of one example, from any value on, in float64 or in decimals."""

    def __init__(self, frame: Frame, example: int, exact: bool) -> None:
        e, self._exact = frame.experiment, exact
        numbers, new = (decimals, DecimalBuffers) if exact else (np.asarray, Buffers)
        parameters = Parameters(e, buffers=new())
        parameters.fill({str(p): numbers(frame.values[str(p)]) for p in parameters.values})
        self._graph = Graph(e, parameters, 1, workspace=new())
        given = {"X": X, "Y": Y, **{str(mask): mask for mask in self._graph.masks}}
        for name, value in given.items():
            self._graph.arrays[value][...] = numbers(frame.values[name][:, example : example + 1])
        self._run(list(self._graph.calls))

    def _run(self, calls: Calls) -> None:
        run(in_decimals(calls) if self._exact else calls)

    def array(self, name: str) -> Array:
        """Return the array that holds a value, to be changed in place."""
        return self._graph.arrays[value_named(name)]

    def run_after(self, name: str) -> None:
        """Compute what depends on a value, leaving the value itself as it is."""
        self._run(self._graph.calls_after(value_named(name)))


def differences(frame: Frame, top: str, below: str, example: int) -> Array:
    """Return ∂top/∂below for one example by central differences, extrapolated; shape as `derivative`."""
    return _differences(frame, top, below, example, False)


def exact_differences(frame: Frame, top: str, below: str, example: int) -> Array:
    """Return the same in decimal arithmetic, where the quotient is true to more digits than a float64 has."""
    with localcontext(context_of(_DIGITS)):
        return _differences(frame, top, below, example, True)


@np.errstate(all="ignore")
def _differences(frame: Frame, top: str, below: str, example: int, exact: bool) -> Array:
    response = _Response(frame, example, exact)
    moved, watched = response.array(below), response.array(top)
    step, columns = _EXACT_STEP if exact else _STEP, []
    for place in np.ndindex(*moved.shape):
        value, samples = moved[place], []
        for move in (step, -step, step / 2, -step / 2):
            moved[place] = value + move
            response.run_after(below)
            samples.append(watched[:, 0].copy())
        moved[place] = value
        coarse, fine = (samples[0] - samples[1]) / (2 * step), (samples[2] - samples[3]) / step
        columns.append(((4 * fine - coarse) / 3).astype(np.float64))
    found = np.array(columns).T
    return found.reshape(len(found), *moved.shape) if below[0] == "W" else found

"""∂v/∂u of one example for values v, u of the forward pass, and the same by central differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from nnviz.core.experiment.experiment import LayerSpec
from nnviz.core.functions.activations import ACTIVATIONS, jacobian
from nnviz.core.functions.buffers import Array, run
from nnviz.core.operations.graph import Graph
from nnviz.core.operations.value import X, Y, value_named
from nnviz.core.program.parameters import Parameters
from nnviz.core.run.frame import Frame

_STEP = 1e-3


def _kind(name: str) -> tuple[str, int]:
    return ("a", 0) if name == "X" else (name[0], int(name[1:]))


def derivative(
    layers: Sequence[LayerSpec], values: Mapping[str, Array], top: str, below: str, example: int
) -> Array:
    """Return ∂top/∂below for one example, shape ``(units of top, *shape of below)``.

    The Jacobians of the layers in between, multiplied: those of the activations come from their rows, that
    of a weighted sum is W. A column counts as one axis.
    """
    end, last = _kind(top)
    kind, layer = _kind(below)
    if kind == "a":
        now = np.eye(len(_activation(values, layer)))
    elif kind in ("z", "b"):
        now = np.eye(len(values[f"z{layer}"]))
    else:
        units, inputs = values[below].shape
        source = _activation(values, layer - 1)[:, example]
        now = (np.eye(units)[:, :, np.newaxis] * source).reshape(units, units * inputs)
    if kind != "a":
        if (end, last) == ("z", layer):
            return _shaped(now, below, values)
        now = _through(layers, values, layer, example) @ now
    for n in range(layer + 1, last + 1):
        if f"W{n}" in values:
            now = values[f"W{n}"] @ now
        if n < last or end == "a":
            now = _through(layers, values, n, example) @ now
    return _shaped(now, below, values)


def _activation(values: Mapping[str, Array], layer: int) -> Array:
    return values[f"a{layer}"] if layer else values["X"]


def _through(layers: Sequence[LayerSpec], values: Mapping[str, Array], layer: int, example: int) -> Array:
    return jacobian(ACTIVATIONS[layers[layer - 1].activation], values[f"z{layer}"][:, example])


def _shaped(now: Array, below: str, values: Mapping[str, Array]) -> Array:
    return now.reshape(len(now), *values[below].shape) if below[0] == "W" else now


class _Response:
    """The forward pass of one example, from any value on."""

    def __init__(self, frame: Frame, example: int) -> None:
        e = frame.experiment
        self._parameters = Parameters(e)
        self._parameters.fill(frame.values)
        self._graph = Graph(e, self._parameters, 1)
        given = {"X": X, "Y": Y, **{str(mask): mask for mask in self._graph.masks}}
        for name, value in given.items():
            self._graph.arrays[value][...] = frame.values[name][:, example : example + 1]
        run(self._graph.calls)

    def array(self, name: str) -> Array:
        """Return the array that holds a value, to be changed in place."""
        return self._graph.arrays[value_named(name)]

    def run_after(self, name: str) -> None:
        """Compute what depends on a value, leaving the value itself as it is."""
        run(self._graph.calls_after(value_named(name)))


def differences(frame: Frame, top: str, below: str, example: int) -> Array:
    """Return ∂top/∂below for one example by central differences, extrapolated; shape as `derivative`."""
    response = _Response(frame, example)
    moved, watched = response.array(below), response.array(top)
    columns = []
    for place in np.ndindex(*moved.shape):
        value, samples = float(moved[place]), []
        for step in (_STEP, -_STEP, _STEP / 2, -_STEP / 2):
            moved[place] = value + step
            response.run_after(below)
            samples.append(watched[:, 0].copy())
        moved[place] = value
        coarse, fine = (samples[0] - samples[1]) / (2 * _STEP), (samples[2] - samples[3]) / _STEP
        columns.append((4 * fine - coarse) / 3)
    found = np.array(columns).T
    return found.reshape(len(found), *moved.shape) if below[0] == "W" else found

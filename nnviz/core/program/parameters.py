"""The trained numbers: one flat vector of parameters, one of gradients, the optimizer's state."""

from __future__ import annotations

import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array, aligned
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.optimizers import OPTIMIZERS


class Parameters:
    """Flat vectors and their views per layer.

    The matrix of a layer is ``W|b``, shape ``(units, inputs + 1)``: the bias is the last column, whose
    input is always 1. So z and the gradient of both are one product each, and an update of the whole
    network is a handful of calls on flat vectors.

    Attributes
    ----------
    flat, gradient
        All parameters and their gradients, shape ``(count,)``.
    state
        The optimizer's vectors one after the other, then the count of updates, shape
        ``(vectors · count + 1,)``.
    folded, folded_gradient
        Layer → its ``W|b`` and the gradient of it, views.
    """

    def __init__(self, e: Experiment) -> None:
        count = e.parameter_count
        self.flat, self.gradient = aligned((count,)), aligned((count,))
        self._state_names = OPTIMIZERS[e.optimizer.name].state
        self.state = aligned((len(self._state_names) * count + 1,))
        self.folded: dict[int, Array] = {}
        self.folded_gradient: dict[int, Array] = {}
        self._shapes: dict[int, tuple[slice, tuple[int, int]]] = {}
        start, widths = 0, e.widths
        for number, layer in enumerate(e.layers, 1):
            if layer.units is None:
                continue
            shape = (layer.units, widths[number - 1] + 1)
            part = slice(start, start + shape[0] * shape[1])
            self._shapes[number] = (part, shape)
            self.folded[number] = self.flat[part].reshape(shape)
            self.folded_gradient[number] = self.gradient[part].reshape(shape)
            start = part.stop

    @property
    def layers(self) -> tuple[int, ...]:
        """Numbers of the layers that have weights."""
        return tuple(self._shapes)

    @property
    def count(self) -> Array:
        """The number of updates so far, as an array without dimensions."""
        return self.state[-1:].reshape(())

    @property
    def vectors(self) -> dict[str, Array]:
        """The optimizer's state vectors by name, views of shape ``(count,)``."""
        size = self.flat.size
        return {name: self.state[i * size : (i + 1) * size] for i, name in enumerate(self._state_names)}

    def view(self, flat: Array, layer: int) -> tuple[Array, Array]:
        """Return the weights (units, inputs) and biases (units, 1) of `layer` in any flat vector."""
        folded = self.folded_in(flat, layer)
        return folded[:, :-1], folded[:, -1:]

    def folded_in(self, flat: Array, layer: int) -> Array:
        """Return ``W|b`` of `layer` in any flat vector, a view of shape (units, inputs + 1)."""
        part, shape = self._shapes[layer]
        return flat[part].reshape(shape)

    def named(self, flat: Array, prefix: str = "") -> dict[str, Array]:
        """Return the views of a flat vector by name: ``W1``, ``b1``, … after `prefix`."""
        names: dict[str, Array] = {}
        for layer in self._shapes:
            names[f"{prefix}W{layer}"], names[f"{prefix}b{layer}"] = self.view(flat, layer)
        return names

    def initialize(self, e: Experiment) -> None:
        """Set the starting values of `e`: drawn from its seed, then the exact ones it gives."""
        for layer, folded in self.folded.items():
            generator = np.random.default_rng((e.seed, 1, layer))
            row = INITIALIZERS[e.layers[layer - 1].initializer]
            units, inputs = folded.shape
            folded[:, :-1] = row.draw(generator, units, inputs - 1)
            folded[:, -1] = 0.0
        names = self.named(self.flat)
        for name, matrix in (e.initial or {}).items():
            names[name][...] = matrix.array
        self.gradient[...] = 0.0
        self.state[...] = 0.0

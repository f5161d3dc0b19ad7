"""The trained numbers: one flat vector of parameters, one of gradients, the optimizer's state."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array, Buffers
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.network.layers import Block
from nnviz.core.network.value import Value, value_named


class Parameters:
    """Flat vectors and their views by value.

    The matrix of a layer with a bias for every unit is ``W|b``, shape ``(units, inputs + 1)``: the bias is
    the last column, whose input is always 1. So z and the gradient of both are one product each, and an
    update of the whole network is a handful of calls on flat vectors.

    Parameters
    ----------
    e
        The experiment.
    dtype
        Type of the numbers; training takes 64 bits.
    buffers
        What the vectors are made by; arrays of `dtype` unless given.

    Attributes
    ----------
    flat, gradient
        All parameters and their gradients, shape ``(count,)``.
    state
        The state of the run beside the parameters: the optimizer's vectors one after the other, then the
        count of updates, shape ``(vectors · count + 1,)``.
    blocks
        The matrices they consist of, in order.
    """

    def __init__(self, e: Experiment, dtype: DTypeLike = np.float64, buffers: Buffers | None = None) -> None:
        self.blocks = e.blocks
        count, w = sum(block.size for block in self.blocks), buffers or Buffers(dtype)
        self.flat, self.gradient = w.empty(count), w.empty(count)
        self._state_names = OPTIMIZERS[e.optimizer.name].state
        self.state = w.empty(len(self._state_names) * count + 1)
        self._places: dict[Value, tuple[Block, slice]] = {}
        start = 0
        for block in self.blocks:
            part = slice(start, start + block.size)
            self._places |= {value: (block, part) for value in block.values}
            start = part.stop
        self._named = [
            (str(value), part, block.shape, block.columns(value))
            for value, (block, part) in self._places.items()
        ]
        self.layers = tuple(value.layer for value in self._places if value.kind == "W")

    @property
    def values(self) -> tuple[Value, ...]:
        """All parameters, in the order in which they are updated."""
        return tuple(self._places)

    @property
    def count(self) -> Array:
        """The number of updates so far, as an array without dimensions."""
        return self.state[-1:].reshape(())

    @property
    def vectors(self) -> dict[str, Array]:
        """The optimizer's state vectors by name, views of shape ``(count,)``."""
        size = self.flat.size
        return {name: self.state[i * size : (i + 1) * size] for i, name in enumerate(self._state_names)}

    def block(self, value: Value) -> Block:
        """Return the block that holds a parameter."""
        return self._places[value][0]

    def folded(self, flat: Array, value: Value) -> Array:
        """Return the block that holds a parameter in any flat vector, a view: for W with biases ``W|b``."""
        block, part = self._places[value]
        return flat[part].reshape(block.shape)

    def view(self, flat: Array, value: Value) -> Array:
        """Return a parameter in any flat vector, a view of shape ``(rows, columns)``."""
        return self.folded(flat, value)[:, self._places[value][0].columns(value)]

    def weights(self, flat: Array, layer: int) -> Array:
        """Return the weights of a layer in any flat vector, a view of shape ``(units, inputs)``."""
        return self.view(flat, Value("W", layer))

    def named(self, flat: Array, prefix: str = "") -> dict[str, Array]:
        """Return the views of a flat vector by name: ``W1``, ``b1``, … after `prefix`."""
        return {
            prefix + name: flat[part].reshape(shape)[:, columns] for name, part, shape, columns in self._named
        }

    def fill(self, values: Mapping[str, Array]) -> None:
        """Set all parameters to the values of their names."""
        for name, view in self.named(self.flat).items():
            view[...] = values[name]

    def initialize(self, e: Experiment) -> None:
        """Set the starting values of `e`: drawn from its seed, then the exact ones it gives."""
        for value, (block, _) in self._places.items():
            view = self.view(self.flat, value)
            if value.kind == "W":
                generator = np.random.default_rng((e.seed, 1, value.layer))
                row = INITIALIZERS[e.layers[value.layer - 1].initializer]
                view[...] = row.draw(generator, *view.shape)
            else:
                view[...] = 0.0 if block.start is None else block.start
        for name, matrix in (e.initial or {}).items():
            self.view(self.flat, value_named(name))[...] = matrix.array
        self.gradient[...] = 0.0
        self.state[...] = 0.0

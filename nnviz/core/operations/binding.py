"""Arrays of the values of one network for batches of one size, and where gradients are written."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import Regularization
from nnviz.core.functions.buffers import Array, Buffers, Calls
from nnviz.core.network.operation import ForwardNode
from nnviz.core.network.value import BATCH, UNIT, Value, X, Y
from nnviz.core.text.translate import translate


class Binding:
    """Arrays by value, made as the operations of a network are bound.

    Parameters
    ----------
    parameters
        The parameters; views of them are values too.
    batch
        Number of examples.
    features, outputs
        Rows of the inputs and of the targets.
    folded
        The values that stand before biases: they get a row of ones behind them.
    scale
        The factor of the loss: 1/m for a mean.
    penalty
        The penalty on weights that is added to their gradients.
    workspace
        What the arrays are made by; arrays of the parameters' type unless given.

    Attributes
    ----------
    workspace
        Gives the arrays.
    block
        Where a batch is put: features, ones, targets as rows, ``(rows, batch)``.
    arrays
        Value → array, of shape ``(units, batch)`` where it has these axes.
    axes
        Value → names of its axes.
    """

    def __init__(
        self,
        parameters: Parameters,
        batch: int,
        features: int,
        outputs: int,
        folded: Collection[Value],
        scale: float = 1.0,
        penalty: Regularization | None = None,
        workspace: Buffers | None = None,
    ) -> None:
        self.parameters, self.batch, self.scale = parameters, batch, scale
        self.penalty = Regularization() if penalty is None else penalty
        self.workspace = workspace or Buffers(parameters.flat.dtype)
        self.block = self.workspace.empty(features + 1 + outputs, batch)
        self.block[features] = self.workspace.constant(1.0)
        self.arrays: dict[Value, Array] = {X: self.block[:features], Y: self.block[features + 1 :]}
        self.axes: dict[Value, tuple[str, ...]] = {X: (UNIT, BATCH), Y: (UNIT, BATCH)}
        for value in parameters.values:
            self.arrays[value], self.axes[value] = parameters.view(parameters.flat, value), value.info.axes
        self._folded = frozenset(folded)
        self._ones: dict[Value, Array] = {X: self.block[: features + 1]}
        self.kept: dict[ForwardNode, object] = {}
        self._readers: dict[Value, int] = {}
        self._parts: dict[Value, list[Value]] = {}

    # -- arrays ------------------------------------------------------------------------------------

    def new(self, value: Value, *shape: int, axes: tuple[str, ...] = (UNIT, BATCH)) -> Array:
        """Make the array of a value."""
        assert BATCH not in axes[:-1], f"{value}: the batch is the last axis"
        self.axes[value] = axes
        if value in self._folded:
            folded = self.workspace.full(1.0, shape[0] + 1, *shape[1:])
            self._ones[value], self.arrays[value] = folded, folded[: shape[0]]
        else:
            self.arrays[value] = self.workspace.empty(*shape)
        return self.arrays[value]

    def like(self, value: Value, other: Value) -> Array:
        """Make the array of a value with the axes of another."""
        return self.new(value, *self.arrays[other].shape, axes=self.axes[other])

    def with_ones(self, value: Value) -> Array:
        """Return a value with a last row of ones: the input of the biases."""
        return self._ones[value]

    def along(self, value: Value, axes: tuple[str, ...]) -> Array:
        """Return a value as it stands along the axes of another, with length 1 where it has none.

        Axes meet by name: a gain of three units never runs along a batch of three.
        """
        own, array = self.axes[value], self.arrays[value]
        unknown = set(own) - set(axes)
        if unknown:
            raise ValueError(
                translate("operations", "{value} has an axis {unknown}, not one of {axes}").format(
                    value=value, unknown=unknown.pop(), axes=", ".join(axes)
                )
            )
        single = own == (BATCH,)
        shape = array.shape[-1:] if single else array.shape[: len(own)]
        sizes = dict(zip(own, shape, strict=True))
        return array.reshape([sizes.get(axis, 1) for axis in axes])

    # -- gradients ---------------------------------------------------------------------------------

    def wants(self, value: Value) -> bool:
        """Whether ∂C by a value is computed: by all but data, as long as the loss depends on them."""
        return value in self._readers

    def single(self, value: Value) -> bool:
        """Whether a value has one reader, so that its gradient has one part."""
        return self._readers[value] == 1

    def gradient(self, value: Value) -> Array:
        """Return the array of the gradient of a value."""
        return self.arrays[value.gradient()]

    def room(self, node: ForwardNode, value: Value, array: Array | None = None) -> Array:
        """Return where `node` writes its part of the gradient of one of its inputs.

        That is the gradient itself if nobody else reads the value. `array` is taken where it is given: it is
        part of a larger one.
        """
        via = None if self.single(value) else node.output
        part = value.gradient(via)
        if array is None:
            final = via is None and value in self.parameters.values
            array = (
                self.parameters.view(self.parameters.gradient, value)
                if final
                else self.workspace.empty(*self.arrays[value].shape)
            )
        self.arrays[part], self.axes[part] = array, self.axes[value]
        self._parts.setdefault(value, []).append(part)
        return array

    def folded_room(self, node: ForwardNode, weights: Value, bias: Value) -> Array:
        """Return where the gradient of ``W|b`` is written as one matrix."""
        p = self.parameters
        final = self.single(weights) and self.single(bias)
        whole = p.folded(p.gradient, weights)
        room = whole if final else self.workspace.empty(*whole.shape)
        self.room(node, weights, room[:, :-1])
        self.room(node, bias, room[:, -1:])
        return room

    def penalized(self, value: Value) -> Calls:
        """Return calls that add the penalty to the gradient of weights that is complete."""
        penalty, w = self.penalty, self.workspace
        if value.kind != "W" or not (penalty.l1 or penalty.l2):
            return []
        weights, part = self.arrays[value], self.gradient(value)
        t = w.empty(*weights.shape)
        found: Calls = []
        if penalty.l1:
            found += [
                (np.sign, (weights, t)),
                (np.multiply, (t, w.constant(penalty.l1), t)),
                (np.add, (part, t, part)),
            ]
        if penalty.l2:
            found += [(np.multiply, (weights, w.constant(penalty.l2), t)), (np.add, (part, t, part))]
        return found

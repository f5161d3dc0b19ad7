"""The program: the operations of one training iteration, bound to arrays.

Stepping runs it one operation at a time, training runs the same calls flat out. With A = activations of
the layer before, columns are examples:

    Z = W A + b          δ = J_f(Z)ᵀ ∇a        ∂C/∂W = δ Aᵀ      ∂C/∂b = Σ δ over the batch
    a = f(Z)             ∇a of the layer before = Wᵀ δ

(Nielsen 2015, ch. 2, BP1 to BP4, with ∇a kept as a quantity of its own.)
"""

from __future__ import annotations

import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS, through
from nnviz.core.functions.buffers import Array, Buffers, Call, Calls
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS, Update
from nnviz.core.program import operation_descriptions
from nnviz.core.program.forward_pass import ForwardPass
from nnviz.core.program.operation import Operation
from nnviz.core.program.parameters import Parameters


class Program:
    """The operations of one iteration on batches of one size.

    Parameters
    ----------
    e
        The recipe in force, without changes (see ``Experiment.at``).
    parameters
        The vectors it reads and writes, shared by all programs of a run.
    batch
        Number of examples in a batch.

    Attributes
    ----------
    block
        Where a batch is put before the iteration: features, ones, targets as rows, ``(rows, batch)``.
    operations
        In the order they run.
    calls
        All their calls, one after the other.
    arrays
        Name → array of everything but the parameters: ``X Y z1 a1 … C da2 dz2 …``.
    """

    def __init__(self, e: Experiment, parameters: Parameters, batch: int) -> None:
        self.experiment = e
        self.parameters = parameters
        self.batch = batch
        self._w = Buffers()
        self._words = operation_descriptions.OperationDescriptions(e)
        self._widths = e.widths
        inputs, outputs = self._widths[0], self._widths[-1]
        self.block = self._w.empty(inputs + 1 + outputs, batch)
        self.arrays: dict[str, Array] = {"X": self.block[:inputs], "Y": self.block[inputs + 1 :]}
        self._operations: list[Operation] = []
        scale = 1.0 / batch if e.reduction == "mean" else 1.0
        self._pass = ForwardPass(self._w, e, parameters.folded, self.block[: inputs + 1])
        for layer, z_calls, a_calls in self._pass.steps:
            self.arrays[f"z{layer}"], self.arrays[f"a{layer}"] = self._pass.z[layer], self._pass.a[layer]
            self._add("z", layer, z_calls)
            self._add("a", layer, a_calls)
        gradient_calls = self._loss(scale)
        self._backward(gradient_calls, scale)
        self._update()
        self.operations = tuple(self._operations)
        self.calls: tuple[Call, ...] = tuple(call for op in self.operations for call in op.calls)

    def _add(self, kind: str, layer: int | None, calls: Calls) -> None:
        self._operations.append(self._words.operation(kind, layer, tuple(calls)))

    def _loss(self, scale: float) -> Calls:
        row, last = LOSSES[self.experiment.loss], len(self.experiment.layers)
        a, y, c = self._pass.a[last], self.arrays["Y"], self._w.empty()
        self.arrays["C"] = c
        if self.experiment.fused:
            assert row.fused is not None
            self._add("C", None, row.fused(self._w, self.arrays[f"z{last}"], y, c, scale))
            return []
        da = self._w.empty(*a.shape)
        self.arrays[f"da{last}"] = da
        value, gradient = row.bind(self._w, a, y, c, da, scale)
        self._add("C", None, value)
        return gradient

    def _backward(self, gradient_calls: Calls, scale: float) -> None:
        last = len(self.experiment.layers)
        for layer in range(last, 0, -1):
            z, a = self.arrays[f"z{layer}"], self.arrays[f"a{layer}"]
            dz = self._w.empty(*z.shape)
            self.arrays[f"dz{layer}"] = dz
            if layer == last and self.experiment.fused:
                calls: Calls = [(np.subtract, (a, self.arrays["Y"], dz))]
                if scale != 1.0:
                    calls.append((np.multiply, (dz, self._w.constant(scale), dz)))
                self._add("fused", layer, calls)
            else:
                if layer == last:
                    self._add("da_last", layer, gradient_calls)
                da = self.arrays[f"da{layer}"]
                row = ACTIVATIONS[self.experiment.layers[layer - 1].activation]
                self._add("dz", layer, through(self._w, row, z, a, da, dz))
            if layer in self.parameters.folded:
                self._parameter_gradients(layer, dz)
            if layer > 1:
                self._pass_on(layer, dz)

    def _parameter_gradients(self, layer: int, dz: Array) -> None:
        gradient = self.parameters.folded_gradient[layer]
        calls: Calls = [(dz.dot, (self._pass.folded[layer - 1].T, gradient))]
        penalty = self.experiment.regularization
        weights, part = self.parameters.folded[layer][:, :-1], gradient[:, :-1]
        if penalty.l1 or penalty.l2:
            t = self._w.empty(*weights.shape)
        if penalty.l1:
            calls += [
                (np.sign, (weights, t)),
                (np.multiply, (t, self._w.constant(penalty.l1), t)),
                (np.add, (part, t, part)),
            ]
        if penalty.l2:
            calls += [(np.multiply, (weights, self._w.constant(penalty.l2), t)), (np.add, (part, t, part))]
        self._add("dW", layer, calls)
        self._add("db", layer, [])

    def _pass_on(self, layer: int, dz: Array) -> None:
        """Bind ∇a of the layer before."""
        before = layer - 1
        if layer in self.parameters.folded:
            # The transposed W|b is contiguous and W alone is not, which would cost a copy; the row of the
            # bias falls into a last row that nobody reads.
            full = self._w.empty(self._widths[before] + 1, self.batch)
            da = full[:-1]
            calls: Calls = [(self.parameters.folded[layer].T.dot, (dz, full))]
        else:
            da = self._w.empty(self._widths[before], self.batch)
            calls = [(np.copyto, (da, dz))]
        self.arrays[f"da{before}"] = da
        self._add("da", before, calls)

    def _update(self) -> None:
        spec, p = self.experiment.optimizer, self.parameters
        update = Update(self._w, p.flat, p.gradient, p.vectors, p.count, spec.learning_rate, spec.settings)
        calls = OPTIMIZERS[spec.name].bind(update)
        for layer in p.layers:
            self._add("W", layer, calls)
            self._add("b", layer, [])
            calls = []

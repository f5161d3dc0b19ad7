"""The program: the operations of one training iteration, bound to arrays.

Stepping runs it one operation at a time, training runs the same calls flat out. With A = activations of
the layer before, columns are examples:

    Z = W A + b          δ = J_f(Z)ᵀ ∇a        ∂C/∂W = δ Aᵀ      ∂C/∂b = Σ δ over the batch
    a = f(Z)             ∇a of the layer before = Wᵀ δ

(Nielsen 2015, ch. 2, BP1 to BP4, with ∇a kept as a quantity of its own.) The backward operations follow from
the forward list, by the rule of each operation.
"""

from __future__ import annotations

from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array, Call
from nnviz.core.operations.graph import Graph


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
    masks
        Layer → where its mask is put before the iteration, ``(units, batch)``.
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
        graph = Graph(e, parameters, batch)
        graph.derive_backward()
        graph.derive_update()
        self.block = graph.block
        self.masks: dict[int, Array] = {value.layer: array for value, array in graph.masks.items()}
        self.operations = tuple(graph.operations)
        self.calls: tuple[Call, ...] = graph.calls
        learned = {*parameters.values, *(value.gradient() for value in parameters.values)}
        self.arrays: dict[str, Array] = {
            str(value): array for value, array in graph.arrays.items() if value not in learned
        }

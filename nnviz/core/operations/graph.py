"""The operations of a network on batches of one size: the forward list, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache, partial

import numpy as np

from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array, Buffers, Call, Calls
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.functions.optimizers import Update as UpdateRule
from nnviz.core.network.layers import LAYERS
from nnviz.core.network.operation import BACKWARD, UPDATE, Description, ForwardNode, Operation
from nnviz.core.network.value import LOSS_VALUE, Value, X, Y
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.kinds import KINDS, RULES
from nnviz.core.operations.rule import Step
from nnviz.core.operations.update import update_values
from nnviz.core.text.translate import forget_with_language, translate

TRAIN, EVALUATE = "train", "evaluate"
"""Modes: a network as it learns, with its random masks, and as it is used."""


def forward_nodes(e: Experiment, mode: str = TRAIN) -> tuple[ForwardNode, ...]:
    """Return the forward list of an experiment, its loss last.

    A mode is a matter of this list: no rule of an operation knows it.
    """
    nodes: list[ForwardNode] = []
    before = X
    for n, spec in enumerate(e.layers, 1):
        nodes += LAYERS[spec.layer].operations(spec, n, before, mode == TRAIN)
        before = nodes[-1].output
    if e.fused:
        z = nodes[-1].inputs[0]
        nodes.append(ForwardNode("fused", LOSS_VALUE, (z, Y, before), function=e.loss))
    else:
        nodes.append(ForwardNode("loss", LOSS_VALUE, (before, Y), function=e.loss))
    return tuple(nodes)


class Graph(Binding):
    """Bound operations of a list of nodes.

    Parameters
    ----------
    e
        The recipe in force.
    parameters
        The vectors it reads and writes.
    batch
        Number of examples.
    nodes
        The forward list; that of `e` unless given.
    mode
        How the network runs, where `nodes` are not given.
    scale
        The factor of the loss; 1/m for a mean over the batch unless given.
    workspace
        What the arrays are made by; arrays of the parameters' type unless given.

    Attributes
    ----------
    operations
        In the order they run; the forward operations until more are derived.
    """

    def __init__(
        self,
        e: Experiment,
        parameters: Parameters,
        batch: int,
        *,
        nodes: Sequence[ForwardNode] | None = None,
        mode: str = TRAIN,
        scale: float | None = None,
        workspace: Buffers | None = None,
    ) -> None:
        self.nodes = tuple(forward_nodes(e, mode) if nodes is None else nodes)
        if scale is None:
            scale = 1.0 / batch if e.reduction == "mean" else 1.0
        features, outputs = e.widths[0], e.widths[-1]
        folded = _before_biases(self.nodes, parameters)
        super().__init__(parameters, batch, features, outputs, folded, scale, e.regularization, workspace)
        self.experiment = e
        self._known = _descriptions_of(e) if nodes is None else {}
        self.operations: list[Operation] = []
        for node in self.nodes:
            rule = RULES[node.kind]
            calls = rule.forward(self, node)
            self._add(node.kind, node, rule.phase, rule.reads(node), rule.writes(node), calls)

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls of all operations, one after the other."""
        return tuple(call for op in self.operations for call in op.calls)

    @property
    def masks(self) -> dict[Value, Array]:
        """The masks, which are filled before each iteration: value → array ``(units, batch)``."""
        return {value: array for value, array in self.arrays.items() if value.kind == "mask"}

    def operations_after(self, value: Value) -> list[Operation]:
        """Return the operations that come after a value, as long as nothing backward has been derived."""
        operations = self.operations
        start = next((i + 1 for i, op in enumerate(operations) if value in op.outputs), None)
        if start is None:
            start = next(i for i, op in enumerate(operations) if value in op.inputs)
        return operations[start:]

    def calls_after(self, value: Value) -> Calls:
        """Return the calls of the operations that come after a value."""
        return [call for op in self.operations_after(value) for call in op.calls]

    def _add(
        self,
        kind: str,
        node: ForwardNode,
        phase: str,
        reads: tuple[Value, ...],
        writes: tuple[Value, ...],
        calls: Iterable[Call],
    ) -> None:
        layer = writes[-1].base.layer or None
        self.operations.append(
            Operation(
                kind=kind,
                node=node,
                phase=phase,
                layer=layer,
                inputs=reads,
                outputs=writes,
                calls=tuple(calls),
                describe=partial(_described, self._known, self.experiment, kind, node, writes[-1]),
            )
        )

    # -- what follows ------------------------------------------------------------------------------

    def derive_backward(self) -> None:
        """Add the backward operations: the forward list from its end, each node by its rule."""
        self._count_readers()
        for node in reversed(self.nodes):
            if node.output in self._readers:
                for step in RULES[node.kind].backward(self, node):
                    self._add_step(node, step)
        for value in self.parameters.values:
            if value not in self._readers:
                raise ValueError(
                    translate("operations", "{value} does not contribute to the loss").format(value=value)
                )

    def _count_readers(self) -> None:
        """Count, for every value the loss depends on, the operations that read it."""
        self._readers = {LOSS_VALUE: 1}
        for node in reversed(self.nodes):
            if node.output not in self._readers:
                continue
            for value in RULES[node.kind].gradients(node):
                if value not in (X, Y):
                    self._readers[value] = self._readers.get(value, 0) + 1

    def _add_step(self, node: ForwardNode, step: Step) -> None:
        """Add one backward operation, and the sum of the parts where it wrote the last one."""
        value, parts = step.of, self._parts[step.of]
        part = next(p for p in parts if p.via in (None, node.output))
        alone = self.single(value)
        penalty = self.penalized(value) if alone else []
        reads = (*step.reads, value) if penalty else step.reads
        self._add(step.kind, node, BACKWARD, reads, (part,), [*step.calls, *penalty])
        if not alone and len(parts) == self._readers[value]:
            self._accumulate(value, parts)

    def _accumulate(self, value: Value, parts: Sequence[Value]) -> None:
        """Add the parts of a gradient, in the order they were added: the last reader first."""
        d, arrays = value.gradient(), [self.arrays[part] for part in parts]
        learned = value in self.parameters.values
        total = (
            self.parameters.view(self.parameters.gradient, value)
            if learned
            else self.workspace.empty(*arrays[0].shape)
        )
        self.arrays[d], self.axes[d] = total, self.axes[value]
        calls: Calls = [(np.add, (arrays[0], arrays[1], total))]
        calls += [(np.add, (total, array, total)) for array in arrays[2:]]
        penalty = self.penalized(value)
        reads = (*parts, value) if penalty else tuple(parts)
        node = ForwardNode("accumulate", d, tuple(parts))
        self._add("accumulate", node, BACKWARD, reads, (d,), [*calls, *penalty])

    def derive_update(self) -> None:
        """Add the updates of all parameters; the calls of the first one move all of them."""
        spec, p = self.experiment.optimizer, self.parameters
        row = OPTIMIZERS[spec.name]
        calls: Calls = row.bind(
            UpdateRule(
                self.workspace, p.flat, p.gradient, p.vectors, p.count, spec.learning_rate, spec.settings
            )
        )
        for value in p.values:
            reads, writes = update_values(row, value)
            node = ForwardNode("update", value.after, (value, value.gradient()))
            self._add("update", node, UPDATE, reads, writes, calls)
            calls = []


_Descriptions = dict[tuple[str, Value], Description]


def _descriptions_of(e: Experiment) -> _Descriptions:
    """Return what operations of a recipe say of themselves, as far as it is known, to be added to.

    Programs are bound again for every size of batch and every weight that is set by hand; words stay.
    """
    return _descriptions(e.layers, e.loss, e.reduction, e.output_gradient, e.optimizer, e.regularization)


@lru_cache(maxsize=32)
def _descriptions(*recipe: object) -> _Descriptions:
    return {}


def _described(
    known: _Descriptions, e: Experiment, kind: str, node: ForwardNode, value: Value
) -> Description:
    """Return what an operation says of itself, and add it to what is known."""
    key = (kind, value)
    if key not in known:
        known[key] = KINDS[kind].describe(e, node, value)
    return known[key]


def _before_biases(nodes: Sequence[ForwardNode], parameters: Parameters) -> set[Value]:
    """Return the values that are multiplied by ``W|b``: the bias is the weight of a row of ones."""
    found = set()
    for node in nodes:
        if node.kind == "affine" and len(node.inputs) > 2:
            weights, bias = node.inputs[1:3]
            if parameters.block(weights) is parameters.block(bias):
                found.add(node.inputs[0])
    return found - {X}


@lru_cache(maxsize=4)
def operations(e: Experiment) -> tuple[Operation, ...]:
    """Return the operations of a recipe up to the update, bound to arrays nobody uses."""
    graph = Graph(e, Parameters(e), 1)
    graph.derive_backward()
    return tuple(graph.operations)


forget_with_language(_descriptions.cache_clear)
forget_with_language(operations.cache_clear)

"""The loss from the pre-activations of the outputs, and the last two factors of the chain rule at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnviz.core.equations.losses import Terms
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Calls
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.loss import LossOperation, averaging, described
from nnviz.core.operations.rule import OperationKind, Step, unit_of
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import translate


class FusedLoss(LossOperation):
    """C from z, stable for any z. Its inputs are z, the targets, and the activations δ is computed from."""

    name = "fused"

    def reads(self, node: ForwardNode) -> tuple[Value, ...]:
        """Return z and the targets: the activations are read on the way back."""
        return node.inputs[:2]

    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Bind the loss of the batch."""
        row = LOSSES[node.function]
        assert row.fused is not None
        z, y = (binding.arrays[value] for value in node.inputs[:2])
        return row.fused(binding.workspace, z, y, binding.new(node.output, axes=()), binding.scale)

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield δ = (a − y) / m."""
        z, y, a = node.inputs
        dz, w = binding.room(node, z), binding.workspace
        calls: Calls = [(np.subtract, (binding.arrays[a], binding.arrays[y], dz))]
        if binding.scale != 1.0:
            calls.append((np.multiply, (dz, w.constant(binding.scale), dz)))
        yield Step("fused_delta", z, (a, y), calls)

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Name the loss and what it is a mean or sum over."""
        row = LOSSES[node.function]
        return described(e, node, row.fused_equation, row.fused_numpy.format(z=str(node.inputs[0]), y="Y"))

    def terms(self, sheet: ExplainContext) -> Terms:
        """Return how one unit's part of the loss is written."""
        return Terms.of_pre_activations(sheet)


class FusedDelta(OperationKind):
    """δ = a − Y: what is left of the slope of the loss times that of the activation."""

    name, motion = "fused_delta", "back loss"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say which factors cancel."""
        n, (mean, divide) = written.layer, averaging(e)
        s, a = superscript(n), node.inputs[2]
        title, loss = ACTIVATIONS[e.layers[n - 1].activation].title, LOSSES[node.function].title
        return Description(
            symbol=f"δ{s}",
            title=translate("operations", "Layer {number} · loss and {title} combined").format(
                number=n, title=title
            ),
            equation=f"δ{s} = ∂C/∂z{s} = a{s} − Y{mean}",
            numpy=f"{written} = ({a} - Y){divide}",
            why=translate(
                "operations", "The slopes of {loss} and {title} cancel, leaving output minus target."
            ).format(loss=loss, title=title),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the difference."""
        name, left = op.writes[0], matrix_symbol(op.writes[0])
        difference = f"{matrix_symbol(str(op.node.inputs[2]))} - {matrix_symbol('Y')}"
        numbers = f"{sheet.share_number}{sheet.cells(name, '$a-$y')}"
        return f"{left} = {sheet.averaged(difference)}", f"{left} = {numbers} = {sheet.matrix(name)}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the difference of one unit."""
        n, name = op.outputs[0].layer, op.writes[0]
        j = unit_of(selection, n)
        if j is None:
            return []
        difference = f"{entry_symbol(str(op.node.inputs[2]), j, k)} - {entry_symbol('Y', j, k)}"
        numbers = sheet.filled("$a-$y", n, j, k)
        return [
            f"{entry_symbol(name, j, k)} = {sheet.averaged(difference)}",
            f"= {sheet.averaged_number(numbers)}",
            f"= {sheet.number(name, j, k)}",
        ]

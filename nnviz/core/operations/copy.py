"""Values that are passed through unchanged: the pre-activation of a layer without weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol, text_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Calls
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.rule import OperationKind, OperationRule, Step, unit_of
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import translate


class Copy(OperationRule):
    """The same numbers under another name."""

    name, motion = "copy", "carry"

    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Bind a copy."""
        out = binding.like(node.output, node.inputs[0])
        return [(np.copyto, (out, binding.arrays[node.inputs[0]]))]

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield the gradient, unchanged."""
        x, d = node.inputs[0], node.output.gradient()
        if binding.wants(x):
            # A copy and not the same array: a gradient never is another's.
            yield Step("copy_back", x, (d,), [(np.copyto, (binding.room(node, x), binding.arrays[d]))])

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say that nothing changes."""
        n, symbol = node.layer, text_symbol(str(node.output))
        return Description(
            symbol=symbol,
            title=translate("operations", "Layer {number} · pass-through").format(number=n),
            equation=f"{symbol} = {text_symbol(str(node.inputs[0]))}",
            numpy=f"{node.output} = {node.inputs[0]}",
            why=translate(
                "operations", "This layer has no weights: it acts on the activations of the layer before."
            ),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write one matrix and the other."""
        return equal(sheet, str(op.node.output), str(op.node.inputs[0]))

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write one number and the other."""
        return equal_entry(sheet, op.outputs[0], str(op.node.inputs[0]), selection, k)


class CopyBack(OperationKind):
    """The gradient of what was passed through."""

    name, motion = "copy_back", "back carry"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say that the error arrives unchanged."""
        n, after, d = written.layer, node.layer, node.output.gradient()
        s = superscript(n)
        return Description(
            symbol=f"∇a{s}",
            title=translate("operations", "Layer {number} · error from layer {after}").format(
                number=n, after=after
            ),
            equation=f"∇a{s} = {text_symbol(str(d))}",
            numpy=f"{written} = {d}",
            why=translate(
                "operations", "Layer {after} has no weights, so its error is passed back unchanged."
            ).format(after=after),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write one matrix and the other."""
        return equal(sheet, op.writes[0], str(op.node.output.gradient()))

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write one number and the other."""
        return equal_entry(sheet, op.outputs[0], str(op.node.output.gradient()), selection, k)


def equal(sheet: ExplainContext, written: str, read: str) -> tuple[str, str]:
    """Return the equation of two equal values, in symbols and numbers."""
    left = matrix_symbol(written)
    return f"{left} = {matrix_symbol(read)}", f"{left} = {sheet.matrix(read)} = {sheet.matrix(written)}"


def equal_entry(sheet: ExplainContext, written: Value, read: str, selection: Selection, k: int) -> list[str]:
    """Return the equation of one entry of two equal values."""
    j, name = unit_of(selection, written.layer), str(written)
    if j is None:
        return []
    return [f"{entry_symbol(name, j, k)} = {entry_symbol(read, j, k)}", f"= {sheet.number(name, j, k)}"]

"""Gradients of values that several operations read: the parts are added up."""

from __future__ import annotations

from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol, text_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.rule import OperationKind, unit_of
from nnviz.core.text.translate import translate


class Accumulate(OperationKind):
    """The sum of the parts of a gradient, one for each reader; the inputs of its node are the parts."""

    name = "accumulate"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Name the readers."""
        symbol = text_symbol(str(written))
        readers = ", ".join(text_symbol(str(part.via)) for part in node.inputs if part.via is not None)
        penalty = e.regularization
        equation = " + ".join(
            translate("operations", "{symbol} via {via}").format(
                symbol=symbol, via=text_symbol(str(part.via))
            )
            for part in node.inputs
        )
        line = " + ".join(map(str, node.inputs))
        base = written.base
        if base.kind == "W" and penalty.l1:
            equation, line = f"{equation} + λ₁ sign({base})", f"{line} + {penalty.l1!r} * np.sign({base})"
        if base.kind == "W" and penalty.l2:
            equation, line = f"{equation} + λ₂ {base}", f"{line} + {penalty.l2!r} * {base}"
        return Description(
            symbol=symbol,
            title=translate("operations", "Layer {layer} · sum of the parts of a gradient").format(
                layer=written.layer
            ),
            equation=f"{symbol} = {equation}",
            numpy=f"{written} = {line}",
            why=translate(
                "operations",
                "{base} is used more than once ({readers}): by the chain rule for several variables "
                "its gradient is the sum of the gradients from each use.",
            ).format(base=text_symbol(str(base)), readers=readers),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the sum of the parts."""
        left, parts = matrix_symbol(op.writes[0]), [str(part) for part in op.node.inputs]
        symbols = " + ".join(matrix_symbol(part) for part in parts)
        numbers = " + ".join(sheet.matrix(part) for part in parts)
        return f"{left} = {symbols}", f"{left} = {numbers} = {sheet.matrix(op.writes[0])}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the sum for one unit."""
        j, name = unit_of(selection, op.outputs[0].layer), op.writes[0]
        if j is None or not op.outputs[0].per_example:
            return []
        symbols = " + ".join(entry_symbol(str(part), j, k) for part in op.node.inputs)
        numbers = " + ".join(sheet.factor(str(part), j, k) for part in op.node.inputs)
        return [f"{entry_symbol(name, j, k)} = {symbols}", f"= {numbers}", f"= {sheet.number(name, j, k)}"]

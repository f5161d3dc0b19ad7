"""The loss from the outputs, and its gradient by them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from nnviz.core.equations.formula import fill, inline, piece
from nnviz.core.equations.losses import (
    Terms,
    batch_numbers,
    clipped,
    example_numbers,
    example_symbols,
    numeric,
    split,
    symbolic,
)
from nnviz.core.equations.matrices import grid
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Calls
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.operation import LOSS, Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.rule import OperationKind, OperationRule, Step, unit_of
from nnviz.core.text.hidden_number import HIDDEN_TEXT
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

_END_OF_RANGE = QT_TRANSLATE_NOOP(
    "operations", "An output has reached the limit of its range, so the smallest normal number replaces 0."
)


def averaging(e: Experiment) -> tuple[str, str]:
    """Return how the mean over the batch is written behind an equation, and behind a line of NumPy."""
    return ("  · 1/m", " / Y.shape[1]") if e.reduction == "mean" else ("", "")


class LossOperation(OperationRule):
    """C: one number that says how far the outputs are from the targets."""

    name, motion, phase = "loss", "loss", LOSS

    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Bind the loss of the batch; its gradient uses what is left in its scratch arrays."""
        a, y, w = binding.arrays[node.inputs[0]], binding.arrays[node.inputs[1]], binding.workspace
        c, da = binding.new(node.output, axes=()), w.empty(*a.shape)
        calls, gradient = LOSSES[node.function].bind(w, a, y, c, da, binding.scale)
        binding.kept[node] = (da, gradient)
        return calls

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield the gradient by the outputs."""
        da, calls = cast("tuple[object, Calls]", binding.kept[node])
        binding.room(node, node.inputs[0], da)  # type: ignore[arg-type]
        yield Step("loss_gradient", node.inputs[0], node.inputs, calls)

    def gradients(self, node: ForwardNode) -> tuple[Value, ...]:
        """Return the outputs: targets are data."""
        return node.inputs[:1]

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Name the loss and what it is a mean or sum over."""
        row = LOSSES[node.function]
        expression = row.numpy.format(a=str(node.inputs[0]), y="Y")
        return described(e, node, row.equation, expression)

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the loss of the examples, and the mean or sum of them."""
        t = self.terms(sheet)
        return symbolic(sheet, t), numeric(sheet, t)

    def terms(self, sheet: ExplainContext) -> Terms:
        """Return how one unit's part of the loss is written."""
        return Terms.of_outputs(sheet)

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the loss of one example, for an output or the loss itself."""
        output = selection.kind == "unit" and selection.layer == sheet.last
        if not output and selection.kind != "loss":
            return []
        t = self.terms(sheet)
        left, rest = example_symbols(sheet, t, k)
        *shared, (_, numbers) = example_numbers(sheet, t, k, sheet.rows)
        written = [" ".join(line) for line in shared]
        written += [f"{left} {rest}", *split(numbers)]
        if sheet.frame.batch > 1:
            start = rf"{piece('C', 'C')} = {sheet.share}"
            written += [
                rf"{start} \sum_{{n=1}}^{{m}} C_{{n}}",
                *split(f"= {batch_numbers(sheet, t, sheet.columns)}"),
            ]
        return written

    def code(self, sheet: ExplainContext, op: Operation) -> str:
        """Return the line, with the guard where a logarithm stops."""
        return _guarded(sheet, op, sheet.loss.numpy, sheet.loss.guarded_numpy)

    def note(self, sheet: ExplainContext, op: Operation) -> str:
        """Say where a logarithm stops."""
        return translate("operations", _END_OF_RANGE) if clipped(sheet) else ""


def described(e: Experiment, node: ForwardNode, equation: str, expression: str) -> Description:
    """Return the description of a loss of either form."""
    row = LOSSES[node.function]
    if e.reduction == "mean":
        over = translate("operations", "mean over the batch")
        why = translate(
            "operations",
            "The loss measures how far the outputs are from the targets: the mean over the batch of the "
            "losses of the examples.",
        )
    else:
        over = translate("operations", "sum over the batch")
        why = translate(
            "operations",
            "The loss measures how far the outputs are from the targets: the sum over the batch of the "
            "losses of the examples.",
        )
    return Description(
        symbol="C",
        title=translate("operations", "Loss · {loss}").format(loss=row.title),
        equation=f"C = {equation},  {over}",
        numpy=f"C = {expression}{averaging(e)[1]}",
        why=why,
    )


def _guarded(sheet: ExplainContext, op: Operation, plain: str, guarded: str) -> str:
    code = op.numpy
    if clipped(sheet):
        names = {"a": str(op.node.inputs[0]), "y": "Y"}
        code = code.replace(plain.format(**names), guarded.format(**names))
    return code


class LossGradient(OperationKind):
    """∇a of the outputs: the first factor of the chain rule."""

    name, motion = "loss_gradient", "back loss"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say how the loss changes with each output."""
        row, n, (mean, divide) = LOSSES[node.function], written.layer, averaging(e)
        s, a = superscript(n), str(node.inputs[0])
        return Description(
            symbol=f"∇a{s}",
            title=translate("operations", "Layer {number} · gradient of the loss").format(number=n),
            equation=f"∇a{s} = ∂C/∂a{s} = {row.gradient_equation}{mean}",
            numpy=f"{written} = {row.gradient_numpy.format(a=a, y='Y')}{divide}",
            why=translate(
                "operations",
                "The first factor of the chain rule: how the loss changes with each output, shared among the "
                "m examples of the batch.",
            )
            if mean
            else translate(
                "operations", "The first factor of the chain rule: how the loss changes with each output."
            ),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the derivative of the loss."""
        n, name, a = op.outputs[0].layer, op.writes[0], str(op.node.inputs[0])
        left, row = matrix_symbol(name), sheet.loss

        def entry(letter: str) -> str:
            above = f"^{{{n}}}" if letter == "a" else ""
            return piece(f"{letter}{above}_{{k}}", a if letter == "a" else "Y")

        derivative = fill(row.gradient_latex, entry)
        if row.gradient_latex == "$a-$y":
            difference = f"{matrix_symbol(a)} - {matrix_symbol('Y')}"
            symbols = f"{left} = {sheet.averaged(difference)}"
        else:
            whole = rf"\left({left}\right)_{{k}}"
            sign, size = ("-", derivative[1:]) if derivative.startswith("-") else ("", derivative)
            symbols = rf"{whole} = {sign}{sheet.share}\,{size}" if sheet.mean else f"{whole} = {derivative}"

        def cell(i: int, k: int) -> str:
            return sheet.filled(inline(loss_case(sheet, n, i, k)), n, i, k)

        cells = grid(cell, sheet.units(name), sheet.examples(name))
        return symbols, f"{left} = {sheet.share_number}{cells} = {sheet.matrix(name)}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the derivative by one output."""
        n, name, a = op.outputs[0].layer, op.writes[0], str(op.node.inputs[0])
        i = unit_of(selection, n)
        if i is None:
            return []
        symbols = fill(sheet.loss.gradient_latex, lambda s: entry_symbol("Y" if s == "y" else a, i, k))
        numbers = sheet.filled(loss_case(sheet, n, i, k), n, i, k)
        symbols, numbers = sheet.averaged(symbols), sheet.averaged_number(numbers)
        return [f"{entry_symbol(name, i, k)} = {symbols}", f"= {numbers}", f"= {sheet.number(name, i, k)}"]

    def code(self, sheet: ExplainContext, op: Operation) -> str:
        """Return the line, with the guard where a quotient stops."""
        return _guarded(sheet, op, sheet.loss.gradient_numpy, sheet.loss.guarded_gradient_numpy)

    def note(self, sheet: ExplainContext, op: Operation) -> str:
        """Say where a quotient stops."""
        return translate("operations", _END_OF_RANGE) if clipped(sheet) else ""


def loss_case(sheet: ExplainContext, n: int, row: int, column: int) -> str:
    """Return the template of the derivative of the loss that holds for one unit and example."""
    cases = sheet.loss.gradient_cases
    if f"da{n}" in sheet.frame.hidden and cases is not None:
        # Which case holds would tell the result.
        return HIDDEN_TEXT
    if cases is None:
        end = clipped(sheet, slice(column, column + 1))
        return sheet.loss.guarded_gradient_latex if end else sheet.loss.gradient_latex
    return cases[0 if sheet.at(f"da{n}", row, column) else 1]

"""Activations that act on every unit by itself: a = f(z), and δ = ∇a ⊙ f′(z)."""

from __future__ import annotations

from collections.abc import Iterator

from nnviz.core.equations.formula import fill, lines, piece
from nnviz.core.equations.sheet import ExplainContext, generic
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.activations import ACTIVATIONS, Activation, through
from nnviz.core.functions.buffers import Calls
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.rule import OperationKind, OperationRule, Step, unit_of
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import translate


def slope_reads(node: ForwardNode, row: Activation) -> tuple[Value, ...]:
    """Return what the way back through an activation reads: its gradient, then z or a."""
    values = {"z": node.inputs[0], "a": node.output}
    return node.output.gradient(), *(values[letter] for letter in row.slope_reads)


def backward(binding: Binding, node: ForwardNode, kind: str) -> Iterator[Step]:
    """Yield the way back through a row of the table of activations."""
    z, a = node.inputs[0], node.output
    if binding.wants(z):
        row, arrays = ACTIVATIONS[node.function], binding.arrays
        da, dz = binding.gradient(a), binding.room(node, z)
        calls = through(binding.workspace, row, arrays[z], arrays[a], da, dz)
        yield Step(kind, z, slope_reads(node, row), calls)


class Elementwise(OperationRule):
    """a = f(z), the same function for every unit."""

    name, motion = "activation", "bend"

    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Bind the calls of the row."""
        a = binding.like(node.output, node.inputs[0])
        return ACTIVATIONS[node.function].forward(binding.workspace, binding.arrays[node.inputs[0]], a)

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield δ."""
        yield from backward(binding, node, "delta")

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Name the function."""
        row, n = ACTIVATIONS[node.function], node.layer
        s = superscript(n)
        why = translate("operations", "Every unit passes its own pre-activation through {title}.").format(
            title=row.title
        )
        if row.slope is None:
            why = translate("operations", "The identity changes nothing: a is z.")
        formula = f"{row.name}(z{s})" if row.slope is not None else f"z{s}"
        return Description(
            symbol=f"a{s}",
            title=translate("operations", "Layer {number} · {title}").format(number=n, title=row.title),
            equation=f"a{s} = {formula},  {row.name}(z) = {row.equation}",
            numpy=f"{node.output} = " + row.numpy.format(z=str(node.inputs[0])),
            why=why,
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the function of a matrix, with its definition."""
        row, z, name = ACTIVATIONS[op.node.function], str(op.node.inputs[0]), str(op.node.output)
        a, result = matrix_symbol(name), sheet.matrix(name)
        if not row.function:
            return f"{a} = {matrix_symbol(z)}", f"{a} = {sheet.matrix(z)} = {result}"
        argument = rf"{row.function}({matrix_symbol(z)})"
        definition = (f"{row.function}({piece('z', z)})", "= " + generic(row.latex, z=z))
        return lines((a, f"= {argument}"), definition), f"{a} = {row.function}{sheet.matrix(z)} = {result}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the function of one number."""
        n, j = op.node.layer, unit_of(selection, op.node.layer)
        if j is None:
            return []
        row, z, a = ACTIVATIONS[op.node.function], str(op.node.inputs[0]), str(op.node.output)
        left, symbol, result = entry_symbol(a, j, k), entry_symbol(z, j, k), sheet.number(a, j, k)
        if not row.function:
            return [f"{left} = {symbol}", f"= {result}"]
        definition = fill(row.latex, lambda _: symbol)
        if "cases" in row.latex:
            numbers = f"{row.function}({sheet.number(z, j, k)})"
        else:
            numbers = sheet.filled(row.latex, n, j, k)
        return [f"{left} = {row.function}({symbol}) = {definition}", f"= {numbers}", f"= {result}"]


class ActivationDelta(OperationKind):
    """δ = ∇a ⊙ f′(z): the error scaled by the slope."""

    name, motion = "delta", "back bend"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say what the slope does to the error."""
        row, n = ACTIVATIONS[node.function], node.layer
        s, da, z, a = superscript(n), node.output.gradient(), node.inputs[0], node.output
        symbol, title = (
            f"δ{s}",
            translate("operations", "Layer {number} · through {title}").format(number=n, title=row.title),
        )
        if row.slope is None:
            return Description(
                symbol=symbol,
                title=title,
                equation=f"δ{s} = ∇a{s}",
                numpy=f"{written} = {da}",
                why=translate("operations", "The slope of the identity is 1: nothing changes."),
            )
        return Description(
            symbol=symbol,
            title=title,
            equation=f"δ{s} = ∇a{s} ⊙ {row.name}′(z{s}),  {row.name}′(z) = {row.slope_equation}",
            numpy=f"{written} = {da} * ({row.slope_numpy.format(z=str(z), a=str(a))})",
            why=translate(
                "operations",
                "The gradient is multiplied by the slope of {title} at z{text}: the steeper the "
                "slope, the larger the share of the error.",
            ).format(title=row.title, text=s),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the product with the slopes, with their formula."""
        n, (z, a) = op.node.layer, (str(op.node.inputs[0]), str(op.node.output))
        row, left, da = ACTIVATIONS[op.node.function], matrix_symbol(op.writes[0]), f"d{a}"
        result = sheet.matrix(op.writes[0])
        if row.slope is None:
            return f"{left} = {matrix_symbol(da)}", f"{left} = {sheet.matrix(da)} = {result}"
        read = row.slope_reads[0]
        names = {"z": z, "a": a}
        letter = piece("z", z) if read == "z" else "z"
        definition = [(f"{row.function}'({letter})", "= " + generic(row.slope_latex, **{read: names[read]}))]
        if row.slope_where:
            where, _, value = row.slope_where.partition("=")
            definition.append((where, "= " + generic(value, **{read: names[read]})))
        argument = matrix_symbol(z) if read == "z" else f"z^{{{n}}}"
        symbolic = lines((left, rf"= {matrix_symbol(da)} \odot {row.function}'({argument})"), *definition)
        slopes = sheet.cells(a, row.slope_latex) if _short(sheet, row) else sheet.slopes(n)
        return symbolic, rf"{left} = {sheet.matrix(da)} \odot {slopes} = {result}"

    def steps(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write it without the formula of the slope."""
        row, z, da = ACTIVATIONS[op.node.function], str(op.node.inputs[0]), f"d{op.node.output}"
        through_ = matrix_symbol(da)
        if row.slope is not None:
            argument = piece(f"z^{{{op.node.layer}}}", z)
            through_ = rf"{through_} \odot {row.function}'({argument})"
        return f"{matrix_symbol(op.writes[0])} = {through_}", self.latex(sheet, op)[1]

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write δ of one unit."""
        n, j = op.node.layer, unit_of(selection, op.node.layer)
        if j is None:
            return []
        row, dz, da, z = ACTIVATIONS[op.node.function], op.writes[0], f"d{op.node.output}", f"z{n}"
        left, result = entry_symbol(dz, j, k), sheet.number(dz, j, k)
        gradient = entry_symbol(da, j, k)
        if row.slope is None:
            return [f"{left} = {gradient}", f"= {result}"]
        symbol = entry_symbol(z, j, k)
        names = {"z": symbol, "a": entry_symbol(f"a{n}", j, k)}
        steep = fill(row.slope_latex, lambda letter: names.get(letter, letter))
        slope = rf"{row.function}'({symbol})"
        if "cases" in row.slope_latex or row.slope_where:
            first, number = rf"{left} = {gradient}\,{slope}", sheet.slope_number(n, j, k)
        else:
            sum_ = r"\," not in row.slope_latex and not row.slope_latex.startswith(r"\frac")
            around = r"\left(%s\right)" if sum_ else "%s"
            first = rf"{left} = {gradient}\,{slope} = {gradient} \cdot {around % steep}"
            number = around % sheet.filled(row.slope_latex, n, j, k)
        return [first, rf"= {sheet.factor(da, j, k)} \cdot {number}", f"= {result}"]


def _short(sheet: ExplainContext, row: Activation) -> bool:
    """Whether the slope is short enough to be written out in every cell."""
    return "a" in row.slope_reads and "cases" not in row.slope_latex and sheet.example is not None

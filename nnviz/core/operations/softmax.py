"""Softmax: activations in which every unit depends on all, and δ = Jᵀ ∇a."""

from __future__ import annotations

from collections.abc import Iterator

from nnviz.core.equations.formula import lines, piece
from nnviz.core.equations.losses import power
from nnviz.core.equations.matrices import grid, shown, total
from nnviz.core.equations.sheet import ExplainContext, generic
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.network.operation import Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.activation import Elementwise, backward
from nnviz.core.operations.affine import products
from nnviz.core.operations.binding import Binding
from nnviz.core.operations.rule import OperationKind, Step, unit_of
from nnviz.core.text.scripts import superscript
from nnviz.core.text.translate import translate


class Softmax(Elementwise):
    """a = softmax(z): the units of an example share one."""

    name, motion = "softmax", "mix"

    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield δ through the Jacobian."""
        yield from backward(binding, node, "softmax_delta")

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Say that every output depends on all inputs."""
        row, n = ACTIVATIONS[node.function], node.layer
        s = superscript(n)
        return Description(
            symbol=f"a{s}",
            title=translate("operations", "Layer {number} · {title}").format(number=n, title=row.title),
            equation=f"a{s} = {row.name}(z{s}),  {row.name}(z) = {row.equation}",
            numpy=f"{node.output} = " + row.numpy.format(z=str(node.inputs[0])),
            why=translate(
                "operations", "The activations sum to 1: each depends on the pre-activations of all units."
            ),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the powers of one example divided by their sum."""
        row, z, name = ACTIVATIONS[op.node.function], str(op.node.inputs[0]), str(op.node.output)
        a, result = matrix_symbol(name), sheet.matrix(name)
        argument = rf"{row.function}({matrix_symbol(z)})"
        symbolic = lines((a, f"= {argument}"), (piece("a", name) + "_{k}", "= " + generic(row.latex, z=z)))
        if sheet.example is None:
            return symbolic, f"{a} = {row.function}{sheet.matrix(z)} = {result}"
        return symbolic, f"{a} = {_shares(sheet, z)} = {result}"

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write the share of one unit."""
        j, z, a = unit_of(selection, op.node.layer), str(op.node.inputs[0]), str(op.node.output)
        if j is None:
            return []
        count, symbol = sheet.frame.values[z].shape[0], entry_symbol(z, j, k)
        below = total(lambda i: f"e^{{{entry_symbol(z, i, k)}}}", count, sheet.rows, j)
        numbers = total(lambda i: power(sheet, z, i, k), count, sheet.rows, j)
        return [
            rf"{entry_symbol(a, j, k)} = \frac{{e^{{{symbol}}}}}{{{below}}}",
            rf"= \frac{{{power(sheet, z, j, k)}}}{{{numbers}}}",
            f"= {sheet.number(a, j, k)}",
        ]


class SoftmaxDelta(OperationKind):
    """δ = Jᵀ ∇a: every δ gathers the gradient of all outputs."""

    name, motion = "softmax_delta", "back mix"

    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Name the Jacobian."""
        row, n = ACTIVATIONS[node.function], node.layer
        s, a, da = superscript(n), node.output, node.output.gradient()
        return Description(
            symbol=f"δ{s}",
            title=translate("operations", "Layer {number} · through {title}").format(
                number=n, title=row.title
            ),
            equation=f"δ{s} = J(a{s})ᵀ ∇a{s},  {row.slope_equation.replace('J with ', '')}",
            numpy=f"{written} = {a} * ({da} - np.sum({a} * {da}, axis=0))",
            why=translate(
                "operations",
                "Every output depends on every pre-activation: each δ sums contributions from all outputs.",
            ),
        )

    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write the Jacobian and its product with ∇a, or the same for all examples."""
        row, a = ACTIVATIONS[op.node.function], str(op.node.output)
        left, da, result = matrix_symbol(op.writes[0]), f"d{a}", sheet.matrix(op.writes[0])
        symbolic = lines(
            (left, rf"= J^{{\top}}\,{matrix_symbol(da)}"), ("J_{kj}", "= " + generic(row.slope_latex, a=a))
        )
        k = sheet.example
        if k is None:
            # For many examples there are as many Jacobians; J^T v = a ⊙ (v − Σ a v) holds for each column.
            sums_ = (sheet.frame.values[a] * sheet.frame.values[da]).sum(axis=0)
            sums = grid(lambda _, e: sheet.numerals.number(float(sums_[e])), [0], sheet.examples(a))
            numbers = rf"{sheet.matrix(a)} \odot \left({sheet.matrix(da)} - {sums}\right)"
            return symbolic, f"{left} = {numbers} = {result}"
        jacobian = jacobian_numbers(sheet, op.node.layer, k, sheet.rows, True)
        return symbolic, rf"{left} = {jacobian}^{{\top}}\,{sheet.matrix(da)} = {result}"

    def steps(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Write it without the entries of the Jacobian."""
        gradient = matrix_symbol(f"d{op.node.output}")
        return rf"{matrix_symbol(op.writes[0])} = J^{{\top}}\,{gradient}", self.latex(sheet, op)[1]

    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Write δ of one unit."""
        j, a = unit_of(selection, op.node.layer), str(op.node.output)
        if j is None:
            return []
        da, dz = f"d{a}", op.writes[0]
        symbols, numbers = products(
            sheet, lambda i: (a, i, k), lambda i: (da, i, k), sheet.frame.values[a].shape[0], j
        )
        first, second = entry_symbol(a, j, k), entry_symbol(da, j, k)
        return [
            rf"{entry_symbol(dz, j, k)} = {first}\,\left({second} - \left({symbols}\right)\right)",
            rf"= {sheet.factor(a, j, k)} \cdot "
            rf"\left({sheet.factor(da, j, k)} - \left({numbers}\right)\right)",
            f"= {sheet.number(dz, j, k)}",
        ]


def _shares(sheet: ExplainContext, name: str) -> str:
    """Return the softmax of one example: the powers, divided by their sum."""
    k = sheet.example or 0
    units = sheet.frame.values[name].shape[0]
    powers = grid(lambda i, _: power(sheet, name, i, k), shown(units, sheet.rows), [k])
    below = total(lambda i: power(sheet, name, i, k), units, sheet.rows)
    return rf"\frac{{1}}{{{below}}}\,{powers}"


def jacobian_entry(sheet: ExplainContext, n: int, row: int, column: int, k: int) -> float:
    """Return ∂a_row/∂z_column of a softmax layer for example `k`."""
    a = sheet.frame.values[f"a{n}"][:, k]
    return float(a[row] * ((row == column) - a[column]))


def jacobian_numbers(sheet: ExplainContext, n: int, k: int, limit: int, by_column: bool = False) -> str:
    """Return the Jacobian of a softmax layer for one example, each entry marked as coming from a unit's a.

    That is the unit of its row, or with `by_column` that of its column, where the matrix is transposed:
    δ of a unit uses a column of J.
    """
    units = sheet.frame.values[f"a{n}"].shape[0]
    places = shown(units, limit)

    def cell(i: int, j: int) -> str:
        number = sheet.numerals.number(jacobian_entry(sheet, n, i, j, k))
        return piece(number, f"a{n}", j if by_column else i, k, exact=False)

    return grid(cell, places, places)

"""Weighted sums and activations, as matrices."""

from __future__ import annotations

from nnviz.core.explain.formula import lines, piece
from nnviz.core.explain.matrices import grid, shown, total
from nnviz.core.explain.sheet import ExplainContext, generic
from nnviz.core.explain.symbols import matrix_symbol


def weighted_sum(sheet: ExplainContext, n: int) -> tuple[str, str]:
    """Return z of layer `n`: the equation and its numbers."""
    z, before = matrix_symbol(f"z{n}"), sheet.before(n)
    if not sheet.has_weights(n):
        return f"{z} = {matrix_symbol(before)}", f"{z} = {sheet.matrix(before)} = {sheet.matrix(f'z{n}')}"
    symbols = [matrix_symbol(name) for name in (f"W{n}", before, f"b{n}")]
    numbers = [sheet.matrix(name) for name in (f"W{n}", before, f"b{n}")]
    return (
        rf"{z} = {symbols[0]}\,{symbols[1]} + {symbols[2]}",
        rf"{z} = {numbers[0]}\,{numbers[1]} + {numbers[2]} = {sheet.matrix(f'z{n}')}",
    )


def activation(sheet: ExplainContext, n: int) -> tuple[str, str]:
    """Return a of layer `n`: the equation with the definition of the function, and its numbers."""
    row, a, z = sheet.activation(n), matrix_symbol(f"a{n}"), f"z{n}"
    result = sheet.matrix(f"a{n}")
    if not row.function:
        return f"{a} = {matrix_symbol(z)}", f"{a} = {sheet.matrix(z)} = {result}"
    argument = rf"{row.function}({matrix_symbol(z)})"
    if row.elementwise:
        definition = (f"{row.function}({piece('z', z)})", "= " + generic(row.latex, z=z))
        return lines((a, f"= {argument}"), definition), f"{a} = {row.function}{sheet.matrix(z)} = {result}"
    symbolic = lines((a, f"= {argument}"), (piece("a", f"a{n}") + "_{k}", "= " + generic(row.latex, z=z)))
    if sheet.example is None:
        return symbolic, f"{a} = {row.function}{sheet.matrix(z)} = {result}"
    return symbolic, f"{a} = {_shares(sheet, n)} = {result}"


def power(sheet: ExplainContext, name: str, row: int, column: int) -> str:
    """Return e to the power of an entry."""
    return f"e^{{{sheet.number(name, row, column)}}}"


def _shares(sheet: ExplainContext, n: int) -> str:
    """Return the softmax of one example: the powers, divided by their sum."""
    k, name = sheet.example or 0, f"z{n}"
    units = sheet.frame.values[name].shape[0]
    powers = grid(lambda i, _: power(sheet, name, i, k), shown(units, sheet.rows), [k])
    below = total(lambda i: power(sheet, name, i, k), units, sheet.rows)
    return rf"\frac{{1}}{{{below}}}\,{powers}"

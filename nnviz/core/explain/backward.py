"""Gradients of the loss, δ, gradients of the parameters, the way back to the layer before: as matrices."""

from __future__ import annotations

from nnviz.core.explain.formula import fill, inline, lines, piece
from nnviz.core.explain.loss import clipped
from nnviz.core.explain.matrices import grid, shown
from nnviz.core.explain.sheet import ExplainContext, generic
from nnviz.core.explain.symbols import matrix_symbol


def loss_gradient(sheet: ExplainContext, n: int) -> tuple[str, str]:
    """Return ∇a of the last layer."""
    left, row = matrix_symbol(f"da{n}"), sheet.loss

    def entry(letter: str) -> str:
        above = f"^{{{n}}}" if letter == "a" else ""
        return piece(f"{letter}{above}_{{k}}", f"a{n}" if letter == "a" else "Y")

    derivative = fill(row.gradient_latex, entry)
    if row.gradient_latex == "$a-$y":
        difference = f"{matrix_symbol(f'a{n}')} - {matrix_symbol('Y')}"
        symbolic = f"{left} = {sheet.averaged(difference)}"
    else:
        whole = rf"\left({left}\right)_{{k}}"
        sign, size = ("-", derivative[1:]) if derivative.startswith("-") else ("", derivative)
        symbolic = rf"{whole} = {sign}{sheet.share}\,{size}" if sheet.mean else f"{whole} = {derivative}"
    result = sheet.matrix(f"da{n}")
    return symbolic, f"{left} = {sheet.share_number}{_gradient_cells(sheet, n)} = {result}"


def _gradient_cells(sheet: ExplainContext, n: int) -> str:
    def cell(i: int, k: int) -> str:
        return sheet.filled(inline(loss_case(sheet, n, i, k)), n, i, k)

    return grid(cell, sheet.units(f"da{n}"), sheet.examples(f"da{n}"))


def loss_case(sheet: ExplainContext, n: int, row: int, column: int) -> str:
    """Return the template of the derivative of the loss that holds for one unit and example."""
    cases = sheet.loss.gradient_cases
    if cases is None:
        end = clipped(sheet, slice(column, column + 1))
        return sheet.loss.guarded_gradient_latex if end else sheet.loss.gradient_latex
    return cases[0 if sheet.at(f"da{n}", row, column) else 1]


def fused_delta(sheet: ExplainContext, n: int) -> tuple[str, str]:
    """Return δ of the last layer where loss and activation are taken together."""
    left = matrix_symbol(f"dz{n}")
    difference = f"{matrix_symbol(f'a{n}')} - {matrix_symbol('Y')}"
    numbers = f"{sheet.share_number}{sheet.cells(f'dz{n}', '$a-$y')}"
    return f"{left} = {sheet.averaged(difference)}", f"{left} = {numbers} = {sheet.matrix(f'dz{n}')}"


def expressible(sheet: ExplainContext, n: int) -> bool:
    """Whether the slope of a layer's activation is short enough to be written out in every cell."""
    row = sheet.activation(n)
    return "a" in row.slope_reads and "cases" not in row.slope_latex and sheet.example is not None


def delta(sheet: ExplainContext, n: int) -> tuple[str, str]:
    """Return δ of layer `n`: the gradient taken through its activation."""
    row, left, da = sheet.activation(n), matrix_symbol(f"dz{n}"), f"da{n}"
    result = sheet.matrix(f"dz{n}")
    if not row.elementwise:
        symbolic = lines(
            (left, rf"= J^{{\top}}\,{matrix_symbol(da)}"),
            ("J_{kj}", "= " + generic(row.slope_latex, a=f"a{n}")),
        )
        return symbolic, _softmax_delta(sheet, n)
    if row.slope is None:
        return f"{left} = {matrix_symbol(da)}", f"{left} = {sheet.matrix(da)} = {result}"
    read = row.slope_reads[0]
    argument = matrix_symbol(f"z{n}") if read == "z" else f"z^{{{n}}}"
    letter = piece("z", f"z{n}") if read == "z" else "z"
    definition = [(f"{row.function}'({letter})", "= " + generic(row.slope_latex, **{read: f"{read}{n}"}))]
    if row.slope_where:
        where, _, value = row.slope_where.partition("=")
        definition.append((where, "= " + generic(value, **{read: f"{read}{n}"})))
    symbolic = lines((left, rf"= {matrix_symbol(da)} \odot {row.function}'({argument})"), *definition)
    slopes = sheet.cells(f"a{n}", row.slope_latex) if expressible(sheet, n) else sheet.slopes(n)
    return symbolic, rf"{left} = {sheet.matrix(da)} \odot {slopes} = {result}"


def _softmax_delta(sheet: ExplainContext, n: int) -> str:
    """Return δ through a softmax with its numbers: the Jacobian times ∇a, or the same for all examples."""
    left, a, da = matrix_symbol(f"dz{n}"), f"a{n}", f"da{n}"
    result = sheet.matrix(f"dz{n}")
    k = sheet.example
    if k is None:
        # For many examples there are as many Jacobians; J^T v = a ⊙ (v − Σ a v) holds for each column.
        products = (sheet.frame.values[a] * sheet.frame.values[da]).sum(axis=0)
        sums = grid(lambda _, e: sheet.numerals.number(float(products[e])), [0], sheet.examples(a))
        return rf"{left} = {sheet.matrix(a)} \odot \left({sheet.matrix(da)} - {sums}\right) = {result}"
    turned = rf"{jacobian_numbers(sheet, n, k, sheet.rows, True)}^{{\top}}"
    return rf"{left} = {turned}\,{sheet.matrix(da)} = {result}"


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


def weight_gradient(sheet: ExplainContext, n: int) -> tuple[str, str]:
    """Return dW of layer `n`, with its penalty."""
    left, before, penalty = matrix_symbol(f"dW{n}"), sheet.before(n), sheet.frame.experiment.regularization
    dz, weights, inputs = f"dz{n}", f"W{n}", matrix_symbol(before)
    inputs = rf"{inputs}^{{\top}}" if n == 1 else rf"\left({inputs}\right)^{{\top}}"
    symbolic = rf"{left} = {matrix_symbol(dz)}\,{inputs}"
    if sheet.example is None or sheet.frame.batch == 1:
        product = rf"{_all(sheet, dz)}\,{_all(sheet, before, transposed=True)}"
    else:
        product = " + ".join(
            r"\cdots" if k is None else rf"{_column(sheet, dz, k)}\,{_row(sheet, before, k)}"
            for k in sheet.summands()
        )
    numbers = f"{left} = {product}"
    if penalty.l1:
        symbolic += rf" + \lambda_1 \operatorname{{sign}}({matrix_symbol(weights)})"
        numbers += rf" + {sheet.numerals.setting(penalty.l1)}\,\operatorname{{sign}}{sheet.matrix(weights)}"
    if penalty.l2:
        symbolic += rf" + \lambda_2\,{matrix_symbol(weights)}"
        numbers += rf" + {sheet.numerals.setting(penalty.l2)}\,{sheet.matrix(weights)}"
    return symbolic, f"{numbers} = {sheet.matrix(f'dW{n}')}"


def _all(sheet: ExplainContext, name: str, transposed: bool = False) -> str:
    """Return a value for all examples: a gradient of parameters sums over the batch."""
    return sheet.matrix(name, whole=True, transposed=transposed)


def _column(sheet: ExplainContext, name: str, k: int) -> str:
    """Return the column of a value that belongs to one example."""
    return grid(lambda i, j: sheet.number(name, i, j), sheet.units(name), [k])


def _row(sheet: ExplainContext, name: str, k: int) -> str:
    """Return the column of a value that belongs to one example, as a row."""
    return grid(lambda j, i: sheet.number(name, i, j), [k], sheet.units(name))


def bias_gradient(sheet: ExplainContext, n: int) -> tuple[str, str]:
    """Return db of layer `n`: the columns of δ added up."""
    left, name = matrix_symbol(f"db{n}"), f"dz{n}"
    columns = [
        r"\cdots" if k is None else _column(sheet, name, k)
        for k in sheet.summands()
    ]
    column = rf"\delta^{{{n}}}_{{n}}"
    symbolic = rf"{left} = \sum_{{n=1}}^{{m}} {piece(column, name)}"
    return symbolic, f"{left} = {' + '.join(columns)} = {sheet.matrix(f'db{n}')}"


def pass_back(sheet: ExplainContext, n: int) -> tuple[str, str]:
    """Return ∇a of layer `n` from the layer after it."""
    left, after, result = matrix_symbol(f"da{n}"), f"dz{n + 1}", sheet.matrix(f"da{n}")
    if not sheet.has_weights(n + 1):
        return f"{left} = {matrix_symbol(after)}", f"{left} = {sheet.matrix(after)} = {result}"
    weights = f"W{n + 1}"
    return (
        rf"{left} = \left({matrix_symbol(weights)}\right)^{{\top}}\,{matrix_symbol(after)}",
        rf"{left} = {sheet.matrix(weights, transposed=True)}\,{sheet.matrix(after)} = {result}",
    )

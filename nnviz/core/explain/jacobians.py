"""δ of a softmax layer: the whole Jacobian, its product with ∇a, what cross-entropy leaves of it."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.formula import Formula, formula, piece
from nnviz.core.equations.matrices import grid, shown
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import matrix_symbol
from nnviz.core.explain.scalars import TERMS
from nnviz.core.functions.losses import loss_gradient
from nnviz.core.operations.softmax import jacobian_numbers


@np.errstate(all="ignore")
def jacobian(frame: Frame, example: int, digits: int = 3, terms: int = TERMS) -> tuple[Formula, ...]:
    r"""Return how δ of a softmax layer comes about for one example.

    The Jacobian in symbols, with the activations in it, and as numbers; its product with ∇a; and for
    cross-entropy or log-likelihood what this collapses to: :math:`a \sum_k y_k - y`, which is a − y for
    targets that add up to 1. A formula that begins with ``=`` goes on with the one before it.

    Returns
    -------
    tuple of Formula
        Empty if the operation that ran last is not δ of a softmax layer.

    Raises
    ------
    ValueError
        If `example` or `digits` is out of range.
    """
    sheet = ExplainContext(frame, example, LatexNumbers(digits), terms, terms)
    if frame.operation is None:
        return ()
    written = frame.operation.outputs[0]
    n = written.layer
    if not written.is_gradient or written.base.kind != "z" or sheet.activation(n).elementwise:
        return ()
    found = [*_matrix(sheet, n, example), *_product(sheet, n, example)]
    if n == sheet.last and sheet.loss.fused_with == "softmax":
        found += _collapse(sheet, n, example)
    return tuple(formula(line) for line in found)


def _matrix(sheet: ExplainContext, n: int, k: int) -> list[str]:
    name = f"a{n}"
    places = shown(sheet.frame.values[name].shape[0], sheet.rows)

    def symbols(i: int, j: int) -> str:
        first, second = (piece(f"a_{{{unit + 1}}}", name, unit, k) for unit in (i, j))
        return rf"{first}\,(1-{second})" if i == j else rf"-{first}\,{second}"

    def numbers(i: int, j: int) -> str:
        first, second = (sheet.factor(name, unit, k) for unit in (i, j))
        return rf"{first} \cdot (1-{second})" if i == j else rf"-{first} \cdot {second}"

    return [
        rf"J = \frac{{\partial a^{{{n}}}}}{{\partial z^{{{n}}}}} = {grid(symbols, places, places)}",
        f"= {grid(numbers, places, places)}",
        f"= {jacobian_numbers(sheet, n, k, sheet.rows)}",
    ]


def _product(sheet: ExplainContext, n: int, k: int) -> list[str]:
    da = f"da{n}"
    if da in sheet.frame.values:
        symbol, gradient = matrix_symbol(da), sheet.matrix(da)
    else:
        # The fused form goes without ∇a; it is what the chain rule would have multiplied by.
        values = sheet.frame.values
        a, y = values[f"a{n}"][:, k : k + 1], values["Y"][:, k : k + 1]
        numbers = loss_gradient(sheet.loss, np.asarray(a), np.asarray(y), "sum")
        if sheet.mean:
            numbers = numbers / sheet.frame.batch

        def cell(i: int, _: int) -> str:
            return piece(sheet.numerals.number(float(numbers[i, 0])), f"a{n}", i, k, exact=False)

        symbol, gradient = rf"\nabla_{{a^{{{n}}}}} C", grid(cell, sheet.units(f"a{n}"), [k])
    return [
        rf"{matrix_symbol(f'dz{n}')} = J^{{\top}}\,{symbol}",
        rf"= {jacobian_numbers(sheet, n, k, sheet.rows, True)}^{{\top}}\,{gradient}",
        f"= {sheet.matrix(f'dz{n}')}",
    ]


def _collapse(sheet: ExplainContext, n: int, k: int) -> list[str]:
    a, y, total = matrix_symbol(f"a{n}"), matrix_symbol("Y"), float(sheet.frame.values["Y"][:, k].sum())
    index = rf"{piece('a_{j}', f'a{n}')}\,\sum_{{k}} {piece('y_{k}', 'Y')} - {piece('y_{j}', 'Y')}"
    term = r"\sum_{k} -\frac{y_{k}}{a_{k}}\,a_{k}\,(\delta_{kj}-a_{j})"
    delta = piece(r"\delta_{j}", f"dz{n}")
    written = [rf"{delta} = {sheet.share} {term} = {sheet.averaged(index)}"]
    if abs(total - 1) < 1e-12:
        difference = f"{a} - {y}"
        cells = sheet.cells(f"dz{n}", "$a-$y")
    else:
        difference = rf"{a}\,\sum_{{k}} y_{{k}} - {y}"
        cells = sheet.cells(f"dz{n}", rf"$a\,{sheet.numerals.number(total)}-$y")
    return [
        *written,
        f"{matrix_symbol(f'dz{n}')} = {sheet.averaged(difference)}",
        f"= {sheet.share_number}{cells}",
        f"= {sheet.matrix(f'dz{n}')}",
    ]

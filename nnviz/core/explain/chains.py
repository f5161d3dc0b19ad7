"""The whole chain rule from the loss back to one weight or bias, every factor with its value."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.formula import Formula, formula, piece
from nnviz.core.equations.matrices import total
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol
from nnviz.core.experiment.selection import Selection
from nnviz.core.explain import scalars
from nnviz.core.explain.scalars import TERMS
from nnviz.core.network.operation import BACKWARD, Operation
from nnviz.core.operations.affine import parameter_gradient
from nnviz.core.operations.kinds import kind_of
from nnviz.core.operations.softmax import jacobian_entry


@np.errstate(all="ignore")
def chain(
    frame: Frame, selection: Selection, example: int, digits: int = 3, terms: int = TERMS
) -> tuple[Formula, ...]:
    """Return the chain rule from the loss back to a weight or bias, for one example.

    First comes the product of the factors, then each factor with its value, from the loss on: for the layer
    itself as the sum over the units it leads to, for the layers after it as whole vectors δ. At the end
    stands the product in numbers and, where the batch has more examples or the weight a penalty, the sum
    that is the gradient, once that has been computed. A formula that begins with ``=`` goes on with the one
    before it.

    Returns
    -------
    tuple of Formula
        Empty if no weight or bias is selected, or not all factors have been computed.

    Raises
    ------
    ValueError
        If `example` or `digits` is out of range.
    """
    sheet = ExplainContext(frame, example, LatexNumbers(digits), terms, terms)
    if (
        selection.parameter is None
        or f"dz{selection.layer}" not in frame.values
        or not scalars.exists(frame, selection)
    ):
        return ()
    return tuple(formula(line) for line in _lines(sheet, selection, example))


def _lines(sheet: ExplainContext, selection: Selection, k: int) -> list[str]:
    n, j, batch = selection.layer, selection.unit, sheet.frame.batch
    whole = entry_symbol(f"d{selection.parameter}", j, selection.source or 0)
    if _alone(sheet, selection):
        left = f"{whole} ="
    elif batch == 1:
        left = r"\text{without the penalty:}\quad"
    else:
        left = rf"\text{{example {k + 1} of {batch}:}}\quad"
    written = [f"{left} {_factors(sheet, selection, k)}", *_origin(sheet, n, j, k)]
    written += _product(sheet, selection, k)
    if not _alone(sheet, selection) and f"d{selection.parameter}" in sheet.frame.values:
        written += parameter_gradient(sheet, selection, n)
    return written


def _alone(sheet: ExplainContext, selection: Selection) -> bool:
    """Whether the product of one example is the whole gradient."""
    penalty = sheet.frame.experiment.regularization
    return sheet.frame.batch == 1 and not (selection.kind == "weight" and (penalty.l1 or penalty.l2))


def _collapsed(sheet: ExplainContext, n: int) -> bool:
    return n == sheet.last and sheet.frame.experiment.fused


def _weight(selection: Selection) -> str:
    """Return how the selected weight or bias is written, without a mark."""
    above = f"^{{{selection.layer}}}"
    if selection.kind == "bias":
        return f"b{above}_{{{selection.unit + 1}}}"
    comma = "," if selection.unit >= 9 or (selection.source or 0) >= 9 else ""
    return f"w{above}_{{{selection.unit + 1}{comma}{(selection.source or 0) + 1}}}"


def _ratio(above: str, below: str) -> str:
    return rf"\frac{{\partial {above}}}{{\partial {below}}}"


def _input(sheet: ExplainContext, selection: Selection, k: int) -> str:
    """Return ∂z/∂w in symbols: the input of the weight, 1 for a bias."""
    latex = _ratio(f"z^{{{selection.layer}}}_{{{selection.unit + 1}}}", _weight(selection))
    if selection.kind == "bias":
        return latex
    return piece(latex, sheet.before(selection.layer), selection.source or 0, k)


def _factors(sheet: ExplainContext, selection: Selection, k: int) -> str:
    """Return the product of derivatives in symbols."""
    n, j = selection.layer, selection.unit
    a, z = f"a^{{{n}}}_{{{j + 1}}}", f"z^{{{n}}}_{{{j + 1}}}"
    last = _input(sheet, selection, k)
    if _collapsed(sheet, n):
        return rf"{piece(_ratio('C', z), f'dz{n}', j, k)} \cdot {last}"
    if sheet.activation(n).elementwise:
        slope = piece(_ratio(a, z), f"z{n}", j, k, exact=False)
        return rf"{entry_symbol(f'da{n}', j, k)} \cdot {slope} \cdot {last}"
    each = f"a^{{{n}}}_{{k}}"
    slope, gradient = piece(_ratio(each, z), f"a{n}", exact=False), piece(_ratio("C", each), f"da{n}")
    return rf"\left(\sum_{{k}} {gradient} \cdot {slope}\right) \cdot {last}"


def _origin(sheet: ExplainContext, n: int, j: int, k: int) -> list[str]:
    """Return where ∂C/∂z of one unit comes from: the layers after it, then the unit itself."""
    written: list[str] = []
    for layer in range(sheet.last, n, -1):
        written += _vector(sheet, layer)
    if _collapsed(sheet, n):
        return written + _entry(sheet, f"dz{n}", n, j, k)
    if sheet.activation(n).elementwise:
        written += _entry(sheet, f"da{n}", n, j, k)
    else:
        op = _writer(sheet, f"da{n}")
        written.append(kind_of(op).latex(sheet, op)[1])
    return written + _through(sheet, n, j, k)


def _writer(sheet: ExplainContext, name: str) -> Operation:
    op = sheet.writer(name)
    assert op is not None, name
    return op


def _entry(sheet: ExplainContext, name: str, n: int, j: int, k: int) -> list[str]:
    op = _writer(sheet, name)
    return kind_of(op).entry(sheet, op, Selection("unit", n, j), k)


def _vector(sheet: ExplainContext, n: int) -> list[str]:
    """Return the gradients of a whole layer on their way back, from the loss or the layer after it."""
    written = []
    for op in sheet.frame.operations:
        if op.phase == BACKWARD and op.layer == n and op.outputs[0].per_example:
            symbols, numbers = kind_of(op).steps(sheet, op)
            written += [symbols, _continued(numbers)]
    return written


def _continued(numeric: str) -> str:
    """Return an equation without its left side."""
    return "= " + numeric.split(" = ", 1)[1]


def _through(sheet: ExplainContext, n: int, j: int, k: int) -> list[str]:
    """Return ∂a/∂z of one unit with its value; for a softmax the sum over all its outputs."""
    row, z = sheet.activation(n), f"z^{{{n}}}_{{{j + 1}}}"
    if row.elementwise:
        slope = piece(_ratio(f"a^{{{n}}}_{{{j + 1}}}", z), f"z{n}", j, k, exact=False)
        value = sheet.slope_number(n, j, k, factor=False)
        if not row.function:
            return [f"{slope} = {value}"]
        name = f"{row.function}'({entry_symbol(f'z{n}', j, k)})"
        if "cases" in row.slope_latex or row.slope_where:
            return [f"{slope} = {name} = {value}"]
        return [f"{slope} = {name} = {sheet.filled(row.slope_latex, n, j, k)} = {value}"]
    count = sheet.frame.values[f"a{n}"].shape[0]

    def entry(i: int) -> str:
        number = sheet.numerals.factor(jacobian_entry(sheet, n, i, j, k))
        return rf"{sheet.factor(f'da{n}', i, k)} \cdot {piece(number, f'a{n}', i, k, exact=False)}"

    each = f"a^{{{n}}}_{{k}}"
    slope, gradient = piece(_ratio(each, z), f"a{n}", exact=False), piece(_ratio("C", each), f"da{n}")
    return [
        rf"{entry_symbol(f'dz{n}', j, k)} = \sum_{{k}} {gradient} \cdot {slope}",
        f"= {total(entry, count, sheet.rows, j)}",
        f"= {sheet.number(f'dz{n}', j, k)}",
    ]


def _product(sheet: ExplainContext, selection: Selection, k: int) -> list[str]:
    """Return the product in numbers and what it gives."""
    n, j, i = selection.layer, selection.unit, selection.source or 0
    before = sheet.before(n)
    carried = "1"
    if selection.kind == "weight":
        carried = f"{entry_symbol(before, i, k)} = {sheet.number(before, i, k)}"
    if sheet.activation(n).elementwise and not _collapsed(sheet, n):
        numbers = rf"{sheet.factor(f'da{n}', j, k)} \cdot {sheet.slope_number(n, j, k)}"
    else:
        numbers = sheet.factor(f"dz{n}", j, k)
    value = sheet.at(f"dz{n}", j, k)
    if selection.kind == "weight":
        numbers += rf" \cdot {sheet.factor(before, i, k)}"
        value *= sheet.at(before, i, k)
    else:
        numbers += r" \cdot 1"
    result = sheet.numerals.number(value)
    if _alone(sheet, selection) and f"d{selection.parameter}" in sheet.frame.values:
        result = sheet.number(f"d{selection.parameter}", j, i)
    return [
        f"{_input(sheet, selection, k)} = {carried}",
        f"{_factors(sheet, selection, k)} = {numbers}",
        f"= {result}",
    ]

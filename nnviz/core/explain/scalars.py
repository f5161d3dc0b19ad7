"""The present operation for one unit, weight or bias: the sum written out, in symbols and in numbers."""

from __future__ import annotations

from collections.abc import Callable

from nnviz.core.experiment.selection import Selection
from nnviz.core.explain import loss, update
from nnviz.core.explain.backward import loss_case
from nnviz.core.explain.formula import Formula, fill, formula, piece
from nnviz.core.explain.forward import power
from nnviz.core.explain.matrices import total
from nnviz.core.explain.numerals import LatexNumbers
from nnviz.core.explain.sheet import ExplainContext
from nnviz.core.explain.symbols import entry_symbol, parts
from nnviz.core.program.operation import UPDATE
from nnviz.core.run.frame import Frame

Entry = tuple[str, int, int]
"""Name of a value, row, column."""
TERMS = 6
"""Most terms of a sum that are written, unless asked otherwise."""


def scalar(
    frame: Frame, selection: Selection, example: int, digits: int = 3, terms: int = TERMS
) -> tuple[Formula, ...]:
    """Return the present operation for what is selected: symbols, numbers, result, a formula each.

    Parameters
    ----------
    frame, pick
        Which operation, for which unit, weight, bias or the loss.
    example
        Column of the batch, from 0.
    digits
        Decimals, 2 to 8.
    terms
        Most terms of a sum that are written; the result is always that of all.

    Returns
    -------
    tuple of Formula
        Empty if the operation does not concern what is selected.

    Raises
    ------
    ValueError
        If `example` or `digits` is out of range.
    """
    sheet = ExplainContext(frame, example, LatexNumbers(digits), terms, terms)
    if frame.operation is None or not exists(frame, selection):
        return ()
    return tuple(formula(line) for line in _lines(sheet, selection, example))


def exists(frame: Frame, selection: Selection) -> bool:
    """Whether the network has what is selected."""
    widths = frame.experiment.widths
    if selection.kind == "loss":
        return True
    if not 0 <= selection.layer < len(widths) or not 0 <= selection.unit < widths[selection.layer]:
        return False
    if selection.parameter is None:
        return True
    return (
        selection.parameter in frame.values
        and 0 <= (selection.source or 0) < frame.values[selection.parameter].shape[1]
    )


def _lines(sheet: ExplainContext, selection: Selection, k: int) -> list[str]:
    op = sheet.operation
    kind, _, n, _ = parts(op.writes[-1])
    if selection.kind == "unit" and kind in ("db", "b"):
        selection = Selection("bias", selection.layer, selection.unit)
    if op.phase == UPDATE:
        return _update(sheet, selection)
    if kind == "C":
        output = selection.kind == "unit" and selection.layer == sheet.last
        return _loss(sheet, k) if output or selection.kind == "loss" else []
    if kind in ("dW", "db"):
        return parameter_gradient(sheet, selection, n) if f"d{selection.parameter}" in op.writes else []
    unit = selection.unit
    if kind == "da" and selection.kind == "weight" and selection.layer == n + 1:
        unit = selection.source or 0
    elif selection.layer != n or selection.kind == "loss":
        return []
    if kind == "z":
        return weighted_sum(sheet, n, unit, k, selection.source)
    if kind == "a":
        return _activation(sheet, n, unit, k)
    if kind == "dz":
        return delta(sheet, n, unit, k)
    return back(sheet, n, unit, k, keep=selection.unit if selection.layer == n + 1 else None)


def _products(
    sheet: ExplainContext,
    first: Callable[[int], Entry],
    second: Callable[[int], Entry],
    count: int,
    keep: int | None,
) -> tuple[str, str]:
    """Return a sum of products of two entries, in symbols and in numbers."""

    def symbols(i: int) -> str:
        return rf"{entry_symbol(*first(i))}\,{entry_symbol(*second(i))}"

    def numbers(i: int) -> str:
        return rf"{sheet.factor(*first(i))} \cdot {sheet.factor(*second(i))}"

    return total(symbols, count, sheet.rows, keep), total(numbers, count, sheet.rows, keep)


def weighted_sum(sheet: ExplainContext, n: int, j: int, k: int, keep: int | None = None) -> list[str]:
    """Return z of one unit as the sum over its inputs."""
    z, before, weights = f"z{n}", sheet.before(n), f"W{n}"
    left, result = entry_symbol(z, j, k), sheet.number(z, j, k)
    if not sheet.has_weights(n):
        return [f"{left} = {entry_symbol(before, j, k)}", f"= {result}"]
    symbols, numbers = _products(
        sheet, lambda i: (weights, j, i), lambda i: (before, i, k), sheet.frame.values[before].shape[0], keep
    )
    return [
        f"{left} = {symbols} + {entry_symbol(f'b{n}', j, 0)}",
        f"= {numbers} + {sheet.factor(f'b{n}', j, 0)}",
        f"= {result}",
    ]


def _activation(sheet: ExplainContext, n: int, j: int, k: int) -> list[str]:
    row, z = sheet.activation(n), f"z{n}"
    left, symbol = entry_symbol(f"a{n}", j, k), entry_symbol(z, j, k)
    result = sheet.number(f"a{n}", j, k)
    if not row.function:
        return [f"{left} = {symbol}", f"= {result}"]
    if not row.elementwise:
        count = sheet.frame.values[z].shape[0]
        below = total(lambda i: f"e^{{{entry_symbol(z, i, k)}}}", count, sheet.rows, j)
        numbers = total(lambda i: power(sheet, z, i, k), count, sheet.rows, j)
        return [
            rf"{left} = \frac{{e^{{{symbol}}}}}{{{below}}}",
            rf"= \frac{{{power(sheet, z, j, k)}}}{{{numbers}}}",
            f"= {result}",
        ]
    definition = fill(row.latex, lambda _: symbol)
    if "cases" in row.latex:
        numbers = f"{row.function}({sheet.number(z, j, k)})"
    else:
        numbers = sheet.filled(row.latex, n, j, k)
    return [f"{left} = {row.function}({symbol}) = {definition}", f"= {numbers}", f"= {result}"]


def _loss(sheet: ExplainContext, k: int) -> list[str]:
    left, rest = loss.example_symbols(sheet, k)
    *shared, (_, numbers) = loss.example_numbers(sheet, k, sheet.rows)
    written = [" ".join(line) for line in shared]
    written += [f"{left} {rest}", *_split(numbers)]
    if sheet.frame.batch > 1:
        start = rf"{piece('C', 'C')} = {sheet.share}"
        written += [
            rf"{start} \sum_{{n=1}}^{{m}} C_{{n}}",
            *_split(f"= {loss.batch_numbers(sheet, sheet.columns)}"),
        ]
    return written


def _split(text: str) -> list[str]:
    """Return ``= numbers = result`` as two lines, ``= result`` as one."""
    numbers, _, result = text.rpartition("= ")
    return [*([numbers.strip()] if numbers else []), f"= {result}"]


def delta(sheet: ExplainContext, n: int, j: int, k: int) -> list[str]:
    """Return δ of one unit for one example."""
    row, dz, da = sheet.activation(n), f"dz{n}", f"da{n}"
    left, result = entry_symbol(dz, j, k), sheet.number(dz, j, k)
    if n == sheet.last and sheet.frame.experiment.fused:
        difference = f"{entry_symbol(f'a{n}', j, k)} - {entry_symbol('Y', j, k)}"
        numbers = sheet.filled("$a-$y", n, j, k)
        return [
            f"{left} = {sheet.averaged(difference)}",
            f"= {sheet.averaged_number(numbers)}",
            f"= {result}",
        ]
    gradient = entry_symbol(da, j, k)
    if not row.elementwise:
        return _softmax_delta(sheet, n, j, k)
    if row.slope is None:
        return [f"{left} = {gradient}", f"= {result}"]
    symbol = entry_symbol(f"z{n}", j, k)
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


def _softmax_delta(sheet: ExplainContext, n: int, j: int, k: int) -> list[str]:
    a, da = f"a{n}", f"da{n}"
    symbols, numbers = _products(
        sheet, lambda i: (a, i, k), lambda i: (da, i, k), sheet.frame.values[a].shape[0], j
    )
    first, second = entry_symbol(a, j, k), entry_symbol(da, j, k)
    return [
        rf"{entry_symbol(f'dz{n}', j, k)} = {first}\,\left({second} - \left({symbols}\right)\right)",
        rf"= {sheet.factor(a, j, k)} \cdot \left({sheet.factor(da, j, k)} - \left({numbers}\right)\right)",
        f"= {sheet.number(f'dz{n}', j, k)}",
    ]


def back(sheet: ExplainContext, n: int, i: int, k: int, keep: int | None = None) -> list[str]:
    """Return ∇a of one unit for one example: from the loss, or from the units it leads to."""
    da, after, weights = f"da{n}", f"dz{n + 1}", f"W{n + 1}"
    left, result = entry_symbol(da, i, k), sheet.number(da, i, k)
    if n == sheet.last:
        symbols = fill(sheet.loss.gradient_latex, lambda s: entry_symbol("Y" if s == "y" else f"a{n}", i, k))
        numbers = sheet.filled(loss_case(sheet, n, i, k), n, i, k)
        symbols, numbers = sheet.averaged(symbols), sheet.averaged_number(numbers)
        return [f"{left} = {symbols}", f"= {numbers}", f"= {result}"]
    if not sheet.has_weights(n + 1):
        return [f"{left} = {entry_symbol(after, i, k)}", f"= {result}"]
    symbols, numbers = _products(
        sheet, lambda j: (weights, j, i), lambda j: (after, j, k), sheet.frame.values[after].shape[0], keep
    )
    return [f"{left} = {symbols}", f"= {numbers}", f"= {result}"]


def parameter_gradient(sheet: ExplainContext, selection: Selection, n: int) -> list[str]:
    """Return the gradient of one weight or bias: the sum over the batch, and the penalty."""
    j, batch, penalty = selection.unit, sheet.frame.batch, sheet.frame.experiment.regularization
    weight, i = selection.kind == "weight", selection.source or 0
    name, dz, before = f"d{selection.parameter}", f"dz{n}", sheet.before(n)

    def symbols(k: int | str) -> str:
        column = k if isinstance(k, int) else 0
        index = k if batch > 1 else None
        error = entry_symbol(dz, j, column, index)
        return rf"{error}\,{entry_symbol(before, i, column, index)}" if weight else error

    def numbers(k: int) -> str:
        error = sheet.factor(dz, j, k)
        return rf"{error} \cdot {sheet.factor(before, i, k)}" if weight else error

    symbol = rf"\sum_{{n=1}}^{{{batch}}} {symbols('n')}" if batch > 1 else symbols(0)
    number = total(numbers, batch, sheet.columns, sheet.example)
    own, setting = f"W{n}", sheet.numerals.setting
    if weight and penalty.l1:
        symbol += rf" + \lambda_1 \operatorname{{sign}}({entry_symbol(own, j, i)})"
        number += rf" + {setting(penalty.l1)} \cdot \operatorname{{sign}}({sheet.number(own, j, i)})"
    if weight and penalty.l2:
        symbol += rf" + \lambda_2\,{entry_symbol(own, j, i)}"
        number += rf" + {setting(penalty.l2)} \cdot {sheet.factor(own, j, i)}"
    written = [f"{entry_symbol(name, j, i)} = {symbol}", f"= {number}", f"= {sheet.number(name, j, i)}"]
    # The only example's δ is the bias's gradient: there is nothing to add up.
    return [written[0], written[2]] if batch == 1 and not weight else written


def _update(sheet: ExplainContext, selection: Selection) -> list[str]:
    if selection.parameter is None or f"{selection.parameter}_next" not in sheet.operation.writes:
        return []
    entry = (selection.unit, selection.source or 0)
    written = []
    symbols = update.entry_symbols(sheet, selection.parameter, entry)
    values = update.entry_numbers(sheet, selection.parameter, entry)
    for (left, rule), (_, numbers) in zip(symbols, values, strict=True):
        written += [f"{left} {rule}", *_split(f"= {numbers.split(' ', 1)[1]}")]
    return written

"""Losses written out: what an example adds, and the mean or sum over the batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.core.equations.formula import fill, lines, piece
from nnviz.core.equations.matrices import shown, total
from nnviz.core.equations.sheet import ExplainContext, generic
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol
from nnviz.core.functions.buffers import Array, Buffers, run
from nnviz.core.text.hidden_number import HIDDEN


@dataclass(frozen=True)
class Terms:
    """How the loss is written: what it reads, the term of a unit, the sign before the sum, a definition."""

    name: str
    template: str
    sign: str
    where: str
    shared: bool
    """Whether the definition is of a number ``s`` that the units of an example share."""

    @classmethod
    def of_outputs(cls, sheet: ExplainContext) -> Terms:
        """Return how a loss is written in the outputs."""
        row = sheet.loss
        return cls(f"a{sheet.last}", row.latex, row.latex_sign, row.latex_where, False)

    @classmethod
    def of_pre_activations(cls, sheet: ExplainContext) -> Terms:
        """Return how a loss is written in the pre-activations of the outputs."""
        row = sheet.loss
        return cls(f"z{sheet.last}", row.fused_latex, "", row.fused_where, bool(row.fused_where))


def power(sheet: ExplainContext, name: str, row: int, column: int) -> str:
    """Return e to the power of an entry."""
    return f"e^{{{sheet.number(name, row, column)}}}"


def split(text: str) -> list[str]:
    """Return ``= numbers = result`` as two lines, ``= result`` as one."""
    numbers, _, result = text.rpartition("= ")
    return [*([numbers.strip()] if numbers else []), f"= {result}"]


def example_loss(sheet: ExplainContext, t: Terms, k: int) -> float:
    """Return the loss of one example of the batch by training's own calls; hidden together with their sum."""
    if "C" in sheet.frame.hidden:
        return HIDDEN
    values, row, w, c = sheet.frame.values, sheet.loss, Buffers(), np.zeros(())
    source, y = (np.ascontiguousarray(values[name][:, k : k + 1]) for name in (t.name, "Y"))
    if t.name.startswith("z") and row.fused is not None:
        run(row.fused(w, source, y, c, 1.0))
    else:
        run(row.bind(w, source, y, c, np.empty_like(source), 1.0)[0])
    return float(c)


def clipped(sheet: ExplainContext, columns: slice = slice(None)) -> bool:
    """Whether a logarithm stops at the smallest normal number for some of the examples."""
    if sheet.frame.experiment.fused or not sheet.loss.guarded_numpy:
        return False
    a, tiny = sheet.frame.values[f"a{sheet.last}"][:, columns], float(np.finfo(float).tiny)
    reached = bool((a < tiny).any())
    return reached or ("(1-$a)" in sheet.loss.latex and bool((a == 1).any()))


def shared(sheet: ExplainContext, k: int) -> float:
    """Return ln Σ e^z of one example, without overflow."""
    z: Array = sheet.frame.values[f"z{sheet.last}"][:, k]
    return float(np.logaddexp.reduce(z))


def symbolic(sheet: ExplainContext, t: Terms) -> str:
    """Return the loss of the batch in symbols."""
    names = {t.name[0]: t.name, "y": "Y"}

    def entry(letter: str) -> str:
        if letter == "s":
            return "s_{n}"
        above = f"^{{{sheet.last}}}" if letter != "y" else ""
        return piece(f"{letter}{above}_{{k,n}}", names[letter])

    body = fill(t.template, entry)
    if " + " in t.template or " - " in t.template:
        body = rf"\left[{body}\right]"
    batch = r"\sum_{n=1}^{m}"
    left, right = matrix_symbol("C"), rf"= {t.sign}{sheet.share} {batch} \sum_{{k}} {body}"
    if t.shared:
        exponent = piece(f"z^{{{sheet.last}}}_{{j,n}}", t.name)
        return lines((left, right), ("s_{n}", rf"= \ln \sum_{{j}} e^{{{exponent}}}"))
    if t.where:
        where, _, value = t.where.partition(" = ")
        return lines((left, right), (where, "= " + generic(value)))
    return f"{left} {right}"


def name_of(sheet: ExplainContext, k: int) -> str:
    """Return how the loss of one example is written."""
    return "C" if sheet.frame.batch == 1 else f"C_{{{k + 1}}}"


def _shared_name(sheet: ExplainContext, k: int) -> str:
    return "s" if sheet.frame.batch == 1 else f"s_{{{k + 1}}}"


def example_numbers(sheet: ExplainContext, t: Terms, k: int, limit: int) -> list[tuple[str, str]]:
    """Return the loss of one example with its numbers, as lines."""
    units = sheet.frame.values["Y"].shape[0]
    alone = sheet.frame.batch == 1
    value = sheet.scalar("C") if alone else sheet.numerals.number(example_loss(sheet, t, k))
    result: list[tuple[str, str]] = []
    common: dict[str, float] = {}
    if t.shared:
        common["s"] = shared(sheet, k)
        powers = total(lambda i: power(sheet, t.name, i, k), units, limit)
        number = sheet.numerals.number(common["s"])
        result.append((_shared_name(sheet, k), rf"= \ln\left({powers}\right) = {number}"))
    template = sheet.loss.guarded_latex if clipped(sheet, slice(k, k + 1)) else t.template
    body = total(lambda i: sheet.filled(template, sheet.last, i, k, **common), units, limit)
    if t.sign:
        body = rf"{t.sign}\left({body}\right)"
    left = piece("C", "C") if alone else name_of(sheet, k)
    return [*result, (left, f"= {body} = {value}")]


def numeric(sheet: ExplainContext, t: Terms) -> str:
    """Return the loss with its numbers: that of the example, or of all, and how they make the batch's."""
    batch = sheet.frame.batch
    if batch == 1:
        return lines(*example_numbers(sheet, t, 0, sheet.rows))
    chosen = [sheet.example] if sheet.example is not None else shown(batch, sheet.columns)
    written: list[tuple[str, str]] = []
    for k in chosen:
        written += [(r"\vdots", "")] if k is None else example_numbers(sheet, t, k, sheet.rows)
    return lines(*written, (matrix_symbol("C"), "= " + batch_numbers(sheet, t, sheet.columns)))


def batch_numbers(sheet: ExplainContext, t: Terms, limit: int) -> str:
    """Return the losses of the examples added up, and the result."""
    losses = total(
        lambda n: sheet.numerals.factor(example_loss(sheet, t, n)), sheet.frame.batch, limit, sheet.example
    )
    return f"{sheet.averaged_number(losses)} = {sheet.scalar('C')}"


def example_symbols(sheet: ExplainContext, t: Terms, k: int) -> tuple[str, str]:
    """Return the loss of one example in symbols: its left side and the rest."""
    units = sheet.frame.values["Y"].shape[0]

    def term(i: int) -> str:
        def get(letter: str) -> str:
            if letter == "s":
                return _shared_name(sheet, k)
            return entry_symbol("Y" if letter == "y" else t.name, i, k)

        return fill(t.template, get)

    body = total(term, units, 3)
    if t.sign:
        body = rf"{t.sign}\left({body}\right)"
    return piece("C", "C") if sheet.frame.batch == 1 else name_of(sheet, k), f"= {body}"

"""Update rules written out, for a whole matrix or for one entry of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.core.equations.formula import fill, lines, piece
from nnviz.core.equations.matrices import grid
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol
from nnviz.core.functions.buffers import Array
from nnviz.core.functions.optimizers import OPTIMIZERS

Write = Callable[[str], str]
"""Gives the text of a letter of the rule's templates."""
Entry = tuple[int, int]

SETTINGS = {
    "learning_rate": r"\eta",
    "momentum": r"\mu",
    "alpha": r"\alpha",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "epsilon": r"\varepsilon",
    "weight_decay": r"\lambda",
}
"""How settings of optimizers are written."""

_HAT = "_hat"
_CORRECTED_BY = {"m_hat": "beta1", "v_hat": "beta2"}


def update(sheet: ExplainContext, parameter: str) -> tuple[str, str]:
    """Return the update of a parameter: the rule and its numbers."""
    matrices = _matrices(sheet, parameter)
    return (
        lines(*_rule(sheet, _symbols(parameter))),
        lines(*_rule(sheet, _symbols(parameter), matrices, matrices)),
    )


def entry_symbols(sheet: ExplainContext, parameter: str, entry: Entry) -> list[tuple[str, str]]:
    """Return the lines of the rule for one entry in symbols."""
    return [(left, _single(right)) for left, right in _rule(sheet, _symbols(parameter, entry))]


def entry_numbers(sheet: ExplainContext, parameter: str, entry: Entry) -> list[tuple[str, str]]:
    """Return the lines of the rule with the numbers of one entry; each ends in its result."""
    factors, results = (_numbers(sheet, parameter, entry, factor) for factor in (True, False))
    written = _rule(sheet, _symbols(parameter, entry), factors, results, products=True)
    return [(left, _single(right)) for left, right in written]


def _single(text: str) -> str:
    """Return what is done to every entry of a matrix as it is written for one."""
    return text.replace(r"\odot", r"\cdot")


def _rule(
    sheet: ExplainContext,
    symbols: Write,
    values: Write | None = None,
    results: Write | None = None,
    products: bool = False,
) -> list[tuple[str, str]]:
    """Return the lines of the rule: left side and the rest, ending in what it gives if there are results."""
    written = []
    for target, template in OPTIMIZERS[sheet.frame.experiment.optimizer.name].latex:
        relation, letter = ("=", target) if target.endswith(_HAT) else (r"\leftarrow", f"{target}_next")
        right = f"{relation} {fill(template, values or symbols, products)}"
        written.append((symbols(letter), right if results is None else f"{right} = {results(letter)}"))
    return written


def value_name(parameter: str, letter: str) -> str:
    """Return the name of the value that a letter stands for, such as ``W1``, ``dW1`` or ``vW1_next``."""
    if letter == "t":
        return "t"
    kind, _, later = letter.partition("_")
    prefix = {"p": "", "g": "d"}.get(kind, kind)
    return f"{prefix}{parameter}{'_next' if later else ''}"


def _settings(sheet: ExplainContext) -> dict[str, float]:
    spec = sheet.frame.experiment.optimizer
    return {"learning_rate": spec.learning_rate, **spec.settings}


def _corrected(sheet: ExplainContext, parameter: str, letter: str) -> Array:
    """Return a mean corrected for its start at 0."""
    beta = _settings(sheet)[_CORRECTED_BY[letter]]
    new = sheet.frame.values[value_name(parameter, letter)]
    return np.asarray(new / (1.0 - beta ** float(sheet.frame.values["t"])))


def _symbols(parameter: str, entry: Entry | None = None) -> Write:
    def write(letter: str) -> str:
        if letter in SETTINGS:
            return SETTINGS[letter]
        name = value_name(parameter, letter)
        if letter.endswith(_HAT):
            row, column = entry or (None, None)
            return piece(rf"\hat{{{letter[0]}}}", name, row, column, exact=False)
        return matrix_symbol(name) if entry is None or letter == "t" else entry_symbol(name, *entry)

    return write


def _single_number(sheet: ExplainContext, letter: str) -> str | None:
    """Return a setting or the count of updates; None for what every parameter has its own of."""
    if letter in SETTINGS:
        return sheet.numerals.setting(_settings(sheet)[letter])
    return piece(f"{sheet.at('t', 0, 0):.0f}", "t") if letter == "t" else None


def _numbers(sheet: ExplainContext, parameter: str, entry: Entry, factor: bool) -> Write:
    number = sheet.numerals.factor if factor else sheet.numerals.number

    def write(letter: str) -> str:
        name = value_name(parameter, letter)
        if letter.endswith(_HAT):
            mean = float(_corrected(sheet, parameter, letter)[entry])
            return piece(number(mean), name, *entry, exact=False)
        return _single_number(sheet, letter) or piece(number(sheet.at(name, *entry)), name, *entry)

    return write


def _matrices(sheet: ExplainContext, parameter: str) -> Write:
    def write(letter: str) -> str:
        name = value_name(parameter, letter)
        if not letter.endswith(_HAT):
            return _single_number(sheet, letter) or sheet.matrix(name)
        means = _corrected(sheet, parameter, letter)

        def cell(i: int, j: int) -> str:
            return piece(sheet.numerals.number(float(means[i, j])), name, i, j, exact=False)

        return grid(cell, sheet.units(name), sheet.examples(name))

    return write

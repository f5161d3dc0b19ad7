"""Updates: the rule of the optimizer for a whole matrix or for one entry of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.core.explain.formula import fill, lines, piece
from nnviz.core.explain.matrices import grid
from nnviz.core.explain.sheet import Sheet
from nnviz.core.explain.symbols import entry_symbol, matrix_symbol
from nnviz.core.optimizers import OPTIMIZERS
from nnviz.core.workspace import Array

SETTINGS = {
    "learning_rate": r"\eta", "momentum": r"\mu", "alpha": r"\alpha", "beta1": r"\beta_1", "beta2": r"\beta_2",
    "epsilon": r"\varepsilon", "weight_decay": r"\lambda",
}
"""How settings of optimizers are written."""

_CORRECTED_BY = {"m_hat": "beta1", "v_hat": "beta2"}


def settings(sheet: Sheet) -> dict[str, float]:
    """Return the settings of the optimizer of a frame, the learning rate among them."""
    spec = sheet.frame.experiment.optimizer
    return {"learning_rate": spec.learning_rate, **spec.settings}


def value_name(parameter: str, letter: str) -> str:
    """Return the name of the value that a letter of a rule stands for: ``W1``, ``vW1_next``, …"""
    if letter == "t":
        return "t"
    base, next_, _ = letter.partition("_next")
    prefix = {"p": "", "g": "d"}.get(base.removesuffix("_hat"), base.removesuffix("_hat"))
    return f"{prefix}{parameter}{'_next' if next_ or base.endswith('_hat') else ''}"


def corrected(sheet: Sheet, parameter: str, letter: str) -> Array:
    """Return a mean corrected for its start at 0: ``m_hat`` or ``v_hat``."""
    beta = settings(sheet)[_CORRECTED_BY[letter]]
    new = sheet.frame.values[value_name(parameter, letter)]
    return np.asarray(new / (1.0 - beta ** float(sheet.frame.values["t"])))


def rule(sheet: Sheet, write: Callable[[str], str], left: Callable[[str], str], numbers: bool) -> list[tuple[str, str]]:
    """Return the lines of the rule: left side and the rest, filled in by `write`."""
    result = []
    for target, template in OPTIMIZERS[sheet.frame.experiment.optimizer.name].latex:
        relation = "=" if target.endswith("_hat") else r"\leftarrow"
        result.append((left(target), f"{relation} {fill(template, write, numbers)}"))
    return result


def _symbol(parameter: str, letter: str, entry: tuple[int, int] | None) -> str:
    if letter in SETTINGS:
        return SETTINGS[letter]
    if letter == "t":
        return piece("t", "t")
    name = value_name(parameter, letter)
    if letter.endswith("_hat"):
        latex = rf"\hat{{{letter[0]}}}"
        return piece(latex, name, *(entry or ()), exact=False)
    return matrix_symbol(name) if entry is None else entry_symbol(name, *entry)


def _target(letter: str) -> str:
    return letter if letter.endswith("_hat") else f"{letter}_next"


def symbols(sheet: Sheet, parameter: str, entry: tuple[int, int] | None = None) -> list[tuple[str, str]]:
    """Return the lines of the rule in symbols, for a whole parameter or for one entry."""
    lines_ = rule(
        sheet,
        lambda letter: _symbol(parameter, letter, entry),
        lambda target: _symbol(parameter, _target(target), entry),
        False,
    )
    if entry is None:
        return lines_
    return [(left, right.replace(r"\odot", r"\cdot")) for left, right in lines_]


def entry_numbers(sheet: Sheet, parameter: str, entry: tuple[int, int]) -> list[tuple[str, str]]:
    """Return the lines of the rule with the numbers of one entry; each ends in its result."""
    values = settings(sheet)

    def write(letter: str) -> str:
        if letter in SETTINGS:
            return sheet.numerals.setting(values[letter])
        if letter == "t":
            return piece(f"{sheet.at('t', 0, 0):.0f}", "t")
        name = value_name(parameter, letter)
        if letter.endswith("_hat"):
            mean = float(corrected(sheet, parameter, letter)[entry])
            return piece(sheet.numerals.factor(mean), name, *entry, exact=False)
        return sheet.factor(name, *entry)

    def result(target: str) -> str:
        name = value_name(parameter, _target(target))
        if target.endswith("_hat"):
            mean = float(corrected(sheet, parameter, target)[entry])
            return piece(sheet.numerals.number(mean), name, *entry, exact=False)
        return sheet.number(name, *entry)

    targets = [target for target, _ in OPTIMIZERS[sheet.frame.experiment.optimizer.name].latex]
    left = lambda target: _symbol(parameter, _target(target), entry)  # noqa: E731
    return [
        (start, f"{rest.replace(chr(92) + 'odot', chr(92) + 'cdot')} = {result(target)}")
        for target, (start, rest) in zip(targets, rule(sheet, write, left, True), strict=True)
    ]


def matrix_numbers(sheet: Sheet, parameter: str) -> list[tuple[str, str]]:
    """Return the lines of the rule with the matrices; each ends in its result."""
    values = settings(sheet)

    def matrix(letter: str) -> str:
        name = value_name(parameter, letter)
        if not letter.endswith("_hat"):
            return sheet.matrix(name)
        means = corrected(sheet, parameter, letter)

        def cell(i: int, j: int) -> str:
            return piece(sheet.numerals.number(float(means[i, j])), name, i, j, exact=False)

        return grid(cell, sheet.units(name), sheet.examples(name))

    def write(letter: str) -> str:
        if letter in SETTINGS:
            return sheet.numerals.setting(values[letter])
        return piece(f"{sheet.at('t', 0, 0):.0f}", "t") if letter == "t" else matrix(letter)

    targets = [target for target, _ in OPTIMIZERS[sheet.frame.experiment.optimizer.name].latex]
    left = lambda target: _symbol(parameter, _target(target), None)  # noqa: E731
    return [
        (start, f"{rest} = {matrix(_target(target))}")
        for target, (start, rest) in zip(targets, rule(sheet, write, left, False), strict=True)
    ]


def update(sheet: Sheet, parameter: str) -> tuple[str, str]:
    """Return the update of a parameter: the rule and its numbers."""
    return lines(*symbols(sheet, parameter)), lines(*matrix_numbers(sheet, parameter))

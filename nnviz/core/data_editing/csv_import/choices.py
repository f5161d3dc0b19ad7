"""Choices of an import: inputs, targets, the split, and rows that cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnviz.core.data_editing.csv_import.column import Column
from nnviz.core.data_editing.csv_import.table import Table
from nnviz.core.experiment.specs import MAX_NUMBER
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

ROLES = ("input", "target", "split", "ignore")
TRAIN = frozenset({"train", "training"})
TEST = frozenset({"test", "testing", "validation", "valid", "val"})
REASONS = (
    "missing",
    QT_TRANSLATE_NOOP("data_editing", "not a number"),
    QT_TRANSLATE_NOOP("data_editing", "too large"),
    QT_TRANSLATE_NOOP("data_editing", "neither train nor test"),
    QT_TRANSLATE_NOOP("data_editing", "beyond the last column"),
)

_TARGETS = frozenset({"target", "targets", "class", "label", "species", "y", "output"})
_NUMBERED = re.compile(r"(y|t|target|output)[ _]?\d{1,3}")
"""Names of several targets."""
_ROW_NAMES = frozenset({"", "id", "index", "row", "no", "nr", "number", "unnamed: 0", "column 1"})
_MOST_GUESSED = 12
"""Different words of a column that is guessed to be an input, different numbers that may be classes."""


@dataclass(frozen=True)
class Choices:
    """How a table is to be read.

    Attributes
    ----------
    roles
        One of `ROLES` for every column; ``split`` says train or test in words.
    classes
        The columns whose values are classes and not numbers.
    leave_out
        Whether rows with faulty cells are left out; otherwise they forbid the import.
    test_fraction
        Fraction of the examples kept for the test, without a ``split``.
    single
        Whether two classes are told by one output and not by two.
    """

    roles: tuple[str, ...]
    classes: frozenset[int] = frozenset()
    leave_out: bool = False
    test_fraction: float = 0.0
    single: bool = True

    def replace(self, **fields: Any) -> Choices:
        """Return a copy with some fields changed."""
        return replace(self, **fields)

    def with_role(self, column: int, role: str) -> Choices:
        """Return a copy in which one column has another role; there is one split at most."""
        roles = ["ignore" if role == "split" and r == "split" else r for r in self.roles]
        roles[column] = role
        return self.replace(roles=tuple(roles))

    def with_classes(self, column: int, classes: bool) -> Choices:
        """Return a copy in which one column is read as classes, or as numbers."""
        return self.replace(classes=self.classes | {column} if classes else self.classes - {column})

    def having(self, role: str) -> tuple[int, ...]:
        """Return the columns that have a role."""
        return tuple(i for i, own in enumerate(self.roles) if own == role)


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be used: `reason` is one of `REASONS`, rows count from 0, lines from 1."""

    row: int
    line: int
    column: int
    text: str
    reason: str


def guess(table: Table) -> Choices:
    """Guess: a column called so is the target, or those called ``y1``, ``y2``, …, else the last that can be.

    Words are classes.
    """
    columns = table.columns
    roles = ["input" if _may_be_input(c, table.rows, i) else "ignore" for i, c in enumerate(columns)]
    classes = {i for i, c in enumerate(columns) if c.kind == "class"}
    split = next((i for i, c in enumerate(columns) if _says_train_or_test(c)), None)
    able = [i for i, c in enumerate(columns) if i != split and _may_be_target(c)]
    named = [i for i in able if columns[i].name.lower() in _TARGETS]
    if split is not None:
        roles[split] = "split"
    numbered = [
        i for i in able if columns[i].kind == "number" and _NUMBERED.fullmatch(columns[i].name.lower())
    ]
    if len(numbered) > 1 and not named:
        for target in numbered:
            roles[target] = "target"
    elif able:
        target = (named or able)[-1]
        roles[target] = "target"
        if _counts_classes(columns[target], table.rows):
            classes.add(target)
    return Choices(tuple(roles), frozenset(classes))


def _may_be_input(column: Column, rows: int, number: int) -> bool:
    if column.kind == "class":
        return 2 <= len(column.classes) <= _MOST_GUESSED
    if column.kind != "number":
        return False
    counting = number == 0 and rows > 2 and column.name.lower() in _ROW_NAMES
    return not (counting and bool((np.diff(column.numbers) == 1).all()))


def _may_be_target(column: Column) -> bool:
    return column.kind == "number" or (column.kind == "class" and len(column.classes) > 1)


def _says_train_or_test(column: Column) -> bool:
    words = {word.lower() for word, _ in column.classes}
    return column.kind == "class" and words <= TRAIN | TEST and bool(words & TRAIN) and bool(words & TEST)


def _counts_classes(column: Column, rows: int) -> bool:
    """Say whether numbers look like the numbers of classes: few, whole, each more than once."""
    values = column.classes
    if column.kind != "number" or not 2 <= len(values) <= _MOST_GUESSED or rows < 2 * len(values):
        return False
    numbers = column.numbers[~np.isnan(column.numbers)]
    return bool((numbers % 1 == 0).all())


def wrong(table: Table, choices: Choices, number: int) -> Array:
    """Return which cells of a column cannot be used in its role, ``(rows,)``."""
    column, role = table.columns[number], choices.roles[number]
    if role == "ignore" or column.free:
        return np.zeros(table.rows, dtype=np.bool_)
    if role == "split":
        return ~(_in_words(column, TRAIN) | _in_words(column, TEST))
    if number in choices.classes:
        return column.missing
    return np.isnan(column.numbers) | (np.abs(column.numbers) > MAX_NUMBER)


def _in_words(column: Column, words: frozenset[str]) -> Array:
    if column.codes is None:
        return np.zeros(len(column.numbers), dtype=np.bool_)
    found = np.array([word.lower() in words for word in column.words] + [False], dtype=np.bool_)
    mask: Array = found[column.codes]
    return mask


def in_test(table: Table, choices: Choices) -> Array | None:
    """Return which rows a column says are for the test, ``(rows,)``; None if there is no such column."""
    split = choices.having("split")
    return _in_words(table.columns[split[0]], TEST) if split else None


def usable(table: Table, choices: Choices) -> Array:
    """Return which rows have no fault, ``(rows,)``."""
    good = np.ones(table.rows, dtype=np.bool_)
    for number in range(len(table.columns)):
        if choices.roles[number] != "ignore":
            good &= ~wrong(table, choices, number)
    good[list(table.extra)] = False
    return good


def count_faults(table: Table, choices: Choices) -> int:
    """Return how many cells cannot be used."""
    numbers = range(len(table.columns))
    return len(table.extra) + sum(int(np.count_nonzero(wrong(table, choices, i))) for i in numbers)


def faults(table: Table, choices: Choices, most: int = 100_000) -> list[Fault]:
    """Return the cells that cannot be used, row by row, at most the first `most`."""
    width = len(table.columns)
    places = [(int(row), i) for i in range(width) for row in np.flatnonzero(wrong(table, choices, i))[:most]]
    places += [(row, width) for row in table.extra]
    places.sort()
    return [_fault(table, choices, row, column) for row, column in places[:most]]


def _fault(table: Table, choices: Choices, row: int, number: int) -> Fault:
    if number == len(table.columns):
        return Fault(row, int(table.lines[row]), number, table.extra[row], REASONS[4])
    column = table.columns[number]
    if column.missing[row]:
        reason = REASONS[0]
    elif choices.roles[number] == "split":
        reason = REASONS[3]
    else:
        reason = REASONS[2] if column.numbers[row] == column.numbers[row] else REASONS[1]
    return Fault(row, int(table.lines[row]), number, column.text(row), reason)

"""One column of a table, as numbers and as words, and how it is put together piece by piece."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from nnviz.core.data_editing.csv_import.numerals import NumberReader, is_missing, looks_like_number
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import MAX_CLASSES
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate

Kind = Literal["number", "class", "text", "empty"]

MAX_ODD = 10_000
"""Cells that are no numbers, in a column of too many different values to be classes; beyond, it is text."""
MAX_ODD_IN_ALL = 500_000
LONGEST = 200
"""Characters kept of a cell that is no number."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column as it was read.

    Attributes
    ----------
    name
        Its name, or ``column 3`` where it has none.
    numbers
        Its numbers ``(rows,)``, nan where a cell holds none.
    codes, words
        Which of its different texts each cell holds, −1 in `codes` for none; no `codes` where there are
        more than `MAX_CLASSES` different ones.
    odd
        Row → text of the cells that are neither numbers nor missing, where there are no `codes`.
    free
        Whether it is text with too many different values to be classes; then nothing of it is kept.
    """

    name: str
    numbers: Array
    codes: Array | None
    words: tuple[str, ...]
    odd: Mapping[int, str]
    free: bool

    @cached_property
    def kind(self) -> Kind:
        """What it is, by the most of its cells."""
        if self.free:
            return "text"
        numbers, words = self.count_numbers, len(self.numbers) - self.count_numbers - self.count_missing
        if not numbers and not words:
            return "empty"
        if numbers:
            # Beside numbers, 2.5 among decimal commas is a number with a fault, not the name of a class.
            words -= self._count_other_numbers()
        if numbers > words:
            return "number"
        return "class" if self.codes is not None else "text"

    def _count_other_numbers(self) -> int:
        """Return how many cells are numbers with other signs than those of the table."""
        if self.codes is None:
            return sum(1 for text in self.odd.values() if looks_like_number(text))
        alike = np.array([looks_like_number(word) for word in self.words] + [False], dtype=np.bool_)
        return int(np.count_nonzero(alike[self.codes] & np.isnan(self.numbers)))

    @cached_property
    def count_numbers(self) -> int:
        """How many cells are numbers."""
        return int(np.count_nonzero(~np.isnan(self.numbers)))

    @cached_property
    def missing(self) -> Array:
        """Which cells hold nothing, ``(rows,)``."""
        nothing = np.isnan(self.numbers)
        if self.codes is not None:
            blank = np.array([is_missing(word) for word in self.words] + [True], dtype=np.bool_)
            nothing &= blank[self.codes]
        else:
            nothing[list(self.odd)] = False
        return nothing

    @cached_property
    def count_missing(self) -> int:
        """How many cells hold nothing."""
        return 0 if self.free else int(np.count_nonzero(self.missing))

    @cached_property
    def classes(self) -> tuple[tuple[str, int], ...]:
        """Its different texts and how often each is there: numbers by size, words by the alphabet."""
        if self.codes is None:
            return ()
        return self.classes_of(np.ones(len(self.codes), dtype=np.bool_))

    def classes_of(self, rows: Array) -> tuple[tuple[str, int], ...]:
        """Return the same of some rows only, given as a mask ``(rows,)``."""
        assert self.codes is not None
        places, first, counts = np.unique(self.codes[rows], return_index=True, return_counts=True)
        numbers = self.numbers[rows]
        found = [
            (float(numbers[at]), self.words[place], int(count))
            for place, at, count in zip(places, first, counts, strict=True)
            if place >= 0 and not is_missing(self.words[place])
        ]
        if any(value != value for value, _, _ in found):
            return tuple(sorted((word, count) for _, word, count in found))
        return tuple((word, count) for _, word, count in sorted(found))

    def text(self, row: int) -> str:
        """Return what a cell holds; what was missing is empty."""
        if self.free:
            return "…"
        if self.codes is not None:
            return "" if self.codes[row] < 0 else self.words[self.codes[row]]
        value = float(self.numbers[row])
        return self.odd.get(row, "") if value != value else f"{value:.15g}".replace("-", "−")


class ColumnBuilder:
    """Takes the cells of a column a piece at a time; memory grows with what has been read."""

    def __init__(self, numerals: NumberReader) -> None:
        self._numerals = numerals
        self._numbers: list[Array] = []
        self._codes: list[Array] | None = []
        self._places: dict[str, int] = {}
        self._words: dict[str, int] = {}
        self.odd: dict[int, str] = {}
        self._kept: dict[str, str] = {}
        self.free = False

    def add(self, cells: Sequence[str], start: int) -> None:
        """Add the cells of the rows from `start` on."""
        if self.free:
            return
        numbers = self._numerals.all(cells)
        self._numbers.append(numbers)
        if self._codes is not None:
            self._codes.append(self._encode(cells))
            if len(self._words) > MAX_CLASSES:
                self._give_up_classes(start)
        if self._codes is None:
            self._keep_odd(cells, np.isnan(numbers), start)

    def _encode(self, cells: Sequence[str]) -> Array:
        try:
            return np.array([self._places[cell] for cell in cells], dtype=np.int32)
        except KeyError:
            for cell in cells:
                if cell not in self._places:
                    word = cell.strip()
                    self._places[cell] = self._words.setdefault(word, len(self._words)) if word else -1
            return np.array([self._places[cell] for cell in cells], dtype=np.int32)

    def _give_up_classes(self, start: int) -> None:
        """Keep of the cells before `start` only what is no number."""
        assert self._codes is not None
        words = list(self._words)
        codes, numbers = np.concatenate(self._codes)[:start], np.concatenate(self._numbers)[:start]
        for row in np.flatnonzero(np.isnan(numbers) & (codes >= 0)):
            self._note(int(row), words[codes[row]])
        self._codes, self._places, self._words = None, {}, {}

    def _keep_odd(self, cells: Sequence[str], none: Array, start: int) -> None:
        for row in np.flatnonzero(none).tolist():
            self._note(start + row, cells[row].strip())
        mostly = 2 * len(self.odd) > start + len(cells)
        if len(self.odd) > MAX_ODD or (mostly and len(self.odd) > MAX_CLASSES):
            self.free = True
            self.odd, self._kept, self._numbers = {}, {}, []

    def _note(self, row: int, word: str) -> None:
        if not is_missing(word):
            self.odd[row] = self._kept.setdefault(word[:LONGEST], word[:LONGEST])

    def finish(self, name: str, rows: int) -> Column:
        """Return the column; nothing can be added to it afterwards."""
        codes = None if self._codes is None else np.concatenate([np.empty(0, np.int32), *self._codes])
        numbers = np.full(rows, np.nan) if self.free else np.concatenate(self._numbers)
        self._numbers, self._codes = [], None
        for array in (numbers, codes):
            if array is not None:
                array.flags.writeable = False
        return Column(name, numbers, codes, tuple(self._words), self.odd, self.free)


def check_odd(builders: Sequence[ColumnBuilder]) -> None:
    """Raise ExperimentError if more cells than can be listed are no numbers."""
    count = sum(len(builder.odd) for builder in builders)
    if count > MAX_ODD_IN_ALL:
        raise ExperimentError(
            translate(
                "data_editing",
                "the table has more than {max_odd_in_all:,} cells that are neither numbers nor "
                "classes; leave such columns out of the file",
            ).format(max_odd_in_all=MAX_ODD_IN_ALL)
        )

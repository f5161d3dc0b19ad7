"""Numbers as tables hold them: with a decimal comma, with marks between thousands, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.data_editing.csv_import.dialect import Dialect
from nnviz.core.functions.buffers import Array

MISSING = frozenset({"", "?", "na", "n/a", "nan", "null", "#n/a"})
"""What stands for a value that is not there, in small letters."""
SPACES, APOSTROPHES = " \u00a0\u202f\u2009", "'\u2019"
"""What is written between groups of three digits in French and in Swiss style."""
_SEPARATOR = "\x1f"
_MINUS = str.maketrans("−", "-")
_NAN = float("nan")
_ANY_NUMBER = re.compile(rf"[+-]?[0-9.,][0-9.,{SPACES}{APOSTROPHES}]*(?:[eE][+-]?[0-9]+)?")
_MARKED = re.compile(r"[+-]?[0-9]*(?:[.,][0-9]*)+(?:[eE][+-]?[0-9]+)?")


def looks_like_number(text: str) -> bool:
    """Return whether a cell is a number with whatever signs of decimals and thousands."""
    return _ANY_NUMBER.fullmatch(text.strip().translate(_MINUS)) is not None


def is_missing(text: str) -> bool:
    """Return whether a cell holds nothing, or a word for it."""
    return text.strip().lower() in MISSING


@dataclass(frozen=True)
class NumberReading:
    """One way to read a number that may be read in two.

    Attributes
    ----------
    decimal, thousands
        The signs it is read with.
    value
        The number, nan if it is none with these signs.
    """

    decimal: str
    thousands: str
    value: float

    @property
    def text(self) -> str:
        """The number as it is shown, its thousands apart; empty if it is none."""
        return "" if self.value != self.value else f"{self.value:,.15g}".replace(",", "\u202f")


def readings(text: str) -> tuple[NumberReading, NumberReading]:
    """Return what a cell is with a decimal point and with a decimal comma."""

    def reading(decimal: str, other: str) -> NumberReading:
        thousands = other if other in text else ""
        reader = NumberReader(Dialect(";", decimal=decimal, thousands=thousands))
        return NumberReading(decimal, thousands, reader.number(text))

    return reading(".", ","), reading(",", ".")


class NumberReader:
    """Reads numbers the way a dialect writes them."""

    def __init__(self, dialect: Dialect) -> None:
        self._decimal, self._thousands = dialect.decimal, dialect.thousands
        # With an undecided sign nothing matches but whole numbers.
        point = re.escape(dialect.decimal) or "(?!)"
        digits = "[0-9]+"
        if dialect.thousands:
            # Only a space that does not break is written by spreadsheets, a plain one by people.
            mark = {" ": f"[{SPACES}]", "'": f"[{APOSTROPHES}]"}.get(
                dialect.thousands, re.escape(dialect.thousands)
            )
            digits = f"(?:[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+|[0-9]+)"
            self._marks = re.compile(mark)
        self._number = re.compile(rf"[+-]?(?:{digits}(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?")

    def number(self, text: str) -> float:
        """Return the finite number a cell holds, or nan."""
        text = text.strip().translate(_MINUS)
        if len(text) > 400 or self._number.fullmatch(text) is None:
            return _NAN
        if self._thousands:
            text = self._marks.sub("", text)
        if self._decimal == ",":
            text = text.replace(",", ".")
        value = float(text)
        return value if abs(value) < float("inf") else _NAN

    def undecided(self, text: str) -> bool:
        """Return whether a cell is a number with a point or a comma while it is not known which is which."""
        return not self._decimal and _MARKED.fullmatch(text.strip().translate(_MINUS)) is not None

    def all(self, cells: Sequence[str]) -> Array:
        """Return the numbers of many cells, nan where there is none: quickly where all are plain."""
        fast = self._plain(cells)
        if fast is not None:
            return fast
        return np.array([self.number(cell) for cell in cells], dtype=np.float64)

    def _plain(self, cells: Sequence[str]) -> Array | None:
        """Return the numbers if `float` understands all cells and nothing else than `number` does."""
        if self._thousands or not self._decimal:
            return None
        joined = _SEPARATOR.join(cells)
        if not joined.isascii() or "_" in joined:
            return None
        if self._decimal == ",":
            if "." in joined or joined.count(_SEPARATOR) != len(cells) - 1:
                return None
            cells = joined.replace(",", ".").split(_SEPARATOR)
        try:
            numbers = np.array(list(map(float, cells)), dtype=np.float64)
        except ValueError:
            return None
        # Not-a-number and infinity are words that float knows too.
        return numbers if np.isfinite(numbers).all() else None

"""Numbers as tables hold them: with a decimal comma, with marks between thousands, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nnviz.core.data_editing.csv_import.dialect import Dialect
from nnviz.core.functions.buffers import Array

MISSING = frozenset({"", "?", "na", "n/a", "nan", "null", "#n/a"})
"""What stands for a value that is not there, in small letters."""
_SEPARATOR = "\x1f"
_MINUS = str.maketrans("−", "-")
_NAN = float("nan")


def is_missing(text: str) -> bool:
    """Return whether a cell holds nothing, or a word for it."""
    return text.strip().lower() in MISSING


class NumberReader:
    """Reads numbers the way a dialect writes them."""

    def __init__(self, dialect: Dialect) -> None:
        self._decimal, self._thousands = dialect.decimal, dialect.thousands
        point = re.escape(dialect.decimal)
        digits = "[0-9]+"
        if dialect.thousands:
            # Only a space that does not break is written by spreadsheets, a plain one by people.
            mark = "[    ]" if dialect.thousands == " " else re.escape(dialect.thousands)
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

    def all(self, cells: Sequence[str]) -> Array:
        """Return the numbers of many cells, nan where there is none: quickly where all are plain."""
        fast = self._plain(cells)
        if fast is not None:
            return fast
        return np.array([self.number(cell) for cell in cells], dtype=np.float64)

    def _plain(self, cells: Sequence[str]) -> Array | None:
        """Return the numbers if `float` understands all cells and nothing else than `number` does."""
        if self._thousands:
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

"""A table that was read: its columns, and everything in it that is not as it should be."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.data_editing.csv_import.column import Column
from nnviz.core.data_editing.csv_import.dialect import Dialect
from nnviz.core.experiment.specs import MAX_NAME, is_name
from nnviz.core.functions.buffers import Array


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of equal length.

    Attributes
    ----------
    columns
        At least one.
    rows
        How many rows there are below the header.
    lines
        Where each row begins: the line of the text, counted from 1, ``(rows,)``.
    extra
        Row → text beyond the last column, in the rows that have more cells than there are columns.
    blank
        How many lines hold nothing and were passed over.
    dialect
        How it was read.
    source
        Name of the file, empty for what was pasted.
    complete
        Whether these are all of its rows.
    undecided
        Line, column and text of the first number that may be read in two ways, or None.
    """

    columns: tuple[Column, ...]
    rows: int
    lines: Array
    extra: dict[int, str]
    blank: int
    dialect: Dialect
    source: str = ""
    complete: bool = True
    undecided: tuple[int, str, str] | None = None

    def find(self, name: str) -> int:
        """Return the number of the column called `name`; raises ValueError if there is none."""
        return [column.name for column in self.columns].index(name)


def clean(text: str) -> str:
    """Return a text as a name: on one line, printable, not too long; perhaps empty."""
    text = "".join(c for c in " ".join(text.split()) if c.isprintable())
    text = text if len(text) <= MAX_NAME else f"{text[: MAX_NAME - 1]}…"
    return text.strip() if is_name(text) else ""


def distinct(names: list[str]) -> list[str]:
    """Return the names, each told from those before it by a number where it must be."""
    taken: set[str] = set()
    result = []
    for name in names:
        new, number = name, 2
        while new in taken:
            ending = f" ({number})"
            new, number = f"{name[: MAX_NAME - len(ending)]}{ending}", number + 1
        taken.add(new)
        result.append(new)
    return result

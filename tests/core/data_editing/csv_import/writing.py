"""Writes tables the way spreadsheets and programs do, and draws tables to write."""

import csv
import io

from hypothesis import strategies as st

from nnviz.core.data_editing.csv_import import Dialect
from nnviz.core.data_editing.csv_import.dialect import DELIMITERS

WORDS = ("red", "green", "blue", "very dark", "größer", "中", "a-b", "x1")


def number(value, dialect):
    """Write a number with the signs of a dialect."""
    text = f"{value!r}" if "e" in repr(value) or not dialect.thousands else f"{value:,}"
    swap = {",": dialect.thousands, ".": dialect.decimal}
    return "".join(swap.get(c, c) for c in text)


def write(rows, dialect, ending="\n"):
    """Return rows of cells as text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=dialect.delimiter, quotechar=dialect.quote, lineterminator=ending)
    writer.writerows(rows)
    return out.getvalue()


@st.composite
def dialects(draw):
    """Draw a dialect; marks of thousands only where they do not stand between cells too."""
    delimiter = draw(st.sampled_from(DELIMITERS))
    # Programs that write white space between cells write points and no marks of thousands.
    decimal = draw(st.sampled_from([".", ","])) if delimiter != " " else "."
    others = sorted({".", ",", " ", "'"} - {decimal}) if delimiter != " " else []
    thousands = draw(st.sampled_from(["", *others]))
    quote = draw(st.sampled_from(['"', "'"])) if thousands != "'" else '"'
    return Dialect(
        delimiter=delimiter, decimal=decimal, thousands=thousands, quote=quote,
        header=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def contents(draw, min_rows=1, max_rows=12, faults=0.0):
    """Draw names and columns: lists of floats or of words, None in place of a number that is missing."""
    rows, width = draw(st.integers(min_rows, max_rows)), draw(st.integers(1, 5))
    columns = []
    for _ in range(width):
        numbers = st.floats(-1e12, 1e12) | st.integers(-9999, 9999).map(float)
        kind = draw(st.sampled_from([numbers, st.sampled_from(WORDS)]))
        columns.append(draw(st.lists(kind, min_size=rows, max_size=rows)))
    names = [f"n{i} {draw(st.sampled_from(WORDS))}" for i in range(width)]
    return names, columns


def cells(names, columns, dialect):
    """Return the rows to write."""
    texts = [[v if isinstance(v, str) else number(v, dialect) for v in column] for column in columns]
    return ([names] if dialect.header else []) + [list(row) for row in zip(*texts, strict=True)]

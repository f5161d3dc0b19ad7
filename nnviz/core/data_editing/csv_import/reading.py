"""Reads a table in small pieces, so that whoever reads can show how far it is, and stop."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np

from nnviz.core.data_editing.csv_import.column import ColumnBuilder, check_odd
from nnviz.core.data_editing.csv_import.dialect import Dialect
from nnviz.core.data_editing.csv_import.numerals import NumberReader
from nnviz.core.data_editing.csv_import.sniffing import declared_delimiter, single_spaced
from nnviz.core.data_editing.csv_import.source import TableSource
from nnviz.core.data_editing.csv_import.table import Table, clean, distinct
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import MAX_CELLS, MAX_EXAMPLES
from nnviz.core.text.translate import translate

MAX_COLUMNS = 2048
_PIECE = 20_000
"""Cells read at a time: a few milliseconds."""
_LOOK = 100
"""Rows that decide how many columns there are, where no header does."""


class Reading:
    """Reads one source in one dialect.

    Parameters
    ----------
    source
        A file or a text.
    dialect
        How it is written.
    most
        Read no more rows than this and be content, for a preview.

    Attributes
    ----------
    table
        What was read, once `steps` is through.
    """

    def __init__(self, source: TableSource, dialect: Dialect, most: int | None = None) -> None:
        self.table: Table | None = None
        self._source, self._dialect, self._most = source, dialect, most
        self._line = 0
        self._progress = 0.0
        self._blank = 0
        self._numerals = NumberReader(dialect)
        self._undecided: tuple[int, int, str] | None = None

    def steps(self) -> Iterator[float]:
        """Read, yielding how much is done, 0 to 1.

        Raises
        ------
        ExperimentError
            If it is no table, or larger than allowed; the sentence has the numbers.
        """
        rows = self._rows()
        head = next(rows, None) if self._dialect.header else None
        first = list(islice(rows, _LOOK))
        if not first:
            raise ExperimentError(
                translate("data_editing", "the table has a header but no rows")
                if head
                else translate("data_editing", "there are only blank lines")
            )
        names = self._names(head, first)
        width = len(names)
        limit = min(MAX_EXAMPLES, MAX_CELLS // width)
        room = limit if self._most is None else min(limit, self._most)
        builders = [ColumnBuilder(self._numerals) for _ in names]
        lines, extra = list[int](), dict[int, str]()
        count, size, cut = 0, max(_PIECE // width, 1), False
        while first and not cut:
            if self._most is not None and count + len(first) > room:
                first, cut = first[: room - count], True
            elif count + len(first) > limit:
                yield from self._refuse(rows, count + len(first), width)
            self._take(first, count, builders, lines, extra)
            count += len(first)
            check_odd(builders)
            yield self._progress
            first = list(islice(rows, size))
        undecided = None if self._undecided is None else (
            int(lines[self._undecided[0]]), names[self._undecided[1]], self._undecided[2]
        )  # fmt: skip
        self.table = Table(
            tuple(b.finish(name, count) for b, name in zip(builders, names, strict=True)),
            count, np.array(lines, dtype=np.int64), extra, self._blank, self._dialect, self._source.name,
            complete=not cut, undecided=undecided,
        )  # fmt: skip
        yield 1.0

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line each row begins at, and its cells; blank lines are counted and passed over."""
        plain = (
            {"quoting": csv.QUOTE_NONE}
            if not self._dialect.quote
            else {"quotechar": self._dialect.quote, "strict": True}
        )
        reader = csv.reader(self._lines(), delimiter=self._dialect.delimiter, **plain)  # type: ignore[arg-type]
        line = 1
        try:
            for row in reader:
                if line == 1 and declared_delimiter(self._dialect.delimiter.join(row)):
                    pass
                elif any(row) and any(cell.strip() for cell in row):
                    yield line, row
                else:
                    self._blank += 1
                line = reader.line_num + 1
        except csv.Error as error:
            raise ExperimentError(
                translate("data_editing", "line {line}: {error}").format(line=line, error=_in_words(error))
            ) from None

    def _lines(self) -> Iterator[str]:
        for line, progress in self._source.lines(self._dialect.encoding):
            self._progress = progress
            yield single_spaced(line) if self._dialect.delimiter == " " else line

    def _names(self, head: tuple[int, list[str]] | None, first: list[tuple[int, list[str]]]) -> list[str]:
        cells = head[1] if head is not None else []
        width = len(cells) or Counter(len(row) for _, row in first).most_common(1)[0][0]
        if width > MAX_COLUMNS:
            raise ExperimentError(
                translate(
                    "data_editing", "the table has {width:,} columns, at most {max_columns:,} are read"
                ).format(width=width, max_columns=MAX_COLUMNS)
            )
        names = [clean(cell) for cell in cells] or [""] * width
        return distinct(
            [
                name or translate("data_editing", "column {index}").format(index=i)
                for i, name in enumerate(names, 1)
            ]
        )

    def _take(
        self,
        rows: list[tuple[int, list[str]]],
        start: int,
        builders: list[ColumnBuilder],
        lines: list[int],
        extra: dict[int, str],
    ) -> None:
        width = len(builders)
        cells = []
        for row, (line, found) in enumerate(rows, start):
            lines.append(line)
            if len(found) < width:
                found = found + [""] * (width - len(found))
            elif len(found) > width:
                if beyond := self._dialect.delimiter.join(found[width:]).strip(self._dialect.delimiter + " "):
                    extra[row] = beyond[:200]
                found = found[:width]
            cells.append(found)
        if not self._dialect.decimal and self._undecided is None:
            self._undecided = next(
                (
                    (row, i, cell.strip()[:40])
                    for row, found in enumerate(cells, start) for i, cell in enumerate(found)
                    if self._numerals.undecided(cell)
                ),
                None,
            )  # fmt: skip
        for builder, column in zip(builders, zip(*cells, strict=True), strict=True):
            builder.add(column, start)

    def _refuse(self, rows: Iterator[object], count: int, width: int) -> Iterator[float]:
        """Count what is left, and raise ExperimentError with the numbers."""
        while more := sum(1 for _ in islice(rows, max(_PIECE // width, 1))):
            count += more
            yield self._progress
        if count > MAX_EXAMPLES:
            raise ExperimentError(
                translate(
                    "data_editing", "the table has {count:,} rows, at most {max_examples:,} are read"
                ).format(count=count, max_examples=MAX_EXAMPLES)
            )
        raise ExperimentError(
            translate(
                "data_editing",
                "the table has {count:,} rows × {width:,} columns = {count2:,} cells, at most "
                "{max_cells:,} are read",
            ).format(count=count, width=width, count2=count * width, max_cells=MAX_CELLS)
        )


def _in_words(error: csv.Error) -> str:
    text = str(error)
    if "unexpected end" in text:
        return translate(
            "data_editing",
            "a quotation mark is opened here and never closed; choose another quote character, or none",
        )
    if "field larger" in text:
        return translate("data_editing", "a cell may have at most {csv:,} characters").format(
            csv=csv.field_size_limit()
        )
    if "expected after" in text:
        return translate(
            "data_editing",
            "a cell continues after its closing quotation mark; choose another quote character, or none",
        )
    return translate("data_editing", "this line cannot be read, {text}").format(text=text)


def read(source: TableSource, dialect: Dialect | None = None, most: int | None = None) -> Table:
    """Read a table at once; see `Reading`."""
    reading = Reading(source, source.sniff() if dialect is None else dialect, most)
    for _ in reading.steps():
        pass
    assert reading.table is not None
    return reading.table


def read_text(text: str, dialect: Dialect | None = None) -> Table:
    """Read the table a text holds; see `Reading`."""
    return read(TableSource(text=text), dialect)

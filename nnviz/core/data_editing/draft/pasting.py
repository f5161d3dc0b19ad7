"""Rows from a spreadsheet, put into a table of one's own: all of them, or none and a sentence why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.core.data_editing.csv_import import Column, Dialect, Table, check_decided, read_text, sniff
from nnviz.core.data_editing.draft.dataset_draft import DatasetDraft
from nnviz.core.data_editing.draft.rows import read_class, read_number, read_test
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate

_NAMED = 3


@dataclass(frozen=True, eq=False)
class PastedBlock:
    """What was pasted: a table, its first row being its header only where numbers are expected below."""

    table: Table

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.table.rows, len(self.table.columns)


def read_block(drawn: DatasetDraft, text: str, column: int = 0) -> PastedBlock:
    """Read what is on the clipboard, to be put in from `column` on.

    Raises
    ------
    ExperimentError
        With one sentence, if there is nothing in it that can be read as a table.
    """
    dialect = sniff(text)
    if dialect.header and not _is_header(drawn, text, column, dialect):
        dialect = dialect.replace(header=False)
    table = read_text(text, dialect)
    check_decided(
        table,
        translate("data_editing", "write all of them with the same sign, or import the table as a file"),
    )
    return PastedBlock(table)


def _is_header(drawn: DatasetDraft, text: str, column: int, dialect: Dialect) -> bool:
    """Whether the first row names columns: words all over, and numbers are expected in one of them."""
    first = read_text(text, dialect.replace(header=False)).columns
    inputs, last = drawn.inputs.shape[1], _width(drawn) - 1
    wanted = [c for k, c in enumerate(first, column) if k < inputs or (not drawn.classes and k < last)]
    return bool(wanted) and len(first[0].numbers) > 1 and not any(np.isfinite(c.numbers[0]) for c in wanted)


def _width(drawn: DatasetDraft) -> int:
    return int(drawn.inputs.shape[1] + drawn.targets.shape[1] + 1)


def paste(drawn: DatasetDraft, block: PastedBlock, row: int, column: int = 0) -> DatasetDraft:
    """Return it with a block put in over its cells from `row` and `column` on; new rows follow the last.

    Raises
    ------
    ExperimentError
        With one sentence, if a cell cannot hold what is to come into it, or the block is too wide; it names
        the first such cells and says how many there are.
    """
    rows, columns = block.shape
    inputs, width = drawn.inputs.shape[1], _width(drawn)
    if column + columns > width:
        raise ExperimentError(
            translate(
                "data_editing",
                "{columns:,} columns were pasted, but from here on the table has only {width:,}",
            ).format(columns=columns, width=width - column)
        )
    if block.table.extra:
        first = min(block.table.extra)
        raise ExperimentError(
            translate(
                "data_editing", "row {first} of the pasted text has more cells than the first row"
            ).format(first=first + 1)
        )
    end = max(len(drawn), row + rows)
    more = end - len(drawn)
    tables = [np.concatenate([t, np.zeros((more, t.shape[1]))]) for t in (drawn.inputs, drawn.targets)]
    test = np.concatenate([drawn.test, np.zeros(more, dtype=np.bool_)])
    said, faults = False, list[tuple[int, int, str]]()
    for k, source in enumerate(block.table.columns):
        at = column + k
        if at == width - 1:
            said = True
            test[row : row + rows] = _flags(source, rows, at, faults)
        elif at >= inputs and drawn.classes:
            drawn, labels = _labels(drawn, source, rows, at, faults)
            tables[1][row : row + rows, 0] = labels
        else:
            place = (tables[0], at) if at < inputs else (tables[1], at - inputs)
            place[0][row : row + rows, place[1]] = _numbers(source, rows, at, faults)
    if faults:
        raise ExperimentError(_sentence(drawn, faults))
    explicit = said or drawn.share is None
    return drawn.with_rows(tables[0], tables[1], test if explicit else None)


def _numbers(source: Column, rows: int, at: int, faults: list[tuple[int, int, str]]) -> Array:
    values: Array = np.array(source.numbers, dtype=np.float64)
    for row in np.flatnonzero(~np.isfinite(values)).tolist():
        try:
            values[row] = read_number(source.text(row))
        except ExperimentError as error:
            faults.append((row, at, str(error)))
    return values


def _flags(source: Column, rows: int, at: int, faults: list[tuple[int, int, str]]) -> Array:
    flags = np.zeros(rows, dtype=np.bool_)
    for row in range(rows):
        try:
            flags[row] = read_test(source.text(row))
        except ExperimentError as error:
            faults.append((row, at, str(error)))
    return flags


def _labels(
    drawn: DatasetDraft, source: Column, rows: int, at: int, faults: list[tuple[int, int, str]]
) -> tuple[DatasetDraft, Array]:
    labels, known = np.zeros(rows), dict[str, int]()
    for row in range(rows):
        word = source.text(row)
        if word not in known:
            try:
                drawn, known[word] = read_class(drawn, word)
            except ExperimentError as error:
                faults.append((row, at, str(error)))
                continue
        labels[row] = known[word]
    return drawn, labels


def _sentence(drawn: DatasetDraft, faults: list[tuple[int, int, str]]) -> str:
    faults.sort()
    names = (*drawn.inputs_named, *drawn.targets_named, "set")
    shown = "; ".join(
        translate("data_editing", "row {r}, {names}: {why}").format(
            r=r + 1, names=names[c], why=why.rstrip(".")
        )
        for r, c, why in faults[:_NAMED]
    )
    more = len(faults) - _NAMED
    return translate("data_editing", "nothing was pasted: {shown}").format(shown=shown) + (
        translate("data_editing", "; and {more:,} more").format(more=more) if more > 0 else ""
    )

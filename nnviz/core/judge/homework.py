"""A class's homework: a table of claims, one a line, each with its verdict."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nnviz.core.experiment.record import ExperimentError, shown
from nnviz.core.file_access.reading import FileError, read_bounded
from nnviz.core.judge.judging import Judge
from nnviz.core.judge.nodes import ClaimError
from nnviz.core.judge.verdict import Verdict

MAX_BYTES, MAX_ROWS = 4_000_000, 10_000
REQUIRED, OPTIONAL = ("target", "claim"), ("names", "student")


@dataclass(frozen=True)
class HomeworkRow:
    """One line of the table.

    Attributes
    ----------
    line
        Its number in the file, from 1; the header is line 1.
    cells
        Column → what stands there.
    trouble
        What is wrong with the line itself, empty if nothing.
    """

    line: int
    cells: Mapping[str, str]
    trouble: str = ""


def read_names(text: str) -> dict[str, str]:
    """Read ``o=a2,theta=W1.T``: names, each with an expression.

    Raises
    ------
    ClaimError
        If a part has no ``=``.
    """
    found, depth, start = {}, 0, 0
    for place, character in enumerate(text + ","):
        depth += (character in "([") - (character in ")]")
        if character != "," or (depth > 0 and place < len(text)):
            continue
        part = text[start:place].strip()
        start = place + 1
        if not part:
            continue
        name, equals, meaning = part.partition("=")
        if not equals or not name.strip() or not meaning.strip():
            raise ClaimError(f"Names are given as name=value, such as o=a2,t=Y; {part[:40]!r} is not.")
        found[name.strip()] = meaning.strip()
    return found


def read_rows(path: str | Path) -> list[HomeworkRow]:
    """Read a table of claims from a CSV file with the columns target and claim, perhaps names and student.

    Raises
    ------
    ExperimentError
        If the file cannot be read, has no such header, or is too large.
    """
    name = shown(Path(path).name)
    try:
        data = read_bounded(path, MAX_BYTES)
    except FileError as error:
        if error.too_large:
            sentence = f"a table of claims may have at most {MAX_BYTES:,} bytes"
            raise ExperimentError(f"{name}: {sentence}") from None
        raise ExperimentError(f"{name}: cannot be read ({error.reason})") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExperimentError(f"{name}: byte {error.start + 1} is not UTF-8 text") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        _check_header(name, header)
        rows: list[HomeworkRow] = []
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                rows.append(_row(line, header, cells, delimiter))
            if len(rows) > MAX_ROWS:
                raise ExperimentError(f"{name}: at most {MAX_ROWS:,} claims are allowed")
    except csv.Error as error:
        raise ExperimentError(f"{name}: line {reader.line_num} is not a line of a table ({error})") from None
    return rows


def _check_header(name: str, header: list[str]) -> None:
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise ExperimentError(
            f"{name}: line 1 must name the columns, target and claim; {' and '.join(missing)} not found"
        )
    for column in header:
        if column not in REQUIRED + OPTIONAL or header.count(column) > 1:
            raise ExperimentError(
                f"{name}: the columns are target, claim and optionally names and student, each once; "
                f"line 1 has {shown(column)}"
            )


def _row(line: int, header: list[str], cells: list[str], delimiter: str) -> HomeworkRow:
    found = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
    if len(cells) == len(header):
        return HomeworkRow(line, found)
    hint = f"; put a cell that has a {delimiter} into quotation marks" if len(cells) > len(header) else ""
    return HomeworkRow(line, found, f"expected {len(header)} cells, not {len(cells)}{hint}")


def judge_rows(judge: Judge, rows: list[HomeworkRow]) -> Iterator[tuple[HomeworkRow, Verdict]]:
    """Judge every line; one that cannot be read is invalid, with its number, and the others go on."""
    for row in rows:
        try:
            if row.trouble:
                raise ClaimError(row.trouble[:1].upper() + row.trouble[1:] + ".")
            names = read_names(row.cells.get("names", ""))
            verdict = judge.judge(row.cells["target"], row.cells["claim"], names)
        except ClaimError as error:
            verdict = Verdict("invalid", str(error))
        if verdict.verdict == "invalid":
            verdict = Verdict("invalid", f"Line {row.line}: {verdict.message}")
        yield row, verdict


def as_record(row: HomeworkRow, verdict: Verdict) -> dict[str, Any]:
    """Return a line and its verdict as JSON data."""
    given = {column: row.cells.get(column, "") for column in ("student", *REQUIRED) if column in row.cells}
    return {"line": row.line, **given, **verdict.as_json()}

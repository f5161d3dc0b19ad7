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
from nnviz.core.text.translate import translate

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
            raise ClaimError(
                translate("judge", "Names are given as name=value, such as o=a2,t=Y; {part} is not.").format(
                    part=f"{part[:40]!r}"
                )
            )
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
            sentence = translate("judge", "a table of claims may have at most {max_bytes:,} bytes").format(
                max_bytes=MAX_BYTES
            )
            raise ExperimentError(f"{name}: {sentence}") from None
        raise ExperimentError(
            f"{name}: " + translate("judge", "cannot be read ({reason})").format(reason=error.reason)
        ) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExperimentError(
            f"{name}: " + translate("judge", "byte {start} is not UTF-8 text").format(start=error.start + 1)
        ) from None
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
                raise ExperimentError(
                    f"{name}: "
                    + translate("judge", "at most {max_rows:,} claims are allowed").format(max_rows=MAX_ROWS)
                )
    except csv.Error as error:
        raise ExperimentError(
            f"{name}: "
            + translate("judge", "line {line_num} is not a line of a table ({error})").format(
                line_num=reader.line_num, error=error
            )
        ) from None
    return rows


def _check_header(name: str, header: list[str]) -> None:
    missing = [column for column in REQUIRED if column not in header]
    if missing:
        raise ExperimentError(
            f"{name}: "
            + translate(
                "judge", "line 1 must name the columns, target and claim; {missing} not found"
            ).format(missing=translate("judge", " and ").join(missing))
        )
    for column in header:
        if column not in REQUIRED + OPTIONAL or header.count(column) > 1:
            raise ExperimentError(
                f"{name}: "
                + translate(
                    "judge",
                    "the columns are target, claim and optionally names and student, each once; line 1 "
                    "has {column}",
                ).format(column=shown(column))
            )


def _row(line: int, header: list[str], cells: list[str], delimiter: str) -> HomeworkRow:
    found = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
    if len(cells) == len(header):
        return HomeworkRow(line, found)
    text = translate("judge", "expected {expected} cells, not {given}")
    if len(cells) > len(header):
        text = translate(
            "judge",
            "expected {expected} cells, not {given}; put a cell that has a {delimiter} into quotation marks",
        )
    return HomeworkRow(line, found, text.format(expected=len(header), given=len(cells), delimiter=delimiter))


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
            verdict = Verdict(
                "invalid",
                translate("judge", "Line {line}: {message}").format(line=row.line, message=verdict.message),
            )
        yield row, verdict


def as_record(row: HomeworkRow, verdict: Verdict) -> dict[str, Any]:
    """Return a line and its verdict as JSON data."""
    given = {column: row.cells.get(column, "") for column in ("student", *REQUIRED) if column in row.cells}
    return {"line": row.line, **given, **verdict.as_json()}

"""Worksheets as files: the sheet, and the answers apart if it has blanks."""

from __future__ import annotations

from pathlib import Path

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.worksheet import Worksheet, worksheet
from nnviz.core.run.timeline import Timeline
from nnviz.typeset.engine import TypesettingError
from nnviz.worksheets.html import to_html
from nnviz.worksheets.pdf import pdf_bytes

SUFFIXES = (".html", ".pdf")


def write_sheets(
    timeline: Timeline,
    iteration: int,
    out: Path,
    title: str = "",
    example: int | None = None,
    digits: int = 3,
    blanks: bool = False,
) -> list[Path]:
    """Write the worksheet of an iteration; with `blanks` also its answers, to ``NAME-answers``.

    Moves the timeline. A PDF needs an application to be running, for its fonts.

    Returns
    -------
    list
        The files written.

    Raises
    ------
    ExperimentError
        If the kind of file is another, a file cannot be written, or there is no such worksheet.
    """
    if out.suffix.lower() not in SUFFIXES:
        raise ExperimentError(f"{out.name}: a worksheet is a file that ends in {' or '.join(SUFFIXES)}")
    sheets = {out: worksheet(timeline, iteration, title, example, digits, blanks)}
    if blanks:
        answers = out.with_stem(f"{out.stem}-answers")
        sheets[answers] = worksheet(timeline, iteration, title, example, digits)
    for path, sheet in sheets.items():
        _write(path, sheet)
    return list(sheets)


def _write(path: Path, sheet: Worksheet) -> None:
    try:
        data = to_html(sheet).encode() if path.suffix.lower() == ".html" else pdf_bytes(sheet)
        path.write_bytes(data)
    except TypesettingError as error:
        raise ExperimentError(f"{path.name}: {error}") from None
    except OSError as error:
        raise ExperimentError(f"{path}: {error.strerror}") from None

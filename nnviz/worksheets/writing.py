"""Worksheets as files: the sheet, and the answers apart if it has blanks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.worksheet import Worksheet, faded, worksheet
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate
from nnviz.typeset.engine import TypesettingError
from nnviz.worksheets.html import to_html
from nnviz.worksheets.pdf import pdf_bytes

SUFFIXES = (".html", ".pdf")


def files_of_sheets(out: Path) -> tuple[Path, Path]:
    """Return the file of a sheet with blanks, and that of its answers: ``NAME-answers``."""
    return out, out.with_stem(f"{out.stem}-answers")


def write_sheets(
    timeline: Timeline,
    iteration: int,
    out: Path,
    title: str = "",
    example: int | None = None,
    digits: int = 3,
    blanks: bool = False,
    operations: Collection[int] | None = None,
    fading: int = 0,
) -> list[Path]:
    """Write the worksheet of an iteration; with blanks also its answers, to ``NAME-answers``.

    `operations` are the numbers of those on it, all by default. With `fading` it has as many parts more,
    with the last result left out, then the last two, and so on.

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
        kinds = " or ".join(SUFFIXES)
        raise ExperimentError(
            f"{display_name(out.name)}: "
            + translate("worksheets", "a worksheet is a file that ends in {kinds}").format(kinds=kinds)
        )
    if fading:
        sheets = {out: faded(timeline, iteration, fading, title, example, digits, operations)}
    else:
        sheets = {out: (worksheet(timeline, iteration, title, example, digits, blanks, operations),)}
    if blanks or fading:
        sheets[files_of_sheets(out)[1]] = tuple(
            replace(
                worksheet(timeline, iteration + level, title, example, digits, False, operations),
                part=level + 1,
                parts=fading + 1,
            )
            for level in range(fading + 1)
        )
    # Both are made before one is written: a sheet without its answers is of no use.
    contents = {path: _content(path, parts) for path, parts in sheets.items()}
    for path, data in contents.items():
        atomic_write(path, data)
    return list(sheets)


def _content(path: Path, sheets: tuple[Worksheet, ...]) -> bytes:
    try:
        return to_html(*sheets).encode() if path.suffix.lower() == ".html" else pdf_bytes(*sheets)
    except TypesettingError as error:
        raise ExperimentError(f"{display_name(path.name)}: {error}") from None

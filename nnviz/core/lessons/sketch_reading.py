"""A lesson file as a sketch, so that it is edited further in the window: nothing written in it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.lessons import header, scan
from nnviz.core.lessons.lesson import NO_COMPARISON, LessonStep
from nnviz.core.lessons.networks import Networks
from nnviz.core.lessons.reader import END_PAGE, parse
from nnviz.core.lessons.scan import Piece
from nnviz.core.lessons.sketch import LessonSketch, StepSketch
from nnviz.core.lessons.source import LessonSource

_OWN_KEYS = ("experiment", "compare", "minutes")
"""Keys of the header that `to_markdown` writes from the steps."""
_KEPT = ("plot", "note")
"""Directives of a step that are kept as they are written."""


def sketch_of(text: str | bytes, name: str = "lesson", path: Path | None = None) -> LessonSketch:
    """Return the sketch of a lesson; `to_markdown` gives a file of the same steps.

    Parameters
    ----------
    text, name, path
        As `reader.parse` takes them.

    Raises
    ------
    LessonError
        If the text is no lesson.
    """
    lesson = parse(text, name, path)
    source = LessonSource.of(name, text)
    top = header.read(source)
    pieces = list(scan.scan(source, top.end))
    headings = [piece.line for piece in pieces if piece.kind == scan.HEADING and piece.mark == "##"]
    end = next((p.line for p in pieces if p.kind == scan.DIRECTIVE and p.mark == END_PAGE), None)
    last = max(line for line in headings if line < end) if end is not None else len(source.lines) + 1
    bounds = [line for line in headings if line < last] + [last]
    kept = [p for p in pieces if p.mark == "experiment" or (p.mark == "note" and p.line < bounds[0])]
    return LessonSketch(
        lesson.title,
        lesson.summary,
        lesson.minutes,
        tuple(
            _step(step, source.lines, pieces, start, stop)
            for step, start, stop in zip(lesson.steps, bounds[:-1], bounds[1:], strict=True)
        ),
        header=tuple(
            (key, source.lines[line - 1].partition(":")[2].strip())
            for key, line in top.lines.items()
            if key not in _OWN_KEYS
        ),
        experiments=_experiments(source, top, pieces, None if path is None else path.parent),
        comments=tuple(_written(source.lines, p) for p in kept if p.kind == scan.DIRECTIVE),
        ending="\n".join(source.lines[last - 1 :]).strip(),
    )


def _step(
    step: LessonStep, lines: Sequence[str], pieces: Sequence[Piece], start: int, stop: int
) -> StepSketch:
    """Return the sketch of the step whose heading is line `start`; the next one is line `stop`."""
    directives = [p for p in pieces if p.kind == scan.DIRECTIVE and start < p.line < stop]
    hidden = {line for p in directives for line in range(p.line, _last_line(lines, p) + 1)}
    text: list[str] = []
    for number in range(start + 1, stop):
        line = "" if number in hidden else lines[number - 1].rstrip()
        # A comment parts two paragraphs as an empty line does, and leaves no more than one behind.
        if line or (number not in hidden and number - 1 not in hidden) or (text and text[-1]):
            text.append(line)
    return StepSketch(
        step.title,
        "\n".join(text).strip(),
        step.experiment,
        step.named.iteration,
        str(step.named.operation),
        step.highlights,
        step.selection,
        step.example,
        step.compare,
        tuple(_written(lines, p) for p in directives if p.mark in _KEPT),
    )


def _experiments(
    source: LessonSource, top: header.LessonHeader, pieces: Sequence[Piece], folder: Path | None
) -> tuple[tuple[str, Experiment], ...]:
    """Return the experiments that the lesson names; those in files beside it are written into the sketch."""
    networks = Networks(source, folder)
    names = {top.experiment: 1, **({top.compare: 1} if top.compare else {})}
    for piece in pieces:
        if piece.kind != scan.DIRECTIVE:
            continue
        if piece.mark == "experiment":
            networks.write(piece)
            names[piece.extra.split()[0]] = piece.line
        elif piece.mark in ("use", "compare") and piece.text.strip() != NO_COMPARISON:
            names[piece.text.strip()] = piece.line
    return tuple(
        (name, networks.find(name, line, "experiment"))
        for name, line in names.items()
        if not name.endswith(files.SUFFIX)
    )


def _last_line(lines: Sequence[str], piece: Piece) -> int:
    """Return the number of the line on which a comment is closed."""
    number = piece.line
    rest = lines[number - 1].partition("<!--")[2]
    while "-->" not in rest:
        number += 1
        rest = lines[number - 1]
    return number


def _written(lines: Sequence[str], piece: Piece) -> str:
    return "\n".join(lines[piece.line - 1 : _last_line(lines, piece)]).strip()

r"""Reading a lesson: one Markdown file, which reads as a handout in any viewer.

A lesson looks like this::

    ---
    experiment: xor
    minutes: 10
    names: t = Y, o = a2
    ---

    # Title of the lesson

    One paragraph says what it is about.

    ## Title of a step

    <!-- go: 0 dz2 -->
    <!-- light: dz2 a2 W2[1,3] -->

    Text with $\delta^2$ in it, and a formula of its own:

    $$\delta^2 = a^2 - y \tag{6}$$

    > **Claim** $\delta = t - o$
    >
    > **Judge** `dz2 = t - o`
    >
    > **Verdict** wrong (sign)
    >
    > **Why** The sign is flipped.

    > **Question** Which way does $z^2$ move?
    >
    > - [ ] up
    > - [x] down
    >
    > **Answer** Against the gradient.

    > **Question** How large is $a$?
    >
    > **Number** 0.25 ± 0.01
    >
    > **Answer** $a = 1/4$.

The header names the experiment the lesson opens with: a built-in example, a file beside the lesson that
ends in ``.nnviz``, or one written in the lesson. `names` are what claims may use beside the names of values.

Directives are comments, so that viewers hide them. ``go`` is an iteration and the name of the value whose
operation ran last (or ``start``, ``end`` or a number); ``light`` names values, and in square brackets one
weight, bias or unit to select, counted from 1; ``example`` is which example of the batch is shown, from 1;
``plot: a1 300 0 1`` draws a value up to an iteration on a scale, and ``end: page`` makes a section the page
after the last step.
``use`` opens another experiment and ``compare`` shows one beside it (``none`` ends it): both hold for the
steps after it too. ``experiment NAME: {…}`` holds an experiment as JSON, ``experiment NAME from OTHER:
{…}`` the fields that differ. ``note`` is for the author. Nothing in a lesson is executed.
"""

from __future__ import annotations

import os
from pathlib import Path

from nnviz.core.file_access.reading import FileError, read_bounded
from nnviz.core.lessons import header, letters, scan
from nnviz.core.lessons.claims import Claims
from nnviz.core.lessons.lesson import Lesson, LessonError
from nnviz.core.lessons.networks import Networks
from nnviz.core.lessons.scan import Piece
from nnviz.core.lessons.source import MAX_BYTES, LessonSource, cited
from nnviz.core.lessons.steps import StepDraft, Steps
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

SUFFIX = ".md"
MAX_STEPS = 100
END_PAGE = "end"
"""The directive of the page after the last step."""
_NO_TITLE = ("title", QT_TRANSLATE_NOOP("lessons", "a title is required first: # and a text"))


def read(path: str | os.PathLike[str]) -> Lesson:
    """Read a lesson from a file.

    Raises
    ------
    LessonError
        If it cannot be read or is no lesson: one sentence that names file, line and field, and what is
        allowed.
    """
    path = Path(path)
    try:
        content = read_bounded(path, MAX_BYTES)
    except FileError as error:
        raise LessonError(str(error)) from None
    return parse(content, path.stem, path)


def parse(text: str | bytes, name: str = "lesson", path: Path | None = None) -> Lesson:
    """Return the lesson a text describes; see `read`.

    Parameters
    ----------
    text
        The Markdown, as bytes in UTF-8.
    name
        The name of the lesson.
    path
        The file, beside which its experiments may lie.
    """
    source = LessonSource.of(name + SUFFIX if path is None else path.name, text)
    top = header.read(source)
    networks = Networks(source, None if path is None else path.parent)
    title, summary, drafts = _drafts(source, top.end, networks)
    compare = None
    experiment = networks.find(top.experiment, top.lines["experiment"], "experiment")
    if top.compare is not None:
        compare = networks.find(top.compare, top.lines["compare"], "compare")
    claims = Claims(source, networks, top.names, top.lines.get("names", 1))
    steps = Steps(source, networks, claims, experiment, compare)
    ending = drafts.pop() if END_PAGE in drafts[-1].directives else None
    if not drafts:
        raise source.error(
            ending.heading.line if ending else 1,
            "step",
            translate("lessons", "a step is required before the end"),
        )
    for draft in drafts:
        if piece := draft.directives.get(END_PAGE):
            raise source.error(
                piece.line, END_PAGE, translate("lessons", "only the last page is the end of a lesson")
            )
    made = tuple(steps.step(draft) for draft in drafts)
    return Lesson(
        name, title, summary, top.minutes, made, top.names, top.order, path,
        level=top.level,
        letters=letters.checked(source, top, [step.experiment for step in made]),
        ending=() if ending is None else steps.ending(ending),
        ending_title="" if ending is None else ending.heading.text,
    )  # fmt: skip


def _drafts(source: LessonSource, start: int, networks: Networks) -> tuple[str, str, list[StepDraft]]:
    """Return title, summary and steps as they are written, and take in the experiments written between."""
    title, summary = "", ""
    drafts: list[StepDraft] = []
    for piece in scan.scan(source, start):
        if piece.kind == scan.DIRECTIVE and piece.mark in ("experiment", "note"):
            if piece.mark == "experiment":
                networks.write(piece)
        elif piece.kind == scan.HEADING and piece.mark == "#":
            if title:
                raise source.error(
                    piece.line, "title", translate("lessons", "a lesson has one title; steps begin with ##")
                )
            title = piece.text
        elif not title:
            raise source.error(piece.line, *_NO_TITLE)
        elif piece.kind == scan.HEADING:
            drafts.append(_draft(source, piece, summary, len(drafts)))
        elif drafts:
            drafts[-1].take(source, piece)
        else:
            summary = _summary(source, piece, summary)
    if not drafts:
        missing = ("step", translate("lessons", "a step is required: ## and a text")) if title else _NO_TITLE
        raise source.error(len(source.lines), *missing)
    return title, summary, drafts


def _draft(source: LessonSource, piece: Piece, summary: str, steps: int) -> StepDraft:
    if not summary:
        raise source.error(
            piece.line,
            "summary",
            translate("lessons", "a paragraph that introduces the lesson is required first"),
        )
    if steps >= MAX_STEPS:
        raise source.error(
            piece.line,
            "step",
            translate("lessons", "at most {max_steps} steps are allowed").format(max_steps=MAX_STEPS),
        )
    return StepDraft(piece)


def _summary(source: LessonSource, piece: Piece, summary: str) -> str:
    if piece.kind == scan.DIRECTIVE:
        raise source.error(
            piece.line,
            piece.mark,
            translate("lessons", "this has to be part of a step; write it under a heading ##"),
        )
    if piece.kind != scan.PARAGRAPH or summary:
        raise source.error(
            piece.line,
            "summary",
            translate("lessons", "only one paragraph may precede the first step, not {text}").format(
                text=cited(piece.text)
            ),
        )
    return piece.text

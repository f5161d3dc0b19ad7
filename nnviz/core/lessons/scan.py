"""The lines of a lesson as pieces: headings, directives, paragraphs, items of lists, formulas, quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from nnviz.core.lessons import inline
from nnviz.core.lessons.source import LessonSource, cited

HEADING, DIRECTIVE, PARAGRAPH, ITEM, FORMULA, QUOTATION = (
    "heading", "directive", "paragraph", "item", "formula", "quotation"
)  # fmt: skip
MAX_FORMULA = 4_000
"""Characters of the longest formula of a lesson."""
KEYS = ("go", "light", "example", "use", "compare", "experiment", "note")
_REFUSED = (
    (re.compile(r"```|~~~"), "code", "write code on one line between backticks, such as `W2.T @ dz2`"),
    (re.compile(r"\|"), "table", "tables are not supported; write a list"),
    (re.compile(r"!\["), "picture", "pictures are not supported; the network is shown beside the lesson"),
    (re.compile(r"<[a-zA-Z/!]"), "HTML", f"only comments are read: <!-- key: value -->, key one of "
     f"{', '.join(KEYS)}"),
    (re.compile(r"(?:[-*_] ?){3,}$|={2,}$"), "line", "headings begin with #, steps with ##"),
)  # fmt: skip
_ITEM = re.compile(r"([-*+]|\d{1,3}[.)]) +(.*)")
_DIRECTIVE = re.compile(r"\s*([a-z]+)\b([^:]*):\s*(.*?)\s*", re.DOTALL)


class Piece(NamedTuple):
    """A piece of a lesson.

    Attributes
    ----------
    kind
        One of heading, directive, paragraph, item, formula, quotation.
    line
        Where it begins, from 1.
    text
        Its text; lines of a paragraph are joined, those of a directive, formula and quotation are not. A
        directive's value keeps the line ends before it, so that lines within it can be counted.
    mark
        ``#`` or ``##``, the key of a directive, the bullet or number of an item.
    extra
        What stands between the key of a directive and its colon.
    """

    kind: str
    line: int
    text: str
    mark: str = ""
    extra: str = ""


def scan(source: LessonSource, start: int) -> Iterator[Piece]:
    """Yield the pieces from line number `start` on.

    Raises
    ------
    LessonError
        On Markdown that a lesson does not have, and on what is begun and not closed.
    """
    at = start - 1
    while at < len(source.lines):
        line = source.lines[at].strip()
        if not line:
            at += 1
            continue
        if line.startswith("<!--"):
            piece, at = _comment(source, at)
        elif line.startswith("$$"):
            piece, at = _formula(source, at)
        elif line.startswith(">"):
            piece, at = _quotation(source, at)
        elif line.startswith("#"):
            piece, at = _heading(source, at)
        else:
            piece, at = _paragraph(source, at)
        _check_formulas(source, piece)
        yield piece


def _check_formulas(source: LessonSource, piece: Piece) -> None:
    """Refuse a formula that is too long to be typeset while somebody waits."""
    if piece.kind == DIRECTIVE:
        return
    found = (piece.text,) if piece.kind == FORMULA else inline.formulas(piece.text)
    for latex in found:
        if len(latex) > MAX_FORMULA:
            raise source.error(
                piece.line, "formula", f"at most {MAX_FORMULA:,} characters are allowed, not {len(latex):,}"
            )


def _heading(source: LessonSource, at: int) -> tuple[Piece, int]:
    line = source.lines[at].strip()
    text = line.lstrip("#")
    marks, text = line[: len(line) - len(text)], text.strip().rstrip("#").rstrip()
    if len(marks) > 2:
        raise source.error(
            at + 1, "heading", "# is the title, ## a step; within a step write **strong** instead"
        )
    if not text:
        raise source.error(at + 1, "title" if marks == "#" else "step", "a heading needs a text")
    return Piece(HEADING, at + 1, text, marks), at + 1


def _until(source: LessonSource, at: int, opening: str, closing: str, field: str) -> tuple[str, int]:
    """Return what stands between two marks, and the number of the line after them."""
    lines = [source.lines[at].strip().removeprefix(opening)]
    first = at
    while closing not in lines[-1]:
        at += 1
        if at >= len(source.lines):
            raise source.error(first + 1, field, f"{opening} is not closed; write {closing} after it")
        lines.append(source.lines[at])
    lines[-1], _, rest = lines[-1].partition(closing)
    if rest.strip():
        raise source.error(at + 1, field, f"nothing may follow {closing} on its line, not {cited(rest)}")
    return "\n".join(lines), at + 1


def _comment(source: LessonSource, at: int) -> tuple[Piece, int]:
    text, after = _until(source, at, "<!--", "-->", "comment")
    found = _DIRECTIVE.fullmatch(text)
    if found is None or found[1] not in KEYS:
        raise source.error(
            at + 1, "comment", f"expected key: value with a key of {', '.join(KEYS)}, not {cited(text)}"
        )
    key, extra, value = found.groups()
    if extra.strip() and key != "experiment":
        raise source.error(at + 1, key, f"the key and its colon belong together, not {cited(key + extra)}")
    if not value:
        raise source.error(at + 1, key, "a value is required after the colon")
    above = text.count("\n", 0, found.start(3))
    return Piece(DIRECTIVE, at + 1, "\n" * above + value, key, extra.strip()), after


def _formula(source: LessonSource, at: int) -> tuple[Piece, int]:
    text, after = _until(source, at, "$$", "$$", "formula")
    if not text.strip():
        raise source.error(at + 1, "formula", "a formula is required between $$ and $$")
    return Piece(FORMULA, at + 1, text.strip()), after


def _quotation(source: LessonSource, at: int) -> tuple[Piece, int]:
    first, lines = at, []
    while at < len(source.lines) and source.lines[at].strip().startswith(">"):
        lines.append(source.lines[at].strip()[1:].strip())
        at += 1
    return Piece(QUOTATION, first + 1, "\n".join(lines)), at


def _paragraph(source: LessonSource, at: int) -> tuple[Piece, int]:
    first, line = at, source.lines[at].strip()
    for pattern, field, message in _REFUSED:
        if pattern.match(line):
            raise source.error(at + 1, field, message)
    item = _ITEM.fullmatch(line)
    lines = [item[2] if item else line]
    at += 1
    while at < len(source.lines) and _goes_on(source.lines[at].strip()):
        lines.append(source.lines[at].strip())
        at += 1
    text = " ".join(lines)
    if item is None:
        return Piece(PARAGRAPH, first + 1, text), at
    return Piece(ITEM, first + 1, text, "•" if item[1] in "-*+" else f"{item[1][:-1]}."), at


def _goes_on(line: str) -> bool:
    """Whether a line belongs to the paragraph above it."""
    if not line or line.startswith((">", "#", "$$", "<!--")) or _ITEM.fullmatch(line):
        return False
    return not any(pattern.match(line) for pattern, _, _ in _REFUSED)

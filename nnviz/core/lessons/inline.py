"""Taking a line of Markdown apart: plain, strong, emphasised, code and formulas."""

from __future__ import annotations

import re
from typing import NamedTuple

PLAIN, STRONG, EMPHASIS, CODE, MATH = KINDS = ("plain", "strong", "emphasis", "code", "math")

_RUN = re.compile(
    r"(?<!\\)(?:"
    r"\$(?P<math>[^$\s](?:[^$]*?[^$\s\\])?)\$(?![0-9])"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?P<strong>[^*\s](?:[^*]*[^*\s])?)\*\*"
    r"|\*(?P<emphasis>[^*\s](?:[^*]*[^*\s])?)\*"
    r")"
)
_ESCAPED = re.compile(r"\\([\\`*_$<>\[\]#+\-.!|])")


class TextRun(NamedTuple):
    """A piece of a line: one of ``KINDS``, and its text without the marks around it (LaTeX for math)."""

    kind: str
    text: str


def runs(markdown: str) -> tuple[TextRun, ...]:
    r"""Take a line apart.

    A dollar sign begins a formula where no space follows, as in most Markdown viewers; ``\$`` is a dollar
    sign. What is left open stays as it is written.
    """
    found: list[TextRun] = []
    at = 0
    for match in _RUN.finditer(markdown):
        _plain(found, markdown[at : match.start()])
        kind = match.lastgroup or PLAIN
        text = match[kind]
        found.append(TextRun(kind, text if kind in (MATH, CODE) else _ESCAPED.sub(r"\1", text)))
        at = match.end()
    _plain(found, markdown[at:])
    return tuple(found)


def _plain(found: list[TextRun], text: str) -> None:
    if text:
        found.append(TextRun(PLAIN, _ESCAPED.sub(r"\1", text)))


def formulas(markdown: str) -> tuple[str, ...]:
    """Return the LaTeX of the formulas in a line."""
    return tuple(run.text for run in runs(markdown) if run.kind == MATH)

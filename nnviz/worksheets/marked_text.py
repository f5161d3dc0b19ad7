"""Marks of a judged derivation, and the text that carries them."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz import theme
from nnviz.core.derivation.blocks import TextBlock

SIGNS = {
    "definition": "≔", "right": "✓", "conditional": "(✓)", "unstable": "(✓)", "wrong": "✗", "unread": "?",
}  # fmt: skip
"""Verdict → the sign of its mark."""


@dataclass(frozen=True)
class FormulaMark:
    """The mark of one formula.

    Attributes
    ----------
    line
        Of the text, from 1.
    verdict
        One of `nnviz.core.derivation.judging.VERDICTS`; empty where it was not judged.
    words
        What the mark says.
    message, correct
        One sentence, and the corrected right side; empty where nothing is to be said.
    place
        The operation of the run that computes it, in words; empty without one.
    """

    line: int
    verdict: str
    words: str
    message: str = ""
    correct: str = ""
    place: str = ""


@dataclass(frozen=True)
class MarkedText:
    """A derivation with its marks.

    Attributes
    ----------
    title
        What it is called.
    about
        Sentences above the text: how many formulas have which verdict, networks, convention.
    names
        Symbol, value, origin.
    blocks, marks, sources
        The text in its order, and for every formula its mark and how it is written.
    """

    title: str
    about: tuple[str, ...]
    names: tuple[tuple[str, str, str], ...]
    blocks: tuple[TextBlock, ...]
    marks: tuple[FormulaMark, ...]
    sources: tuple[str, ...]


def mark_colour(verdict: str) -> str:
    """Return the colour of a mark on paper."""
    look = theme.LIGHT
    known = {"right": look.success, "wrong": look.danger, "conditional": look.ink, "unstable": look.ink}
    return known.get(verdict, look.muted)

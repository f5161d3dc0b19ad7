"""Formulas as a screen reader says them: values by name and layer, signs by what they do.

The typesetting library reads aloud what is written: a layer above a letter becomes a power. What a piece
stands for is known, so it is said in its place.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nnviz.typeset.engine import TypesettingError, drawing, label
from nnviz.typeset.setting import Typesettable

_TAG = re.compile(r"\\textcolor\{#([0-9A-Fa-f]{6})\}\{")
_ARGUMENT = re.compile(r"'\(([A-Za-z])\^\{(\d+)\}\)")
"""What a slope is taken at: named, but read by no operation, so it stands for no value that is known."""
_SIGNS = {
    "⊙": "element-wise product with",
    "to the ⊤": "transposed",
    "to the T ": "transposed ",
    "←": "becomes",
    "∇": "gradient",
    "⋯": "and so on",
    "⋮": "and so on",
}
"""What the library leaves as a sign, and the words for it."""


def speech(formula: Typesettable) -> str:
    """Return a formula in words; empty if it cannot be read."""
    return _words(_named(formula))


def _named(formula: Typesettable) -> str:
    """Return LaTeX in which whole values stand as words."""
    text, found = formula.tagged, _TAG.search(formula.tagged)
    while found is not None:
        end = _closing(text, found.end())
        body, link = text[found.end() : end], formula.links[int(found[1], 16) - 1]
        words = getattr(link, "speech", "")
        text = text[: found.start()] + (rf"\text{{{words}}}" if words else body) + text[end + 1 :]
        found = _TAG.search(text)
    return _ARGUMENT.sub(r"'(\\text{\1, layer \2})", text)


def _closing(text: str, start: int) -> int:
    """Return where the brace closes that was opened before `start`."""
    depth, at = 1, start
    while at < len(text):
        depth += {"{": 1, "}": -1}.get(text[at], 0) if text[at - 1] != "\\" else 0
        if depth == 0:
            return at
        at += 1
    return len(text)


@lru_cache(maxsize=256)
def _words(latex: str) -> str:
    try:
        words = label(drawing(latex))
    except TypesettingError:
        return ""
    for sign, said in _SIGNS.items():
        words = words.replace(sign, said)
    # A single value needs no parentheses in speech: they are there for the superscript.
    words = re.sub(r"open paren ([A-Za-z ]+, layer \d+) close paren transposed", r"\1 transposed", words)
    return re.sub(r"\s+", " ", words).strip()

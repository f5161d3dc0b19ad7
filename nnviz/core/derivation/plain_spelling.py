"""Corrections in LaTeX as plain text with Unicode signs, for lines that are written so."""

from __future__ import annotations

import re

from nnviz.core.derivation.notation.words import GREEK
from nnviz.core.text.scripts import subscript, superscript

_SIGNS = {
    r"\odot": "⊙", r"\cdot": "·", r"\partial": "∂", r"\ln": "ln", r"\exp": "exp", r"\tanh": "tanh",
    r"\max": "max", r"\min": "min", r"\prime": "′", r"\left": "", r"\right": "", r"\,": " ", r"\sum": "Σ",
}  # fmt: skip
_LETTERS = {f"\\{name}": letter for letter, name in reversed(GREEK.items())}
_NAMED = re.compile(r"\\(?:mathrm|operatorname)\{([^{}]*)\}")
_HAT = re.compile(r"\\hat\{(\w)\}")
_FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
_GROUPED = re.compile(r"(?<![\w^_}])\{([^{}]*)\}(?=[\^ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹])")
_ABOVE = re.compile(r"\^\{([^{}]*)\}")
_BELOW = re.compile(r"_\{([^{}]*)\}")
_COMMAND = re.compile(r"\\[A-Za-z]+|\\,")
_TOO_COMPLEX = re.compile(r"[\\{}]")


def is_plain(source: str) -> bool:
    """Whether a line is written without LaTeX."""
    return re.search(r"\\[A-Za-z]|[_^]\{", source) is None


def plain_spelling(latex: str) -> str:
    """Return LaTeX as plain text; as it is where it has what plain text has no sign for."""
    text = _HAT.sub(lambda found: f"{found[1]}̂" if found[1] != "y" else "ŷ", latex)
    text = _NAMED.sub(r"\1", text).replace(r"\partial ", "∂")
    text = _COMMAND.sub(lambda found: _SIGNS.get(found[0], _LETTERS.get(found[0], found[0])), text)
    for _ in range(8):
        before = text
        text = _ABOVE.sub(lambda found: _raised(found[1]), text)
        text = _BELOW.sub(lambda found: _lowered(found[1]), text)
        text = _GROUPED.sub(lambda found: _bracketed(found[1], "^ᵀ⁰¹²³⁴⁵⁶⁷⁸⁹"), text)
        text = _FRACTION.sub(lambda found: f"{_bracketed(found[1])}/{_bracketed(found[2])}", text)
        if text == before:
            break
    return latex if _TOO_COMPLEX.search(text) else re.sub(r" {2,}", " ", text).strip()


def _raised(text: str) -> str:
    if text == "T":
        return "ᵀ"
    if text.isdigit():
        return superscript(int(text))
    return f"^{text}" if len(text) == 1 else f"^({text})"


def _lowered(text: str) -> str:
    return subscript(int(text)) if text.isdigit() else f"_{text}"


def _bracketed(text: str, raised: str = "") -> str:
    """Return a part in brackets unless it is one symbol; `raised` are signs that need brackets too."""
    single = re.fullmatch(r"∂?[\w²³¹⁰⁴⁵⁶⁷⁸⁹ᵀŷ̂^]+", text) is not None
    return text if single and not any(sign in text for sign in raised) else f"({text})"

"""Recognition of the notation of a text: LaTeX, a line of NumPy or PyTorch, or Unicode text."""

from __future__ import annotations

import re

from nnviz.core.derivation.notation.code.code_lines import read_numpy
from nnviz.core.derivation.notation.reading import read_latex, read_unicode
from nnviz.core.derivation.notation.written import WrittenFormula

NOTATIONS = ("latex", "numpy", "unicode")
"""Every notation."""

_LATEX = re.compile(r"\\[A-Za-z]|[_^]\{|\$")
_NUMPY = re.compile(
    r"\b(?:np|numpy|torch)\.|\.(?:dot|matmul|mm|sum|mean|transpose|t|T|pow)\b|\*\*|@|\baxis\s*=|\bkeepdims"
    r"|\w\[\s*\d+\s*\]|\w\[['\"]|[-+]=|\bdot\(|\blen\(|\.shape\["
)
_UNICODE = re.compile(r"[^\x00-\x7f]|\^|[A-Za-z]'(?![\w\]])")


def notation_of(text: str) -> str:
    """Return the notation of a text, one of `NOTATIONS`."""
    if _LATEX.search(text):
        return "latex"
    return "numpy" if _NUMPY.search(text) and not _UNICODE.search(text) else "unicode"


def read(text: str) -> WrittenFormula:
    """Return a formula as it is written, in whichever notation it is.

    Raises
    ------
    NotationError
        With the place of the piece that cannot be read.
    """
    notation = notation_of(text)
    if notation == "numpy":
        return read_numpy(text)
    return read_latex(text.strip().strip("$")) if notation == "latex" else read_unicode(text)

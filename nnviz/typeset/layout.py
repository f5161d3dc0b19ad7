"""Layouts of formulas by their LaTeX; those that come again are remembered."""

from __future__ import annotations

import re
from functools import lru_cache

from nnviz.typeset.breaking import marked
from nnviz.typeset.engine import TypesettingError, drawing
from nnviz.typeset.formula_layout import FormulaLayout
from nnviz.typeset.reading import read

KEPT, PASSING = 64, 16
"""Layouts that are remembered, each some 50 kB: of symbols, and of numbers, which are soon others."""

_NUMBER = re.compile(r"\d\.\d")


def layout(latex: str) -> FormulaLayout:
    r"""Return the layout of a line.

    Pieces wrapped as ``\textcolor{#0000NN}{…}`` are tagged with NN − 1. A formula that cannot be typeset
    gives an empty layout whose `error` says why.
    """
    # Numbers change at every step; among the symbols they would only push out what comes again.
    return passing(latex) if _NUMBER.search(latex) else lasting(latex)


def _typeset(latex: str) -> FormulaLayout:
    try:
        return read(drawing(marked(latex)))
    except TypesettingError as error:
        return FormulaLayout(0.0, 0.0, 0.0, error=str(error))


lasting = lru_cache(maxsize=KEPT)(_typeset)
passing = lru_cache(maxsize=PASSING)(_typeset)

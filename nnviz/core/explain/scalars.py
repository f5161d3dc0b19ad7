"""The present operation for one unit, weight or bias: the sum written out, in symbols and in numbers."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.formula import Formula, formula
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.experiment.selection import Selection
from nnviz.core.operations.kinds import kind_of

TERMS = 6
"""Most terms of a sum that are written, unless asked otherwise."""


@np.errstate(all="ignore")
def scalar(
    frame: Frame, selection: Selection, example: int, digits: int = 3, terms: int = TERMS
) -> tuple[Formula, ...]:
    """Return the present operation for what is selected: symbols, numbers, result, a formula each.

    Parameters
    ----------
    frame, pick
        Which operation, for which unit, weight, bias or the loss.
    example
        Column of the batch, from 0.
    digits
        Decimals, 2 to 8.
    terms
        Most terms of a sum that are written; the result is always that of all.

    Returns
    -------
    tuple of Formula
        Empty if the operation does not concern what is selected.

    Raises
    ------
    ValueError
        If `example` or `digits` is out of range.
    """
    sheet = ExplainContext(frame, example, LatexNumbers(digits), terms, terms)
    if frame.operation is None or not exists(frame, selection):
        return ()
    return tuple(formula(line) for line in _lines(sheet, selection, example))


def exists(frame: Frame, selection: Selection) -> bool:
    """Whether the network has what is selected."""
    widths = frame.experiment.widths
    if selection.kind == "loss":
        return True
    if not 0 <= selection.layer < len(widths) or not 0 <= selection.unit < widths[selection.layer]:
        return False
    if selection.parameter is None:
        return True
    return (
        selection.parameter in frame.values
        and 0 <= (selection.source or 0) < frame.values[selection.parameter].shape[1]
    )


def _lines(sheet: ExplainContext, selection: Selection, k: int) -> list[str]:
    op = sheet.operation
    return kind_of(op).entry(sheet, op, selection, k)

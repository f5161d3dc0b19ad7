"""The explanation of an operation: its equation, the numbers in it, the code, the shapes, and why."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.formula import Explanation, formula
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import text_symbol
from nnviz.core.operations.kinds import kind_of


@np.errstate(all="ignore")
def explain(
    frame: Frame,
    example: int | None = 0,
    digits: int = 3,
    rows: int = 6,
    columns: int = 5,
    fractions: bool = False,
) -> Explanation:
    """Explain the operation that ran last.

    Parameters
    ----------
    frame
        Where and with which numbers.
    example
        Column of the batch, from 0, or None for the whole batch. Gradients of parameters always take the
        whole batch, because they are sums over it.
    digits
        Decimals, 2 to 8.
    rows, columns
        How much of a matrix is written, at least 3 of each; the middle of a larger one is left out. Sums
        over units have at most `rows` terms, sums over examples at most `columns`.
    fractions
        Write numbers as they were entered: 1/3 and 0.15 instead of 0.333 and 0.150.

    Raises
    ------
    ValueError
        If no operation has run, or `example` or `digits` is out of range.
    """
    sheet = ExplainContext(frame, example, LatexNumbers(digits, fractions), rows, columns)
    op = sheet.operation
    kind = kind_of(op)
    symbolic, numeric = kind.latex(sheet, op)
    return Explanation(
        formula(symbolic),
        formula(numeric),
        kind.code(sheet, op),
        op.equation,
        f"{op.why} {kind.note(sheet, op)}".rstrip(),
        tuple(_shape(frame, name) for name in dict.fromkeys((*op.reads, *op.writes))),
        op.reads,
        op.writes,
    )


def _shape(frame: Frame, name: str) -> str:
    shape = frame.values[name].shape
    return f"{text_symbol(name)} {'×'.join(map(str, shape)) or 'number'}"

"""The explanation of an operation: its equation, the numbers in it, the code, the shapes, and why."""

from __future__ import annotations

import re

from nnviz.core.explain import backward, forward, loss, update
from nnviz.core.explain.formula import Explanation, formula
from nnviz.core.explain.numerals import LatexNumbers
from nnviz.core.explain.sheet import ExplainContext
from nnviz.core.explain.symbols import parts, text_symbol
from nnviz.core.program.operation import UPDATE
from nnviz.core.run.frame import Frame

_SETTING = re.compile(r"\b(?:learning_rate|momentum|alpha|beta1|beta2|epsilon|weight_decay)\b")


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
    symbolic, numeric = _equations(sheet)
    op = sheet.operation
    return Explanation(
        formula(symbolic), formula(numeric), _code(sheet), op.equation, op.why + _note(sheet),
        tuple(_shape(frame, name) for name in dict.fromkeys((*op.reads, *op.writes))), op.reads, op.writes,
    )


def _equations(sheet: ExplainContext) -> tuple[str, str]:
    op = sheet.operation
    if op.phase == UPDATE:
        return update.update(sheet, op.writes[-1].removesuffix("_next"))
    kind, _, layer, _ = parts(op.writes[0])
    if kind == "C":
        return loss.symbolic(sheet), loss.numeric(sheet)
    if layer == sheet.last:
        if kind == "da":
            return backward.loss_gradient(sheet, layer)
        if kind == "dz" and sheet.frame.experiment.fused:
            return backward.fused_delta(sheet, layer)
    write = {
        "z": forward.weighted_sum, "a": forward.activation, "dz": backward.delta, "da": backward.pass_back,
        "dW": backward.weight_gradient, "db": backward.bias_gradient,
    }[kind]
    return write(sheet, layer)


def _stops_short(sheet: ExplainContext) -> bool:
    """Whether the operation takes a logarithm or a quotient that stops at the smallest normal number."""
    written = sheet.operation.writes[0]
    return written in ("C", f"da{sheet.last}") and loss.clipped(sheet)


def _code(sheet: ExplainContext) -> str:
    """Return the NumPy line with the settings in it as numbers."""
    op, row = sheet.operation, sheet.loss
    code = op.numpy
    if _stops_short(sheet):
        plain, guarded = row.numpy, row.guarded_numpy
        if op.writes[0] != "C":
            plain, guarded = row.gradient_numpy, row.guarded_gradient_numpy
        names = {"a": f"a{sheet.last}", "y": "Y"}
        code = code.replace(plain.format(**names), guarded.format(**names))
    if op.phase == UPDATE:
        spec = sheet.frame.experiment.optimizer
        values = {"learning_rate": spec.learning_rate, **spec.settings}
        code = _SETTING.sub(lambda found: repr(values[found[0]]), code)
    return code.replace("; ", "\n")


def _note(sheet: ExplainContext) -> str:
    if not _stops_short(sheet):
        return ""
    return " An output has reached the end of its range, so the smallest normal number stands in for 0."


def _shape(frame: Frame, name: str) -> str:
    shape = frame.values[name].shape
    return f"{text_symbol(name)} {'×'.join(map(str, shape)) or 'number'}"

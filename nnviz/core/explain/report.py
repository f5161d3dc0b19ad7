"""An explanation without a window: as JSON data and as text to read."""

from __future__ import annotations

import math
from typing import Any

from nnviz.core.arrays.frame import Frame
from nnviz.core.checks.activation_gradient_check import check_operation
from nnviz.core.explain.operations import explain
from nnviz.core.text.translate import translate


def report(frame: Frame, example: int | None = 0, digits: int = 3) -> dict[str, Any]:
    """Return what ``nnviz explain --json`` prints about the operation of a frame.

    The relative error is that of the gradient the operation has written, for all examples; None if it
    writes none, if it is no number, or if no entry can be checked.

    Raises
    ------
    ValueError
        As `explain`.
    """
    told = explain(frame, example, digits)
    error: float | None = None
    for result in check_operation(frame):
        if result is None or not math.isfinite(result.relative_error):
            continue
        # Nothing is known of a gradient that rounding or size makes impossible to check.
        if result.unsure + result.costly < result.gradient.size:
            error = result.relative_error
    return {
        "symbolic": told.symbolic.latex,
        "numeric": told.numeric.latex,
        "numpy": told.numpy,
        "text": told.text,
        "reads": list(told.reads),
        "writes": list(told.writes),
        "shapes": list(told.shapes),
        "why": told.why,
        "check": {"relative_error": error},
    }


def readable(frame: Frame, fields: dict[str, Any]) -> str:
    """Return a report as text."""
    op, error = frame.operations[frame.position.operation - 1], fields["check"]["relative_error"]
    rows = {
        "equation": fields["text"],
        "symbolic": fields["symbolic"],
        "numeric": fields["numeric"],
        "numpy": fields["numpy"],
        "shapes": ", ".join(fields["shapes"]),
        "why": fields["why"],
    }
    if error is not None:
        rows["check"] = translate("explain", "relative error {error} beside central differences").format(
            error=f"{error:.1e}"
        )
    width = max(map(len, rows)) + 2
    indented = (f"{name:{width}}" + text.replace("\n", "\n" + " " * width) for name, text in rows.items())
    return "\n".join([f"{frame.position}  {op.phase}  {op.title}", *indented])

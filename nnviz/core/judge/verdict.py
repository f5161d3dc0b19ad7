"""Verdict of the judge."""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, replace
from typing import Any

from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate

VERDICTS = ("right", "conditional", "unstable", "wrong", "invalid")
"""Every verdict."""

DIAGNOSES = (
    "sign",
    "factor_m",
    "factor_2",
    "transposed",
    "shape",
    "missing_derivative",
    "double_derivative",
    "diagonal_only",
    "only_k_equals_j",
    "untransposed_weights",
    "bias_not_summed",
    "missing_penalty",
    "bias_penalty",
    "slope_argument",
    "wrong_operand",
    "updated_weights",
    "missing_weights",
    "other_loss",
    "missing_margin",
    "applied_twice",
    "square",
    "factor",
    "learning_rate",
    "wrong_axis",
    "not_summed",
    "extra_term",
    "missing_mask",
    "unknown",
)
"""Every diagnosis, the mistakes that are looked for."""

ONE_EXAMPLE, SUM_TO_ONE, ONE_HOT = "one example", "targets sum to one", "one-hot targets"
DEFINED = "where it is defined"
"""What a claim may need to be right; two are joined by " and "."""


@dataclass(frozen=True, eq=False)
class Verdict:
    """The answer to one claim.

    Attributes
    ----------
    verdict
        One of `VERDICTS`.
    condition
        When it is right, if it is so only then; else None.
    diagnosis
        One of `DIAGNOSES`, or None where nothing is wrong or nothing could be computed.
    relative_error
        ``max |claimed − expected| / max(|claimed|, |expected|)`` at the current values; None if shapes differ
        or a number is not finite.
    correct
        An expression that is right, in the notation of the claim where it can be; empty if there is none.
    message
        One sentence.
    expected, claimed, difference
        At the current values, or None: what the program has, what the claim gives, claimed − expected. Two
        axes at most for a matrix claim; in index form one axis for every index in `axes`.
    axes
        The index letters of the axes in index form, else empty.
    ranges_differ
        Whether it is wrong because one index runs over axes of different sizes.
    corrected
        The claim without its mistake, where it is then right for one example only; else empty.
    """

    verdict: str
    message: str
    condition: str | None = None
    diagnosis: str | None = None
    relative_error: float | None = None
    correct: str = ""
    expected: Array | None = None
    claimed: Array | None = None
    difference: Array | None = None
    axes: tuple[str, ...] = ()
    ranges_differ: bool = False
    corrected: str = ""

    def without_numbers(self) -> Verdict:
        """Return the same without anything computed from the current values, which are to be predicted."""
        if self.verdict == "invalid":
            return self
        message = translate(
            "verdict",
            "It is judged at random values. Reveal the numbers of this iteration to see them here.",
        )
        return replace(
            self, message=message, relative_error=None, expected=None, claimed=None, difference=None
        )

    def as_json(self) -> dict[str, Any]:
        """Return what ``nnviz judge --json`` prints."""
        error = self.relative_error
        return {
            "verdict": self.verdict,
            "condition": self.condition,
            "diagnosis": self.diagnosis,
            "relative_error": error if error is not None and math.isfinite(error) else None,
            "correct": self.correct,
            "message": self.message,
        }

    def _repr_html_(self) -> str:
        rows = {"condition": self.condition, "diagnosis": self.diagnosis, "right": self.correct}
        shown = "".join(
            f"<tr><td>{name}</td><td><code>{html.escape(text)}</code></td></tr>"
            for name, text in rows.items()
            if text
        )
        message = html.escape(self.message)
        head = f"<strong>{self.verdict}</strong><p>{message}</p>"
        return f"<div class='nnviz'>{head}<table>{shown}</table></div>"

"""Judging of formulas and of whole derivations about an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnviz.api import html
from nnviz.core.checks.trace import frame_at
from nnviz.core.derivation.judged import Judged
from nnviz.core.derivation.judging import DerivationJudge
from nnviz.core.derivation.judging import judge_derivation as judge_text
from nnviz.core.derivation.notation.claims import NotationJudge
from nnviz.core.derivation.report import as_json, lines_of
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.verdict import Verdict


def judge(
    e: Experiment, target: str, claim: str, *, names: Mapping[str, str] | None = None, iteration: int = 0
) -> Verdict:
    """Judge whether an expression is the gradient, value or Jacobian it claims to be.

    Parameters
    ----------
    e
        The experiment whose program the claim is compared with.
    target
        ``"dW2"``, ``"dC/dz2"``, ``"da2[k]/dz2[j]"`` …
    claim
        An expression such as ``"(y_hat - y) @ A1.T"``; see `nnviz.core.judge` for the notation. Its values
        are ``(units, batch)``, weights ``(units, inputs)``.
    names
        Names of your own, each with an expression: ``{"o": "a2"}``.
    iteration
        The iteration at whose values claim and program are shown; fresh random values are compared in any
        case.

    Returns
    -------
    Verdict
        `verdict` (right, conditional, unstable, wrong, invalid), `condition`, `diagnosis`, `correct`,
        `message`. A claim that cannot be read gives the verdict invalid and raises nothing.
    """
    with np.errstate(all="ignore"):
        return NotationJudge(frame_at(e, iteration), names).judge(target, claim)


class DerivationVerdict:
    """The verdicts on a derivation.

    Values in it are (units, batch), weights (units, inputs), whichever convention the text has; a formula of
    another convention is judged in its own.

    Attributes
    ----------
    formulas
        Every formula with its `verdict` (definition, right, conditional, unstable, wrong, unread), `message`,
        `reading`, `diagnosis` and `correct`.
    """

    def __init__(self, judge: DerivationJudge) -> None:
        self._judge = judge
        self.formulas: tuple[Judged, ...] = tuple(judge.results)

    @property
    def first_wrong(self) -> Judged | None:
        """The first wrong formula; None if there is none."""
        return next((one for one in self.formulas if one.first_wrong), None)

    @property
    def verdict(self) -> str:
        """``wrong`` if a formula is, else ``unread``, ``unstable``, ``conditional``, else ``right``."""
        found = {one.verdict for one in self.formulas}
        return next((v for v in ("wrong", "unread", "unstable", "conditional") if v in found), "right")

    @property
    def message(self) -> str:
        """What is to be said of the first formula that is not right; empty if all are."""
        worst = self.verdict
        return next((one.message for one in self.formulas if one.verdict == worst != "right"), "")

    def as_json(self) -> dict[str, Any]:
        """Return what ``nnviz judge --derivation … --json`` prints."""
        return as_json(self._judge)

    def __str__(self) -> str:
        return "\n".join(lines_of(self._judge))

    def _repr_html_(self) -> str:
        return html.section("Derivation: " + self.verdict, html.code(str(self)))


def judge_derivation(text: str, e: Experiment | None = None) -> DerivationVerdict:
    """Judge every formula of a text: Markdown with LaTeX, plain text, or code in fences.

    Parameters
    ----------
    text
        The derivation.
    e
        The network it is about; None takes the one the text defines.

    Returns
    -------
    DerivationVerdict
        `verdict`, `formulas`, `first_wrong`, `message`. Values are (units, batch), weights (units, inputs).

    Raises
    ------
    ValueError
        If the text holds no formula, or defines no network and none is given.
    """
    with np.errstate(all="ignore"):
        judge = judge_text(text, e)
        for _ in judge.run():
            pass
    return DerivationVerdict(judge)

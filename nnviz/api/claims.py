"""Judging of formulas about an experiment."""

from __future__ import annotations

from collections.abc import Mapping

from nnviz.core.checks.trace import frame_at
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.judging import judge as judge_frame
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
    return judge_frame(frame_at(e, iteration), target, claim, names)

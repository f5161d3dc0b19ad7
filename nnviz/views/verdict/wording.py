"""The judge's keys as people say them."""

from __future__ import annotations

from nnviz.core.judge import Verdict
from nnviz.core.judge.verdict import DEFINED, ONE_EXAMPLE, ONE_HOT, SUM_TO_ONE
from nnviz.core.text.translate import translate

SIGNS = {
    "right": "check", "conditional": "info", "unstable": "warning", "wrong": "close", "invalid": "help",
}  # fmt: skip
"""Verdict → the icon on its badge."""
ROLES = {
    "right": "success", "conditional": "muted", "unstable": "muted", "wrong": "danger", "invalid": "muted",
}  # fmt: skip
"""Verdict → the role of its colour."""


def verdict_word(verdict: str) -> str:
    """Return a verdict in a word or two."""
    return {
        "right": translate("verdict", "right"),
        "conditional": translate("verdict", "right under a condition"),
        "unstable": translate("verdict", "right, but unstable"),
        "wrong": translate("verdict", "wrong"),
        "invalid": translate("verdict", "not readable"),
    }[verdict]


def diagnosis_words(diagnosis: str) -> str:
    """Return what a mistake is called."""
    return {
        "sign": translate("verdict", "sign flipped"),
        "factor_m": translate("verdict", "sum and mean mixed up"),
        "factor_2": translate("verdict", "a factor of 2"),
        "transposed": translate("verdict", "transposed"),
        "shape": translate("verdict", "wrong shape"),
        "missing_derivative": translate("verdict", "σ′ is missing"),
        "double_derivative": translate("verdict", "σ′ is applied twice"),
        "diagonal_only": translate("verdict", "only the diagonal of the Jacobian"),
        "only_k_equals_j": translate("verdict", "only the term k = j"),
        "untransposed_weights": translate("verdict", "W is not transposed"),
        "bias_not_summed": translate("verdict", "not summed over the batch"),
        "missing_penalty": translate("verdict", "the penalty is missing"),
        "missing_mask": translate("verdict", "the mask is missing"),
    }.get(diagnosis, "")


def condition_words(condition: str) -> str:
    """Return when a claim is right."""
    words = {
        ONE_EXAMPLE: translate("verdict", "there is one example"),
        SUM_TO_ONE: translate("verdict", "the targets sum to one"),
        ONE_HOT: translate("verdict", "the targets are one-hot"),
        DEFINED: translate("verdict", "the expression is defined"),
    }
    return translate("verdict", " and ").join(
        words.get(part) or translate("judge", part) for part in condition.split(" and ")
    )


def headline(verdict: Verdict) -> str:
    """Return a verdict with its condition or its diagnosis: “wrong: sign flipped”."""
    return headline_of(verdict.verdict, verdict.condition or verdict.diagnosis or "")


def headline_of(verdict: str, detail: str) -> str:
    """Return a verdict with the condition or the diagnosis that belongs to it, if there is any."""
    if verdict == "conditional" and detail:
        return translate("verdict", "right, if {0}").format(condition_words(detail))
    mistake = diagnosis_words(detail)
    return f"{verdict_word(verdict)}: {mistake}" if mistake else verdict_word(verdict)

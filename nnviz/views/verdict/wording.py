"""The judge's keys as people say them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from nnviz.core.judge import Verdict

SIGNS = {
    "right": "check", "conditional": "info", "unstable": "warning", "wrong": "close", "invalid": "help",
}  # fmt: skip
"""Verdict → the icon on its badge."""
ROLES = {
    "right": "success", "conditional": "muted", "unstable": "muted", "wrong": "danger", "invalid": "muted",
}  # fmt: skip
"""Verdict → the role of its colour."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("verdict", text)


def verdict_word(verdict: str) -> str:
    """Return a verdict in a word or two."""
    return {
        "right": _tr("right"),
        "conditional": _tr("right under a condition"),
        "unstable": _tr("right, but unstable"),
        "wrong": _tr("wrong"),
        "invalid": _tr("not readable"),
    }[verdict]


def diagnosis_words(diagnosis: str) -> str:
    """Return what a mistake is called."""
    return {
        "sign": _tr("sign flipped"),
        "factor_m": _tr("sum and mean mixed up"),
        "factor_2": _tr("a factor of 2"),
        "transposed": _tr("transposed"),
        "shape": _tr("wrong shape"),
        "missing_derivative": _tr("σ′ is missing"),
        "double_derivative": _tr("σ′ is applied twice"),
        "diagonal_only": _tr("only the diagonal of the Jacobian"),
        "only_k_equals_j": _tr("only the term k = j"),
        "untransposed_weights": _tr("W is not transposed"),
        "bias_not_summed": _tr("not summed over the batch"),
        "missing_penalty": _tr("the penalty is missing"),
        "missing_mask": _tr("the mask is missing"),
    }.get(diagnosis, "")


def condition_words(condition: str) -> str:
    """Return when a claim is right."""
    words = {
        "one example": _tr("there is one example"),
        "targets sum to one": _tr("the targets sum to one"),
        "one-hot targets": _tr("the targets are one-hot"),
    }
    return _tr(" and ").join(words.get(part, part) for part in condition.split(" and "))


def headline(verdict: Verdict) -> str:
    """Return a verdict with its condition or its diagnosis: “wrong: sign flipped”."""
    return headline_of(verdict.verdict, verdict.condition or verdict.diagnosis or "")


def headline_of(verdict: str, detail: str) -> str:
    """Return a verdict with the condition or the diagnosis that belongs to it, if there is any."""
    if verdict == "conditional" and detail:
        return _tr("right, if {0}").format(condition_words(detail))
    mistake = diagnosis_words(detail)
    return f"{verdict_word(verdict)}: {mistake}" if mistake else verdict_word(verdict)

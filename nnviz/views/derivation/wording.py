"""Words and signs of the marks in the margin of a derivation."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from nnviz.core.derivation.judging import VERDICTS, Judged
from nnviz.views.verdict.wording import condition_words, diagnosis_words

SIGNS = {
    "definition": "dot", "right": "check", "conditional": "info", "unstable": "warning", "wrong": "close",
    "unread": "help",
}  # fmt: skip
"""Verdict → the icon in the margin."""
ROLES = {
    "definition": "muted", "right": "success", "conditional": "ink", "unstable": "ink", "wrong": "danger",
    "unread": "muted",
}  # fmt: skip
"""Verdict → the role of its colour."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("derivation", text)


def verdict_word(verdict: str) -> str:
    """Return a verdict in a word or two."""
    return {
        "definition": _tr("definition"),
        "right": _tr("right"),
        "conditional": _tr("right if"),
        "unstable": _tr("right, but unstable"),
        "wrong": _tr("wrong"),
        "unread": _tr("not read"),
    }[verdict]


def mark(result: Judged) -> str:
    """Return what stands in the margin: “wrong: sign flipped · first wrong step”."""
    words = verdict_word(result.verdict)
    if result.verdict == "conditional" and result.condition:
        words = _tr("right if {0}").format(condition_words(result.condition))
    elif result.verdict == "conditional":
        words = _tr("right under a condition")
    elif result.verdict == "wrong":
        if mistake := diagnosis_words(result.diagnosis or ""):
            words = f"{words}: {mistake}"
        if result.inherits:
            words += _tr(" · follows from line {0}").format(result.inherits)
        elif result.first_wrong:
            words += _tr(" · first wrong step")
    return words


def steps(result: Judged) -> str:
    """Return the verdict of every equals sign of a chain, empty for a single one."""
    if len(result.steps) < 2:
        return ""
    named = [verdict_word("unread" if s.verdict == "invalid" else s.verdict) for s in result.steps]
    return " · ".join(_tr("{0}. = {1}").format(n, word) for n, word in enumerate(named, 1))


def summary(results: Sequence[Judged]) -> str:
    """Return how many formulas have which verdict: “13 formulas: 4 definitions · 8 right · 1 wrong”."""
    counted = [(verdict, sum(r.verdict == verdict for r in results)) for verdict in VERDICTS]
    words = [
        _tr("{0} definitions").format(count)
        if verdict == "definition" and count > 1
        else f"{count} {verdict_word(verdict)}"
        for verdict, count in counted
        if count
    ]
    total = _tr("{0} formulas") if len(results) != 1 else _tr("{0} formula")
    return f"{total.format(len(results))}: {' · '.join(words)}" if words else total.format(0)

"""Words and signs of the marks in the margin of a derivation."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.judged import VERDICTS, Judged
from nnviz.core.text.translate import translate
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


def verdict_word(verdict: str) -> str:
    """Return a verdict in a word or two."""
    return {
        "definition": translate("derivation", "definition"),
        "right": translate("derivation", "right"),
        "conditional": translate("derivation", "right if"),
        "unstable": translate("derivation", "right, but unstable"),
        "wrong": translate("derivation", "wrong"),
        "unread": translate("derivation", "not read"),
    }[verdict]


def mark(result: Judged) -> str:
    """Return what stands in the margin: “wrong: sign flipped · first wrong step”."""
    words = verdict_word(result.verdict)
    if result.verdict == "conditional" and result.condition:
        words = translate("derivation", "right if {0}").format(condition_words(result.condition))
    elif result.verdict == "conditional":
        words = translate("derivation", "right under a condition")
    elif result.verdict == "wrong":
        if mistake := diagnosis_words(result.diagnosis or ""):
            words = f"{words}: {mistake}"
        if result.inherits:
            words += translate("derivation", " · follows from line {0}").format(result.inherits)
        elif result.first_wrong:
            words += translate("derivation", " · first wrong step")
    return words


def steps(result: Judged) -> str:
    """Return the verdict of every equals sign of a chain, empty for a single one."""
    if len(result.steps) < 2:
        return ""
    named = [verdict_word("unread" if s.verdict == "invalid" else s.verdict) for s in result.steps]
    return " · ".join(
        translate("derivation", "{0}. = {1}").format(n, word) for n, word in enumerate(named, 1)
    )


def summary(results: Sequence[Judged]) -> str:
    """Return how many formulas have which verdict: “13 formulas: 4 definitions · 8 right · 1 wrong”."""
    counted = [(verdict, sum(r.verdict == verdict for r in results)) for verdict in VERDICTS]
    words = [
        translate("derivation", "{0} definitions").format(count)
        if verdict == "definition" and count > 1
        else f"{count} {verdict_word(verdict)}"
        for verdict, count in counted
        if count
    ]
    total = (
        translate("derivation", "{0} formulas")
        if len(results) != 1
        else translate("derivation", "{0} formula")
    )
    return f"{total.format(len(results))}: {' · '.join(words)}" if words else total.format(0)

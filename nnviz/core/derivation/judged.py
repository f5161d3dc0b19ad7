"""Verdicts on formulas, and how several become one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nnviz.core.derivation.document import FormulaText
from nnviz.core.derivation.notation.reading import NotationReading
from nnviz.core.derivation.notation.written import NotationError
from nnviz.core.judge.answer import when
from nnviz.core.judge.verdict import ONE_EXAMPLE, ONE_HOT, SUM_TO_ONE, Verdict
from nnviz.core.text.translate import translate

VERDICTS = ("definition", "right", "conditional", "unstable", "wrong", "unread")
"""Every verdict on a formula."""

_ORDER = ("wrong", "unread", "conditional", "unstable", "right", "definition")


@dataclass(frozen=True)
class Judged:
    """The verdict on one formula.

    Attributes
    ----------
    text
        The formula.
    verdict
        One of `VERDICTS`.
    message
        One sentence.
    reading
        How it was read, in names of the program; empty where it was not.
    condition, diagnosis, relative_error, correct
        As those of a claim.
    steps
        The verdict of every ``=``, with its message.
    notes
        Sentences about how it was read.
    first_wrong
        Whether it is the first wrong formula of the text.
    inherits
        The line whose mistake alone it repeats, 0 for none.
    readings
        The readings, the chosen one first.
    network
        The number of the network it was judged in.
    """

    text: FormulaText
    verdict: str
    message: str
    reading: str = ""
    condition: str | None = None
    diagnosis: str | None = None
    relative_error: float | None = None
    correct: str = ""
    steps: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()
    first_wrong: bool = False
    inherits: int = 0
    readings: tuple[NotationReading, ...] = ()
    network: int = 0


def severity(verdict: str) -> int:
    """Return how much a verdict weighs in a chain: the lowest is that of the whole."""
    return _ORDER.index(verdict)


def rank(verdict: str) -> int:
    """Return how good a verdict is, the best reading first."""
    return ("right", "definition", "unstable", "conditional", "wrong", "unread").index(verdict)


def verdict_of(step: Verdict) -> str:
    """Return the verdict on a step as that on a formula."""
    return "unread" if step.verdict == "invalid" else step.verdict


def at_equals_sign(number: int, message: str) -> str:
    """Return a message about the step at one of several equals signs."""
    text = {
        1: translate("derivation", "The first = : {message}"),
        2: translate("derivation", "The second = : {message}"),
        3: translate("derivation", "The third = : {message}"),
    }.get(number, translate("derivation", "The {number}th = : {message}"))
    return text.format(number=number, message=message)


def joined_conditions(steps: Sequence[Verdict]) -> str:
    """Return the conditions of all steps, each once."""
    parts = [part for step in steps if step.condition for part in step.condition.split(" and ")]
    return " and ".join(dict.fromkeys(parts))


def over_layers(found: list[tuple[int | None, Judged]], last: int) -> Judged:
    """Return one verdict for a formula that was judged for several layers."""
    good = [(n, r) for n, r in found if r.verdict not in ("wrong", "unread")]
    first_bad = next((r for _, r in found if r.verdict in ("wrong", "unread")), None)
    if len(found) == 1 or not good or first_bad is None:
        worst = min((r for _, r in found), key=lambda r: _ORDER.index(r.verdict))
        # The one in the middle: its correction has neither the input nor the output in it.
        alike = [r for _, r in found if r.verdict == worst.verdict]
        return alike[len(alike) // 2]
    numbers = [n for n, _ in good if n is not None]
    if numbers == [last]:
        condition = "l = L"
        text = translate("derivation", "Right for the output layer only ({condition}). {message}")
    elif last not in numbers and len(numbers) == last - 1:
        condition = "l < L"
        text = translate("derivation", "Right for the hidden layers only ({condition}). {message}")
    else:
        return first_bad
    result = good[-1][1]
    more = f" and {result.condition}" if result.condition else ""
    return replace(
        result, verdict="conditional", condition=condition + more,
        message=text.format(condition=condition, message=result.message),
    )  # fmt: skip


def for_one_example(result: Judged) -> Judged:
    """Return the verdict in a text that is about one example: that condition holds there."""
    parts = [part for part in (result.condition or "").split(" and ") if part != ONE_EXAMPLE]
    if " and ".join(parts) == result.condition:
        return result
    if parts:
        condition = " and ".join(parts)
        message = translate("derivation", "Right only {when}.").format(when=when(condition))
        return replace(result, condition=condition, diagnosis=None, message=message)
    message = translate("derivation", "Right for one example, which the loss of the text is of.")
    return replace(result, verdict="right", condition=None, diagnosis=None, correct="", message=message)


def for_one_hot(result: Judged) -> Judged:
    """Return the verdict in a text whose targets are one-hot: they sum to one there."""
    if result.verdict != "conditional" or not result.condition:
        return result
    parts = [part for part in result.condition.split(" and ") if part not in (SUM_TO_ONE, ONE_HOT)]
    if parts or not result.steps:
        return result
    message = translate("derivation", "Right for one-hot targets, which the text has.")
    return replace(result, verdict="right", condition=None, diagnosis=None, correct="", message=message)


def without_place(message: str) -> str:
    """Return a message without the place in the claim that it names: the text has other places."""
    return re.sub(r"\bCharacter \d+: ", "", message)


def with_piece(item: FormulaText, error: NotationError) -> str:
    """Return what is wrong with a formula, and the piece of it that is meant."""
    piece = item.source[error.start : error.end].strip()
    message = str(error)
    return message if not piece or piece in message or len(piece) > 40 else f"{message} ({piece})"

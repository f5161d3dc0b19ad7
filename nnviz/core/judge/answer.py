"""The verdict on a claim: from right and wrong at each trial to one sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np

from nnviz.core.equations.symbols import PER_EXAMPLE, parts
from nnviz.core.judge.case import Case, Level, World
from nnviz.core.judge.compare import Outcome
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.correct import in_words_of, jacobian_of
from nnviz.core.judge.diagnosis import Diagnosis, FoundMistake
from nnviz.core.judge.evaluate import shape_text
from nnviz.core.judge.index_form import IndexWriter
from nnviz.core.judge.nodes import (
    Canonical,
    ClaimError,
    Derivative,
    IndexedEntry,
    IndexRangeError,
    Node,
    ShapeError,
    Transpose,
    letter,
    text_of,
    walk,
)
from nnviz.core.judge.parser import names_in
from nnviz.core.judge.readings import ClaimReading, examples_text, other_reading
from nnviz.core.judge.restating import restated
from nnviz.core.judge.scope import Names
from nnviz.core.judge.verdict import DEFINED, ONE_EXAMPLE, ONE_HOT, SUM_TO_ONE, Verdict
from nnviz.core.network.value import is_gradient
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, plural, translate

_WHEN = {
    ONE_EXAMPLE: QT_TRANSLATE_NOOP("judge", "for one example (a batch of 1)"),
    SUM_TO_ONE: QT_TRANSLATE_NOOP("judge", "when the targets of every example sum to one"),
    ONE_HOT: QT_TRANSLATE_NOOP("judge", "when the targets are one-hot"),
    DEFINED: QT_TRANSLATE_NOOP("judge", "where it is defined"),
}


def answer(case: Case, world: World, names: Names) -> Verdict:
    """Return the verdict on a claim.

    Parameters
    ----------
    case
        The claim at all values.
    world
        What claims about this network have in common.
    names
        What its names stand for.
    """
    level = world.level(case)
    shown = _shown(case.here)
    if level is None or ONE_EXAMPLE in (level.condition or ""):
        reading = other_reading(case, world, names)
        if reading is not None:
            return _read_otherwise(case, world, names, shown, reading, level)
    if level is None and case.unopposed(world.levels[0]):
        return replace(
            shown,
            verdict="unstable",
            correct=_right_expression(case, world, names, None),
            message=translate(
                "judge", "Undecided: rounding errors are too large to tell whether it is right."
            ),
        )
    if level is None:
        return _elsewhere_right(_wrong(case, world, names, shown), case, world, names)
    if case.stated & {"mean", "mean_at", "batch"} and ONE_EXAMPLE in (level.condition or ""):
        # Where the text says how a batch lies and where its mean stands, what holds for one example alone
        # because m is 1 there, or because a row and a column of it are alike, is a mistake.
        found = Diagnosis(case, world, names).condition(level)
        counted = Canonical("m") in walk(case.claim)
        counted |= "penalty" in case.stated and Canonical("lambda2") in walk(case.claim)
        turned = {"shape", "transposed"} if "batch" in case.stated else set()
        if (found is None and counted) or (found is not None and found.key in {"factor_m"} | turned):
            return _elsewhere_right(_wrong(case, world, names, shown), case, world, names)
    correct = text_of(case.claim)
    if level.condition is not None:
        return _conditional(case, world, names, shown, level)
    if case.overflows(level):
        stable = _right_expression(case, world, names, None)
        return replace(
            shown,
            verdict="unstable",
            correct=stable or correct,
            message=translate(
                "judge",
                "Right, but numerically unstable: at large |z| an exponential overflows and it "
                "becomes nan or inf, where the program does not.",
            ),
        )
    if case.undefined(level):
        return replace(
            shown,
            verdict="conditional",
            condition=DEFINED,
            correct=correct,
            message=translate(
                "judge",
                "Right where it is defined: at some values it divides by 0, or takes a logarithm or "
                "root that is undefined.",
            ),
        )
    return replace(shown, verdict="right", correct=correct, message=_praise(case, world, level))


def _praise(case: Case, world: World, level: Level) -> str:
    target = case.target
    gradient = target.numerator is not None or (target.name is not None and is_gradient(target.name))
    here = case.comparison(len(case.trials) - 1)
    where = plural.tr("at %n new random on(e|es)", "", len(level.places))
    if here is not None and here.same:
        where = plural.tr("at the current values and at %n new random on(e|es)", "", len(level.places))
    if isinstance(target.node, Derivative):
        return translate("judge", "Right: it agrees with the exact derivative, {where}.").format(where=where)
    if not gradient:
        return translate("judge", "Right: it agrees with the program, {where}.").format(where=where)
    confirmed = world.confirmed(target)
    if confirmed is None:
        return translate(
            "judge",
            "Right: it agrees with the program's gradient, {where}; central differences cannot "
            "check it in float64.",
        ).format(where=where)
    if not confirmed:
        return translate("judge", "It agrees with the program, but central differences disagree with both.")
    return translate(
        "judge", "Right: it agrees with the program's gradient, which central differences confirm, {where}."
    ).format(where=where)


def _shown(here: Outcome | ShapeError) -> Verdict:
    """Return a verdict that has only the values of the current position."""
    if isinstance(here, ShapeError) or not here.expected.size:
        return Verdict("", "")
    expected, claimed = here.expected, here.claimed
    if not here.fits:
        return Verdict("", "", expected=expected, claimed=claimed, axes=here.axes)
    error = here.error
    with np.errstate(all="ignore"):
        difference = claimed - expected
    if here.chosen is not None:
        difference = np.where(here.chosen, difference, 0.0)
    return Verdict(
        "", "", relative_error=error if np.isfinite(error) else None, expected=expected, claimed=claimed,
        difference=difference, axes=here.axes,
    )  # fmt: skip


def _read_otherwise(
    case: Case, world: World, names: Names, shown: Verdict, reading: ClaimReading, level: Level | None
) -> Verdict:
    """Return the verdict on a claim that is right for one size of the batch, or in another convention.

    `level` is the condition under which it is right as it is read, None if there is none.
    """
    conditions, words = [], []
    if reading.convention:
        conditions.append(reading.convention)
        told = [translate("judge", part) for part in reading.convention.split(" and ")]
        words.append(translate("judge", "if {convention}").format(convention=_and(told)))
    if reading.batch is not None:
        conditions.append(f"batch of {reading.batch}")
        text = translate("judge", "for {examples} (a batch of {batch})")
        words.append(text.format(examples=examples_text(reading.batch), batch=reading.batch))
    if reading.level.condition is not None:
        conditions.append(reading.level.condition)
        words.append(when(reading.level.condition))
    found = None
    if reading.batch is not None:
        here = case.now.examples
        message = translate(
            "judge", "Right {when}, as here; written with m it would hold for any number of examples."
        )
        if here != reading.batch:
            message = translate(
                "judge",
                "Right {when}; here are {examples}; written with m it would hold for any number of examples.",
            )
        message = message.format(when=_and(words), examples=examples_text(here))
    else:
        diagnosis = Diagnosis(case, world, names)
        found = diagnosis.condition(level) if level is not None else diagnosis.find()
        message = translate("judge", "Right {when}.").format(when=_and(words))
        if found is not None:
            message = translate("judge", "Right {when}; read as here, {mistake}.")
            message = message.format(when=_and(words), mistake=found.words)
    if reading.batch is not None and not reading.convention:
        correct = text_of(reading.case.claim)
    else:
        correct = _right_expression(case, world, names, found)
    condition = " and ".join(conditions) if level is None or reading.batch is not None else level.condition
    return replace(
        shown, verdict="conditional", condition=condition, correct=correct, message=message,
        diagnosis=(found.key or None) if found is not None else None,
    )  # fmt: skip


def _elsewhere_right(verdict: Verdict, case: Case, world: World, names: Names) -> Verdict:
    """Return the verdict on a wrong claim, which says in which other convention it would be right."""
    if not case.stated:
        return verdict
    reading = other_reading(case, world, names, case.stated & {"penalty"})
    if reading is None or not reading.convention or reading.batch is not None:
        return verdict
    told = _and(translate("judge", part) for part in reading.convention.split(" and "))
    message = translate("judge", "{message} It would be right if {convention}.")
    return replace(verdict, message=message.format(message=verdict.message, convention=told))


def _conditional(case: Case, world: World, names: Names, shown: Verdict, level: Level) -> Verdict:
    condition, now = str(level.condition), case.now
    found = Diagnosis(case, world, names).condition(level) if ONE_EXAMPLE in condition else None
    message = translate("judge", "Right only {when}.")
    larger = ONE_EXAMPLE in condition and now.examples > 1
    if larger and found is not None:
        message = translate("judge", "Right only {when}; in this batch of {examples} {mistake}.")
    elif ONE_EXAMPLE in condition and not larger:
        message = translate("judge", "Right only {when}, as it is here.")
        if found is not None:
            message = translate("judge", "Right only {when}, as it is here; in a larger batch {mistake}.")
    elif now.sums_to_one and condition == SUM_TO_ONE:
        message = translate("judge", "Right only {when}, as they do here.")
    message = message.format(
        when=when(condition), examples=now.examples, mistake=found.words if found is not None else ""
    )
    correct = _right_expression(case, world, names, found)
    return replace(
        shown, verdict="conditional", condition=condition, diagnosis=(found.key or None) if found else None,
        correct=correct, message=message,
    )  # fmt: skip


def when(condition: str) -> str:
    """Return when a claim is right: “for one example (a batch of 1)”, “where it is defined”."""
    return _and(translate("judge", _WHEN[part]) for part in condition.split(" and "))


def _and(clauses: Iterable[str]) -> str:
    return translate("judge", " and ").join(clauses)


def _wrong(case: Case, world: World, names: Names, shown: Verdict) -> Verdict:
    found = Diagnosis(case, world, names).find()
    trouble = next((both for both in case.outcomes if isinstance(both, ShapeError)), None)
    unlike = next((both for both in case.outcomes if isinstance(both, Outcome) and not both.fits), None)
    if found is not None:
        key, words = found.key, found.words
        if found.level.condition is not None:
            words = translate("judge", "{mistake}; without that mistake it would be right {when}").format(
                mistake=words, when=when(found.level.condition)
            )
    elif trouble is not None:
        key, words = "shape", str(trouble).rstrip(".")
    elif unlike is not None:
        key = "shape"
        words = translate("judge", "its shape is {claimed}, where {expected} is expected").format(
            claimed=shape_text(unlike.claimed), expected=shape_text(unlike.expected)
        )
    else:
        key, words = "unknown", translate("judge", "no single known mistake explains it")
    expected, claimed = shown.expected, shown.claimed
    if (
        key in ("shape", "transposed")
        and found is not None
        and expected is not None
        and claimed is not None
        and (claimed.shape != expected.shape)
    ):
        words = translate("judge", "{mistake} ({claimed} instead of {expected})").format(
            mistake=words, claimed=shape_text(claimed), expected=shape_text(expected)
        )
    correct = _right_expression(case, world, names, found)
    return replace(
        shown,
        verdict="wrong",
        diagnosis=key,
        correct=correct,
        message=translate("judge", "Wrong: {mistake}.").format(mistake=words),
        ranges_differ=found is None and isinstance(trouble, IndexRangeError),
        corrected=_corrected_for_one_example(case, world, found),
    )


def _corrected_for_one_example(case: Case, world: World, found: FoundMistake | None) -> str:
    """Return the claim without its mistake where that is proved to be right for one example only."""
    if found is None or found.corrected is None or found.level.condition != ONE_EXAMPLE:
        return ""
    try:
        level = world.level(case.instead(found.corrected))
    except ClaimError:
        return ""
    return text_of(found.corrected) if level is not None and level.condition == ONE_EXAMPLE else ""


def _right_expression(case: Case, world: World, names: Names, found: FoundMistake | None) -> str:
    """Return an expression that is right, the corrected claim if there is one, proved as a claim is."""
    second = ""
    names.spent = 0
    for node in _expressions(case, world, names, found):
        try:
            other = case.instead(node)
            level = world.level(other)
        except ClaimError:
            continue
        if level is None:
            continue
        corrected = found is not None and node is found.corrected
        if level.condition is None and not (found is None and other.overflows(level)):
            return text_of(node)
        if corrected and level.condition in (SUM_TO_ONE, ONE_HOT):
            return text_of(node)
        if level.condition in (SUM_TO_ONE, ONE_HOT) and not second:
            second = text_of(node)
    return second


def _expressions(case: Case, world: World, names: Names, found: FoundMistake | None) -> Iterator[Node]:
    target, used = case.target, names_in(case.claim)
    if found is not None and found.corrected is not None:
        yield found.corrected
    if target.numerator is not None:
        node = jacobian_of(target, world.experiment)
        if node is not None:
            yield in_words_of(node, names, used)
        return
    if target.name is None:
        # An expression is what it is said to be the same as.
        if target.node is not None and not isinstance(target.node, Derivative):
            yield target.node
        return
    values = {of[0] for part in walk(case.claim) if (of := names.value_name(part)) is not None}
    book = world.book
    whole = [*book.shortest(target.name)] if not any(v.startswith("da") for v in values) else []
    whole += [node for node in (book.expanded(target.name, values), book.of(target.name)) if node is not None]
    e, convention = world.experiment, case.convention
    for node in whole:
        yield from _in_form(restated(node, target.name, convention, e), target.node, names, used, convention)


def _in_form(
    node: Node, wanted: Node | None, names: Names, used: set[str], convention: Convention
) -> Iterator[Node]:
    """Yield an expression transposed and with indices as the target is."""
    inner = wanted.of if isinstance(wanted, IndexedEntry) else wanted
    found = names.value_name(inner) if inner is not None else None
    turned = found is not None and found[1]
    if isinstance(wanted, IndexedEntry) and found is not None:
        column = parts(found[0]).kind in ("db", "b")
        row, *rest = wanted.letters
        taken = {letter(index) for index in wanted.letters}
        other = rest[0] if rest else wanted.implied
        if not rest and not column and parts(found[0]).kind in PER_EXAMPLE:
            taken.add("n")
        places = (other, row) if turned else (row, other)
        if not rest and convention.turned(found[0]):
            places = places[::-1]
        try:
            yield in_words_of(IndexWriter(taken, convention).entry(node, *places), names, used)
        except (ValueError, StopIteration):
            return
    yield in_words_of(Transpose(node) if turned else node, names, used)

"""The verdict on a claim: from right and wrong at each trial to one sentence."""

from __future__ import annotations

from collections.abc import Iterator
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
    ClaimError,
    Derivative,
    IndexedEntry,
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

_WHEN = {
    ONE_EXAMPLE: "for one example (a batch of 1)",
    SUM_TO_ONE: "when the targets of every example sum to one",
    ONE_HOT: "when the targets are one-hot",
    DEFINED: "where it is defined",
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
            shown, verdict="unstable", correct=_right_expression(case, world, names, None),
            message="Undecided: rounding errors are too large to tell whether it is right.",
        )  # fmt: skip
    if level is None:
        return _wrong(case, world, names, shown)
    correct = text_of(case.claim)
    if level.condition is not None:
        return _conditional(case, world, names, shown, level)
    if case.overflows(level):
        stable = _right_expression(case, world, names, None)
        return replace(
            shown, verdict="unstable", correct=stable or correct,
            message="Right, but numerically unstable: at large |z| an exponential overflows and it becomes "
                    "nan or inf, where the program does not.",
        )  # fmt: skip
    if case.undefined(level):
        return replace(
            shown, verdict="conditional", condition=DEFINED, correct=correct,
            message="Right where it is defined: at some values it divides by 0, or takes a logarithm or "
                    "root that is undefined.",
        )  # fmt: skip
    return replace(shown, verdict="right", correct=correct, message=_praise(case, world, level))


def _praise(case: Case, world: World, level: Level) -> str:
    target = case.target
    gradient = target.numerator is not None or (
        target.name is not None and is_gradient(target.name)
    )
    here = case.comparison(len(case.trials) - 1)
    now = "at the current values and " if here is not None and here.same else ""
    where = f"{now}at {len(level.places)} new random ones"
    if isinstance(target.node, Derivative):
        return f"Right: it agrees with the exact derivative, {where}."
    if not gradient:
        return f"Right: it agrees with the program, {where}."
    confirmed = world.confirmed(target)
    if confirmed is None:
        return (
            f"Right: it agrees with the program's gradient, {where}; central differences cannot check it in "
            "float64."
        )
    if not confirmed:
        return "It agrees with the program, but central differences disagree with both."
    return f"Right: it agrees with the program's gradient, which central differences confirm, {where}."


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
        words.append(f"if {reading.convention}")
    if reading.batch is not None:
        conditions.append(f"batch of {reading.batch}")
        words.append(f"for {examples_text(reading.batch)} (a batch of {reading.batch})")
    if reading.level.condition is not None:
        conditions.append(reading.level.condition)
        words.append(_when(reading.level.condition))
    message, found = f"Right {' and '.join(words)}", None
    if reading.batch is not None:
        here = case.now.examples
        message += ", as here" if here == reading.batch else f"; here are {examples_text(here)}"
        message += "; written with m it would hold for any number of examples"
    else:
        diagnosis = Diagnosis(case, world, names)
        found = diagnosis.condition(level) if level is not None else diagnosis.find()
        message += f"; read as here, {found.words}" if found is not None else ""
    if reading.batch is not None and not reading.convention:
        correct = text_of(reading.case.claim)
    else:
        correct = _right_expression(case, world, names, found)
    condition = " and ".join(conditions) if level is None or reading.batch is not None else level.condition
    return replace(
        shown, verdict="conditional", condition=condition, correct=correct, message=f"{message}.",
        diagnosis=(found.key or None) if found is not None else None,
    )  # fmt: skip


def _conditional(case: Case, world: World, names: Names, shown: Verdict, level: Level) -> Verdict:
    condition, now = str(level.condition), case.now
    found = Diagnosis(case, world, names).condition(level) if ONE_EXAMPLE in condition else None
    message = f"Right only {_when(condition)}"
    if ONE_EXAMPLE in condition:
        more = now.examples > 1
        message += "" if more else ", as it is here"
        if found is not None:
            message += f"; in {f'this batch of {now.examples}' if more else 'a larger batch'} {found.words}"
    elif now.sums_to_one and condition == SUM_TO_ONE:
        message += ", as they do here"
    correct = _right_expression(case, world, names, found)
    return replace(
        shown, verdict="conditional", condition=condition, diagnosis=(found.key or None) if found else None,
        correct=correct, message=f"{message}.",
    )  # fmt: skip


def _when(condition: str) -> str:
    return " and ".join(_WHEN[part] for part in condition.split(" and "))


def _wrong(case: Case, world: World, names: Names, shown: Verdict) -> Verdict:
    found = Diagnosis(case, world, names).find()
    trouble = next((both for both in case.outcomes if isinstance(both, ShapeError)), None)
    unlike = next((both for both in case.outcomes if isinstance(both, Outcome) and not both.fits), None)
    if found is not None:
        key, words = found.key, found.words
        if found.level.condition is not None:
            words += f"; without that mistake it would be right {_when(found.level.condition)}"
    elif trouble is not None:
        key, words = "shape", str(trouble).rstrip(".")
    elif unlike is not None:
        key = "shape"
        words = f"its shape is {shape_text(unlike.claimed)}, where {shape_text(unlike.expected)} is expected"
    else:
        key, words = "unknown", "no single known mistake explains it"
    expected, claimed = shown.expected, shown.claimed
    if key in ("shape", "transposed") and found is not None and expected is not None and claimed is not None:
        unlike_now = claimed.shape != expected.shape
        words += f" ({shape_text(claimed)} instead of {shape_text(expected)})" if unlike_now else ""
    correct = _right_expression(case, world, names, found)
    return replace(shown, verdict="wrong", diagnosis=key, correct=correct, message=f"Wrong: {words}.")


def _right_expression(case: Case, world: World, names: Names, found: FoundMistake | None) -> str:
    """Return an expression that is right, the mended claim if there is one, proved as a claim is."""
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

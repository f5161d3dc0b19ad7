"""Other readings of a claim that is not right as it stands: a batch size as a number, another convention.

A reading is only offered where the claim is right under it, and the verdict says what it takes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nnviz.core.equations.symbols import parts
from nnviz.core.judge.case import Case, Level, World
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.nodes import (
    Binary,
    Canonical,
    ClaimError,
    IndexedEntry,
    NameNode,
    Negative,
    Node,
    Number,
    exchange,
    walk,
)
from nnviz.core.judge.parser import names_in
from nnviz.core.judge.scope import Names
from nnviz.core.judge.verdict import ONE_EXAMPLE
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, plural, translate

MAX_LITERALS = 3
_LAYOUTS = (
    ("columns", "outputs_by_inputs"), ("rows", "inputs_by_outputs"), ("rows", "outputs_by_inputs"),
)  # fmt: skip
_COUNTED = (
    QT_TRANSLATE_NOOP("judge", "zero examples"),
    QT_TRANSLATE_NOOP("judge", "one example"),
    QT_TRANSLATE_NOOP("judge", "two examples"),
    QT_TRANSLATE_NOOP("judge", "three examples"),
    QT_TRANSLATE_NOOP("judge", "four examples"),
    QT_TRANSLATE_NOOP("judge", "five examples"),
    QT_TRANSLATE_NOOP("judge", "six examples"),
    QT_TRANSLATE_NOOP("judge", "seven examples"),
    QT_TRANSLATE_NOOP("judge", "eight examples"),
    QT_TRANSLATE_NOOP("judge", "nine examples"),
    QT_TRANSLATE_NOOP("judge", "ten examples"),
    QT_TRANSLATE_NOOP("judge", "eleven examples"),
    QT_TRANSLATE_NOOP("judge", "twelve examples"),
)


@dataclass(frozen=True)
class ClaimReading:
    """A way to read a claim under which it is right.

    Attributes
    ----------
    case
        The claim read so.
    level
        What else must hold.
    batch
        The number of examples that stands in the claim as a literal, None if there is none.
    convention
        What must hold of the convention, as words; empty if it is the one in force.
    """

    case: Case
    level: Level
    batch: int | None = None
    convention: str = ""


def examples_text(count: int) -> str:
    """Return a number of examples in words."""
    return (
        translate("judge", _COUNTED[count])
        if count < len(_COUNTED)
        else plural.tr("%n example(s)", "", count)
    )


def other_reading(
    case: Case, world: World, names: Names, stated: frozenset[str] | None = None
) -> ClaimReading | None:
    """Return the closest reading under which a claim is right for batches of any size, None if there is none.

    Parameters
    ----------
    case
        The claim in the convention in force, where it is not right.
    world, names
        What claims about the network have in common, and what names stand for.
    stated
        Fields of the convention that stay as they are; those of the case by default.
    """
    kept = case.stated if stated is None else stated
    levels = [level for level in world.levels if ONE_EXAMPLE not in (level.condition or "")]
    for convention, batch, variant in _variants(case, world, names, kept):
        if convention is None and batch is None:
            continue
        names.spent = 0
        try:
            other = case if variant is case.claim else case.instead(variant)
            if convention is not None:
                other = other.under(convention)
            level = next((level for level in levels if other.holds(level)), None)
        except ClaimError:
            continue
        if level is not None:
            told = "" if convention is None else case.convention.condition(convention)
            return ClaimReading(other, level, batch, told)
    return None


def _variants(
    case: Case, world: World, names: Names, stated: frozenset[str]
) -> Iterator[tuple[Convention | None, int | None, Node]]:
    literals = list(_batch_literals(case))
    yield from ((None, batch, variant) for batch, variant in literals)
    for convention in _conventions(case, world, names, stated):
        yield convention, None, case.claim
        yield from ((convention, batch, variant) for batch, variant in literals)


def _batch_literals(case: Case) -> Iterator[tuple[int, Node]]:
    """Yield (batch size, the claim with m for it) for the numbers in a claim that may be one."""
    found: dict[int, list[Number]] = {}
    outputs = len(case.now.values["Y"])
    for part in _factors(case.claim):
        if part.value <= 0:
            continue
        inverse = 1 / part.value
        for value in (part.value, inverse):
            whole = round(value)
            if whole >= 2 and abs(value - whole) < 1e-9 * whole:
                found.setdefault(whole, []).append(part)
    # The batch of the position first: it is what a literal means most likely.
    order = sorted(found, key=lambda size: (size != case.now.examples, -size))
    m: Node = Canonical("m")
    for size in order[:MAX_LITERALS]:
        variant = case.claim
        for part in found[size]:
            variant = exchange(variant, part, m if part.value > 1 else Binary("/", Number(1.0, "1"), m))
        yield size, variant
        if outputs > 1 and size % outputs == 0 and size > outputs:
            variant = case.claim
            for part in found[size]:
                both = Binary("*", m, Canonical("K"))
                variant = exchange(
                    variant, part, both if part.value > 1 else Binary("/", Number(1.0, "1"), both)
                )
            yield size // outputs, variant


def _factors(claim: Node) -> Iterator[Number]:
    """Yield the numbers that divide something, or multiply it and are less than one."""
    for part in walk(claim):
        if isinstance(part, Binary) and part.operator in ("*", "/"):
            if part.operator == "/" and isinstance(part.right, Number):
                yield part.right
            sides = [side.of if isinstance(side, Negative) else side for side in (part.left, part.right)]
            yield from (side for side in sides if isinstance(side, Number) and side.value < 1)


def _conventions(case: Case, world: World, names: Names, stated: frozenset[str]) -> Iterator[Convention]:
    """Yield conventions a claim may be written in, those first that differ least from the one in force."""
    now, e = case.convention, world.experiment
    used = {of[0] for word in names_in(case.claim) if (of := names.value_name(NameNode(word))) is not None}
    target = case.target.name
    used |= {target} if target is not None else set()
    kinds = {parts(name).kind for name in used if name not in _NUMBERS}
    new = any(parts(name).new for name in used if name not in _NUMBERS)
    gradients = kinds & {"dz", "da", "dX", "dW", "db"}
    layouts = [(now.examples, now.weights)]
    node = case.target.node
    sides = [case.claim, node] if node is not None else [case.claim]
    # An entry a[k, n] says itself which of its indices counts the examples.
    placed = any(
        isinstance(part, IndexedEntry) and len(part.letters) == 2 and part.implied in part.letters
        for side in sides
        for part in walk(side)
    )
    if "examples" not in stated and not placed:
        layouts += [one for one in _LAYOUTS if one[0] != now.examples]
    movable = gradients and e.reduction == "mean" and "mean_at" not in stated
    means = ["delta", "weights"] if movable else [now.mean_at]
    has = e.regularization
    penalized = (has.l1 or has.l2) and ("dW" in kinds or new) and "penalty" not in stated
    penalties = ["half", "whole", "half_over_m", "whole_over_m"] if penalized else [now.penalty]
    moves = e.optimizer.name in ("momentum", "nesterov") and "v" in kinds
    momenta = ["gradient", "average", "step"] if moves else [now.momentum]
    found = [
        replace(now, examples=a, weights=w, mean_at=m, penalty=p, momentum=v)
        for (a, w), m, p, v in itertools.product(layouts, means, penalties, momenta)
    ]
    found.sort(key=lambda c: (_difference(now, c), c != now))
    yield from (convention for convention in found if convention != now)


_NUMBERS = frozenset({"m", "K", "eta", "lambda1", "lambda2"})


def _difference(a: Convention, b: Convention) -> int:
    layout = (a.examples, a.weights) != (b.examples, b.weights)
    others = (a.mean_at != b.mean_at, a.penalty != b.penalty, a.momentum != b.momentum)
    return 2 * layout + sum(others)

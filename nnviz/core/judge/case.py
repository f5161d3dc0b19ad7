"""One claim at all its values, and the conditions under which it may be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.judge import confirm
from nnviz.core.judge.compare import Outcome, compare
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.correct import Book
from nnviz.core.judge.draws import Draw, draws, plain
from nnviz.core.judge.mistakes import Mistake
from nnviz.core.judge.nodes import Node, ShapeError
from nnviz.core.judge.scope import Names, Scope
from nnviz.core.judge.target import Target
from nnviz.core.judge.verdict import ONE_EXAMPLE, ONE_HOT, SUM_TO_ONE

TOLERANCE = 1e-7
"""Relative difference up to which two ways to compute a number are the same."""


MAX_REMEMBERED = 1000


@dataclass(frozen=True)
class Level:
    """A condition, and the draws that meet it."""

    condition: str | None
    places: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Case:
    """One claim under judgement.

    Attributes
    ----------
    target, claim
        What is said to be what.
    draws, scopes
        Fresh values, the last one large.
    outcomes
        Both sides at each of them, or why they do not fit.
    tolerance
        Relative difference up to which both sides are the same.
    """

    target: Target
    claim: Node
    draws: Sequence[Draw]
    scopes: Sequence[Scope]
    outcomes: Sequence[Outcome | ShapeError]
    tolerance: float = TOLERANCE

    @property
    def convention(self) -> Convention:
        """How the claim is read."""
        return self.scopes[0].convention

    def instead(self, claim: Node) -> Case:
        """Return the case of another claim about the same target."""
        outcomes = [outcome(self.target, claim, scope) for scope in self.scopes]
        return Case(self.target, claim, self.draws, self.scopes, outcomes, self.tolerance)

    def right_at(self, place: int) -> bool:
        """Whether the claim is right at the values of a draw."""
        both = self.outcomes[place]
        return isinstance(both, Outcome) and agrees(both, self.tolerance)


def agrees(both: Outcome, tolerance: float = TOLERANCE) -> bool:
    """Whether both sides are the same but for rounding, or a restriction leaves nothing to compare."""
    if not both.fits:
        return False
    if both.chosen is not None and not both.chosen.any():
        return True
    return both.error <= tolerance


def outcome(target: Target, claim: Node, scope: Scope) -> Outcome | ShapeError:
    """Return both sides of a claim, or why its parts do not fit each other."""
    try:
        return compare(target, claim, scope)
    except ShapeError as error:
        return error


class World:
    """The values of one kind of network, made once for all claims about it.

    Parameters
    ----------
    e
        The network.
    given
        Values to compare at; fresh random ones, the last of them large, if None.
    """

    def __init__(self, e: Experiment, given: Sequence[Draw] | None = None) -> None:
        self.experiment = plain(e)
        self.draws = draws(e) if given is None else tuple(given)
        self.book = Book(self.draws[0].frame)
        self.levels = _levels(self.draws[:-1]) if given is None else (Level(None, tuple(range(len(given)))),)
        self._confirmed: dict[str, bool] = {}
        self._mistaken: dict[tuple[str, str, int], Array] = {}

    def case(self, target: Target, claim: Node, names: Names, convention: Convention = PROGRAM) -> Case:
        """Return a claim with both its sides at all values, as a convention has them."""
        scopes = [Scope(self.experiment, draw.values, names, convention) for draw in self.draws]
        outcomes = [outcome(target, claim, scope) for scope in scopes]
        return Case(target, claim, self.draws, scopes, outcomes)

    def level(self, case: Case) -> Level | None:
        """Return the weakest condition under which a claim is right, None if there is none."""
        return next((level for level in self.levels if all(map(case.right_at, level.places))), None)

    def mistaken(self, name: str, mistake: Mistake, place: int) -> Array:
        """Return what the value `name` of a draw becomes by a mistake."""
        key = (name, mistake.words, place)
        if key not in self._mistaken:
            if len(self._mistaken) > MAX_REMEMBERED:
                self._mistaken.clear()
            self._mistaken[key] = mistake.value(self.draws[place])
        return self._mistaken[key]

    def confirmed(self, target: Target) -> bool:
        """Whether central differences agree with what the target is compared with."""
        key = target.name or f"{target.numerator}/{target.over}"
        if key not in self._confirmed:
            self._confirmed[key] = confirm.confirmed(target, self.draws[1].frame)
        return self._confirmed[key]


def _levels(found: Sequence[Draw]) -> tuple[Level, ...]:
    """Return the conditions under which a claim may be right, the weakest first."""
    every = tuple(range(len(found)))
    one = tuple(i for i in every if found[i].examples == 1)
    sums = tuple(i for i in every if found[i].sums_to_one)
    hot = tuple(i for i in every if found[i].one_hot)
    plan: list[tuple[str | None, tuple[int, ...]]] = [
        (None, every), (SUM_TO_ONE, sums), (ONE_HOT, hot), (ONE_EXAMPLE, one),
        (f"{ONE_EXAMPLE} and {SUM_TO_ONE}", tuple(i for i in one if i in sums)),
        (f"{ONE_EXAMPLE} and {ONE_HOT}", tuple(i for i in one if i in hot)),
    ]  # fmt: skip
    levels: list[Level] = []
    for condition, places in plan:
        if places and all(places != level.places for level in levels):
            levels.append(Level(condition, places))
    return tuple(levels)

"""One claim at all its values, and the conditions under which it may be right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.judge import confirm
from nnviz.core.judge.compare import ClaimComparison, Outcome, compare
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.correct import Book
from nnviz.core.judge.evaluate import ExpressionEvaluator
from nnviz.core.judge.mistakes import Mistake
from nnviz.core.judge.nodes import ClaimError, Derivative, Node, ShapeError, TooMuchError, walk
from nnviz.core.judge.random_trials import (
    CURRENT,
    LARGE,
    ORDINARY,
    Trial,
    checked_frame,
    plain,
    random_trials,
)
from nnviz.core.judge.scope import Names, Scope
from nnviz.core.judge.target import Target
from nnviz.core.judge.value_errors import ValueErrors
from nnviz.core.judge.verdict import ONE_EXAMPLE, ONE_HOT, SUM_TO_ONE
from nnviz.core.text.translate import translate

TOLERANCE = 1e-7
"""Relative difference up to which a claim is what a mistake gives: a mistake is told by its kind, not its
digits."""

MAX_REMEMBERED = 1000
_UNDECIDED = 0.1
"""Largest share of entries at ordinary trials that rounding may hide in a claim that is called right."""

NOTHING = Outcome(np.zeros(0), np.zeros(0))
"""Both sides of a trial at which there is nothing to compare."""


@dataclass(frozen=True)
class Level:
    """A condition, and the trials that meet it.

    Attributes
    ----------
    condition
        What must hold, None for nothing.
    places
        All trials, but for the large ones.
    ordinary
        Those with ordinary numbers, by which mistakes are told.
    meets
        Whether a trial meets the condition.
    """

    condition: str | None
    places: tuple[int, ...]
    ordinary: tuple[int, ...]
    meets: Callable[[Trial], bool] = field(compare=False)


@dataclass(frozen=True, eq=False)
class Case:
    """One claim under judgement.

    Attributes
    ----------
    target, claim
        What is said to be what.
    trials, scopes
        Where it is tested: random trials, and that of the position of the run last.
    tolerance
        Relative difference up to which the claim is what a mistake gives.
    given
        Trial → both sides, where they are not computed from a claim.
    stated
        Fields of the convention that are given, so that a claim in another form is wrong; "mean" where the
        loss is said to be a mean over examples, "batch" where a program is said to be about a batch.
    """

    target: Target
    claim: Node
    trials: Sequence[Trial]
    scopes: Sequence[Scope]
    tolerance: float = TOLERANCE
    given: Mapping[int, Outcome] | None = None
    stated: frozenset[str] = frozenset()
    _outcomes: dict[int, Outcome | ShapeError] = field(default_factory=dict)

    def outcome(self, place: int) -> Outcome | ShapeError:
        """Return both sides at a trial, or why they do not fit; raises ClaimError."""
        if self.given is not None:
            return self.given.get(place, NOTHING)
        if place not in self._outcomes:
            heavy = self._derives and self.trials[place].examples > 16
            try:
                found = NOTHING if heavy else outcome(self.target, self.claim, self.scopes[place])
            except TooMuchError:
                # The batch of the position may be far larger than the random ones.
                if self.trials[place].reach != CURRENT:
                    raise
                found = NOTHING
            self._outcomes[place] = found
        return self._outcomes[place]

    @cached_property
    def _derives(self) -> bool:
        """Whether a derivative is computed entry by entry, which takes long for many examples."""
        parts = (self.target.node, self.claim)
        return any(isinstance(part, Derivative) for node in parts if node is not None for part in walk(node))

    @property
    def outcomes(self) -> list[Outcome | ShapeError]:
        """Both sides at the first trials, where shapes show: one example, and a few."""
        return [self.outcome(place) for place in range(min(3, len(self.trials)))]

    @property
    def here(self) -> Outcome | ShapeError:
        """Both sides at the position of the run."""
        return self.outcome(len(self.trials) - 1)

    @property
    def now(self) -> Trial:
        """The position of the run."""
        return self.trials[-1]

    @property
    def convention(self) -> Convention:
        """How the claim is read."""
        return self.scopes[0].convention

    def instead(self, claim: Node) -> Case:
        """Return the case of another claim about the same target."""
        return Case(self.target, claim, self.trials, self.scopes, self.tolerance)

    def under(self, convention: Convention) -> Case:
        """Return the case of the same claim in another convention."""
        return Case(self.target, self.claim, self.trials, [s.under(convention) for s in self.scopes])

    def comparison(self, place: int) -> ClaimComparison | None:
        """Return how both sides compare at a trial, None if their shapes differ."""
        both = self.outcome(place)
        return both.comparison if isinstance(both, Outcome) and both.fits else None

    def holds(self, level: Level) -> bool:
        """Whether the claim is right wherever the condition of a level is met, the position of the run too.

        Far out, where rounding may hide everything, nothing must speak against it. At ordinary trials
        most entries must speak for it.
        """
        if not self.unopposed(level):
            return False
        found = [self.comparison(place) for place in level.ordinary]
        same = sum(one.same for one in found if one is not None)
        undefined = sum(one.undefined for one in found if one is not None)
        undecided = sum(one.undecided for one in found if one is not None)
        if same <= undefined or undecided > _UNDECIDED * same:
            return False
        if self.now.reach != CURRENT or not level.meets(self.now):
            return True
        here = self.comparison(len(self.trials) - 1)
        return here is not None and not here.different

    def unopposed(self, level: Level) -> bool:
        """Whether nothing speaks against the claim at the random trials of a level."""
        found = (self.comparison(place) for place in level.places)
        return all(one is not None and not one.different for one in found)

    def undefined(self, level: Level) -> bool:
        """Whether the claim has no finite number somewhere at an ordinary trial where the program has."""
        found = [self.comparison(place) for place in level.ordinary]
        return any(one is not None and one.undefined for one in found)

    def overflows(self, level: Level) -> bool:
        """Whether an exponential of the claim is too large for a float where the program has a number."""
        large = [i for i, trial in enumerate(self.trials) if trial.reach == LARGE]
        for place in (*large, *level.places):
            both = self.outcome(place)
            if isinstance(both, Outcome) and both.fits and both.overflowed and both.comparison.undefined:
                return True
        return False


def outcome(target: Target, claim: Node, scope: Scope) -> Outcome | ShapeError:
    """Return both sides of a claim, or why the parts of its right side do not fit each other.

    Raises
    ------
    ClaimError
        If it cannot be computed, or the parts of the left side do not fit, which is no mistake of the right.
    """
    try:
        return compare(target, claim, scope)
    except ShapeError as error:
        left = target.node if target.node is not None else target.expression
        if left is not None:
            try:
                ExpressionEvaluator(scope)(left)
            except ShapeError as trouble:
                raise ClaimError(
                    translate("judge", "The left side: {trouble}").format(trouble=trouble)
                ) from error
        return error


class World:
    """The trials of one kind of network, made once for all claims about it.

    Parameters
    ----------
    e
        The network.
    given
        Trials to compare at; random ones if None.
    """

    def __init__(self, e: Experiment, given: Sequence[Trial] | None = None) -> None:
        self.experiment = plain(e)
        self.trials = random_trials(e) if given is None else tuple(given)
        self.checked = checked_frame(self.trials[min(1, len(self.trials) - 1)])
        self.book = Book(self.checked)
        self.known = frozenset(self.trials[0].values)
        every = tuple(range(len(self.trials)))
        self.levels = _levels(self.trials) if given is None else (Level(None, every, every, lambda _: True),)
        self._names = Names(self.experiment, self.known, {})
        self.errors = [self.errors_of(trial) for trial in self.trials]
        self._confirmed: dict[str, bool | None] = {}
        self._mistaken: dict[tuple[str, str, int], Array] = {}

    def errors_of(self, trial: Trial) -> Mapping[str, Array]:
        """Return the bounds of the rounding errors of a trial's values."""
        return ValueErrors(trial, self.book, self._names)

    def case(
        self, target: Target, claim: Node, names: Names, now: Trial, errors: Mapping[str, Array],
        convention: Convention = PROGRAM, stated: frozenset[str] = frozenset(),
    ) -> Case:  # fmt: skip
        """Return a claim at all values, as a convention has them; `errors` are those of the position."""
        e = self.experiment
        scopes = [
            Scope(e, trial.values, names, convention, self.errors[i]) for i, trial in enumerate(self.trials)
        ]
        # The recipe is the same, but for settings that were changed on the way.
        scopes.append(Scope(now.experiment, now.values, names, convention, errors))
        return Case(target, claim, (*self.trials, now), scopes, stated=stated)

    def agrees(
        self, target: Target, claim: Node, names: Names, convention: Convention, place: int = 1
    ) -> bool:
        """Return whether a claim agrees at one trial: a quick look; raises ClaimError.

        The trial at place 0 has one example, that at place 1 a few.
        """
        trial = self.trials[place]
        scope = Scope(self.experiment, trial.values, names, convention, self.errors[place])
        both = outcome(target, claim, scope)
        return isinstance(both, Outcome) and both.fits and both.comparison.different == 0

    def level(self, case: Case) -> Level | None:
        """Return the weakest condition under which a claim is right, None if there is none."""
        for level in self.levels:
            if case.holds(level) and not self._small_batches(case, level):
                return level
        return None

    def _small_batches(self, case: Case, level: Level) -> bool:
        """Whether what is right for one example is right for a few too, and wrong for many.

        Then the number of examples is used in a way that has nothing to do with one.
        """
        if ONE_EXAMPLE not in (level.condition or ""):
            return False
        rest = (level.condition or "").removeprefix(ONE_EXAMPLE).removeprefix(" and ")
        base = next((other for other in self.levels if (other.condition or "") == rest), self.levels[0])
        many = max(trial.examples for trial in self.trials)
        few = [i for i in base.ordinary if 1 < self.trials[i].examples < many]
        found = [case.comparison(place) for place in few]
        return all(one is not None and not one.different for one in found)

    def mistaken(self, name: str, mistake: Mistake, place: int) -> Array:
        """Return what the value `name` of a trial becomes by a mistake."""
        key = (name, mistake.words, place)
        if key not in self._mistaken:
            if len(self._mistaken) > MAX_REMEMBERED:
                self._mistaken.clear()
            self._mistaken[key] = mistake.value(self.trials[place])
        return self._mistaken[key]

    def confirmed(self, target: Target) -> bool | None:
        """Whether central differences agree with what the target is compared with; None if unsure."""
        key = target.name or f"{target.numerator}/{target.over}"
        if key not in self._confirmed:
            self._confirmed[key] = confirm.confirmed(target, self.checked)
        return self._confirmed[key]


def _levels(trials: Sequence[Trial]) -> tuple[Level, ...]:
    """Return the conditions under which a claim may be right, the weakest first."""

    def one(trial: Trial) -> bool:
        return trial.examples == 1

    def sums(trial: Trial) -> bool:
        return trial.sums_to_one

    def hot(trial: Trial) -> bool:
        return trial.one_hot

    plan: list[tuple[str | None, Callable[[Trial], bool]]] = [
        (None, lambda _: True), (SUM_TO_ONE, sums), (ONE_HOT, hot), (ONE_EXAMPLE, one),
        (f"{ONE_EXAMPLE} and {SUM_TO_ONE}", lambda trial: one(trial) and sums(trial)),
        (f"{ONE_EXAMPLE} and {ONE_HOT}", lambda trial: one(trial) and hot(trial)),
    ]  # fmt: skip
    levels: list[Level] = []
    for condition, meets in plan:
        places = tuple(i for i, trial in enumerate(trials) if trial.reach != LARGE and meets(trial))
        ordinary = tuple(i for i in places if trials[i].reach == ORDINARY)
        if places and all(places != level.places for level in levels):
            levels.append(Level(condition, places, ordinary, meets))
    return tuple(levels)


__all__ = ["CURRENT", "NOTHING", "TOLERANCE", "Case", "Level", "World", "outcome"]

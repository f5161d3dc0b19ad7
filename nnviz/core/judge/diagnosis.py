"""Diagnosis of a wrong claim: every known mistake is tried, and one that gives the claim is the answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from nnviz.core.equations.symbols import parts
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.case import NOTHING, Case, Level, World
from nnviz.core.judge.compare import Outcome, relative_error, with_value
from nnviz.core.judge.evaluate import ExpressionEvaluator
from nnviz.core.judge.factors import Factor, factor_of
from nnviz.core.judge.hypotheses import (
    Change,
    Hypothesis,
    Sides,
    hypotheses,
    jacobian_hypotheses,
    same_numbers,
)
from nnviz.core.judge.mistakes import Mistake, factors, mistakes, together
from nnviz.core.judge.nodes import (
    Canonical,
    ClaimError,
    NameNode,
    Node,
    ShapeError,
    TooMuchError,
    walk,
)
from nnviz.core.judge.parser import names_in
from nnviz.core.judge.repairs import Repair, repairs
from nnviz.core.judge.rewriting import has_slope, rewritten, writes_slope
from nnviz.core.judge.scope import Names
from nnviz.core.judge.verdict import ONE_EXAMPLE
from nnviz.core.text.translate import translate

MAX_PAIRS = 24


@dataclass(frozen=True)
class FoundMistake:
    """A mistake that was proved.

    Attributes
    ----------
    key, words
        The diagnosis, and what to say. The key is empty for a mistake that is not on the list.
    corrected
        The claim without the mistake, where it can be mended in its own notation.
    level
        The condition under which it proves.
    """

    key: str
    words: str
    corrected: Node | None
    level: Level


class Diagnosis:
    """The search for the mistake in one claim that is not right, or not always."""

    def __init__(self, case: Case, world: World, names: Names) -> None:
        self._case, self._world, self._names = case, world, names
        name = case.target.name
        self._mistakes = list(mistakes(world.experiment, name)) if name else []
        self._single = [
            *hypotheses(case), *map(self._of, self._mistakes), *jacobian_hypotheses(case), same_numbers(),
        ]  # fmt: skip
        self._double: list[Hypothesis] | None = None
        self._variants: list[tuple[str, str, Node]] | None = None
        self._known: dict[tuple[object, int], bool | None] = {}
        self._cases: dict[int, Case] = {}

    def find(self) -> FoundMistake | None:
        """Return the mistake in a wrong claim, None if not even two together explain it."""
        self._names.spent = 0
        try:
            return self._find()
        except TooMuchError:
            return None

    def _find(self) -> FoundMistake | None:
        far = self._far_away()
        if far is not None:
            return far
        batches = [level for level in self._world.levels if ONE_EXAMPLE not in (level.condition or "")]
        alone = [level for level in self._world.levels if level not in batches]
        plans = [
            (batches, (self._one, self._repaired, self._two, self._constant, self._repaired_but_a_factor)),
            (alone, (self._one, self._repaired, self._two, self._constant)),
        ]  # fmt: skip
        for levels, searches in plans:
            for search in searches:
                for level in levels:
                    found = search(level)
                    if found is not None:
                        return found
        return self._behind_a_shape() or self._no_margin()

    def _repaired(self, level: Level) -> FoundMistake | None:
        """Try small changes of the claim."""
        for repair, case in self._repair_cases:
            if self._agrees_by(case, level) and case.unopposed(level):
                return FoundMistake(repair.key, repair.words, repair.claim, level)
        return None

    def _repaired_but_a_factor(self, level: Level) -> FoundMistake | None:
        """Try small changes of the claim that leave a factor too much."""
        for repair, case in self._repair_cases:
            found = self._factor_of(case, level)
            if found is not None:
                factor, corrected = found
                return FoundMistake(
                    repair.key,
                    translate("judge", "{first}, and {second}").format(
                        first=repair.words, second=factor.words
                    ),
                    corrected,
                    level,
                )
        return None

    def _constant(self, level: Level) -> FoundMistake | None:
        """Try a factor too much, whatever it is."""
        found = self._factor_of(self._case, level)
        if found is not None and (rate := self._rate_of(found[0])) is not None:
            return FoundMistake("learning_rate", rate, None, level)
        if found is not None:
            return FoundMistake(found[0].key, found[0].words, found[1], level)
        return self._step(level)

    def _rate_of(self, factor: Factor) -> str | None:
        """Return what is wrong with the learning rate of a step Δw that is a factor too large, else None."""
        node, eta = self._case.target.node, self._world.experiment.optimizer.learning_rate
        steps = node is not None and any(
            isinstance(part, Canonical) and part.id.endswith("_next") for part in walk(node)
        )
        if not steps or factor.batch:
            return None
        if abs(factor.number * eta - 1) < 1e-6:
            return translate("judge", "the learning rate η is missing")
        if abs(factor.number / eta - 1) < 1e-6:
            return translate("judge", "the learning rate η is there twice")
        return None

    def _step(self, level: Level) -> FoundMistake | None:
        """Try another learning rate in an update."""
        name = self._case.target.name or ""
        if not name.endswith("_next") or parts(name).of:
            return None
        eta = self._world.experiment.optimizer.learning_rate
        ratios = []
        for place in self._order(level):
            both = self._case.outcome(place)
            start = Canonical(name.removesuffix("_next"))
            if not isinstance(both, Outcome) or not both.fits:
                return None
            (value,) = ExpressionEvaluator(self._case.scopes[place])(start)
            if value.array.shape != both.expected.shape:
                return None
            ratios.append(_ratio(both.expected - value.array, both.claimed - value.array))
        first = ratios[0]
        if first is None or any(r is None or abs(r / first - 1) > 1e-6 for r in ratios):
            return None
        if abs(first * eta - 1) < 1e-6:
            return FoundMistake(
                "learning_rate", translate("judge", "the learning rate η is missing"), None, level
            )
        if abs(first / eta - 1) < 1e-6:
            return FoundMistake(
                "learning_rate", translate("judge", "the learning rate η is there twice"), None, level
            )
        return FoundMistake(
            "factor",
            translate("judge", "the step is {first} times what it should be").format(first=f"{first:.6g}"),
            None,
            level,
        )

    def _no_margin(self) -> FoundMistake | None:
        """Say what a claim about a hinge loss lacks that does not depend on the output."""
        e, level = self._world.experiment, self._world.levels[0]
        name = self._case.target.name
        if e.loss != "hinge" or name is None or parts(name).kind not in ("da", "dz", "dW", "db"):
            return None
        used = {of[0] for word in names_in(self._case.claim)
                if (of := self._names.value_name(NameNode(word))) is not None}  # fmt: skip
        last = len(e.layers)
        if used & {f"a{last}", f"z{last}", f"da{last}", f"dz{last}"} or f"W{last}" in used:
            return None
        words = translate(
            "judge",
            "it does not depend on the output, so it has no margin: the derivative is −y only "
            "where y·a < 1, and 0 elsewhere",
        )
        return FoundMistake("missing_margin", words, None, level)

    @cached_property
    def _repair_cases(self) -> list[tuple[Repair, Case]]:
        both = self._case.outcome(self._world.levels[0].ordinary[0])
        fits = isinstance(both, Outcome) and both.fits
        e, name = self._world.experiment, self._case.target.name
        made = repairs(self._case.claim, name, e, self._names, fits)
        return [(repair, self._case.instead(repair.claim)) for repair in made]

    def _agrees_by(self, case: Case, level: Level) -> bool:
        """Whether a changed claim agrees at the ordinary trials of a level."""
        same = 0
        for place in self._order(level)[::-1]:
            try:
                found = case.comparison(place)
            except ClaimError:
                return False
            if found is None or found.different:
                return False
            same += found.same
        return same > 0

    def _factor_of(self, case: Case, level: Level) -> tuple[Factor, Node] | None:
        """Return the factor by which a claim is too large at all ordinary trials of a level."""
        factor: Factor | None = None
        if self._case.target.name is not None and self._case.target.name.endswith("_next"):
            return None
        for place in sorted(level.ordinary, key=lambda i: (self._case.trials[i].examples == 1, i)):
            try:
                both = case.outcome(place)
            except ClaimError:
                return None
            if not isinstance(both, Outcome) or not both.fits or both.chosen is not None:
                return None
            if not both.expected.any() and not both.claimed.any():
                continue
            ratio = _ratio(both.expected, both.claimed)
            m = self._case.trials[place].examples
            if ratio is None:
                return None
            if factor is None:
                factor = factor_of(ratio, m)
                if factor is None:
                    return None
            elif abs(ratio - factor.value(m)) > 1e-6 * abs(ratio):
                return None
        return None if factor is None else (factor, factor.undone(case.claim))

    def _far_away(self) -> FoundMistake | None:
        """Return what is to be said of a claim that is only wrong far out."""
        level = self._world.levels[0]
        trials, many = self._case.trials, max(trial.examples for trial in self._case.trials)
        near = [place for place in level.ordinary if trials[place].examples < many]
        found = [self._case.comparison(place) for place in near]
        clear = all(one is not None and not one.different for one in found)
        if near and clear and not self._case.unopposed(level):
            words = translate("judge", "it agrees for values around 1, but not for larger ones")
            return FoundMistake("unknown", words, None, level)
        return None

    def condition(self, right: Level) -> FoundMistake | None:
        """Return what a claim lacks that is right under a condition only."""
        for level in self._world.levels:
            if set(level.places) <= set(right.places):
                break
            found = self._one(level)
            if found is not None:
                return found
        return None

    def _one(self, level: Level) -> FoundMistake | None:
        return self._by_value(level, self._single) or self._by_rewriting(level)

    def _two(self, level: Level) -> FoundMistake | None:
        """Try a mistake together with a factor, or with another mistake."""
        if self._double is None:
            made = [self._of(mistake) for mistake in self._mistakes]
            pairs = together(self._mistakes, self._case.target.name or "", MAX_PAIRS)
            self._double = [self._times(h, i) for h in made for i in range(len(factors(1)))]
            self._double += map(self._of, pairs)
        return self._by_value(level, self._double)

    def _times(self, hypothesis: Hypothesis, factor: int) -> Hypothesis:
        """Return a hypothesis with a factor too much."""

        def change(place: int, both: Outcome) -> Sides | None:
            sides = hypothesis.change(place, both)
            times = factors(self._case.trials[place].examples)[factor][2]
            return None if sides is None else (sides[0] * times, sides[1])

        return Hypothesis(
            hypothesis.key,
            translate("judge", "{words}, and {factors}").format(
                words=hypothesis.words, factors=factors(1)[factor][1]
            ),
            change,
        )

    def _by_value(self, level: Level, tried: Iterable[Hypothesis]) -> FoundMistake | None:
        one = all(self._case.trials[i].examples == 1 for i in level.ordinary)
        for hypothesis in tried:
            # For one example, m is 1 and a sum over the batch is no sum.
            if not (one and hypothesis.key in ("factor_m", "bias_not_summed")) and self._proves(
                level, hypothesis
            ):
                found = FoundMistake(hypothesis.key, hypothesis.words, hypothesis.corrected, level)
                return self._named(found, one)
        return None

    def _named(self, found: FoundMistake, one: bool) -> FoundMistake:
        """Tell two names of the same numbers apart."""
        if found.key == "transposed" and one:
            both = self._case.outcome(found.level.ordinary[0])
            if isinstance(both, Outcome) and not both.fits:
                return replace(
                    found,
                    key="shape",
                    words=translate("judge", "the numbers are right, but the shape is wrong"),
                )
        if found.key == "factor_2" and has_slope(self._case.claim):
            # Where the gradient of two softmax units adds up to 0, their Jacobian is twice its diagonal.
            other = (h for h in self._single if h.key == "diagonal_only" and self._proves(found.level, h))
            found = next((replace(found, key=h.key, words=h.words, corrected=None) for h in other), found)
        if found.key != "diagonal_only" or self._case.target.name is None or writes_slope(self._case.claim):
            return found
        # With cross-entropy, −Σₖ tₖ(δⱼₖ − yⱼ) with its own term alone and ∂C/∂y times the diagonal of the
        # Jacobian are both −tⱼ(1 − yⱼ). Who writes the slope y(1 − y) used the diagonal.
        words = translate(
            "judge", "the sum over the outputs k has only the term k = j, but every output depends on every z"
        )
        return replace(found, key="only_k_equals_j", words=words)

    def _proves(self, level: Level, hypothesis: Hypothesis) -> bool:
        """Whether a hypothesis gives the claim at all values of a level, and says something at one."""
        compared = False
        for place in self._order(level):
            key = (hypothesis, place)
            if key not in self._known:
                self._known[key] = self._agrees(place, hypothesis.change)
            if self._known[key] is False:
                return False
            compared |= self._known[key] is True
        return compared

    def _order(self, level: Level) -> list[int]:
        """Return the values of a level, those first that tell most apart."""
        return sorted(level.ordinary, key=lambda i: -self._case.trials[i].examples)

    def _agrees(self, place: int, change: Change) -> bool | None:
        """Compare at one trial; None where a restriction leaves nothing to compare."""
        both = self._case.outcome(place)
        if both is NOTHING:
            return None
        sides = None if isinstance(both, ShapeError) else change(place, both)
        if sides is None or isinstance(both, ShapeError) or sides[0].shape != sides[1].shape:
            return False
        expected, claimed = sides
        if both.chosen is not None and both.chosen.shape == expected.shape:
            expected, claimed = expected[both.chosen], claimed[both.chosen]
            if not expected.size:
                return None
        return relative_error(expected, claimed) <= self._case.tolerance

    def _of(self, mistake: Mistake) -> Hypothesis:
        """Return a mistake on the way as a hypothesis."""
        memory: dict[int, Array] = {}

        def change(place: int, both: Outcome) -> Sides | None:
            if not both.fits:
                return None
            if place not in memory:
                value = self._world.mistaken(self._case.target.name or "", mistake, place)
                memory[place] = with_value(self._case.target, self._case.scopes[place], value, both)
            return memory[place], both.claimed

        return Hypothesis(mistake.key, mistake.words, change)

    def _by_rewriting(self, level: Level) -> FoundMistake | None:
        """Try the claim with a transpose more or less, or a product another way."""
        if self._variants is None:
            self._variants = list(rewritten(self._case.claim, self._names, self._case.target.name))
        for number, (key, words, variant) in enumerate(self._variants):
            ordinary = all(self._right(number, variant, place) for place in self._order(level))
            if ordinary and self._cases[number].unopposed(level):
                return FoundMistake(key, words, variant, level)
        return None

    def _right(self, number: int, variant: Node, place: int) -> bool:
        key = (number, place)
        if key not in self._known:
            if number not in self._cases:
                self._cases[number] = self._case.instead(variant)
            try:
                found = self._cases[number].comparison(place)
            except ClaimError:
                found = None
            self._known[key] = found is not None and not found.different
        return bool(self._known[key])

    def _behind_a_shape(self) -> FoundMistake | None:
        """Make the parts of a claim fit, and look for what else is wrong with it."""
        first = self._order(self._world.levels[0])[0]
        if not isinstance(self._case.outcome(first), ShapeError) or self._variants is None:
            return None
        for key, words, variant in self._variants:
            other = self._case.instead(variant)
            try:
                both = other.outcome(first)
            except ClaimError:
                continue
            if isinstance(both, ShapeError) or not both.fits:
                continue
            found = Diagnosis(other, self._world, self._names).single()
            if found is not None:
                return replace(
                    found,
                    key=key,
                    words=translate("judge", "{first}, and {second}").format(first=words, second=found.words),
                )
        return None

    def single(self) -> FoundMistake | None:
        """Return one mistake by its value, whatever the level."""
        found = (self._by_value(level, self._single) for level in self._world.levels)
        return next((one for one in found if one is not None), None)


def _ratio(expected: Array, claimed: Array) -> float | None:
    """Return by which number all entries of a claim are too large, None if there is none."""
    if expected.shape != claimed.shape or not np.isfinite(expected).all() or not np.isfinite(claimed).all():
        return None
    size = float((expected * expected).sum())
    if size == 0:
        return None
    ratio = float((expected * claimed).sum()) / size
    apart = float(np.abs(claimed - ratio * expected).max())
    return ratio if ratio != 0 and apart <= 1e-9 * float(np.abs(claimed).max()) else None

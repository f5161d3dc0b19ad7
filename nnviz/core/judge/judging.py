"""The judge: compares a claim with the program at many values, and finds out what went wrong."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.specs import Regularization
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.answer import answer
from nnviz.core.judge.case import World
from nnviz.core.judge.convention import EXAMPLES, MEAN_AT, MOMENTUM, PENALTY, PROGRAM, WEIGHTS, Convention
from nnviz.core.judge.nodes import ClaimError, NameNode, Node, walk
from nnviz.core.judge.parser import parse
from nnviz.core.judge.random_trials import current, recipe
from nnviz.core.judge.scope import Names
from nnviz.core.judge.target import Target, read_target
from nnviz.core.judge.verdict import Verdict
from nnviz.core.text.translate import translate

_CANDIDATES = sorted(
    {
        Convention(examples=examples, weights=weights, mean_at=mean_at)
        for examples, weights in itertools.product(EXAMPLES, WEIGHTS)
        for mean_at in MEAN_AT
    }
    | {Convention(penalty=penalty) for penalty in PENALTY}
    | {Convention(momentum=momentum) for momentum in MOMENTUM},
    key=lambda convention: len(PROGRAM.condition(convention)),
)
"""Conventions that are tried on claims."""


@functools.lru_cache(maxsize=16)
def world_of(e: Experiment) -> World:
    """Return the fresh values of a kind of network; the last few are remembered."""
    return World(e)


class Judge:
    """Judges claims about one frame; keeps what claims about it have in common.

    Parameters
    ----------
    frame
        Any position of the run. The claim is shown at the values of its iteration.
    names
        The lab's own names, each with an expression in names of values.
    stated
        Fields of the convention that are given: a claim in another form is wrong then, not of another
        convention. "mean" says that the loss is a mean over examples, so that a missing 1/m is wrong.
    """

    def __init__(
        self, frame: Frame, names: Mapping[str, str] | None = None, stated: frozenset[str] = frozenset()
    ) -> None:
        self._given = dict(names or {})
        self._stated = stated
        self._world = world_of(recipe(frame.experiment))
        self._current = current(frame)
        self._errors: Mapping[str, Array] | None = None

    def judge(
        self, target: str, text: str, names: Mapping[str, str] | None = None,
        convention: Convention = PROGRAM,
    ) -> Verdict:  # fmt: skip
        """Judge one claim; `names` are added to those of the judge. Raises nothing for a bad claim."""
        try:
            claim = parse(text)
            resolved = self._resolved(names)
            wanted = read_target(target, resolved)
            _check_not_itself(wanted, claim, resolved)
            return self._verdict(wanted, claim, resolved, convention)
        except ClaimError as error:
            return Verdict("invalid", str(error))
        except RecursionError:
            return Verdict("invalid", translate("judge", "The claim is nested too deeply."))

    def target(self, text: str, names: Mapping[str, str] | None = None) -> Target:
        """Return the target that a text names.

        Raises
        ------
        ClaimError
            If it cannot be read, or names nothing the program has.
        """
        return read_target(text, self._resolved(names))

    def _resolved(self, names: Mapping[str, str] | None) -> Names:
        return Names(self._world.experiment, self._world.known, {**self._given, **(names or {})})

    def conventions(
        self, claims: Sequence[tuple[str, str]], names: Mapping[str, str] | None = None
    ) -> tuple[Convention, ...]:
        """Return the conventions in which most of some claims hold, the program's own first among equals.

        Parameters
        ----------
        claims
            Targets and expressions of one text. What cannot be read says nothing.
        names
            Names of the text, each with an expression in names of values.

        Returns
        -------
        tuple of Convention
            All that hold most claims; those that differ least from the program's come first. More than one
            where the claims do not tell them apart.
        """
        resolved = self._resolved(names)
        read = []
        for target, text in claims:
            try:
                read.append((read_target(target, resolved), parse(text)))
            except ClaimError:
                continue
        scores: dict[Convention, int] = {}
        with np.errstate(all="ignore"):
            for convention in _CANDIDATES:
                scores[convention] = sum(self._holds(*claim, resolved, convention) for claim in read)
        best = max(scores.values())
        return tuple(convention for convention, score in scores.items() if score == best)

    def _holds(self, target: Target, claim: Node, names: Names, convention: Convention) -> bool:
        names.spent = 0
        try:
            return self._world.agrees(target, claim, names, convention)
        except ClaimError:
            return False

    def judge_nodes(self, target: Target, claim: Node, convention: Convention = PROGRAM) -> Verdict:
        """Judge a claim that has been read already, in values' own names. Raises nothing for a bad claim."""
        try:
            names = Names(self._world.experiment, self._world.known, self._given)
            return self._verdict(target, claim, names, convention)
        except ClaimError as error:
            return Verdict("invalid", str(error))
        except RecursionError:
            return Verdict("invalid", translate("judge", "The claim is nested too deeply."))

    def _verdict(self, target: Target, claim: Node, names: Names, convention: Convention) -> Verdict:
        with np.errstate(all="ignore"):
            if self._errors is None:
                self._errors = self._world.errors_of(self._current)
            names.spent = 0
            convention = PROGRAM if convention == PROGRAM else convention
            case = self._world.case(
                target, claim, names, self._current, self._errors, convention, self._stated
            )
            verdict = answer(case, self._world, names)
            return self._with_penalty(verdict, target, claim, names, convention)

    def _with_penalty(
        self, verdict: Verdict, target: Target, claim: Node, names: Names, convention: Convention
    ) -> Verdict:
        """Return the verdict on a claim that may hold only because a λ in it is 0 here.

        Terms with that λ are 0 whatever they are, so they are judged in the same network with a penalty.
        """
        e = self._world.experiment
        own = {"lambda1": e.regularization.l1, "lambda2": e.regularization.l2}
        zero = {name for name in _mentioned(claim, names.written) if own.get(name) == 0}
        if not zero or verdict.verdict not in ("right", "conditional", "unstable"):
            return verdict
        drawn = {name: _DRAWN[name] if name in zero else value for name, value in own.items()}
        world = world_of(e.replace(regularization=Regularization(l1=drawn["lambda1"], l2=drawn["lambda2"])))
        penalized = Names(world.experiment, world.known, names.written)
        case = world.case(target, claim, penalized, world.trials[1], world.errors[1], convention)
        other = answer(case, world, penalized)
        if other.verdict == "right":
            return verdict
        if other.verdict in ("conditional", "unstable"):
            return replace(
                verdict, verdict=other.verdict, condition=other.condition, diagnosis=other.diagnosis,
                correct=other.correct, message=other.message,
            )  # fmt: skip
        zeros = " and ".join(f"{name} = 0" for name in sorted(zero))
        condition = zeros if verdict.condition is None else f"{verdict.condition} and {zeros}"
        message = translate(
            "judge", "Right only while {zeros}, as it is here. With a penalty: {message}"
        ).format(zeros=zeros, message=other.message)
        return replace(
            verdict,
            verdict="conditional",
            condition=condition,
            diagnosis=other.diagnosis,
            correct=other.correct,
            message=message,
        )


_DRAWN = {"lambda1": 0.23, "lambda2": 0.31}
"""Penalties of the network in which terms with a λ are judged that is 0 in the open one."""


def _mentioned(claim: Node, given: Mapping[str, str]) -> set[str]:
    """Return the names in a claim that are λ₁ or λ₂, by names of its own too."""
    found = {part.id for part in walk(claim) if isinstance(part, NameNode)}
    for name in found & set(given):
        try:
            found |= {part.id for part in walk(parse(given[name])) if isinstance(part, NameNode)}
        except ClaimError:
            continue
    return found & {"lambda1", "lambda2"}


def _check_not_itself(target: Target, claim: Node, names: Names) -> None:
    if target.name is None:
        return
    for part in walk(claim):
        found = names.value_name(part) if isinstance(part, NameNode) else None
        if found is not None and found[0] == target.name:
            raise ClaimError(
                translate("judge", "Character {at}: {name} is the value to be computed.").format(
                    at=part.at,
                    name=part.id,  # type: ignore[attr-defined]
                )
            )


def judge(
    frame: Frame, target: str, text: str, names: Mapping[str, str] | None = None,
    convention: Convention = PROGRAM,
) -> Verdict:  # fmt: skip
    """Judge one claim about the values of a frame; see the package for the grammar.

    Parameters
    ----------
    frame
        Any position of a run.
    target
        Target of the claim.
    text
        The expression.
    names
        A lab's own names, each with an expression in names of values: ``{"o": "a2", "theta": "W1.T"}``.
    convention
        How the claim lays out its matrices and where it puts factors; the program's own by default.
    """
    return _judge_of(frame).judge(target, text, names, convention)


_last: list[tuple[Frame, Judge]] = []


def _judge_of(frame: Frame) -> Judge:
    if not _last or _last[0][0] is not frame:
        _last[:] = [(frame, Judge(frame))]
    return _last[0][1]

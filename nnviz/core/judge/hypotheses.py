"""Hypotheses about a wrong claim, as numbers to compare it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import msgspec
import numpy as np

from nnviz.core.equations.symbols import parts
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.case import TOLERANCE, Case
from nnviz.core.judge.compare import Outcome, relative_error
from nnviz.core.judge.factors import without_factor
from nnviz.core.judge.jacobians import derivative
from nnviz.core.judge.mistakes import factors
from nnviz.core.judge.nodes import Binary, Call, IndexSum, NameNode, Node, Number, exchange, walk
from nnviz.core.judge.rewriting import negated, transposed
from nnviz.core.text.translate import translate

_TOO_SMALL_BY_M = 2
"""The place of the factor 1/m among the factors."""
Sides = tuple[Array, Array]
Change = Callable[[int, Outcome], Sides | None]
"""Gives what to compare at the values of a trial, None if there is nothing to compare."""


@dataclass(frozen=True, eq=False)
class Hypothesis:
    """A diagnosis, what to say, what to compare, and the claim without the mistake where it can be mended."""

    key: str
    words: str
    change: Change
    corrected: Node | None = None


def hypotheses(case: Case) -> Iterator[Hypothesis]:
    """Yield what may be wrong with the value of a claim, whatever the program does on the way."""
    outcomes = [both for both in case.outcomes if isinstance(both, Outcome)]
    yield from _factors(case)
    yield from _turned(case, outcomes)
    yield from _unsummed(case, outcomes)


def jacobian_hypotheses(case: Case) -> Iterator[Hypothesis]:
    """Yield what may be wrong with a Jacobian."""
    target = case.target
    if not target.derived:
        return
    words = translate("judge", "it is right on the diagonal of the Jacobian, but the rest is missing")
    yield Hypothesis("diagonal_only", words, _diagonal_entries if target.indexed else _diagonal_matrix)
    if target.numerator is None or target.over is None:
        return
    first = 1 if target.over == "X" else int(target.over[1:]) + (target.over[0] == "a")
    last = int(target.numerator[1:]) - (target.numerator[0] == "z")
    for n in range(first, last + 1):
        if case.scopes[0].experiment.layers[n - 1].activation != "identity":
            words = translate("judge", "the slope of the activation of layer {number} is missing").format(
                number=n
            )
            yield Hypothesis("missing_derivative", words, _without_slope(case, n))


def same_numbers() -> Hypothesis:
    """Return the hypothesis that only the shape is wrong."""

    def change(_: int, both: Outcome) -> Sides | None:
        if both.claimed.shape == both.expected.shape or both.claimed.size != both.expected.size:
            return None
        flat = both.expected.ravel()
        for other in (both.claimed.ravel(), both.claimed.T.ravel()):
            if relative_error(flat, other) <= TOLERANCE:
                return flat, other
        return None

    return Hypothesis("shape", translate("judge", "the numbers are right, but the shape is wrong"), change)


def _factors(case: Case) -> Iterator[Hypothesis]:
    claim, m, two = case.claim, NameNode("m"), Number(2.0, "2")
    corrected = (
        negated(claim), Binary("/", claim, m), Binary("*", m, claim),
        without_factor(claim, 2.0) or Binary("/", claim, two),
        Binary("*", two, claim),
    )  # fmt: skip
    for i, (key, words, _) in enumerate(factors(1)):

        def change(place: int, both: Outcome, i: int = i) -> Sides | None:
            return both.expected * factors(case.trials[place].examples)[i][2], both.claimed

        whole: Node = corrected[i]
        if key == "factor_2":
            words = _half(case, i, words)
        means = [part for part in walk(claim) if isinstance(part, Call) and part.function == "mean"]
        if i == _TOO_SMALL_BY_M and len(means) == 1:
            words = translate("judge", "the mean stands where the sum belongs")
            whole = exchange(claim, means[0], replace(means[0], function="sum"))
        yield Hypothesis(key, words, change, whole)


def _half(case: Case, place: int, words: str) -> str:
    """Say for which squared error a factor of 2 would be right."""
    loss = case.trials[0].experiment.loss
    if loss == "mean_squared_error" and place == 3:
        return translate("judge", "{mistake}; it is right for the squared error without its ½").format(
            mistake=words
        )
    if loss == "squared_error" and place == 4:
        return translate("judge", "{mistake}; it is right for the squared error with ½ in front").format(
            mistake=words
        )
    return words


def _turned(case: Case, outcomes: list[Outcome]) -> Iterator[Hypothesis]:
    def change(_: int, both: Outcome) -> Sides | None:
        axes = (0, 1) if both.axes else (-1, -2)
        return both.expected, np.swapaxes(both.claimed, *axes)

    if outcomes and all(both.claimed.ndim >= 2 for both in outcomes):
        corrected = None if outcomes[0].axes else transposed(case.claim)
        yield Hypothesis(
            "transposed", translate("judge", "it is the transpose of the right answer"), change, corrected
        )


def _unsummed(case: Case, outcomes: list[Outcome]) -> Iterator[Hypothesis]:
    """Yield what has not been added up over the examples."""
    claim, name = case.claim, case.target.name
    bias = name is not None and parts(name).kind in ("db", "b")
    index = next((both.unsummed for both in outcomes if both.unsummed), None)
    if index is not None:

        def added(_: int, both: Outcome) -> Sides | None:
            if both.unsummed is None:
                return None
            axis = both.axes.index(both.unsummed)
            return both.expected.take(0, axis), both.claimed.sum(axis=axis)

        words = translate("judge", "it is not summed over the examples {index}").format(index=index)
        yield Hypothesis("bias_not_summed" if bias else "", words, added, IndexSum(index, claim))
    elif bias and not case.target.indexed:

        def summed(_: int, both: Outcome) -> Sides | None:
            if both.claimed.ndim != 2:
                return None
            return both.expected, both.claimed.sum(axis=1, keepdims=True)

        corrected = Call("sum", (claim,), 1)
        yield Hypothesis(
            "bias_not_summed", translate("judge", "the bias is not summed over the batch"), summed, corrected
        )


def _diagonal_matrix(_: int, both: Outcome) -> Sides | None:
    if both.expected.ndim != 3 or both.expected.shape[1] != both.expected.shape[2]:
        return None
    return both.expected * np.eye(both.expected.shape[1]), both.claimed


def _diagonal_entries(_: int, both: Outcome) -> Sides | None:
    if both.expected.ndim < 2 or both.expected.shape[0] != both.expected.shape[1]:
        return None
    whole, claimed = np.moveaxis(both.expected, (0, 1), (-2, -1)), np.moveaxis(both.claimed, (0, 1), (-2, -1))
    only = whole * np.eye(whole.shape[-1])
    if relative_error(only, claimed) <= TOLERANCE:
        return only, claimed
    return np.diagonal(whole, axis1=-2, axis2=-1), np.diagonal(claimed, axis1=-2, axis2=-1)


def _without_slope(case: Case, layer: int) -> Change:
    target, e = case.target, case.scopes[0].experiment
    spec = msgspec.structs.replace(e.layers[layer - 1], activation="identity")
    layers = (*e.layers[: layer - 1], spec, *e.layers[layer:])

    def change(place: int, both: Outcome) -> Sides | None:
        assert target.numerator is not None
        assert target.over is not None
        values = case.trials[place].values
        examples = range(values["X"].shape[1])
        wrong = np.array([derivative(layers, values, target.numerator, target.over, n)[0] for n in examples])
        if target.indexed:
            wrong = np.moveaxis(wrong, 0, -1)
        return (wrong, both.claimed) if wrong.shape == both.expected.shape else None

    return change

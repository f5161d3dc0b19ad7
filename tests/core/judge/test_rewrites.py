"""Equivalent rewrites of right claims are never called wrong, mutations never right unless they are equal."""

import numpy as np
import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.judge import Convention, Judge
from nnviz.core.judge.restating import restated
from tests.core.judge.rewrites import (
    Checker,
    in_own_names,
    mutated,
    network,
    parse,
    rewritten,
    right_claim,
    text_of,
)

FINE = ("right", "conditional", "unstable")
ROWS = Convention(examples="rows", weights="inputs_by_outputs")
COURSE = Convention(examples="rows", weights="inputs_by_outputs", mean_at="weights")


def networks(count, each, seed):
    """Yield (judge, experiment, generator) for `count` claims, `each` of them about one network."""
    rng = np.random.default_rng(seed)
    for number in range(count):
        if number % each == 0:
            e = network(rng)
            judge = Judge(frame_at(e, 0))
        yield judge, e, rng


def rewrites_called_wrong(count, seed):
    bad = []
    for judge, e, rng in networks(count, 10, seed):
        target, text = right_claim(e, rng)
        node = rewritten(parse(text), rng)
        convention = Convention()
        if "[" not in target and rng.random() < 0.4:
            convention = ROWS if rng.random() < 0.5 else COURSE
            node = restated(in_own_names(node), target, convention, e)
        found = judge.judge(target, text_of(node), convention=convention)
        if found.verdict not in FINE:
            bad.append((target, text, text_of(node), found.verdict, found.message, convention, e))
    return bad


def mutations_called_right(count, seed):
    bad, checker, before = [], None, None
    for judge, e, rng in networks(count, 10, seed):
        target, text = right_claim(e, rng)
        node = mutated(parse(text), target, rng)
        found = judge.judge(target, text_of(node))
        if found.verdict != "right":
            continue
        if e is not before:
            checker, before = Checker(e), e
        if not checker.equal(target, node):
            bad.append((target, text, text_of(node), found.message, e.layers, e.loss))
    return bad


def test_rewrites_are_never_wrong():
    assert rewrites_called_wrong(200, 5) == []


def test_mutations_are_never_right():
    assert mutations_called_right(200, 6) == []


@pytest.mark.soak
def test_five_thousand_rewrites():
    assert rewrites_called_wrong(5000, 7) == []


@pytest.mark.soak
def test_five_thousand_mutations():
    assert mutations_called_right(5000, 8) == []

"""Verdicts in words: each is whole by itself, with its detail or without."""

from itertools import combinations

import pytest

from nnviz.core.judge.answer import when
from nnviz.core.judge.verdict import DEFINED, ONE_EXAMPLE, ONE_HOT, SUM_TO_ONE
from nnviz.views.verdict.wording import headline_of

CONDITIONS = {
    ONE_EXAMPLE: ("there is one example", "for one example (a batch of 1)"),
    SUM_TO_ONE: ("the targets sum to one", "when the targets of every example sum to one"),
    ONE_HOT: ("the targets are one-hot", "when the targets are one-hot"),
    DEFINED: ("the expression is defined", "where it is defined"),
}


def test_headlines():
    assert headline_of("right", "") == "right"
    assert headline_of("conditional", "") == "right under a condition"
    assert headline_of("wrong", "sign") == "wrong: sign flipped"
    assert headline_of("wrong", "") == "wrong"


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_completes_its_sentence(condition):
    whether, place = CONDITIONS[condition]
    assert headline_of("conditional", condition) == f"right, if {whether}"
    assert when(condition) == place


def test_two_conditions_are_joined():
    for one, other in combinations(CONDITIONS, 2):
        joined = f"{one} and {other}"
        words, places = zip(CONDITIONS[one], CONDITIONS[other], strict=True)
        assert headline_of("conditional", joined) == f"right, if {' and '.join(words)}"
        assert when(joined) == " and ".join(places)


@pytest.mark.parametrize("condition", ["λ = 0", "l2 = 0", "l = L", "k = y", "the network is 2-3-1 sigmoid"])
def test_conditions_in_letters_stay_as_they_are(condition):
    assert headline_of("conditional", condition) == f"right, if {condition}"

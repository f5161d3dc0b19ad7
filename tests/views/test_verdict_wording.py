"""Verdicts in words: each is whole by itself, with its detail or without."""

from nnviz.views.verdict.wording import headline_of


def test_headlines():
    assert headline_of("right", "") == "right"
    assert headline_of("conditional", "one example") == "right, if there is one example"
    assert headline_of("conditional", "one example and one-hot targets") == (
        "right, if there is one example and the targets are one-hot"
    )
    assert headline_of("conditional", "") == "right under a condition"
    assert headline_of("wrong", "sign") == "wrong: sign flipped"
    assert headline_of("wrong", "") == "wrong"

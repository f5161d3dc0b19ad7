"""Positions as people type them."""

import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.run.typed_position import read_position

HERE = Position(10, 9)


@pytest.mark.parametrize(
    ("typed", "position"),
    [
        ("37", Position(37, 9)),
        (" 37.5 ", Position(37, 5)),
        ("37.0", Position(37, 0)),
        ("37.17", Position(37, 17)),
        ("iteration 37", Position(37, 9)),
        ("i37.2", Position(37, 2)),
        ("epoch 3", Position(48, 0)),
        ("E3", Position(48, 0)),
        ("1,000", Position(1000, 9)),
        ("1\u2009000.1", Position(1000, 1)),
        (".4", Position(10, 4)),
        ("0", Position(0, 9)),
    ],
)
def test_what_is_understood(typed, position):
    assert read_position(typed, HERE, 17, 16) == position


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "is not a position"),
        ("-3", "is not a position"),
        ("1e5", "is not a position"),
        ("thirty", "is not a position"),
        ("37.18", "operations 0 to 17, not 18"),
        ("epoch 2.5", "an epoch is a whole number"),
        ("99999999999999", "iterations up to 1,000,000,000"),
    ],
)
def test_what_is_not_is_said(typed, sentence):
    with pytest.raises(ExperimentError, match="Go to: ") as refused:
        read_position(typed, HERE, 17, 16)
    assert sentence in str(refused.value)

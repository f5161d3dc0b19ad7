"""The runs that edits have left, for comparison."""

import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.session import Session
from nnviz.session.edit import setting_edit
from nnviz.session.previous_runs import MOST, previous_runs


@pytest.fixture
def session(qapp):
    return Session(
        Experiment.from_dict(
            {
                "data": {"name": "xor", "examples": 60, "noise": 0.1},
                "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
                "loss": "binary_cross_entropy",
            }
        )
    )


def names(session):
    return [run.name for run in previous_runs(session)]


def test_a_run_that_is_all_past_is_none(session):
    session.seek(Position(100, 0))
    assert names(session) == []
    session.apply(setting_edit("learning_rate", 0.1))
    assert names(session) == []


def test_the_future_that_was_left_is_there_and_undo_swaps_them(session):
    session.seek(Position(200, 0))
    session.seek(Position(50, 0))
    session.apply(setting_edit("learning_rate", 0.1))
    assert names(session) == ["η 0.03"]
    session.seek(Position(120, 0))
    session.undo_stack.undo()
    assert names(session) == ["η 0.1"]
    run = previous_runs(session)[0]
    assert run.comparable
    assert run.scores.iterations[-1] == 120


def test_the_last_few_are_kept(session):
    for k in range(6):
        session.seek(Position(40, 0))
        # Edits of one item at one iteration are one step, and what lay between them is no run of its own.
        session.seek(Position(k, 0))
        session.apply(setting_edit("learning_rate", 0.1 + k / 10))
    found = names(session)
    assert len(found) == MOST
    assert found[-1] == "η 0.5"


def test_another_document_has_none(session):
    session.seek(Position(40, 0))
    session.seek(Position(0, 0))
    session.apply(setting_edit("learning_rate", 0.5))
    assert names(session)
    session.open_example("xor")
    assert names(session) == []

"""The pinned run: kept beside the present one, at the same position, undoable, in the file as a recipe."""

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.experiment.alternatives import alternatives
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.session.edit import setting_edit

XOR = files.example("xor")
MSE = edits.set_loss(XOR, "mean_squared_error")


@pytest.fixture
def session(qapp):
    found = Session(XOR)
    yield found
    found.undo_stack.clear()


def test_a_comparison_pins_the_run_and_brings_the_other_as_far(session):
    session.reach(Position(160, 8))
    frame = session.frame
    session.pinned.compare(MSE)
    assert session.experiment == MSE
    assert session.position == Position(160, 8)
    session.pinned.finish()
    pinned = session.pinned.frame
    assert pinned.position == Position(160, 8)
    np.testing.assert_array_equal(pinned.flat, frame.flat)
    assert session.pinned.names == ("binary cross-entropy", "mean squared error")
    assert [d.entry for d in session.pinned.differences()] == ["loss"]


def test_the_other_run_is_that_of_its_recipe_to_the_bit(session):
    session.reach(Position(40, 0))
    session.pinned.compare(MSE)
    alone = Timeline(MSE).frame(Position(40, 0))
    np.testing.assert_array_equal(session.frame.flat, alone.flat)


def test_one_undo_takes_the_comparison_back_and_redo_brings_it_again(session):
    session.reach(Position(20, 3))
    session.pinned.compare(MSE)
    session.undo_stack.undo()
    assert session.experiment == XOR
    assert session.pinned.recipe is None
    assert session.pinned.frame is None
    assert session.position == Position(20, 3)
    session.undo_stack.redo()
    assert session.experiment == MSE
    assert session.pinned.recipe.experiment == XOR


def test_both_seek_to_the_same_place(session):
    session.reach(Position(50, 0))
    session.pinned.compare(next(a.experiment for a in alternatives(XOR, "2-5-1")))
    session.seek(Position(12, 5))
    session.pinned.follow(session.frame)
    assert session.pinned.frame.position == Position(12, 5)
    fused = XOR.replace(output_gradient="fused")
    session.pinned.pin_recipe(fused)
    session.seek(Position(12, 8))
    session.pinned.finish()
    # The same value has just been written, whatever the number of its operation.
    assert session.pinned.frame.operation.writes == session.frame.operation.writes


def test_swapping_exchanges_the_runs_in_one_step(session):
    session.reach(Position(30, 4))
    session.pinned.compare(MSE)
    session.pinned.swap()
    assert session.experiment == XOR
    assert session.pinned.recipe.experiment == MSE
    assert session.position == Position(30, 4)
    session.undo_stack.undo()
    assert session.experiment == MSE
    assert session.pinned.recipe.experiment == XOR


def test_a_name_can_be_given_and_taken_back(session):
    session.pinned.pin()
    session.pinned.rename("  before   the break ")
    assert session.pinned.name == "before the break"
    session.undo_stack.undo()
    assert session.pinned.name == "pinned"
    session.pinned.unpin()
    assert session.pinned.recipe is None


def test_editing_the_present_run_leaves_the_pinned_one(session):
    session.reach(Position(25, 0))
    session.pinned.pin()
    session.apply(setting_edit("learning_rate", 0.05))
    session.reach(Position(40, 0))
    session.pinned.finish()
    np.testing.assert_array_equal(session.pinned.frame.flat, Timeline(XOR).frame(Position(40, 0)).flat)
    assert session.pinned.names == ("η 0.5", "η 0.05")


def test_a_file_keeps_the_recipe_from_which_it_is_trained_again(session, tmp_path):
    session.reach(Position(10, 2))
    session.pinned.compare(edits.add_layer_of_kind(XOR, 1, "layer_norm"), "")
    session.pinned.rename("plain")
    session.save(tmp_path / "two.nnviz")
    other = Session(XOR)
    other.open_file(tmp_path / "two.nnviz")
    assert other.pinned.name == "plain"
    other.pinned.finish()
    assert other.position == Position(10, 2)
    np.testing.assert_array_equal(other.pinned.frame.flat, Timeline(XOR).frame(Position(10, 0)).flat)
    other.pinned.swap()
    other.save(tmp_path / "two.nnviz")
    session.open_file(tmp_path / "two.nnviz")
    assert session.pinned.recipe.experiment.layers[1].layer == "layer_norm"
    other.undo_stack.clear()


def test_a_long_way_is_gone_between_the_events(session, qtbot):
    session.pinned.pin_recipe(MSE)
    session.reach(Position(3000, 0), 60)
    session.pinned.follow(session.frame)
    qtbot.waitUntil(lambda: session.pinned.there, timeout=20_000)
    assert session.pinned.frame.position == Position(3000, 0)

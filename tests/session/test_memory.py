"""What a session keeps: runs that were left come back whole, and everything together stays below a bound."""

import gc
import weakref

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.session.edit import Edit, setting_edit
from nnviz.session.memory import DEFAULT, LEAST, MEGABYTE, MOST

XOR = files.example("xor")


@pytest.fixture
def session(qapp):
    """Return a session on XOR."""
    return Session(XOR)


@pytest.fixture
def small(monkeypatch):
    """Make a megabyte small, so that little is much."""
    monkeypatch.setattr("nnviz.session.memory.MEGABYTE", 2**15)


def losses(session):
    return session.history.losses[: session.timeline.length].tobytes()


def assert_undisturbed(session):
    plain = Timeline(session.experiment).frame(session.position)
    assert session.frame.flat.tobytes() == plain.flat.tobytes()


EDITS = {
    "network": lambda s: s.apply(Edit("Units", edits.set_layer(s.experiment, 0, units=5))),
    "data": lambda s: s.apply(Edit("Data", edits.resample_data(s.experiment))),
    "weights": lambda s: s.apply(Edit("Weights", edits.resample_weights(s.experiment))),
    "η": lambda s: s.apply(setting_edit("learning_rate", 0.2)),
}


@pytest.mark.parametrize("kind", EDITS)
def test_an_edit_in_the_past_starts_a_new_future_and_undo_returns_the_old_one_whole(session, kind):
    session.seek(Position(700, 9))
    old = session.timeline, losses(session)
    session.seek(Position(123, 4))
    EDITS[kind](session)
    assert session.timeline.length == (123 if kind == "η" else 0)
    session.seek(Position(200, 2))
    assert_undisturbed(session)
    session.undo_stack.undo()
    assert session.position == (123, 4)
    assert session.timeline.length == 700
    assert losses(session) == old[1]
    session.go_to_end()
    assert session.position.iteration == 699
    assert_undisturbed(session)
    session.undo_stack.redo()
    assert session.timeline.length == 200
    assert_undisturbed(session)


def test_many_edits_ago_is_still_whole(session):
    lengths = []
    for number in range(30):
        session.seek(Position(20 + 7 * number, 3))
        lengths.append(session.timeline.length)
        EDITS["weights"](session)
    for length in reversed(lengths):
        session.undo_stack.undo()
        assert session.timeline.length == length
        assert session.position == (length, 3)
    assert session.experiment == XOR
    assert_undisturbed(session)


def test_runs_are_let_go_when_memory_is_short_and_trained_again(session, small):
    session.memory.set_megabytes(LEAST)
    alive, lengths = weakref.WeakSet(), []
    for units in range(4, 30):
        session.seek(Position(300 + units, 2))
        lengths.append(session.timeline.length)
        session.apply(Edit("Units", edits.set_layer(XOR, 0, units=units)))
        alive.add(session.timeline)
        assert session.memory.used <= LEAST * 2**15
    gc.collect()
    assert 1 < len(alive) < 12
    for length in reversed(lengths):
        session.undo_stack.undo()
        assert session.position == (length, 2)
        assert session.timeline.length == length
        assert session.memory.used <= LEAST * 2**15
    assert session.experiment == XOR
    assert_undisturbed(session)
    gc.collect()
    assert len(alive) < 12


def test_runs_of_edits_that_undo_has_forgotten_are_forgotten(session):
    alive = weakref.WeakSet()
    for units in range(4, 8):
        session.apply(Edit("Units", edits.set_layer(XOR, 0, units=units)))
        alive.add(session.timeline)
    session.undo_stack.undo()
    session.undo_stack.undo()
    EDITS["data"](session)
    gc.collect()
    assert len(alive) == 2
    session.open(XOR)
    gc.collect()
    assert len(alive) == 0
    assert session.memory.used == session.timeline.bytes


def test_a_run_under_way_pushes_out_what_was_left(session, small):
    session.memory.set_megabytes(LEAST)
    for units in (6, 7, 8):
        session.seek(Position(800, 0))
        session.apply(Edit("Units", edits.set_layer(XOR, 0, units=units)))
    for iteration in range(0, 60_000, 500):
        session.seek(Position(iteration, 1))
        assert session.memory.used <= LEAST * 2**15 + 2**19
    before = losses(session)
    session.seek(Position(31_234, 5))
    assert losses(session) == before
    session.undo_stack.undo()
    assert session.position == (800, 0)
    assert_undisturbed(session)


def test_a_smaller_bound_takes_effect_at_once(session):
    session.seek(Position(200_000, 1))
    before, used = session.frame.flat.tobytes(), session.memory.used
    assert used < DEFAULT * MEGABYTE
    session.memory.set_megabytes(LEAST)
    assert session.memory.used <= LEAST * MEGABYTE
    session.seek(Position(100, 1))
    assert_undisturbed(session)
    session.seek(Position(200_000, 1))
    assert session.frame.flat.tobytes() == before
    kept = session.history.losses
    assert np.isfinite(kept[kept.exact_from : kept.length]).all()


@pytest.mark.parametrize("megabytes", [0, LEAST - 1, MOST + 1])
def test_bounds_that_cannot_be(session, megabytes):
    with pytest.raises(ValueError, match=f"memory must be {LEAST} to {MOST} megabytes"):
        session.memory.set_megabytes(megabytes)
    assert session.memory.megabytes == DEFAULT


def test_keyframes_further_apart_leave_every_number_as_it_is(session):
    session.seek(Position(5000, 3))
    frames = {i: session.timeline.frame(Position(i, 3)).flat.tobytes() for i in (7, 640, 4999)}
    session.timeline.thin_keyframes(8 * session.timeline.keyframe_bytes)
    for i, flat in frames.items():
        assert session.timeline.frame(Position(i, 3)).flat.tobytes() == flat

"""Stopping a session's run: at every speed at the same operation, once, with a sentence."""

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.notes import Notes
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.core.experiment.experiment import LayerSpec
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.session.edit import NotesEdit, setting_edit

LOW = Breakpoint(event="loss_below", value=0.45)
SPEEDS = {"operations": 0.5, "iterations": 0.8, "no limit": 1.0}


@pytest.fixture
def make(qapp):
    """Return a function that opens a session with breakpoints."""

    sessions = []

    def build(*breakpoints, e=None):
        session = Session(e or files.example("xor"))
        session.apply(NotesEdit("breakpoints", Notes(breakpoints=breakpoints)))
        sessions.append(session)
        return session

    yield build
    for session in sessions:
        session.pause()
        session.undo_stack.clear()


def run(session, qtbot, speed=1.0):
    """Run until it stops, and return what was said."""
    session.runner.set_speed(speed)
    said = []
    session.message.connect(said.append)
    session.run()
    while session.running and session.position.iteration < 5_000:
        # What the timer would do, without its pauses.
        session.runner.last_tick -= 0.05
        session.runner.tick()
    session.message.disconnect(said.append)
    return said


def first_below(bound):
    timeline = Timeline(files.example("xor"))
    timeline.run(400)
    return int(np.flatnonzero(timeline.history.losses[:400] < bound)[0])


@pytest.mark.parametrize("speed", SPEEDS.values(), ids=SPEEDS)
def test_a_run_stops_at_the_operation_at_every_speed(make, qtbot, speed):
    session = make(LOW)
    session.seek(Position(60, 3))
    said = run(session, qtbot, speed)
    assert session.frame.operation.symbol == "C"
    assert session.position.iteration == first_below(0.45)
    assert float(session.frame.values["C"]) < 0.45
    assert said == [session.breakpoints.last.sentence]
    assert "0.45" in said[0]


def test_pausing_does_not_change_where_it_stops(make, qtbot):
    session = make(LOW)
    session.runner.set_speed(0.5)
    session.run()
    session.pause()
    session.step()
    run(session, qtbot)
    assert session.position.iteration == first_below(0.45)


@pytest.mark.parametrize("speed", [0.5, 1.0])
def test_a_run_that_is_continued_goes_on(make, qtbot, speed):
    session = make(LOW, Breakpoint(event="iteration", value=first_below(0.45) + 30))
    run(session, qtbot)
    first = session.position
    run(session, qtbot, speed)
    assert session.position == Position(first.iteration + 30, 17)
    assert [stop.position for stop in session.breakpoints.fired] == [first, session.position]


def test_a_run_with_breakpoints_trains_the_very_same_numbers(make, qtbot):
    session = make(
        LOW,
        Breakpoint(event="gradient_above", value=0.1, layer=1),
        Breakpoint(event="accuracy_above", value=0.8),
        Breakpoint(event="gradient_above", value=0.4),
        Breakpoint(event="iteration", value=400),
    )
    while session.position.iteration < 400:
        run(session, qtbot)
    bare = Timeline(session.experiment)
    bare.run(401)
    assert np.array_equal(session.timeline.history.losses[:401], bare.history.losses[:401])
    assert np.array_equal(session.frame.flat, bare.frame(Position(400, 17)).flat)


def test_run_until_stops_once_and_is_forgotten(make, qtbot):
    session = make()
    session.runner.set_speed(0.3)
    session.breakpoints.run_until(Breakpoint(event="iteration", value=50))
    assert session.running
    assert session.breakpoints.target is not None
    session.pause()
    run(session, qtbot)
    assert session.position == Position(50, 17)
    assert session.breakpoints.target is None
    session.seek(Position(0, 0))
    session.breakpoints.run_until(Breakpoint(event="iteration", value=90))
    assert session.position == Position(90, 17)


def test_a_pause_leaves_the_target(make, qtbot):
    session = make()
    session.runner.set_speed(0.3)
    session.breakpoints.run_until(Breakpoint(event="iteration", value=60))
    session.pause()
    assert session.breakpoints.target is not None
    run(session, qtbot)
    assert session.position.iteration == 60
    session.runner.set_speed(0.3)
    session.breakpoints.run_until(Breakpoint(event="iteration", value=70))
    session.breakpoints.forget_target()
    assert session.breakpoints.target is None
    session.pause()


@pytest.mark.parametrize(
    ("b", "sentence"),
    [
        (Breakpoint(event="iteration", value=150), "Already reached: iteration 150."),
        (Breakpoint(event="loss_below", value=0.69), "Already reached: batch loss below 0.69."),
        (Breakpoint(event="train_loss_below", value=0.9), "Already reached: training loss below 0.9."),
        (Breakpoint(event="dead_relu"), "There is no ReLU in this network."),
    ],
)
def test_what_cannot_happen_is_refused_with_a_sentence(make, b, sentence):
    session = make()
    here = Position(150, len(session.frame.operations))
    session.seek(here)
    with pytest.raises(ExperimentError) as refused:
        session.breakpoints.run_until(b)
    assert str(refused.value) == sentence
    assert not session.running
    assert session.breakpoints.target is None
    assert session.position == here


@pytest.mark.parametrize(("event", "value", "iteration"), [("iteration", 100, 100), ("epoch", 3, 47)])
def test_run_until_what_has_been_passed_goes_back_there(make, event, value, iteration):
    session = make()
    session.seek(Position(150, 4))
    session.breakpoints.run_until(Breakpoint(event=event, value=value))
    assert session.position == Position(iteration, len(session.frame.operations))
    assert not session.running
    assert session.breakpoints.target is None


def test_events_are_those_of_the_experiment(make):
    xor, sine, table = make(), make(e=files.example("sine")), make(e=files.example("xor-table"))
    assert "accuracy_above" in xor.breakpoints.events()
    assert "accuracy_above" not in sine.breakpoints.events()
    assert "test_loss_rising" in sine.breakpoints.events()
    assert "test_loss_rising" not in table.breakpoints.events()
    relu = files.example("spirals-deep")
    assert "dead_relu" in make(e=relu).breakpoints.events()
    assert "saturated" not in make(e=relu).breakpoints.events()


def test_a_breakpoint_made_while_running_is_heeded(make, qtbot):
    session = make()
    session.runner.set_speed(0.2)
    session.run()
    session.apply(NotesEdit("add", Notes(breakpoints=(Breakpoint(event="iteration", value=40),))))
    run(session, qtbot)
    assert session.position.iteration == 40


def test_a_dead_relu_stops_at_its_activation_in_slow_motion_too(make, qtbot):
    layers = (
        LayerSpec(units=5, activation="relu", initializer="he_normal"),
        LayerSpec(units=4, activation="relu", initializer="he_normal"),
        LayerSpec(units=1, activation="sigmoid"),
    )
    base = files.example("xor")
    for seed in range(1, 9):
        e = base.replace(layers=layers, seed=seed, optimizer=type(base.optimizer)(learning_rate=0.8))
        found = []
        for speed in (1.0, 0.5):
            session = make(Breakpoint(event="dead_relu"), Breakpoint(event="iteration", value=60), e=e)
            run(session, qtbot, speed)
            found.append((session.position, session.breakpoints.last))
        assert found[0] == found[1]
        if found[0][1].breakpoint.event == "dead_relu":
            stop = found[0][1]
            assert session.frame.operation.layer == stop.layer
            assert (session.frame.values[f"a{stop.layer}"][stop.unit] == 0).all()
            return
    raise AssertionError("no unit died in eight networks")


def test_marks_say_what_stopped_and_what_will(make, qtbot):
    session = make(LOW, Breakpoint(event="epoch", value=40))
    run(session, qtbot)
    (fired, words, kind), (coming, later, _) = session.breakpoints.marks()
    assert (fired, kind) == (session.position.iteration, "breakpoint")
    assert "loss of the batch" in words
    assert (coming, later) == (639, "stops here: epoch 40")


def test_an_edit_leaves_the_stops_to_the_old_future(make, qtbot):
    session = make(LOW)
    run(session, qtbot)
    session.apply(setting_edit("learning_rate", 0.1))
    assert session.breakpoints.fired == ()
    session.undo_stack.undo()
    assert [stop.breakpoint for stop in session.breakpoints.fired] == [LOW]


def test_health_follows_the_moment_in_view(make, qtbot):
    session = make(e=files.example("saturated"))
    health = session.health
    health.examine()
    assert [f.kind for f in health.findings] == ["saturated"]
    assert health.of(health.findings[0].selection) == health.findings
    with qtbot.waitSignal(health.changed):
        session.seek(Position(3000, 0))
    assert health.findings == ()
    with qtbot.waitSignal(health.changed):
        session.seek(Position(0, 0))
    with qtbot.waitSignal(health.changed):
        health.set_enabled(False)
    assert health.findings == ()
    session.seek(Position(1, 0))
    assert health.findings == ()

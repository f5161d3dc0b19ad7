"""The session: moving, running, editing, undoing, saving."""

import json
import math
import os
from types import SimpleNamespace

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.notes import Bookmark, Notes
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.run.navigation import GRANULARITIES
from nnviz.core.run.timeline import Timeline
from nnviz.session import Session
from nnviz.session.edit import Edit, NotesEdit, parameter_edit, setting_edit
from nnviz.session.runner import rate

XOR = Experiment.from_dict(
    {
        "data": {"name": "xor", "examples": 60, "noise": 0.1},
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
        "optimizer": {"name": "momentum", "learning_rate": 0.03},
        "batch_size": 8,
    }
)
COUNT = len(Timeline(XOR).trainer.operations)
W = Selection("weight", layer=1, unit=2, source=0)


@pytest.fixture
def session(qapp):
    """Return a session on XOR."""
    s = Session(XOR)
    yield s
    s.pause()


@pytest.fixture
def heard(session):
    """Return what the signals said, in order: (name, value)."""
    log = []
    for name in (
        "frame_changed",
        "changed",
        "running_changed",
        "selection_changed",
        "example_changed",
    ):
        getattr(session, name).connect(lambda value, name=name: log.append((name, value)))
    session.document_changed.connect(lambda: log.append(("document_changed", None)))
    return log


def plain(e, position):
    """Return the frame at `position` of a run that nobody disturbed."""
    return Timeline(e).frame(position)


def assert_same(frame, other):
    assert frame.position == other.position
    assert frame.experiment == other.experiment
    assert frame.flat.tobytes() == other.flat.tobytes()
    assert frame.values.keys() == other.values.keys()
    for name, array in frame.values.items():
        assert array.tobytes() == other.values[name].tobytes(), name


def assert_undisturbed(session):
    """The frame is what the recipe alone gives."""
    assert_same(session.frame, plain(session.experiment, session.position))


def run_for(qtbot, session, iterations):
    """Run until some iterations more have been shown, then pause."""
    target = session.position.iteration + iterations
    session.run()
    qtbot.waitUntil(lambda: session.position.iteration >= target, timeout=20_000)
    session.pause()


# -- moving ---------------------------------------------------------------------------------------------


def test_it_begins_before_the_first_operation(session):
    assert session.position == (0, 0)
    assert session.frame.operation is None
    assert not session.running
    assert not session.modified


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_steps_forward_and_back(session, heard, granularity):
    session.set_granularity(granularity)
    seen = [session.frame]
    for _ in range(7):
        session.step(1)
        seen.append(session.frame)
        assert_undisturbed(session)
    assert len({frame.position for frame in seen}) == 8
    for frame in reversed(seen[:-1]):
        session.step(-1)
        assert_same(session.frame, frame)
    session.step(-1)
    assert session.position == (0, 0)
    assert [name for name, _ in heard] == ["frame_changed"] * 14


def test_a_step_that_leads_nowhere_says_nothing(session, heard):
    session.step(-1)
    assert heard == []


def test_seeking(session, heard):
    for position in (Position(200, 5), Position(3, 0), Position(3, COUNT), Position(199, 1)):
        session.seek(position)
        assert session.position == position
        assert heard.pop() == ("frame_changed", session.frame)
        assert_undisturbed(session)
    assert heard == []


def test_a_place_that_does_not_exist(session, heard):
    session.seek(Position(2, 3))
    heard.clear()
    with pytest.raises(ValueError, match="position"):
        session.seek(Position(5, COUNT + 1))
    assert session.position == (2, 3)
    assert heard == []
    session.step(1)
    assert session.position == (2, 4)
    assert_undisturbed(session)


def test_start_latest_and_numbers(session):
    session.go_to_end()
    assert session.position == (0, 0)
    session.seek(Position(30, 4))
    session.start()
    assert session.position == (0, 0)
    session.go_to_end()
    assert session.position == (29, COUNT)
    session.go_to_operation(2)
    assert session.position == (29, 2)
    session.go_to_iteration(7)
    assert session.position == (7, 2)
    session.go_to_iteration(-7)
    assert session.position == (0, 2)


def test_the_example_stays_within_the_batch(session, heard):
    session.set_example(7)
    assert session.example == 7
    session.seek(Position(3, 0))
    assert session.frame.batch == 6
    assert session.example == 5
    session.set_example(-3)
    assert session.example == 0
    session.set_example(99)
    assert session.example == 5
    assert [value for name, value in heard if name == "example_changed"] == [7, 5, 0, 5]


# -- running --------------------------------------------------------------------------------------------


def test_a_run_goes_on_and_pausing_stops_it(qtbot, qapp, session, heard):
    session.seek(Position(3, 2))
    run_for(qtbot, session, 300)
    position = session.position
    assert position.iteration >= 303
    assert position.operation == COUNT
    assert [value for name, value in heard if name == "running_changed"] == [True, False]
    assert heard[-1] == ("frame_changed", session.frame)
    assert heard[-2] == ("running_changed", False)
    assert_undisturbed(session)
    heard.clear()
    for _ in range(5):
        qapp.processEvents()
    assert session.position == position
    assert heard == []


def test_a_run_is_bit_exact_across_pauses_seeks_and_steps(qtbot, session):
    run_for(qtbot, session, 50)
    session.step(1)
    session.step(1, "epoch")
    run_for(qtbot, session, 50)
    session.seek(Position(10, 3))
    run_for(qtbot, session, 20)
    session.step(-1, "phase")
    assert_undisturbed(session)
    session.seek(Position(400, COUNT))
    reference = Timeline(XOR)
    reference.run(session.timeline.length)
    length = session.timeline.length
    assert session.history.losses[:length].tobytes() == reference.history.losses[:length].tobytes()
    assert session.history.norms.values.tobytes() == reference.history.norms.values.tobytes()


@pytest.mark.parametrize("speed", [0.0, 0.2, 0.45, 0.6, 0.8, 1.0])
def test_every_speed_moves_on_and_stays_exact(qtbot, session, speed):
    session.runner.set_speed(speed)
    session.run()
    qtbot.waitUntil(lambda: session.position > (0, 0), timeout=20_000)
    session.pause()
    assert_undisturbed(session)


def test_slow_motion_goes_one_operation_at_a_time(monkeypatch, session, heard):
    now = [0.0]
    monkeypatch.setattr("nnviz.session.runner.time", SimpleNamespace(perf_counter=lambda: now[0]))
    session.runner.set_speed(0.3)
    session.run()
    for _ in range(2 * COUNT):
        now[0] += 1.0001 / rate(0.3)
        session.runner.tick()
    positions = [frame.position for name, frame in heard if name == "frame_changed"]
    assert positions == [(i // COUNT, i % COUNT + 1) for i in range(2 * COUNT + 1)]


def test_the_speed_control_goes_from_seconds_to_no_limit():
    assert rate(0.0) == 0.25
    assert rate(-1.0) == 0.25
    assert rate(0.5) == pytest.approx(500)
    assert rate(1.0) == math.inf


def test_toggling(session):
    session.toggle_run()
    assert session.running
    session.toggle_run()
    assert not session.running


@pytest.mark.parametrize("move", ["step", "start", "go_to_end", "go_to_operation"])
def test_moving_by_hand_pauses(session, move):
    session.run()
    getattr(session, move)(*((3,) if move == "go_to_operation" else ()))
    assert not session.running
    assert_undisturbed(session)


def test_scores_become_known_while_nothing_runs(qtbot, session):
    session.seek(Position(3000, 0))
    qtbot.waitUntil(lambda: session.history.scores.iterations[-1] > 2900)
    reference = Timeline(XOR)
    reference.run(3000)
    reference.update_scores()
    assert session.history.scores.values.tobytes() == reference.history.scores.values.tobytes()


def test_losses_of_the_moment_in_view(session):
    def expected():
        evaluator = Evaluator(session.experiment, session.frame.samples)
        evaluator.parameters.flat[...] = session.frame.flat
        train, test = evaluator.scores()
        return [train.loss, test.loss, train.accuracy, test.accuracy]

    for position in (Position(0, 0), Position(7, 3), Position(7, COUNT), Position(2, 1)):
        session.seek(position)
        assert session.scores.tolist() == expected()
    session.apply(setting_edit("learning_rate", 0.3))
    session.seek(Position(9, 0))
    assert session.scores.tolist() == expected()
    session.apply(Edit("Another loss", edits.set_loss(XOR, "mean_squared_error")))
    assert session.scores.tolist() == expected()
    session.undo_stack.undo()
    assert session.scores.tolist() == expected()


def test_losses_in_view_belong_to_the_network_in_view(session):
    def expected():
        evaluator = Evaluator(session.experiment, session.frame.samples)
        evaluator.parameters.flat[...] = session.frame.flat
        train, test = evaluator.scores()
        return [train.loss, test.loss, train.accuracy, test.accuracy]

    # The weights stay to the bit when only a function changes, and the losses do not.
    for change in (
        lambda e: edits.set_layer(e, 0, activation="relu"), lambda e: edits.set_layer(e, 0, activation="elu")
    ):  # fmt: skip
        before, flat = session.scores.tolist(), session.frame.flat
        session.apply(Edit("Another function", change(session.experiment), "network"))
        assert session.frame.flat.tolist() == flat.tolist()
        at_start = session.scores.tolist()
        assert at_start == expected() != before
        session.step()
        assert session.scores.tolist() == expected()
        session.seek(Position(40, 0))
        session.start()
        assert session.scores.tolist() == at_start


@pytest.mark.parametrize(
    "chosen", [W, Selection("unit", 0, 1), Selection("bias", 2, 0), Selection("loss"), None]
)
def test_what_is_selected_is_saved(session, tmp_path, chosen):
    session.select(chosen)
    session.save(tmp_path / "selected.nnviz")
    other = Session(XOR)
    other.select(Selection("unit", 1, 0))
    other.open_file(tmp_path / "selected.nnviz")
    assert other.selected == chosen


def test_a_selection_that_the_network_does_not_have_is_ignored(session, tmp_path):
    path = tmp_path / "selected.nnviz"
    session.select(W)
    session.save(path)
    data = json.loads(path.read_text())
    path.write_text(json.dumps({**data, "selection": {"kind": "weight", "layer": 9}}))
    session.open_file(path)
    assert session.selected is None
    path.write_text(json.dumps({**data, "selection": {"kind": "cat"}}))
    with pytest.raises(ExperimentError, match="selection"):
        session.open_file(path)


# -- editing and undoing --------------------------------------------------------------------------------


def test_an_edit_starts_anew_and_undo_brings_the_old_run_back_whole(session, heard):
    session.seek(Position(100, 4))
    session.seek(Position(40, 3))
    old, losses = session.frame, session.history.losses[:100].tobytes()
    heard.clear()
    session.apply(Edit("Add a unit", edits.set_layer(XOR, 0, units=5)))
    assert [name for name, _ in heard if name != "document_changed"] == [
        "changed",
        "frame_changed",
    ]
    assert session.position == (0, 0)
    assert session.experiment.layers[0].units == 5
    assert session.undo_stack.undoText() == "Add a unit"
    assert session.modified
    session.seek(Position(20, 1))
    new = session.frame
    session.undo_stack.undo()
    assert_same(session.frame, old)
    assert session.experiment == XOR
    assert session.timeline.length == 100
    assert session.history.losses[:100].tobytes() == losses
    assert not session.modified
    session.undo_stack.redo()
    assert session.experiment.layers[0].units == 5
    assert_same(session.frame, new)
    assert session.timeline.length == 20


def test_an_edit_that_changes_nothing_is_none(session, heard):
    session.apply(Edit("Nothing", XOR.replace()))
    session.apply(setting_edit("l2", 0.0))
    assert heard == []
    assert session.undo_stack.count() == 0


def test_the_learning_rate_changes_from_here_on(session):
    session.seek(Position(90, 0))
    session.seek(Position(40, 3))
    past = session.history.losses[:40].tobytes()
    session.apply(setting_edit("learning_rate", 0.5))
    assert session.position == (40, 3)
    assert session.frame.experiment.optimizer.learning_rate == 0.5
    assert session.timeline.length == 40
    assert session.history.losses[:40].tobytes() == past
    assert_undisturbed(session)
    session.seek(Position(39, 3))
    assert session.frame.experiment.optimizer.learning_rate == 0.03
    session.seek(Position(90, COUNT))
    assert_undisturbed(session)
    session.undo_stack.undo()
    assert session.position == (40, 3)
    assert session.timeline.length == 90
    assert_undisturbed(session)


def test_at_the_end_of_an_iteration_a_change_belongs_to_the_next(session):
    session.seek(Position(6, COUNT))
    before = session.frame.flat.tobytes()
    session.apply(setting_edit("l1", 0.1))
    assert session.position == (7, 0)
    assert session.frame.flat.tobytes() == before
    assert session.experiment.changes[0].iteration == 7
    assert_undisturbed(session)


def test_changes_of_one_thing_in_a_row_are_one_step_of_undo(session):
    session.seek(Position(5, 0))
    for value in (0.1, 0.2, 0.3):
        session.apply(setting_edit("learning_rate", value))
    session.apply(setting_edit("l2", 0.01))
    assert session.undo_stack.count() == 2
    session.undo_stack.undo()
    assert session.frame.experiment.optimizer.learning_rate == 0.3
    session.undo_stack.undo()
    assert session.experiment == XOR
    session.undo_stack.redo()
    assert session.frame.experiment.optimizer.learning_rate == 0.3
    assert_undisturbed(session)


def test_setting_a_weight_and_a_bias(session):
    session.seek(Position(12, 4))
    session.apply(parameter_edit(W, 0.25))
    assert session.position == (12, 4)
    assert session.frame.values["W1"][2, 0] == 0.25
    assert session.undo_stack.undoText() == "Set w¹₃₁"
    session.apply(parameter_edit(Selection("bias", layer=2, unit=0), -1.5))
    assert session.frame.values["b2"][0, 0] == -1.5
    assert session.frame.values["W1"][2, 0] == 0.25
    assert_undisturbed(session)
    session.seek(Position(11, COUNT))
    assert session.frame.values["W1_next"][2, 0] != 0.25
    session.seek(Position(60, 2))
    assert_undisturbed(session)
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.experiment == XOR
    assert_same(session.frame, plain(XOR, Position(12, 4)))


def test_parameters_that_cannot_be_set(session):
    for selection, value in (
        (Selection("unit", layer=1), 1.0),
        (Selection("loss"), 1.0),
        (Selection("weight", layer=3, unit=0, source=0), 1.0),
        (Selection("weight", layer=1, unit=9, source=0), 1.0),
        (Selection("weight", layer=1, unit=0, source=2), 1.0),
        (W, float("nan")),
        (W, 1e7),
    ):
        with pytest.raises(ExperimentError):
            session.apply(parameter_edit(selection, value))
    session.seek(Position(3, 0))
    with pytest.raises(ExperimentError, match="learning_rate must be a number above 0"):
        session.apply(setting_edit("learning_rate", 0.0))
    assert session.experiment == XOR
    assert session.undo_stack.count() == 0


def test_an_edit_while_running_keeps_running(qtbot, session):
    session.run()
    qtbot.waitUntil(lambda: session.position.iteration > 20)
    session.apply(setting_edit("learning_rate", 0.1))
    assert session.running
    at = session.experiment.changes[0].iteration
    qtbot.waitUntil(lambda: session.position.iteration > at + 100)
    session.pause()
    assert_undisturbed(session)
    session.run()
    session.undo_stack.undo()
    assert not session.running
    assert session.experiment == XOR
    assert_undisturbed(session)


def test_a_walk_through_undo_and_redo_is_exact(session):
    rng = np.random.default_rng(0)
    for number in range(8):
        session.seek(Position(int(rng.integers(0, 60)), int(rng.integers(0, COUNT + 1))))
        if number % 2:
            session.apply(setting_edit("learning_rate", float(rng.uniform(0.01, 0.3))))
        else:
            session.apply(parameter_edit(W, float(rng.normal())))
    for direction in (*["undo"] * 8, *["redo"] * 8, "undo", "undo", "redo"):
        getattr(session.undo_stack, direction)()
        assert_undisturbed(session)
        session.seek(Position(int(rng.integers(0, 80)), 3))
        assert_undisturbed(session)


def test_what_is_picked_and_gone_is_no_longer_picked(session, heard):
    session.select(Selection("unit", layer=1, unit=2))
    session.hover(W)
    session.apply(Edit("Fewer units", edits.set_layer(XOR, 0, units=2)))
    assert session.selected is None
    assert session.hovered is None
    session.select(Selection("bias", layer=2, unit=0))
    session.apply(Edit("More units", edits.set_layer(XOR, 0, units=4)))
    assert session.selected == Selection("bias", layer=2, unit=0)
    assert [value for name, value in heard if name == "selection_changed"] == [
        Selection("unit", layer=1, unit=2), None, Selection("bias", layer=2, unit=0),
    ]  # fmt: skip


# -- files ----------------------------------------------------------------------------------------------


def test_save_and_open_again(session, heard, tmp_path):
    session.seek(Position(8, 2))
    session.apply(setting_edit("learning_rate", 0.2))
    session.apply(parameter_edit(W, 1 / 3))
    path = tmp_path / "saved ünïcode.nnviz"
    heard.clear()
    session.save(path)
    assert not session.modified
    assert (session.path, session.name) == (path, path.name)
    assert ("document_changed", None) in heard
    assert json.loads(path.read_text(encoding="utf-8"))["changes"][1]["value"] == 1 / 3
    other = Session(XOR)
    other.open_file(path)
    assert other.experiment == session.experiment
    assert other.position == (8, 2)
    assert other.path == path
    other.seek(session.position)
    assert_same(other.frame, session.frame)
    session.apply(setting_edit("l2", 0.5))
    assert session.modified
    session.undo_stack.undo()
    assert not session.modified


def test_saving_over_a_file_replaces_it_whole(session, tmp_path):
    path = tmp_path / "a.nnviz"
    path.write_text("x" * 100_000)
    session.save(str(path))
    assert files.read(path) == XOR
    assert os.listdir(tmp_path) == ["a.nnviz"]


@pytest.mark.parametrize("where", ["missing/folder/a.nnviz", "."])
def test_a_place_that_cannot_be_written(session, heard, tmp_path, where):
    session.apply(Edit("Change", edits.set_layer(XOR, 0, units=4)))
    heard.clear()
    with pytest.raises(ExperimentError, match=r"cannot be written, .") as caught:
        session.save(tmp_path / where)
    assert "\n" not in str(caught.value)
    assert "Unknown" not in str(caught.value)
    assert session.modified
    assert session.path is None
    assert heard == []


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"data": {"name": "xor"}, "layers": []}', None])
def test_a_file_that_cannot_be_opened_leaves_everything(session, heard, tmp_path, content):
    path = tmp_path / "broken.nnviz"
    if content is not None:
        path.write_bytes(content)
    session.seek(Position(30, 2))
    session.apply(parameter_edit(W, 0.5))
    session.select(W)
    heard.clear()
    before = (session.experiment, session.frame, session.timeline, session.path, session.name)
    with pytest.raises(ExperimentError, match=r"broken\.nnviz: "):
        session.open_file(path)
    assert (session.experiment, session.frame, session.timeline, session.path, session.name) == before
    assert session.undo_stack.count() == 1
    assert session.selected == W
    assert heard == []
    session.undo_stack.undo()
    assert session.experiment == XOR


def test_data_that_cannot_be_made_leaves_everything(session, monkeypatch, heard):
    def fail(e):
        raise MemoryError

    monkeypatch.setattr("nnviz.core.run.trainer.samples", fail)
    with pytest.raises(MemoryError):
        session.open(XOR.replace(seed=9), name="other")
    assert (session.experiment, session.name) == (XOR, "")
    assert heard == []


def test_opening_begins_anew(session, heard):
    session.apply(setting_edit("l1", 0.5))
    session.select(W)
    session.run()
    session.open_example("mazur")
    assert not session.running
    assert session.experiment == files.example("mazur")
    assert (session.name, session.path, session.selected) == ("mazur", None, None)
    assert session.undo_stack.count() == 0
    assert not session.modified
    assert session.position == (0, 0)
    with pytest.raises(ExperimentError, match="not known"):
        session.open_example("nothing")
    assert session.name == "mazur"


def test_a_run_that_diverges_stops_where_it_lost_its_first_number(qtbot):
    from nnviz.core.document import files
    from nnviz.core.experiment.experiment import OptimizerSpec

    def lost(frame):
        return not all(np.isfinite(frame.values[name]).all() for name in frame.operation.writes)

    session = Session(files.example("sine").replace(optimizer=OptimizerSpec(learning_rate=1e5)))
    with qtbot.waitSignal(session.message) as told:
        session.run()
    assert not session.running
    assert "Diverged" in told.args[0]
    assert lost(session.frame)
    stopped = session.position
    session.step(-1)
    assert not lost(session.frame)
    # Whoever wants to go on in spite of it can.
    session.seek(stopped)
    session.run()
    qtbot.waitUntil(lambda: session.position.iteration > stopped.iteration + 5)
    session.pause()


def test_notes_are_undone_saved_and_left_with_the_document(session, tmp_path, qtbot):
    mine = Notes(bookmarks=(Bookmark(iteration=3, name="here"),))
    with qtbot.waitSignal(session.notes_changed):
        session.apply(NotesEdit("Bookmark", mine))
    assert session.modified
    assert session.undo_stack.undoText() == "Bookmark"
    session.undo_stack.undo()
    assert session.notes == Notes()
    session.undo_stack.redo()
    session.save(tmp_path / "mine.nnviz")
    session.open_example("xor")
    assert session.notes == Notes()
    session.open_file(tmp_path / "mine.nnviz")
    assert session.notes == mine
    assert not session.modified

"""Drawing data as a user does it: with the mouse alone, with the keys alone, and back again."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from nnviz.core.arrays.frame import Position
from nnviz.core.data_editing import draft as drawing
from nnviz.session.edit import Edit
from nnviz.views.data_editor.brush import ERASER, MOVE, SPRAY, TEST

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
WEST = [(-4, -3), (-3, 1), (-4, 4), (-2.5, -1), (-3.5, 2.5), (-2, -4)]
EAST = [(4, 3), (3, -1), (4, -4), (2.5, 1), (3.5, -2.5), (2, 4)]


@pytest.fixture
def data(qtbot, window):
    """Return the panel Data in front, with an empty plane of two classes."""
    window.resize(1440, 900)
    window.draw_data()
    qtbot.waitUntil(lambda: window.panels["data"].in_front() and window.data.plane.isVisible())
    window.data.more.start("plane classes")
    return window.data


def pixel(plane, at):
    return plane.pixel(np.array(at, dtype=float)).toPoint()


def click(qtbot, plane, at, button=LEFT):
    qtbot.mouseClick(plane, button, pos=pixel(plane, at))


def drag(plane, *path, button=LEFT):
    """Press, move and release with real events; a move with a button down keeps it in `buttons`."""
    points = [QPointF(pixel(plane, at)) for at in path]
    none = Qt.MouseButton.NoButton
    kinds = QMouseEvent.Type
    steps = [(kinds.MouseButtonPress, points[0], button, button)]
    steps += [(kinds.MouseMove, point, none, button) for point in points[1:]]
    steps.append((kinds.MouseButtonRelease, points[-1], button, none))
    for kind, point, which, held in steps:
        there, plain = plane.mapToGlobal(point), Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, point, there, which, held, plain)
        QApplication.sendEvent(plane, event)


def swatch(qtbot, data, label):
    qtbot.mouseClick(data.classes.swatches[label], LEFT)


def trained(qtbot, window):
    """Run until nearly all training examples are right; return the share that is."""
    session = window.session
    session.run()
    qtbot.waitUntil(lambda: right(session) > 0.95 or session.position.iteration > 20_000, timeout=20_000)
    session.pause()
    return right(session)


def right(session):
    from nnviz.core.arrays.parameters import Parameters
    from nnviz.core.run.evaluation import Evaluator

    frame = session.frame
    parameters = Parameters(frame.experiment)
    parameters.flat[:] = frame.flat
    return Evaluator(frame.experiment, frame.samples, parameters).scores()[0].accuracy


def state(data):
    drawn = data.draft_editor.drawn
    return (
        drawn.inputs.tobytes(),
        drawn.targets.tobytes(),
        drawn.test.tobytes(),
        drawn.classes,
        data.draft_editor.waiting,
        data.session.experiment,
    )


def test_two_classes_drawn_with_the_mouse_are_learnt_and_every_stroke_comes_back(qtbot, window, data):
    session, plane = window.session, data.plane
    xor = session.experiment
    assert data.draft_editor.waiting
    assert "There are no examples yet." in data.state.text()
    states = [state(data)]
    for label, points in ((0, WEST), (1, EAST)):
        swatch(qtbot, data, label)
        for at in points:
            click(qtbot, plane, at)
            states.append(state(data))
    drawn = data.draft_editor.drawn
    assert np.abs(drawn.inputs - np.array(WEST + EAST)).max() < 0.03
    assert drawn.labels.tolist() == [0] * 6 + [1] * 6
    assert not data.draft_editor.waiting
    assert session.experiment.data.class_names == ("A", "B")
    assert session.experiment.layers == xor.layers
    learnt = session.experiment
    assert trained(qtbot, window) > 0.95
    weights = session.frame.flat.copy()
    place = session.position
    for before in reversed(states[:-1]):
        assert session.undo_stack.undoText() == "Draw a point"
        session.undo_stack.undo()
        assert state(data) == before
    for after in states[1:]:
        session.undo_stack.redo()
        assert state(data) == after
    assert session.experiment == learnt
    session.seek(place)
    assert np.array_equal(session.frame.flat, weights)
    for _ in states:
        session.undo_stack.undo()
    assert session.experiment == xor
    assert not data.draft_editor.waiting


def test_two_classes_drawn_with_the_keys_alone(qtbot, window, data):
    plane = data.plane
    window.network.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(plane.hasFocus)
    for key, label, way in ((Qt.Key.Key_1, 0, Qt.Key.Key_Left), (Qt.Key.Key_2, 1, Qt.Key.Key_Right)):
        qtbot.keyClick(plane, key)
        assert data.brush.label == label
        for _ in range(2 + 2 * label):
            qtbot.keyClick(plane, way, Qt.KeyboardModifier.ShiftModifier)
        for place in range(4):
            qtbot.keyClick(plane, Qt.Key.Key_Space if place % 2 else Qt.Key.Key_Return)
            qtbot.keyClick(plane, Qt.Key.Key_Up if label else Qt.Key.Key_Down)
        said = plane.accessibleDescription()
        assert said.startswith("x₁")
    drawn = data.draft_editor.drawn
    assert drawn.labels.tolist() == [0] * 4 + [1] * 4
    assert drawn.inputs[0].tolist() == [-3, 0]
    assert drawn.inputs[1].tolist() == [-3, -0.3]
    assert drawn.inputs[4:, 0].tolist() == [3] * 4
    assert window.session.position == Position(0, 0)
    qtbot.keyClick(plane, Qt.Key.Key_Delete)
    assert len(data.draft_editor.drawn) == 7
    assert plane.accessibleDescription().startswith("Erased x₁ 3.00")
    qtbot.keyClick(plane, Qt.Key.Key_T)
    qtbot.keyClick(plane, Qt.Key.Key_Space)
    assert data.brush.sets == TEST
    assert data.draft_editor.drawn.test.tolist() == [False] * 7 + [True]
    assert trained(qtbot, window) > 0.95


def test_held_by_keys_a_point_moves_until_it_is_put_down(qtbot, window, data):
    plane = data.plane
    plane.setFocus()
    qtbot.keyClick(plane, Qt.Key.Key_Space)
    qtbot.keyClick(plane, Qt.Key.Key_M)
    assert data.brush.tool == MOVE
    qtbot.keyClick(plane, Qt.Key.Key_Space)
    assert plane.accessibleDescription().startswith("Moving")
    qtbot.keyClick(plane, Qt.Key.Key_Up)
    qtbot.keyClick(plane, Qt.Key.Key_Up)
    assert data.draft_editor.drawn.inputs.tolist() == [[0, 0]]
    qtbot.keyClick(plane, Qt.Key.Key_Return)
    assert data.draft_editor.drawn.inputs.tolist() == [[0, 0.6]]
    assert window.session.undo_stack.undoText() == "Move a point"


def test_eraser_spray_and_move_are_one_step_each(qtbot, window, data):
    plane, stack = data.plane, window.session.undo_stack
    data.brush.set(tool=SPRAY)
    drag(plane, (-3, -3), (-2, -2), (-1, -1))
    sprayed = data.draft_editor.drawn
    assert len(sprayed) > 8
    assert stack.undoText() == f"Draw {len(sprayed)} points"
    stack.undo()
    drag(plane, (-3, -3), (-2, -2), (-1, -1))
    assert data.draft_editor.drawn.same(sprayed)
    data.brush.set(tool="point", label=1)
    click(qtbot, plane, (4, 4))
    data.brush.set(tool=MOVE)
    drag(plane, (4, 4), (4.5, 3), (5, 2))
    assert np.abs(data.draft_editor.drawn.inputs[-1] - (5, 2)).max() < 0.03
    assert stack.undoText() == "Move a point"
    data.brush.set(tool=ERASER, size=60)
    count = stack.count()
    drag(plane, (-3, -3), (-2, -2), (-1, -1))
    assert stack.count() == count + 1
    left = data.draft_editor.drawn
    assert stack.undoText() == f"Erase {len(sprayed) + 1 - len(left)} points"
    assert len(left) < len(sprayed)
    assert data.draft_editor.waiting
    stack.undo()
    assert len(data.draft_editor.drawn) == len(sprayed) + 1
    click(qtbot, plane, (5, 2), RIGHT)
    assert stack.undoText() == "Erase a point"
    assert data.draft_editor.waiting
    assert "of class A; a second class is needed" in data.state.text()


def test_the_network_goes_on_training_while_points_come(qtbot, window, data):
    session, plane = window.session, data.plane
    for label, at in ((0, (-3, 0)), (1, (3, 0))):
        data.brush.set(label=label)
        click(qtbot, plane, at)
    session.run()
    qtbot.waitUntil(lambda: session.position.iteration > 300)
    weights = session.frame.flat.copy()
    click(qtbot, plane, (3, 3))
    assert session.running
    assert np.abs(session.timeline.frame(Position(0, 0)).flat - weights).max() < 1e-1
    assert len(session.experiment.data.inputs.array) == 3


def test_a_third_class_brings_a_third_output_and_says_so(qtbot, window, data):
    said = []
    window.session.message.connect(said.append)
    for label, at in ((0, (-3, 0)), (1, (3, 0)), (2, (0, 3))):
        swatch(qtbot, data, label)
        click(qtbot, data.plane, at)
    e = window.session.experiment
    assert e.layers[-1].units == 3
    assert e.loss == "categorical_cross_entropy"
    assert "layer 2 now has 3 units and softmax" in said[-1]
    assert "Kept W¹" in said[-1]
    names = [swatch.accessibleName() for swatch in data.classes.swatches]
    assert names == ["class A", "class B", "class C", "new class"]
    window.session.undo_stack.undo()
    assert window.session.experiment.layers[-1].units == 1


def test_a_named_set_becomes_a_table_and_says_so(qtbot, window, data):
    window.session.undo_stack.undo()
    assert window.session.experiment.data.name == "xor"
    assert len(data.draft_editor.drawn) == 200
    said = []
    window.session.message.connect(said.append)
    click(qtbot, data.plane, (0, 0))
    assert window.session.experiment.data.name is None
    assert len(data.draft_editor.drawn) == 201
    assert said == ["XOR is now a custom table; Undo restores the data set."]


def test_classes_are_renamed_by_double_click_or_key(qtbot, window, data):
    for label, at in ((0, (-3, 0)), (1, (3, 0))):
        swatch(qtbot, data, label)
        click(qtbot, data.plane, at)
    qtbot.mouseDClick(data.classes.swatches[0], LEFT)
    qtbot.keyClicks(data.classes.field, "cat")
    qtbot.keyClick(data.classes.field, Qt.Key.Key_Return)
    assert window.session.experiment.data.class_names == ("cat", "B")
    data.brush.set(label=1)
    data.plane.setFocus()
    qtbot.keyClick(data.plane, Qt.Key.Key_F2)
    qtbot.keyClicks(data.classes.field, "cat")
    qtbot.keyClick(data.classes.field, Qt.Key.Key_Return)
    assert data.state.text() == "Each name may be given once."
    data.classes.rename(1)
    qtbot.keyClicks(data.classes.field, "dog")
    qtbot.keyClick(data.classes.field, Qt.Key.Key_Escape)
    assert data.draft_editor.drawn.classes == ("cat", "B")
    assert window.session.undo_stack.undoText() == "Rename class A"
    assert window.session.position == Position(0, 0)


def test_new_points_go_by_chance_to_the_test(qtbot, window, data):
    qtbot.mouseClick(data.sets.segment("chance"), LEFT)
    qtbot.mouseClick(data.tools.segment("spray"), LEFT)
    for label, x in ((0, -3), (1, 3)):
        data.brush.set(label=label)
        drag(data.plane, (x, -3), (x, -2), (x, -1), (x, 0), (x, 1), (x, 2))
    tests = int(data.draft_editor.drawn.test.sum())
    assert 0 < tests < len(data.draft_editor.drawn) / 2
    assert data.count.text() == f"{len(data.draft_editor.drawn) - tests} training · {tests} test"
    assert window.session.frame.samples.test.shape[1] == tests


def test_numbers_over_one_input_are_drawn_as_points_of_a_curve(qtbot, window, data):
    data.more.start("line numbers")
    plane = data.plane
    for x in range(-5, 6):
        click(qtbot, plane, (x, 0.5 * x))
    e = window.session.experiment
    assert e.data.raw_inputs == 1
    assert np.abs(e.data.targets.array[:, 0] - 0.5 * np.arange(-5, 6)).max() < 0.05
    assert (e.loss, e.layers[-1].activation) == ("mean_squared_error", "identity")
    assert plane.names() == ("x₁", "y")
    window.session.seek(Position(20, 0))
    assert np.isfinite(window.session.frame.flat).all()
    assert not plane.grab().isNull()


def test_numbers_over_the_plane_have_the_target_of_the_slider(qtbot, window, data):
    data.more.start("plane numbers")
    data.classes.slider.setValue(-50)
    click(qtbot, data.plane, (1, 1))
    data.classes.value.setText("1/4")
    data.classes.value.setModified(True)
    data.classes.value.commit()
    click(qtbot, data.plane, (2, 1))
    assert data.draft_editor.drawn.targets.ravel().tolist() == [-0.5, 0.25]
    assert not data.draft_editor.waiting


def test_classes_of_one_input_lie_in_lanes(qtbot, window, data):
    data.more.start("line classes")
    for label, x in ((0, -2), (1, 2), (2, 4)):
        data.brush.set(label=label)
        click(qtbot, data.plane, (x, 0))
    assert window.session.experiment.layers[-1].units == 3
    assert drawing.places(data.draft_editor.drawn)[:, 1].tolist() == [0, 1, 2]
    assert data.plane.viewport.y == (-0.5, 2.5)
    assert not data.plane.grab().isNull()


def test_points_snap_to_the_grid(qtbot, window, data):
    data.more.snapping.setChecked(True)
    click(qtbot, data.plane, (1.13, -2.4))
    step = data.plane.viewport.grid[0]
    assert (data.draft_editor.drawn.inputs % step).ravel().tolist() == [0, 0]


def test_many_inputs_are_for_the_table(qtbot, make_window):
    window = make_window("iris")
    window.draw_data()
    assert window.data.page == "table"
    qtbot.waitUntil(lambda: window.data.model.columnCount() == 6)
    window.data.show_page("plane")
    click(qtbot, window.data.plane, (0, 0))
    assert window.session.experiment.data.name == "iris"
    assert not window.data.tools.isEnabled()
    assert not window.data.plane.grab().isNull()


def test_a_class_without_examples_can_be_named_too(qtbot, window, data):
    for label, at in ((0, (-3, 0)), (1, (3, 0)), (2, (0, 3))):
        swatch(qtbot, data, label)
        click(qtbot, data.plane, at)
    click(qtbot, data.plane, (0, 3), RIGHT)
    assert window.session.experiment.data.class_names == ("A", "B")
    assert data.draft_editor.drawn.classes == ("A", "B", "C")
    data.classes.renamed.emit(2, "cat")
    click(qtbot, data.plane, (0, 3))
    assert window.session.experiment.data.class_names == ("A", "B", "cat")


def test_a_draft_stays_while_the_network_is_edited_and_goes_with_another_set(qtbot, window, data):
    from nnviz.core.experiment import edits

    click(qtbot, data.plane, (1, 1))
    session = window.session
    session.apply(Edit("Batch", edits.set_option(session.experiment, batch_size=3)))
    assert data.draft_editor.waiting
    assert len(data.draft_editor.drawn) == 1
    session.apply(Edit("Data set", edits.set_data(session.experiment, "circle")))
    assert not data.draft_editor.waiting
    assert len(data.draft_editor.drawn) == 200


def test_an_example_that_is_selected_is_shown_in_the_network_and_ringed_in_output(qtbot, window, data):
    window.session.undo_stack.undo()
    frame, draft_editor = window.session.frame, data.draft_editor
    number = int(frame.examples[4])
    at = drawing.places(draft_editor.drawn)[number]
    data.brush.set(tool=MOVE)
    draft_editor.select(number)
    assert window.session.example == 4
    assert window.charts["surface"].marked == ("train", number)
    draft_editor.select(None)
    assert window.charts["surface"].marked is None
    click(qtbot, data.plane, at)
    assert draft_editor.selected is not None
    assert np.hypot(*(drawing.places(draft_editor.drawn)[draft_editor.selected] - at)) < 0.1
    test = int(np.flatnonzero(draft_editor.drawn.test)[3])
    draft_editor.select(test)
    assert window.charts["surface"].marked == ("test", 3)


def test_room_is_given_to_draw_and_taken_back(qtbot, window):
    wide = window.panels["explain"].width()
    window.draw_data()
    qtbot.waitUntil(lambda: window.panels["data"].width() > wide)
    high = window.panels["data"].height()
    window.panels["explain"].raise_()
    qtbot.waitUntil(lambda: window.panels["explain"].width() == wide)
    assert window.panels["explain"].height() < high


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right])
def test_keys_step_as_ever_while_the_keyboard_is_elsewhere(qtbot, window, data, key):
    window.network.setFocus()
    qtbot.keyClick(window.network, key)
    qtbot.waitUntil(lambda: window.session.position == Position(0, 1))
    assert not len(data.draft_editor.drawn)


def test_standardising_and_the_split_are_seen_and_taken_back(qtbot, window, data):
    window.session.undo_stack.undo()
    start = window.session.experiment
    split, stack = data.split, window.session.undo_stack
    assert split.share.value() == 20
    split.standardise.click()
    assert window.session.experiment.standardize
    assert "mean" in split.standardise.toolTip().splitlines()[1]
    split.share.setFocus()
    split.share.selectAll()
    qtbot.keyClicks(split.share, "50")
    qtbot.keyClick(split.share, Qt.Key.Key_Return)
    assert window.session.frame.samples.test.shape[1] == 100
    first = data.draft_editor.drawn.test.copy()
    qtbot.mouseClick(split.dice, LEFT)
    assert data.draft_editor.drawn.test.sum() == 100
    assert not np.array_equal(data.draft_editor.drawn.test, first)
    assert window.session.frame.samples.raw_test.tobytes() == (
        data.draft_editor.drawn.inputs[data.draft_editor.drawn.test].tobytes()
    )
    for _ in range(3):
        stack.undo()
    assert window.session.experiment == start
    assert not split.standardise.isChecked()
    assert split.share.value() == 20


def test_what_the_pointer_does_outside_the_plane_is_nothing(qtbot, window, data):
    qtbot.mouseClick(data.plane, LEFT, pos=QPoint(1, 1))
    assert not len(data.draft_editor.drawn)

"""Two runs side by side in the window: pinned, compared, named, swapped, by keys and clicks."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.selection import Selection
from nnviz.views.compare_dialog import CompareDialog


def dialog_of(qtbot, window):
    qtbot.waitUntil(lambda: bool(window.findChildren(CompareDialog)))
    found = window.findChildren(CompareDialog)[-1]
    qtbot.waitUntil(found.isVisible)
    return found


def compare(qtbot, window, typed):
    qtbot.keyClick(window, Qt.Key.Key_C)
    dialog = dialog_of(qtbot, window)
    qtbot.keyClicks(dialog.field, typed)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.pinned.there)


def test_squared_error_beside_cross_entropy_takes_one_key_and_one_click(window, qtbot):
    session = window.session
    session.reach(Position(120, 8))
    qtbot.keyClick(window, Qt.Key.Key_C)
    dialog = dialog_of(qtbot, window)
    row = next(k for k, a in enumerate(dialog.shown()) if a.text == "loss: mean squared error")
    place = dialog.list.visualItemRect(dialog.list.item(row)).center()
    qtbot.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    pair = window.side_by_side
    qtbot.waitUntil(lambda: session.pinned.there and pair.pinned_network.isVisible())
    assert session.experiment.loss == "mean_squared_error"
    assert session.pinned.recipe.experiment.loss == "binary_cross_entropy"
    assert session.position == session.pinned.frame.position == Position(120, 8)
    assert pair.together
    assert window.network.isVisible()
    assert pair.words.text().startswith("loss: binary cross-entropy ≠ mean squared error\n")
    assert pair.present_name.text() == "present: mean squared error"
    assert pair.pinned_name.text() == "pinned: binary cross-entropy"


def test_curves_are_told_apart_by_stroke_and_by_label(window, qtbot):
    window.session.reach(Position(120, 0))
    compare(qtbot, window, "seed 7")
    loss = window.charts["loss"]
    qtbot.waitUntil(lambda: any(line.dotted for line in loss.chart.lines))
    named = {line.name: line for line in loss.chart.lines}
    assert {"seed 4 train", "seed 7 train"} <= set(named)
    assert named["seed 4 train"].dotted
    assert not named["seed 7 train"].dotted
    assert named["seed 4 train"].label
    assert named["seed 7 train"].label
    # The run that was left is the pinned one: it is not drawn twice.
    assert not any(line.end for line in loss.chart.lines)


def test_what_is_selected_is_selected_in_both(window, qtbot):
    window.session.reach(Position(30, 5))
    compare(qtbot, window, "0.05")
    other = window.side_by_side.pinned_network
    unit = Selection("unit", 1, 1)
    place = other.scene.rect(unit).center().toPoint()
    qtbot.mouseMove(other, place)
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton, pos=place)
    assert window.session.selected == unit
    assert window.network.scene.selected == other.scene.selected == unit
    told = other.describe(Selection("weight", 2, 0, 1))
    assert "pinned: w²₁₂ = " in told
    assert "present: w²₁₂ = " in told


def test_differences_are_marked_in_the_network(window, qtbot):
    window.session.reach(Position(30, 5))
    compare(qtbot, window, "0.05")
    pair = window.side_by_side
    assert pair.difference.units
    assert "13 of 13 weights and biases differ" in pair.words.text()
    before = pair.pinned_network.grab().toImage()
    window.session.seek(Position(0, 0))
    qtbot.waitUntil(lambda: "All values are the same here." in pair.words.text())
    assert not pair.difference.units
    assert pair.pinned_network.grab().toImage() != before


def test_one_key_pins_and_unpins(window, qtbot):
    pair = window.side_by_side
    assert not pair.pinned_network.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(pair.pinned_network.isVisible)
    assert "The recipes are the same." in pair.words.text()
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert not pair.pinned_network.isVisible()
    assert pair.pinned_network.scene is not None


def test_names_and_buttons(window, qtbot):
    window.session.reach(Position(20, 0))
    compare(qtbot, window, "adamw")
    pair = window.side_by_side
    qtbot.mouseClick(pair.rename, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(pair.field.hasFocus)
    qtbot.keyClicks(pair.field, "plain gradient descent")
    qtbot.keyClick(pair.field, Qt.Key.Key_Return)
    assert pair.pinned_name.text() == "pinned: plain gradient descent"
    qtbot.mouseClick(pair.swap, Qt.MouseButton.LeftButton)
    assert window.session.experiment.optimizer.name == "sgd"
    assert window.session.position == Position(20, 0)
    qtbot.mouseClick(pair.unpin, Qt.MouseButton.LeftButton)
    assert window.session.pinned.recipe is None
    window.session.undo_stack.undo()
    assert window.session.pinned.recipe.experiment.optimizer.name == "adamw"


def test_where_there_is_no_room_for_two_a_switch_chooses(window, qtbot):
    window.session.reach(Position(20, 0))
    compare(qtbot, window, "0.05")
    window.resize(800, 600)
    pair = window.side_by_side
    qtbot.waitUntil(lambda: not pair.together)
    assert window.network.isVisible()
    assert not pair.pinned_network.isVisible()
    segment = next(b for b in pair.switch.findChildren(QAbstractButton) if b.text() == "pinned")
    qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)
    assert pair.pinned_network.isVisible()
    assert not window.network.isVisible()
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: pair.together and window.network.isVisible())


def test_a_command_that_needs_a_pinned_run_says_so(window):
    window.action("swap_pinned").trigger()
    assert window.toast.text().startswith("No run is pinned.")


def test_a_run_trains_both(window, qtbot):
    window.session.reach(Position(20, 0))
    compare(qtbot, window, "0.05")
    window.session.run()
    qtbot.waitUntil(lambda: window.session.pinned.frame.position.iteration > 40)
    window.session.pause()
    qtbot.waitUntil(lambda: window.session.pinned.there)
    assert window.session.pinned.frame.position.iteration == window.session.position.iteration

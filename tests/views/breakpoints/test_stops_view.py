"""“Run until”, the list of breakpoints and the health of the run, by mouse and by keyboard alone."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtWidgets import QApplication

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.notes import Notes
from nnviz.core.experiment.breakpoints import EVENTS, Breakpoint
from nnviz.core.experiment.selection import Selection
from nnviz.session.edit import NotesEdit

LEFT = Qt.MouseButton.LeftButton
LOW = Breakpoint(event="loss_below", value=0.45)


@pytest.fixture
def watching(window, qtbot):
    """Return a window with the panel in front."""
    window.panels["stops"].raise_()
    qtbot.waitUntil(window.panels["stops"].in_front)
    return window


def note(window, *breakpoints):
    window.session.apply(NotesEdit("breakpoints", Notes(breakpoints=breakpoints)))


def press(qtbot, key, modifier=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def ask(window, qtbot):
    """Open the popup by its key."""
    qtbot.keyClick(window, Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window.stops.popup.isVisible)
    return window.stops.popup


# -- run until ---------------------------------------------------------------------------------------


def test_run_until_by_keyboard_alone(window, qtbot):
    popup = ask(window, qtbot)
    field = popup.form.numbers["iteration"]
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, "70")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not popup.isVisible()
    qtbot.waitUntil(lambda: not window.session.running)
    assert window.session.position == Position(70, 17)
    assert window.toast.text() == "Iteration 70 is done."


def test_the_button_opens_it_at_the_run_button(window, qtbot):
    qtbot.mouseClick(window.transport.until, LEFT)
    popup = window.stops.popup
    qtbot.waitUntil(popup.isVisible)
    assert popup.y() >= window.transport.run.mapToGlobal(QPoint(0, 0)).y()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert not window.session.running


def test_another_event_shows_its_own_number_and_where_it_stops(window, qtbot):
    popup = ask(window, qtbot)
    form = popup.form
    form.event_field.setFocus()
    form.event_field.setCurrentIndex(form.event_field.findData("gradient_above"))
    form.event_field.activated.emit(form.event_field.currentIndex())
    assert [event for event, field in form.numbers.items() if field.isVisible()] == ["gradient_above"]
    assert form.layer.isVisible()
    assert "writes ∂W" in form.where.text()
    form.layer.set_value("2")
    form.layer.changed.emit("2")
    assert "∂W²" in form.where.text()
    assert form.breakpoint() == Breakpoint(event="gradient_above", value=100.0, layer=2)
    tall = popup.height()
    form.event_field.set_value("test_loss_rising")
    form.chosen()
    assert form.number is None
    assert popup.height() < tall


def test_only_what_can_happen_is_offered(window, qtbot):
    form = ask(window, qtbot).form
    offered = [form.event_field.itemData(row) for row in range(form.event_field.count())]
    assert "dead_relu" not in offered
    assert set(offered) == set(EVENTS) - {"dead_relu"}


def test_what_is_so_already_is_said_and_nothing_runs(window, qtbot):
    window.session.seek(Position(30, len(window.session.frame.operations)))
    popup = ask(window, qtbot)
    field = popup.form.numbers["iteration"]
    field.selectAll()
    qtbot.keyClicks(field, "30")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert popup.isVisible()
    assert popup.error.text() == "Already reached: iteration 30."
    assert not window.session.running
    field.selectAll()
    qtbot.keyClicks(field, "1.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "whole number" in popup.error.text()


def test_the_last_choice_is_remembered(make_window, qtbot, tmp_path):
    def build():
        return make_window(settings=QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat))

    first = build()
    popup = ask(first, qtbot)
    popup.form.show_breakpoint(Breakpoint(event="gradient_above", value=0.05, layer=1), named=False)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not first.session.running)
    assert first.session.breakpoints.last.layer == 1
    again = ask(build(), qtbot)
    assert again.form.breakpoint() == Breakpoint(event="gradient_above", value=0.05, layer=1)


def test_a_target_waits_in_the_panel_until_it_is_forgotten(watching, qtbot):
    session, panel = watching.session, watching.stops
    session.runner.set_speed(0.1)
    session.breakpoints.run_until(Breakpoint(event="iteration", value=5000))
    session.pause()
    assert panel.target.isVisible()
    assert panel.target.rows[0].title == "Iteration 5,000"
    panel.target.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    assert session.breakpoints.target is None
    assert not panel.target.isVisible()


def test_another_document_has_no_target(watching):
    session = watching.session
    session.runner.set_speed(0.1)
    session.breakpoints.run_until(Breakpoint(event="iteration", value=5000))
    session.open_example("iris")
    assert session.breakpoints.target is None
    assert not session.running


def test_a_key_brings_the_list_with_the_keyboard(window, qtbot):
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_U, modifiers)
    qtbot.waitUntil(window.panels["stops"].in_front)
    qtbot.waitUntil(window.stops.breakpoints.hasFocus)


# -- the list ----------------------------------------------------------------------------------------


def test_a_new_experiment_has_one_breakpoint(watching):
    assert [row.title for row in watching.stops.breakpoints.rows] == ["A number becomes NaN or infinite"]
    assert watching.stops.breakpoints.rows[0].checked


def test_the_list_is_used_by_keyboard_alone_and_undone(watching, qtbot):
    session, panel = watching.session, watching.stops
    note(watching, LOW, Breakpoint(event="iteration", value=300))
    rows = panel.breakpoints
    rows.setFocus()
    assert "Batch loss below 0.45. on. Stops at its loss operation." in rows.accessibleDescription()
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Space)
    assert [b.enabled for b in session.notes.breakpoints] == [True, False]
    assert "off" in rows.accessibleDescription()
    press(qtbot, Qt.Key.Key_Delete)
    assert session.notes.breakpoints == (LOW,)
    assert session.undo_stack.undoText() == "Remove breakpoint"
    session.undo_stack.undo()
    assert len(panel.breakpoints.rows) == 2
    session.undo_stack.undo()
    assert all(b.enabled for b in session.notes.breakpoints)
    assert session.position == Position(0, 0)


def test_the_list_is_used_by_mouse(watching, qtbot):
    session, rows = watching.session, watching.stops.breakpoints
    note(watching, LOW, Breakpoint(event="iteration", value=300))
    qtbot.mouseClick(rows, LEFT, pos=rows.sign_of(0).center())
    assert not session.notes.breakpoints[0].enabled
    qtbot.mouseClick(rows, LEFT, pos=rows.cross_of(0).center())
    assert [b.event for b in session.notes.breakpoints] == ["iteration"]
    qtbot.mouseClick(rows, LEFT, pos=rows.area(0).center())
    assert watching.stops.popup.isVisible()
    assert watching.stops.popup.title.text() == "Edit breakpoint"


def test_a_breakpoint_is_edited_and_named(watching, qtbot):
    session, panel = watching.session, watching.stops
    note(watching, LOW)
    panel.breakpoints.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    popup = panel.popup
    qtbot.waitUntil(popup.isVisible)
    field = popup.form.numbers["loss_below"]
    field.selectAll()
    qtbot.keyClicks(field, "1/5")
    popup.form.name.setText("  a  first goal ")
    qtbot.keyClick(popup.form.name, Qt.Key.Key_Return)
    assert session.notes.breakpoints == (Breakpoint(event="loss_below", value=0.2, name="a first goal"),)
    assert panel.breakpoints.rows[0].title == "a first goal"
    assert "Batch loss below 0.2" in panel.breakpoints.rows[0].note
    session.undo_stack.undo()
    assert session.notes.breakpoints == (LOW,)


def test_one_is_added_and_saved_with_the_document(watching, qtbot, tmp_path):
    session, panel = watching.session, watching.stops
    panel.add.click()
    qtbot.waitUntil(panel.popup.isVisible)
    assert panel.popup.title.text() == "New breakpoint"
    qtbot.keyClick(panel.popup, Qt.Key.Key_Return)
    assert session.notes.breakpoints[-1] == Breakpoint(event="loss_below", value=0.01)
    session.save(tmp_path / "a.nnviz")
    assert files.read_document(tmp_path / "a.nnviz").notes == session.notes


def test_keep_adds_what_was_to_be_run_until(window, qtbot):
    popup = ask(window, qtbot)
    qtbot.mouseClick(popup.keep, LEFT)
    assert window.session.notes.breakpoints[-1] == Breakpoint(event="iteration", value=1000)
    assert not window.session.running


def test_a_stop_is_said_listed_marked_and_gone_back_to(watching, qtbot):
    session, panel = watching.session, watching.stops
    note(watching, LOW)
    session.run()
    qtbot.waitUntil(lambda: not session.running)
    where = session.position
    assert watching.toast.isVisible()
    assert watching.toast.text() == session.breakpoints.last.sentence
    assert panel.fired.rows[0].title == f"Batch loss below 0.45 · iteration {where.iteration}"
    assert panel.fired.rows[0].note == session.breakpoints.last.sentence
    marks = [mark for mark in watching.strip.scrubber.marks if mark.kind == "breakpoint"]
    assert [mark.iteration for mark in marks] == [where.iteration]
    session.seek(Position(3, 0))
    panel.fired.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert session.position == where


# -- health ------------------------------------------------------------------------------------------


@pytest.fixture
def sick(make_window, qtbot):
    """Return a window on a network with a unit that is wrong and saturated."""
    window = make_window("saturated")
    window.panels["stops"].raise_()
    qtbot.waitUntil(window.panels["stops"].in_front)
    window.session.health.examine()
    return window


def test_health_says_that_all_is_well(watching, qtbot):
    watching.session.health.examine()
    assert watching.stops.no_problems.isVisibleTo(watching.stops)
    assert watching.stops.no_problems.text().startswith("No problems detected")
    assert not watching.stops.health.rows


def test_what_is_not_well_is_listed_marked_and_explained(sick, qtbot):
    panel, network = sick.stops, sick.network
    assert [row.title for row in panel.health.rows] == ["Unit 1 of layer 1: saturated"]
    assert "hardly learns" in panel.health.rows[0].note
    assert [f.kind for f in network.scene.findings] == ["saturated"]
    unit = Selection("unit", 1, 0)
    number = network.order.number(unit)
    assert "saturated" in network.items.text(number)
    assert "hardly learns" in network.items.describe(unit)
    panel.health.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert sick.session.selected == unit


def test_a_sign_is_painted_at_the_unit(sick, qtbot):
    network = sick.network
    corner = network.rect_of(Selection("unit", 1, 0)).topRight()
    danger = network.scene.style.look.danger

    def reds():
        image = network.grab().toImage()
        around = [(corner.x() + dx, corner.y() + dy) for dx in range(-16, 17) for dy in range(-16, 17)]
        return sum(image.pixelColor(*at).name().lower() == danger.lower() for at in around)

    assert reds() > 10
    sick.action("health").trigger()
    assert reds() == 0


def test_the_toggle_of_the_menu_turns_it_off_and_on(sick, qtbot):
    toggle = sick.action("health")
    assert toggle.isChecked()
    toggle.trigger()
    assert not toggle.isChecked()
    assert sick.network.scene.findings == ()
    assert sick.stops.no_problems.text().startswith("Not checked")
    toggle.trigger()
    assert sick.stops.health.rows


def test_another_network_has_other_findings(sick, qtbot):
    sick.session.open_example("xor")
    sick.network.grab()
    qtbot.waitUntil(lambda: not sick.session.health.findings)
    assert sick.network.scene.findings == ()


def test_every_control_has_a_name_and_says_what_it_does(watching):
    panel = watching.stops
    for widget in (panel.add, panel.popup.keep, panel.popup.form.event_field, panel.popup.form.layer):
        assert widget.accessibleName()
        assert widget.toolTip()
    for rows in (panel.target, panel.breakpoints, panel.fired, panel.health):
        assert rows.accessibleName()


def test_the_card_of_a_unit_says_what_is_not_well(sick, qtbot):
    network = sick.network
    assert network.card.trouble() == ""
    network.card.selection = Selection("unit", 1, 0)
    words = network.card.trouble()
    assert words.startswith("Saturated.")
    assert "hardly learns" in words
    assert network.card.trouble_height(240) > network.card.trouble_height(900) > 0

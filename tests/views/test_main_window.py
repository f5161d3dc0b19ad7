"""The window, driven as a user would: keys, clicks, files."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from nnviz import actions, theme
from nnviz.commands import COMMANDS
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.session.edit import NotesEdit, parameter_edit, setting_edit
from nnviz.views.cheat_sheet import CheatSheet

LEFT = Qt.MouseButton.LeftButton
KEYS = {
    "operation": (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier),
    "layer": (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier),
    "phase": (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier),
    "iteration": (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier),
    "epoch": (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier),
}
EXPECTED = {
    "operation": Position(0, 1),
    "layer": Position(0, 2),
    "phase": Position(0, 4),
    "iteration": Position(1, 0),
    "epoch": Position(16, 0),
}


@pytest.mark.parametrize("granularity", KEYS)
def test_keys_step_by_every_granularity_both_ways(qtbot, window, granularity):
    forward, back, modifier = KEYS[granularity]
    qtbot.keyClick(window.network, forward, modifier)
    assert window.session.position == EXPECTED[granularity]
    qtbot.keyClick(window.network, forward, modifier)
    qtbot.keyClick(window.network, back, modifier)
    assert window.session.position == EXPECTED[granularity]
    qtbot.keyClick(window.network, back, modifier)
    assert window.session.position == Position(0, 0)


@pytest.mark.parametrize("granularity", EXPECTED)
def test_buttons_step_by_the_chosen_granularity(qtbot, window, granularity):
    qtbot.mouseClick(window.transport.granularity.segment(granularity), LEFT)
    qtbot.mouseClick(window.transport.step, LEFT)
    assert window.session.position == EXPECTED[granularity]
    qtbot.mouseClick(window.transport.back, LEFT)
    assert window.session.position == Position(0, 0)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_Right])
def test_clicker_keys_step_whatever_was_clicked_before(qtbot, window, key):
    qtbot.mouseClick(window.transport.step, LEFT)
    qtbot.mouseClick(window.strip.chips[4], LEFT)
    assert window.session.position == Position(0, 5)
    qtbot.keyClick(window, key)
    assert window.session.position == Position(0, 6)


def test_digits_choose_what_a_step_is(qtbot, window):
    qtbot.keyClick(window.network, Qt.Key.Key_3)
    assert window.session.granularity == "phase"
    assert window.transport.granularity.value() == "phase"
    assert window.action("by_phase").isChecked()
    assert not window.action("by_operation").isChecked()
    qtbot.keyClick(window.network, Qt.Key.Key_Space)
    assert window.session.position == Position(0, 4)


def test_chips_show_what_is_done_and_go_there(qtbot, window):
    qtbot.mouseClick(window.strip.chips[10], LEFT)
    assert window.session.frame.operation.symbol == "δ¹"
    states = [chip.state for chip in window.strip.chips]
    assert states == ["done"] * 10 + ["current"] + ["not yet run"] * 6
    qtbot.mouseClick(window.strip.chips[0], LEFT)
    assert window.session.position == Position(0, 1)


def test_scrubber_goes_to_a_past_iteration(qtbot, window):
    window.session.seek(Position(200, 3))
    scrubber = window.strip.scrubber
    qtbot.mouseClick(scrubber, LEFT, pos=QPoint(scrubber.width() // 2, scrubber.height() // 2))
    iteration, operation = window.session.position
    assert abs(iteration - 100) <= 2
    assert operation == 3


def test_home_and_end(qtbot, window):
    window.session.seek(Position(30, 17))
    qtbot.keyClick(window.network, Qt.Key.Key_Home)
    assert window.session.position == Position(0, 0)
    qtbot.keyClick(window.network, Qt.Key.Key_End)
    assert window.session.position == Position(30, 17)


def test_counters_tell_where_we_are(qtbot, window):
    window.session.seek(Position(160, 11))
    qtbot.waitUntil(lambda: window.session.history.scores.iterations[-1] == 160)
    assert window.transport.iteration.text == "160 · op 11/17"
    assert window.transport.epoch.text == "10.0"
    assert float(window.transport.train_loss.text) == pytest.approx(
        window.session.history.scores.at(160)[0], abs=5e-4
    )


def test_run_and_pause_by_key_and_button(qtbot, window):
    qtbot.keyClick(window.network, Qt.Key.Key_R)
    assert window.session.running
    assert window.transport.run.text() == "Pause"
    qtbot.waitUntil(lambda: window.session.position.iteration > 200)
    qtbot.mouseClick(window.transport.run, LEFT)
    assert not window.session.running
    paused = window.session.position
    assert paused.operation == len(window.session.frame.operations)
    assert window.transport.run.text() == "Run"
    assert window.transport.iteration.text.endswith("op 17/17")
    with qtbot.waitSignal(window.session.frame_changed):
        qtbot.keyClick(window.network, Qt.Key.Key_Left)
    assert window.session.position == Position(paused.iteration, 16)


def test_a_step_pauses_a_run(qtbot, window):
    window.session.run()
    qtbot.waitUntil(lambda: window.session.position.iteration > 50)
    qtbot.keyClick(window.network, Qt.Key.Key_Right)
    assert not window.session.running


def test_slow_motion_goes_operation_by_operation(qtbot, window):
    window.transport.speed.setValue(30)
    window.session.run()
    with qtbot.waitSignals([window.session.frame_changed] * 3):
        pass
    window.session.pause()
    assert window.session.position.iteration == 0
    assert window.session.position.operation >= 3


def test_running_and_stepping_give_the_same_bits(qtbot, make_window):
    run, stepped = make_window(), make_window()
    run.session.run()
    qtbot.waitUntil(lambda: run.session.position.iteration > 8)
    run.session.pause()
    last = run.session.position.iteration
    while stepped.session.position.iteration < min(last, 8):
        stepped.session.step(1, "operation")
    run.session.seek(stepped.session.position)
    assert run.session.frame.flat.tobytes() == stepped.session.frame.flat.tobytes()


def test_edit_a_weight_undo_redo(qtbot, window):
    window.session.seek(Position(5, 3))
    window.session.select(Selection("weight", 1, 2, 0))
    before = window.session.frame.values["W1"].copy()
    window.session.apply(parameter_edit(window.session.selected, 1 / 3))
    assert window.session.frame.values["W1"][2, 0] == 1 / 3
    assert window.session.position == Position(5, 3)
    assert "edited" in window.header.document.text()
    qtbot.keyClick(window.network, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.frame.values["W1"].tobytes() == before.tobytes()
    qtbot.keyClick(
        window.network, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert window.session.frame.values["W1"][2, 0] == 1 / 3


def test_undo_names_what_it_undoes(qtbot, window):
    assert not window.action("undo").isEnabled()
    qtbot.keyClick(window.network, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert len(window.session.experiment.layers) == 3
    assert window.action("undo").text() == "Undo “Add layer”"
    assert len(window.strip.chips) == 25
    window.action("undo").trigger()
    assert len(window.session.experiment.layers) == 2
    assert window.action("redo").text() == "Redo “Add layer”"


def test_redraw_weights_keeps_the_data(window):
    before = window.session.frame.samples.train.copy()
    weights = window.session.frame.flat.copy()
    window.action("redraw_weights").trigger()
    assert np.array_equal(window.session.frame.samples.train, before)
    assert not np.array_equal(window.session.frame.flat, weights)


def _answer(button):
    """Press a button of the message box that is about to open."""

    def press():
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(5, press)
            return
        press.text = f"{box.text()} {box.informativeText()}"
        box.button(button).click()

    press.text = ""
    QTimer.singleShot(0, press)
    return press


def test_a_broken_file_is_explained_and_nothing_is_lost(tmp_path, window):
    window.session.seek(Position(7, 4))
    kept = window.session.experiment
    broken = tmp_path / "broken.nnviz"
    broken.write_text('{"data": {"name": "xor"}, "layers": [{"units": -3, "activation": "tanh"}]}')
    press = _answer(QMessageBox.StandardButton.Ok)
    assert not window.documents.open_file(str(broken))
    assert "layers[0].units" in press.text
    assert "at least 1" in press.text
    assert "Traceback" not in press.text
    assert window.session.experiment is kept
    assert window.session.position == Position(7, 4)


def test_save_and_open_again(tmp_path, window):
    window.session.apply(setting_edit("learning_rate", 0.125))
    path = tmp_path / "mine.nnviz"
    window.session.save(path)
    assert not window.session.modified
    assert "mine.nnviz · saved" in window.header.document.text()
    assert json.loads(path.read_text())["optimizer"]["learning_rate"] == 0.125
    window.session.open(files.example("iris"))
    window.session.open_file(path)
    assert window.session.experiment.optimizer.learning_rate == 0.125


def test_closing_asks_about_unsaved_changes(window):
    window.session.apply(setting_edit("learning_rate", 0.2))
    press = _answer(QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert "Save the changes" in press.text
    _answer(QMessageBox.StandardButton.Discard)
    assert window.close()


def test_every_example_opens_and_every_view_shows_it(qtbot, window):
    for name in files.examples():
        window.session.open_example(name)
        window.session.seek(Position(2, 5))
        assert window.strip.chips[4].state == "current"
        window.grab()
    window.panels["values"].raise_()
    for name in ("digits", "sine", "xor"):
        window.session.open_example(name)
        window.session.step(1)
        window.grab()


def test_themes_and_presenter_size_by_command(qtbot, window):
    window.session.seek(Position(3, 9))
    for name in ("dark", "light"):
        window.action(name).trigger()
        assert theme.current().name == name
        picture = window.grab().toImage()
        background = picture.pixelColor(4, int(picture.height() * 0.5))
        assert (background.lightness() < 128) == (name == "dark")
    window.action("presenter").trigger()
    assert theme.manager().scale == theme.PRESENTER
    window.grab()
    window.action("presenter").trigger()
    assert theme.manager().scale == 1.0


def test_panels_close_and_come_back(qtbot, window):
    qtbot.keyClick(window.network, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert not window.panels["builder"].isVisible()
    window.panels["loss"].close()
    window.action("restore_layout").trigger()
    qtbot.waitUntil(lambda: window.panels["builder"].isVisible() and window.panels["loss"].isVisible())


def test_the_layout_is_remembered(qtbot, make_window, tmp_path):
    settings = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)
    first = make_window(settings=settings)
    first.panels["gradients"].close()
    assert first.close()
    second = make_window(settings=settings)
    assert not second.panels["gradients"].isVisible()
    assert second.panels["loss"].isVisible()


def test_cheat_sheet_lists_every_command_with_a_key(qtbot, window):
    sheet = CheatSheet(window)
    qtbot.addWidget(sheet)
    from nnviz.views.controls import Label

    words = {label.text() for label in sheet.findChildren(Label)}
    for command in COMMANDS:
        if command.keys:
            assert command.text.rstrip("…") in words
            assert any(actions.key_text(command.keys[0]) in word for word in words)


def test_no_two_commands_share_a_key(window):
    taken = {}
    for name, action in window.actions_by_name.items():
        for key in action.shortcuts():
            assert key.toString() not in taken, f"{name} and {taken[key.toString()]}"
            taken[key.toString()] = name
    for key, panel in window.panels.items():
        assert panel.toggleViewAction().shortcut().toString() not in taken, key


def test_the_first_hint_goes_with_the_first_step(qtbot, window):
    window.hint()
    assert window.welcome.isVisible()
    qtbot.keyClick(window.network, Qt.Key.Key_Right)
    assert not window.welcome.isVisible()


def test_every_control_has_a_name(window):
    from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QScrollBar

    window.session.seek(Position(3, 9))
    nameless = [
        widget
        for kind in (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
        for widget in window.findChildren(kind)
        if widget.isVisible()
        and not isinstance(widget, QScrollBar)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_400_painted_steps(qtbot, window):
    for number in range(400):
        qtbot.keyClick(window.network, Qt.Key.Key_Right if number % 10 else Qt.Key.Key_Down)
        window.grab() if number % 50 == 0 else QApplication.processEvents()
    assert window.session.position.iteration >= 40


def test_a_narrow_transport_leaves_out_what_matters_least(qtbot, window):
    transport = window.transport
    everything = (transport.speed, transport.epoch, transport.granularity, transport.train_loss)
    assert all(widget.isVisible() for widget in everything)
    for width, gone in ((1050, 1), (900, 2), (700, 3)):
        transport.setFixedWidth(width)
        qtbot.waitUntil(lambda n=gone: sum(not widget.isVisible() for widget in everything) >= n)
        assert transport.step.isVisible()
        assert transport.iteration.isVisible()
        right = max(w.geometry().right() for w in (transport.iteration, transport.step, transport.run))
        assert right <= width


def test_pointing_at_a_bar_or_a_cell_lights_the_unit_everywhere(qtbot, window):
    window.session.seek(Position(40, 3))
    qtbot.waitUntil(lambda: 1 in window.charts["activations"].now.histograms)
    view = window.charts["activations"].now
    a = window.session.frame.values["a1"][:, 0]
    bars = view.bars(view.cells()[0])
    unit = int(np.argmin(np.abs(a)))
    x = bars.left() + (a[unit] + 1) / 2 * bars.width()
    qtbot.mouseMove(view, QPoint(round(x), round(bars.center().y())))
    assert window.session.hovered == Selection("unit", 1, unit)
    qtbot.mouseMove(view, QPoint(2, 2))
    assert window.session.hovered is None
    window.session.hover(Selection("unit", 1, 2))
    assert view.histograms[1].selected is not None
    window.session.hover(None)
    window.panels["values"].raise_()
    values = window.charts["values"]
    qtbot.waitUntil(lambda: values.isVisible() and window.panels["values"].in_front())
    values.choose("W1")
    cell = values.table.visualRect(values.matrix.index(2, 1))
    qtbot.mouseMove(values.table.viewport(), cell.center())
    assert window.session.hovered == Selection("weight", 1, 2, 1)


def test_long_numbers_are_never_cut(qtbot, window):
    transport = window.transport
    for text in ("0.123", "1.1·10⁻⁸", "−1.23456·10⁻¹⁰⁰"):
        transport.train_loss.set_value(text)
        transport.test_loss.set_value(text)
        transport.show_frame(window.session.frame)
        transport.train_loss.set_value(text)
        transport.fit()
        qtbot.waitUntil(
            lambda: transport.train_loss.width() >= transport.train_loss.minimumSizeHint().width()
        )
    window.session.seek(Position(123456, 17))
    qtbot.waitUntil(lambda: transport.iteration.width() >= transport.iteration.minimumSizeHint().width())
    assert transport.iteration.text == "123\u2009456 · op 17/17"


def test_what_output_shows_is_chosen_by_keys_and_remembered(qtbot, make_window, tmp_path):
    choices = QSettings(str(tmp_path / "layout.ini"), QSettings.Format.IniFormat)
    window = make_window(settings=choices)
    view = window.charts["surface"]
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window.network, Qt.Key.Key_D, keys)
    qtbot.keyClick(window.network, Qt.Key.Key_E, keys)
    assert (view.discretised, view.points) == (True, "train")
    window.session.select(Selection("unit", 1, 2))
    qtbot.keyClick(window.network, Qt.Key.Key_U, keys)
    assert window.panels["surface"].windowTitle() == "Unit a¹₃"
    window.session.open_example("iris")
    assert window.panels["surface"].windowTitle() == "Output"
    assert not view.smooth_switch.usable
    assert view.points_switch.usable
    window.session.undo_stack.setClean()
    window.close()
    other = make_window(settings=choices)
    assert (other.charts["surface"].discretised, other.charts["surface"].points) == (True, "train")


def test_the_speed_is_said_in_words(qtbot, window):
    window.transport.speed.setValue(0)
    assert "one operation every 4 s" in window.transport.speed.toolTip()
    window.transport.speed.setValue(100)
    assert window.transport.speed.accessibleDescription() == "no limit"


def test_in_slow_motion_every_view_shows_every_operation(qtbot, window):
    window.session.runner.set_speed(0.0)
    window.session.run()
    qtbot.waitUntil(lambda: window.session.position.operation == 1)
    seen = [follower for follower in window.refresh_scheduler.followers if follower.seen()]
    assert window.charts["surface"] in [follower.view for follower in seen]
    qtbot.waitUntil(lambda: not any(follower.stale for follower in seen))
    assert window.session.position == Position(0, 1)


def test_commands_go_through_the_choices_of_the_charts(window):
    charts = window.charts
    for name, read, expected in (
        ("chart_loss", lambda: charts["loss"].quantity, ["accuracy", "loss"]),
        ("chart_gradients", lambda: charts["gradients"].mode, ["map", "ratio", "lines"]),
        ("chart_time", lambda: charts["activations"].mode, ["time", "now"]),
        ("chart_quantity", lambda: charts["activations"].quantity, ["weights", "gradients", "activations"]),
    ):
        seen = []
        for _ in expected:
            window.action(name).trigger()
            seen.append(read())
        assert seen == expected


def test_switches_stand_in_the_titles_while_there_is_room(window):
    bar, view = window.panels["loss"].title_bar, window.charts["loss"]
    bar.resize(500, bar.height())
    assert view.switch.isVisible()
    bar.resize(130, bar.height())
    assert not view.switch.isVisible()


def test_history_is_exported(window, monkeypatch, tmp_path):
    from PySide6.QtWidgets import QFileDialog

    window.session.seek(Position(30, 0))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "run.csv"), ""))
    window.action("export_history").trigger()
    assert (tmp_path / "run.csv").read_text().count("\n") == 31


def test_a_picture_of_any_view_is_saved(window, qtbot, tmp_path, monkeypatch):
    from PySide6.QtSvg import QSvgRenderer
    from PySide6.QtWidgets import QFileDialog, QInputDialog

    offered = []

    def choose(_window, _title, _label, titles, *_rest):
        offered.append(titles)
        return "Values", True

    monkeypatch.setattr(QInputDialog, "getItem", choose)
    path = str(tmp_path / "values.svg")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, "SVG picture (*.svg)"))
    with qtbot.waitSignal(window.session.message) as said:
        window.action("view_picture").trigger()
    assert {"Network", "Explain", "Values", "Loss", "Judge", "Build"} <= set(offered[0])
    assert said.args == ["Saved values.svg"]
    assert QSvgRenderer(path).isValid()


def test_menus_open_by_alt_and_their_first_letter(window):
    letters = [menu.title()[1] for menu in window.menus.values()]
    assert all(menu.title().startswith("&") for menu in window.menus.values())
    assert len(set(letters)) == len(letters)


def test_a_file_brings_back_run_notes_and_panels(window, qtbot, tmp_path):
    from nnviz.core.document.notes import Bookmark, Notes

    session, path = window.session, tmp_path / "mine.nnviz"
    window.panels["surface"].hide()
    window.panels.bring("judge")
    session.timeline.run(150)
    session.seek(Position(120, 7))
    values = {name: array.copy() for name, array in session.frame.values.items()}
    session.apply(NotesEdit("Bookmark", Notes(bookmarks=(Bookmark(iteration=120, name="here"),))))
    session.save(path)
    window.panels.reset()
    window.panels.bring("explain")
    session.open_example("iris")
    assert not window.panels["surface"].isHidden()
    window.documents.open_file(str(path))
    assert session.position == (120, 7)
    assert session.timeline.length == 150
    assert session.notes.bookmarks[0].name == "here"
    assert all(np.array_equal(session.frame.values[name], values[name]) for name in values)
    assert window.panels["surface"].isHidden()
    qtbot.waitUntil(window.panels["judge"].in_front)
    assert not session.modified


class _WindowsShown(QObject):
    """Notes every widget that is shown as a window."""

    def __init__(self):
        super().__init__()
        self.names = []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


def test_completing_the_window_shows_no_other_and_it_stays_active(qapp, make_window):
    shown = _WindowsShown()
    qapp.installEventFilter(shown)
    window = make_window()
    qapp.removeEventFilter(shown)
    assert shown.names == ["MainWindow"]
    assert window.isActiveWindow()

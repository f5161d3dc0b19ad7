"""Commands found by words, positions visited by number, pictures copied, single keys switched off."""

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QApplication

from nnviz.actions import is_single
from nnviz.commands import COMMANDS
from nnviz.core.arrays.frame import Position
from nnviz.views.cheat_sheet import CheatSheet
from nnviz.views.command_palette import CommandPalette, entries
from nnviz.views.go_to import GoTo


def palette(window):
    window.show_palette()
    return window.findChild(CommandPalette)


def test_the_palette_has_every_command(make_window):
    window = make_window()
    window.lessons.fill()
    found = {entry.action for entry in entries(window.menus.values())}
    assert {window.action(command.name) for command in COMMANDS} <= found
    assert {panel.toggleViewAction() for panel in window.panels.values()} <= found


def test_a_few_letters_and_return_do_a_command(make_window, qtbot):
    window = make_window()
    found = palette(window)
    qtbot.keyClicks(found.field, "dark")
    assert found.shown()[0] == "Dark"
    qtbot.keyClick(found.field, Qt.Key.Key_Return)
    assert window.action("dark").isChecked()
    assert not found.isVisible()
    window.appearance.set_theme("light")


def test_arrows_move_in_the_palette_and_nothing_found_is_said(make_window, qtbot):
    window = make_window()
    found = palette(window)
    qtbot.keyClicks(found.field, "layer")
    assert len(found.shown()) > 5
    qtbot.keyClick(found.field, Qt.Key.Key_Down)
    assert found.list.currentRow() == 1
    qtbot.keyClick(found.field, Qt.Key.Key_Up)
    qtbot.keyClick(found.field, Qt.Key.Key_Up)
    assert found.list.currentRow() == 0
    qtbot.keyClicks(found.field, " zzz")
    assert found.shown() == []
    assert found.no_results.isVisible()
    qtbot.keyClick(found.field, Qt.Key.Key_Return)
    assert found.isVisible()
    qtbot.keyClick(found.field, Qt.Key.Key_Escape)
    assert not found.isVisible()


def test_the_sheet_is_complete_and_can_be_searched(make_window, qtbot):
    sheet = CheatSheet(make_window())
    qtbot.addWidget(sheet)
    sheet.show()
    shown = sheet.shown()
    assert {command.text.rstrip("…") for command in COMMANDS} <= set(shown)
    assert "Panel Explain" in shown
    assert "Type its number" in shown
    qtbot.keyClicks(sheet.field, "ctrl+b")
    assert "Bookmark this position" in sheet.shown()
    assert "Run" not in sheet.shown()
    sheet.field.clear()
    assert sheet.shown() == shown
    qtbot.keyClicks(sheet.field, "qqq")
    assert sheet.no_results.isVisible()


def go_to(window, qtbot, text):
    popup = window.findChild(GoTo)
    if popup is None or not popup.isVisible():
        qtbot.mouseClick(window.transport.iteration, Qt.MouseButton.LeftButton)
        popup = window.findChild(GoTo)
    popup.field.selectAll()
    qtbot.keyClicks(popup.field, text)
    qtbot.keyClick(popup.field, Qt.Key.Key_Return)
    return popup


def test_a_click_on_the_counter_goes_to_what_is_typed(make_window, qtbot):
    window = make_window()
    session = window.session
    popup = go_to(window, qtbot, "37.5")
    assert session.position == Position(37, 5)
    assert not popup.isVisible()
    go_to(window, qtbot, "12")
    assert session.position == Position(12, 5)
    popup = go_to(window, qtbot, "12.99")
    assert popup.isVisible()
    assert "operations 0 to 17, not 99" in popup.error.text()
    assert session.position == Position(12, 5)
    qtbot.keyClick(popup.field, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_what_is_far_ahead_is_run_to(make_window, qtbot):
    window = make_window()
    with qtbot.waitSignal(window.session.frame_changed):
        go_to(window, qtbot, "900000000")
    assert window.session.running
    assert window.session.breakpoints.target.value == 900_000_000
    window.session.pause()
    popup = go_to(window, qtbot, "1000000000000")
    assert popup.error.text() == "Go to: iterations up to 1,000,000,000 can be reached."
    assert not window.session.running


@pytest.mark.parametrize("view", ["Network", "Loss", "Explain"])
def test_a_picture_of_any_view_is_copied(make_window, view):
    window = make_window()

    def choose():
        dialog = QApplication.activeModalWidget()
        dialog.setTextValue(view)
        dialog.accept()

    QGuiApplication.clipboard().clear()
    QTimer.singleShot(0, choose)
    window.action("copy_picture").trigger()
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert QGuiApplication.clipboard().image().width() > 200
    assert data.data("image/svg+xml").startsWith(b"<?xml")
    assert view in window.toast.text()


def test_single_keys_can_be_switched_off_and_stay_so(make_window, qtbot, tmp_path):
    settings = QSettings(str(tmp_path / "keys.ini"), QSettings.Format.IniFormat)
    window = make_window(settings=settings)

    def uncheck():
        dialog = QApplication.activeModalWidget()
        dialog.single_keys.setChecked(False)
        dialog.accept()

    QTimer.singleShot(0, uncheck)
    window.show_settings()
    single = {key for command in COMMANDS for key in command.keys if is_single(key)}
    assert {"R", "N", "1", "+"} <= single
    for shown in (window, make_window(settings=settings)):
        left = {key for action in shown.actions() for key in action.shortcuts()}
        assert not left & {QKeySequence(key) for key in single}
        assert QKeySequence("F5") in left
        assert "(N)" not in shown.action("lesson_next").toolTip()
    before = window.network.quantity
    qtbot.keyClick(window.network, Qt.Key.Key_G)
    assert window.network.quantity == before
    window.set_single_keys(True)
    window.activateWindow()
    with qtbot.waitActive(window):
        pass
    qtbot.keyClick(window.network, Qt.Key.Key_G)
    assert window.network.quantity != before

"""Other keys for commands: given, taken over, removed, reset and remembered."""

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence

from nnviz.session.settings import remember_shortcuts, shortcuts
from nnviz.views.shortcuts_dialog import ShortcutsDialog

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "keys.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(make_window, settings):
    return make_window(settings=settings)


@pytest.fixture
def dialog(window, qtbot):
    found = ShortcutsDialog(window.shortcuts, window)
    found.show()
    return found


def press(qtbot, dialog, key, modifiers=Qt.KeyboardModifier.NoModifier):
    dialog.key.setFocus()
    qtbot.keyClick(dialog.key, key, modifiers)
    dialog.key.editingFinished.emit()


def keys(window, name):
    return [key.toString() for key in window.action(name).shortcuts()]


def test_a_free_key_is_given_at_once_and_works(window, dialog, qtbot):
    dialog.choose("quantity")
    press(qtbot, dialog, Qt.Key.Key_F4)
    assert keys(window, "quantity") == ["G", "F4"]
    assert "F4 is a key of “Weights or gradients” now." in dialog.sentence.text()
    with qtbot.waitActive(window):
        dialog.close()
        window.activateWindow()
    window.network.setFocus()
    before = window.network.quantity
    qtbot.keyClick(window, Qt.Key.Key_F4)
    assert window.network.quantity != before


def test_a_conflict_is_said_and_the_key_is_taken_only_when_asked(window, dialog, qtbot):
    dialog.choose("stage")
    press(qtbot, dialog, Qt.Key.Key_G, CTRL)
    assert keys(window, "stage") == ["F10"]
    assert dialog.sentence.text().startswith("Ctrl+G belongs to “Go to”.")
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert keys(window, "stage") == ["F10", "Ctrl+G"]
    assert keys(window, "go_to") == []
    qtbot.mouseClick(dialog.reset_all, Qt.MouseButton.LeftButton)
    assert keys(window, "stage") == ["F10"]
    assert keys(window, "go_to") == ["Ctrl+G"]


def test_the_key_of_a_panel_cannot_be_taken(window, dialog, qtbot):
    dialog.choose("stage")
    press(qtbot, dialog, Qt.Key.Key_1, CTRL)
    assert "shows the panel “Build”" in dialog.sentence.text()
    assert not dialog.take.isVisible()
    assert keys(window, "stage") == ["F10"]


def test_keys_are_removed_and_one_command_is_reset(window, dialog, qtbot):
    dialog.choose("stage")
    qtbot.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    assert keys(window, "stage") == []
    assert "(F10)" not in window.action("stage").toolTip()
    dialog.choose("presenter")
    press(qtbot, dialog, Qt.Key.Key_F10)
    assert "F10" in keys(window, "presenter")
    dialog.choose("stage")
    qtbot.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    # Its own key comes back from wherever it went.
    assert keys(window, "stage") == ["F10"]
    assert "F10" not in keys(window, "presenter")


def test_single_keys_stay_off_whoever_gives_them(window, dialog, qtbot):
    window.set_single_keys(False)
    dialog.choose("stage")
    press(qtbot, dialog, Qt.Key.Key_Z)
    assert keys(window, "stage") == ["F10"]
    assert "Single-key shortcuts are off" in dialog.sentence.text()
    window.set_single_keys(True)
    assert keys(window, "stage") == ["F10", "Z"]


def test_what_was_changed_is_remembered(window, dialog, qtbot, settings, make_window):
    dialog.choose("stage")
    press(qtbot, dialog, Qt.Key.Key_F4)
    remember_shortcuts(settings, window.shortcuts.changed)
    assert keys(make_window(settings=settings), "stage") == ["F10", "F4"]


@pytest.mark.parametrize(
    "text",
    ["", "no json", "[1]", '{"stage": 3}', '{"stage": [3, null]}', '{"x": ["A"]}', "[" * 5000],
)
def test_settings_that_hold_anything_else_do_no_harm(settings, text, window):
    from nnviz.actions import Shortcuts

    settings.setValue("shortcuts", text)
    found = Shortcuts(window.actions_by_name, shortcuts(settings))
    assert all(isinstance(key, str) for name in found.changed for key in found.keys(name))
    window.shortcuts.reset()
    assert QKeySequence("Ctrl+G") in window.action("go_to").shortcuts()


def test_the_search_finds_commands_by_words_and_keys(dialog, qtbot):
    qtbot.keyClicks(dialog.field, "ctrl+g")
    shown = [row for row in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(row)]
    assert {dialog.table.item(row, 0).text() for row in shown} >= {"Go to"}
    assert len(shown) < 5


def test_the_sheet_of_shortcuts_leads_there(window, qtbot, monkeypatch):
    from nnviz.views.cheat_sheet import CheatSheet

    opened = []
    monkeypatch.setattr(ShortcutsDialog, "exec", lambda self: opened.append(self))
    sheet = CheatSheet(window)
    sheet.show()
    qtbot.mouseClick(sheet.change, Qt.MouseButton.LeftButton)
    assert len(opened) == 1

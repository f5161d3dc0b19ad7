"""Bookmarks in the window: keys, the name in place, the menu, the list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from nnviz.core.arrays.frame import Position
from nnviz.core.document.notes import Bookmark

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def marked(window):
    """Return a window with two bookmarks."""
    for place in (Position(30, 4), Position(80, 0)):
        window.session.seek(place)
        window.bookmarks.toggle()
        window.bookmarks.name_field.hide()
    window.network.setFocus()
    return window


def test_a_key_sets_one_and_asks_for_its_name_in_place(qtbot, window):
    window.session.seek(Position(200, 0))
    window.session.seek(Position(40, 6))
    qtbot.keyClick(window.network, Qt.Key.Key_B, CTRL)
    assert window.session.notes.bookmarks == (Bookmark(iteration=40, operation=6),)
    field = window.bookmarks.name_field
    assert field.isVisible()
    assert field.hasFocus()
    flag = window.strip.scrubber.mapTo(window, window.strip.scrubber.rect().topLeft()).x()
    at = flag + window.strip.scrubber.scale.to(40)
    assert field.geometry().left() <= at <= field.geometry().right()
    qtbot.keyClicks(field, "a < b & c")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.session.notes.bookmarks[0].name == "a < b & c"
    assert not field.isVisible()
    assert window.network.hasFocus()
    qtbot.keyClick(window.network, Qt.Key.Key_Z, CTRL)
    assert window.session.notes.bookmarks == ()


def test_a_name_is_optional(qtbot, window):
    qtbot.keyClick(window.network, Qt.Key.Key_B, CTRL)
    field = window.bookmarks.name_field
    qtbot.keyClicks(field, "no")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert window.session.notes.bookmarks == (Bookmark(iteration=0, operation=0),)
    assert window.network.hasFocus()
    qtbot.keyClick(window.network, Qt.Key.Key_B, CTRL)
    assert window.session.notes.bookmarks == ()
    assert not field.isVisible()


def test_going_on_with_the_mouse_keeps_what_was_typed(qtbot, window):
    qtbot.keyClick(window.network, Qt.Key.Key_B, CTRL)
    qtbot.keyClicks(window.bookmarks.name_field, "start")
    window.network.setFocus()
    assert window.session.notes.bookmarks[0].name == "start"


def test_keys_jump(qtbot, marked):
    marked.session.seek(Position(50, 1))
    qtbot.keyClick(marked.network, Qt.Key.Key_B, CTRL | SHIFT)
    assert marked.session.position == (80, 0)
    qtbot.keyClick(marked.network, Qt.Key.Key_Up, ALT)
    assert marked.session.position == (30, 4)
    qtbot.keyClick(marked.network, Qt.Key.Key_Down, ALT)
    assert marked.session.position == (80, 0)


def test_without_any_a_sentence_helps(qtbot, window):
    with qtbot.waitSignal(window.session.message) as told:
        window.action("next_bookmark").trigger()
    assert "Ctrl+B" in told.args[0]


def test_the_menu_lists_them(qtbot, marked):
    menu = marked.menus["Run"]
    marked.session.seek(Position(3, 0))
    for _ in range(2):
        menu.aboutToShow.emit()
        texts = [action.text() for action in menu.actions()]
        assert texts[-2:] == ["iteration 30 · op 4", "iteration 80"]
        assert texts.count("iteration 80") == 1
    menu.actions()[-2].trigger()
    assert marked.session.position == (30, 4)


@pytest.fixture
def listed(qtbot, marked):
    """Return the list of a window with two bookmarks, open."""
    marked.action("list_bookmarks").trigger()
    found = marked.bookmarks.popup
    qtbot.waitUntil(found.isVisible)
    yield found
    found.hide()


def row(listed, number):
    return listed.tree.topLevelItem(number)


def test_the_list_goes_there(qtbot, marked, listed):
    assert [row(listed, k).text(1) for k in range(2)] == ["iteration 30 · op 4", "iteration 80"]
    assert listed.tree.currentItem() is row(listed, 1)
    listed.tree.setCurrentItem(row(listed, 0))
    qtbot.keyClick(listed.tree, Qt.Key.Key_Return)
    assert marked.session.position == (30, 4)
    rect = listed.tree.visualItemRect(row(listed, 1))
    qtbot.mouseClick(listed.tree.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert marked.session.position == (80, 0)
    listed.grab()


def test_the_list_names(qtbot, marked, listed):
    listed.tree.setCurrentItem(row(listed, 0))
    qtbot.keyClick(listed.tree, Qt.Key.Key_F2)
    editor = listed.tree.findChild(QLineEdit)
    assert editor.text() == ""
    qtbot.keyClicks(editor, "the valley")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: marked.session.notes.bookmarks[0].name == "the valley")
    qtbot.waitUntil(lambda: row(listed, 0).text(0) == "the valley")
    assert marked.session.undo_stack.undoText() == "Name bookmark"


def test_the_list_removes_and_says_when_it_is_empty(qtbot, marked, listed):
    qtbot.keyClick(listed.tree, Qt.Key.Key_Delete)
    assert [b.iteration for b in marked.session.notes.bookmarks] == [30]
    qtbot.waitUntil(lambda: listed.tree.topLevelItemCount() == 1)
    qtbot.mouseClick(listed.remove, Qt.MouseButton.LeftButton)
    assert marked.session.notes.bookmarks == ()
    qtbot.waitUntil(lambda: not listed.tree.isVisible())
    assert not listed.remove.isEnabled()
    marked.session.undo_stack.undo()
    qtbot.waitUntil(lambda: listed.tree.topLevelItemCount() == 1)
    qtbot.keyClick(listed.tree, Qt.Key.Key_Escape)
    assert not listed.isVisible()

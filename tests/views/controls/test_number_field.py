"""Typing numbers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import NumberField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.manager().apply(qapp, "light", 1.0)


@pytest.fixture
def window(qtbot):
    """A window with a field, another to go to, and an undo of its own."""
    widget = QWidget()
    widget.field = NumberField("rate η", 0.5, minimum=0, maximum=10, tooltip="Learning rate")
    widget.other = QLineEdit()
    column = QVBoxLayout(widget)
    column.addWidget(widget.field)
    column.addWidget(widget.other)
    widget.undo = QAction("Undo", widget)
    widget.undo.setShortcut(QKeySequence.StandardKey.Undo)
    widget.addAction(widget.undo)
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    widget.field.setFocus()
    qtbot.waitUntil(widget.field.hasFocus)
    return widget


def retype(qtbot, field, text):
    field.setFocus()
    field.selectAll()
    if text.isascii():
        qtbot.keyClicks(field, text)
    else:
        QApplication.clipboard().setText(text)
        qtbot.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize(
    ("text", "value"), [("0.25", 0.25), ("1/3", 1 / 3), ("1e-3", 1e-3), ("2·10⁻²", 0.02), (" 3 ", 3.0)]
)
def test_return_commits(window, qtbot, text, value):
    retype(qtbot, window.field, text)
    with qtbot.waitSignal(window.field.committed) as signal:
        qtbot.keyClick(window.field, Qt.Key.Key_Return)
    assert signal.args == [value]
    assert window.field.value() == value
    assert window.field.text() == text.strip()
    assert not window.field.hasFocus(), "the keyboard goes back to the window"


def test_leaving_commits(window, qtbot):
    retype(qtbot, window.field, "2")
    with qtbot.waitSignal(window.field.committed):
        qtbot.keyClick(window.field, Qt.Key.Key_Tab)
    assert window.other.hasFocus()


def test_the_same_value_is_no_news(window, qtbot):
    retype(qtbot, window.field, "0.50")
    with qtbot.assertNotEmitted(window.field.committed):
        qtbot.keyClick(window.field, Qt.Key.Key_Return)


def test_looking_changes_nothing(qtbot, window):
    window.field.set_value(0.123456789123)
    assert window.field.text() == "0.123457"
    with qtbot.assertNotEmitted(window.field.committed):
        qtbot.keyClick(window.field, Qt.Key.Key_Return)
        window.field.setFocus()
        window.other.setFocus()
    assert window.field.value() == 0.123456789123


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("11", "rate η must be from 0 to 10."),
        ("-1/3", "rate η must be from 0 to 10."),
        ("abc", "“abc” is not a number: write it like 0.5, 1e-3 or 1/3."),
        ("nan", "“nan” is not a number: write it like 0.5, 1e-3 or 1/3."),
        ("", "Type a number, such as 0.5, 1e-3 or 1/3."),
    ],
)
def test_what_is_not_allowed_is_said(window, qtbot, text, says):
    field = window.field
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.keyClicks(field, text)
    with qtbot.waitSignal(field.rejected) as signal, qtbot.assertNotEmitted(field.committed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert signal.args == [says]
    assert field.error() == field.toolTip() == field.accessibleDescription() == says
    assert field.property("invalid") is True
    assert field.text() == text, "nothing is clamped silently"
    assert field.value() == 0.5
    assert field.hasFocus()

    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.error(), field.toolTip()) == ("0.5", "", "Learning rate")


def test_an_error_goes_as_soon_as_it_is_mended(window, qtbot):
    retype(qtbot, window.field, "1")
    qtbot.keyClicks(window.field, "99")
    window.field.commit()
    assert window.field.error()
    qtbot.keyClick(window.field, Qt.Key.Key_Backspace)
    assert window.field.error(), "19 is still too much"
    qtbot.keyClick(window.field, Qt.Key.Key_Backspace)
    assert not window.field.error()


def test_errors_are_red(window, qtbot):
    retype(qtbot, window.field, "x")
    window.field.commit()
    image = window.field.grab().toImage()
    assert image.pixelColor(image.width() // 2, 0).name().upper() == theme.LIGHT.danger


def test_bounds_of_every_kind(qtbot):
    above = NumberField("rate η", 1, above=0)
    least = NumberField("layers", 1, minimum=1, integer=True)
    most = NumberField("p", 0, maximum=0.5)
    for field, text, says in [
        (above, "0", "rate η must be more than 0."),
        (least, "0", "layers must be 1 or more."),
        (least, "1.5", "“1.5” is not a whole number: write it like 3 or 160."),
        (most, "0.6", "p must be 0.5 or less."),
    ]:
        qtbot.addWidget(field)
        qtbot.keyClicks(field, text) if not field.text() else retype(qtbot, field, text)
        assert not field.commit()
        assert field.error() == says


def test_a_check_of_ones_own(qtbot):
    def even(value):
        if value % 2:
            raise ValueError("batch must be even.")

    field = NumberField("batch", 2, integer=True, check=even)
    qtbot.addWidget(field)
    retype(qtbot, field, "3")
    assert not field.commit()
    assert field.error() == "batch must be even."


def test_whole_numbers_are_exact(qtbot):
    field = NumberField("seed", 4, integer=True)
    qtbot.addWidget(field)
    retype(qtbot, field, "9007199254740993")
    with qtbot.waitSignal(field.committed) as signal:
        field.commit()
    assert signal.args == [9007199254740993]
    assert isinstance(signal.args[0], int)
    assert field.text() == "9007199254740993"


def test_arrows_nudge(window, qtbot):
    field = window.field
    field.set_value(0.1)
    with qtbot.waitSignals([field.committed, field.committed]):
        qtbot.keyClick(field, Qt.Key.Key_Up)
        qtbot.keyClick(field, Qt.Key.Key_Up)
    assert (field.value(), field.text()) == (0.3, "0.3")
    qtbot.keyClick(field, Qt.Key.Key_Down)
    assert field.value() == 0.2
    field.set_value(10)
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 10
    assert field.error()


def test_undo_is_the_windows_until_something_is_typed(window, qtbot):
    undo = Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(window.undo.triggered):
        qtbot.keyClick(window.field, *undo)
    retype(qtbot, window.field, "7")
    with qtbot.assertNotEmitted(window.undo.triggered):
        qtbot.keyClick(window.field, *undo)
    assert window.field.text() == "0.5"
    retype(qtbot, window.field, "7")
    window.field.commit()
    with qtbot.waitSignal(window.undo.triggered):
        qtbot.keyClick(window.field, *undo)
    assert window.field.text() == "7"


def test_set_value_keeps_what_is_typed(window, qtbot):
    field = window.field
    retype(qtbot, field, "1/3")
    field.set_value(0.7)
    assert field.text() == "1/3"
    field.commit()
    field.set_value(1 / 3)
    assert field.text() == "1/3", "the same value keeps its spelling"
    field.set_value(0.25)
    assert field.text() == "0.25"


def test_decimals_do_not_hide_a_value(qtbot):
    field = NumberField("noise", 0.1, decimals=2)
    qtbot.addWidget(field)
    assert field.text() == "0.10"
    field.set_value(0.125)
    assert field.text() == "0.125"


def test_escape_without_typing_goes_on(window, qtbot):
    seen = []
    window.keyPressEvent = lambda event: seen.append(event.key())
    qtbot.keyClick(window.field, Qt.Key.Key_Escape)
    assert seen == [Qt.Key.Key_Escape]


def test_a_click_selects_all(window, qtbot):
    window.other.setFocus()
    qtbot.mouseClick(window.field, Qt.MouseButton.LeftButton)
    assert window.field.selectedText() == "0.5"

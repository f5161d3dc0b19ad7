"""Choosing from a list."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.views.controls import ChoiceField

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.manager().apply(qapp, "light", 1.0)


@pytest.fixture
def field(qtbot):
    widget = ChoiceField("loss", [("ce", "cross-entropy"), ("se", "squared error"), ("ab", "absolute")])
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


def wheel(field):
    centre = QPointF(field.rect().center())
    event = QWheelEvent(
        centre,
        QPointF(field.mapToGlobal(centre)),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
    return event.isAccepted()


def test_keys(field, qtbot):
    field.setFocus()
    with qtbot.waitSignal(field.changed) as signal:
        qtbot.keyClick(field, Qt.Key.Key_Down)
    assert signal.args == ["se"]
    assert field.value() == "se"


def test_mouse(field, qtbot):
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    view = field.view()
    qtbot.waitUntil(view.isVisible)
    place = view.visualRect(field.model().index(2, 0)).center()
    with qtbot.waitSignal(field.changed) as signal:
        qtbot.mouseMove(view.viewport(), place)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert signal.args == ["ab"]
    qtbot.waitUntil(lambda: not view.isVisible())
    assert not field.hasFocus(), "the keyboard goes back to the window"


def test_set_value_is_silent(field, qtbot):
    with qtbot.assertNotEmitted(field.changed):
        field.set_value("ab")
    assert (field.value(), field.currentText()) == ("ab", "absolute")
    with pytest.raises(ValueError, match="loss is one of ce, se, ab"):
        field.set_value("hinge")


def test_the_wheel_scrolls_the_panel_unless_focused(field):
    field.clearFocus()
    assert not wheel(field)
    assert field.value() == "ce"
    field.setFocus()
    assert wheel(field)
    assert field.value() == "se"


def test_other_options_keep_the_choice(field, qtbot):
    field.set_value("se")
    with qtbot.assertNotEmitted(field.changed):
        field.set_options([("se", "squared error"), ("hu", "Huber")])
    assert field.value() == "se"
    field.set_options([])
    assert field.value() == ""


def test_name_and_focus(field):
    assert field.accessibleName() == "loss"
    assert field.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_width_follows_the_text(field):
    wide = field.sizeHint().width()
    field.set_value("ab")
    assert field.sizeHint().width() < wide

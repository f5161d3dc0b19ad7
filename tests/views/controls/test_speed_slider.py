"""Sliding."""

import pytest
from PySide6.QtCore import QPoint, Qt

from nnviz import theme
from nnviz.views.controls import SpeedSlider


@pytest.fixture
def slider(qtbot, qapp):
    theme.manager().apply(qapp, "light", 1.0)
    widget = SpeedSlider("Speed", 0, 10, "How fast to run")
    qtbot.addWidget(widget)
    widget.resize(116, 22)
    widget.show()
    return widget


@pytest.mark.parametrize(("x", "value"), [(0, 0), (8, 0), (58, 5), (108, 10), (115, 10)])
def test_a_click_goes_there(slider, qtbot, x, value):
    slider.setValue(3)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x, 11))
    assert slider.value() == value
    assert not slider.isSliderDown()


def test_dragging(slider, qtbot):
    seen = []
    slider.valueChanged.connect(seen.append)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(58, 11))
    qtbot.mouseMove(slider, QPoint(78, 11))
    qtbot.mouseMove(slider, QPoint(500, 11))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(500, 11))
    assert seen == [5, 7, 10]


def test_the_keyboard_stays_with_the_window(slider, qtbot):
    assert slider.focusPolicy() == Qt.FocusPolicy.NoFocus
    slider.setValue(3)
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert slider.value() == 3


def test_other_buttons_do_nothing(slider, qtbot):
    qtbot.mouseClick(slider, Qt.MouseButton.RightButton, pos=QPoint(58, 11))
    assert slider.value() == 0


def test_name_and_look(slider):
    assert (slider.accessibleName(), slider.toolTip()) == ("Speed", "How fast to run")
    slider.setValue(5)
    image = slider.grab().toImage()
    assert image.pixelColor(58, 11).name().upper() == theme.LIGHT.ink
    assert image.pixelColor(20, 11).name().upper() == theme.LIGHT.groove

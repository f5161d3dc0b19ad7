"""Sliding."""

import pytest
from PySide6.QtCore import QPoint, Qt

from nnviz import theme
from nnviz.session.runner import rate
from nnviz.views.controls import SpeedSlider
from nnviz.views.controls.speed_slider import speed_words


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


@pytest.mark.parametrize(
    ("speed", "words"),
    [
        (0.25, "one operation every 4 s"),
        (0.4, "one operation every 2.5 s"),
        (1.0, "one operation per second"),
        (2.0, "2 operations/s"),
        (12.34, "12 operations/s"),
        (17_000.0, "1,000 iterations/s"),
        (1e6, "59,000 iterations/s"),
        (float("inf"), "no limit"),
    ],
)
def test_speeds_in_words(speed, words):
    assert speed_words(speed, 17) == words


def test_the_ends_of_the_control_in_words():
    assert speed_words(rate(0.0), 17) == "one operation every 4 s"
    assert speed_words(rate(1.0), 17) == "no limit"

"""Choosing a segment."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from nnviz import theme
from nnviz.views.controls import SegmentedControl


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.manager().apply(qapp, "light", 1.0)


@pytest.fixture
def control(qtbot):
    widget = SegmentedControl(
        ["operation", ("layer", "Layer"), "phase"], "Step by", {"layer": "One layer"}, focusable=True
    )
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_clicks_choose(control, qtbot):
    assert control.value() == "operation"
    with qtbot.waitSignal(control.changed) as signal:
        qtbot.mouseClick(control.segment("phase"), Qt.MouseButton.LeftButton)
    assert signal.args == ["phase"]
    assert control.value() == "phase"
    with qtbot.assertNotEmitted(control.changed):
        qtbot.mouseClick(control.segment("phase"), Qt.MouseButton.LeftButton)


def test_set_value_is_silent(control, qtbot):
    with qtbot.assertNotEmitted(control.changed):
        control.set_value("layer")
    assert control.value() == "layer"
    with pytest.raises(ValueError, match="Step by is one of operation, layer, phase"):
        control.set_value("epoch")


def test_keys_choose(control, qtbot):
    seen = []
    control.changed.connect(seen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End):
        qtbot.keyClick(control, key)
    assert seen == ["layer", "phase", "operation", "phase"]


def test_keys_pass_over_what_is_off(control, qtbot):
    control.segment("layer").setEnabled(False)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    assert control.value() == "phase"


def test_focus_policy(control, qtbot):
    assert control.focusPolicy() == Qt.FocusPolicy.StrongFocus
    quiet = SegmentedControl(["weights", "gradients"], "Show")
    qtbot.addWidget(quiet)
    assert quiet.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert quiet.segment("weights").focusPolicy() == Qt.FocusPolicy.NoFocus


def test_nothing_moves_when_the_choice_changes(control):
    places = [control.segment(key).geometry() for key in ("operation", "layer", "phase")]
    control.set_value("phase")
    assert [control.segment(key).geometry() for key in ("operation", "layer", "phase")] == places
    assert control.height() == 36


def test_the_choice_is_filled(control):
    control.set_value("layer")
    image = control.grab().toImage()
    inside = control.segment("layer").geometry().topLeft()
    outside = control.segment("phase").geometry().topLeft()
    assert image.pixelColor(inside.x() + 3, 5).name().upper() == theme.LIGHT.chip
    assert image.pixelColor(outside.x() + 3, 5).name().upper() == theme.LIGHT.panel


def test_names_for_screen_readers(control):
    tree = QAccessible.queryAccessibleInterface(control)
    assert tree.text(QAccessible.Text.Name) == "Step by"
    assert [tree.child(k).text(QAccessible.Text.Name) for k in range(3)] == ["operation", "Layer", "phase"]
    assert tree.child(0).role() == QAccessible.Role.RadioButton
    assert tree.child(0).state().checked
    assert control.segment("layer").toolTip() == "One layer"


def test_follows_the_scale(control, qapp, qtbot):
    theme.manager().apply(qapp, "dark", 1.5)
    qtbot.waitUntil(lambda: control.sizeHint().height() == 54)

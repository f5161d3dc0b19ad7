"""Buttons with pictures."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from nnviz import theme
from nnviz.views.controls import IconButton, PillButton, TransportButton


@pytest.fixture(autouse=True)
def dressed(qapp):
    theme.manager().apply(qapp, "light", 1.0)


@pytest.mark.parametrize("variant", PillButton.VARIANTS)
def test_click(qtbot, variant):
    button = PillButton("Step", "step", "One step forward", variant)
    qtbot.addWidget(button)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert button.toolTip() == "One step forward"
    assert button.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_there_is_no_such_variant():
    with pytest.raises(ValueError, match="plain, primary, quiet"):
        PillButton("Step", variant="loud")


def test_heights(qtbot):
    for button, height in ((TransportButton("Run", "run"), 36), (PillButton("Save"), 29)):
        qtbot.addWidget(button)
        assert button.sizeHint().height() == height


def test_primary_is_dark(qtbot):
    button = TransportButton("Step", "step", variant="primary")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    assert button.grab().toImage().pixelColor(20, 3).name().upper() == theme.LIGHT.primary
    button.setEnabled(False)
    assert button.grab().toImage().pixelColor(20, 3).name().upper() == theme.LIGHT.chip


def test_room_for_every_word(qtbot):
    button = TransportButton("Run", "run")
    qtbot.addWidget(button)
    button.reserve("Run", "Pause")
    before = button.sizeHint()
    button.setText("Pause")
    button.set_icon("pause")
    assert button.sizeHint() == before


def test_follow_an_action(qtbot):
    action = QAction("Step")
    action.setToolTip("One step forward (→)")
    action.setCheckable(True)
    button = TransportButton("Step", "step")
    qtbot.addWidget(button)
    button.follow(action)
    with qtbot.waitSignal(action.triggered):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert action.isChecked()
    assert button.isChecked()
    assert button.toolTip() == "One step forward (→)"
    action.setEnabled(False)
    assert not button.isEnabled()


def test_icon_button(qtbot):
    button = IconButton("dice", "Roll another seed")
    qtbot.addWidget(button)
    assert button.accessibleName() == button.toolTip() == "Roll another seed"
    assert button.sizeHint().width() == button.sizeHint().height() == 25


def test_follow_the_theme(qtbot, qapp):
    button = PillButton("Save")
    qtbot.addWidget(button)
    button.show()
    theme.manager().apply(qapp, "dark", 1.5)
    assert button.font().pixelSize() == 20
    button.resize(button.sizeHint())
    assert button.grab().toImage().pixelColor(20, 4).name().upper() == theme.DARK.panel

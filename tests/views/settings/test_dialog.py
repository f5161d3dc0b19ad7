"""The settings dialog: what is allowed is taken and remembered, what is not is explained."""

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from nnviz.session.memory import DEFAULT, LEAST, MOST
from nnviz.session.settings import megabytes
from nnviz.views.settings import SettingsDialog


def test_the_bound_is_taken_and_remembered(qtbot, make_window):
    settings = QSettings()
    window = make_window(settings=settings)
    dialog = SettingsDialog(window.session, settings, window)
    qtbot.addWidget(dialog)
    assert dialog.memory.value() == DEFAULT
    dialog.memory.selectAll()
    qtbot.keyClicks(dialog.memory, "100")
    dialog.accept()
    assert window.session.memory.megabytes == 100
    assert make_window(settings=QSettings()).session.memory.megabytes == 100


@pytest.mark.parametrize("text", ["31", "8193", "", "many", "-5"])
def test_what_is_not_allowed_is_said_and_not_taken(qtbot, window, text):
    dialog = SettingsDialog(window.session, None, window)
    qtbot.addWidget(dialog)
    dialog.memory.selectAll()
    qtbot.keyClicks(dialog.memory, text) if text else dialog.memory.del_()
    dialog.memory.setModified(True)
    dialog.accept()
    assert dialog.memory.error()
    assert window.session.memory.megabytes == DEFAULT
    assert dialog.result() == 0


def test_cancelling_changes_nothing(qtbot, window):
    dialog = SettingsDialog(window.session, None, window)
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.memory, "64")
    dialog.reject()
    assert window.session.memory.megabytes == DEFAULT


def test_it_opens_from_the_menu(qtbot, window):
    seen = []

    def look():
        dialog = QApplication.activeModalWidget()
        seen.append((type(dialog), dialog.used.text()))
        dialog.reject()

    QTimer.singleShot(0, look)
    window.action("settings").trigger()
    assert seen[0][0] is SettingsDialog
    assert seen[0][1].startswith("In use now: 0.")


@pytest.mark.parametrize(
    ("held", "taken"), [("nonsense", DEFAULT), ("1e99", MOST), (5, LEAST), (None, DEFAULT), ("512", 512)]
)
def test_whatever_the_file_holds_is_checked(qapp, held, taken):
    settings = QSettings()
    if held is not None:
        settings.setValue("memory", held)
    assert megabytes(settings) == taken

"""What File commands write besides the experiment, the files opened last, and work a crash cut off."""

import json
import subprocess
import sys

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.session import Session
from nnviz.session.autosave import Autosave
from nnviz.session.edit import Edit
from nnviz.views.controls import Menu
from nnviz.views.documents import Documents
from nnviz.views.export_actions import ExportActions
from nnviz.views.recent_files import MOST, RecentFiles
from nnviz.views.recovery import Recovery
from nnviz.views.worksheet_dialog import WorksheetDialog


@pytest.fixture
def session(qapp):
    s = Session(files.example("xor"))
    s.name = "xor"
    yield s
    s.pause()


@pytest.fixture
def window(qtbot):
    from PySide6.QtWidgets import QWidget

    w = QWidget()
    qtbot.addWidget(w)
    return w


@pytest.fixture
def taking(window, session):
    return ExportActions(window, session, Documents(window, session))


def choosing(monkeypatch, path, kind):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path) if path else "", kind))


def test_a_program_that_runs(taking, session, tmp_path, monkeypatch, qtbot):
    choosing(monkeypatch, tmp_path / "mine", "Python (*.py)")
    with qtbot.waitSignal(session.message) as said:
        taking.program("numpy")
    assert said.args == ["Saved mine.py"]
    command = [sys.executable, str(tmp_path / "mine.py"), "20", "--json"]
    losses = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["losses"]
    session.timeline.run(20)
    assert losses == pytest.approx(session.history.losses[:20].tolist(), abs=1e-12)


def test_no_file_chosen_writes_nothing(taking, tmp_path, monkeypatch):
    choosing(monkeypatch, None, "")
    taking.program("pytorch")
    assert list(tmp_path.iterdir()) == []


def test_a_worksheet_of_what_is_in_view(taking, session, tmp_path, monkeypatch, qtbot):
    session.seek(Position(7, 3))
    session.set_example(2)
    choosing(monkeypatch, tmp_path / "sheet", "HTML for the web (*.html)")
    seen = []

    def answer():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, WorksheetDialog)
        seen.append((dialog.iteration.value(), dialog.example, dialog.blanks))
        dialog.save.click()

    QTimer.singleShot(0, answer)
    with qtbot.waitSignal(session.message) as said:
        taking.worksheet()
    assert seen == [(7, 2, True)]
    assert said.args == ["Saved sheet.html and sheet-answers.html"]
    assert "Iteration 7, example 3 of the batch" in (tmp_path / "sheet.html").read_text(encoding="utf-8")
    assert session.position == Position(7, 3)


def test_an_iteration_that_is_not_there_keeps_the_dialog_open(session, qtbot):
    dialog = WorksheetDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.iteration.selectAll()
    qtbot.keyClicks(dialog.iteration, "5000")
    dialog.save.click()
    assert dialog.isVisible()
    dialog.iteration.selectAll()
    qtbot.keyClicks(dialog.iteration, "0")
    dialog.save.click()
    assert dialog.result() == WorksheetDialog.DialogCode.Accepted


def test_what_cannot_be_written_is_explained(taking, tmp_path, monkeypatch):
    choosing(monkeypatch, tmp_path / "nowhere" / "x.py", "Python (*.py)")
    said = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append((box.text(), box.informativeText())))
    taking.program("numpy")
    assert said[0][0] == "This could not be exported."
    assert "cannot be written" in said[0][1]


def test_recent_files_are_remembered_in_order_and_can_be_forgotten(session, tmp_path, qtbot, window):
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    opened, menu = [], Menu("Open recent", window)
    recent = RecentFiles(session, settings, menu, opened.append)
    assert not menu.menuAction().isEnabled()
    for n in range(MOST + 2):
        session.save(tmp_path / f"{n}.nnviz")
    session.save(tmp_path / "5.nnviz")
    names = [str(tmp_path / f"{n}.nnviz") for n in (5, 9, 8, 7, 6, 4, 3, 2)]
    assert recent.names == names
    again = RecentFiles(Session(files.example("xor")), settings, Menu("Again", window), opened.append)
    assert again.names == names
    (tmp_path / "9.nnviz").unlink()
    recent.fill()
    actions = menu.actions()
    assert [action.isEnabled() for action in actions[:3]] == [True, False, True]
    actions[0].trigger()
    assert opened == [names[0]]
    actions[-1].trigger()
    assert recent.names == []
    assert not menu.menuAction().isEnabled()


@pytest.fixture
def left_behind(tmp_path, qapp):
    """Leave unsaved work as a window that was killed does: no lock holds it any more."""
    other = Session(files.example("iris"))
    other.name = "flowers"
    other.apply(Edit("Seed", other.experiment.replace(seed=77)))
    autosave = Autosave(other, tmp_path / "kept")
    autosave.keep()
    autosave.lock.unlock()
    autosave.timer.stop()
    return tmp_path / "kept"


@pytest.mark.parametrize(("button", "seed", "left"), [("Restore", 77, 0), ("Discard", 4, 0), ("Later", 4, 1)])
def test_work_cut_off_is_offered(left_behind, session, window, monkeypatch, button, seed, left):
    autosave = Autosave(session, left_behind)
    asked = []

    def press(box):
        asked.append(box.text())
        chosen = next(b for b in box.buttons() if b.text() == button)
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _box: chosen)

    monkeypatch.setattr(QMessageBox, "exec", press)
    Recovery(window, session, autosave, Documents(window, session)).offer()
    assert asked == ["nnviz was closed before flowers was saved. Restore it?"]
    assert session.experiment.seed == seed
    assert session.modified == (button == "Restore")
    assert len(autosave.leftovers()) == left
    autosave.close()


def test_nothing_left_behind_asks_nothing(session, window, tmp_path, monkeypatch):
    autosave = Autosave(session, tmp_path)
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: pytest.fail("asked"))
    Recovery(window, session, autosave, Documents(window, session)).offer()

"""All dialogs that save add the suffix, and ask before a file of the completed name is replaced."""

import pytest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox

from nnviz.core.document import files
from nnviz.session import Session
from nnviz.views.controls.save_dialog import ask_save_path
from nnviz.views.documents import Documents
from nnviz.views.export_actions import ExportActions
from nnviz.views.plotting import exporting
from nnviz.views.worksheet_dialog import WorksheetDialog

BUTTONS = QMessageBox.StandardButton


@pytest.fixture
def window(qtbot):
    from PySide6.QtWidgets import QWidget

    w = QWidget()
    qtbot.addWidget(w)
    return w


@pytest.fixture
def commands(window, qapp, monkeypatch):
    """Return every command that saves: name → what it does and the suffix of its file."""
    session = Session(files.example("xor"))
    documents = Documents(window, session)
    taking = ExportActions(window, session, documents)
    monkeypatch.setattr(WorksheetDialog, "exec", lambda dialog: True)
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_: ("Loss", True))
    return {
        "save as": (documents.save_as, ".nnviz"),
        "window picture": (documents.save_picture, ".png"),
        "NumPy program": (lambda: taking.program("numpy"), ".py"),
        "PyTorch program": (lambda: taking.program("pytorch"), ".py"),
        "worksheet": (taking.worksheet, ".pdf"),
        "picture": (lambda: exporting.ask_picture(window, window, "View"), ".png"),
        "history": (lambda: exporting.ask_history(session.timeline, session.history, "xor", window), ".csv"),
    }


COMMANDS = (
    "save as", "window picture", "NumPy program", "PyTorch program", "worksheet", "picture", "history",
)  # fmt: skip


def typing(monkeypatch, path, chosen=""):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), chosen))


def answering(monkeypatch, button):
    asked = []

    def answer(box):
        asked.append(box.text())
        return button

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return asked


@pytest.mark.parametrize("name", COMMANDS)
def test_a_completed_name_is_asked_about_before_it_is_replaced(commands, tmp_path, monkeypatch, name):
    command, suffix = commands[name]
    old = tmp_path / f"foo{suffix}"
    old.write_bytes(b"precious")
    typing(monkeypatch, tmp_path / "foo")
    asked = answering(monkeypatch, BUTTONS.Cancel)
    command()
    assert asked == [f"foo{suffix} already exists. Replace it?"]
    assert old.read_bytes() == b"precious"
    assert list(tmp_path.iterdir()) == [old]
    asked = answering(monkeypatch, BUTTONS.Yes)
    command()
    assert len(asked) == 1
    assert old.read_bytes() != b"precious"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_new_name_and_a_whole_name_ask_nothing_more(commands, tmp_path, monkeypatch, name):
    command, suffix = commands[name]
    asked = answering(monkeypatch, BUTTONS.Cancel)
    typing(monkeypatch, tmp_path / "v1.2")
    command()
    assert (tmp_path / f"v1.2{suffix}").stat().st_size > 0
    (tmp_path / f"whole{suffix}").write_bytes(b"old")
    typing(monkeypatch, tmp_path / f"whole{suffix}")  # the dialog has asked about this name itself
    command()
    # The answers of a worksheet go to a second file, which was not there.
    assert asked == []
    assert (tmp_path / f"whole{suffix}").read_bytes() != b"old"


def test_the_answers_of_a_worksheet_are_not_replaced_in_silence(commands, tmp_path, monkeypatch):
    answers = tmp_path / "sheet-answers.pdf"
    answers.write_bytes(b"precious")
    typing(monkeypatch, tmp_path / "sheet.pdf")
    asked = answering(monkeypatch, BUTTONS.Cancel)
    commands["worksheet"][0]()
    assert asked == ["sheet-answers.pdf already exists. Replace it?"]
    assert answers.read_bytes() == b"precious"
    assert not (tmp_path / "sheet.pdf").exists()


def test_the_filter_decides_the_suffix(window, tmp_path, monkeypatch):
    typing(monkeypatch, tmp_path / "a", "SVG picture (*.svg)")
    assert ask_save_path(window, "Save", "a", "", (".png", ".svg")) == tmp_path / "a.svg"
    typing(monkeypatch, tmp_path / "A.PNG", "SVG picture (*.svg)")
    assert ask_save_path(window, "Save", "a", "", (".png", ".svg")) == tmp_path / "A.PNG"
    typing(monkeypatch, "")
    assert ask_save_path(window, "Save", "a", "", (".png",)) is None

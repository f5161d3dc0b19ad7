"""Saving: over a file that was changed elsewhere, under names of any bytes, beside another window."""

import os

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.session.autosave import Autosave
from nnviz.session.edit import Edit
from nnviz.views.controls import Menu
from nnviz.views.documents import Documents
from nnviz.views.recent_files import RecentFiles
from nnviz.views.recovery import Recovery
from tests.recordings import key_of, recorded, written

BUTTONS = QMessageBox.StandardButton
LATIN = pytest.mark.skipif(os.name != "posix", reason="names of files are bytes on POSIX")


@pytest.fixture
def window(qtbot):
    w = QWidget()
    qtbot.addWidget(w)
    return w


class Questions(list):
    button = BUTTONS.Cancel


@pytest.fixture
def questions(monkeypatch):
    found = Questions()

    def answer(box):
        found.append(box.text())
        return found.button

    monkeypatch.setattr(QMessageBox, "exec", answer)
    return found


def opened(path, window):
    session = Session(files.example("xor"))
    session.open_file(path)
    return session, Documents(window, session)


def edit(session, seed):
    session.apply(Edit("Seed", session.experiment.replace(seed=seed)))


def test_another_window_has_saved_the_file(tmp_path, window, questions):
    path = tmp_path / "a.nnviz"
    Session(files.example("xor")).save(path)
    (one, first), (two, second) = opened(path, window), opened(path, window)
    edit(one, 25)
    edit(two, 77)
    assert first.save()
    assert questions == []
    assert not second.save()
    assert questions == ["a.nnviz was changed by another program or window since it was opened here."]
    assert files.read(path).seed == 25
    assert two.modified
    questions.button = BUTTONS.Save
    assert second.save()
    assert files.read(path).seed == 77
    # Now the file is this window's, and the other one is asked.
    edit(two, 78)
    assert second.save()
    edit(one, 26)
    questions.button = BUTTONS.Cancel
    assert not first.save()
    assert len(questions) == 3


@pytest.mark.parametrize("change", ["content", "same size and time", "no experiment", "folder"])
def test_another_program_has_changed_the_file(tmp_path, window, questions, change):
    path = tmp_path / "a.nnviz"
    Session(files.example("xor")).save(path)
    session, documents = opened(path, window)
    before, content = path.stat(), path.read_bytes()
    if change == "folder":
        path.unlink()
        path.mkdir()
    elif change == "same size and time":
        path.write_bytes(content.replace(b"tanh", b"sinh"))
        assert path.read_bytes() != content
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    else:
        path.write_bytes(b"{}" if change == "no experiment" else content + b"\n")
    edit(session, 25)
    assert not documents.save()
    assert len(questions) == 1


@pytest.mark.parametrize("change", ["touched", "gone", "same content in a new file"])
def test_what_loses_nothing_is_not_asked(tmp_path, window, questions, change):
    path = tmp_path / "a.nnviz"
    Session(files.example("xor")).save(path)
    session, documents = opened(path, window)
    if change == "touched":
        os.utime(path, (1, 1))
    else:
        content = path.read_bytes()
        path.unlink()
        if change != "gone":
            path.write_bytes(content)
    edit(session, 25)
    assert documents.save()
    assert questions == []
    assert files.read(path).seed == 25


def left_behind(session, folder):
    """Keep the work of a session as a window does that is killed then."""
    autosave = Autosave(session, folder)
    assert autosave.keep()
    autosave.lock.unlock()
    autosave.timer.stop()


def test_restored_work_does_not_replace_what_was_saved_since(tmp_path, window, questions, monkeypatch):
    path = tmp_path / "a.nnviz"
    Session(files.example("xor")).save(path)
    session, _ = opened(path, window)
    edit(session, 25)
    left_behind(session, tmp_path / "kept")
    for changed in (False, True):
        if changed:
            Session(files.example("iris")).save(path)
        fresh = Session(files.example("xor"))
        (leftover,) = Autosave(fresh, tmp_path / "kept").leftovers()
        fresh.restore(leftover.read(), leftover.original, leftover.name)
        assert fresh.path == path
        assert fresh.would_lose(path) == changed


def test_a_full_disk_keeps_what_was_left_behind(tmp_path, window, monkeypatch):
    session = Session(files.example("xor"))
    edit(session, 25)
    left_behind(session, tmp_path)
    fresh = Session(files.example("iris"))
    said = []
    fresh.message.connect(said.append)
    autosave = Autosave(fresh, tmp_path)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: (_ for _ in ()).throw(OSError(28, os.strerror(28))))
    restore = type("Box", (), {"exec": lambda self: None, "clickedButton": lambda self: self})()
    monkeypatch.setattr(Recovery, "question", lambda self, leftover: (restore, restore, None))
    Recovery(window, fresh, autosave, Documents(window, fresh)).offer()
    assert fresh.experiment.seed == 25
    assert len(autosave.leftovers()) == 1
    autosave.keep()
    assert len(said) == 1
    assert "Unsaved work cannot be backed up automatically" in said[0]
    assert "No space left on device" in said[0]


@LATIN
@pytest.mark.parametrize("name", [b"caf\xe9.nnviz", b"two\nlines.nnviz", "näme & co.nnviz".encode()])
def test_names_of_any_bytes_are_kept_saved_and_remembered(tmp_path, window, questions, name):
    path = os.fsdecode(os.path.join(os.fsencode(tmp_path), name))
    Session(files.example("xor")).save(path)
    assert os.listdir(os.fsencode(tmp_path)) == [name]
    session, documents = opened(path, window)
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    chosen, menu = [], Menu("Open recent", window)
    RecentFiles(session, settings, menu, chosen.append)
    again = RecentFiles(Session(files.example("xor")), settings, Menu("Again", window), chosen.append)
    again.fill()
    action = again.menu.actions()[0]
    assert action.isEnabled()
    assert "\n" not in action.text()
    action.trigger()
    assert chosen == [path]
    edit(session, 25)
    kept = tmp_path / "kept"
    left_behind(session, kept)
    (leftover,) = Autosave(Session(files.example("xor")), kept).leftovers()
    assert os.fsencode(leftover.original) == os.fsencode(path)
    assert leftover.read().experiment.seed == 25
    assert session.name.isprintable()
    assert documents.save()
    assert questions == []
    assert files.read(path).seed == 25


def test_two_windows_share_the_files_opened_last(tmp_path, window):
    one, two = (QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat) for _ in range(2))
    first, second = Session(files.example("xor")), Session(files.example("xor"))
    RecentFiles(first, one, Menu("One", window), print)
    recent = RecentFiles(second, two, Menu("Two", window), print)
    first.save(tmp_path / "a.nnviz")
    one.sync()
    second.save(tmp_path / "b.nnviz")
    assert recent.names == [str(tmp_path / "b.nnviz"), str(tmp_path / "a.nnviz")]


@LATIN
def test_a_dropped_file_of_any_name_and_kind(make_window, tmp_path, questions):
    window = make_window()
    path = os.fsdecode(os.path.join(os.fsencode(tmp_path), b"caf\xe9.nnviz"))
    Session(files.example("iris")).save(path)
    os.mkfifo(tmp_path / "pipe.md")
    os.mkfifo(tmp_path / "pipe.csv")
    os.mkfifo(tmp_path / "pipe.nnviz")
    for url in ("pipe.md", "pipe.csv", "pipe.nnviz", "caf%E9.nnviz", "nothing.nnviz", "a%00b.nnviz"):
        data = QMimeData()
        data.setUrls([QUrl.fromEncoded(f"file://{tmp_path}/{url}".encode())])
        window.dropEvent(
            QDropEvent(
                QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )  # fmt: skip
    assert len(questions) == 3
    assert os.fsencode(window.session.path) == os.fsencode(path)


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip


def test_a_recorded_step_is_dropped_or_chosen_and_opened_where_it_differs(
    make_window, tmp_path, questions, monkeypatch
):
    window, path, filters = make_window(), tmp_path / "my step.safetensors", []
    arrays, told = recorded(files.example("xor"))
    arrays[key_of("dz2")] = arrays[key_of("dz2")] * 2
    arrays[key_of("dW1")] = arrays[key_of("dW1")] * float("nan")
    written(path, arrays, told)
    drop(window, path)
    session = window.session
    assert "dz2" in session.frame.operation.writes
    assert "dz2 differs" in window.toast.text()
    assert session.selected == Selection("unit", 2, 0)
    assert (session.path, session.name) == (None, "my step")
    (bookmark,) = session.notes.bookmarks
    assert bookmark.name == window.toast.text()
    arrays[key_of("z1")] = arrays[key_of("z1")] * float("nan")
    written(path, arrays, told)

    def chosen(*arguments):
        filters.append(arguments[-1])
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", chosen)
    window.open()
    assert "*.safetensors" in filters[0]
    assert "z1" in session.frame.operation.writes
    assert "z1 is the first value with nan" in window.toast.text()
    # One that cannot be read is explained, and what is open stays.
    path.write_bytes(path.read_bytes()[:50])
    drop(window, path)
    assert questions == ["This file cannot be opened."]
    assert "z1" in session.frame.operation.writes

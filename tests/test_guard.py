"""Every function of Qt that the package overrides is guarded: what it raises is reported, and Qt goes on."""

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import nnviz
from nnviz import guard

RAISING = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
import nnviz.guard
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget, QVBoxLayout

class Inner(QWidget):
    def paintEvent(self, event):
        with QPainter(self):
            raise ValueError("painting")
    def sizeHint(self):
        raise ValueError("size")
    def resizeEvent(self, event):
        raise ValueError("resizing")
    def mousePressEvent(self, event):
        raise ValueError("pressing")

class Outer(QWidget):
    def event(self, event):
        done = super().event(event)
        if event.type() == QEvent.Type.UpdateRequest:
            raise ValueError("event")
        return done
    def paintEvent(self, event):
        self.children()[1].resize(7, 7)
        self.children()[1].sizeHint()
        raise ValueError("painting outside")

for cls in (Inner, Outer):
    cls.__module__ = "nnviz.made_by_a_test"
    guard = nnviz.guard
    guard.guard_class(cls)

seen = []
sys.excepthook = lambda kind, error, trace: seen.append(str(error))
app = QApplication([])
window = Outer()
QVBoxLayout(window).addWidget(Inner())
window.show()
for _ in range(20):
    window.repaint()
    window.resize(window.width() + 1, window.height())
    app.processEvents()
print(*sorted(set(seen)), sep=",")
"""


def every_class():
    """Return every class of the package that derives from one of Qt's."""
    for module in pkgutil.walk_packages(nnviz.__path__, "nnviz."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    from PySide6.QtCore import QObject

    found, waiting = {}, [QObject.__mro__[-2]]
    while waiting:
        for cls in waiting.pop().__subclasses__():
            if cls not in found:
                found[cls] = None
                waiting.append(cls)
    return [cls for cls in found if cls.__module__.split(".")[0] == "nnviz"]


def test_every_override_of_every_class_is_guarded(qapp):
    classes = every_class()
    assert len(classes) > 150
    names = [(cls, name, found) for cls in classes for name, (found, _) in guard.overrides(cls).items()]
    assert len(names) > 400
    bare = [f"{cls.__module__}.{cls.__qualname__}.{name}" for cls, name, f in names if not is_guarded(f)]
    assert bare == []


def is_guarded(function):
    return getattr(function, guard.GUARDED, False)


@pytest.mark.parametrize("name", ["paintEvent", "sizeHint", "event", "resizeEvent", "keyPressEvent", "redo"])
def test_the_usual_ones_are_found(qapp, name):
    assert any(name in guard.overrides(cls) for cls in every_class())


def test_a_process_outlives_exceptions_beneath_one_another():
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", RAISING],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(nnviz.__file__).parents[1])},
    )
    warnings = [line for line in done.stderr.splitlines() if "does not support" not in line]
    assert (done.returncode, warnings) == (0, [])
    assert done.stdout.strip().split(",") == ["event", "painting", "painting outside", "resizing", "size"]


def make(name, function, base):
    function.__name__ = name
    return guard.guarded(function, base)


def fail(*_arguments):
    raise ValueError("for the test")


@pytest.fixture
def reported(monkeypatch):
    """Return the errors that were reported."""
    errors = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: errors.append(error))
    return errors


def test_what_fails_answers_as_qt_would(qapp, reported):
    from PySide6.QtCore import QAbstractTableModel, QSize
    from PySide6.QtGui import QUndoCommand
    from PySide6.QtWidgets import QWidget

    widget = QWidget()
    assert make("sizeHint", fail, QWidget)(widget) == QWidget.sizeHint(widget) == QSize(-1, -1)
    assert make("heightForWidth", fail, QWidget)(widget, 10) == -1
    assert make("rowCount", fail, QAbstractTableModel)(widget) == 0
    assert make("data", fail, QAbstractTableModel)(widget, None) is None
    assert make("mergeWith", fail, QUndoCommand)(QUndoCommand(), QUndoCommand()) is False
    assert make("event", fail, QWidget)(widget, None) is False
    assert make("paintEvent", fail, QWidget)(widget, None) is None
    assert len(reported) == 7


def test_a_window_whose_closing_fails_stays_open(qapp, reported):
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QWidget

    event = QCloseEvent()
    make("closeEvent", fail, QWidget)(QWidget(), event)
    assert not event.isAccepted()


def test_arguments_a_signal_adds_are_left_out():
    class Base:
        def accept(self):
            """Do nothing."""

    def accept(self):
        return "done"

    assert guard.guarded(accept, Base)(Base(), True) == "done"


def fade(painter):
    with guard.saved_state(painter):
        painter.setOpacity(0.25)
        fail()


def test_a_painter_has_its_state_again_after_an_exception(qapp):
    from PySide6.QtGui import QImage, QPainter

    image = QImage(8, 8, QImage.Format.Format_RGB32)
    with QPainter(image) as painter:
        painter.setOpacity(0.5)
        with pytest.raises(ValueError, match="for the test"):
            fade(painter)
        assert painter.opacity() == 0.5


def test_every_state_of_a_painter_is_saved_in_this_way():
    root = Path(nnviz.__file__).parent
    bare = [p.name for p in root.rglob("*.py") if "painter.save()" in p.read_text(encoding="utf-8")]
    assert bare == ["guard.py"]

"""The window that a task of a class begins with."""

from __future__ import annotations

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.session import Session
from nnviz.views.main_window import MainWindow
from tests.classroom.tasks import LATE, Task


def open_window(task: Task) -> MainWindow:
    """Return the window, shown and whole, on the example of a task."""
    name = "xor" if task.example == LATE else task.example
    session = Session(files.example(name))
    session.name = name
    window = MainWindow(session)
    window.network.set_animated(False)
    window.resize(1280, 720)
    window.show()
    window.complete()
    if task.example == LATE:
        session.seek(Position(99, 17))
    window.activateWindow()
    window.network.setFocus()
    return window


def close_window(window: MainWindow) -> None:
    """Close it without a question."""
    window.session.pause()
    # Emptied too: collected as garbage together with its commands, a stack may delete them twice.
    window.session.undo_stack.clear()
    window.close()
    window.deleteLater()

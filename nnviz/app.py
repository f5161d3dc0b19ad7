"""Starting: the application, its theme and its window."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import (
    QCoreApplication,
    QEventLoop,
    QLoggingCategory,
    QSettings,
    QStandardPaths,
    QThread,
    QTimer,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from nnviz import __version__, languages, theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document.document import Document
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.text.translate import translate
from nnviz.program_log import start_log, stop_log
from nnviz.session import Session
from nnviz.session.autosave import Autosave
from nnviz.session.signals import Signals
from nnviz.views.controls.picture_file import png
from nnviz.views.error_report import ErrorReport
from nnviz.views.main_window import MainWindow
from nnviz.views.parts.appearance import ZOOMS
from nnviz.views.recovery import Recovery

if TYPE_CHECKING:
    from nnviz.core.lessons.lesson import Lesson
    from nnviz.core.recording.opening import OpenedRecording

FIRST_POSITION = Position(160, 11)
"""Where the built-in start is opened: δ¹ of iteration 160, ten epochs in, the valley in sight."""


def application() -> QApplication:
    """Return the application, made if there is none."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QCoreApplication.setOrganizationName("nnviz")
    QCoreApplication.setApplicationName("nnviz")
    QCoreApplication.setApplicationVersion(__version__)
    # Qt asks its own accessible root for something it does not have, at every start with a screen reader.
    QLoggingCategory.setFilterRules("qt.accessibility.atspi.warning=false")
    app = QApplication(sys.argv[:1])
    QGuiApplication.setApplicationDisplayName("nnviz")
    QGuiApplication.setDesktopFileName("org.nnviz.nnviz")
    return app


def main(
    document: Document,
    file: str | None,
    name: str,
    look: str | None,
    first: bool,
    lesson: Lesson | None = None,
    recording: OpenedRecording | None = None,
) -> int:
    """Open the window, perhaps with a lesson, and run until it is closed; return the exit code.

    Of a recording that is given, `document` is the document.
    """
    # nan and inf are found and explained where they appear; NumPy's warnings would only fill a terminal.
    np.seterr(all="ignore")
    app = application()
    window = _window(document, file, name, look)
    session = window.session
    _say_verdict(window, recording)
    sys.excepthook = ErrorReport(window, window.session)
    if first and name == "xor" and lesson is None:
        session.seek(FIRST_POSITION)
        window.hint()
    autosave = Autosave(session, _kept())
    signals = Signals(window)
    signals.received.connect(partial(_end, window, autosave))
    # Whoever waits for the first picture does not wait for the log.
    window.ready.connect(partial(start_log, _data_folder() / "log"))
    window.show()
    QTimer.singleShot(0, Recovery(window, session, autosave, window.documents).offer)
    if lesson is not None:
        session.lesson_session.open(lesson)
    code = app.exec()
    signals.close()
    autosave.close()
    stop_log()
    # Collected as garbage together with its commands, the stack may delete them twice.
    session.undo_stack.clear()
    return code


def _window(document: Document, file: str | None, name: str, look: str | None) -> MainWindow:
    """Return a window with a document in it, not shown yet."""
    settings = QSettings()
    languages.use_remembered(str(settings.value("language", "")))
    languages.install(application())
    try:
        scale = float(str(settings.value("scale", 1.0)))
    except ValueError:
        scale = 1.0
    wanted = look or str(settings.value("theme", "system"))
    theme.manager().apply(
        application(),
        wanted if wanted in ("light", "dark", "system") else "system",
        min(max(scale, ZOOMS[0]), ZOOMS[-1]),
    )
    session = Session(document.experiment)
    window = MainWindow(session, settings)
    session.open_document(document, Path(file) if file else None, name)
    return window


def _say_verdict(window: MainWindow, recording: OpenedRecording | None) -> None:
    """Say, once the window is there, at what a recorded step was opened."""
    if recording is not None:
        window.session.set_example(recording.example)
        window.ready.connect(partial(window.session.message.emit, recording.comparison.message))


_shown: list[MainWindow] = []
"""Windows that scripts have opened: they live until they are closed."""


def show(document: Document, recording: OpenedRecording | None = None, name: str = "") -> MainWindow:
    """Show a window and return at once; it lives until it is closed.

    Of a recording that is given, `document` is the document.
    """
    application()
    _shown[:] = [window for window in _shown if window.isVisible()]
    window = _window(document, None, name, None)
    _say_verdict(window, recording)
    _shown.append(window)
    window.show()
    return window


def wait(window: MainWindow) -> None:
    """Run the event loop until a window is closed."""
    loop = QEventLoop()
    window.closed.connect(loop.quit)
    loop.exec()
    window.session.undo_stack.clear()


def loop_runs() -> bool:
    """Return whether an event loop runs already."""
    return QThread.currentThread().loopLevel() > 0


def _data_folder() -> Path:
    """Return the folder of what the program keeps for itself."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation))


def _kept() -> Path:
    """Return the folder for work that is not saved yet."""
    return _data_folder() / "unsaved"


def _end(window: MainWindow, autosave: Autosave, number: int) -> None:
    """End because the operating system asks for it: what is not saved is offered at the next start."""
    window.session.pause()
    autosave.keep(run=True)
    autosave.leave()
    window.remember()
    # Every loop ends, that of an open dialog too.
    QCoreApplication.exit(128 + number)


def snapshot(
    e: Experiment,
    at: tuple[int, int | None],
    out: str,
    size: tuple[int, int],
    look: str,
    scale: float,
    name: str,
) -> int:
    """Save a picture of the window at a position; raises ExperimentError for what cannot be."""
    if scale != 1.0:
        os.environ["QT_SCALE_FACTOR"] = str(scale)
    np.seterr(all="ignore")
    app = application()
    languages.install(app)
    theme.manager().apply(app, look)
    session = Session(e)
    session.name = name
    count = len(session.frame.operations)
    operation = (count if at[0] else 0) if at[1] is None else at[1]
    if operation > count:
        raise ExperimentError(
            "--at: "
            + translate(
                "cli", "an iteration of this network has operations 0 to {count}, not {operation}"
            ).format(count=count, operation=operation)
        )
    window = MainWindow(session)
    window.network.set_animated(False)
    window.resize(*size)
    session.seek(Position(at[0], operation))
    session.timeline.update_scores()
    window.show()
    window.complete()
    window.refresh_scheduler.refresh()
    window.time.status.refresh()
    for _ in range(4):
        app.processEvents()
    # Everything that the events have repainted is checked by now, too.
    window.explain.checker.finish()
    app.processEvents()
    picture = png(window.grab())
    window.session.undo_stack.setClean()
    window.close()
    try:
        atomic_write(out, picture)
    except ExperimentError as error:
        raise ExperimentError(f"--out: {error}") from None
    return 0

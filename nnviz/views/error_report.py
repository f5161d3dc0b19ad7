"""Defects of the program: written to the terminal, shown once in a sentence, with the traceback to copy."""

from __future__ import annotations

import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate
from nnviz.program_log import log_files, logger
from nnviz.session import Session
from nnviz.versions import versions_text


class ErrorReport:
    """A ``sys.excepthook`` that pauses the run and shows a box, one at a time.

    Nothing is shown before the event loop is reached again: an exception may come from the middle of
    painting. One that comes again from the same place, with every picture perhaps, is not shown again.

    Parameters
    ----------
    window
        The parent of the boxes.
    session
        Whose run is paused.
    """

    def __init__(self, window: QWidget, session: Session) -> None:
        self._window, self._session = window, session
        self._known: set[tuple[type, str, int]] = set()
        self._waiting: list[BaseException] = []
        self._timer = QTimer(window)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)
        self.box: QMessageBox | None = None

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Report an exception nobody caught."""
        if not isinstance(error, ExperimentError):
            place = traceback.extract_tb(trace)[-1:]
            key = (kind, place[0].filename if place else "", (place[0].lineno or 0) if place else 0)
            if key in self._known:
                return
            self._known.add(key)
            sys.__excepthook__(kind, error, trace)
            logger.error("not handled", exc_info=(kind, error, trace))
        self._waiting.append(error)
        if self.box is None:
            self._timer.start()

    def _show(self) -> None:
        if self.box is not None or not self._waiting:
            return
        error = self._waiting.pop(0)
        self._session.pause()
        box = self.box = self._made(error)
        box.exec()
        self.box = None
        box.deleteLater()
        if self._waiting:
            self._timer.start()

    def _made(self, error: BaseException) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setWindowTitle("nnviz")
        if isinstance(error, ExperimentError):
            box.setIcon(QMessageBox.Icon.Warning)
            box.setText(translate("errors", "This action is not possible."))
            box.setInformativeText(str(error))
            return box
        box.setIcon(QMessageBox.Icon.Critical)
        box.setText(translate("errors", "Something went wrong inside nnviz; your experiment is untouched."))
        files = [str(path) for path in log_files()]
        where = (
            translate("errors", "The details are in the log file {0}, crashes in {1}.").format(*files)
            if len(files) == 2
            else ""
        )
        box.setInformativeText(f"{type(error).__name__}: {error}\n\n{where}".rstrip())
        box.setDetailedText(f"{versions_text()}\n\n{''.join(traceback.format_exception(error))}")
        return box

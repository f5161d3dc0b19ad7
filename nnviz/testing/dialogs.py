"""Dialogs that answer themselves: nothing waits for a hand that is not there."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QMenu, QMessageBox, QWidget

LIMIT = 10.0
"""Seconds after which a dialog that still waits for a hand is closed."""
_LOOK = 100
"""Milliseconds between two looks for such a dialog."""


class Dialogs:
    """Answers of a test to everything that would wait for the user, and a record of it.

    A question about unsaved changes is answered by discarding them, any other dialog is closed, a choice of
    a file chooses none. A dialog that is shown in another way is closed when it has waited for `LIMIT`
    seconds.

    Attributes
    ----------
    shown : list[str]
        What was asked or said, in order: the text of a message, the title of another dialog.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shown: list[str] = []
        dialogs = self

        def message(box: QMessageBox, *_: Any) -> int:
            dialogs.shown.append(f"{box.text()} {box.informativeText()}".strip())
            discard = QMessageBox.StandardButton.Discard
            answer = discard if box.standardButtons() & discard else QMessageBox.StandardButton.Cancel
            return answer

        def dialog(box: QDialog, *_: Any) -> int:
            dialogs.shown.append(box.windowTitle())
            return int(QDialog.DialogCode.Rejected)

        def file(*arguments: Any, **_: Any) -> tuple[str, str]:
            dialogs.shown.append(str(arguments[1]) if len(arguments) > 1 else "")
            return "", ""

        def question(nothing: Any, *arguments: Any, **_: Any) -> tuple[Any, bool]:
            dialogs.shown.append(str(arguments[1]) if len(arguments) > 1 else "")
            return nothing, False

        def said(*arguments: Any, **_: Any) -> QMessageBox.StandardButton:
            dialogs.shown.append(" ".join(str(part) for part in arguments[1:3]))
            return QMessageBox.StandardButton.Cancel

        for kind, replacement in ((QMessageBox, message), (QDialog, dialog), (QFileDialog, dialog)):
            monkeypatch.setattr(kind, "exec", replacement)
        monkeypatch.setattr(QInputDialog, "exec", dialog)
        monkeypatch.setattr(QMenu, "exec", lambda *_: None)
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, file)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
        for name, nothing in (
            ("getItem", ""), ("getText", ""), ("getMultiLineText", ""), ("getInt", 0), ("getDouble", 0.0)
        ):  # fmt: skip
            monkeypatch.setattr(QInputDialog, name, partial(question, nothing))
        for name in ("about", "critical", "information", "question", "warning"):
            monkeypatch.setattr(QMessageBox, name, said)
        self._limit = _Limit(self.shown)

    def close(self) -> None:
        """Watch no longer for dialogs that wait."""
        self._limit.close()


class _Limit(QObject):
    """A watch that closes a dialog which has waited too long, so that no test hangs."""

    def __init__(self, shown: list[str]) -> None:
        super().__init__()
        self._shown = shown
        self._waiting: QWidget | None = None
        self._since = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(_LOOK)

    def close(self) -> None:
        """Stop watching."""
        self._timer.stop()

    def _look(self) -> None:
        waiting = QApplication.activeModalWidget() or QApplication.activePopupWidget()
        if waiting is not self._waiting:
            self._waiting, self._since = waiting, time.monotonic()
        elif waiting is not None and time.monotonic() - self._since > LIMIT:
            self._shown.append(f"{waiting.windowTitle() or type(waiting).__name__}: closed after {LIMIT:g} s")
            self._waiting = None
            waiting.close()

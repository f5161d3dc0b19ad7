"""Dialogs that answer themselves: nothing waits for a hand that is not there."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QInputDialog, QMenu, QMessageBox


class Dialogs:
    """Answers of a test to everything that would wait for the user, and a record of it.

    A question about unsaved changes is answered by discarding them, any other dialog is closed, a choice of
    a file chooses none.

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
        for name in ("about", "critical", "information", "question", "warning"):
            monkeypatch.setattr(QMessageBox, name, said)

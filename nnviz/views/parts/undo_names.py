"""The Undo and Redo commands, which say what they would undo and redo."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QUndoStack


class UndoNames(QObject):
    """Keeps the texts of both commands, and whether there is anything to undo or redo."""

    def __init__(self, stack: QUndoStack, actions: Mapping[str, QAction], parent: QObject) -> None:
        super().__init__(parent)
        self._undo, self._redo = actions["undo"], actions["redo"]
        stack.canUndoChanged.connect(self._undo.setEnabled)
        stack.canRedoChanged.connect(self._redo.setEnabled)
        stack.undoTextChanged.connect(self._name_undo)
        stack.redoTextChanged.connect(self._name_redo)
        self._undo.setEnabled(stack.canUndo())
        self._redo.setEnabled(stack.canRedo())

    def _name_undo(self, text: str) -> None:
        self._undo.setText(_named(self.tr("Undo"), text))

    def _name_redo(self, text: str) -> None:
        self._redo.setText(_named(self.tr("Redo"), text))


def _named(verb: str, text: str) -> str:
    return f"{verb} “{text}”" if text else verb

"""A line for another name, in place of the old one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz import theme
from nnviz.core.experiment.specs import MAX_NAME


class ColumnNameField(QLineEdit):
    """Return or leaving it takes the name, Escape does not; these keys go no further.

    Signals
    -------
    done(str)
        The name, as it was if it stays. Emitted once.
    """

    done = Signal(str)

    def __init__(self, name: str, what: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._name, self._open = name, True
        self.setMaxLength(MAX_NAME)
        self.setFont(theme.font("section"))
        self.setAccessibleName(what)
        self.setToolTip(what)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """End the renaming, or type."""
        if event.key() == Qt.Key.Key_Escape:
            self._end(self._name)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(self.text())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the name."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end(self.text())

    def _end(self, name: str) -> None:
        if self._open:
            self._open = False
            self.done.emit(name)

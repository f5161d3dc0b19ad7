"""The field a guess is typed into; the keys that step pass through it while it is empty."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_MOVING = (
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space,
    Qt.Key.Key_Backspace,
)  # fmt: skip


class GuessField(QLineEdit):
    """A line for a number, a sign or an order.

    Attributes
    ----------
    left : Signal()
        Escape was pressed: the keyboard goes back to the window.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(64)

    def event(self, event: QEvent) -> bool:
        """Leave the keys that step to the window while nothing is typed."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not self.text() and event.key() in _MOVING:
                event.ignore()
                return False
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Clear with Escape, and with a second one give the keyboard back."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
            self.textEdited.emit("")
        else:
            self.left.emit()

    def say_invalid(self, sentence: str) -> None:
        """Mark what is typed as no guess, with the reason; an empty one takes the mark away."""
        self.setProperty("invalid", bool(sentence))
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleDescription(sentence)

"""A field for the name of a bookmark, right where its flag stands."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from nnviz import theme


class NameField(QLineEdit):
    """Lies over the window until the name is typed; Escape or an empty name leaves the bookmark without.

    Attributes
    ----------
    named : Signal(str)
        The name that was typed.
    """

    named = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setPlaceholderText(self.tr("Name of this bookmark, or Enter"))
        self.setAccessibleName(self.tr("name of the bookmark"))
        self.setToolTip(self.tr("Enter keeps the name, Escape leaves the bookmark without one"))
        self.setMaxLength(200)
        self.setFont(theme.font("body"))
        self._back: QWidget | None = None
        self.hide()

    def ask(self, at: QPoint, back: QWidget) -> None:
        """Appear with the upper edge's middle at `at`; the keyboard returns to `back`."""
        self._back = back
        self.clear()
        self.setFont(theme.font("body"))
        parent = self.parentWidget()
        wide, high = theme.px(240), theme.px(30)
        most = (parent.width() if parent else 2 * wide) - wide - theme.px(8)
        left = min(max(at.x() - wide // 2, theme.px(8)), most)
        self.setGeometry(left, at.y(), wide, high)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the name with Enter, nothing with Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close(True)
        elif event.key() == Qt.Key.Key_Escape:
            self._close(False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what was typed when the user goes on with something else."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and self.isVisible():
            self._close(True)

    def _close(self, keep: bool) -> None:
        had_focus, name = self.hasFocus(), self.text().strip()
        self.hide()
        if had_focus and self._back is not None:
            self._back.setFocus()
        if keep and name:
            self.named.emit(name)

"""A button of a lesson, worked with Return and Space while the keyboard is on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from nnviz.views.controls.pill_button import PillButton

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class RevealButton(PillButton):
    """A button that Tab stops at; a click leaves the keyboard to the window."""

    def __init__(self, tooltip: str, icon: str | None, parent: QWidget | None = None) -> None:
        super().__init__("", icon, tooltip, parent=parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that work it from the window."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Be clicked by Return too."""
        if event.key() in _KEYS and self.isEnabled():
            self.click()
        else:
            super().keyPressEvent(event)

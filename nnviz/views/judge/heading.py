"""The heading of a part of the panel, perhaps with a button at its right."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.views.controls import ElidedLabel, IconButton


class JudgeHeading(QWidget):
    """A small muted line of words.

    Parameters
    ----------
    words
        What it says.
    help
        What the button with the question mark does; empty for none.
    """

    def __init__(self, words: str, help: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ElidedLabel(words, "section", "muted", parent=self)
        self.button = IconButton("help", help, 22, parent=self)
        self.button.setVisible(bool(help))

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the words or the button."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of words or button."""
        return self._words.sizeHint().height() if self.button.isHidden() else theme.px(22)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place words and button."""
        super().resizeEvent(event)
        side = theme.px(22)
        self._words.setGeometry(0, 0, max(self.width() - side, 1), self.height())
        self.button.setGeometry(self.width() - side, 0, side, side)

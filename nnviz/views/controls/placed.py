"""Widgets that place their parts themselves and are as tall as that takes."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class PlacedWidget(QWidget):
    """Base of widgets whose height follows from their width, line by line."""

    def hasHeightForWidth(self) -> bool:
        """Be as tall as everything for a width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of everything."""
        return self.place_parts(width, False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Place everything again."""
        self.place_parts(self.width(), True)

    def place_parts(self, width: int, move: bool) -> int:
        """Place the parts for a width, or with `move` off only look; return the height they take."""
        raise NotImplementedError

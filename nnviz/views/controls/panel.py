"""The plain background that a group of controls stands on."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme


class Panel(QWidget):
    """A widget filled with one role of the theme, `panel` unless told otherwise."""

    def __init__(self, colour: str = "panel", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colour = colour
        theme.manager().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the background."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), QColor(theme.current().colour(self._colour)))

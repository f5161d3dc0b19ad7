"""A line one pixel thin between two groups."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme


class Hairline(QWidget):
    """A horizontal or vertical line in the theme's line colour, one pixel at any scale."""

    def __init__(
        self, orientation: Qt.Orientation = Qt.Orientation.Horizontal, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding
        if orientation == Qt.Orientation.Horizontal:
            self.setFixedHeight(1)
            self.setSizePolicy(free, fixed)
        else:
            self.setFixedWidth(1)
            self.setSizePolicy(fixed, free)
        theme.manager().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the pixel."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(theme.current().line))

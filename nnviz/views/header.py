"""Header above the panels: menu bar and document name, transport, program strip."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import ElidedLabel


class WindowHeader(QWidget):
    """Stacks the rows over the whole width of the window.

    Attributes
    ----------
    menu_bar : QMenuBar
        The menus.
    """

    def __init__(self, *rows: QWidget) -> None:
        super().__init__()
        self.menu_bar = QMenuBar()
        self.menu_bar.setNativeMenuBar(False)
        self.document = ElidedLabel("", "value", "muted")
        self.document.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._top = QHBoxLayout()
        self._top.setSpacing(0)
        self._top.addWidget(self.menu_bar)
        self._top.addWidget(self.document, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._top)
        for row in rows:
            self.add_row(row)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def add_row(self, row: QWidget) -> None:
        """Add a row below the others."""
        self._column.addWidget(row)

    def set_document(self, text: str) -> None:
        """Say what is open and whether it is saved."""
        self.document.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background of the menu row and the line below it."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(look.panel))
            painter.fillRect(0, self.menu_bar.geometry().bottom(), self.width(), 1, QColor(look.line))

    def _restyle(self) -> None:
        self._top.setContentsMargins(theme.px(4), 0, theme.px(14), 0)
        self.update()

"""The list of names as a widget."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from nnviz import theme
from nnviz.views.plotting.name_list import NameDelegate, NameModel

_UNBOUNDED = 16_777_215
"""Qt's own number for a widget without a greatest width."""


class NameList(QListView):
    """Shows a `NameModel` as one column, or wide as several.

    A click does not take the keyboard away from stepping; Tab still reaches the list.
    """

    def __init__(self, model: NameModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(NameDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(name)

    def set_wide(self, wide: bool) -> None:
        """Fill the width with columns, or keep to one."""
        self.setMaximumWidth(_UNBOUNDED if wide else theme.px(142))
        self.setMinimumWidth(0 if wide else theme.px(142))
        self.setWrapping(wide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move up and down; anything else is for the window."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            super().keyPressEvent(event)
        else:
            event.ignore()

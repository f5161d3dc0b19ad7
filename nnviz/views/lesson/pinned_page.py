"""Part of the lesson panel below the text, where what a step asks stays in sight."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.views.controls.pages import Page, ScrolledPage

_LEAST = 70


class PinnedPage(ScrolledPage):
    """A page as tall as what it holds, if there is room; else it is scrolled."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._most = 10_000
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def hold(self, widget: QWidget) -> None:
        """Hold a block that was taken from another page."""
        page = Page()
        page.add(widget, 0)
        widget.show()
        self.set_page(page)

    def set_room(self, most: int) -> None:
        """Take at most so many pixels."""
        self._most = max(most, theme.px(_LEAST))
        self.fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of what it holds, if there is room."""
        return QSize(theme.px(300), min(self.page.height(), self._most))

    def minimumSizeHint(self) -> QSize:
        """Return the least that shows anything."""
        return QSize(0, min(self.page.height(), theme.px(_LEAST)))

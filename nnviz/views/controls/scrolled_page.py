"""A page that is scrolled when it is longer than its panel."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from nnviz import theme
from nnviz.views.controls.page import Page

_KEYS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (0, -1),
    Qt.Key.Key_PageDown: (0, 1),
}


class ScrolledPage(QScrollArea):
    """Holds a `Page` and gives it the width there is.

    While the keyboard is here, the arrows and the page keys scroll.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(name)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.page = Page()
        self.setWidget(self.page)
        theme.manager().changed.connect(self._restyle)

    def set_page(self, page: Page) -> None:
        """Show another page from its top; the one before is deleted."""
        self.page = page
        self.setWidget(page)
        page.show()
        self.fit()
        self.verticalScrollBar().setValue(0)

    def fit(self) -> None:
        """Place the blocks: one of them has another height."""
        room = self.maximumViewportSize()
        self.page.fit(room.width(), room.height(), self.viewport().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page the new width."""
        super().resizeEvent(event)
        self.fit()

    def event(self, event: QEvent) -> bool:
        """Keep the scrolling keys from the window while the keyboard is here."""
        scrolling = event.type() == QEvent.Type.ShortcutOverride and self.hasFocus()
        if scrolling and isinstance(event, QKeyEvent) and _way(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll."""
        way = _way(event)
        if way is None:
            event.ignore()
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + way[0] * theme.px(40) + way[1] * round(0.9 * bar.pageStep()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background, and a ring while the keyboard is here."""
        look = theme.current()
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), QColor(look.panel))
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _restyle(self) -> None:
        self.page.forget()
        self.fit()


def _way(event: QKeyEvent) -> tuple[int, int] | None:
    """Return lines and pages that a key scrolls, or None."""
    pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return None if pressed else _KEYS.get(Qt.Key(event.key()))

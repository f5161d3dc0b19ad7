"""Backgrounds and columns: what groups of controls and blocks of text stand on."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls.labels import ElidedLabel, Label

_KEYS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_PageUp: (0, -1),
    Qt.Key.Key_PageDown: (0, 1),
}


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


class Card(QWidget):
    """A panel with a hairline round it, and at its top left a title and what is shown, in words.

    Attributes
    ----------
    body : QVBoxLayout
        Where the content goes.
    """

    def __init__(self, title: str = "", subtitle: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, "heading")
        self._subtitle = ElidedLabel(subtitle, "value", "muted")
        self._header = QHBoxLayout()
        self._header.addWidget(self._title)
        self._header.addWidget(self._subtitle, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._header)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self.body, 1)
        self.setAccessibleName(title)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_title(self, title: str) -> None:
        """Give the card another title, also its accessible name."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_subtitle(self, subtitle: str) -> None:
        """Say in words what is shown, and in which unit."""
        self._subtitle.setText(subtitle)

    def add_tool(self, widget: QWidget) -> None:
        """Put a small control at the right of the title."""
        self._header.addWidget(widget)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the panel."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.setBrush(QColor(look.panel))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(9), theme.px(9)
            )

    def _restyle(self) -> None:
        side = theme.px(10)
        self._column.setContentsMargins(side, theme.px(8), side, side)
        self._column.setSpacing(theme.px(4))
        self._header.setSpacing(theme.px(8))
        self.update()


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


@dataclass
class _Block:
    widget: QWidget
    space: int
    steady: bool
    shown: bool = True
    tallest: int = 0


class Page(QWidget):
    """Stacks blocks and keeps those below a steady one where they are.

    A steady block keeps the height of the tallest content it had, as long as everything fits into view, so
    that stepping does not move what stands below it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("plain", True)
        self._blocks: list[_Block] = []
        self._width = 0

    def add(self, widget: QWidget, space: int, steady: bool = False) -> None:
        """Add a block, `space` pixels at scale 1 below the one before it."""
        widget.setParent(self)
        self._blocks.append(_Block(widget, space, steady))

    def take(self, widget: QWidget) -> tuple[int, int]:
        """Take a block out of the page; return where it stood and its space, as `put` takes them."""
        at = next(i for i, block in enumerate(self._blocks) if block.widget is widget)
        return at, self._blocks.pop(at).space

    def put(self, widget: QWidget, at: int, space: int) -> None:
        """Put a block where another one was taken from."""
        widget.setParent(self)
        self._blocks.insert(at, _Block(widget, space, False))
        widget.show()

    def show_block(self, widget: QWidget, shown: bool) -> None:
        """Show or hide a block; `fit` then moves the others."""
        block = next(b for b in self._blocks if b.widget is widget)
        if block.shown != shown:
            block.shown = shown
            widget.setVisible(shown)

    def forget(self) -> None:
        """Forget how tall the contents have been: others are to come."""
        for block in self._blocks:
            block.tallest = 0

    def fit(self, width: int, height: int, seen: int) -> None:
        """Place the blocks for a width; `height` is what can be seen without scrolling.

        A scroll bar takes its room from the margin, so nothing moves to the side when it comes: `seen` is
        the width that it leaves.
        """
        if width != self._width:
            self._width = width
            self.forget()
        side, edge = theme.px(14), theme.px(12)
        inner = max(width - 2 * side, 1)
        shown = [block for block in self._blocks if block.shown]
        heights = [height_of(block.widget, inner) for block in shown]
        spaces = [theme.px(block.space) if number else 0 for number, block in enumerate(shown)]
        free = height - 2 * edge - sum(heights) - sum(spaces)
        top = edge
        for block, tall, space in zip(shown, heights, spaces, strict=True):
            top += space
            place(block.widget, side, top, inner, tall)
            top += tall
            if block.steady:
                block.tallest = max(block.tallest, tall)
                kept = min(block.tallest - tall, max(free, 0))
                free -= kept
                top += kept
        self.resize(seen, max(top + edge, 1))


def height_of(widget: QWidget, width: int) -> int:
    """Return how tall a widget needs to be for a width."""
    if widget.hasHeightForWidth():
        return widget.heightForWidth(width + 2 * getattr(widget, "BLEED", 0))
    return widget.sizeHint().height()


def place(widget: QWidget, left: int, top: int, width: int, height: int) -> None:
    """Place a widget, and what it arranges itself, so that what it shows is level with `left`."""
    bleed = getattr(widget, "BLEED", 0)
    same = (width + 2 * bleed, height) == (widget.width(), widget.height())
    widget.setGeometry(left - bleed, top, width + 2 * bleed, height)
    if same and hasattr(widget, "arrange"):
        widget.arrange()


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

"""Texts that wrap: sentences, and code on its own background."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from nnviz import theme


class TextLabel(QLabel):
    """A wrapping text in a font and a colour of the theme.

    Parameters
    ----------
    font, colour
        Roles of the theme.
    selectable
        Whether it can be selected with the mouse; such a text takes several times longer to lay out.
    """

    def __init__(self, font: str, colour: str = "ink", selectable: bool = False) -> None:
        super().__init__()
        self._role, self.colour = font, colour
        self._heights: dict[tuple[str, int], int] = {}
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            # Selecting text must not take the keyboard from stepping.
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_role(self, font: str, colour: str) -> None:
        """Give the text another font and colour."""
        if (font, colour) != (self._role, self.colour):
            self._role, self.colour = font, colour
            self._restyle()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines; what was asked before is remembered."""
        key = (self.text(), width)
        found = self._heights.get(key)
        if found is None:
            if len(self._heights) >= 64:
                self._heights.clear()
            found = self._heights[key] = super().heightForWidth(width)
        return found

    def _restyle(self) -> None:
        self._heights.clear()
        self.setFont(theme.font(self._role))
        palette = self.palette()
        palette.setColor(palette.ColorRole.WindowText, QColor(theme.current().colour(self.colour)))
        self.setPalette(palette)


class Code(TextLabel):
    """Lines of code on a rounded background."""

    def __init__(self) -> None:
        super().__init__("code", selectable=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background and the text."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().chip))
            painter.drawRoundedRect(self.rect(), theme.px(7), theme.px(7))
        super().paintEvent(event)

    def _restyle(self) -> None:
        super()._restyle()
        self.setContentsMargins(theme.px(10), theme.px(7), theme.px(10), theme.px(7))

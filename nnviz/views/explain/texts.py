"""Texts that wrap: sentences, and code on a ground of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from nnviz import theme


class Text(QLabel):
    """A wrapping text that can be selected, in a font and a colour of the theme."""

    def __init__(self, font: str, colour: str = "ink", text: str = "") -> None:
        super().__init__(text)
        self._role, self._colour = font, colour
        self._heights: dict[tuple[str, int], int] = {}
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Selecting text must not take the keyboard from stepping.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_colour(self, colour: str) -> None:
        """Give the text another colour role."""
        if colour != self._colour:
            self._colour = colour
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
        palette.setColor(palette.ColorRole.WindowText, QColor(theme.current().colour(self._colour)))
        self.setPalette(palette)


class Code(Text):
    """Lines of code on a rounded ground."""

    def __init__(self) -> None:
        super().__init__("code")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the text."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().chip))
            painter.drawRoundedRect(self.rect(), theme.px(7), theme.px(7))
        super().paintEvent(event)

    def _restyle(self) -> None:
        super()._restyle()
        self.setContentsMargins(theme.px(10), theme.px(7), theme.px(10), theme.px(7))

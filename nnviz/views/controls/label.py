"""A line of text in a font and a colour of the theme."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from nnviz import theme


class Label(QLabel):
    """A label that follows the theme.

    Parameters
    ----------
    text
        What it says; plain text.
    font
        Role of its font, see `nnviz.theme.fonts.ROLES`.
    colour
        Role of its colour, or a hex colour.
    """

    def __init__(
        self, text: str = "", font: str = "body", colour: str = "ink", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._font, self._colour = font, colour
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def set_colour(self, colour: str) -> None:
        """Give the text another colour role."""
        self._colour = colour
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme.font(self._font))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.current().colour(self._colour)))
        self.setPalette(palette)

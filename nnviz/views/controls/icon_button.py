"""A small square button with nothing but a picture."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.views.controls.pill_button import PillButton


class IconButton(PillButton):
    """A quiet button with an icon; what it does is its tooltip and its accessible name.

    Parameters
    ----------
    icon
        Name of an icon in ``resources/icons``.
    name
        What it does, in a few words.
    size
        Side in pixels at scale 1.
    """

    def __init__(
        self, icon: str, name: str, size: int = 25, focusable: bool = False, parent: QWidget | None = None
    ) -> None:
        self._side = size
        super().__init__("", icon, name, "quiet", focusable, parent)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        """Return a square."""
        return QSize(theme.px(self._side), theme.px(self._side))

    def _padding(self) -> int:
        return (self.width() - theme.px(16)) // 2

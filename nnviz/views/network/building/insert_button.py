"""The plus in a gap between columns."""

from __future__ import annotations

from nnviz import theme
from nnviz.views.controls import IconButton


class InsertButton(IconButton):
    """A small disc that stands out from the edges below it."""

    def _colours(self) -> tuple[str | None, str | None, str]:
        look = theme.current()
        hovered = self.underMouse()
        return look.pressed if self.isDown() else look.hover if hovered else look.panel, look.line, look.ink

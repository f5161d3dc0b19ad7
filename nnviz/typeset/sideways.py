"""Moving to the side what is wider than its widget."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QWheelEvent

from nnviz import theme


class Wide(Protocol):
    """A widget whose content may be wider than it is."""

    def width(self) -> int:
        """Return the width of the widget."""

    def height(self) -> int:
        """Return the height of the widget."""

    def content_width(self) -> float:
        """Return the width of the content."""

    def update(self) -> None:
        """Repaint."""


class Sideways:
    """How far the content of a widget is moved to the left, by wheel or by hand."""

    def __init__(self, widget: Wide) -> None:
        self._widget = widget
        self._held: float | None = None
        self.shift = 0.0

    @property
    def over(self) -> float:
        """How much the content is wider than the widget; below 1 nothing moves."""
        return self._widget.content_width() - self._widget.width()

    def reset(self) -> None:
        """Show the left end."""
        self.shift, self._held = 0.0, None

    def hold(self, x: float) -> None:
        """Take hold of the content at `x`, if there is more of it than room."""
        self._held = x + self.shift if self.over > 1 else None

    def release(self) -> None:
        """Release it."""
        self._held = None

    def drag(self, x: float) -> bool:
        """Move what is held to `x`; return whether anything is held."""
        if self._held is None:
            return False
        self._move_to(self._held - x)
        return True

    def wheel(self, event: QWheelEvent) -> bool:
        """Move by a horizontal wheel, or with Shift by any; return whether that was possible."""
        turned = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        angle = event.angleDelta()
        delta = event.pixelDelta().x() or (angle.y() if turned and not angle.x() else angle.x()) / 3
        if not delta or self.over <= 1:
            return False
        self._move_to(self.shift - delta)
        return True

    def paint(self, painter: QPainter) -> None:
        """Show how much there is to the sides."""
        over, width = self.over, self._widget.width()
        if over <= 1:
            return
        share = width / (width + over)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().handle))
        painter.drawRoundedRect(QRectF(self.shift * share, self._widget.height() - 2, width * share, 2), 1, 1)

    def _move_to(self, shift: float) -> None:
        self.shift = min(max(shift, 0.0), max(self.over, 0.0))
        self._widget.update()

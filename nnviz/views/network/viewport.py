"""Zoom and pan: which part of the canvas the window shows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF

MOST = 8.0


class Viewport:
    """A window onto a canvas that is `zoom` times as large.

    Attributes
    ----------
    zoom
        1 shows all of the network.
    offset
        The point of the canvas in the window's top left corner.
    """

    def __init__(self) -> None:
        self.size = QSizeF(1, 1)
        self.zoom = 1.0
        self.offset = QPointF()

    @property
    def canvas(self) -> QSizeF:
        """Size of the canvas."""
        return self.size * self.zoom

    def resize(self, size: QSizeF) -> None:
        """Take on another size of the window, keeping the same part in view."""
        across = size.width() / max(self.size.width(), 1.0)
        down = size.height() / max(self.size.height(), 1.0)
        self.offset = QPointF(self.offset.x() * across, self.offset.y() * down)
        self.size = QSizeF(size)
        self._clamp()

    def zoom_by(self, factor: float) -> None:
        """Enlarge the canvas; what is to stay in view is for `look` to say."""
        self.zoom = min(max(self.zoom * factor, 1.0), MOST)
        if self.zoom < 1.02:
            self.zoom = 1.0
        self._clamp()

    def look(self, point: QPointF, at: QPointF) -> None:
        """Bring a point of the canvas to the point `at` of the window, as near as the canvas reaches."""
        self.offset = point - at
        self._clamp()

    def pan(self, by: QPointF) -> None:
        """Move what is seen by a distance in the window."""
        self.offset -= by
        self._clamp()

    def reset(self) -> None:
        """Show all of the network."""
        self.zoom, self.offset = 1.0, QPointF()

    def to_canvas(self, point: QPointF) -> QPointF:
        """Return the point of the canvas at a point of the window."""
        return point + self.offset

    def to_canvas_rect(self, rect: QRect) -> QRectF:
        """Return the part of the canvas in a part of the window."""
        return QRectF(rect).translated(self.offset)

    def _clamp(self) -> None:
        canvas = self.canvas
        self.offset = QPointF(
            min(max(self.offset.x(), 0.0), canvas.width() - self.size.width()),
            min(max(self.offset.y(), 0.0), canvas.height() - self.size.height()),
        )

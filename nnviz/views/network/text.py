"""Words and pills, painted where they belong without asking the font twice."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.views.network.style import Face


def write(painter: QPainter, face: Face, colour: QColor, room: QRectF, text: str, align: str = "center") -> None:
    """Write one line of `text` in `room`, at the ``center``, ``left`` or ``right``."""
    painter.setFont(face.font)
    painter.setPen(colour)
    spare = room.width() - face.width(text)
    x = room.left() + spare * {"center": 0.5, "left": 0.0, "right": 1.0}[align]
    # Whole pixels keep the letters sharp.
    painter.drawText(QPointF(round(x), round(room.center().y() + face.middle)), text)


def write_pair(
    painter: QPainter, room: QRectF, first: tuple[Face, QColor, str], second: tuple[Face, QColor, str], gap: float
) -> None:
    """Write two texts of different looks side by side, centred together."""
    width = first[0].width(first[2]) + gap + second[0].width(second[2])
    left = room.center().x() - width / 2
    write(painter, *first[:2], QRectF(left, room.top(), width, room.height()), first[2], "left")
    left += first[0].width(first[2]) + gap
    write(painter, *second[:2], QRectF(left, room.top(), width, room.height()), second[2], "left")


def pill(painter: QPainter, face: Face, rect: QRectF, text: str, fill: QColor, ink: QColor, line: QColor | None) -> None:
    """Paint a rounded label."""
    painter.setPen(QPen(line, 1.0) if line is not None else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(fill)
    radius = rect.height() / 2
    painter.drawRoundedRect(rect, radius, radius)
    write(painter, face, ink, rect, text)


def pill_rect(face: Face, centre: QPointF, text: str, scale: float) -> QRectF:
    """Return the room a pill takes around `centre`."""
    width, height = max(face.width(text) + 14 * scale, 40 * scale), face.height + 3 * scale
    return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)

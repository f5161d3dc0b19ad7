"""Words and rounded labels, painted where they belong without asking the font twice."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.core.text.number_format import format_number
from nnviz.views.network.style import Face

_SHARE = {"left": 0.0, "center": 0.5, "right": 1.0}
Piece = tuple[Face, QColor, str]


def write(
    painter: QPainter, face: Face, colour: QColor, room: QRectF, text: str, align: str = "center"
) -> None:
    """Write one line of `text` in `room`, at the ``center``, ``left`` or ``right``."""
    painter.setFont(face.font)
    painter.setPen(colour)
    x = room.left() + (room.width() - face.width(text)) * _SHARE[align]
    # Whole pixels keep the letters sharp.
    top = round(room.center().y() + face.middle) - face.ascent
    painter.drawStaticText(QPointF(round(x), top), face.shaped(text))


def fitting_number(face: Face, symbol: str, value: float, room: float) -> str:
    """Return a number with its symbol, or with fewer digits or without the symbol where `room` is narrow."""
    full, short = format_number(value), format_number(value, 2)
    shorter = [format_number(value, digits) for digits in (1, 0)]
    texts = [f"{symbol} {full}", f"{symbol} {short}", full, short, *shorter]
    return next((text for text in texts if face.width(text) <= room), texts[-1])


def write_pair(painter: QPainter, room: QRectF, first: Piece, second: Piece, gap: float) -> None:
    """Write two texts of different looks side by side, centred together."""
    head = first[0].width(first[2]) + gap
    width = head + second[0].width(second[2])
    left = QRectF(room.center().x() - width / 2, room.top(), width, room.height())
    write(painter, first[0], first[1], left, first[2], "left")
    write(painter, second[0], second[1], left.translated(head, 0), second[2], "left")


def pill(
    painter: QPainter,
    face: Face,
    rect: QRectF,
    text: str,
    fill: QColor,
    ink: QColor,
    line: QColor | None = None,
) -> None:
    """Paint a rounded label, outlined if `line` is given."""
    painter.setPen(QPen(line, 1.0) if line is not None else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(fill)
    radius = rect.height() / 2
    painter.drawRoundedRect(rect, radius, radius)
    write(painter, face, ink, rect, text)


def pill_rect(face: Face, centre: QPointF, text: str, scale: float) -> QRectF:
    """Return the room a pill takes around `centre`."""
    width, height = max(face.width(text) + 14 * scale, 40 * scale), face.height + 3 * scale
    return QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)

"""Small items that charts paint alike: readouts, sentences, axes, points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from nnviz import theme
from nnviz.core.text.number_format import format_number
from nnviz.theme import fonts
from nnviz.theme.colours import channels

Row = tuple[str, str]
"""A line of a readout: name and value."""

CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def metrics(role: str) -> QFontMetricsF:
    """Return the measures of a font role."""
    return QFontMetricsF(theme.font(role))


def width(text: str, role: str = "label") -> float:
    """Return how wide a text is."""
    return _width(text, role, theme.manager().scale)


@lru_cache(maxsize=4096)
def _width(text: str, role: str, _scale: float) -> float:
    return metrics(role).horizontalAdvance(text)


@lru_cache(maxsize=64)
def _font(role: str, _scale: float) -> QFont:
    return theme.font(role)


@lru_cache(maxsize=512)
def _pen(colour: str) -> QPen:
    return QPen(QColor(colour), 1)


def elided(text: str, room: float, role: str = "label") -> str:
    """Return the text, shortened to `room` pixels."""
    return fonts.shortened(text, metrics(role), room)


def axis_name(words: str, symbol: str, room: float) -> str:
    """Return the name of an axis: its words, their beginning, or the symbol where that would say nothing."""
    if width(words) <= room:
        return words
    return elided(words, room) if room >= theme.px(44) else symbol


def text(
    painter: QPainter,
    rect: QRectF,
    words: str,
    colour: str = "muted",
    align: Qt.AlignmentFlag = LEFT,
    role: str = "label",
) -> None:
    """Write one line into `rect`, in a colour role or hex colour."""
    painter.setFont(_font(role, theme.manager().scale))
    painter.setPen(_pen(theme.current().colour(colour)))
    painter.drawText(rect, int(align), words)


def message(painter: QPainter, rect: QRectF, sentence: str) -> None:
    """Write a sentence in the middle of an empty chart."""
    painter.setFont(theme.font("body"))
    painter.setPen(QColor(theme.current().muted))
    # Narrower than the room, so that the last line is not a single word.
    side = max(theme.px(12), 0.5 * (rect.width() - theme.px(260)))
    room = rect.adjusted(side, 0, -side, 0)
    painter.drawText(room, int(CENTRE | Qt.TextFlag.TextWordWrap), sentence)


def readable(colour: str) -> str:
    """Return `colour`, moved towards the ink until it can be read on a panel."""
    return _readable(colour, theme.current().name)


@lru_cache(maxsize=256)
def _readable(colour: str, _name: str) -> str:
    panel = theme.current().panel
    mixed = (theme.blend(colour, "ink", t / 10) for t in range(11))
    return next((c for c in mixed if theme.contrast(c, panel) >= 4.5), theme.current().ink)


def packed(colour: str) -> int:
    """Return a hex colour as a pixel, 0xFFRRGGBB."""
    red, green, blue = channels(colour)
    return 0xFF000000 | red << 16 | green << 8 | blue


def hairline(painter: QPainter, colour: str = "line") -> None:
    """Take a pen one pixel wide."""
    painter.setPen(_pen(theme.current().colour(colour)))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def crisp(value: float) -> float:
    """Return the middle of the pixel that `value` lies in."""
    return int(value) + 0.5


def readout(painter: QPainter, bounds: QRectF, at: QPointF, head: str, rows: Sequence[Row]) -> QRectF:
    """Paint a plate with a heading and values beside `at`, inside `bounds`; return where it is."""
    look, pad, line = theme.current(), theme.px(7), theme.px(16)
    names = max((width(name) for name, _ in rows), default=0.0)
    values = max((width(value, "value") for _, value in rows), default=0.0)
    gap = theme.px(10) if names else 0
    wide = max(width(head), names + gap + values) + 2 * pad
    high = (len(rows) + bool(head)) * line + 2 * theme.px(4)
    left = at.x() + theme.px(12)
    if left + wide > bounds.right():
        left = at.x() - theme.px(12) - wide
    left = max(left, bounds.left())
    top = min(max(at.y() - high / 2, bounds.top()), max(bounds.bottom() - high, bounds.top()))
    plate = QRectF(round(left) + 0.5, round(top) + 0.5, round(wide), round(high))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(look.handle), 1))
    painter.setBrush(QColor(look.panel))
    painter.drawRoundedRect(plate, theme.px(6), theme.px(6))
    row = QRectF(plate.left() + pad, plate.top() + theme.px(4), plate.width() - 2 * pad, line)
    if head:
        text(painter, row, head, "muted")
        row.translate(0, line)
    for name, value in rows:
        text(painter, row, name, "muted")
        text(painter, row, value, "ink", RIGHT, "value")
        row.translate(0, line)
    return plate


def disc(painter: QPainter, at: QPointF, radius: float, fill: str, rim: str = "panel") -> None:
    """Paint a training example."""
    painter.setPen(QPen(QColor(theme.current().colour(rim)), 1))
    painter.setBrush(QColor(theme.current().colour(fill)))
    painter.drawEllipse(at, radius, radius)


def diamond(painter: QPainter, at: QPointF, radius: float, colour: str, background: str = "panel") -> None:
    """Paint a test example: another shape, and hollow."""
    look, r = theme.current(), radius * 1.15
    corners = [at + QPointF(0, -r), at + QPointF(r, 0), at + QPointF(0, r), at + QPointF(-r, 0)]
    painter.setBrush(QColor(look.colour(background)))
    painter.setPen(QPen(QColor(look.colour(background)), 3.2))
    painter.drawPolygon(corners)
    painter.setPen(QPen(QColor(look.colour(colour)), 1.5))
    painter.drawPolygon(corners)


def ring(painter: QPainter, at: QPointF, radius: float) -> None:
    """Paint a ring round the example that is shown."""
    look = theme.current()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(look.panel), 4))
    painter.drawEllipse(at, radius, radius)
    painter.setPen(QPen(QColor(look.ink), 1.75))
    painter.drawEllipse(at, radius, radius)


def number(value: float | None, digits: int = 3) -> str:
    """Return a value for reading; a dash for one that is not known."""
    return "–" if value is None else format_number(float(value), digits)

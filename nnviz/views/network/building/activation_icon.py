"""Activations as small pictures of their curves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from nnviz import theme
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Buffers, run

_REACH = 3.0


def icon(name: str) -> QIcon:
    """Return the curve of an activation in the theme that is on."""
    pixmap = curve(name, theme.current().ink, theme.current().line, theme.px(18), 2.0)
    return QIcon(pixmap)


@lru_cache(maxsize=128)
def curve(name: str, colour: str, axis: str, side: int, ratio: float) -> QPixmap:
    """Return the curve over −3 … 3 between its axes; for softmax, shares of one whole."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(1.5, 1.5, side - 3, side - 3)
        if ACTIVATIONS[name].elementwise:
            _paint_curve(painter, name, room, QColor(colour), QColor(axis))
        else:
            _paint_shares(painter, room, QColor(colour))
    return pixmap


def _paint_curve(painter: QPainter, name: str, room: QRectF, colour: QColor, axis: QColor) -> None:
    z = np.linspace(-_REACH, _REACH, 49)[None, :]
    a = np.empty_like(z)
    with np.errstate(all="ignore"):
        run(tuple(ACTIVATIONS[name].forward(Buffers(), z, a)))
    # Bounded ones fill the picture, the others keep the slope of the identity.
    bounded = bool(np.isfinite([ACTIVATIONS[name].low, ACTIVATIONS[name].high]).all())
    reach = 1.15 if bounded else _REACH
    x = room.left() + (z[0] + _REACH) / (2 * _REACH) * room.width()
    y = room.center().y() - a[0] / reach * room.height() / 2
    painter.setPen(QPen(axis, 1.0))
    middle = room.center()
    painter.drawLine(QPointF(room.left(), middle.y()), QPointF(room.right(), middle.y()))
    painter.drawLine(QPointF(middle.x(), room.top()), QPointF(middle.x(), room.bottom()))
    pen = QPen(colour, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setClipRect(room.adjusted(-1, -1, 1, 1))
    painter.drawPolyline(QPolygonF([QPointF(*p) for p in zip(x.tolist(), y.tolist(), strict=True)]))


def _paint_shares(painter: QPainter, room: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    width = room.width() / 4
    for k, share in enumerate((0.3, 0.95, 0.5)):
        height = room.height() * share
        painter.drawRoundedRect(
            QRectF(room.left() + k * 1.5 * width, room.bottom() - height, width, height), 1, 1
        )

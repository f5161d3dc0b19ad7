"""Small items that look the same many times over: painted once, then only copied."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from nnviz.core.text.hidden_number import is_lost
from nnviz.views.network.style import Style

Paint = Callable[[QPainter], None]
MARGIN = 4.0
"""Pixels that the outline of a square may take outside of it."""


class GlyphCache:
    """Pictures by what they show, for one style and one pixel density."""

    def __init__(self, style: Style, ratio: float) -> None:
        self._style, self._ratio = style, ratio
        self._made: dict[Hashable, QPixmap] = {}

    def _stamp(self, key: Hashable, size: float, paint: Paint) -> QPixmap:
        if key not in self._made:
            side = int(size * self._ratio + 1)
            pixmap = QPixmap(side, side)
            pixmap.fill(Qt.GlobalColor.transparent)
            pixmap.setDevicePixelRatio(self._ratio)
            with QPainter(pixmap) as painter:
                painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint(painter)
            self._made[key] = pixmap
        return self._made[key]

    def frame(self, side: float, radius: float, pen: QPen) -> QPixmap:
        """Return the outline of a square, and the background over the corners that it cuts off.

        It is `MARGIN` larger than the square on every side.
        """
        body = QRectF(MARGIN, MARGIN, side, side)

        def paint(p: QPainter) -> None:
            outline = QPainterPath()
            outline.addRoundedRect(body, radius, radius)
            corners = QPainterPath()
            corners.addRect(body)
            p.fillPath(corners.subtracted(outline), self._style.background)
            p.setPen(pen)
            p.drawPath(outline)

        key = ("frame", side, pen.color().rgb(), pen.widthF())
        return self._stamp(key, side + 2 * MARGIN, paint)

    def spot(self) -> QPixmap:
        """Return the ring that marks an example."""
        style, s = self._style, self._style.scale

        def paint(p: QPainter) -> None:
            p.setPen(QPen(style.ink, 1.2 * s))
            p.setBrush(style.panel)
            p.drawEllipse(QPointF(4 * s, 4 * s), 2.6 * s, 2.6 * s)

        return self._stamp("spot", 8 * s, paint)

    def disc(self, radius: float, value: float | None) -> QPixmap:
        """Return the disc of a bias in the colour of its sign, with the sign itself."""
        style = self._style
        broken = is_lost(value)
        sign = None if value is None or value != value else (value > 0) - (value < 0)
        middle = radius + 2.0

        def paint(p: QPainter) -> None:
            p.setPen(QPen(style.background, 1.2 * style.scale))
            p.setBrush(style.faint if value is None else style.sign(value))
            p.drawEllipse(QPointF(middle, middle), radius, radius)
            if sign and radius >= 3.2:
                self._paint_sign(p, middle, radius, sign)

        return self._stamp(("disc", radius, sign, broken, value is None), 2 * middle, paint)

    def _paint_sign(self, p: QPainter, middle: float, radius: float, sign: int) -> None:
        look, arm = self._style.look, radius * 0.52
        lines = [QLineF(middle - arm, middle, middle + arm, middle)]
        if sign > 0:
            lines.append(QLineF(middle, middle - arm, middle, middle + arm))
        p.setPen(QPen(QColor(look.background if look.dark else look.panel), max(1.2, radius * 0.26)))
        p.drawLines(lines)


def put(painter: QPainter, pixmap: QPixmap, centre: QPointF) -> None:
    """Paint a stamp around a point, on whole pixels: a copy between two is blurred, and slow."""
    # Stamps are a pixel larger than what they show, so that nothing is cut off.
    half = (pixmap.width() - 1) / (2 * pixmap.devicePixelRatio())
    painter.drawPixmap(QPointF(round(centre.x() - half), round(centre.y() - half)), pixmap)

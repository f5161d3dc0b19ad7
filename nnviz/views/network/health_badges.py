"""Small signs at units and layers with training problems."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz import theme
from nnviz.core.checks.health import HealthFinding
from nnviz.views.network.layout import NetworkLayout
from nnviz.views.network.style import Style

_ICONS = {"dead": "eye-off", "saturated": "warning", "vanishing": "minus", "exploding": "plus"}
_SIDE = 17.0


class HealthBadges:
    """Paints a disc with the sign of each trouble.

    A unit's stands at its right upper corner, a layer's at the left upper corner of its first unit, the run's
    at the loss.

    Parameters
    ----------
    layout, style
        Where items are, and how they look.
    ratio
        Pixels of the screen in a pixel of the canvas.
    """

    def __init__(self, layout: NetworkLayout, style: Style, ratio: float) -> None:
        self._layout, self._style, self._ratio = layout, style, ratio

    def paint(self, painter: QPainter, findings: tuple[HealthFinding, ...], loss: QRectF) -> None:
        """Paint the signs of what is drawn and not folded."""
        for f in findings:
            place = None if f.layer is None else self._layout.places[f.layer]
            if place is None:
                self._disc(painter, loss.topRight(), f.kind, _SIDE * self._style.scale)
                continue
            unit = place.shown[0] if f.unit is None else f.unit
            if not place.shows(unit):
                continue
            square = place.square(unit)
            side = min(_SIDE * self._style.scale, 0.55 * square.width())
            # A little inwards, so that the words above stay free.
            square = square.adjusted(0.15 * side, 0.25 * side, -0.15 * side, 0)
            self._disc(painter, square.topLeft() if f.unit is None else square.topRight(), f.kind, side)

    def _disc(self, painter: QPainter, at: QPointF, kind: str, side: float) -> None:
        look = self._style.look
        painter.setPen(QPen(QColor(look.danger), max(1.2, 0.08 * side)))
        painter.setBrush(QColor(look.panel if side > 9 else look.danger))
        painter.drawEllipse(at, side / 2, side / 2)
        if side > 9:
            size = round(0.78 * side)
            icon = theme.pixmap(_ICONS.get(kind, "warning"), look.danger, size, self._ratio)
            painter.drawPixmap(QPointF(at.x() - size / 2, at.y() - size / 2), icon)

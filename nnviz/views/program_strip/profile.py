"""The loss of the run as a small landscape behind the scrubber."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from nnviz import theme
from nnviz.core.loss_history import LossHistory
from nnviz.core.workspace import Array
from nnviz.views.plotting.scale import Scale

_PIXELS = 3
"""Pixels that one stretch of the landscape is wide."""


class Profile:
    """Lowest and highest loss of every few pixels, as two areas; what is ahead of the cursor is fainter."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._areas: list[QPolygonF] = []

    def paint(
        self, painter: QPainter, losses: LossHistory, scale: Scale, area: QRectF, now: float
    ) -> None:
        """Paint the landscape of `losses` into `area`, `scale` mapping iterations to pixels."""
        key = (losses, losses.length, scale, area)
        if key != self._key:
            self._key, self._areas = key, self._outlined(losses, scale, area)
        look = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        for part, strength in (
            (QRectF(area.left(), area.top(), now - area.left(), area.height()), 1.0),
            (QRectF(now, area.top(), area.right() - now, area.height()), 0.45),
        ):
            painter.setClipRect(part)
            for outline, colour in zip(self._areas, (look.groove, look.handle), strict=False):
                painter.setBrush(QColor(look.blend("panel", colour, strength)))
                painter.drawPolygon(outline)
        painter.restore()

    @staticmethod
    def _outlined(losses: LossHistory, scale: Scale, area: QRectF) -> list[QPolygonF]:
        bins = max(int(area.width()) // _PIXELS, 8)
        x, low, high = losses.band(int(scale.low), int(np.ceil(scale.high)) + 1, bins)
        known = np.isfinite(high)
        if not known.any():
            return []
        top, bottom = float(high[known].max()), min(0.0, float(low[known].min()))
        # Roots, so that the long tail of a run that has learned is more than a line.
        unit = area.height() / math.sqrt(max(top - bottom, 1e-300))
        places = scale.start + (x - scale.low) * ((scale.end - scale.start) / (scale.high - scale.low))
        heights = (np.where(known, np.sqrt(np.maximum(y - bottom, 0.0)) * unit, 0.0) for y in (high, low))
        return [_filled(places, height, area) for height in heights]


def _filled(x: Array, height: Array, area: QRectF) -> QPolygonF:
    ground = area.bottom()
    points = [QPointF(a, ground - b) for a, b in zip(x.tolist(), height.tolist(), strict=True)]
    return QPolygonF([QPointF(x[0], ground), *points, QPointF(x[-1], ground)])

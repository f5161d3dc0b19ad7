"""The loss of the run as a small landscape behind the scrubber."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from nnviz import theme
from nnviz.core.functions.buffers import Array
from nnviz.core.run.loss_pyramid import LossPyramid
from nnviz.guard import saved_state
from nnviz.views.plotting.primitives import draw_rects
from nnviz.views.plotting.scale import Scale

_PIXELS = 3
"""Pixels that one range of the landscape is wide."""


class Profile:
    """Lowest and highest loss of every few pixels, as columns; what is ahead of the cursor is fainter."""

    def __init__(self) -> None:
        self._key: tuple[object, ...] = ()
        self._columns: list[Array] = []

    def paint(self, painter: QPainter, losses: LossPyramid, scale: Scale, area: QRectF, now: float) -> None:
        """Paint the landscape of `losses` into `area`, `scale` mapping iterations to pixels."""
        key = (losses, losses.length, scale, area)
        if key != self._key:
            self._key, self._columns = key, self._made(losses, scale, area)
        look = theme.current()
        with saved_state(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(Qt.PenStyle.NoPen)
            for columns, colour in zip(self._columns, (look.groove, look.handle), strict=False):
                behind = columns[:, 0] < now
                for part, strength in ((columns[behind], 1.0), (columns[~behind], 0.45)):
                    painter.setBrush(QColor(look.blend("panel", colour, strength)))
                    draw_rects(painter, part)

    @staticmethod
    def _made(losses: LossPyramid, scale: Scale, area: QRectF) -> list[Array]:
        """Return the columns up to the highest and up to the lowest values, as rectangles."""
        bins = max(int(area.width()) // _PIXELS, 8)
        x, low, high = losses.band(int(scale.low), int(np.ceil(scale.high)) + 1, bins)
        known = np.isfinite(high)
        if not known.any():
            return []
        top, bottom = float(high[known].max()), min(0.0, float(low[known].min()))
        # Roots, so that the long tail of a run that has learned is more than a line.
        unit = area.height() / math.sqrt(max(top - bottom, 1e-300))
        places = scale.start + (x - scale.low) * ((scale.end - scale.start) / (scale.high - scale.low))
        # Whole pixels, and every column reaches to the next.
        wide = places[1] - places[0] if len(places) > 1 else area.width()
        left = np.round(np.clip(np.append(places, places[-1] + wide) - 0.5 * wide, area.left(), area.right()))
        heights = (np.where(known, np.sqrt(np.maximum(y - bottom, 0.0)) * unit, 0.0) for y in (high, low))
        tall = (np.round(h) for h in heights)
        return [np.column_stack([left[:-1], area.bottom() - h, np.diff(left), h]) for h in tall]

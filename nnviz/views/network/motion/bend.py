"""A number that goes through the activation of its unit, drawn as the curve it is."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from nnviz.core.functions.activations import Activation
from nnviz.core.functions.buffers import Array, Buffers, run
from nnviz.guard import saved_state
from nnviz.views.network.motion.pace import part
from nnviz.views.network.motion.parts import between
from nnviz.views.network.style import Style


def curve_of(activation: Activation, z: float) -> Array:
    """Return points of an elementwise activation around 0 and `z`, ``(points, 2)``."""
    reach = max(3.0, min(abs(z), 50.0) * 1.15)
    across = np.linspace(-reach, reach, 41)[None, :]
    a = np.empty_like(across)
    with np.errstate(all="ignore"):
        run(tuple(activation.forward(Buffers(), across, a)))
    return np.column_stack([across[0], a[0]])


class Bend:
    """A unit's number going through its activation: up to the curve, then over to the axis.

    Parameters
    ----------
    square
        The unit, over which the curve is drawn.
    z, a
        Its pre-activation and activation.
    curve
        Points of the function, ``(points, 2)``, z growing; the range of z is that of the picture.
    slope
        The slope at z: then the tangent is shown, as on the way back.
    """

    def __init__(self, square: QRectF, z: float, a: float, curve: Array, slope: float | None = None) -> None:
        self._square, self._slope = square, slope
        inset = square.width() * 0.1
        box = square.adjusted(inset, inset, -inset, -inset)
        left, right = float(curve[0, 0]), float(curve[-1, 0])
        low, high = float(min(curve[:, 1].min(), 0.0)), float(max(curve[:, 1].max(), 0.0))
        self._unit = box.width() / (right - left), box.height() / max(high - low, 1e-9)
        self._origin = QPointF(box.left() - left * self._unit[0], box.bottom() + low * self._unit[1])
        self._line = [self._pixel(p, q) for p, q in curve.tolist()]
        self._ends = (box.left(), box.right(), box.top(), box.bottom())
        self._foot, self._point, self._reading = self._pixel(z, 0), self._pixel(z, a), self._pixel(0, a)

    def _pixel(self, z: float, a: float) -> QPointF:
        return QPointF(self._origin.x() + z * self._unit[0], self._origin.y() - a * self._unit[1])

    def paint(self, painter: QPainter, style: Style, phase: str, t: float) -> None:
        """Paint the curve and the way of the number as far as it has come."""
        if not 0.03 <= t < 0.95:
            return
        square, s = self._square, style.scale
        radius = min(9 * s, square.width() * 0.2)
        painter.setPen(QPen(style.phase[phase], 2.2 * s))
        painter.setBrush(style.panel)
        painter.drawRoundedRect(square, radius, radius)
        left, right, top, bottom = self._ends
        painter.setPen(QPen(style.line, 1.0))
        zero = self._origin
        painter.drawLine(QPointF(left, zero.y()), QPointF(right, zero.y()))
        painter.drawLine(QPointF(zero.x(), top), QPointF(zero.x(), bottom))
        painter.setPen(QPen(style.muted, 1.4 * s))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(self._line)
        pen = QPen(style.phase[phase], 1.8 * s)
        painter.setPen(pen)
        if self._slope is not None:
            self._paint_tangent(painter, t)
            dot = self._point
        else:
            up, over = part(t, 0.15, 0.45), part(t, 0.45, 0.8)
            dot = between(self._foot, self._point, up)
            painter.drawLine(self._foot, dot)
            if over > 0:
                dot = between(self._point, self._reading, over)
                painter.drawLine(self._point, dot)
        painter.setPen(QPen(style.panel, 1.2 * s))
        painter.setBrush(style.phase[phase])
        painter.drawEllipse(dot, 3.4 * s, 3.4 * s)

    def _paint_tangent(self, painter: QPainter, t: float) -> None:
        assert self._slope is not None
        across, up = self._unit[0], -self._slope * self._unit[1]
        length = max(float(np.hypot(across, up)), 1e-9)
        reach = part(t, 0.1, 0.5) * self._square.width() * 0.42 / length
        away = QPointF(across * reach, up * reach)
        with saved_state(painter):
            painter.setClipRect(self._square.adjusted(2, 2, -2, -2))
            painter.drawLine(self._point - away, self._point + away)

"""Items that move in slow motion. Each paints itself at a part `t` (0 to 1) of the operation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPen

from nnviz.core.functions.buffers import Array
from nnviz.core.text.number_format import format_number
from nnviz.views.network.motion.pace import part
from nnviz.views.network.style import Style
from nnviz.views.network.text import pill, pill_rect

TRAVEL = (0.04, 0.7)
"""When values are on their way."""


class Part(Protocol):
    """Something that moves."""

    def paint(self, painter: QPainter, style: Style, phase: str, t: float) -> None:
        """Paint it."""


class Way:
    """A line of points ``(points, 2)``, gone along evenly."""

    def __init__(self, points: Array) -> None:
        self._x, self._y = points[:, 0], points[:, 1]
        steps = np.hypot(np.diff(self._x), np.diff(self._y))
        self._along = np.concatenate([[0.0], np.cumsum(steps)])
        self.length = float(self._along[-1])

    def at(self, share: float) -> QPointF:
        """Return the point a part of the way along."""
        s = share * self.length
        return QPointF(float(np.interp(s, self._along, self._x)), float(np.interp(s, self._along, self._y)))


def _badge(
    painter: QPainter, style: Style, phase: str, at: QPointF, text: str, size: float, solid: bool
) -> None:
    """Paint a number around a point; small it is but a dot."""
    if size < 0.6:
        radius = (3.0 + 3.0 * size) * style.scale
        painter.setPen(QPen(style.background, 1.2 * style.scale))
        painter.setBrush(style.phase[phase])
        painter.drawEllipse(at, radius, radius)
        return
    rect = pill_rect(style.label, at, text, style.scale)
    if size < 1.0:
        wide, high = rect.width() * (1 - size) / 2, rect.height() * (1 - size) / 2
        rect.adjust(wide, high, -wide, -high)
        text = ""
    fill, ink = (style.pill[phase], style.on_pill[phase]) if solid else (style.panel, style.ink)
    pill(painter, style.label, rect, text, fill, ink, style.background if solid else style.phase[phase])


def between(start: QPointF, end: QPointF, share: float) -> QPointF:
    """Return the point a part of the way from `start` to `end`."""
    return start + (end - start) * share


class Carry:
    """A number that is carried along a way; halfway it becomes another, as when a weight multiplies it.

    Parameters
    ----------
    way
        Where it goes.
    first, second
        What it reads before and after the middle.
    stop
        How far along the way it goes.
    """

    def __init__(self, way: Way, first: str, second: str = "", stop: float = 1.0) -> None:
        self.path, self.texts, self._stop = way, (first, second or first), stop

    def paint(self, painter: QPainter, style: Style, phase: str, t: float) -> None:
        """Paint the number where it is; it grows out of where it starts and shrinks into where it ends."""
        start, end = TRAVEL
        if not start <= t < end + 0.02:
            return
        s = part(t, start, end)
        if s > 0.97:
            return
        size = min(1.0, 0.35 + s / 0.08, 0.35 + (1.0 - s) / 0.16)
        late = s >= 0.5
        changed = late and self.texts[0] != self.texts[1]
        _badge(painter, style, phase, self.path.at(s * self._stop), self.texts[late], size, changed)


class Swarm:
    """Dots along ways that carry no number, all at once."""

    def __init__(self, points: Array) -> None:
        self._points = points

    def paint(self, painter: QPainter, style: Style, phase: str, t: float) -> None:
        """Paint the dots where they are."""
        if not TRAVEL[0] <= t < TRAVEL[1]:
            return
        place = part(t, *TRAVEL) * (self._points.shape[1] - 1)
        k = min(int(place), self._points.shape[1] - 2)
        at = self._points[:, k] + (place - k) * (self._points[:, k + 1] - self._points[:, k])
        painter.setPen(QPen(style.background, 1.0))
        painter.setBrush(style.phase[phase])
        radius = 2.6 * style.scale
        for x, y in at.tolist():
            painter.drawEllipse(QPointF(x, y), radius, radius)


class Sum:
    """A number that adds up where others arrive, then moves to where it will be read.

    Parameters
    ----------
    at, to
        Where it adds up, and where it goes.
    name
        Its symbol.
    first, last
        From which value to which.
    begin
        When the first one arrives.
    """

    def __init__(
        self, at: QPointF, to: QPointF, name: str, first: float, last: float, begin: float = 0.6
    ) -> None:
        self._at, self._to, self._name, self.ends, self._begin = at, to, name, (first, last), begin

    def paint(self, painter: QPainter, style: Style, phase: str, t: float) -> None:
        """Paint the number as far as it has come."""
        if t < self._begin or t >= 0.97:
            return
        counted, moved = part(t, self._begin, 0.78), part(t, 0.82, 0.93)
        first, last = self.ends
        whole = counted >= 1.0 or not np.isfinite([first, last]).all()
        value = last if whole else first + counted * (last - first)
        at = between(self._at, self._to, moved)
        size = min(1.0, 0.4 + (t - self._begin) / 0.06, 0.4 + (0.97 - t) / 0.03)
        _badge(painter, style, phase, at, f"{self._name} {format_number(value)}".strip(), size, True)


class Meet:
    """Two numbers that come towards each other on an edge, and what comes of them.

    Parameters
    ----------
    way
        The edge.
    near, far
        What starts at its beginning and at its end.
    result
        What appears where they meet, halfway.
    """

    def __init__(self, way: Way, near: str, far: str, result: str) -> None:
        self.path, self.texts, self.result = way, (near, far), result

    def paint(self, painter: QPainter, style: Style, phase: str, t: float) -> None:
        """Paint both, then the result."""
        s = part(t, 0.04, 0.55)
        if t < 0.55:
            size = min(1.0, 0.35 + s / 0.1, 0.35 + (1.0 - s) / 0.2)
            for text, share in zip(self.texts, (0.5 * s, 1.0 - 0.5 * s), strict=True):
                _badge(painter, style, phase, self.path.at(share), text, size, False)
        elif t < 0.98:
            size = min(1.0, 0.4 + (t - 0.55) / 0.06, 0.4 + (0.98 - t) / 0.03)
            _badge(painter, style, phase, self.path.at(0.5), self.result, size, True)


def straight(points: Sequence[QPointF]) -> Way:
    """Return the way along a few points."""
    return Way(np.array([p.toTuple() for p in points]))

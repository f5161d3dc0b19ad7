"""The curves of one layer's edges: points, dashes and distances, computed for all edges at once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainterPath

from nnviz.core.functions.buffers import Array
from nnviz.views.network.place import Place

STEPS = 25
DASH, GAP = 7.0, 5.0
_OFF = 0.5
"""Pixels by which the pieces of an edge may miss its curve."""
_STRIDES = (24, 12, 8, 6, 4, 3)
_T = np.linspace(0.0, 1.0, STEPS)
_BERNSTEIN = np.stack([(1 - _T) ** 3, 3 * _T * (1 - _T) ** 2, 3 * _T**2 * (1 - _T), _T**3])


class Curves:
    """Edges between the units shown of two columns.

    Parameters
    ----------
    before, after
        The columns; `after` has the weights.

    Attributes
    ----------
    sources, targets
        Units at both ends of every edge, ``(edges,)``; those of one target follow each other.
    points
        Points along every edge, ``(edges, STEPS, 2)``.
    """

    def __init__(self, before: Place, after: Place) -> None:
        sources = np.arange(before.column.units) if before.picture else np.array(before.shown)
        targets = np.array(after.shown)
        self.layer = after.column.layer
        self.sources = np.tile(sources, len(targets))
        self.targets = np.repeat(targets, len(sources))
        self._source_index = {int(unit): k for k, unit in enumerate(sources)}
        self._target_index = {int(unit): k for k, unit in enumerate(targets)}
        starts = np.array([before.way_out(int(u)).toTuple() for u in sources])
        ends = np.array([after.way_in(int(u)).toTuple() for u in targets])
        self._set_points(np.tile(starts, (len(targets), 1)), np.repeat(ends, len(sources), axis=0))
        self._lines: dict[int, Array] = {}
        self._dashes: dict[int, Array] = {}
        self._paths: dict[int, QPainterPath] = {}
        self._dash, self._gap = DASH * after.scale, GAP * after.scale

    def _set_points(self, start: Array, end: Array) -> None:
        across, down = np.abs(end - start).T
        # Steep edges are bent less: in a narrow gap an S would turn into two walls.
        bend = 0.5 / (1.0 + 0.3 * np.maximum(down / np.maximum(across, 1.0) - 1.0, 0.0)) * across
        shift = np.column_stack([bend, np.zeros_like(bend)])
        self.controls = np.stack([start, start + shift, end - shift, end], axis=1)
        self.points = np.einsum("kt,ekd->etd", _BERNSTEIN, self.controls)

    @cached_property
    def area(self) -> QRect:
        """What the edges cover, in whole pixels; across no wider than the gap they are in."""
        low, high = self.points.reshape(-1, 2).min(axis=0), self.points.reshape(-1, 2).max(axis=0)
        left, top, right, bottom = np.floor(low[0]), np.floor(low[1]), np.ceil(high[0]), np.ceil(high[1])
        return QRect(int(left), int(top), int(right - left), int(bottom - top))

    def __len__(self) -> int:
        return len(self.sources)

    def index(self, unit: int, source: int) -> int | None:
        """Return the number of an edge, None if one of its ends is folded."""
        row, column = self._target_index.get(unit), self._source_index.get(source)
        return None if row is None or column is None else row * len(self._source_index) + column

    def lines(self, edge: int) -> Array:
        """Return an edge as short straight lines, the fastest shape to draw: ``(lines, 4)``, x₁ y₁ x₂ y₂."""
        if edge not in self._lines:
            p = self.points[edge]
            across, down = np.abs(p[-1] - p[0])
            # As few pieces as look smooth: n of them miss the curve by about ¾ down / n² pixels.
            pieces = np.sqrt(0.75 * down / _OFF)
            finest = 1 if across + down > 420 else 2
            p = p[:: next((stride for stride in _STRIDES if (STEPS - 1) // stride >= pieces), finest)]
            self._lines[edge] = np.column_stack([p[:-1], p[1:]])
        return self._lines[edge]

    def dashes(self, edge: int) -> Array:
        """Return the dashes of an edge, as `lines` does; a pen with a pattern would take twice the time."""
        if edge not in self._dashes:
            p = self.points[edge]
            along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(p, axis=0).T))])
            starts = np.arange(0.0, along[-1], self._dash + self._gap)
            ends = np.minimum(starts + self._dash, along[-1])
            ax, ay = np.interp(starts, along, p[:, 0]), np.interp(starts, along, p[:, 1])
            bx, by = np.interp(ends, along, p[:, 0]), np.interp(ends, along, p[:, 1])
            self._dashes[edge] = np.column_stack([ax, ay, bx, by])
        return self._dashes[edge]

    def path(self, edge: int) -> QPainterPath:
        """Return an edge as a smooth curve, for the few that are looked at."""
        if edge not in self._paths:
            a, b, c, d = (QPointF(x, y) for x, y in self.controls[edge].tolist())
            path = QPainterPath(a)
            path.cubicTo(b, c, d)
            self._paths[edge] = path
        return self._paths[edge]

    def at(self, edge: int, t: float) -> QPointF:
        """Return the point at `t` (0 to 1) of an edge."""
        u = 1.0 - t
        x, y = np.array([u**3, 3 * t * u * u, 3 * t * t * u, t**3]) @ self.controls[edge]
        return QPointF(x, y)

    def nearest(self, x: float, y: float, among: Array) -> tuple[int, float]:
        """Return which of the edges `among` is nearest to a point, and its distance; −1 if there is none."""
        if not len(among):
            return -1, np.inf
        p = self.points[among]
        a, d = p[:, :-1], np.diff(p, axis=1)
        to = np.array([x, y]) - a
        length = np.maximum(np.einsum("esd,esd->es", d, d), 1e-12)
        t = np.clip(np.einsum("esd,esd->es", to, d) / length, 0.0, 1.0)
        gap = to - t[..., None] * d
        distances = np.einsum("esd,esd->es", gap, gap).min(axis=1)
        best = int(distances.argmin())
        return int(among[best]), float(np.sqrt(distances[best]))

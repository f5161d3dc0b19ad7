"""Zones of the canvas: the column, or the gap between columns, that a point belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize

from nnviz.views.network.layout import NetworkLayout
from nnviz.views.network.place import Place

TOP, BESIDE = 4.0, 6.0
"""Distance of the controls from the upper edge, and from what lies over the canvas, at scale 1."""


@dataclass(frozen=True)
class BuildingZone:
    """A part of the canvas from top to bottom.

    Attributes
    ----------
    layer
        The column, 0 for the inputs; for a gap, the column at its left.
    gap
        Whether it is the gap after that column; the gap after the last one leads to the loss.
    """

    layer: int
    gap: bool = False


def zone_at(layout: NetworkLayout, x: float) -> BuildingZone | None:
    """Return what is at `x`; None beyond the loss."""
    if x >= layout.loss.left():
        return None
    places = layout.places
    for place in places:
        if abs(x - place.x) <= _half(place, layout.spacing):
            return BuildingZone(place.column.layer)
    if x < places[0].x:
        return BuildingZone(0)
    return BuildingZone(max(place.column.layer for place in places if place.x < x), gap=True)


def _half(place: Place, spacing: float) -> float:
    half = max(place.side / 2 + 16 * place.scale, 34 * place.scale)
    return half if place.picture is not None else min(half, spacing * 0.36)


def centre(layout: NetworkLayout, zone: BuildingZone) -> float:
    """Return the middle of a zone."""
    places, x = layout.places, layout.places[zone.layer].x
    if not zone.gap:
        return x
    if zone.layer + 1 < len(places):
        return (x + places[zone.layer + 1].x) / 2
    edge = max(places[zone.layer].way_out(unit).x() for unit in places[zone.layer].shown)
    return (edge + layout.loss.left()) / 2


def spot(x: float, size: QSize, scale: float, width: int, obstacles: Sequence[QRectF]) -> QPoint:
    """Return where controls of `size` stand: around `x` at the top, beside or below what lies there."""
    left = min(max(x - size.width() / 2, TOP * scale), width - size.width() - TOP * scale)
    rect = QRectF(left, TOP * scale, size.width(), size.height())
    gap = BESIDE * scale
    for o in obstacles:
        if not o.adjusted(-gap, 0, gap, 0).intersects(rect):
            continue
        aside = o.right() + gap if x > o.center().x() else o.left() - gap - rect.width()
        if abs(aside + rect.width() / 2 - x) <= rect.width() / 2 - 20 * scale:
            rect.moveLeft(aside)
        else:
            rect.moveTop(o.bottom() + scale)
    return rect.topLeft().toPoint()

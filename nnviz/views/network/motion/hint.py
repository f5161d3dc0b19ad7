"""The short movement when stepping by hand: dots along lit edges, outlines that spread."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.views.network.scene import Scene
from nnviz.views.network.style import LIT
from nnviz.views.network.units import ring_path

MOST_DOTS = 72


def paint_hint(painter: QPainter, scene: Scene, t: float) -> None:
    """Paint where the numbers of the moment shown came from and went, at `t` of 0 to 1."""
    if scene.moment is None or not scene.moment.light.phase:
        return
    light = scene.moment.light
    colour = scene.style.phase[light.phase]
    dots = _dots(scene, t if light.flow > 0 else 1.0 - t) if light.flow else []
    if dots:
        paint_dots(painter, scene, dots, colour)
    else:
        paint_spread(painter, scene, t, colour)


def _dots(scene: Scene, t: float) -> list[QPointF]:
    light = scene.moment.light if scene.moment else None
    if light is None:
        return []
    found: list[QPointF] = []
    for layer in light.weights:
        bundle = scene.edges.bundles.get(layer)
        if bundle is None:
            continue
        edges = [e for e in bundle.drawn.tolist() if bundle.strength[e] == LIT]
        step = max(1, -(-len(edges) // MOST_DOTS))
        found += [bundle.curves.at(edge, t) for edge in edges[::step]]
    for layer in light.links:
        lines: list[QLineF] = scene.links.lines.get(layer, [])
        found += [line.pointAt(t) for line in lines[:MOST_DOTS]]
    return found


def paint_dots(painter: QPainter, scene: Scene, dots: list[QPointF], colour: QColor) -> None:
    """Paint dots, smaller where they are many."""
    radius = (4.2 if len(dots) <= 24 else 3.0) * scene.style.scale
    painter.setPen(QPen(scene.style.background, 1.2 * scene.style.scale))
    painter.setBrush(colour)
    for dot in dots:
        painter.drawEllipse(dot, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_spread(painter: QPainter, scene: Scene, t: float, colour: QColor) -> None:
    """Let outlines spread from the units that were written."""
    assert scene.moment is not None
    look, light = scene.style.look, scene.moment.light
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(look.blend(colour.name(), "background", t)), 2.0 * scene.style.scale))
    for place in scene.layout.places:
        if not light.units.get(place.column.layer):
            continue
        for unit in place.shown if place.picture is None else ():
            painter.drawPath(ring_path(place.square(unit), 9 * place.scale, (1 + 6 * t) * place.scale))

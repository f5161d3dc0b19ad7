"""The short movement when stepping by hand: dots along highlighted edges, outlines that spread."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.views.network.scene import Scene
from nnviz.views.network.style import HIGHLIGHTED
from nnviz.views.network.units import ring_path

MOST_DOTS = 72


def paint_hint(painter: QPainter, scene: Scene, t: float) -> None:
    """Paint where the numbers of the current position come from and go, at `t` of 0 to 1."""
    if scene.render_state is None or not scene.render_state.highlight.phase:
        return
    highlight = scene.render_state.highlight
    colour = scene.style.phase[highlight.phase]
    dots = _dots(scene, t if highlight.flow > 0 else 1.0 - t) if highlight.flow else []
    if dots:
        paint_dots(painter, scene, dots, colour)
    else:
        paint_spread(painter, scene, t, colour)


def _dots(scene: Scene, t: float) -> list[QPointF]:
    highlight = scene.render_state.highlight if scene.render_state else None
    if highlight is None:
        return []
    found: list[QPointF] = []
    for layer in highlight.weights:
        bundle = scene.edges.bundles.get(layer)
        if bundle is None:
            continue
        edges = [e for e in bundle.drawn.tolist() if bundle.strength[e] == HIGHLIGHTED]
        step = max(1, -(-len(edges) // MOST_DOTS))
        found += [bundle.curves.at(edge, t) for edge in edges[::step]]
    for layer in highlight.links:
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
    assert scene.render_state is not None
    look, highlight = scene.style.look, scene.render_state.highlight
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(look.blend(colour.name(), "background", t)), 2.0 * scene.style.scale))
    for place in scene.layout.places:
        if not highlight.units.get(place.column.layer):
            continue
        for unit in place.shown if place.picture is None else ():
            painter.drawPath(ring_path(place.square(unit), 9 * place.scale, (1 + 6 * t) * place.scale))

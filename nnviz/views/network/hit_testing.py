"""Hit test: the item at a point of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from nnviz.core.experiment.selection import Selection
from nnviz.views.network.place import Place
from nnviz.views.network.scene import Scene

REACH = 6.0
"""How near to an edge the pointer has to be, at scale 1."""


def item_at(scene: Scene, point: QPointF) -> Selection | None:
    """Return the item at `point`: what lies on top first, then the nearest edge."""
    if not scene.ready or scene.render_state is None:
        return None
    found = scene.edge_labels.at(point)
    if found is not None:
        return found
    if scene.links.node(scene.render_state).contains(point):
        return Selection("loss")
    for place in scene.layout.places:
        found = _in_column(place, point)
        if found is not None:
            return found
    return _edge_at(scene, point)


def fold_at(scene: Scene, point: QPointF) -> int | None:
    """Return the layer whose folded units are marked at `point`."""
    if not scene.ready:
        return None
    for place in scene.layout.places:
        if place.mark is not None and place.mark.adjusted(0, 0, 40 * place.scale, 0).contains(point):
            return place.column.layer
    return None


def _in_column(place: Place, point: QPointF) -> Selection | None:
    s, layer = place.scale, place.column.layer
    if not place.extent.adjusted(-12 * s, -4 * s, 12 * s, 4 * s).contains(point):
        return None
    if place.picture is not None:
        return _pixel_at(place, point)
    for unit in place.shown:
        bias = place.column.bias_of(unit)
        if bias is not None:
            if place.bias_row:
                if place.row(unit, "bias").contains(point):
                    return bias
            elif place.side >= 9 * s:
                gap = point - place.bias(unit)
                if gap.x() ** 2 + gap.y() ** 2 <= (place.bias_radius + 1.5 * s) ** 2:
                    return bias
        if place.square(unit).adjusted(-1, -1, 1, 1).contains(point):
            return Selection("unit", layer, unit)
    return None


def _pixel_at(place: Place, point: QPointF) -> Selection | None:
    frame = place.frame
    if not frame.contains(point) or place.picture is None:
        return None
    rows, columns = place.picture
    row = min(int((point.y() - frame.top()) / frame.height() * rows), rows - 1)
    column = min(int((point.x() - frame.left()) / frame.width() * columns), columns - 1)
    return Selection("unit", 0, row * columns + column)


def _edge_at(scene: Scene, point: QPointF) -> Selection | None:
    best, chosen = REACH * scene.style.scale, None
    for layer, bundle in scene.edges.bundles.items():
        curves = bundle.curves
        edge, distance = curves.nearest(point.x(), point.y(), scene.edges.visible(layer))
        if distance < best:
            best = distance
            chosen = Selection("weight", layer, int(curves.targets[edge]), int(curves.sources[edge]))
    return chosen

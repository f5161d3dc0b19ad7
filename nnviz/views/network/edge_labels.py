"""The numbers on highlighted edges, put where they cover nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from nnviz.core.experiment.selection import Selection
from nnviz.core.explain.paths import GradientPaths
from nnviz.core.text.number_format import format_number
from nnviz.views.network.edges import Edges
from nnviz.views.network.layout import NetworkLayout
from nnviz.views.network.operation_highlight import Highlight
from nnviz.views.network.place import Place
from nnviz.views.network.style import HIGHLIGHTED, Style
from nnviz.views.network.text import pill, pill_rect

MAX_HIGHLIGHTED, MAX_FOCUSED = 12, 16
_TRIED = (0.5, 0.4, 0.6, 0.32, 0.68, 0.25, 0.75, 0.18, 0.82)


@dataclass
class EdgeLabel:
    """A number on an edge: where it is, of which weight."""

    rect: QRectF
    selection: Selection
    text: str
    edge: int


class EdgeLabels:
    """Chooses which edges carry a number, and where."""

    def __init__(self, edges: Edges, layout: NetworkLayout, style: Style) -> None:
        self._edges, self._layout, self._style = edges, layout, style
        self._taken = [_occupied(place) for place in layout.places]
        self._spots: dict[tuple[int, int], tuple[float, int]] = {}
        self._key: object = None
        self.placed: list[EdgeLabel] = []

    def update(
        self,
        highlight: Highlight,
        focus: tuple[Selection | None, ...],
        path: GradientPaths | None = None,
    ) -> None:
        """Choose again for what is highlighted, or for a path, and take the numbers of now."""
        wanted = self._wanted(highlight, focus) if path is None else self._along(path)
        key = tuple(wanted)
        if key != self._key:
            self._key, self._spots = key, {}
        self.placed = []
        for layer, edge in wanted:
            bundle = self._edges.bundles[layer]
            if bundle.numbers is None:
                continue
            text = format_number(float(bundle.numbers[edge]))
            curves = bundle.curves
            selection = Selection("weight", layer, int(curves.targets[edge]), int(curves.sources[edge]))
            rect = self._find(layer, edge, text)
            if rect is None and selection in focus:
                rect = pill_rect(self._style.label, curves.at(edge, 0.5), text, self._style.scale)
            if rect is not None:
                self.placed.append(EdgeLabel(rect, selection, text, edge))

    def _along(self, path: GradientPaths) -> list[tuple[int, int]]:
        """Return the edges of a path, if there is room for a number on each; else that it begins with."""
        layers = [layer for layer in path.weights if layer in self._edges.bundles]
        found = [(layer, edge) for layer in layers for edge in self._edges.along(layer, path).tolist()]
        return found if len(found) <= MAX_FOCUSED else found[:1]

    def _wanted(self, highlight: Highlight, focus: tuple[Selection | None, ...]) -> list[tuple[int, int]]:
        """Return layer and number of the edges that should carry one, the most important first."""
        chosen: list[tuple[int, int]] = []
        for selection in focus:
            if selection is None:
                continue
            layers = [n for n in (selection.layer, selection.layer + 1) if n in self._edges.bundles]
            for layer in layers:
                edges = self._edges.concerned(layer, selection).tolist()
                if len(chosen) + len(edges) <= MAX_FOCUSED:
                    chosen += [(layer, edge) for edge in edges]
        if chosen:
            return list(dict.fromkeys(chosen))
        highlighted = [
            (layer, edge)
            for layer in highlight.weights
            if layer in self._edges.bundles
            for edge in self._edges.visible(layer).tolist()
            if self._edges.bundles[layer].strength[edge] == HIGHLIGHTED
        ]
        return highlighted if len(highlighted) <= MAX_HIGHLIGHTED else []

    def _find(self, layer: int, edge: int, text: str) -> QRectF | None:
        """Return a place on the edge where nothing else is, the same as before if it still fits."""
        style, curves = self._style, self._edges.bundles[layer].curves
        remembered = self._spots.get((layer, edge))
        if remembered is not None and remembered[1] >= len(text):
            t = remembered[0]
            return None if t < 0 else pill_rect(style.label, curves.at(edge, t), text, style.scale)
        margin = 2.0 * style.scale
        for t in _TRIED:
            rect = pill_rect(style.label, curves.at(edge, t), text, style.scale)
            if self._free(rect.adjusted(-margin, -margin, margin, margin), layer):
                self._spots[layer, edge] = (t, len(text))
                return rect
        self._spots[layer, edge] = (-1.0, len(text))
        return None

    def _free(self, rect: QRectF, layer: int) -> bool:
        near = self._taken[layer - 1] + self._taken[layer]
        return not any(rect.intersects(other) for other in near) and not any(
            rect.intersects(other.rect) for other in self.placed
        )

    def paint(self, painter: QPainter) -> None:
        """Paint them all."""
        style = self._style
        for p in self.placed:
            pill(painter, style.label, p.rect, p.text, style.panel, style.ink, style.line)

    def carries(self, selection: Selection) -> bool:
        """Whether the edge `pick` carries a number."""
        return any(p.selection == selection for p in self.placed)

    def at(self, point: QPointF) -> Selection | None:
        """Return the weight whose number is at `point`."""
        return next((p.selection for p in self.placed if p.rect.contains(point)), None)


def _occupied(place: Place) -> list[QRectF]:
    """Return what no number may cover: squares and their words."""
    if place.picture is not None:
        return [place.frame]
    rects = []
    for unit in place.shown:
        square = place.square(unit)
        words = square.adjusted(0, -place.above, 0, place.below)
        if place.detail.name == "STACK":
            inset = (place.width - place.side) / 2 - 6 * place.scale
            words.adjust(-max(inset, 0), 0, max(inset, 0), 0)
        elif place.detail.name == "SIDE":
            words.setRight(place.way_out(unit).x())
        rects.append(words)
    return rects

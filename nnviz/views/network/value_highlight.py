"""Marks under the items that somebody wants to be looked at: all of a value, named as in a frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.core.experiment.selection import Selection
from nnviz.core.network.value import Value, named
from nnviz.views.network.edges import SMOOTH, Edges
from nnviz.views.network.layout import NetworkLayout
from nnviz.views.network.place import Detail, Place
from nnviz.views.network.style import Style

_BACKGROUND, _EDGE = 0.15, 0.6
"""How strong the background of a mark is, and the line round it."""


@dataclass(frozen=True)
class HighlightedParts:
    """What is marked, each with the role of its colour.

    Attributes
    ----------
    units, weights, biases
        Layer → role.
    loss
        Role, or None if the loss is not marked.
    """

    units: dict[int, str]
    weights: dict[int, str]
    biases: dict[int, str]
    loss: str | None = None


def marked(names: Iterable[str], layers: int) -> HighlightedParts:
    """Return what values of these names are in a network of so many layers; other names mark nothing."""
    units: dict[int, str] = {}
    weights: dict[int, str] = {}
    biases: dict[int, str] = {}
    loss: str | None = None
    for name in names:
        value = named(name)
        if value is None or value.is_state or not value.info.belongs_to:
            continue
        role = _role(value)
        if value.base.kind in ("C", "Y"):
            loss = role
        elif value.layer <= layers:
            {"weight": weights, "bias": biases}.get(value.info.belongs_to, units)[value.layer] = role
    return HighlightedParts(units, weights, biases, loss)


def _role(value: Value) -> str:
    if value.next:
        return "update"
    if value.is_gradient:
        return "backward"
    if value.info.parameter:
        return "muted"
    return "loss" if value.kind == "C" else "forward"


class ValueHighlight:
    """Paints marks under everything else of a network that has been laid out."""

    def __init__(self, layout: NetworkLayout, edges: Edges, style: Style) -> None:
        self._layout, self._edges, self._style = layout, edges, style

    def paint(
        self, painter: QPainter, what: HighlightedParts, loss: QRectF, bias: dict[Selection, QRectF]
    ) -> None:
        """Paint the marks of values; `loss` and `bias` tell where those are."""
        look, s = self._style.look, self._style.scale
        for layer, role in what.weights.items():
            self._paint_edges(painter, layer, QColor(look.blend("background", role, 2 * _BACKGROUND)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for layer, role in what.units.items():
            for area in unit_areas(self._layout.places[layer], s):
                self._paint_area(painter, area, role)
        for selection, area in bias.items():
            self._paint_area(
                painter, area.adjusted(-3 * s, -3 * s, 3 * s, 3 * s), what.biases[selection.layer]
            )
        if what.loss is not None:
            # The target stands below the node.
            self._paint_area(painter, loss.adjusted(-7 * s, -7 * s, 7 * s, 20 * s), what.loss)

    def _paint_area(self, painter: QPainter, area: QRectF, role: str) -> None:
        look, s = self._style.look, self._style.scale
        painter.setPen(QPen(QColor(look.blend("background", role, _EDGE)), 1.4 * s, Qt.PenStyle.DotLine))
        painter.setBrush(QColor(look.blend("background", role, _BACKGROUND)))
        radius = min(12 * s, area.height() / 2)
        painter.drawRoundedRect(area, radius, radius)

    def _paint_edges(self, painter: QPainter, layer: int, colour: QColor) -> None:
        bundle = self._edges.bundles.get(layer)
        if bundle is None:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        extra = (9.0 if self._edges.count <= SMOOTH else 4.0) * self._style.scale
        for edge in bundle.drawn.tolist():
            width = self._edges.pens.widths[int(bundle.level[edge])] + extra
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawPath(bundle.curves.path(edge))


def unit_areas(place: Place, scale: float) -> list[QRectF]:
    """Return where the units of a column are, with the words that belong to them."""
    if place.picture is not None:
        return [place.frame.adjusted(-5 * scale, -5 * scale, 5 * scale, 5 * scale)]
    found = []
    for unit in place.shown:
        area = place.square(unit).adjusted(0, -place.above, 0, place.below)
        if place.detail is Detail.STACK:
            # As wide as a name such as “a¹₁ softmax” above a small square.
            wide = min(max(place.side + 26 * scale, 80 * scale), max(place.width + 8 * scale, place.side))
            inset = max((wide - place.side) / 2, 5 * scale)
            area.adjust(-inset, 0, inset, 0)
        else:
            area.adjust(-3 * scale, -2 * scale, 0, 2 * scale)
            area.setRight(max(place.way_out(unit).x(), area.right() + 3 * scale))
        found.append(area.adjusted(0, -2 * scale, 0, 3 * scale))
    return found

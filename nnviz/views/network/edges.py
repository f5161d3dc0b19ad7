"""All weights of the network: which are drawn, how wide, in which colour; one object paints them all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QPainter

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.selection import Selection
from nnviz.core.explain.paths import GradientPaths
from nnviz.core.functions.buffers import Array
from nnviz.core.text.hidden_number import hidden_in
from nnviz.views.network.curves import Curves
from nnviz.views.network.edge_pictures import EdgePictures, copies
from nnviz.views.network.layout import NetworkLayout
from nnviz.views.network.operation_highlight import Highlight
from nnviz.views.network.structure import Structure
from nnviz.views.network.style import FADED, HIDDEN_SIGN, HIGHLIGHTED, IDLE, LEVELS, Pens, Style
from nnviz.views.plotting.primitives import draw_lines

MOST, LEAST_OF_A_LAYER = 600, 60
"""Networks with more edges show the strongest 400, and of every layer at least these many."""
SMOOTH = 48
"""Up to so many edges are stroked as true curves."""
DECADES = 5.0
"""Gradients from 10⁻⁵ to 1 are told apart by width."""


@dataclass
class Bundle:
    """The edges of one layer, and how each is drawn now.

    Attributes
    ----------
    numbers
        Quantity shown by the edges, ``(edges,)``; None if that is not known at this position.
    drawn
        Which edges are drawn.
    sign, level, strength
        Of every edge: −1, 0, 1, 2 for not a number or `HIDDEN_SIGN`; level of width; faded, idle or
        highlighted.
    """

    curves: Curves
    budget: int
    numbers: Array | None
    drawn: Array
    sign: Array
    level: Array
    strength: Array


class Edges:
    """The edges of a network that has been laid out."""

    def __init__(self, structure: Structure, layout: NetworkLayout, style: Style) -> None:
        self.bundles: dict[int, Bundle] = {}
        total = 0
        for before, after in zip(layout.places, layout.places[1:], strict=False):
            if after.column.weighted:
                curves = Curves(before, after)
                total += len(curves)
                none = np.zeros(len(curves), dtype=np.intp)
                self.bundles[curves.layer] = Bundle(
                    curves, len(curves), None, np.arange(len(curves)), none, none.copy(), none.copy()
                )
        if total > MOST:
            for bundle in self.bundles.values():
                share = 400 * len(bundle.curves) // total
                bundle.budget = min(max(LEAST_OF_A_LAYER, share), len(bundle.curves))
        self.count = sum(bundle.budget for bundle in self.bundles.values())
        crowd = min(layout.spacing / (150 * style.scale), 1.0)
        self.pictures = EdgePictures(style.background)
        self.pens = Pens(style, max(0.45, min(1.0, crowd, (90 / max(self.count, 1)) ** 0.22)))

    def update(self, frame: Frame, quantity: str) -> None:
        """Take the numbers of a position."""
        for layer, bundle in self.bundles.items():
            curves = bundle.curves
            name = f"W{layer}"
            matrix = frame.values.get(f"d{name}") if quantity == "gradients" else frame.current(name)
            if matrix is None:
                bundle.numbers = None
                bundle.sign[:] = 0
                bundle.level[:] = 0
            else:
                bundle.numbers = matrix[curves.targets, curves.sources]
                _grade(bundle, quantity)
            _select(bundle)

    def highlight(
        self,
        highlight: Highlight,
        focus: tuple[Selection | None, ...],
        marked: Collection[int] = (),
        path: GradientPaths | None = None,
    ) -> None:
        """Fade all edges but those that the operation, `focus` and the layers in `marked` concern.

        With a `path`, all but its own.
        """
        if path is not None:
            for layer, bundle in self.bundles.items():
                bundle.strength[:] = FADED
                bundle.strength[self.along(layer, path)] = HIGHLIGHTED
            return
        any_highlighted = bool(highlight.weights or marked) or any(
            selection is not None for selection in focus
        )
        for layer, bundle in self.bundles.items():
            highlighted = layer in highlight.weights or layer in marked
            bundle.strength[:] = HIGHLIGHTED if highlighted else FADED if any_highlighted else IDLE
            for selection in focus:
                bundle.strength[self.concerned(layer, selection)] = HIGHLIGHTED

    def concerned(self, layer: int, selection: Selection | None) -> Array:
        """Return the edges of `layer` that `pick` is, or is an end of."""
        curves = self.bundles[layer].curves
        if selection is None or selection.kind == "loss":
            return np.zeros(0, dtype=np.intp)
        if selection.kind == "weight":
            edge = curves.index(selection.unit, selection.source or 0) if selection.layer == layer else None
            return np.array([] if edge is None else [edge], dtype=np.intp)
        if selection.kind == "unit" and selection.layer == layer - 1:
            return np.flatnonzero(curves.sources == selection.unit)
        if selection.kind == "unit" and selection.layer == layer:
            return np.flatnonzero(curves.targets == selection.unit)
        return np.zeros(0, dtype=np.intp)

    def along(self, layer: int, path: GradientPaths) -> Array:
        """Return the edges of `layer` that are on a path."""
        curves, pairs = self.bundles[layer].curves, path.weights.get(layer, frozenset())
        found = [curves.index(unit, source) for unit, source in pairs]
        return np.array(sorted(edge for edge in found if edge is not None), dtype=np.intp)

    def visible(self, layer: int) -> Array:
        """Return the edges of `layer` that are drawn: the strongest, or all."""
        return self.bundles[layer].drawn

    def paint_idle(self, painter: QPainter) -> None:
        """Paint all edges while nothing is highlighted or marked: mostly copies of the last pictures."""
        if not copies(painter):
            self._paint(painter, {layer: bundle.drawn for layer, bundle in self.bundles.items()})
            return
        for layer, bundle in self.bundles.items():
            key = b"" if bundle.numbers is None else self._keys(bundle, bundle.drawn).tobytes()
            if len(bundle.drawn) < len(bundle.curves):
                key += bundle.drawn.tobytes()

            def draw(p: QPainter, layer: int = layer, bundle: Bundle = bundle) -> None:
                self._paint(p, {layer: bundle.drawn})

            self.pictures.paint(painter, layer, key, bundle.curves.area, draw)

    def paint(self, painter: QPainter, highlight: Highlight, focus: tuple[Selection | None, ...]) -> None:
        """Paint all edges, the highlighted ones above the others."""
        shown = {}
        for layer, bundle in self.bundles.items():
            # However weak, the edges of what is selected or pointed at are drawn.
            also = np.concatenate([self.concerned(layer, selection) for selection in focus])
            shown[layer] = np.union1d(bundle.drawn, also) if len(also) else bundle.drawn
            if highlight.weights.get(layer):
                self._paint_written(painter, bundle, highlight.phase)
        self._paint(painter, shown)

    def _paint(self, painter: QPainter, shown: dict[int, Array]) -> None:
        """Paint the edges `shown` of each layer with as few changes of pen as there are pens."""
        groups: dict[int, list[tuple[Curves, list[int]]]] = {}
        for layer, edges in shown.items():
            bundle = self.bundles[layer]
            if bundle.numbers is None:
                self._paint_neutral(painter, bundle, edges)
                continue
            keys = self._keys(bundle, edges)
            for key in np.unique(keys).tolist():
                groups.setdefault(key, []).append((bundle.curves, edges[keys == key].tolist()))
        smooth = self.count <= SMOOTH
        # Weaker strengths come first: what is highlighted lies on top.
        for key in sorted(groups):
            sign, strength = key // LEVELS % 5 - 1, key // (5 * LEVELS)
            painter.setPen(self.pens.pen(sign, strength, key % LEVELS))
            if sign < 0 or sign == 2:
                draw_lines(painter, _joined([c.dashes(edge) for c, edges in groups[key] for edge in edges]))
            elif smooth:
                for curves, chosen in groups[key]:
                    for edge in chosen:
                        painter.drawPath(curves.path(edge))
            else:
                draw_lines(painter, _joined([c.lines(edge) for c, edges in groups[key] for edge in edges]))

    @staticmethod
    def _keys(bundle: Bundle, edges: Array) -> Array:
        """Return which pen each edge takes, weaker strengths first."""
        return (bundle.strength[edges] * 5 + bundle.sign[edges] + 1) * LEVELS + bundle.level[edges]

    def _paint_neutral(self, painter: QPainter, bundle: Bundle, drawn: Array) -> None:
        for strength, pen in enumerate(self.pens.neutral):
            chosen = drawn[bundle.strength[drawn] == strength].tolist()
            painter.setPen(pen)
            draw_lines(painter, _joined([bundle.curves.lines(edge) for edge in chosen]))

    def _paint_written(self, painter: QPainter, bundle: Bundle, phase: str) -> None:
        many = len(bundle.drawn) > 24
        for edge in bundle.drawn.tolist():
            painter.setPen(self.pens.written(phase, int(bundle.level[edge]), many))
            painter.drawPath(bundle.curves.path(edge))

    def paint_ring(self, painter: QPainter, selection: Selection) -> None:
        """Paint the ring around an edge that is selected, to be painted over by the edge itself."""
        bundle = self.bundles.get(selection.layer)
        edge = None if bundle is None else bundle.curves.index(selection.unit, selection.source or 0)
        if bundle is None or edge is None:
            return
        # Wide enough to be seen inside its ring.
        level = bundle.level[edge] = max(int(bundle.level[edge]), 3)
        for pen in self.pens.ringed(level):
            painter.setPen(pen)
            painter.drawPath(bundle.curves.path(edge))
        self._paint(painter, {selection.layer: np.array([edge])})


def _joined(parts: list[Array]) -> Array:
    return np.concatenate(parts) if parts else np.empty((0, 4))


def _grade(bundle: Bundle, quantity: str) -> None:
    """Set sign and level of width of every edge."""
    numbers = bundle.numbers
    assert numbers is not None
    finite = ~np.isnan(numbers)
    size = np.where(finite, np.abs(numbers), 0.0)
    if quantity == "gradients":
        with np.errstate(divide="ignore"):
            size = np.maximum(1.0 + np.log10(size) / DECADES, 0.0)
        level = size * (LEVELS - 2)
    else:
        level = size * 3.0
    bundle.level[:] = np.rint(np.minimum(level, LEVELS - 1))
    bundle.sign[:] = np.where(finite, np.sign(np.where(finite, numbers, 0.0)), 2)
    if not finite.all():
        bundle.sign[hidden_in(numbers)] = HIDDEN_SIGN


def _select(bundle: Bundle) -> None:
    """Choose the strongest edges where there are too many."""
    count, numbers = len(bundle.curves), bundle.numbers
    if bundle.budget >= count:
        return
    size = np.abs(numbers) if numbers is not None else np.zeros(count)
    size = np.where(np.isnan(size), np.inf, size)
    bundle.drawn = np.sort(np.argpartition(size, count - bundle.budget)[count - bundle.budget :])

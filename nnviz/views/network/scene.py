"""The network as one picture: laid out for a size, fed with a position, painted in one go."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.core.arrays.frame import Frame
from nnviz.core.checks.health import HealthFinding
from nnviz.core.equations.letters import Letters
from nnviz.core.experiment.selection import Selection
from nnviz.core.explain.paths import GradientPaths, gradient_paths
from nnviz.views.network.edge_labels import EdgeLabels
from nnviz.views.network.edges import Edges
from nnviz.views.network.glyph_cache import GlyphCache
from nnviz.views.network.health_badges import HealthBadges
from nnviz.views.network.layout import NetworkLayout, arrange
from nnviz.views.network.links import Links
from nnviz.views.network.operation_highlight import Highlight, highlight
from nnviz.views.network.pictures import FINEST, Pictures
from nnviz.views.network.place import Place
from nnviz.views.network.render_state import RenderState
from nnviz.views.network.structure import Structure, structure
from nnviz.views.network.style import Style
from nnviz.views.network.units import UnitPainter, ring_path
from nnviz.views.network.value_highlight import HighlightedParts, ValueHighlight, marked, unit_areas

_VEIL = 0.72
"""How much of what is not on a highlighted path the background covers."""


@dataclass(frozen=True)
class Canvas:
    """What the layout depends on besides the network."""

    size: QSizeF
    ratio: float
    zoom: float
    obstacles: tuple[QRectF, ...]


class Scene:
    """A network on a canvas.

    The structure is made again only when the network or its data are others, the layout when the canvas
    is another; everything else is renewed in place.
    """

    def __init__(self) -> None:
        self.style = Style()
        self.structure: Structure | None = None
        self.letters = Letters()
        self.render_state: RenderState | None = None
        self.selected: Selection | None = None
        self.hovered: Selection | None = None
        self.findings: tuple[HealthFinding, ...] = ()
        self.highlighted: tuple[str, ...] = ()
        self.path: GradientPaths | None = None
        self._chain = False
        self.marked = HighlightedParts({}, {}, {})
        self._canvas: Canvas | None = None
        self.version = 0
        """Another number whenever something else would be painted."""

    # -- what is shown -----------------------------------------------------------------------------

    def restyle(self) -> None:
        """Take on the theme that is on now."""
        self.style = Style()
        self._lay_out()

    def set_canvas(self, canvas: Canvas) -> None:
        """Fit everything to another canvas."""
        if canvas != self._canvas:
            self._canvas = canvas
            self._lay_out()

    def show(self, frame: Frame, example: int, quantity: str, plain: bool = False) -> bool:
        """Take a position; return whether the network itself is another.

        With `plain` nothing is highlighted: a run that shows only the ends of iterations would light the same
        items all the time.
        """
        fresh = self.structure is None or not self.structure.fits(frame)
        self.render_state = RenderState(frame, example, Highlight() if plain else highlight(frame), quantity)
        if fresh:
            self.structure = structure(frame, self.letters)
            # What was found in the old network stands at layers that may be no more.
            self.findings = ()
            self._lay_out()
        else:
            self._show_numbers()
        return fresh

    def set_letters(self, letters: Letters) -> None:
        """Name values as a lesson does from the next position on."""
        if letters != self.letters:
            self.letters, self.structure = letters, None

    def focus(
        self,
        selected: Selection | None,
        hovered: Selection | None,
        highlighted: tuple[str, ...] = (),
        chain: bool = False,
    ) -> None:
        """Bring out what is selected, what is pointed at, and the values whose names are `highlighted`.

        With `chain`, the path from the loss back to the selected weight or bias is highlighted and the rest
        dimmed.
        """
        self._chain = chain
        self.selected, self.hovered, self.highlighted = (
            self._known(selected),
            self._known(hovered),
            highlighted,
        )
        self._light_up()

    def set_findings(self, findings: tuple[HealthFinding, ...]) -> bool:
        """Take training problems with the network that is drawn; return whether other badges show."""
        widths = () if self.structure is None else self.structure.experiment.widths
        known = tuple(
            f
            for f in findings
            if f.layer is None or (f.layer < len(widths) and (f.unit or 0) < widths[f.layer])
        )
        before = [(f.kind, f.layer, f.unit) for f in self.findings]
        self.findings = known
        return before != [(f.kind, f.layer, f.unit) for f in known]

    def _known(self, selection: Selection | None) -> Selection | None:
        """Return `pick` if this network has such an item."""
        if selection is None or self.structure is None:
            return None
        return selection if selection.exists(self.structure.experiment) else None

    def _lay_out(self) -> None:
        if self.structure is None or self._canvas is None or self.render_state is None:
            return
        c = self._canvas
        self.layout: NetworkLayout = arrange(self.structure, c.size, self.style.scale, c.obstacles, c.zoom)
        self.links = Links(self.structure, self.layout, self.style)
        self.edges = Edges(self.structure, self.layout, self.style)
        self.marks = ValueHighlight(self.layout, self.edges, self.style)
        self.edge_labels = EdgeLabels(self.edges, self.layout, self.style)
        self.signs = HealthBadges(self.layout, self.style, c.ratio)
        shown = {p.column.layer: p.shown for p in self.layout.places}
        widest = max(self.layout.places[1:] or self.layout.places, key=lambda p: len(p.shown) * p.side**2)
        resolution = min(round(round(widest.side) * c.ratio), FINEST)
        input_side = round(round(self.layout.places[0].side) * c.ratio)
        self.pictures = Pictures(self.structure, self.style.table, shown, resolution, input_side)
        self.units = UnitPainter(self.style, self.pictures, GlyphCache(self.style, c.ratio))
        self._show_numbers()

    def _show_numbers(self) -> None:
        if self.ready and self.render_state is not None:
            self.pictures.update(self.render_state.frame, self.render_state.example)
            self.edges.update(self.render_state.frame, self.render_state.quantity)
            self.focus(self.selected, self.hovered, self.highlighted, self._chain)

    def _light_up(self) -> None:
        self.version += 1
        if self.ready and self.render_state is not None:
            focus = (self.selected, self.hovered)
            self.marked = marked(self.highlighted, len(self.layout.places) - 1)
            self.path = self._followed()
            self.edges.highlight(self.render_state.highlight, focus, self.marked.weights, self.path)
            self.edge_labels.update(self.render_state.highlight, focus, self.path)

    def _followed(self) -> GradientPaths | None:
        """Return the path that is highlighted, None if there is none."""
        if not self._chain or self.selected is None or self.structure is None:
            return None
        return gradient_paths(self.structure.experiment, self.selected)

    @property
    def ready(self) -> bool:
        """Whether there is something to paint."""
        return self.structure is not None and self._canvas is not None and self.render_state is not None

    # -- where items are --------------------------------------------------------------------------

    def rect(self, selection: Selection) -> QRectF:
        """Return where an item is; for an edge, the middle of it."""
        assert self.render_state is not None
        if selection.kind == "loss":
            return self.links.node(self.render_state)
        place = self.layout.places[selection.layer]
        if selection.kind == "unit":
            return place.square(selection.unit)
        if selection.kind == "bias":
            if place.bias_row:
                row = place.row(selection.unit, "bias")
                inset = max((row.width() - 70 * place.scale) / 2, 0.0)
                return row.adjusted(inset, 0, -inset, 0)
            around = place.bias_radius + 1
            return QRectF(-around, -around, 2 * around, 2 * around).translated(place.bias(selection.unit))
        for p in self.edge_labels.placed:
            if p.selection == selection:
                return p.rect
        curves = self.edges.bundles[selection.layer].curves
        edge = curves.index(selection.unit, selection.source or 0)
        middle = curves.at(edge, 0.5) if edge is not None else place.square(selection.unit).center()
        return QRectF(-20, -9, 40, 18).translated(middle)

    def nearest_unit(self, point: QPointF) -> Selection:
        """Return the unit that is drawn nearest to `point`."""
        units = [(place, unit) for place in self.layout.places for unit in place.shown]

        def distance(which: tuple[Place, int]) -> float:
            return (which[0].square(which[1]).center() - point).manhattanLength()

        place, unit = min(units, key=distance)
        return Selection("unit", place.column.layer, unit)

    def free(self, rect: QRectF) -> bool:
        """Whether nothing stands in `rect`."""
        if not self.ready:
            return True
        taken = [place.extent for place in self.layout.places]
        if self.render_state is not None:
            taken.append(self.links.node(self.render_state))
        return not any(area.intersects(rect) for area in taken)

    def shows(self, selection: Selection) -> bool:
        """Whether an item is drawn and not folded."""
        if selection.kind == "loss":
            return True
        places = self.layout.places
        source = selection.kind != "weight" or places[selection.layer - 1].shows(selection.source or 0)
        return places[selection.layer].shows(selection.unit) and source

    # -- painting ----------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Paint everything but the background."""
        if self.render_state is None or not self.ready:
            return
        focus = (self.selected, self.hovered)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.highlighted:
            self.marks.paint(painter, self.marked, self.links.node(self.render_state), self._biases())
            painter.setBrush(Qt.BrushStyle.NoBrush)
        self.links.paint(painter, self.render_state)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.highlighted or self.render_state.highlight.phase or any(focus):
            # What the operation writes would outshine a path.
            shown = self.render_state.highlight if self.path is None else Highlight()
            self.edges.paint(painter, shown, focus)
        else:
            self.edges.paint_idle(painter)
        if self.selected is not None and self.selected.kind == "weight":
            self.edges.paint_ring(painter, self.selected)
        for place in self.layout.places:
            self.units.paint(painter, place, self.render_state)
        self.links.paint_loss(painter, self.render_state)
        if self.path is not None:
            self._paint_veil(painter, self.path)
        self.edge_labels.paint(painter)
        if self.findings:
            self.signs.paint(painter, self.findings, self.links.node(self.render_state))
        self._paint_rings(painter)

    def _biases(self) -> dict[Selection, QRectF]:
        """Return where the biases are that are marked."""
        places = [self.layout.places[layer] for layer in self.marked.biases]
        selections = [
            Selection("bias", p.column.layer, u) for p in places if p.column.biases for u in p.shown
        ]
        return {selection: self.rect(selection) for selection in selections}

    def _paint_veil(self, painter: QPainter, path: GradientPaths) -> None:
        """Dim the units that are not on a path."""
        veil = QColor(self.style.background)
        veil.setAlphaF(_VEIL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(veil)
        for place in self.layout.places:
            units = path.units[place.column.layer]
            areas = unit_areas(place, self.style.scale)
            shown = list(place.shown)
            if len(areas) != len(shown):
                # A picture is one item: it is dimmed if none of its units is on the path.
                for area in [] if units else areas:
                    painter.drawRect(area)
                continue
            for unit, area in zip(shown, areas, strict=True):
                if unit not in units:
                    painter.drawRect(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_rings(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        s = self.style.scale
        rings = [(self.selected, self.style.ring)]
        if self.hovered != self.selected:
            rings.insert(0, (self.hovered, QPen(self.style.muted, 1.4 * s)))
        for selection, pen in rings:
            if selection is None or (selection.kind == "weight" and not self.edge_labels.carries(selection)):
                continue
            rect = self.rect(selection)
            gap = {"weight": 1.0, "bias": 1.0}.get(selection.kind, 3.2 * s)
            pill = selection.kind in ("weight", "bias")
            radius = rect.height() / 2 if pill else min(9 * s, rect.height() * 0.2)
            painter.setPen(pen)
            painter.drawPath(ring_path(rect, radius, gap))

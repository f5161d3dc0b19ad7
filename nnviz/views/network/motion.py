"""A short movement along what an operation lights: where its numbers came from and went."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QLineF, QObject, QPointF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QColor, QPainter, QPen

from nnviz.core.frame import Frame
from nnviz.views.network.scene import Scene
from nnviz.views.network.style import LIT
from nnviz.views.network.units import ring_path

DURATION = 150
MOST_DOTS = 72


class Motion(QObject):
    """Dots that run along lit edges, and outlines that spread from what was written.

    It only draws over a moment that is shown already, so nothing ever waits for it.

    Attributes
    ----------
    moved : Signal
        Another picture of it is due.
    """

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.enabled = True
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(DURATION)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutSine)
        self._animation.valueChanged.connect(self._advance)
        self._animation.finished.connect(self.moved)

    @property
    def running(self) -> bool:
        """Whether something moves."""
        return self._animation.state() == QVariantAnimation.State.Running

    def start(self) -> None:
        """Show the movement of the moment that is shown now; cuts off the one before."""
        self.stop()
        if self.enabled:
            self._animation.start()

    def stop(self) -> None:
        """Show no movement any more."""
        self._animation.stop()

    def _advance(self) -> None:
        self.moved.emit()

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint what moves, as far as it has come."""
        if not self.running or scene.moment is None or not scene.ready:
            return
        light = scene.moment.light
        if not light.phase:
            return
        t = float(self._animation.currentValue())
        colour = scene.style.phase[light.phase]
        dots = _dots(scene, t if light.flow > 0 else 1.0 - t) if light.flow else []
        if dots:
            _paint_dots(painter, scene, dots, colour)
        else:
            _paint_spread(painter, scene, t, colour)


def follows(before: Frame | None, after: Frame) -> bool:
    """Whether `after` is one operation on from `before`, so that something is seen to happen."""
    if before is None or after.operation is None:
        return False
    (i, k), (j, m) = before.position, after.position
    return (j, m) == (i, k + 1) or (j == i + 1 and m == 1 and k >= len(before.operations))


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


def _paint_dots(painter: QPainter, scene: Scene, dots: list[QPointF], colour: QColor) -> None:
    radius = (4.2 if len(dots) <= 24 else 3.0) * scene.style.scale
    painter.setPen(QPen(scene.style.background, 1.2 * scene.style.scale))
    painter.setBrush(colour)
    for dot in dots:
        painter.drawEllipse(dot, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_spread(painter: QPainter, scene: Scene, t: float, colour: QColor) -> None:
    assert scene.moment is not None
    look, light = scene.style.look, scene.moment.light
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(look.blend(colour.name(), "background", t)), 2.0 * scene.style.scale))
    for place in scene.layout.places:
        if not light.units.get(place.column.layer):
            continue
        for unit in place.shown if place.picture is None else ():
            painter.drawPath(ring_path(place.square(unit), 9 * place.scale, (1 + 6 * t) * place.scale))

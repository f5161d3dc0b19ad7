"""From one network to the next: what stays slides, what is new appears, what is gone fades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPixmap

from nnviz.core.run.weight_transfer import LayerSource
from nnviz.views.network.layout import NetworkLayout
from nnviz.views.network.motion.pace import part
from nnviz.views.network.place import Detail, Place
from nnviz.views.network.scene import Scene

DURATION = 0.16
"""Seconds it takes."""
_FRAME = 16


@dataclass(frozen=True, eq=False)
class TransitionPicture:
    """A network as it was painted: its edges on the background, its units, and where items were."""

    edges: QPixmap
    units: QPixmap
    layout: NetworkLayout
    loss: QRectF


def picture(scene: Scene, size: QSize, ratio: float) -> TransitionPicture:
    """Paint a scene as it is now."""
    assert scene.render_state is not None
    edges = _blank(size, ratio, scene.style.background)
    units = _blank(size, ratio, QColor(Qt.GlobalColor.transparent))
    with QPainter(edges) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        scene.links.paint(painter, scene.render_state)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        scene.edges.paint(painter, scene.render_state.highlight, (None, None))
    with QPainter(units) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in scene.layout.places:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            scene.units.paint(painter, place, scene.render_state)
        scene.links.paint_loss(painter, scene.render_state)
    return TransitionPicture(edges, units, scene.layout, scene.links.node(scene.render_state))


def _blank(size: QSize, ratio: float, background: QColor) -> QPixmap:
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(background)
    return pixmap


class Transition(QObject):
    """Plays the change of a network over the network itself; nothing waits for it.

    Attributes
    ----------
    moved : Signal
        Another picture of it is due.
    """

    moved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.progress = 1.0
        self._before: TransitionPicture | None = None
        self._after: TransitionPicture | None = None
        self.pairs: list[tuple[Place, int, Place, int]] = []
        self._removed: list[tuple[Place, int]] = []
        self.added: list[tuple[Place, int]] = []
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether something moves."""
        return self._after is not None

    def start(
        self, before: TransitionPicture, after: TransitionPicture, layer_mapping: Sequence[LayerSource]
    ) -> None:
        """Lead over to another picture; `layer_mapping` tells where its layers come from, inputs first."""
        self._before, self._after, self.progress = before, after, 0.0
        self.pairs, self.added, stayed = [], [], set()
        old = before.layout.places
        for place, origin in zip(after.layout.places, layer_mapping, strict=True):
            for unit in () if place.picture else place.shown:
                was = origin.units[unit] if origin.layer is not None else None
                if origin.layer is None or was is None or was not in old[origin.layer].shown:
                    self.added.append((place, unit))
                else:
                    self.pairs.append((old[origin.layer], was, place, unit))
                    stayed.add((origin.layer, was))
        self._removed = [
            (place, unit)
            for place in old
            for unit in (() if place.picture else place.shown)
            if (place.column.layer, unit) not in stayed
        ]
        self._clock.start()
        self._timer.start()

    def stop(self) -> None:
        """Show the end of it."""
        self._timer.stop()
        self._before = self._after = None
        self.pairs, self._removed, self.added, self.progress = [], [], [], 1.0

    def _tick(self) -> None:
        self.advance(self._clock.restart() / 1000)

    def advance(self, seconds: float) -> None:
        """Move on by some time."""
        self.progress += seconds / DURATION
        if self.progress >= 1.0:
            self.stop()
        self.moved.emit()

    def paint(self, painter: QPainter) -> bool:
        """Paint the picture as far as it has come, background and all; return whether there was one."""
        before, after = self._before, self._after
        if before is None or after is None:
            return False
        t = part(self.progress, 0.0, 1.0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(0, 0, before.edges)
        painter.setOpacity(t)
        painter.drawPixmap(0, 0, after.edges)
        painter.setOpacity(max(1.0 - 1.6 * t, 0.0))
        for place, unit in self._removed:
            _copy(painter, before.units, _area(place, unit), QPointF())
        painter.setOpacity(t)
        for place, unit in self.added:
            _copy(painter, after.units, _area(place, unit), QPointF())
        painter.setOpacity(1.0)
        for old, was, new, now in self.pairs:
            ends = old.square(was), new.square(now)
            back = (ends[0].center() - ends[1].center()) * (1.0 - t)
            grown = 1.0 + (ends[0].width() / ends[1].width() - 1.0) * (1.0 - t)
            _copy(painter, after.units, _area(new, now), back, ends[1].center(), grown)
        back = (before.loss.center() - after.loss.center()) * (1.0 - t)
        _copy(painter, after.units, after.loss.adjusted(-12, -4, 12, 20), back)
        return True


def _area(place: Place, unit: int) -> QRectF:
    """Return a unit with the words that belong to it."""
    area = place.square(unit).adjusted(-4, -place.above - 2, 4, place.below + 2)
    if place.detail is Detail.STACK:
        half = max(place.width / 2, place.side / 2 + 4)
        area.setLeft(place.x - half)
        area.setRight(place.x + half)
    else:
        area.setRight(max(area.right(), place.way_out(unit).x()))
    return area


def _copy(
    painter: QPainter,
    pixmap: QPixmap,
    area: QRectF,
    by: QPointF,
    about: QPointF | None = None,
    grown: float = 1.0,
) -> None:
    """Copy a part of a picture, moved and grown about a point."""
    ratio = pixmap.devicePixelRatio()
    source = QRectF(area.topLeft() * ratio, area.size() * ratio)
    target = area.translated(by)
    if about is not None:
        middle = about + by
        corner = middle + (target.topLeft() - middle) * grown
        target = QRectF(corner, target.size() * grown)
    painter.drawPixmap(target, pixmap, source)

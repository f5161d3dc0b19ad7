"""The network as it stands, kept as a picture while something moves over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPixmap

from nnviz.views.network.scene import Scene


class MotionBackdrop:
    """Paints a scene; as long as nothing in it changes, by copying what was painted."""

    def __init__(self) -> None:
        self._pixmap: QPixmap | None = None
        self._key: object = None

    def paint(self, painter: QPainter, scene: Scene, size: QSize, offset: QPointF) -> None:
        """Paint background and scene into a widget of `size` that shows it from `offset` on."""
        ratio = painter.device().devicePixelRatioF()
        key = (scene, scene.version, size, offset, ratio)
        if self._pixmap is None or key != self._key:
            self._key = key
            if self._pixmap is None or self._pixmap.size() != size * ratio:
                self._pixmap = QPixmap(size * ratio)
                self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(scene.style.background)
            with QPainter(self._pixmap) as inner:
                inner.translate(-offset)
                scene.paint(inner)
        painter.drawPixmap(0, 0, self._pixmap)

    def forget(self) -> None:
        """Give the memory back."""
        self._pixmap, self._key = None, None

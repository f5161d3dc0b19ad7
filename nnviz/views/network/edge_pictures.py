"""The edges of each layer as pictures, painted again only when one of them looks different.

While a network trains, its weights move a little from frame to frame, and most edges keep their colour,
dashes and width. They cost most of the painting, and a copy costs a tenth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPaintEngine, QPainter, QPixmap, QTransform

_ABOVE, _BESIDE = 3, 1
"""Pixels that the width of a layer's edges may take above and below, and smooth ends at the sides."""


@dataclass
class _Picture:
    key: bytes
    place: QRect
    pixmap: QPixmap


class EdgePictures:
    """Pictures by layer, on the background the edges stand on.

    Parameters
    ----------
    background
        Colour behind the edges; nothing else may stand there.
    """

    def __init__(self, background: QColor) -> None:
        self._background = background
        self.pictures: dict[int, _Picture] = {}

    def paint(
        self, painter: QPainter, layer: int, key: bytes, place: QRect, draw: Callable[[QPainter], None]
    ) -> None:
        """Paint the edges of a layer: a copy if `key` is that of the last time, else by `draw`.

        Parameters
        ----------
        place
            What they cover, in the coordinates of `draw`.
        """
        ratio = painter.device().devicePixelRatioF()
        picture = self.pictures.get(layer)
        if picture is None or picture.key != key or picture.pixmap.devicePixelRatio() != ratio:
            picture = self.pictures[layer] = self._made(key, place, ratio, draw)
        painter.drawPixmap(picture.place.topLeft(), picture.pixmap)

    def _made(self, key: bytes, place: QRect, ratio: float, draw: Callable[[QPainter], None]) -> _Picture:
        place = place.adjusted(-_BESIDE, -_ABOVE, _BESIDE, _ABOVE)
        pixmap = QPixmap(place.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._background)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.translate(QPoint(-place.left(), -place.top()))
            draw(painter)
        return _Picture(key, place, pixmap)


def copies(painter: QPainter) -> bool:
    """Return whether copies look as what is painted: on a screen, on whole pixels, not enlarged."""
    transform: QTransform = painter.deviceTransform()
    ratio = painter.device().devicePixelRatioF()
    whole = transform.dx() == round(transform.dx()) and transform.dy() == round(transform.dy())
    plain = transform.m11() == transform.m22() == ratio and not transform.isRotating()
    return painter.paintEngine().type() == QPaintEngine.Type.Raster and whole and plain

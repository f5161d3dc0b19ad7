"""Glyphs of examples: a disc for training, a hollow diamond for the test, and a letter for the class."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from nnviz import theme
from nnviz.views.plotting import painting
from nnviz.views.plotting.picture import class_colours

LARGEST, SMALLEST = 8.5, 6.5


def marks(names: Sequence[str]) -> tuple[str, ...]:
    """Return a sign for every class: the first letters of their names if they differ, else A, B and so on."""
    first = [name.strip()[:1].upper() for name in names]
    if len(set(first)) == len(first) and all(first):
        return tuple(first)
    return tuple(chr(ord("A") + k % 26) for k in range(len(names)))


def sign(value: float) -> str:
    """Return the sign that a number is drawn with."""
    return "+" if value > 0 else "−" if value < 0 else "0"


def colour(label: int, count: int) -> str:
    """Return the colour of a class."""
    return class_colours(max(count, 2, label + 1))[label]


def radius(count: int, side: float) -> float:
    """Return the radius at scale 1 of one of `count` examples on a plane of `side` pixels."""
    crowd = math.sqrt(0.25 * side * side / max(count, 1)) / 2
    return min(max(crowd, SMALLEST), LARGEST)


def stamp(fill: str, mark: str, test: bool, size: float, ratio: float) -> QPixmap:
    """Return the picture of an example, painted once for each look."""
    return _stamp(fill, mark, test, round(size * 2) / 2, ratio, theme.current().name, theme.manager().scale)


@lru_cache(maxsize=512)
def _stamp(fill: str, mark: str, test: bool, size: float, ratio: float, _name: str, _scale: float) -> QPixmap:
    radius = theme.px(100) / 100 * size
    side = 2 * round(radius * 1.3 + 2)
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    middle = QPointF(side / 2, side / 2)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if test:
            painting.diamond(painter, middle, radius, fill)
        else:
            painting.disc(painter, middle, radius, fill)
        font = QFont(theme.font("section"))
        font.setPixelSize(max(round(radius * 1.15), 7))
        painter.setFont(font)
        painter.setPen(QColor(painting.readable(fill) if test else theme.current().on(fill)))
        painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, mark)
    return pixmap

"""Key of the colours over the plane: a bar of values, or a colour for each class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from nnviz import theme
from nnviz.views.plotting import painting
from nnviz.views.plotting.picture import class_colours

BAR = 40
"""Width the bar takes, with its numbers."""


def class_key_width(names: Sequence[str]) -> float:
    """Return the width of the key of classes."""
    return min(max(painting.width(name) for name in names), theme.px(90)) + theme.px(20)


def paint_bar(
    painter: QPainter, square: QRectF, name: str, marks: Sequence[tuple[float, str]], halves: bool
) -> None:
    """Paint the table of colours beside `square`, upright.

    Parameters
    ----------
    name
        What is shown, above the bar.
    marks
        Numbers beside the bar and where they stand, −1 at the bottom to 1 at the top.
    halves
        Whether there are but two colours, for below and above the middle.
    """
    high = theme.px(14)
    left = square.right() + theme.px(10)
    bar = QRectF(left, square.top() + theme.px(18), theme.px(7), square.height() - theme.px(18))
    shades = theme.diverging()[::-1].astype(np.uint32)
    if halves:
        shades = np.repeat(shades[[19, 236]], 128)
    shades = np.ascontiguousarray(shades)
    painter.drawImage(bar, QImage(shades.data, 1, len(shades), 4, QImage.Format.Format_RGB32))
    head = QRectF(left, square.top() - theme.px(2), theme.px(50), theme.px(15))
    painting.text(painter, head, name, "ink")
    for share, words in marks:
        # Numbers at the ends stand inside the ends of the bar.
        down = (1.0 - share) / 2
        at = bar.top() + down * bar.height() + (0.5 - down) * theme.px(8)
        box = QRectF(bar.right() + theme.px(4), at - high / 2, theme.px(60), high)
        painting.text(painter, box, words, "muted")


def paint_classes(painter: QPainter, square: QRectF, names: Sequence[str]) -> None:
    """Paint a disc and a name for each class beside `square`."""
    left = square.right() + theme.px(14)
    line = min(theme.px(17), square.height() / len(names))
    for k, (name, colour) in enumerate(zip(names, class_colours(len(names)), strict=True)):
        at = square.top() + (k + 0.5) * line
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(left + theme.px(4), at), theme.px(4), theme.px(4))
        box = QRectF(left + theme.px(14), at - line / 2, theme.px(90), line)
        painting.text(painter, box, painting.elided(name, theme.px(90)), "muted")

"""Marks at iterations: where somebody put a bookmark, where a breakpoint fired."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from nnviz import theme
from nnviz.views.plotting import painting

KINDS = ("bookmark", "breakpoint", "change")
_REACH = 5


class Mark(NamedTuple):
    """Something at an iteration.

    Attributes
    ----------
    iteration
        Where it is.
    text
        What is said when the pointer is near.
    kind
        One of `KINDS`: a ribbon, a disc, a diamond.
    """

    iteration: int
    text: str
    kind: str = "bookmark"


def paint(painter: QPainter, mark: Mark, at: float, plot: QRectF) -> None:
    """Paint a mark at pixel `at`: a sign above the plot and a thin line down through it."""
    look, side = theme.current(), theme.px(7)
    colour = QColor(look.danger if mark.kind == "breakpoint" else look.muted)
    pen = QPen(QColor(look.blend("line", "muted", 0.35)), 1, Qt.PenStyle.DotLine)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(pen)
    at = painting.crisp(at)
    painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    left, top, bottom = at - side / 2, plot.top() - side - theme.px(1), plot.top() - theme.px(1)
    if mark.kind == "breakpoint":
        painter.drawEllipse(QRectF(left, top, side, side))
    elif mark.kind == "change":
        middle = (top + bottom) / 2
        painter.drawPolygon(QPolygonF([
            QPointF(at, top), QPointF(left + side, middle), QPointF(at, bottom), QPointF(left, middle),
        ]))  # fmt: skip
    else:
        notch = bottom - side * 0.35
        painter.drawPolygon(QPolygonF([
            QPointF(left, top), QPointF(left + side, top), QPointF(left + side, bottom),
            QPointF(at, notch), QPointF(left, bottom),
        ]))  # fmt: skip


def near(distance: float) -> bool:
    """Whether a mark so many pixels away is meant."""
    return abs(distance) <= theme.px(_REACH)

"""Painting a layout glyph by glyph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QTransform

from nnviz import theme
from nnviz.guard import saved_state
from nnviz.typeset.formula_layout import UNITS, FormulaLayout

MARKED, HIGHLIGHTED = 0.14, 0.26
"""How strong the background of a piece is: marked for good, or pointed at."""


def paint(
    painter: QPainter,
    layout: FormulaLayout,
    origin: QPointF,
    em: float,
    ink: QColor,
    tints: Mapping[int, QColor],
) -> None:
    """Paint a layout with the left end of its baseline at `origin`, `em` pixels to the em.

    Parameters
    ----------
    ink
        Colour of everything but the pieces in `tints`.
    tints
        Number of a tagged piece → its colour.
    """
    with saved_state(painter):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        background, scale = painter.transform(), em / UNITS
        plain, brushes = QBrush(ink), {tag: QBrush(colour) for tag, colour in tints.items()}
        units = QTransform(scale, 0, 0, scale, origin.x(), origin.y()) * background
        painter.setTransform(units)
        across = down = 0.0
        last = None
        for shape, x, y, share, tag in layout.placements:
            if tag != last:
                painter.setBrush(brushes.get(tag, plain))
                last = tag
            if share == 1.0:
                # To move on is several times cheaper than to set a new transformation.
                painter.translate(x - across, y - down)
                painter.drawPath(shape.path)
                across, down = x, y
            else:
                painter.setTransform(QTransform(share, 0, 0, share, x, y) * units)
                painter.drawPath(shape.path)
                painter.setTransform(units)
                across = down = 0.0
        painter.setTransform(background)
        pixel = 1.0 / painter.device().devicePixelRatio()
        for rule in layout.rules:
            colour = tints.get(rule.tag, ink)
            if rule.area is not None:
                painter.fillRect(_crisp(rule.area, origin, scale, pixel), colour)
            elif rule.stroke is not None:
                painter.setPen(QPen(colour, max(scale * rule.width, pixel)))
                stroke = rule.stroke
                painter.drawLine(origin + stroke.p1() * scale, origin + stroke.p2() * scale)
                painter.setPen(Qt.PenStyle.NoPen)


def paint_background(
    painter: QPainter, areas: Iterable[QRectF], at: QPointF, em: float, colour: str, strength: float
) -> None:
    """Paint soft backgrounds behind pieces; they are opaque, mixed with the panel the formulas stand on."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.blend("panel", colour, strength)))
    pad, radius = 0.12 * em, 0.22 * em
    for area in areas:
        painter.drawRoundedRect(area.translated(at).adjusted(-pad, -pad, pad, pad), radius, radius)


def _crisp(area: QRectF, origin: QPointF, scale: float, pixel: float) -> QRectF:
    """Return a bar on whole pixels, at least one of them thick."""

    def along(value: float) -> float:
        return round(value / pixel) * pixel

    return QRectF(
        along(origin.x() + scale * area.x()),
        along(origin.y() + scale * area.y()),
        max(along(scale * area.width()), pixel),
        max(along(scale * area.height()), pixel),
    )

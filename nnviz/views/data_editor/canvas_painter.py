"""Paints the plane that is drawn on."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from nnviz import theme
from nnviz.core.data_editing.draft import DatasetDraft, nearest, places
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate
from nnviz.guard import saved_state
from nnviz.views.data_editor import glyphs
from nnviz.views.data_editor.brush import ERASER, MOVE, SPRAY
from nnviz.views.data_editor.plane import DrawingPlane
from nnviz.views.data_editor.stroke import REACH
from nnviz.views.plotting import painting
from nnviz.views.plotting.axes import Axes
from nnviz.views.plotting.picture import MOST_POINTS, sampled


def paint(painter: QPainter, plane: DrawingPlane) -> None:
    """Paint all of it, or why nothing can be drawn here."""
    look = theme.current()
    painter.fillRect(plane.rect(), QColor(look.panel))
    if not plane.usable:
        painting.message(painter, QRectF(plane.rect()), _why(plane.draft_editor.drawn))
        return
    axes, drawn = plane.axes(), plane.drawn
    plot = axes.plot
    painter.fillRect(plot, QColor(theme.blend("panel", "background", 0.7)))
    with saved_state(painter):
        painter.setClipRect(plot)
        plane.backdrop.paint(painter, plot, axes.y)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.drawPixmap(0, 0, _still(plane, axes, painter.device().devicePixelRatioF()))
    _paint_selected(painter, plane, axes)
    _paint_tool(painter, plane, axes)
    if not len(drawn):
        painting.message(
            painter,
            plot,
            translate("Drawing", "Click to draw a point; choose its class by its key or above."),
        )
    if plane.hasFocus():
        painter.setPen(QPen(QColor(look.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(plot.adjusted(0, 0, -1, -1))
    _paint_readout(painter, plane, axes)


def _why(drawn: DatasetDraft) -> str:
    inputs, targets = drawn.inputs.shape[1], drawn.targets.shape[1]
    if inputs > 2:
        return translate(
            "Drawing", "A plane can show one or two inputs; these data have {0}. Edit them in the table."
        ).format(inputs)
    if targets > 1:
        return translate(
            "Drawing", "A plane can show one target; these data have {0}. Edit them in the table."
        ).format(targets)
    return translate("Drawing", "There are too many examples to edit on the plane. Edit them in the table.")


def _pixels(drawn: DatasetDraft, axes: Axes) -> Array:
    at = places(drawn)
    x = axes.x.to(at[:, 0])  # type: ignore[arg-type]
    y = axes.y.to(at[:, 1])  # type: ignore[arg-type]
    return np.column_stack([x, y])


def _paint_axes(painter: QPainter, plane: DrawingPlane, axes: Axes) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    plot, (x, y) = axes.plot, plane.names()
    if plane.one_input and plane.drawn.classes:
        _paint_lanes(painter, plane, axes, x)
        return
    axes.paint(painter, x, y)
    painting.hairline(painter)
    for value in axes.x_ticks:
        at = painting.crisp(axes.x.to(value))
        painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
    painter.drawRect(plot.adjusted(-0.5, -0.5, 0.5, 0.5))


def _paint_lanes(painter: QPainter, plane: DrawingPlane, axes: Axes, name: str) -> None:
    plot, high = axes.plot, theme.px(15)
    painting.hairline(painter)
    painter.drawRect(plot.adjusted(-0.5, -0.5, 0.5, 0.5))
    marks = glyphs.marks(plane.drawn.classes)
    for label, mark in enumerate(marks):
        at = painting.crisp(axes.y.to(label))
        painting.hairline(painter)
        painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
        box = QRectF(plot.left() - theme.px(86), at - high / 2, theme.px(80), high)
        painting.text(painter, box, mark, "ink", painting.RIGHT)
    axes.y_ticks, axes._labels = [], []
    axes.paint(painter, name, "")


def _still(plane: DrawingPlane, axes: Axes, ratio: float) -> QPixmap:
    """Return what stays while the network trains: axes and examples, painted when they change."""
    drawn, look = plane.drawn, theme.current()
    key = (plane.size(), plane.viewport, ratio, look.name, theme.manager().scale)
    known = plane.still
    if known is None or known[0] is not drawn or known[1] != key:
        picture = QPixmap(round(plane.width() * ratio), round(plane.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with QPainter(picture) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            _paint_axes(painter, plane, axes)
            painter.setClipRect(axes.plot.adjusted(-2, -2, 2, 2))
            _paint_examples(painter, plane, axes, ratio)
        known = plane.still = (drawn, key, picture)
    return known[2]


def _paint_examples(painter: QPainter, plane: DrawingPlane, axes: Axes, ratio: float) -> None:
    drawn = plane.drawn
    pixels, rows = _pixels(drawn, axes), sampled(len(drawn))
    size = glyphs.radius(len(rows), axes.plot.width())
    shown = pixels[rows].tolist()
    tests, targets = drawn.test[rows].tolist(), drawn.targets[rows, 0].tolist()
    marks = glyphs.marks(drawn.classes)
    look = theme.current()
    half = max((abs(value) for value in targets), default=1.0) or 1.0
    for (x, y), test, target in zip(shown, tests, targets, strict=True):
        if drawn.classes:
            fill, mark = glyphs.colour(int(target), len(drawn.classes)), marks[int(target)]
        elif plane.one_input:
            fill, mark = look.ink, ""
        else:
            fill = look.neutral
            if target:
                fill = theme.blend(look.neutral, theme.sign(target), 0.15 + 0.85 * abs(target) / half)
            mark = glyphs.sign(target)
        small = plane.one_input and not drawn.classes
        stamp = glyphs.stamp(fill, mark, test, 4.5 if small else size, ratio)
        side = stamp.deviceIndependentSize().width()
        painter.drawPixmap(QPointF(round(x - side / 2), round(y - side / 2)), stamp)


def _paint_selected(painter: QPainter, plane: DrawingPlane, axes: Axes) -> None:
    drawn = plane.drawn
    held = None if plane.hand is None else plane.hand.row
    row = plane.draft_editor.selected if held is None else held
    if row is not None and row < len(drawn):
        x, y = places(drawn)[row].tolist()
        size = glyphs.radius(min(len(drawn), MOST_POINTS), axes.plot.width())
        painting.ring(painter, QPointF(axes.x.to(x), axes.y.to(y)), theme.px(size + 4))


def _paint_tool(painter: QPainter, plane: DrawingPlane, axes: Axes) -> None:
    look, brush = theme.current(), plane.brush
    at = plane.pointer if plane.cross is None else plane.pixel(plane.cross)
    if at is None or not axes.plot.contains(at):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if plane.cross is not None:
        for width, colour in ((4, look.panel), (1.5, look.ink)):
            painter.setPen(QPen(QColor(colour), width))
            for away in (QPointF(theme.px(9), 0), QPointF(0, theme.px(9))):
                painter.drawLine(at - away, at + away)
    if brush.tool in (SPRAY, ERASER):
        radius = theme.px(brush.size)
        painter.setPen(QPen(QColor(look.panel), 3))
        painter.drawEllipse(at, radius, radius)
        style = Qt.PenStyle.DashLine if brush.tool == ERASER else Qt.PenStyle.SolidLine
        painter.setPen(QPen(QColor(look.ink), 1.25, style))
        painter.drawEllipse(at, radius, radius)


def _paint_readout(painter: QPainter, plane: DrawingPlane, axes: Axes) -> None:
    """Paint what is known of the example under the pointer."""
    at = plane.pointer if plane.cross is None else plane.pixel(plane.cross)
    if at is None or plane.brush.tool not in (MOVE, "point") or not axes.plot.contains(at):
        return
    drawn = plane.drawn
    row = plane.hand.row if plane.hand is not None else None
    row = nearest(drawn, plane.place(at), REACH * plane.unit()) if row is None else row
    if row is None:
        return
    x, y = plane.names()
    rows = [(x, painting.number(float(drawn.inputs[row, 0]), 2))]
    if not plane.one_input:
        rows.append((y, painting.number(float(drawn.inputs[row, 1]), 2)))
    target = drawn.targets[row, 0]
    if drawn.classes:
        rows.append(
            (
                translate("Drawing", "class"),
                painting.elided(drawn.classes[int(target)], theme.px(110), "value"),
            )
        )
    else:
        rows.append((drawn.targets_named[0], painting.number(float(target), 2)))
    head = (
        translate("Drawing", "test example {0}")
        if drawn.test[row]
        else translate("Drawing", "training example {0}")
    )
    painting.readout(painter, QRectF(plane.rect()), at, head.format(row + 1), rows)

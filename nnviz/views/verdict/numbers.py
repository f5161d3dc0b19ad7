"""Numbers of a verdict: expected, claimed, and the difference as a small heat map."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from nnviz import theme
from nnviz.core.functions.buffers import Array
from nnviz.core.judge import Verdict
from nnviz.core.text.number_format import format_number
from nnviz.views.plotting import painting

_CELL, _ROW, _HEAD, _GAP = 52, 21, 18, 14
_MOST_ROWS = 6
_SMALLEST, _LARGEST = 3.0, 16.0
"""Sides of a cell without its number."""


@dataclass(frozen=True)
class NumberBlock:
    """One matrix on the widget, from `left` and `top` on; `shaded` is the difference."""

    title: str
    values: Array
    shaded: bool
    left: float
    top: float


class Numbers(QWidget):
    """Three small matrices; of a large one only the heat map of the difference."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.expected: Array | None = None
        self.claimed: Array | None = None
        self.difference: Array | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self.updateGeometry)

    def show_verdict(self, verdict: Verdict | None) -> bool:
        """Show the numbers of a verdict, none without one; return whether there are any to show."""
        given = (None,) * 3 if verdict is None else (verdict.expected, verdict.claimed, verdict.difference)
        self.expected, self.claimed, self.difference = map(table, given)
        self.setAccessibleName(self.tr("Expected, claimed, and their difference"))
        self.setAccessibleDescription("" if verdict is None else self._largest())
        self.updateGeometry()
        self.update()
        return self.expected is not None or self.claimed is not None

    # -- where items are --------------------------------------------------------------------------

    def blocks(self, width: int) -> tuple[list[NumberBlock], float]:
        """Return the matrices with their places, and the height of all; none if they are too large."""
        given = (
            (self.tr("expected"), self.expected, False),
            (self.tr("claimed"), self.claimed, False),
            (self.tr("difference"), self.difference, True),
        )
        shown = [(title, values, shaded) for title, values, shaded in given if values is not None]
        if any(v.shape[0] > _MOST_ROWS or v.shape[1] * theme.px(_CELL) > width for _, v, _ in shown):
            return [], 0.0
        blocks, left, top, tall = [], 0.0, 0.0, 0.0
        for title, values, shaded in shown:
            wide = max(values.shape[1] * theme.px(_CELL), painting.width(title) + theme.px(4))
            if left and left + wide > width:
                left, top, tall = 0.0, top + tall + theme.px(8), 0.0
            blocks.append(NumberBlock(title, values, shaded, left, top))
            left += wide + theme.px(_GAP)
            tall = max(tall, theme.px(_HEAD) + values.shape[0] * theme.px(_ROW))
        return blocks, top + tall

    def matrix_map(self, width: int) -> tuple[float, int, int]:
        """Return the side of a cell of the heat map alone, and how many rows and columns it has."""
        values = self.difference
        rows, columns = (0, 0) if values is None else values.shape
        side = min(max(width / max(columns, 1), theme.px(_SMALLEST)), theme.px(_LARGEST))
        return side, min(rows, int(theme.px(120) / side)), min(columns, int(width / side))

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the matrices are."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of everything."""
        blocks, tall = self.blocks(width)
        if blocks:
            return math.ceil(tall)
        side, rows, _ = self.matrix_map(width)
        return theme.px(_HEAD) + math.ceil(rows * side) + theme.px(20)

    # -- picture -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the matrices."""
        blocks, _ = self.blocks(self.width())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not blocks:
                self._paint_map(painter)
            for block in blocks:
                self._paint_block(painter, block)

    def _paint_block(self, painter: QPainter, block: NumberBlock) -> None:
        look = theme.current()
        head = QRectF(block.left, block.top, self.width() - block.left, theme.px(_HEAD))
        painting.text(painter, head, block.title, "muted")
        most = largest(block.values)
        for (row, column), value in np.ndenumerate(block.values):
            cell = self._cell(block, row, column)
            fill = shade(float(value), most) if block.shaded else theme.blend("panel", "chip", 0.7)
            painter.fillRect(cell, QColor(fill))
            ink = look.danger if not math.isfinite(value) and not block.shaded else look.on(fill)
            painting.text(painter, cell, format_number(float(value)), ink, painting.CENTRE)

    @staticmethod
    def _cell(block: NumberBlock, row: int, column: int) -> QRectF:
        wide, tall = theme.px(_CELL), theme.px(_ROW)
        left, top = block.left + column * wide, block.top + theme.px(_HEAD) + row * tall
        return QRectF(left, top, wide - 1, tall - 1)

    def _paint_map(self, painter: QPainter) -> None:
        side, rows, columns = self.matrix_map(self.width())
        head = QRectF(0, 0, self.width(), theme.px(_HEAD))
        painting.text(painter, head, self.tr("difference, claimed − expected"), "muted")
        if self.difference is not None:
            most = largest(self.difference)
            for row in range(rows):
                for column in range(columns):
                    value = float(self.difference[row, column])
                    cell = QRectF(column * side, theme.px(_HEAD) + row * side, side - 1, side - 1)
                    fill = shade(value, most)
                    painter.fillRect(cell, QColor(fill))
                    if value < 0 and side >= theme.px(8):
                        # Below zero is not told by colour alone.
                        painter.setPen(QPen(QColor(theme.current().on(fill)), 1))
                        middle, half = cell.center(), side / 5
                        painter.drawLine(middle - QPointF(half, 0), middle + QPointF(half, 0))
        foot = QRectF(0, theme.px(_HEAD) + rows * side, self.width(), theme.px(20))
        painting.text(painter, foot, self._largest(), "muted")

    def _largest(self) -> str:
        """Return where the claim is largest difference, in words."""
        if self.difference is None or self.expected is None or self.claimed is None:
            return self._shapes()
        largest = int(np.argmax(np.abs(np.nan_to_num(self.difference))))
        row, column = divmod(largest, self.difference.shape[1])
        return self.tr("largest difference in row {0}, column {1}: claimed {2}, expected {3}").format(
            row + 1,
            column + 1,
            format_number(float(self.claimed[row, column])),
            format_number(float(self.expected[row, column])),
        )

    def _shapes(self) -> str:
        given = (self.claimed, self.expected)
        shapes = ["—" if v is None else " × ".join(map(str, v.shape)) for v in given]
        return self.tr("claimed {0}, expected {1}").format(*shapes)

    def event(self, event: QEvent) -> bool:
        """Tell the numbers of the entry under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._entry(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _entry(self, at: QPointF) -> str:
        for block in self.blocks(self.width())[0]:
            for (row, column), value in np.ndenumerate(block.values):
                if self._cell(block, row, column).contains(at):
                    return self.tr("{0}, row {1}, column {2}: {3}").format(
                        block.title, row + 1, column + 1, format_number(float(value), 6)
                    )
        return self._largest()


def table(values: Array | None) -> Array | None:
    """Return values with two axes; those after the first of an index form stand side by side."""
    if values is None:
        return None
    values = np.atleast_1d(np.asarray(values, dtype=float))
    return values.reshape(values.shape[0], -1) if values.ndim != 2 else values


def largest(values: Array) -> float:
    """Return the largest magnitude, without what is not finite."""
    finite = np.abs(values[np.isfinite(values)])
    return float(finite.max()) if finite.size else 0.0


def shade(value: float, most: float) -> str:
    """Return the colour of an entry where `most` is the largest magnitude."""
    if not math.isfinite(value):
        return theme.blend("panel", "danger", 0.5)
    share = abs(value) / most if most else 0.0
    return theme.blend(theme.current().neutral, theme.sign(value), 0.85 * share)

"""The numeric form of an operation: matrices in brackets, in a row that breaks where it must."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.numbers import format_number
from nnviz.core.terms import Term
from nnviz.core.workspace import Array

_ROWS, _COLUMNS = 6, 5
"""Most rows and columns of a matrix that are written out."""


@dataclass(frozen=True)
class _Block:
    """A term laid out: its cells (or one text), column widths, width and height."""

    cells: list[list[str]]
    widths: list[float]
    width: float
    height: float
    bracketed: bool


def elide(matrix: Array, rows: int = _ROWS, columns: int = _COLUMNS, digits: int = 3) -> list[list[str]]:
    """Return the cells of a matrix as text; what does not fit is stood for by ⋮ and ⋯."""

    def chosen(count: int, most: int) -> list[int | None]:
        return list(range(count)) if count <= most else [*range(most - 2), None, count - 1]

    kept_rows, kept_columns = chosen(matrix.shape[0], rows), chosen(matrix.shape[1], columns)
    return [
        [
            "⋱" if r is None and c is None else "⋮" if r is None else "⋯" if c is None
            else format_number(float(matrix[r, c]), digits)
            for c in kept_columns
        ]
        for r in kept_rows
    ]


class NumericForm(QWidget):
    """Paints terms; as tall as it needs to be for its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms: list[Term] = []
        self._blocks: list[_Block] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self._measure)

    def set_terms(self, terms: list[Term]) -> None:
        """Show other terms."""
        self._terms = terms
        self._measure()
        self.setAccessibleName(self.tr("with numbers"))
        self.setAccessibleDescription(" ".join(self._words(term) for term in terms))

    @staticmethod
    def _words(term: Term) -> str:
        if term.matrix is None:
            return term.text
        return "[" + "; ".join(" ".join(row) for row in elide(term.matrix)) + "]"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write out as many columns as the new width takes."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._measure()

    def _measure(self) -> None:
        """Lay out the terms: with fewer columns written out if that keeps them on one line."""
        for columns in (_COLUMNS, _COLUMNS - 1, 3):
            self._blocks = self._laid_out(columns)
            if len(self._lines(self.width())) <= 1:
                break
        else:
            self._blocks = self._laid_out(_COLUMNS)
        self.updateGeometry()
        self.update()

    def _laid_out(self, columns: int) -> list[_Block]:
        metrics = QFontMetricsF(theme.font("value"))
        line = metrics.height() * 1.18
        blocks = []
        for term in self._terms:
            if term.matrix is None:
                width = metrics.horizontalAdvance(term.text)
                blocks.append(_Block([[term.text]], [width], width, line, False))
                continue
            cells = elide(term.matrix, columns=columns)
            widths = [max(metrics.horizontalAdvance(row[c]) for row in cells) for c in range(len(cells[0]))]
            width = sum(widths) + theme.px(9) * (len(widths) - 1) + 2 * theme.px(7)
            blocks.append(_Block(cells, widths, width, line * len(cells) + theme.px(6), True))
        return blocks

    def _lines(self, width: float) -> list[tuple[list[_Block], float]]:
        """Break the blocks into lines, each with its height."""
        gap, lines, used = theme.px(7), [], 0.0
        current: list[_Block] = []
        for block in self._blocks:
            if current and used + gap + block.width > width:
                lines.append((current, max(b.height for b in current)))
                current, used = [], 0.0
            used += block.width + (gap if current else 0)
            current.append(block)
        if current:
            lines.append((current, max(b.height for b in current)))
        return lines

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        lines = self._lines(width)
        return round(sum(height for _, height in lines) + theme.px(8) * max(len(lines) - 1, 0)) + 2

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        return QSize(theme.px(240), self.heightForWidth(max(self.width(), theme.px(240))))

    def minimumSizeHint(self) -> QSize:
        """Need the height, whatever the width."""
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint brackets and numbers."""
        look, top = theme.current(), 1.0
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.font("value"))
            for blocks, height in self._lines(self.width()):
                left = 0.0
                for block in blocks:
                    area = QRectF(left, top + (height - block.height) / 2, block.width, block.height)
                    self._paint(painter, block, area, QColor(look.ink))
                    left += block.width + theme.px(7)
                top += height + theme.px(8)

    def _paint(self, painter: QPainter, block: _Block, area: QRectF, ink: QColor) -> None:
        painter.setPen(QPen(ink, 1.2))
        if not block.bracketed:
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, block.cells[0][0])
            return
        foot = theme.px(4)
        for x, side in ((area.left() + 1, foot), (area.right() - 1, -foot)):
            painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
            painter.drawLine(QLineF(x, area.top(), x + side, area.top()))
            painter.drawLine(QLineF(x, area.bottom(), x + side, area.bottom()))
        line = (area.height() - theme.px(6)) / len(block.cells)
        for r, row in enumerate(block.cells):
            x = area.left() + theme.px(7)
            for text, width in zip(row, block.widths, strict=True):
                cell = QRectF(x, area.top() + theme.px(3) + r * line, width, line)
                painter.drawText(cell, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
                x += width + theme.px(9)

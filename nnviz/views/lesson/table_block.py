"""A table of a lesson."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.lessons.lesson import LessonTable
from nnviz.views.controls.pages import PlacedWidget, height_of, place
from nnviz.views.controls.prose import Prose, plain


class TableBlock(PlacedWidget):
    """Heading and rows, with a hairline below each; columns are as wide as their longest words want."""

    def __init__(self, table: LessonTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = [
            [Prose(cell, "section" if number == 0 else "body", parent=self) for cell in row]
            for number, row in enumerate((table.heading, *table.rows))
        ]
        self._lines: list[int] = []
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(self.tr("Table: {0}").format(", ".join(map(plain, table.heading))))

    def _widths(self, width: int) -> list[int]:
        """Return the widths of the columns, in proportion to their longest cells."""
        wanted = [
            max(6, *(len(plain(row[column].text())) for row in self.rows))
            for column in range(len(self.rows[0]))
        ]
        room = width - theme.px(10) * (len(wanted) - 1)
        # A long sentence may not starve a column of numbers.
        bounded = [min(each, 40) for each in wanted]
        return [max(room * each // sum(bounded), 1) for each in bounded]

    def place_parts(self, width: int, move: bool) -> int:
        """Place the cells, or only look how tall they are."""
        widths, top, lines = self._widths(width), 0, []
        for row in self.rows:
            tall = max(height_of(cell, wide) for cell, wide in zip(row, widths, strict=True))
            left = 0
            for cell, wide in zip(row, widths, strict=True):
                if move:
                    place(cell, left, top + theme.px(4), wide, tall)
                left += wide + theme.px(10)
            top += tall + theme.px(9)
            lines.append(top - 1)
        if move:
            self._lines = lines
        return top

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the hairlines."""
        with QPainter(self) as painter:
            for line in self._lines:
                painter.fillRect(0, line, self.width(), 1, QColor(theme.current().line))

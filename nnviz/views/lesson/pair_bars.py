"""Two numbers as bars of one scale."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.text.number_format import format_number
from nnviz.views.plotting import painting


class PairBars(QWidget):
    """“cross-entropy ▬▬▬▬ 0.982” above “mean squared ▬ 0.017”; a bar of a negative number is dashed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = ("", "")
        self.values: tuple[float | None, float | None] = (None, None)
        theme.manager().changed.connect(self.update)

    def show_pair(self, names: tuple[str, str], values: tuple[float | None, float | None]) -> None:
        """Show two numbers; None is not known at this position."""
        if (names, values) != (self.names, self.values):
            self.names, self.values = names, values
            self.setAccessibleName(
                ", ".join(f"{name} {_words(value)}" for name, value in zip(names, values, strict=True))
            )
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, bars and numbers."""
        wide = max(painting.width(name) for name in self.names) + theme.px(10)
        right = max(painting.width(_words(value)) for value in self.values) + theme.px(8)
        most = max((abs(v) for v in self.values if v is not None and math.isfinite(v)), default=0.0)
        row, room = self.height() / 2, max(self.width() - wide - right, 1.0)
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for number, (name, value) in enumerate(zip(self.names, self.values, strict=True)):
                top = number * row
                painting.text(painter, QRectF(0, top, wide, row), name, "muted")
                known = value is not None and most > 0 and math.isfinite(value)
                length = room * abs(value) / most if known and value is not None else 0.0
                bar = QRectF(wide, top + row / 2 - theme.px(6), length, theme.px(12))
                self._paint_bar(painter, bar, value)
                box = QRectF(wide + length + theme.px(6), top, right, row)
                painting.text(painter, box, _words(value), "ink")

    @staticmethod
    def _paint_bar(painter: QPainter, bar: QRectF, value: float | None) -> None:
        if value is None or bar.width() <= 0:
            return
        bar.setWidth(max(bar.width(), 1.5))
        colour = QColor(theme.sign(value))
        if value < 0:
            painter.setPen(QPen(colour, 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(theme.blend("panel", theme.sign(value), 0.35)))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
        painter.drawRoundedRect(bar, 2, 2)


def _words(value: float | None) -> str:
    return "—" if value is None else format_number(value)

"""One operation of the program."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnviz import theme
from nnviz.core.equations.letters import Letters
from nnviz.core.network.operation import Operation
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

DONE = QT_TRANSLATE_NOOP("strip", "done")
CURRENT = QT_TRANSLATE_NOOP("strip", "current")
COMING = QT_TRANSLATE_NOOP("strip", "not yet run")


class Chip(QAbstractButton):
    """One operation; a click goes there."""

    def __init__(self, number: int, operation: Operation, letters: Letters, parent: QWidget) -> None:
        super().__init__(parent)
        self.number, self.operation, self.state = number, operation, COMING
        symbol = letters.text(operation.symbol)
        self.setText(symbol)
        self.setToolTip(f"{number}. {operation.title}\n{letters.text(operation.equation)}")
        self.setAccessibleName(f"{number}. {operation.title}, {symbol}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_state(self, state: str) -> None:
        """Show it as done, current or to come."""
        if state != self.state:
            self.state = state
            self.setAccessibleDescription(translate("strip", state))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint background, underline and symbol."""
        look, phase = theme.current(), self.operation.phase
        area = QRectF(self.rect())
        shape = QPainterPath()
        shape.addRoundedRect(area, theme.px(7), theme.px(7))
        current = self.state == CURRENT
        idle = look.pressed if self.underMouse() else look.chip
        background = look.phase(phase, text=True) if current else idle
        ink = look.panel if current else look.muted if self.state == COMING else look.ink
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipPath(shape)
            painter.fillRect(area, QColor(background))
            if self.state == DONE:
                thick = max(2, theme.px(2.5))
                painter.fillRect(
                    QRectF(0, area.height() - thick, area.width(), thick), QColor(look.phase(phase))
                )
            font = theme.font("chip")
            if current:
                font.setWeight(font.Weight.DemiBold)
            while font.pixelSize() > 9 and painter.fontMetrics().horizontalAdvance(
                self.text()
            ) > area.width() - theme.px(8):
                font.setPixelSize(font.pixelSize() - 1)
                painter.setFont(font)
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())

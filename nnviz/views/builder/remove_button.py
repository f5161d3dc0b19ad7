"""The cross in the margin that takes a layer away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from nnviz import theme


class RemoveButton(QAbstractButton):
    """Painted while the pointer is over its row or the keyboard is here, so that it is quiet otherwise."""

    WIDTH = 14

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.manager().changed.connect(self.update)

    @property
    def shown(self) -> bool:
        """Whether it is painted."""
        row = self.parentWidget()
        return self.isEnabled() and (self.hasFocus() or (row is not None and row.underMouse()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cross."""
        if not self.shown:
            return
        look, side = theme.current(), theme.px(12)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 2.5, -0.5, -2.5), 5, 5)
            ink = "ink" if self.underMouse() or self.hasFocus() else "muted"
            picture = theme.pixmap("close", ink, side, self.devicePixelRatioF())
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, picture)

"""A quiet switch that unfolds what is not always wanted."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from nnviz import theme


class Unfold(QAbstractButton):
    """A word with an arrow that points down, or up while unfolded."""

    def __init__(self, text: str, tooltip: str) -> None:
        super().__init__()
        self.setText(text)
        self.setToolTip(tooltip)
        self.setCheckable(True)
        # A click leaves the keyboard to the window.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return room for the word and the arrow."""
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + theme.px(18), theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the word and the arrow."""
        look, side = theme.current(), theme.px(14)
        ink = look.ink if self.underMouse() or self.hasFocus() else look.muted
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            right = self.width() - side
            painter.setPen(QColor(ink))
            room = QRect(0, 0, right - theme.px(2), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.text())
            painter.translate(right + side / 2, self.height() / 2)
            if self.isChecked():
                painter.rotate(180)
            picture = theme.pixmap("chevron-down", ink, side, self.devicePixelRatioF())
            painter.drawPixmap(-side // 2, -side // 2, picture)

    def _restyle(self) -> None:
        self.setFont(theme.font("label"))
        self.updateGeometry()
        self.update()

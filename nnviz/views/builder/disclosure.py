"""The small "more" at the right of a section's heading."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from nnviz import theme


class Disclosure(QAbstractButton):
    """Unfolds the less common settings of a section; a click leaves the keyboard to the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.toggled.connect(self._relabel)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self._relabel(False)

    def sizeHint(self) -> QSize:
        """Return room for either word and the chevron."""
        widths = [self.fontMetrics().horizontalAdvance(word) for word in (self.tr("more"), self.tr("less"))]
        return QSize(max(widths) + theme.px(14 + 4), theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the word and the chevron, pointing down, or up while unfolded."""
        look, side = theme.current(), theme.px(14)
        ink = look.ink if self.underMouse() or self.hasFocus() else look.muted
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.hasFocus():
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            right = self.width() - side
            painter.setPen(QColor(ink))
            room = QRect(0, 0, right - theme.px(1), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.text())
            painter.translate(right + side / 2, self.height() / 2)
            if self.isChecked():
                painter.rotate(180)
            picture = theme.pixmap("chevron-down", ink, side, self.devicePixelRatioF())
            painter.drawPixmap(-side // 2, -side // 2, picture)

    def _relabel(self, unfolded: bool) -> None:
        self.setText(self.tr("less") if unfolded else self.tr("more"))
        self.update()

    def _restyle(self) -> None:
        self.setFont(theme.font("label"))
        self.updateGeometry()
        self.update()

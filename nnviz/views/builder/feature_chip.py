"""One feature that can be switched on or off."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from nnviz import theme


class FeatureChip(QAbstractButton):
    """A small rounded toggle with the feature's formula.

    Parameters
    ----------
    key
        The feature's name in files.
    title
        How it is written.
    """

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.key = key
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(self.tr("feature {0}").format(title))
        self.setToolTip(self.tr("Include or exclude the feature {0}").format(title))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """Return room for the formula."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + theme.px(12)
        return QSize(max(width, theme.px(30)), theme.px(25))

    def minimumSizeHint(self) -> QSize:
        """Return room for the formula alone."""
        return QSize(self.sizeHint().width() - theme.px(6), theme.px(25))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint filled with a strong edge if on, a hairline if off."""
        look, on = theme.current(), self.isChecked()
        fill = look.pressed if on or self.isDown() else look.hover if self.underMouse() else look.panel
        edge = look.focus if on or self.hasFocus() else look.handle if self.underMouse() else look.line
        width = 2 if self.hasFocus() else 1
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(edge), width))
            painter.setBrush(QColor(fill))
            frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
            painter.drawRoundedRect(frame, theme.px(8), theme.px(8))
            painter.setPen(QColor(look.ink if on else look.muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    def _restyle(self) -> None:
        self.setFont(theme.font("value"))
        self.updateGeometry()
        self.update()

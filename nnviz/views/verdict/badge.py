"""A verdict as a sign and a word on its colour."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.judge import Verdict
from nnviz.views.verdict.wording import ROLES, SIGNS, headline


class VerdictBadge(QWidget):
    """“✗ wrong: sign flipped”, or that the judge is still at work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words, self._sign, self._role = self.tr("judging …"), "", "muted"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.manager().changed.connect(self.updateGeometry)

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show a verdict, None while there is none yet."""
        if verdict is None:
            self._words, self._sign, self._role = self.tr("judging …"), "", "muted"
        else:
            self._words = headline(verdict)
            self._sign, self._role = SIGNS[verdict.verdict], ROLES[verdict.verdict]
        self.setAccessibleName(self._words)
        self.updateGeometry()
        self.update()

    def words(self) -> str:
        """Return what it says."""
        return self._words

    def sizeHint(self) -> QSize:
        """Return room for sign and words."""
        width = QFontMetrics(theme.font("section")).horizontalAdvance(self._words)
        return QSize(width + theme.px(34 if self._sign else 18), theme.px(23))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the badge."""
        look = theme.current()
        fill = QColor(look.colour(self._role) if self._sign else look.chip)
        ink = look.on(fill.name()) if self._sign else look.muted
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(fill)
            painter.drawRoundedRect(self.rect(), theme.px(6), theme.px(6))
            left, side = theme.px(9), theme.px(16)
            if self._sign:
                picture = theme.pixmap(self._sign, ink, side, self.devicePixelRatioF())
                painter.drawPixmap(QPoint(theme.px(6), (self.height() - side) // 2), picture)
                left = theme.px(6) + side + theme.px(3)
            painter.setFont(theme.font("section"))
            painter.setPen(QColor(ink))
            room = QRect(left, 0, self.width() - left - theme.px(4), self.height())
            elide = Qt.TextElideMode.ElideRight
            words = QFontMetrics(theme.font("section")).elidedText(self._words, elide, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

"""A sentence over the network that goes away by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnviz import theme

_PER_CHARACTER, _LEAST = 60, 3000


class Toast(QLabel):
    """Shows messages at the lower left of a widget, long enough to be read; a click removes one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(self.tr("message"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def say(self, text: str, lasting: bool = False) -> None:
        """Show `text`; a lasting one stays until `hide` or the next."""
        self.setText(text)
        self.setAccessibleDescription(text)
        self._place()
        self.show()
        self.raise_()
        if lasting:
            self._timer.stop()
        else:
            self._timer.start(max(_LEAST, _PER_CHARACTER * len(text)))

    def _place(self) -> None:
        area = self._over.rect()
        metrics, pad = self.fontMetrics(), theme.px(14)
        most = max(min(area.width() - 2 * pad, theme.px(640)), theme.px(160))
        width = min(metrics.horizontalAdvance(self.text()) + 2 * pad + 2, most)
        text = metrics.boundingRect(0, 0, width - 2 * pad, 10_000, Qt.TextFlag.TextWordWrap, self.text())
        size = QSize(width, text.height() + theme.px(16))
        # At the left, where a network has its inputs and most room below them.
        self.setGeometry(pad, area.height() - size.height() - pad, size.width(), size.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the widget changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: object) -> None:
        """Go away."""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, then the words."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.primary))
            painter.drawRoundedRect(QRectF(self.rect()), theme.px(9), theme.px(9))
            painter.setFont(self.font())
            painter.setPen(QColor(look.on_primary))
            area = self.rect().adjusted(theme.px(10), 0, -theme.px(10), 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.text())

    def _restyle(self) -> None:
        self.setFont(theme.font("button"))
        self.update()

"""A sentence beside the units of the network that goes away by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnviz import theme
from nnviz.views.controls.announcement import announce

_PER_CHARACTER, _LEAST = 60, 3000


class Toast(QLabel):
    """Shows messages where they hide nothing, long enough to be read; a click removes one.

    Parameters
    ----------
    parent
        The window. Where `over` has no free place, a message stands at its lower edge.
    over
        The widget in which messages are shown.
    free
        Whether a rectangle of `over` hides nothing.
    """

    def __init__(
        self, parent: QWidget, over: QWidget | None = None, free: Callable[[QRect], bool] | None = None
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._over = parent if over is None else over
        self._free = free or (lambda _rect: True)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(self.tr("message"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self._over.installEventFilter(self)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def say(self, text: str, lasting: bool = False) -> None:
        """Show `text`; a lasting one stays until `hide` or the next."""
        self.setText(text)
        self.setAccessibleDescription(text)
        announce(self, text)
        self._place()
        self.show()
        self.raise_()
        if lasting:
            self._timer.stop()
        else:
            self._timer.start(max(_LEAST, _PER_CHARACTER * len(text)))

    def _place(self) -> None:
        found = next((spot for spot in self._spots() if self._free(spot)), None)
        if found is not None:
            inside = self._over is not self._window
            corner = self._over.mapTo(self._window, found.topLeft()) if inside else found.topLeft()
            self.setGeometry(QRect(corner, found.size()))
            return
        pad = theme.px(14)
        size = self._size_for(self._window.width() - 2 * pad)
        self.setGeometry(QRect(QPoint(pad, self._window.height() - size.height()), size))

    def _spots(self) -> Iterator[QRect]:
        """Yield places in order: at the left first, where a network has its inputs and room below them."""
        area, pad = self._over.rect(), theme.px(14)
        for most in (640, 420, 280, 200):
            size = self._size_for(theme.px(most))
            wide, high = size.width(), size.height()
            left, right = pad, area.width() - wide - pad
            low = area.height() - high - pad
            if right < pad or low < pad:
                continue
            for x in (left, right, (left + right) // 2):
                for y in (low, theme.px(52), (low + pad) // 2):
                    yield QRect(x, y, wide, high)

    def _size_for(self, most: int) -> QSize:
        """Return the size of the message in a room `most` wide."""
        metrics, pad = self.fontMetrics(), theme.px(14)
        width = min(metrics.horizontalAdvance(self.text()) + 2 * pad + 2, max(most, theme.px(160)))
        text = metrics.boundingRect(0, 0, width - 2 * pad, 10_000, Qt.TextFlag.TextWordWrap, self.text())
        return QSize(width, text.height() + theme.px(16))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the widget changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: object) -> None:
        """Go away."""
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background, then the words."""
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

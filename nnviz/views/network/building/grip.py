"""Grip that a layer is dragged by, and the mark of its new place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from nnviz import theme


class Grip(QWidget):
    """Six dots to drag a layer by.

    Attributes
    ----------
    dragged : Signal(QPoint)
        It is dragged; carries the pointer's place on the screen.
    dropped : Signal
        It is dropped after it was dragged.
    """

    dragged = Signal(QPoint)
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pressed: QPoint | None = None
        self._dragging = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return room for two columns of dots."""
        return QSize(theme.px(16), theme.px(20))

    def cancel(self) -> None:
        """Take no notice of the drag any more."""
        self._pressed, self._dragging = None, False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, once the pointer has gone far enough to mean it."""
        if self._pressed is None:
            return
        at = event.globalPosition().toPoint()
        if self._dragging or (at - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._dragging = True
            self.dragged.emit(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drop."""
        dragging = self._dragging
        self.cancel()
        if dragging:
            self.dropped.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.ink if self.underMouse() else look.muted))
            middle, step, radius = QPointF(self.width() / 2, self.height() / 2), theme.px(5), theme.px(1.4)
            for across in (-0.5, 0.5):
                for down in (-1, 0, 1):
                    at = QPointF(middle.x() + across * step, middle.y() + down * step)
                    painter.drawEllipse(at, radius, radius)


class DropMark(QWidget):
    """An upright line where a dragged layer will stand."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("drop the layer here"))
        self.hide()

    def show_at(self, x: float, height: int) -> None:
        """Stand at `x`, from top to bottom."""
        width = theme.px(11)
        self.setGeometry(round(x - width / 2), theme.px(34), width, height - 2 * theme.px(34))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line with a dot at both ends."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().focus))
            x, dot = self.width() / 2, theme.px(4)
            painter.drawRoundedRect(QRectF(x - 1, 0, 2, self.height()), 1, 1)
            for y in (dot, self.height() - dot):
                painter.drawEllipse(QPointF(x, y), dot, dot)

"""Reading a picture with the mouse or the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.views.plotting import painting
from nnviz.views.plotting.chart import Chart
from nnviz.views.plotting.picture import DataPicture, PictureOptions

_STEP, _LARGE_STEP = 1 / 40, 1 / 8
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class Reader(Chart):
    """A chart of one picture, with a plate beside what is pointed at.

    With the keyboard here (Tab) the arrows move what is read, further with Shift; Escape puts it away.

    Attributes
    ----------
    picture
        What is painted now.
    """

    picture: DataPicture

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.pointer: QPointF | None = None
        self._by_keys = False
        self.setMouseTracking(True)
        # Tab comes here; a click leaves the keyboard where it is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def options(self) -> PictureOptions:
        """Return how the picture is painted now."""
        raise NotImplementedError

    def area(self) -> QRectF:
        """Return where the picture is."""
        side = theme.px(4)
        return QRectF(self.rect()).adjusted(side, theme.px(2), -side, -theme.px(2))

    def readout(self) -> tuple[str, list[painting.Row]] | None:
        """Return what the plate beside the pointer says, or None if there is none."""
        if self.pointer is None:
            return None
        return self.picture.readout(self.area(), self.pointer, self.options())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read what is under the pointer."""
        self.pointer, self._by_keys = event.position(), False
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the readout away."""
        self.pointer = None
        self.update()

    def event(self, event: QEvent) -> bool:
        """Take the arrows before the window's shortcuts do, while the keyboard is here."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.hasFocus() and _moves(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move what is read with the arrows, further with Shift; Escape puts it away."""
        move = _moves(event)
        if move is not None:
            self._move(*move)
        elif event.key() == Qt.Key.Key_Escape and self.pointer is not None:
            self.pointer = None
            self.update()
        else:
            event.ignore()

    def _move(self, across: float, down: float) -> None:
        bounds = self.picture.bounds(self.area())
        at = self.pointer
        if at is None or not bounds.contains(at):
            at = bounds.center()
        else:
            x = min(max(at.x() + across * bounds.width(), bounds.left() + 1), bounds.right() - 1)
            y = min(max(at.y() + down * bounds.height(), bounds.top() + 1), bounds.bottom() - 1)
            at = QPointF(x, y)
        self.pointer, self._by_keys = at, True
        if found := self.readout():
            rows = ", ".join(f"{name} {value}" for name, value in found[1])
            self.setAccessibleDescription(f"{found[0]}: {rows}" if found[0] else rows)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the arrows come here."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they no longer do, and put away what they read."""
        if self._by_keys:
            self.pointer = None
        self.update()

    def paint_readout(self, painter: QPainter) -> None:
        """Paint the plate, and where it is read if the arrows have gone there."""
        found = self.readout()
        if found is None or self.pointer is None:
            return
        if self._by_keys:
            painting.ring(painter, self.pointer, theme.px(2.5))
        painting.readout(painter, QRectF(self.rect()), self.pointer, *found)


def _moves(event: QKeyEvent) -> tuple[float, float] | None:
    """Return how far an arrow key moves, as shares of the picture; None for any other key."""
    pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    arrow = _ARROWS.get(Qt.Key(event.key()))
    if arrow is None or pressed & ~Qt.KeyboardModifier.ShiftModifier:
        return None
    step = _LARGE_STEP if pressed else _STEP
    return arrow[0] * step, arrow[1] * step

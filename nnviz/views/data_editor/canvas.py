"""The plane that is drawn on, with the mouse or with the keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from nnviz import theme
from nnviz.views.data_editor import canvas_painter, keys
from nnviz.views.data_editor.brush import ERASER
from nnviz.views.data_editor.plane import DrawingPlane


class DrawingCanvas(DrawingPlane):
    """A plane with the examples on it.

    With the mouse: the tool of the brush; the right button always erases. With the keyboard here: arrows
    move a cross (further with Shift), Space or Return does what a click does, Delete erases the nearest
    example, digits choose the class, P S E M the tool, T training or test, F2 renames it, Escape deselects.
    """

    # -- the mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        left = event.button() == Qt.MouseButton.LeftButton
        inside = self.axes().plot.adjusted(-4, -4, 4, 4).contains(event.position())
        if not self.usable or self.hand is not None or not inside:
            return
        if left or event.button() == Qt.MouseButton.RightButton:
            self.cross = None
            self.take(self.brush.tool if left else ERASER, self.place(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it, or show what the tool would reach."""
        self.pointer = event.position()
        if self.hand is not None and event.buttons():
            self.guarded(self.hand.drag, self.place(event.position()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Make the stroke an edit."""
        self.finish()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the circle of the tool away."""
        self.pointer = None
        self.update()

    # -- the keyboard ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the keys of drawing before the window's shortcuts do, while the keyboard is here."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.usable and keys.is_for_drawing(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Draw with the keys."""
        if self.usable and keys.is_for_drawing(event):
            keys.press(self, event)
        else:
            event.ignore()

    # -- looks -------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that keys draw."""
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they no longer do."""
        self.cross = None
        self.update()

    def sizeHint(self) -> QSize:
        """Return a size that is good to draw on."""
        return QSize(theme.px(420), theme.px(420))

    def minimumSizeHint(self) -> QSize:
        """Return the size below which nobody can draw."""
        return QSize(theme.px(180), theme.px(150))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the answers of the network, the examples, and what the tool reaches."""
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            canvas_painter.paint(painter, self)

"""The network under the user's hands: pointing, selecting, editing, moving about."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QToolTip, QWidget

from nnviz.core.experiment.selection import Selection
from nnviz.session import Session
from nnviz.views.network import accessible
from nnviz.views.network.building.tools import BuildingTools
from nnviz.views.network.editor import Editor
from nnviz.views.network.hit_testing import fold_at
from nnviz.views.network.hover_card import HoverCard
from nnviz.views.network.items import CanvasWithItems
from nnviz.views.network.number_interaction import NumberInteraction
from nnviz.views.network.readings import words

CARD_DELAY = 450
_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class NetworkView(CanvasWithItems):
    """The network with its numbers; the window feeds it frames.

    Parameters
    ----------
    session
        Whose pick, hover and example it shows and changes.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        # Asked for by what the base class does while it is made.
        self.card: HoverCard | None = None
        super().__init__(session, parent)
        self.building = BuildingTools(self)
        self.building.entered.connect(self._look_away)
        self.building.number_wanted.connect(self.edit_selected)
        self.editor = Editor(session, self)
        self.hands = NumberInteraction(self)
        self.card = HoverCard(self.scene, self, self.free)
        self._card_timer = QTimer(self)
        self._card_timer.setSingleShot(True)
        self._card_timer.setInterval(CARD_DELAY)
        self._card_timer.timeout.connect(self._show_card)
        self._pressed: QPointF | None = None
        self._panning = False
        self._may_clear = False
        self._pointed: Selection | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(self.tr("Network"))
        self.setAccessibleDescription(
            self.tr(
                "Units, weights and biases. Tab moves through the items, Ctrl with an arrow key moves to "
                "the adjacent item, Return edits its number, Escape clears the selection, and the Menu key "
                "opens the context menu."
            )
        )
        accessible.install()

    # -- pointing and selecting ----------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse, drag a number, or move the canvas."""
        if self.hands.move(event):
            return
        if self._pressed is None:
            self._hover(self.items.at(event.position()))
            self.building.point_at(event.position())
            return
        moved = event.position() - self._pressed
        if self._panning or moved.manhattanLength() > 5:
            self._panning, self._pressed = True, event.position()
            self.pan(moved)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick what is under the mouse; on empty space, begin to move the canvas or deselect."""
        selection = self.items.at(event.position()) if event.button() == _LEFT else None
        fold = fold_at(self.scene, self.viewport.to_canvas(event.position()))
        if fold is not None and event.button() == _LEFT:
            self.building.unfold(fold)
        elif selection is not None:
            self.session.select(selection)
            self.hands.press(selection, event)
        elif event.button() in (_LEFT, _MIDDLE):
            self._pressed = event.position()
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Release a number, or of what is selected if the canvas was clicked and not moved."""
        self.hands.release()
        if self._pressed is not None and not self._panning and event.button() == _LEFT:
            self.session.select(None)
        self._pressed, self._panning = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit a number; on empty space show the whole network."""
        if event.button() != _LEFT:
            return
        selection = self.items.at(event.position())
        if selection is None:
            self.reset_view()
        else:
            self.session.select(selection)
            self.edit_selected()

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._hover(None)
        self.building.point_at(None)

    def _look_away(self) -> None:
        self._hover(None)

    def _hover(self, selection: Selection | None) -> None:
        if selection == self.session.hovered:
            return
        self._hide_card()
        self.session.hover(selection)
        self.setCursor(Qt.CursorShape.ArrowCursor if selection is None else Qt.CursorShape.PointingHandCursor)
        if selection is not None and selection.kind == "unit" and self.scene.pictures.dimensions:
            self._pointed = selection
            self._card_timer.start()

    def _show_card(self) -> None:
        selection = self.session.hovered
        busy = self.editor.open or self._pressed is not None or not self.scene.ready
        if self.card is None or selection is None or selection != self._pointed or busy:
            return
        if self.scene.shows(selection):
            # The text of a lesson stands at the left; it must be read.
            self.card.beside = self.session.lesson_session.lesson is None
            self.card.point_at(selection, self.rect_of(selection))

    def _hide_card(self) -> None:
        if self.card is not None:
            self._card_timer.stop()
            self.card.leave()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what moves and what floats."""
        super().hideEvent(event)
        self.motion.finish()
        self._hide_card()

    def _show_tooltip(self, event: QHelpEvent) -> None:
        selection = self.items.at(QPointF(event.pos()))
        busy = self.editor.open or (self.card is not None and self.card.isVisible())
        if selection is None or busy:
            QToolTip.hideText()
        else:
            QToolTip.showText(
                event.globalPos(), self.items.describe(selection), self, self.rect_of(selection)
            )

    def _moved(self) -> None:
        if self.card is not None:
            self.editor.close()
            self._hide_card()
            self.building.place()

    def _refresh(self) -> None:
        before = self.order
        super()._refresh()
        if self.card is None:
            return
        if self.order is not before:
            accessible.rearranged(self)
        if self.card.isVisible():
            self.card.update()

    def _focus(self) -> None:
        super()._focus()
        self._may_clear = False
        number = self.items.selected() if self.hasFocus() else None
        if number is not None:
            accessible.announce(self, number)

    # -- zoom --------------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; otherwise move the canvas if it is larger than the window."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.0015 ** event.angleDelta().y(), event.position())
        elif self.viewport.zoom > 1.0:
            pixels = event.pixelDelta()
            self.pan(QPointF(event.angleDelta() / 3 if pixels.isNull() else pixels))
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Say what is under the mouse, zoom with two fingers, keep Ctrl and arrows from the window."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.zoom_by(1.0 + event.value(), event.position())
                return True
        elif isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                centre = self.mapFromGlobal(pinch.centerPoint().toPoint())
                self.zoom_by(pinch.scaleFactor(), QPointF(centre))
                return True
        override = event.type() == QEvent.Type.ShortcutOverride
        mine = isinstance(event, QKeyEvent) and (_direction(event) is not None or self.hands.wanted(event))
        if override and mine:
            event.accept()
            return True
        return super().event(event)

    # -- editing and keyboard ----------------------------------------------------------------------

    def edit_selected(self) -> bool:
        """Open a field for the number that is selected; return whether there is one that can be set."""
        selection, scene, numbers = self.scene.selected, self.scene, self.session.number_editing
        where = numbers.of(selection)
        if selection is None or where is None or scene.structure is None or not scene.shows(selection):
            return False
        if why := numbers.why_fixed(where[0], where[1]):
            self.session.message.emit(why)
            return True
        self._hide_card()
        QToolTip.hideText()
        name = words(scene.structure, selection) if selection.kind != "loss" else self.tr("target")
        name = name[:1].upper() + name[1:]
        self.editor.start(where, numbers.value(*where), QRectF(self.rect_of(selection)), name)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection, edit it or clear it; everything else is the window's."""
        direction = _direction(event)
        if direction is not None:
            if self.order is not None:
                target = self.order.go(self.scene.selected, *direction, self.scene.shows)
                self.session.select(target)
                self.building.follow(target)
        elif event.key() == Qt.Key.Key_Escape and self.building.drag.active:
            self.building.drag.cancel()
        elif self.hands.pressed(event) or (event.key() in _OPEN and self.edit_selected()):
            return
        elif event.key() == Qt.Key.Key_Escape and self.session.selected is not None:
            self.session.select(None)
            self._may_clear = True
        else:
            event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next or previous item; after the last, or with none selected, to the next widget."""
        if self.order is not None and self.hasFocus() and not self._may_clear:
            item = self.order.step(self.scene.selected, 1 if next else -1, self.scene.shows)
            if item is not None:
                self.session.select(item)
                self.building.follow(item)
                return True
        self._may_clear = False
        return super().focusNextPrevChild(next)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of what is under the mouse; it is selected, so that one sees what is meant."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.building.open_selected()
            return
        self._hide_card()
        point = QPointF(event.pos())
        selection = self.items.at(point)
        if selection is not None:
            self.session.select(selection)
        self.building.open_menu(selection, event.globalPos(), self.viewport.to_canvas(point).x())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let the controls of building go, unless the keyboard went to them or to a menu."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason and not self.underMouse():
            self.building.follow(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin again to go through the items."""
        super().focusInEvent(event)
        self._may_clear = False


def _direction(event: QKeyEvent) -> tuple[int, int] | None:
    """Return where Ctrl with an arrow key leads, None for any other key."""
    pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _ARROWS.get(Qt.Key(event.key())) if pressed == Qt.KeyboardModifier.ControlModifier else None

"""The widget that shows the network, and everything a hand can do to it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QToolTip, QWidget

from nnviz import theme
from nnviz.core.experiment import Experiment
from nnviz.core.frame import Frame
from nnviz.core.numbers import format_number
from nnviz.core.pick import Pick
from nnviz.session import Session
from nnviz.views.controls import Label, SegmentedControl
from nnviz.views.network import accessible
from nnviz.views.network.card import UnitCard
from nnviz.views.network.editor import Editor
from nnviz.views.network.example_stepper import ExampleStepper
from nnviz.views.network.motion import Motion, follows
from nnviz.views.network.order import Order
from nnviz.views.network.picking import thing_at
from nnviz.views.network.readings import parameter, readings, sentence, words
from nnviz.views.network.scene import Canvas, Scene
from nnviz.views.network.viewport import Viewport

QUANTITIES = ("weights", "gradients")
CARD_DELAY = 450
SLOW = 250
"""Milliseconds between two frames of a run above which what happens in each is animated."""


class NetworkView(QWidget):
    """The network with its numbers; the window feeds it frames.

    Parameters
    ----------
    session
        Whose pick, hover and example it shows and changes.

    Attributes
    ----------
    quantity_changed : Signal(str)
        ``weights`` or ``gradients``: what the edges show now.
    """

    quantity_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        accessible.install()
        self.gone = False
        self._session = session
        self._frame: Frame | None = None
        self._plain = False
        self._scene = Scene()
        self._viewport = Viewport()
        self._order: Order | None = None
        self._pressed: QPointF | None = None
        self._panning = False
        self._given_up = False
        self._clock = QElapsedTimer()
        self._motion = Motion(self)
        self._motion.moved.connect(self.update)
        self._make_overlays()
        self._editor = Editor(session, self)
        self._card = UnitCard(self._scene, self)
        self._card_timer = QTimer(self)
        self._card_timer.setSingleShot(True)
        self._card_timer.setInterval(CARD_DELAY)
        self._card_timer.timeout.connect(self._show_card)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(self.tr("Network"))
        self.setAccessibleDescription(
            self.tr(
                "Units, weights and biases. Tab goes from thing to thing, Ctrl with an arrow key to the one "
                "beside it, Return edits its number, Escape lets go."
            )
        )
        session.picked_changed.connect(self._focus_changed)
        session.hovered_changed.connect(self._focus_changed)
        session.example_changed.connect(self._example_changed)
        session.experiment_changed.connect(self._experiment_changed)
        theme.manager().changed.connect(self._restyle)
        self.destroyed.connect(self._went)

    def _make_overlays(self) -> None:
        self._switch = SegmentedControl(
            [("weights", self.tr("weights")), ("gradients", self.tr("gradients"))],
            self.tr("What the edges show"),
            {
                "weights": self.tr("Edges show the weights: width is |w|, dashed is negative"),
                "gradients": self.tr("Edges show ∂C/∂w: width is its magnitude from 10⁻⁵ to 1, dashed is negative"),
            },
            parent=self,
        )
        self._switch.changed.connect(self.set_quantity)
        self._stepper = ExampleStepper(self)
        self._stepper.stepped.connect(self._step_example)
        self._hint = Label("", "label", "muted", self)
        self._hint.hide()

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def quantity(self) -> str:
        """What the edges show: ``weights`` or ``gradients``."""
        return self._switch.value()

    def set_quantity(self, quantity: str) -> None:
        """Show weights or gradients on the edges.

        Raises
        ------
        ValueError
            If `quantity` is neither.
        """
        if quantity not in QUANTITIES:
            raise ValueError(f"The edges show weights or gradients, not {quantity!r}.")
        self._switch.set_value(quantity)
        self._refresh()
        self.quantity_changed.emit(quantity)

    def set_animated(self, animated: bool) -> None:
        """Choose whether something moves when an operation is stepped."""
        self._motion.enabled = animated
        if not animated:
            self._motion.stop()

    def show_frame(self, frame: Frame) -> None:
        """Show a moment; what moved for the one before is cut off."""
        before, self._frame = self._frame, frame
        pause = self._clock.restart() if self._clock.isValid() else SLOW
        self._clock.start()
        self._motion.stop()
        end = len(frame.operations)
        self._plain = (
            self._session.running
            and before is not None
            and frame.position.operation == before.position.operation == end
        )
        self._refresh()
        if self.isVisible() and follows(before, frame) and (not self._session.running or pause >= SLOW):
            self._motion.start()

    def _refresh(self) -> None:
        frame = self._frame
        if frame is None:
            return
        example = min(self._session.example, frame.batch - 1)
        if self._scene.show(frame, example, self.quantity, self._plain) and self._scene.structure is not None:
            self._order = Order(self._scene.structure)
            self._editor.close()
            self._leave_card()
            self._scene.focus(self._session.picked, self._session.hovered)
        if self._stepper.show_example(example, frame.batch):
            self._place_overlays()
            self._fit()
        self._update_hint()
        if self._card.isVisible():
            self._card.update()
        self.update()

    def _update_hint(self) -> None:
        frame = self._frame
        text = ""
        if self.quantity == "gradients" and frame is not None:
            known = any(f"dW{layer}" in frame.values for layer in range(1, len(frame.experiment.layers) + 1))
            text = (
                self.tr("width: |∂C/∂w|, 10⁻⁵ to 1, log")
                if known
                else self.tr("gradients appear in the backward phase")
            )
        if text != self._hint.text():
            self._hint.setText(text)
            self._hint.adjustSize()
            self._place_hint()
        self._hint.setVisible(bool(text))

    # -- size and theme ----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the room it likes to have."""
        return QSize(theme.px(756), theme.px(490))

    def minimumSizeHint(self) -> QSize:
        """Return the room below which it cannot be read."""
        return QSize(theme.px(320), theme.px(200))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the network to the new size."""
        super().resizeEvent(event)
        self._editor.close()
        self._leave_card()
        self._place_overlays()
        self._viewport.resize(QSizeF(self.size()))
        self._fit()

    def _place_overlays(self) -> None:
        margin = theme.px(12)
        self._switch.adjustSize()
        self._switch.move(margin, margin)
        self._stepper.adjustSize()
        self._stepper.move(self.width() - self._stepper.width() - theme.px(8), margin + theme.px(3))
        self._place_hint()

    def _place_hint(self) -> None:
        """Put the hint where it hides nothing."""
        size, margin = self._hint.size(), theme.px(14)
        low = self.height() - size.height() - theme.px(6)
        spots = [
            QPoint(margin, low),
            QPoint(self._switch.geometry().right() + margin, self._switch.geometry().center().y() - size.height() // 2),
            QPoint(self.width() - size.width() - margin, low),
            QPoint(margin, self._switch.geometry().bottom() + theme.px(6)),
        ]
        free = (spot for spot in spots if self._scene.free(self._viewport.to_canvas_rect(QRect(spot, size))))
        self._hint.move(next(free, spots[0]))

    def _fit(self) -> None:
        """Lay the network out for the canvas there is."""
        v = self._viewport
        obstacles: tuple[QRectF, ...] = ()
        if v.zoom == 1.0:
            obstacles = (QRectF(self._switch.geometry()), QRectF(self._stepper.geometry()))
        self._scene.set_canvas(Canvas(v.canvas, self.devicePixelRatioF(), v.zoom, obstacles))
        self._place_hint()
        self.update()

    def _restyle(self) -> None:
        self._editor.close()
        self._leave_card()
        self._place_overlays()
        self._scene.restyle()
        self._fit()

    def _zoomed(self) -> None:
        self._editor.close()
        self._leave_card()
        self._fit()

    def reset_view(self) -> None:
        """Show the whole network again."""
        self._viewport.reset()
        self._zoomed()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the network, and what moves over it."""
        with QPainter(self) as painter:
            painter.fillRect(event.rect(), self._scene.style.background)
            painter.translate(-self._viewport.offset)
            self._scene.paint(painter)
            self._motion.paint(painter, self._scene)

    # -- pointing and picking ----------------------------------------------------------------------

    def _at(self, point: QPointF) -> Pick | None:
        return thing_at(self._scene, self._viewport.to_canvas(point))

    def _window_rect(self, pick: Pick) -> QRectF:
        return self._scene.rect(pick).translated(-self._viewport.offset)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse, or move the canvas."""
        if self._pressed is not None:
            moved = event.position() - self._pressed
            if self._panning or moved.manhattanLength() > 5:
                self._panning = True
                self._pressed = event.position()
                self._viewport.pan(moved)
                self._leave_card()
                self.update()
            return
        self._hover(self._at(event.position()))

    def _hover(self, pick: Pick | None) -> None:
        if pick == self._session.hovered:
            return
        self._leave_card()
        self._session.hover(pick)
        self.setCursor(Qt.CursorShape.PointingHandCursor if pick is not None else Qt.CursorShape.ArrowCursor)
        if pick is not None and pick.kind == "unit" and self._scene.pictures.dimensions:
            self._card_timer.start()

    def _show_card(self) -> None:
        pick = self._session.hovered
        if pick is None or pick.kind != "unit" or not self.underMouse() or self._editor.open:
            return
        if self._scene.ready and self._scene.shows(pick):
            self._card.point_at(pick, self._window_rect(pick).toRect())

    def _leave_card(self) -> None:
        self._card_timer.stop()
        self._card.leave()

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        super().leaveEvent(event)
        self._hover(None)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what moves."""
        super().hideEvent(event)
        self._motion.stop()
        self._leave_card()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Pick what is under the mouse; on empty space let go, or begin to move the canvas."""
        if event.button() == Qt.MouseButton.MiddleButton:
            self._pressed = event.position()
            return
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        pick = self._at(event.position())
        if pick is None:
            self._pressed = event.position()
        else:
            self._session.pick(pick)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of what is picked if the canvas was clicked and not moved."""
        if self._pressed is not None and not self._panning and event.button() == Qt.MouseButton.LeftButton:
            self._session.pick(None)
        self._pressed, self._panning = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Edit a number; on empty space show the whole network."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        pick = self._at(event.position())
        if pick is None:
            self.reset_view()
        else:
            self._session.pick(pick)
            self.edit_picked()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; move the canvas otherwise, if it is larger than the window."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._viewport.zoom_by(1.0015 ** event.angleDelta().y(), event.position())
            self._zoomed()
        elif self._viewport.zoom > 1.0:
            delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 3
            self._viewport.pan(QPointF(delta))
            self._leave_card()
            self.update()
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Say what is under the mouse, zoom with two fingers, keep Ctrl and arrows from the window."""
        kind = event.type()
        if kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._viewport.zoom_by(1.0 + event.value(), event.position())
            self._zoomed()
            return True
        if isinstance(event, QGestureEvent):
            return self._pinch(event)
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_move(event):
            event.accept()
            return True
        return super().event(event)

    def _pinch(self, event: QGestureEvent) -> bool:
        pinch = event.gesture(Qt.GestureType.PinchGesture)
        if not isinstance(pinch, QPinchGesture):
            return False
        self._viewport.zoom_by(pinch.scaleFactor(), QPointF(self.mapFromGlobal(pinch.centerPoint().toPoint())))
        self._zoomed()
        return True

    def _show_tooltip(self, event: QHelpEvent) -> None:
        pick = self._at(QPointF(event.pos()))
        if pick is None or self._card.isVisible() or self._editor.open:
            QToolTip.hideText()
            return
        QToolTip.showText(event.globalPos(), self.describe(pick), self, self._window_rect(pick).toRect())

    def describe(self, pick: Pick) -> str:
        """Return name and numbers of a thing: ``w²₁₃ = −2.3970   ∂C/∂w = 0.0123``."""
        scene = self._scene
        if scene.structure is None or scene.moment is None:
            return ""
        numbers = sentence(readings(scene.moment.frame, scene.structure, pick, scene.moment.example))
        return f"{words(scene.structure, pick)}\n{numbers}" if numbers else words(scene.structure, pick)

    def _focus_changed(self, _pick: Pick | None) -> None:
        self._scene.focus(self._session.picked, self._session.hovered)
        self._given_up = False
        number = self.picked_number()
        if number is not None and self.hasFocus():
            accessible.announce(self, number)
        self.update()

    def _example_changed(self, _example: int) -> None:
        self._refresh()

    def _step_example(self, by: int) -> None:
        self._session.set_example(self._session.example + by)

    def _experiment_changed(self, _experiment: Experiment) -> None:
        self._motion.stop()

    # -- editing -----------------------------------------------------------------------------------

    def edit_picked(self) -> bool:
        """Open a field for the weight or bias that is picked; return whether there is one."""
        pick, frame = self._scene.picked, self._frame
        if pick is None or pick.parameter is None or frame is None or self._scene.structure is None:
            return False
        value = parameter(frame, pick)
        if value is None or not self._scene.shows(pick):
            return False
        self._leave_card()
        QToolTip.hideText()
        name = words(self._scene.structure, pick)
        self._editor.start(pick, value, self._window_rect(pick), name[:1].upper() + name[1:])
        return True

    # -- keyboard ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the pick, edit it or let go; everything else is the window's."""
        key = event.key()
        if self._is_move(event):
            across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(key), 0)
            down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
            self._move(across, down)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.edit_picked():
            return
        elif key == Qt.Key.Key_Escape and self._session.picked is not None:
            self._session.pick(None)
            self._given_up = True
        else:
            event.ignore()

    @staticmethod
    def _is_move(event: QKeyEvent) -> bool:
        arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.key() in arrows and plain == Qt.KeyboardModifier.ControlModifier

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next or previous thing; beyond the last, and after letting go, leave."""
        if self._order is None or not self.hasFocus() or self._given_up:
            self._given_up = False
            return super().focusNextPrevChild(next)
        number = self.picked_number()
        step = 1 if next else -1
        candidate = (0 if next else len(self._order) - 1) if number is None else number + step
        while 0 <= candidate < len(self._order):
            pick = self._order.thing(candidate)
            if self._scene.shows(pick):
                self._session.pick(pick)
                return True
            candidate += step
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin anew to go through the things."""
        super().focusInEvent(event)
        self._given_up = False
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def _move(self, across: int, down: int) -> None:
        if self._order is None:
            return
        pick = self._scene.picked
        target = Pick("unit", 0, 0) if pick is None else self._order.beside(pick, across, down)
        tries = 0
        while not self._scene.shows(target) and tries < 1024:
            target, tries = self._order.beside(target, 0, down or 1), tries + 1
        if self._scene.shows(target):
            self._session.pick(target)

    # -- what screen readers ask -------------------------------------------------------------------

    def thing_count(self) -> int:
        """Return the number of units, weights and biases, and the loss."""
        return 0 if self._order is None else len(self._order)

    def picked_number(self) -> int | None:
        """Return the number of the thing that is picked."""
        pick = self._scene.picked
        return None if pick is None or self._order is None else self._order.number(pick)

    def thing_text(self, number: int) -> str:
        """Return name and number of a thing: “weight from x1 to unit 2 of layer 1, −2.397”."""
        scene = self._scene
        if self._order is None or scene.structure is None or scene.moment is None:
            return ""
        pick = self._order.thing(number)
        numbers = readings(scene.moment.frame, scene.structure, pick, scene.moment.example)
        name = words(scene.structure, pick)
        if pick.parameter is not None or pick.kind == "loss" or pick.layer == 0:
            return ", ".join([name, *(format_number(value) for _, value in numbers[:1])])
        return ", ".join([name, *(f"{symbol} {format_number(value)}" for symbol, value in numbers)])

    def thing_rect(self, number: int) -> QRect:
        """Return where a thing is on the screen."""
        if self._order is None or not self._scene.ready:
            return QRect()
        rect = self._window_rect(self._order.thing(number)).toRect()
        return QRect(self.mapToGlobal(rect.topLeft()), rect.size())

    def thing_number_at(self, point: QPoint) -> int | None:
        """Return the number of the thing at a point."""
        pick = self._at(QPointF(point))
        return None if pick is None or self._order is None else self._order.number(pick)

    def _went(self) -> None:
        self.gone = True

"""The widget that paints the network: frames, size, zoom and theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.selection import Selection
from nnviz.core.run.weight_transfer import LayerSource, origins
from nnviz.session import Session
from nnviz.session.change import ExperimentChange
from nnviz.views.network.building.transition import Transition, TransitionPicture, picture
from nnviz.views.network.motion import Motion, follows, seconds
from nnviz.views.network.order import Order
from nnviz.views.network.overlays import Overlays
from nnviz.views.network.render_state import QUANTITIES
from nnviz.views.network.scene import Canvas, Scene
from nnviz.views.network.viewport import Viewport


class NetworkCanvas(QWidget):
    """Shows a session's network; what hands do to it is added by `NetworkView`.

    Attributes
    ----------
    quantity_changed : Signal(str)
        ``weights`` or ``gradients``: what the edges show now.
    """

    quantity_changed = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Mathematics and charts run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.session = session
        self.scene = Scene()
        self.order: Order | None = None
        self.viewport = Viewport()
        self.overlays = Overlays(self)
        self.overlays.switch.changed.connect(self.set_quantity)
        self.overlays.stepper.stepped.connect(self._step_example)
        self._frame: Frame | None = None
        self._plain = False
        self._by_keyboard = False
        self.motion = Motion(self)
        self.motion.moved.connect(self.update)
        self.motion.staged.connect(self._refresh)
        self.transition = Transition(self)
        self.transition.moved.connect(self.update)
        self._layer_mapping: tuple[LayerSource, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        session.changed.connect(self._edited)
        session.selection_changed.connect(self._focus)
        session.hovered_changed.connect(self._focus)
        session.highlight_changed.connect(self._focus)
        session.chain_changed.connect(self._focus)
        session.example_changed.connect(self._refresh)
        session.health.changed.connect(self._examined)
        session.lesson_session.lesson_changed.connect(self._renamed)
        theme.manager().changed.connect(self._restyle)

    # -- what is shown -----------------------------------------------------------------------------

    @property
    def quantity(self) -> str:
        """Quantity shown by the edges: ``weights`` or ``gradients``."""
        return self.overlays.switch.value()

    def set_quantity(self, quantity: str) -> None:
        """Show weights or gradients on the edges.

        Raises
        ------
        ValueError
            If `quantity` is neither.
        """
        if quantity not in QUANTITIES:
            raise ValueError(f"The edges show weights or gradients, not {quantity!r}.")
        self.overlays.switch.set_value(quantity)
        self._refresh()
        self.quantity_changed.emit(quantity)

    def set_animated(self, animated: bool) -> None:
        """Choose whether something moves when an operation is stepped."""
        self.motion.enabled = animated
        if not animated:
            self.motion.finish()
            self.transition.stop()
            self.update()

    def show_frame(self, frame: Frame) -> None:
        """Show a position; what moved for the one before is cut off."""
        before, self._frame = self._frame, frame
        self.motion.stop()
        if frame is not before:
            self.transition.stop()
        running, end = self.session.running, len(frame.operations)
        # A run that shows only the ends of iterations would light the last operation all the time.
        ends = before is not None and before.position.operation == frame.position.operation == end
        self._plain = running and ends
        if before is not None and self.isVisible() and follows(before, frame):
            self.motion.start(before, frame, self._movement)
        self._refresh()

    def _renamed(self, _lesson: object) -> None:
        """Take the letters of a lesson, or those of the window again."""
        if self._frame is not None and self.scene.letters != self.session.lesson_session.letters:
            self.show_frame(self.session.frame)

    def _movement(self) -> float:
        """Return how many seconds the movement of an operation takes at the present speed."""
        return seconds(self.session.running, self.session.runner.speed)

    def _refresh(self) -> None:
        frame = self._frame
        if frame is None:
            return
        example = min(self.session.example, frame.batch - 1)
        frame = self.motion.frame(frame)
        left = self._leaving(frame)
        self.scene.set_letters(self.session.lesson_session.letters)
        if self.scene.show(frame, example, self.quantity, self._plain) and self.scene.structure is not None:
            self.order = Order(self.scene.structure)
            self._moved()
            self._focus()
        if self.overlays.stepper.show_example(example, frame.batch):
            self.overlays.place()
            self._fit()
        if self.overlays.explain(frame):
            self._place_hint()
        if left is not None:
            self._lead_over(*left)
        self.update()

    def _edited(self, change: ExperimentChange) -> None:
        self._layer_mapping = change.layer_mapping

    def _leaving(self, frame: Frame) -> tuple[TransitionPicture, tuple[LayerSource, ...]] | None:
        """Return how the network looked, and where the layers of `frame` come from, if that is to be seen."""
        scene, layer_mapping, self._layer_mapping = self.scene, self._layer_mapping, ()
        if not (scene.ready and self.motion.enabled and self.isVisible()) or self.session.running:
            return None
        assert scene.structure is not None
        old, new = scene.structure.experiment, frame.experiment
        same = (old.layers, old.feature_names) == (new.layers, new.feature_names)
        if scene.structure.fits(frame) or same or old.data != new.data or self.viewport.zoom != 1.0:
            return None
        return picture(scene, self.size(), self.devicePixelRatioF()), layer_mapping or origins(old, new)

    def _lead_over(self, before: TransitionPicture, layer_mapping: tuple[LayerSource, ...]) -> None:
        if len(layer_mapping) == len(self.scene.layout.places):
            after = picture(self.scene, self.size(), self.devicePixelRatioF())
            self.transition.start(before, after, layer_mapping)

    def _focus(self) -> None:
        """Bring out what is selected, what is pointed at, and what is highlighted."""
        s = self.session
        self.scene.focus(s.selected, s.hovered, s.highlighted, s.chain_shown)
        self.update()

    def _examined(self) -> None:
        """Show the signs of training problems."""
        if self.scene.set_findings(self.session.health.findings):
            self.update()

    def prepare(self) -> None:
        """Lay the network out, if that was not done yet: something is asked for before the first paint."""
        if not self.scene.ready:
            self.show_frame(self.session.frame)
            self._fit()

    def _step_example(self, by: int) -> None:
        self.session.set_example(self.session.example + by)

    # -- size, zoom and theme ----------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return the room it likes to have."""
        return QSize(theme.px(756), theme.px(490))

    def minimumSizeHint(self) -> QSize:
        """Return the room below which it cannot be read."""
        return QSize(theme.px(240), theme.px(100))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the network to the new size."""
        super().resizeEvent(event)
        self.overlays.place()
        self._fit()

    def reset_view(self) -> None:
        """Show the whole network again."""
        self.viewport.reset()
        self._fit()

    def zoom_by(self, factor: float, at: QPointF) -> None:
        """Enlarge, or make smaller until all is seen again; the unit nearest to `at` stays there."""
        if not self.scene.ready:
            return
        point = self.viewport.to_canvas(at)
        unit = self.scene.nearest_unit(point)
        before = self.scene.rect(unit)
        self.viewport.zoom_by(factor)
        self._fit()
        after = self.scene.rect(unit)
        away = (point - before.center()) * (after.width() / before.width())
        self.viewport.look(after.center() + away, at)

    def pan(self, by: QPointF) -> None:
        """Move what is seen."""
        self.viewport.pan(by)
        self._moved()
        self.update()

    def _fit(self) -> None:
        """Lay the network out for the canvas there is."""
        self.viewport.resize(QSizeF(self.size()))
        obstacles = self.overlays.obstacles if self.viewport.zoom == 1.0 else ()
        zoom, ratio = self.viewport.zoom, self.devicePixelRatioF()
        self.scene.set_canvas(Canvas(self.viewport.canvas, ratio, zoom, obstacles))
        self._place_hint()
        self._moved()
        self.update()

    def _place_hint(self) -> None:
        self.overlays.place_hint(lambda rect: self.scene.free(self.viewport.to_canvas_rect(rect)))

    def free(self, rect: QRect) -> bool:
        """Whether nothing of the network and none of its controls stand in a rectangle of the widget."""
        controls = (self.overlays.switch, self.overlays.stepper, self.overlays.hint)
        if any(c.isVisible() and c.geometry().intersects(rect) for c in controls):
            return False
        return self.scene.free(self.viewport.to_canvas_rect(rect))

    def _moved(self) -> None:
        """Take note that items are no longer where they were."""

    def _restyle(self) -> None:
        self.scene.restyle()
        self.overlays.place()
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the network, and what moves over it."""
        with QPainter(self) as painter:
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            if self.transition.paint(painter):
                return
            copied = self.motion.paint_background(painter, self.scene, self.size(), self.viewport.offset)
            if not copied:
                painter.fillRect(event.rect(), self.scene.style.background)
            painter.translate(-self.viewport.offset)
            if not copied:
                self.scene.paint(painter)
            self.motion.paint(painter, self.scene)
            if self._by_keyboard and self.hasFocus():
                painter.resetTransform()
                painter.setPen(QPen(QColor(self.scene.style.look.focus), 2.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here, if that is how one layer_mapping here."""
        super().focusInEvent(event)
        self._by_keyboard = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self.update()

    def rect_of(self, selection: Selection) -> QRect:
        """Return where an item is in the widget; for an edge, its middle."""
        if not self.scene.ready:
            return QRect()
        rect: QRectF = self.scene.rect(selection).translated(-self.viewport.offset)
        return rect.toRect()

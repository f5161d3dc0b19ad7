"""Mouse, wheel and keys in a chart over iterations."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from nnviz import theme
from nnviz.views.plotting.time_scale import TimeScale
from nnviz.views.plotting.time_window import TimeWindow

_ZOOM = 0.8
_STEP = 0.1
_ZOOM_KEYS = {
    Qt.Key.Key_Plus: _ZOOM**2, Qt.Key.Key_Equal: _ZOOM**2,
    Qt.Key.Key_Minus: _ZOOM**-2, Qt.Key.Key_Underscore: _ZOOM**-2,
}  # fmt: skip
_PAN_KEYS = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
_REACH = 6


class TimeInput(QWidget):
    """Click or drag the cursor to move in the run; wheel and + − zoom; double click and 0 show everything.

    Once zoomed, dragging beside the cursor moves the range, as do Shift or the middle button anywhere,
    a sideways wheel, and with the keyboard here the arrows left and right.

    Attributes
    ----------
    sought : Signal(object)
        The user wants to go to this iteration.
    window_changed : Signal()
        Another range of the run is seen.
    range : TimeWindow
        Which iterations are seen.
    present, length
        The present iteration, and how many have run.
    sentence
        Stands in an empty chart instead of curves.
    pointer
        Where the mouse is, None if it is elsewhere.
    keyed
        Whether the keyboard was brought here by Tab.
    """

    sought = Signal(object)
    window_changed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Mathematics and charts run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        # Tab comes here; a click leaves the keyboard where it is.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.time_window = TimeWindow()
        self.present, self.length = 0, 0
        self.sentence = ""
        self.pointer: QPointF | None = None
        self.keyed = False
        self._drag = ""
        self._from = QPointF()
        self._before = 0

    def scale_at(self, at: QPointF) -> TimeScale | None:
        """Return the time axis that belongs to a place, None where there is none."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Redraw what depends on the range that is seen."""
        raise NotImplementedError

    @property
    def last(self) -> int:
        """The last iteration there is."""
        return max(self.length - 1, self.present, 0)

    @property
    def dragging(self) -> bool:
        """Whether the mouse holds the cursor or the range."""
        return self._drag in ("seek", "pan")

    def fit(self) -> None:
        """Show the whole run, also what comes later."""
        self.time_window.fit()
        self._window_changed()

    def zoom(self, factor: float, about: float | None = None) -> None:
        """Show `factor` times as many iterations about one of them, the present one if it is seen."""
        s = self.time_window
        if about is None:
            about = self.present if s.left <= self.present <= s.right else 0.5 * (s.left + s.right)
        s.zoom(factor, about)
        self._window_changed()

    def set_time_log(self, log: bool) -> None:
        """Show iterations on a logarithmic scale."""
        self.time_window.log = log
        self._window_changed()

    def iteration(self, at: QPointF | float) -> int:
        """Return the iteration at a place, or at a pixel of the first axis, within the run."""
        place = at if isinstance(at, QPointF) else QPointF(at, 0.5 * self.height())
        scale = self.scale_at(place)
        return 0 if scale is None else min(max(round(scale.back(place.x())), 0), self.last)

    def _window_changed(self) -> None:
        self.redraw()
        self.window_changed.emit()

    # -- mouse -------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the iteration that is clicked, or take hold of the range that is seen."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        left = event.button() == Qt.MouseButton.LeftButton
        scale, at = self.scale_at(event.position()), event.position()
        if self.sentence or scale is None or at.x() < scale.start - theme.px(8):
            event.ignore()
        elif event.button() == Qt.MouseButton.MiddleButton or (left and shift):
            self._drag, self._from = "pan", at
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif left:
            self._before, self._from = self.present, at
            if self.time_window.fitted or abs(at.x() - scale.to(self.present)) <= theme.px(_REACH):
                self._drag = "seek"
                # Also where the cursor is already: taking hold of it pauses a run.
                self.sought.emit(self.iteration(at))
            else:
                self._drag = "either"
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the cursor or the range, or read the values."""
        at = event.position()
        self.pointer = at
        if self._drag == "either" and abs(at.x() - self._from.x()) > theme.px(4):
            self._drag = "pan"
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        scale = self.scale_at(self._from if self._drag else at)
        if self._drag == "seek" and scale is not None:
            iteration = min(max(round(scale.back(at.x())), 0), self.last)
            if iteration != self.present:
                self.sought.emit(iteration)
        elif self._drag == "pan" and scale is not None:
            self.time_window.pan((self._from.x() - at.x()) / max(scale.end - scale.start, 1))
            self._from = QPointF(at.x(), self._from.y())
            self._window_changed()
        elif not self._drag:
            near = scale is not None and abs(at.x() - scale.to(self.present)) <= theme.px(5)
            shape = Qt.CursorShape.SizeHorCursor if near and not self.sentence else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Release; what was only clicked is selected."""
        if self._drag == "either":
            self.sought.emit(self.iteration(self._from))
        self._drag = ""
        self.unsetCursor()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show everything, and go back to where the view was before the first of the two clicks."""
        if event.button() == Qt.MouseButton.LeftButton and not self.sentence:
            if self.present != self._before:
                self.sought.emit(self._before)
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer; sideways, or with Shift, show earlier or later iterations."""
        turn, scale = event.angleDelta(), self.scale_at(event.position())
        if self.sentence or scale is None or turn.isNull():
            event.ignore()
            return
        sideways = turn.x() or (turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            self.time_window.pan(-sideways / 120 * _STEP)
        else:
            self.time_window.zoom(_ZOOM ** (turn.y() / 120), scale.back(event.position().x()))
        self._window_changed()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the readout away."""
        self.pointer = None
        self.update()

    # -- keyboard ----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take the keys of this chart before the window's shortcuts do."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._mine(event):
            event.accept()
            return True
        return super().event(event)

    def _mine(self, event: QKeyEvent) -> bool:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        others = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        plain, key = not event.modifiers() & ~others, Qt.Key(event.key())
        if key in _PAN_KEYS:
            # With the whole run in sight there is nothing to move: the arrows step, as everywhere.
            return plain and not shift and not self.time_window.fitted
        return plain and (key in _ZOOM_KEYS or key == Qt.Key.Key_0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom with + and −, show everything with 0, move the range with the arrows."""
        key = Qt.Key(event.key())
        if self.sentence or not self._mine(event):
            event.ignore()
        elif key in _ZOOM_KEYS:
            self.zoom(_ZOOM_KEYS[key])
        elif key in _PAN_KEYS:
            self.time_window.pan(_PAN_KEYS[key])
            self._window_changed()
        else:
            self.fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keys come here, if it was the keyboard that brought them."""
        self.keyed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they no longer do."""
        self.keyed = False
        self.update()

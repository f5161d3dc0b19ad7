"""Plays the movement of an operation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter

from nnviz.core.arrays.frame import Frame
from nnviz.views.network.motion.backdrop import MotionBackdrop
from nnviz.views.network.motion.hint import paint_hint, paint_spread
from nnviz.views.network.motion.pace import STAGED, part
from nnviz.views.network.motion.plan import MotionPlan
from nnviz.views.network.motion.staging import ARRIVED, Staging
from nnviz.views.network.scene import Scene

FRAME = 16
"""Milliseconds between two pictures."""
COUNTS = 14
"""How often numbers that change are renewed on their way."""


class Motion(QObject):
    """Shows how the current position was computed; nothing ever waits for it.

    A short movement is painted over the position itself. A long one, in slow motion, holds back what the
    operation writes until it has arrived: see `frame`. How long it takes is asked again for every picture,
    so a change of speed changes what is left of it and nothing jumps.

    Attributes
    ----------
    moved : Signal
        Another picture of it is due.
    staged : Signal
        Other numbers are to be shown under it: see `frame`.
    enabled
        Whether there is movement at all.
    progress
        How far it has come, 0 to 1; 1 when nothing moves.
    """

    moved = Signal()
    staged = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.enabled = True
        self.progress = 1.0
        self._duration: Callable[[], float] = float
        self._staging: Staging | None = None
        self.plan: MotionPlan | None = None
        self._plan_of: object = None
        self._backdrop = MotionBackdrop()
        self._clock = QElapsedTimer()
        self.timer = QTimer(self)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(FRAME)
        self.timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether something moves."""
        return self.timer.isActive()

    @property
    def slow(self) -> bool:
        """Whether an operation is shown happening, with what it writes held back."""
        return self.running and self._staging is not None

    def start(self, before: Frame, after: Frame, duration: Callable[[], float]) -> None:
        """Show how `after` comes from `before`, from the next picture on; cuts off what moved so far.

        Parameters
        ----------
        duration
            Tells how many seconds the whole movement takes at the speed there is now; 0 ends it.
        """
        self.stop()
        seconds = duration()
        if not self.enabled or seconds <= 0 or before.flat.size != after.flat.size:
            return
        self.progress, self._duration = 0.0, duration
        self._clock.start()
        self.timer.start()
        if seconds >= STAGED:
            self._staging = Staging(before, after)

    def finish(self) -> None:
        """Show the end of what moves."""
        held = self.slow and self.progress < ARRIVED
        self.stop()
        if held:
            self.staged.emit()

    def stop(self) -> None:
        """Show no movement any more."""
        self.timer.stop()
        self.progress, self._staging, self.plan, self._plan_of = 1.0, None, None, None
        self._backdrop.forget()

    def frame(self, frame: Frame) -> Frame:
        """Return what is to be shown of the position `frame`: all of it, or what is known so far."""
        if self._staging is None or self._staging.after is not frame:
            return frame
        return self._staging.frame(self.progress)

    def _tick(self) -> None:
        self.advance(self._clock.restart() / 1000)

    def advance(self, seconds: float) -> None:
        """Move on by some time."""
        whole = self._duration()
        before = self.progress
        self.progress = min(before + seconds / whole, 1.0) if whole > 0 else 1.0
        if self.progress >= 1.0:
            self.progress = before
            self.finish()
            self.moved.emit()
            return
        staging = self._staging
        if staging is not None and before < ARRIVED:
            # Numbers that count need not do so at the rate of the screen.
            counted = staging.changes and int(before * COUNTS) != int(self.progress * COUNTS)
            if counted or self.progress >= ARRIVED:
                self.staged.emit()
        self.moved.emit()

    # -- painting ----------------------------------------------------------------------------------

    def paint_background(self, painter: QPainter, scene: Scene, size: QSize, offset: QPointF) -> bool:
        """Paint background and network by copying what was painted before; return whether that was done."""
        if not self.slow or not scene.ready:
            return False
        self._backdrop.paint(painter, scene, size, offset)
        return True

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Paint what moves, as far as it has come."""
        if not self.running or scene.render_state is None or not scene.ready:
            return
        if self._staging is None:
            paint_hint(painter, scene, part(self.progress, 0.0, 1.0))
            return
        highlight, example = scene.render_state.highlight, scene.render_state.example
        key = (scene.layout, example, scene.selected)
        if self.plan is None or key != self._plan_of:
            self.plan, self._plan_of = MotionPlan(scene, self._staging.after, example), key
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for item in self.plan.parts:
            item.paint(painter, scene.style, highlight.phase, self.progress)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not self.plan.parts and not self._staging.changes:
            paint_spread(painter, scene, self.progress, scene.style.phase[highlight.phase])

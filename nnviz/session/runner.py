"""Running: how much is trained before each picture, from slow motion to as fast as NumPy can."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from nnviz.core.arrays.frame import Position
from nnviz.core.breakpoints import BreakpointHit
from nnviz.core.run.navigation import step
from nnviz.session.breakpoints import BreakpointSession
from nnviz.session.model import SessionModel

FRAME = 0.0155
"""Seconds from one frame of a run to the next: a little less than a screen takes."""
CHUNK = 0.001
MARGIN = 0.0006
"""Seconds of a frame left to keys, clicks and what else waits."""
LEAST = 0.004
"""Seconds of a frame spent on training, however long its picture takes."""
SLOW = 8.0
"""Operations a second up to which a run is shown as steps are: every view gets every frame."""
SLOWEST, FASTEST = 0.25, 1e6
"""Operations a second at the ends of the speed control; above the fastest there is no limit."""


def rate(speed: float) -> float:
    """Return operations a second for a position 0…1 of the speed control; infinite at 1."""
    return math.inf if speed >= 1.0 else SLOWEST * (FASTEST / SLOWEST) ** max(0.0, speed)


class Runner(QObject):
    """Trains in chunks of about a millisecond until the frame's time is spent, then shows one frame.

    Everything happens in the event loop between two pictures, so pausing, stepping and rewinding need
    no other thread to agree.
    """

    def __init__(self, session: SessionModel, breakpoints: BreakpointSession) -> None:
        super().__init__(session)
        self._session, self._breakpoints = session, breakpoints
        self.speed = 1.0
        self.timer = QTimer(self)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(int(FRAME * 1000))
        self.timer.timeout.connect(self.tick)
        self._due = 0.0
        self.last_tick = 0.0
        self.plan: Callable[[], float] = lambda: 0.0
        self._iteration_time = 1e-4
        self.trained = 0

    @property
    def active(self) -> bool:
        """Whether a run is under way."""
        return self.timer.isActive()

    def start(self) -> None:
        """Start running; the first step is taken at once."""
        if not self.active:
            self._due, self.last_tick = 1.0, time.perf_counter()
            self._breakpoints.begin()
            # A search for garbage through all that the application is made of would stop a picture for 30 ms.
            gc.freeze()
            self.timer.start()
            self._session.running_changed.emit(True)
            self.tick()

    def stop(self) -> None:
        """Pause, and show the current position in full."""
        if self.active:
            self._end()
            self._session.seek(self._session.position)

    def _end(self) -> None:
        self.timer.stop()
        gc.unfreeze()
        self._session.running_changed.emit(False)

    def set_speed(self, speed: float) -> None:
        """Set the speed, 0 (one operation every four seconds) to 1 (no limit); takes effect at once."""
        self.speed = speed
        self._due = min(self._due, 1.0)

    def tick(self) -> None:
        """Go on by what the time since the last tick allows."""
        now = time.perf_counter()
        passed, self.last_tick = min(now - self.last_tick, 0.25), now
        wanted = rate(self.speed)
        count = len(self._session.frame.operations)
        if math.isinf(wanted):
            self._train(math.inf)
        elif wanted * FRAME >= count:
            self._due += wanted * passed / count
            self._due -= self._train(math.floor(self._due))
            self._due = min(self._due, 2.0 * wanted * FRAME / count)
        else:
            self._due += wanted * passed
            self._operations(math.floor(self._due))
            self._due %= 1.0

    def _operations(self, count: int) -> None:
        if count < 1:
            return
        target = self._session.position
        for _ in range(count):
            target = step(target, self._session.frame.operations, "operation", 1, 1)
            stop = self._breakpoints.due(target)
            if stop is not None:
                self._stop_at(stop)
                return
        self.plan()
        results = self._session.hidden_results
        if rate(self.speed) <= SLOW:
            results.expect(self._session.position)
        self._session.seek(target)
        if results and results.pauses:
            self.stop()

    def _train(self, iterations: float) -> int:
        """Train `iterations` or as many as the frame has time for; return how many."""
        if iterations < 1:
            return 0
        timeline, position = self._session.timeline, self._session.position
        count = len(timeline.trainer.operations)
        first = position.iteration - (position.operation < count)
        began = time.perf_counter()
        budget = max(FRAME - MARGIN - self.plan(), LEAST)
        while True:
            # The last iteration of the frame is run by `seek`, so that all its values can be seen.
            done = timeline.position.iteration - first
            if done >= iterations or (done > 0 and time.perf_counter() - began >= budget):
                break
            chunk = int(max(1, min(round(CHUNK / self._iteration_time), 4096, iterations - max(done, 0))))
            before, at = time.perf_counter(), timeline.position.iteration
            stop = self._breakpoints.run(chunk)
            if stop is not None:
                self._stop_at(stop)
                return done
            ran = max(timeline.position.iteration - at, 1)
            self._iteration_time += 0.25 * ((time.perf_counter() - before) / ran - self._iteration_time)
        self.trained += done
        stop = self._breakpoints.due(Position(timeline.position.iteration, count))
        if stop is not None:
            self._stop_at(stop)
            return done
        self._session.seek(Position(timeline.position.iteration, count))
        return done

    def _stop_at(self, stop: BreakpointHit) -> None:
        """Pause where something happened that was waited for, and say so."""
        self._end()
        # What a run has come to is told.
        self._session.hidden_results.expect(stop.position)
        self._session.seek(stop.position)
        self._breakpoints.note(stop)

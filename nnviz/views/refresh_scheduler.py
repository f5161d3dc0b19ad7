"""Refresh scheduler: every visible view at each step, each at its own rate while running."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from nnviz.core.arrays.frame import Frame
from nnviz.session import Session
from nnviz.session.change import ExperimentChange
from nnviz.session.runner import FRAME, SLOW, rate

MOST = 0.009
"""Seconds a picture may take while running, unless a single view needs more."""
SHARE = 0.35
"""Largest part of the time a single view may take while running; a slow one is drawn less often."""
READABLE = 500.0
"""Operations a second up to which numbers can be read during a run: the urgent views show one frame."""
TOGETHER = 0.06
"""Least seconds between two such frames."""


class Viewing(Protocol):
    """What a view offers."""

    def show_frame(self, frame: Frame) -> None:
        """Show a frame."""

    def isVisible(self) -> bool:
        """Whether it is shown."""


@dataclass
class _Follower:
    view: Viewing
    interval: float
    urgent: bool
    seen: Callable[[], bool]
    dragged: bool = True
    shown: float = 0.0
    stale: bool = True
    owed: bool = False
    cost: float = 0.002

    @property
    def due(self) -> float:
        """When it should be drawn again while running."""
        return self.shown + max(self.interval, self.cost / SHARE)


class RefreshScheduler(QObject):
    """Gives frames to views.

    A step shows at once in the urgent views, where the eye is, and in the others one by one as soon as
    no key or click waits. While running, a view gets a frame at most at its own rate, and so few views are
    drawn together that one picture takes hardly longer than the next; what a view costs is
    learned from the pictures it was in, and the run trains in the time that is left.

    Parameters
    ----------
    session
        Whose frames these are.
    window
        What the views are in: repainted at once while running.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self.followers: list[_Follower] = []
        self._planned: list[_Follower] = []
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._catch_up)
        self._everything = False
        session.runner.plan = self.plan
        session.changed.connect(self._experiment_changed)
        session.frame_changed.connect(self._frame_changed)

    def add(
        self,
        view: Viewing,
        rate: float,
        urgent: bool = False,
        seen: Callable[[], bool] | None = None,
        dragged: bool = True,
    ) -> None:
        """Feed `view`, at most `rate` times a second while running; `seen` tells whether anyone sees it.

        An urgent view that is not `dragged` waits a turn while the history is being dragged.
        """
        self.followers.append(_Follower(view, 1.0 / rate, urgent, seen or view.isVisible, dragged))

    def refresh(self) -> None:
        """Show the present frame in every visible view that has not got it."""
        for follower in self.followers:
            if follower.stale and follower.seen():
                self._show(follower, self._session.frame)

    def refresh_everything(self) -> None:
        """Show the present frame in every view at once, seen or not: none may keep what is hidden now."""
        for follower in self.followers:
            self._show(follower, self._session.frame)

    def view_shown(self) -> None:
        """Bring a view that has become visible up to date soon."""
        self._idle.start()

    def plan(self) -> float:
        """Choose what the next picture of a run renews; return the seconds it will take, as far as known."""
        # What falls due before the middle of the next picture is not put off to that one.
        now = time.perf_counter() + FRAME / 2
        due = sorted((f for f in self.followers if f.due <= now and f.seen()), key=lambda f: f.due)
        self._planned = []
        if rate(self._session.runner.speed) <= READABLE:
            urgent = [f for f in self.followers if f.urgent and f.seen()]
            if all(f.shown + TOGETHER <= now for f in urgent):
                self._planned += urgent
            due = [f for f in due if not f.urgent]
        cost = sum(f.cost for f in self._planned)
        for follower in due:
            if not self._planned or cost + follower.cost <= MOST:
                self._planned.append(follower)
                cost += follower.cost
        return cost

    def _experiment_changed(self, change: ExperimentChange) -> None:
        # After a number set during the run every array is still there: the frame is shown as a step's is.
        self._everything |= not change.only_during_run

    def _frame_changed(self, frame: Frame) -> None:
        for follower in self.followers:
            follower.stale = True
            follower.owed |= self._everything
        if self._everything:
            self._everything = False
            self._renew(frame)
        elif self._flowing:
            self._draw_planned(frame)
        else:
            dragging = self._session.seek_throttle.active
            for follower in self.followers:
                if follower.urgent and (follower.dragged or not dragging) and follower.seen():
                    self._show(follower, frame)
            self._idle.start()

    def _renew(self, frame: Frame) -> None:
        """Show the frame of another experiment: no view may go on with what is no more.

        It goes to every view at once, whether it is in sight or not: a theme, a size or a panel that is
        brought back must find nothing of the old one.
        """
        for follower in self.followers:
            if follower.stale:
                self._show(follower, frame)
        self._idle.start()

    @property
    def _flowing(self) -> bool:
        """Whether frames follow one another too fast for every view to show each."""
        return self._session.running and rate(self._session.runner.speed) > SLOW

    def _draw_planned(self, frame: Frame) -> None:
        planned, self._planned = self._planned, []
        if not planned:
            return
        began = time.perf_counter()
        for follower in planned:
            self._show(follower, frame)
        # What platforms send when they find the time; sent now, the picture is not late and its cost known.
        QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
        off = time.perf_counter() - began - sum(f.cost for f in planned)
        for follower in planned:
            follower.cost = min(max(follower.cost + 0.3 * off / len(planned), 1e-4), 0.25)

    def _catch_up(self) -> None:
        """Show the frame in one view that waits for it, and come back for the next."""
        waiting = [f for f in self.followers if f.stale and f.seen()]
        waiting += [f for f in self.followers if f.owed and f not in waiting]
        if waiting and not self._flowing:
            self._show(waiting[0], self._session.frame)
            if len(waiting) > 1:
                self._idle.start()

    @staticmethod
    def _show(follower: _Follower, frame: Frame) -> None:
        follower.stale = follower.owed = False
        follower.shown = time.perf_counter()
        follower.view.show_frame(frame)

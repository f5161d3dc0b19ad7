"""Who draws when: every visible view at each step, each at its own rate while running."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

from nnviz.core.frame import Frame
from nnviz.session import Session


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
    shown: float = 0.0
    stale: bool = True


class Feed(QObject):
    """Gives frames to views.

    A step shows at once in the urgent views, where the eye is, and in the others one by one as soon as
    no key or click waits. While running, a view gets a frame at most at its own rate, and only two views a
    frame, so that no picture takes much longer than the next.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._followers: list[_Follower] = []
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._catch_up)
        self._everything = False
        session.experiment_changed.connect(self._experiment_changed)
        session.frame_changed.connect(self._frame_changed)

    def add(
        self, view: Viewing, rate: float, urgent: bool = False, seen: Callable[[], bool] | None = None
    ) -> None:
        """Feed `view`, at most `rate` times a second while running; `seen` tells whether anyone sees it."""
        self._followers.append(_Follower(view, 1.0 / rate, urgent, seen or view.isVisible))

    def refresh(self) -> None:
        """Show the present frame in every visible view that has not got it."""
        for follower in self._followers:
            if follower.stale and follower.seen():
                self._show(follower, self._session.frame)

    def view_shown(self) -> None:
        """Bring a view that has become visible up to date soon."""
        self._idle.start()

    def _experiment_changed(self, _experiment: object) -> None:
        self._everything = True

    def _frame_changed(self, frame: Frame) -> None:
        for follower in self._followers:
            follower.stale = True
        if self._everything:
            # Another network or other data: no view may go on with what is no more.
            self._everything = False
            self.refresh()
            return
        if not self._session.running:
            for follower in self._followers:
                if follower.urgent and follower.seen():
                    self._show(follower, frame)
            self._idle.start()
            return
        now = time.perf_counter()
        due = [f for f in self._followers if f.seen() and now - f.shown >= f.interval]
        due.sort(key=lambda f: f.shown + f.interval)
        for follower in due[:2]:
            self._show(follower, frame)

    def _catch_up(self) -> None:
        """Show the frame in one view that waits for it, and come back for the next."""
        waiting = [f for f in self._followers if f.stale and f.seen()]
        if waiting and not self._session.running:
            self._show(waiting[0], self._session.frame)
            if len(waiting) > 1:
                self._idle.start()

    @staticmethod
    def _show(follower: _Follower, frame: Frame) -> None:
        follower.stale = False
        follower.shown = time.perf_counter()
        follower.view.show_frame(frame)

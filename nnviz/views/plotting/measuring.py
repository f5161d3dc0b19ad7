"""Asks for what a chart wants measured: a little with each frame, the rest between events."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.session import Session
from nnviz.views.plotting.sources import MEASURED
from nnviz.views.plotting.time_window import TimeWindow

_PAUSED, _RUNNING = 0.004, 0.0005
"""Seconds a frame may wait for measurements."""


class Measuring(QObject):
    """Measures the range that is seen, while somebody sees it.

    Attributes
    ----------
    more : Signal()
        More became known than at the last frame.
    """

    more = Signal()

    def __init__(
        self, session: Session, time_window: TimeWindow, seen: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._window, self._seen = session, time_window, seen
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def catch_up(self) -> None:
        """Measure a little now and the rest between events."""
        if self._seen() and not self._update():
            self._timer.start()

    def _update(self) -> bool:
        s = self._window
        seconds = _RUNNING if self._session.running else _PAUSED
        return self._session.timeline.layer_statistics.update(s.left, s.right, MEASURED, seconds, s.log)

    def _go_on(self) -> None:
        if self._session.running or not self._seen():
            return
        if not self._update():
            self._timer.start()
        self.more.emit()

"""Time in the window: bookmarks, markers on every timeline, the status line."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QPoint, QSettings
from PySide6.QtGui import QAction

from nnviz.session.settings import megabytes
from nnviz.session.timeline_markers import marks
from nnviz.views.bookmarks import Bookmarks
from nnviz.views.plotting.time_marks import Mark
from nnviz.views.status_line import StatusLine


class TimeParts(QObject):
    """Puts the parts into a window and keeps them together.

    Parameters
    ----------
    window
        The main window, its strip, network and menus made.
    settings
        Where the bound on memory is remembered.
    """

    def __init__(self, window: Any, settings: QSettings | None) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        if settings is not None:
            self._session.memory.set_megabytes(megabytes(settings))
        self.status = StatusLine(self._session, window)
        window.setStatusBar(self.status)
        self.bookmarks = Bookmarks(window, self._session, self._place, window.network)
        self._listed: list[QAction] = []
        window.menus["Run"].aboutToShow.connect(self._list)
        self._session.notes_changed.connect(self.mark)
        self._session.changed.connect(self.mark)
        self._session.breakpoints.changed.connect(self.mark)
        self.mark()

    def mark(self, _what: object = None) -> None:
        """Show bookmarks and changes on the scrubber and in the charts over iterations."""
        found = marks(self._session)
        self._window.strip.scrubber.set_marks([Mark(*mark) for mark in found])
        if self._window.completed:
            for chart in self._window.charts.values():
                if hasattr(chart, "set_marks"):
                    chart.set_marks(found)

    def _list(self) -> None:
        self.bookmarks.fill(self._window.menus["Run"], self._listed)

    def _place(self, iteration: int) -> QPoint:
        """Return where an iteration stands on the scrubber, just under it."""
        scrubber = self._window.strip.scrubber
        x = min(max(scrubber.scale.to(iteration), 0), scrubber.width())
        place: QPoint = scrubber.mapTo(self._window, QPoint(round(x), scrubber.height()))
        return place

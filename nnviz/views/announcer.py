"""Announcements for screen readers: steps, what was revealed, and messages."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from nnviz.core.arrays.frame import Frame
from nnviz.session import Session
from nnviz.views.controls.announcement import announce


def _tr(text: str) -> str:
    return QCoreApplication.translate("announcer", text)


class Announcer(QObject):
    """Says every step that is made by hand; a run says where it has ended.

    Parameters
    ----------
    session
        Whose steps they are.
    window
        In whose name they are announced.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        session.frame_changed.connect(self._moved)
        session.running_changed.connect(self._ran)

    def _moved(self, frame: Frame) -> None:
        if not self._session.running and QAccessible.isActive():
            announce(self._window, self.sentence(frame))

    def _ran(self, running: bool) -> None:
        if not running and QAccessible.isActive():
            announce(self._window, self.sentence(self._session.frame))

    def sentence(self, frame: Frame) -> str:
        """Return where a frame is and what its operation was, in words."""
        at = _tr("iteration {0}").format(frame.position.iteration)
        if frame.operation is None:
            return _tr("{0}, before the first operation").format(at)
        op = frame.operation
        return _tr("{0}, {1}: {2}").format(at, _tr(op.phase), op.title)

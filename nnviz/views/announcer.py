"""Announcements for screen readers: steps, what was revealed, and messages."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from nnviz.core.arrays.frame import Frame
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.views.controls.announcement import announce


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
        n = frame.position.iteration
        if frame.operation is None:
            return translate("announcer", "iteration {n}, before the first operation").format(n=n)
        op = frame.operation
        said = translate("announcer", "iteration {n}, {phase}: {operation}")
        return said.format(n=n, phase=self.tr(op.phase), operation=op.title)

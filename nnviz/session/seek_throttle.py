"""Dragging through the history: one position for every picture, however many times the mouse moves."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.core.arrays.frame import Position
from nnviz.session.model import SessionModel


class SeekThrottle(QObject):
    """Merges wishes to go somewhere: the first is granted at once, the last of the others after the picture.

    Attributes
    ----------
    changed : Signal(bool)
        A drag has begun or ended.
    """

    changed = Signal(bool)

    def __init__(self, session: SessionModel) -> None:
        super().__init__(session)
        self._session = session
        self._wanted: Position | None = None
        self._dragging = False
        # A timer without delay fires after the repaints that the last frame has asked for, and after the
        # mouse moves that have come in meanwhile.
        self._painted = QTimer(self)
        self._painted.setSingleShot(True)
        self._painted.setInterval(0)
        self._painted.timeout.connect(self._go_on)
        session.frame_changed.connect(self._moved)

    @property
    def active(self) -> bool:
        """Whether something is being dragged."""
        return self._dragging

    @property
    def aim(self) -> int:
        """The iteration that was asked for last, or where the session stands."""
        return (self._wanted or self._session.position).iteration

    def begin(self) -> None:
        """Note that the history is held; a run is paused."""
        self._session.pause()
        self._set_dragging(True)

    def end(self) -> None:
        """Release, at the position that was wanted last."""
        if self._wanted is not None:
            self._seek(self._wanted)
        self._set_dragging(False)

    def to(self, iteration: int) -> None:
        """Go to an iteration, keeping the operation, as soon as the last picture is painted."""
        position = Position(max(0, iteration), self._session.position.operation)
        if self._painted.isActive():
            self._wanted = position
            return
        self._session.pause()
        self._seek(position)

    def _seek(self, position: Position) -> None:
        self._wanted = None
        if position != self._session.position:
            self._session.seek(position)
        self._painted.start()

    def _moved(self, _frame: object) -> None:
        # Whoever has gone elsewhere meanwhile does not want to be brought back.
        self._wanted = None

    def _go_on(self) -> None:
        if self._wanted is not None:
            self._seek(self._wanted)

    def _set_dragging(self, dragging: bool) -> None:
        if dragging != self._dragging:
            self._dragging = dragging
            self.changed.emit(dragging)

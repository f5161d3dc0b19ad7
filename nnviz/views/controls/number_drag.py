"""Dragging a number up and down."""

from __future__ import annotations

import itertools

from PySide6.QtCore import QObject, QPointF, Qt, QTimer

from nnviz.session import Session

COARSE, FINE = 0.01, 0.001
"""What a pixel adds, and what it adds with Shift."""
THRESHOLD = 4
_gestures = itertools.count()


class NumberDrag(QObject):
    """Adds to a number of a session what the pointer goes up; a whole drag is one step of undo.

    However often the mouse moves, the number is set once for each picture.

    Parameters
    ----------
    session
        Whose numbers are set.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._where: tuple[str, int, int] | None = None
        self._moving = False
        self._at, self._pressed = 0.0, QPointF()
        self._value, self._set, self._merge = 0.0, 0.0, ""
        # A timer without delay fires after the mouse moves that have come in meanwhile.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._take)

    @property
    def held(self) -> bool:
        """Whether a number is held."""
        return self._where is not None

    @property
    def moving(self) -> bool:
        """Whether a number is being dragged."""
        return self._moving

    def press(self, where: tuple[str, int, int], at: QPointF) -> None:
        """Hold a number, by the name of its matrix, its row and its column."""
        self.release()
        if self._session.number_editing.why_fixed(where[0], where[1]):
            return
        self._where, self._pressed, self._at = where, at, at.y()
        self._value = self._set = self._session.number_editing.value(*where)
        self._merge = f"drag {next(_gestures)}"

    def move(self, at: QPointF, keys: Qt.KeyboardModifier) -> bool:
        """Follow the pointer; return whether the number is dragged."""
        if self._where is None:
            return False
        if not self._moving and abs(at.y() - self._pressed.y()) < THRESHOLD:
            return False
        self._moving = True
        fine = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        self._value += (self._at - at.y()) * (FINE if fine else COARSE)
        self._at = at.y()
        if not self._timer.isActive():
            self._timer.start()
        return True

    def release(self) -> bool:
        """Release; return whether something was dragged."""
        moved = self._moving
        if self._timer.isActive():
            self._timer.stop()
            self._take()
        self._where, self._moving = None, False
        return moved

    def _take(self) -> None:
        # Twelve decimals hide what binary fractions add.
        value = round(self._value, 12)
        if self._where is None or value == self._set:
            return
        self._set = value
        if not self._session.number_editing.set(*self._where, value, self._merge):
            self._where, self._moving = None, False

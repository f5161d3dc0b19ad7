"""The gradient check of the operation in view, done while nothing else is to be done."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.core.frame import Frame
from nnviz.core.gradcheck import Check, check_in_pieces

_WAIT, _LARGEST, _SLICE = 250, 2_000, 0.004
"""Milliseconds of rest before a check begins; most entries of a matrix that is checked by
itself; seconds of work between two looks at the event queue."""


class Checker(QObject):
    """Compares one gradient with central differences, a few entries at a time.

    Signals
    -------
    checked(Check)
        The result for the frame last asked about.
    """

    checked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work)
        self._steps: Iterator[Check | None] | None = None

    def ask(self, frame: Frame | None, name: str = "") -> bool:
        """Check the gradient `name` (``dW1``, ``db1``) at `frame`; None just gives up what was under way.

        Returns whether it will be checked: large matrices are not.
        """
        self._timer.stop()
        self._steps = None
        if frame is None or frame.values[name].size > _LARGEST:
            return False
        self._steps = check_in_pieces(frame, name[1:])
        self._timer.start(_WAIT)
        return True

    def _work(self) -> None:
        began = time.perf_counter()
        while self._steps is not None and time.perf_counter() - began < _SLICE:
            result = next(self._steps, None)
            if result is not None:
                self._steps = None
                self.checked.emit(result)
        if self._steps is not None:
            self._timer.start(0)


def checked_name(frame: Frame) -> str:
    """Return the gradient that the present operation writes and that can be checked, or an empty text."""
    op = frame.operation
    names = op.writes if op is not None else ()
    return next((name for name in names if name.startswith(("dW", "db"))), "")

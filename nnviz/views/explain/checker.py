"""The gradient check of the operation in view, done while nothing else is to be done."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.core.arrays.frame import Frame
from nnviz.core.checks.activation_gradient_check import check_operation, checked_value
from nnviz.core.checks.gradient_check import Check

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
        self.steps: Iterator[Check | None] | None = None

    def ask(self, frame: Frame | None) -> bool:
        """Check the gradient that the operation of `frame` writes; None just gives up what was under way.

        Returns whether it will be checked: large matrices are not.
        """
        self._timer.stop()
        self.steps = None
        if frame is None or not 0 < size(frame) <= _LARGEST:
            return False
        self.steps = check_operation(frame)
        self._timer.start(_WAIT)
        return True

    def finish(self) -> None:
        """Do what is left at once: for a picture, which cannot wait."""
        self._timer.stop()
        while self.steps is not None:
            self._step()

    def _work(self) -> None:
        began = time.perf_counter()
        while self.steps is not None and time.perf_counter() - began < _SLICE:
            self._step()
        if self.steps is not None:
            self._timer.start(0)

    def _step(self) -> None:
        assert self.steps is not None
        result = next(self.steps, self)
        if result is not None:
            self.steps = None
        if isinstance(result, Check):
            self.checked.emit(result)


def size(frame: Frame) -> int:
    """Return how many entries the gradient has that the operation of `frame` writes, 0 if it writes none."""
    name = checked_value(frame.operation)
    return 0 if name is None else frame.values[f"d{name}"].size

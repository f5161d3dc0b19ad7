"""Reads a table between two events of the window, so that it stays alive."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.core.data_editing.csv_import import Dialect, Reading, TableSource
from nnviz.core.experiment.record import ExperimentError

_SLICE = 0.012
"""Seconds of reading after which the window may answer."""


class Loader(QObject):
    """Reads one table at a time; a new one takes the place of what was being read.

    Signals
    -------
    progressed(float)
        How much has been read, 0 to 1.
    finished(Table)
        All of it.
    failed(str)
        Why it cannot be read.
    """

    progressed = Signal(float)
    finished = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._steps: Iterator[float] = iter(())
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether a table is being read."""
        return self._reading is not None

    def start(self, source: TableSource, dialect: Dialect) -> None:
        """Begin to read."""
        self._reading = Reading(source, dialect)
        self._steps = self._reading.steps()
        self._timer.start(0)

    def stop(self) -> None:
        """Read no further, and close the file."""
        self._timer.stop()
        self._reading, self._steps = None, iter(())

    def _go_on(self) -> None:
        reading, done = self._reading, 0.0
        if reading is None:
            return
        until = time.perf_counter() + _SLICE
        try:
            for done in self._steps:
                if time.perf_counter() > until:
                    self.progressed.emit(done)
                    return
        except ExperimentError as error:
            self.stop()
            self.failed.emit(str(error))
            return
        self.stop()
        self.finished.emit(reading.table)

"""A sweep that is trained between the pictures of a window, so that everything stays usable."""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.sweep import Replica, Result, SweepTraining
from nnviz.core.text.translate import translate
from nnviz.session.edit import Edit
from nnviz.session.session import Session

SLICE = 0.012
"""Seconds that it trains between two events of the window."""
_LEAST, _MOST = 1, 4096
_FIRST = 16


class SweepSession(QObject):
    """Trains the runs of a sweep by the core's batched program, a slice at a time.

    Parameters
    ----------
    session
        In which a run is opened.

    Attributes
    ----------
    training : SweepTraining or None
        The sweep that is being trained, or was last.
    changed : Signal()
        Curves have grown, or it has begun or ended.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.training: SweepTraining | None = None
        self._slices: Iterator[int] = iter(())
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def active(self) -> bool:
        """Whether it is being trained."""
        return self._timer.isActive()

    @property
    def complete(self) -> bool:
        """Whether all runs have been trained to their end."""
        training = self.training
        return training is not None and len(training.results()) == len(training.runs)

    @property
    def progress(self) -> tuple[int, int]:
        """Iterations that are trained, and how many there will be, in all runs together."""
        training = self.training
        if training is None:
            return 0, 0
        return int(training.trained.sum()), len(training.runs) * training.iterations

    @property
    def results(self) -> tuple[Result, ...]:
        """The runs that have been trained to their end."""
        return () if self.training is None else self.training.results()

    def start(self, runs: tuple[Replica, ...], iterations: int) -> None:
        """Begin to train runs.

        Raises
        ------
        ExperimentError
            If there are none, or too many iterations.
        """
        if not runs:
            raise ExperimentError(
                "values: " + translate("session", "no run is left; the network can have none of these values")
            )
        try:
            training = SweepTraining(runs, iterations)
        except ValueError as error:
            raise ExperimentError(str(error)) from None
        training.chunk = _FIRST
        self.training, self._slices = training, training.slices()
        self._timer.start()
        self.changed.emit()

    def cancel(self) -> None:
        """Stop; what has been trained stays."""
        if self.active:
            self._timer.stop()
            self._slices = iter(())
            self.changed.emit()

    def _go_on(self) -> None:
        training = self.training
        assert training is not None
        until = time.perf_counter() + SLICE
        while (now := time.perf_counter()) < until:
            if next(self._slices, None) is None:
                self._timer.stop()
                break
            spent = time.perf_counter() - now
            if spent > SLICE / 2:
                training.chunk = max(training.chunk // 2, _LEAST)
            elif spent < SLICE / 8:
                training.chunk = min(training.chunk * 2, _MOST)
        self.changed.emit()

    def open(self, index: int) -> None:
        """Open a run in the window, as one step of undo, and bring it to where it was trained."""
        training = self.training
        if training is None or not 0 <= index < len(training.runs):
            return
        run = training.runs[index]
        iterations = int(training.trained[index])
        self._session.pause()
        self._session.apply(Edit(self.tr("Open a run of the sweep"), run.experiment, "exact"))
        if iterations:
            self._session.reach_or_run(Position(iterations, 0))

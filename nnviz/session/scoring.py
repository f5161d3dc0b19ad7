"""Losses and accuracies over the whole data: of the current position, and for the curves, between events."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.text.hidden_number import HIDDEN
from nnviz.session.model import SessionModel

_CHEAP = 10_000_000
"""Most parameters × examples for which the losses of the very frame are computed at every step."""
_PAUSED, _RUNNING = 0.004, 0.001
"""Seconds a picture may wait for the curves."""


class Scoring(QObject):
    """Keeps the scores of a session up to date.

    Attributes
    ----------
    changed : Signal
        Scores of past iterations became known.
    """

    changed = Signal()

    def __init__(self, session: SessionModel) -> None:
        super().__init__(session)
        self._session = session
        frame = session.frame
        self._evaluator = Evaluator(frame.experiment, frame.samples)
        self._scored: tuple[Frame | None, Array] = (None, np.full(4, np.nan))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        session.frame_changed.connect(self.catch_up)

    @property
    def scores(self) -> Array:
        """Training loss, test loss, training accuracy, test accuracy, shape (4,); nan where there is none.

        Of the parameters in view while stepping; as last recorded while running, or where that would
        take long. Hidden while they are to be predicted.
        """
        session, frame = self._session, self._session.full_frame
        if session.holds_back:
            return np.full(4, HIDDEN)
        examples = frame.samples.train.shape[1] + frame.samples.test.shape[1]
        if session.running or frame.flat.size * examples > _CHEAP:
            recorded = session.history.scores.at(frame.position.iteration)
            return np.full(4, np.nan) if recorded is None else recorded
        if not _scores_alike(self._scored[0], frame):
            if self._evaluator.experiment is not frame.experiment:
                self._evaluator = Evaluator(frame.experiment, frame.samples)
            self._evaluator.parameters.flat[...] = frame.flat
            train, test = self._evaluator.scores()
            self._scored = (frame, np.array([train.loss, test.loss, train.accuracy, test.accuracy]))
        return self._scored[1]

    def catch_up(self, _frame: object = None) -> None:
        """Score keyframes for the curves: a little now, the rest between events."""
        if not self._session.timeline.update_scores(_RUNNING if self._session.running else _PAUSED):
            self._timer.start()

    def _go_on(self) -> None:
        if self._session.running:
            return
        if not self._session.timeline.update_scores(_PAUSED):
            self._timer.start()
        self.changed.emit()


def _scores_alike(last: Frame | None, frame: Frame) -> bool:
    """Return whether two frames have the same network, parameters and data, and so the same scores."""
    return (
        last is not None
        and last.experiment is frame.experiment
        and last.samples is frame.samples
        and np.array_equal(last.flat, frame.flat)
    )

"""Looking at the whole data from time to time: losses, accuracies, units that died or saturated."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.checks.health.activity import Activity
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import Evaluator, Score

_LEAST_STRIDE = 256
_EPOCHS = 32
_CHEAP = 2e8
"""Examples × parameters × positions up to which every position between two looks is looked at."""

Unit = tuple[int, int]
"""Layer from 1, unit from 0."""


@dataclass(frozen=True, eq=False)
class DataEvaluation:
    """The whole data at the start of an iteration: scores, and units that are dead or saturated."""

    train: Score | None
    test: Score | None
    units: dict[str, frozenset[Unit]]

    def holds(self, b: Breakpoint) -> bool:
        """Whether a loss or an accuracy has reached what a breakpoint waits for."""
        score = self.test if b.event.startswith("test_") else self.train
        assert score is not None
        assert b.value is not None
        if b.event.endswith("accuracy_above"):
            return score.accuracy >= b.value
        return score.loss < b.value


class EvaluationSchedule:
    """Looks at the data with given parameters, no more than some breakpoints ask for.

    Parameters
    ----------
    e, s
        The experiment and its data.
    breakpoints
        Those whose events are `looked` for.

    Attributes
    ----------
    stride
        Iterations between two looks later in a run: 256, or 32 epochs if that is more, so that looking
        costs little beside training. It is a power of two.
    """

    def __init__(self, e: Experiment, s: DatasetArrays, breakpoints: tuple[Breakpoint, ...]) -> None:
        events = {b.event for b in breakpoints}
        count = s.train.shape[1]
        epochs = _EPOCHS * math.ceil(count / min(e.batch_size, count))
        self.stride: int = 1 << (max(_LEAST_STRIDE, epochs) - 1).bit_length()
        self._evaluator = Evaluator(e, s)
        self._samples = s
        self._test = bool(events & {"test_loss_below", "test_loss_rising", "test_accuracy_above"})
        self._train = bool(events & {"train_loss_below", "accuracy_above"})
        kinds = {"dead_relu": "dead", "saturated": "saturated"}
        self._kinds = {event: kind for event, kind in kinds.items() if event in events}
        self._activity = Activity(e, s) if self._kinds else None
        self._work = max(e.parameter_count, 50) * (count + s.test.shape[1])

    def next(self, state: int) -> int:
        """Return the first moment to look at, not before `state`.

        All below 32; each time the run doubles they are twice as far apart, until it is `stride`.
        """
        stride = self._stride(state)
        return -(-state // stride) * stride

    def last(self, state: int) -> int:
        """Return the last position to look at, not after `state`."""
        return state // self._stride(state) * self._stride(state)

    def _stride(self, state: int) -> int:
        return min(self.stride, 1 << max(0, state.bit_length() - 5))

    def look(self, flat: Array) -> DataEvaluation:
        """Look at the data with the parameters `flat`."""
        self._evaluator.parameters.flat[...] = flat
        s, evaluator = self._samples, self._evaluator
        units: dict[str, frozenset[Unit]] = {}
        if self._activity is not None:
            shares = self._activity.shares(flat)
            units = {event: shares.units(kind) for event, kind in self._kinds.items()}
        return DataEvaluation(
            train=evaluator.score(s.train) if self._train else None,
            test=evaluator.score(s.test) if self._test else None,
            units=units,
        )

    def first(self, before: int, after: int, holds: Callable[[int], bool]) -> int:
        """Return the first moment after `before` at which something holds that holds at `after`.

        Where looking at each of them would take long, a position at which it began to hold is halved in on.
        """
        if (after - before) * self._work <= _CHEAP:
            return next((state for state in range(before + 1, after) if holds(state)), after)
        while after - before > 1:
            middle = (before + after) // 2
            before, after = (before, middle) if holds(middle) else (middle, after)
        return after


RISE = 0.05
PATIENCE = 4
_SMOOTHED = 5


class Rising:
    """Notices that the test loss rises, though noise lets it go up and down.

    The test loss is smoothed over five looks, `stride` iterations apart. It is rising when the smoothed
    loss has been more than 5 % above its lowest value at four looks in a row: the criterion GL of
    L. Prechelt, "Early stopping, but when?" (1998), with some patience.
    """

    def __init__(self) -> None:
        self._states: list[int] = []
        self._values: list[float] = []
        self._best: list[float] = []
        self._streak: list[int] = []

    def note(self, state: int, loss: float) -> bool:
        """Take the test loss at another look; return whether it has just turned out to be rising."""
        if self._states and state <= self._states[-1]:
            known = int(np.searchsorted(self._states, state))
            del self._states[known:], self._values[known:], self._best[known:], self._streak[known:]
        self._states.append(state)
        self._values.append(loss)
        recent = self._values[-_SMOOTHED:]
        smoothed = sum(recent) / len(recent) if len(recent) == _SMOOTHED else math.inf
        best = min(smoothed, self._best[-1] if self._best else math.inf)
        risen = smoothed > (1.0 + RISE) * best and math.isfinite(best)
        self._best.append(best)
        self._streak.append((self._streak[-1] if self._streak else 0) + 1 if risen else 0)
        return self._streak[-1] == PATIENCE

    @property
    def lowest(self) -> tuple[int, float]:
        """Where the smoothed loss was lowest (the middle of its looks), and how low."""
        best = self._best[-1]
        at = self._best.index(best)
        return self._states[max(at - _SMOOTHED // 2, 0)], best

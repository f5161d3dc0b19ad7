"""Gradients checked by central differences on the same forward pass that training uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from nnviz.core.evaluate import Evaluator
from nnviz.core.experiment import Experiment
from nnviz.core.frame import Frame, Position
from nnviz.core.parameters import Parameters
from nnviz.core.samples import Samples
from nnviz.core.timeline import Timeline
from nnviz.core.workspace import Array

TOLERANCE = 1e-6
_STEPS = (1e-3, 1e-4, 1e-5, 1e-6)


@dataclass(frozen=True, eq=False)
class Check:
    """Result for one matrix of parameters.

    Attributes
    ----------
    name
        ``W1``, ``b1``, …
    gradient, numeric
        Ours and the central differences, both of the parameter's shape.
    relative_error
        ``max |ours − numeric| / max(|ours|, |numeric|)`` over the matrix, the denominator being the
        largest entry.
    kinks
        Entries at a kink of a piecewise function (ReLU, hinge, …), where no derivative exists and the
        difference quotients do not settle; they are left out of the error.
    """

    name: str
    gradient: Array
    numeric: Array
    relative_error: float
    kinks: int

    @property
    def passed(self) -> bool:
        """Whether the error is below the tolerance of 1e-6."""
        return self.relative_error < TOLERANCE


class Objective:
    """Loss of the batch of a frame plus penalty, as a function of the parameters."""

    def __init__(self, frame: Frame) -> None:
        self.experiment: Experiment = frame.experiment
        self._samples: Samples = frame.samples
        self._evaluator = Evaluator(self.experiment, frame.samples)
        self._block = np.ascontiguousarray(frame.samples.train[:, frame.examples])
        self.parameters = self._evaluator.parameters
        self.parameters.flat[...] = np.concatenate(
            [
                np.hstack([frame.values[f"W{n}"], frame.values[f"b{n}"]]).reshape(-1)
                for n in self.parameters.layers
            ]
        )

    def __call__(self) -> float:
        """Return the objective at the present parameters."""
        penalty, total = self.experiment.regularization, self._evaluator.score(self._block).loss
        for n in self.parameters.layers if penalty.l1 or penalty.l2 else ():
            weights = self.parameters.view(self.parameters.flat, n)[0]
            total += penalty.l1 * float(np.abs(weights).sum()) + 0.5 * penalty.l2 * float((weights**2).sum())
        return total

    def derivative(self, parameter: Array, index: tuple[int, int]) -> float:
        """Return the derivative by one entry of a view of the parameters.

        Central differences at a ladder of steps, each pair extrapolated (Richardson); the pair of
        neighbours that agrees best is taken, whatever the analytic gradient says.
        """
        value = float(parameter[index])
        estimates = []
        for h in _STEPS:
            h *= max(1.0, abs(value))
            samples = []
            for offset in (h, -h, h / 2, -h / 2):
                parameter[index] = value + offset
                samples.append((self(), float(parameter[index])))
            (f1, p1), (f2, p2), (f3, p3), (f4, p4) = samples
            coarse, fine = (f1 - f2) / (p1 - p2), (f3 - f4) / (p3 - p4)
            estimates.append((4 * fine - coarse) / 3)
        parameter[index] = value
        gaps = [abs(a - b) for a, b in pairwise(estimates)]
        return estimates[int(np.argmin(gaps))]


def check_in_pieces(frame: Frame, name: str) -> Iterator[Check | None]:
    """Check the gradient of one parameter; yields None after every entry, so that it can be spread over time.

    The frame must have computed ``d<name>``. The last thing yielded is the result.
    """
    objective = Objective(frame)
    view, gradient = objective.parameters.named(objective.parameters.flat)[name], frame.values[f"d{name}"]
    numeric = np.empty(view.shape)
    for row, column in np.ndindex(*view.shape):
        numeric[row, column] = objective.derivative(view, (row, column))
        yield None
    # Where a penalty or a ReLU has its corner exactly here, quotients from both sides average two
    # slopes: the value is no derivative, ours is one of the allowed subgradients.
    scale = max(float(np.abs(gradient).max()), float(np.abs(numeric).max()), 1e-7)
    difference = np.abs(gradient - numeric)
    kink = _kinks(objective, view, difference > TOLERANCE * scale)
    error = float(np.where(kink, 0.0, difference).max()) / scale
    yield Check(name, gradient, numeric, error, int(kink.sum()))


def check(frame: Frame) -> Iterator[Check]:
    """Check every gradient of a frame at the end of its backward phase, matrix by matrix."""
    for name in Parameters(frame.experiment).named(np.zeros(frame.flat.size)):
        for result in check_in_pieces(frame, name):
            if result is not None:
                yield result


def _kinks(objective: Objective, view: Array, suspects: Array) -> Array:
    """Return which of the suspects have another slope to the left than to the right."""
    kinks, h = np.zeros(view.shape, dtype=bool), 1e-6
    for row, column in np.argwhere(suspects):
        value, middle = float(view[row, column]), objective()
        view[row, column] = value + h
        right = (objective() - middle) / h
        view[row, column] = value - h
        left = (middle - objective()) / h
        view[row, column] = value
        kinks[row, column] = abs(right - left) > 1e-3 * max(abs(right), abs(left), 1e-3)
    return kinks


def check_experiment(e: Experiment, iteration: int = 0) -> Iterator[Check]:
    """Check every gradient of `e` at `iteration`."""
    timeline = Timeline(e)
    timeline.seek(Position(iteration, 0))
    backward = sum(op.phase != "update" for op in timeline.trainer.operations)
    yield from check(timeline.frame(Position(iteration, backward)))

"""Gradients checked by central differences on the same forward pass that training uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.network.layers import LAYERS
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.run.timeline import Timeline

TOLERANCE = 1e-6
_STEPS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
_ROUNDING = 16 * float(np.finfo(np.float64).eps)
"""How exact the objective is, relative to its size: the sums in it are rounded a few times."""


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


def held_masks(frame: Frame) -> dict[int, Array]:
    """Return the masks of dropout of a frame by layer: a check holds them, the loss is no function else."""
    layers = (n for n, spec in enumerate(frame.experiment.layers, 1) if LAYERS[spec.layer].random)
    return {n: frame.values[f"mask{n}"] for n in layers}


class Objective:
    """Loss of the batch of a frame plus penalty, as a function of the parameters. Masks are held.

    Attributes
    ----------
    terms
        Size of what is added up on the way and rounded, where that may be more than the result; or 0.
    """

    terms = 0.0

    def __init__(self, frame: Frame) -> None:
        self.experiment: Experiment = frame.experiment
        self._samples: DatasetArrays = frame.samples
        self._evaluator = Evaluator(self.experiment, frame.samples, masks=held_masks(frame))
        self._block = np.ascontiguousarray(frame.samples.train[:, frame.examples])
        self.parameters = self._evaluator.parameters
        self.parameters.fill(frame.values)
        self._named = self.parameters.named(self.parameters.flat)

    def place(self, name: str, row: int, column: int) -> tuple[Array, tuple[int, int]]:
        """Return the array that holds an entry of ``d<name>``'s value, and where."""
        return self._named[name], (row, column)

    def reach(self, value: float) -> float:
        """Return how far a value may be moved, of which the steps are parts."""
        return max(1.0, abs(value))

    def __call__(self) -> float:
        """Return the objective at the present parameters."""
        penalty, total = self.experiment.regularization, self._evaluator.score(self._block).loss
        for n in self.parameters.layers if penalty.l1 or penalty.l2 else ():
            weights = self.parameters.weights(self.parameters.flat, n)
            total += penalty.l1 * float(np.abs(weights).sum()) + 0.5 * penalty.l2 * float((weights**2).sum())
        return total

    @np.errstate(all="ignore")
    def derivative(self, parameter: Array, index: tuple[int, int]) -> tuple[float, float]:
        """Return the derivative by one entry of a view of the parameters, and how far rounding may move it.

        Central differences at a ladder of steps, each pair extrapolated (Richardson); the pair of
        neighbours that agrees best is taken, whatever the analytic gradient says.
        """
        value = float(parameter[index])
        estimates, doubts = [], []
        for h in _STEPS:
            h *= self.reach(value)
            samples = []
            for offset in (h, -h, h / 2, -h / 2):
                parameter[index] = value + offset
                samples.append((self(), float(parameter[index])))
            (f1, p1), (f2, p2), (f3, p3), (f4, p4) = samples
            coarse, fine = (f1 - f2) / (p1 - p2), (f3 - f4) / (p3 - p4)
            estimates.append((4 * fine - coarse) / 3)
            doubts.append(_ROUNDING * max(self.terms, *(abs(f) for f, _ in samples)) / h)
        parameter[index] = value
        # Two noisy estimates may agree by chance, so the noise counts beside the gap. Of the two, the one
        # with the longer step is less noisy, the other closer where they differ by more than noise.
        gaps = np.abs(np.diff(estimates))
        best = int(np.argmin(gaps + doubts[1:]))
        best += bool(gaps[best] > doubts[best + 1])
        return estimates[best], doubts[best]

    @np.errstate(all="ignore")
    def has_corner(self, parameter: Array, index: tuple[int, int], difference: float) -> bool:
        """Return whether a corner within the longest step explains that a derivative is off by `difference`.

        With every halving of the step, the slopes to the right and to the left of a smooth function
        approach each other by half, and the slope between the two ends changes by a quarter as much as
        before. A corner breaks the first rule, a jump of the second derivative the other.
        """
        value, middle, h = float(parameter[index]), self(), _STEPS[0]
        jumps, slopes, doubts = [], [], []
        while h > _STEPS[-1] / 2:
            parameter[index] = value + h
            right = self()
            parameter[index] = value - h
            left = self()
            jumps.append((right - 2 * middle + left) / h)
            slopes.append((right - left) / h)
            doubts.append(8 * _ROUNDING * max(abs(right), abs(middle), abs(left)) / h)
            h /= 2
        parameter[index] = value
        jump, turn, limit = np.array(jumps), np.diff(slopes), 0.1 * difference + np.array(doubts)
        corner = np.abs(jump[:-1] - 2 * jump[1:]) > limit[1:]
        bend = np.abs(turn[:-1] - 4 * turn[1:]) > limit[2:]
        return bool(corner.any() or bend.any())


def check_in_pieces(frame: Frame, name: str) -> Iterator[Check | None]:
    """Check the gradient of one parameter; yields None after every entry, so that it can be spread over time.

    The frame must have computed ``d<name>``. The last thing yielded is the result.
    """
    yield from compare(Objective(frame), name, frame.values[f"d{name}"])


def compare(objective: Objective, name: str, gradient: Array) -> Iterator[Check | None]:
    """Compare ``d<name>`` with central differences of `objective`.

    Yields None after every entry, then the result.
    """
    numeric, doubt = np.empty(gradient.shape), np.empty(gradient.shape)
    for row, column in np.ndindex(*gradient.shape):
        numeric[row, column], doubt[row, column] = objective.derivative(*objective.place(name, row, column))
        yield None
    scale = max(float(np.abs(gradient).max()), float(np.abs(numeric).max()), 1e-7)
    difference = np.abs(gradient - numeric)
    # Beyond the tolerance, what rounding of the objective alone can explain is no error of the gradient.
    large = difference > TOLERANCE * scale
    difference[large] = np.maximum(difference - doubt, 0.0)[large]
    # Where a penalty or a ReLU has its corner, quotients from both sides average two slopes: the value is
    # no derivative, ours is one of the allowed subgradients.
    kink = np.zeros(gradient.shape, dtype=bool)
    for row, column in np.argwhere(difference > TOLERANCE * scale):
        place = objective.place(name, row, column)
        kink[row, column] = objective.has_corner(*place, float(difference[row, column]))
    error = float(np.where(kink, 0.0, difference).max()) / scale
    yield Check(name, gradient, numeric, error, int(kink.sum()))


def check(frame: Frame) -> Iterator[Check]:
    """Check every gradient of a frame at the end of its backward phase, matrix by matrix."""
    for name in Parameters(frame.experiment).named(np.zeros(frame.flat.size)):
        for result in check_in_pieces(frame, name):
            if result is not None:
                yield result


def check_experiment(e: Experiment, iteration: int = 0) -> Iterator[Check]:
    """Check every gradient of `e` at `iteration`."""
    timeline = Timeline(e)
    timeline.seek(Position(iteration, 0))
    backward = sum(op.phase != "update" for op in timeline.trainer.operations)
    yield from check(timeline.frame(Position(iteration, backward)))

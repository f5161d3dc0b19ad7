"""Gradients checked by central differences on the same forward pass that training uses.

Differences in float64 come first: they are quick, and agree for most entries. What they leave in doubt is
settled entry by entry in `nnviz.core.checks.entry_checker`. A gradient that is off by no more than its own
rounding is neither right nor wrong: it cannot be checked in float64.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.checks.entry_checker import EntryChecker, EntryVerdict
from nnviz.core.checks.rounding import Rounding
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.network.layers import LAYERS
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.run.timeline import Timeline

_STEPS = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
_ROUNDING = 16 * float(np.finfo(np.float64).eps)
"""Rounding of the objective relative to its size, at least: the sums in it are rounded a few times."""


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
        Largest ``|ours − numeric| / max(|ours|, |numeric|)`` of all entries that could be checked; an entry
        that is off by no more than rounding of the largest is divided by that one.
    kinks
        Entries at a corner of a piecewise function (ReLU, hinge, …), where no derivative exists; they are
        left out of the error.
    unsure
        Entries that cannot be checked in float64, because rounding alone may be as large as their error;
        they are left out too.
    wrong
        Entries that are off by more than the tolerance, and not by rounding.
    costly
        Entries that float64 leaves in doubt in a network too large for exact differences; left out too.
    """

    name: str
    gradient: Array
    numeric: Array
    relative_error: float
    kinks: int
    unsure: int = 0
    wrong: int = 0
    costly: int = 0

    @property
    def passed(self) -> bool:
        """Whether no entry is known to be wrong; nothing is known of `unsure` and `costly` ones."""
        return not self.wrong

    @property
    def confirmed(self) -> bool:
        """Whether every entry that has a derivative is known to be right."""
        return not self.wrong and not self.unsure and not self.costly


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
    rounding
        Rounding error of the loss as it was measured.
    """

    terms = 0.0
    rounding = 0.0

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
            size = max(self.terms, *(abs(f) for f, _ in samples))
            doubts.append(max(self.rounding, _ROUNDING * size) / h)
        parameter[index] = value
        # Two noisy estimates may agree random, so the noise counts beside the gap. Of the two, the one
        # with the longer step is less noisy, the other closer where they differ by more than noise.
        gaps = np.abs(np.diff(estimates))
        best = int(np.argmin(gaps + doubts[1:]))
        best += bool(gaps[best] > doubts[best + 1])
        return estimates[best], doubts[best]


def check_in_pieces(frame: Frame, name: str, rounding: Rounding | None = None) -> Iterator[Check | None]:
    """Check the gradient of one parameter, a piece of work at a time.

    The frame must have computed ``d<name>``. Yields None after every piece, then the result.
    The checks of several parameters may share one `rounding` of the frame.
    """
    yield from compare(Objective(frame), frame, name, rounding=rounding)


def compare(
    objective: Objective, frame: Frame, name: str, places: Sequence[tuple[int, int]] | None = None,
    rounding: Rounding | None = None,
) -> Iterator[Check | None]:  # fmt: skip
    """Compare ``d<name>`` of a frame with central differences, all of it or the entries at `places`.

    Yields None after every piece of work, then the result: for some entries with one column of them.
    """
    whole = frame.values[f"d{name}"]
    found = list(np.ndindex(*whole.shape)) if places is None else list(places)
    checker, results = EntryChecker(frame, name, rounding), dict[tuple[int, int], EntryVerdict]()
    objective.rounding = checker.rounding_of_loss
    for place in found:
        numeric, doubt = objective.derivative(*objective.place(name, *place))
        checker.take_difference(place, numeric, doubt)
        yield None
    for settled in checker.settle():
        if settled is None:
            yield None
        else:
            results = settled
    shape, entries = whole.shape if places is None else (len(found), 1), [results[place] for place in found]
    yield Check(
        name,
        np.array([whole[place] for place in found]).reshape(shape),
        np.array([entry.numeric for entry in entries]).reshape(shape),
        max((entry.error for entry in entries), default=0.0, key=lambda e: np.nan_to_num(e, nan=np.inf)),
        *(sum(entry.kind == kind for entry in entries) for kind in ("kink", "unsure", "wrong", "costly")),
    )


def check(frame: Frame) -> Iterator[Check]:
    """Check every gradient of a frame at the end of its backward phase, matrix by matrix."""
    # The same for all parameters, and most of the work in a small network.
    rounding = Rounding(frame)
    for name in Parameters(frame.experiment).named(np.zeros(frame.flat.size)):
        for result in check_in_pieces(frame, name, rounding):
            if result is not None:
                yield result


def check_experiment(e: Experiment, iteration: int = 0) -> Iterator[Check]:
    """Check every gradient of `e` at `iteration`."""
    timeline = Timeline(e)
    timeline.seek(Position(iteration, 0))
    backward = sum(op.phase != "update" for op in timeline.trainer.operations)
    yield from check(timeline.frame(Position(iteration, backward)))

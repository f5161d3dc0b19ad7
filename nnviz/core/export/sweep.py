"""Sweeps: one experiment with many seeds and settings, trained together, one by one, or by an executor.

A sweep is a pure function of its experiments: the same numbers whichever way it is trained, to rounding.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.run.replicas import CannotStackError, Replicas
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.trainer import Trainer
from nnviz.core.text.translate import translate

MAX_RUNS, MAX_LOSSES = 1024, 50_000_000
"""Most runs of a sweep, and most losses in all of them."""
_TOGETHER = 64
"""Runs that are trained together at most: their arrays stay in the cache."""
_CHUNK = 256
"""Iterations between two looks at whether to stop."""

Progress = Callable[[int, int], bool]
"""``progress(done, runs)`` is called now and then with iterations done; False stops the sweep."""


class SweepStoppedError(Exception):
    """A sweep that was stopped by its caller."""


@dataclass(frozen=True)
class Replica:
    """One run of a sweep: what sets it apart, and its experiment."""

    settings: Mapping[str, Any]
    experiment: Experiment


@dataclass(frozen=True, eq=False)
class Result:
    """A trained run.

    Attributes
    ----------
    settings
        What sets it apart: ``seed``, and settings such as ``optimizer.learning_rate``.
    losses
        Loss of the batch of every iteration, ``(iterations,)``.
    loss, test_loss, accuracy, test_accuracy
        Over the training and the test set after the last iteration; nan where there is none.
    """

    settings: Mapping[str, Any]
    losses: Array
    loss: float
    test_loss: float
    accuracy: float
    test_accuracy: float


def replicas(
    e: Experiment,
    seeds: int | Sequence[int] | None = None,
    settings: Mapping[str, Sequence[Any]] | None = None,
) -> tuple[Replica, ...]:
    """Return the runs of a sweep: every combination of settings with every seed.

    Parameters
    ----------
    e
        The experiment they start from.
    seeds
        The seeds, or how many: the experiment's own and those after it. None for its own alone. The seed of
        the data stays if the experiment gives one.
    settings
        Field of the experiment file → values: ``{"optimizer.learning_rate": (0.01, 0.1)}``, ``"loss"``,
        ``"layers.0.units"``, ``"layers.0.activation"``, …

    Raises
    ------
    ExperimentError
        Naming the field and what is allowed.
    """
    chosen = [e.seed] if seeds is None else seeds
    if isinstance(chosen, int):
        if not 1 <= chosen <= MAX_RUNS:
            raise ExperimentError(
                "seeds: "
                + translate("export", "expected 1 to {max_runs:,}, not {chosen}").format(
                    max_runs=MAX_RUNS, chosen=chosen
                )
            )
        chosen = [(e.seed + k) % 2**32 for k in range(chosen)]
    fields = dict(settings or {})
    count = len(chosen) * math.prod(len(values) for values in fields.values())
    if not 1 <= count <= MAX_RUNS:
        raise ExperimentError(
            "seeds: "
            + translate("export", "a sweep has 1 to {max_runs:,} runs, not {count:,}").format(
                max_runs=MAX_RUNS, count=count
            )
        )
    found = []
    for values in itertools.product(*fields.values()):
        data = json.loads(files.write_text(e))
        for field, value in zip(fields, values, strict=True):
            _set(data, field, value)
        for seed in chosen:
            told = {**dict(zip(fields, values, strict=True)), "seed": seed}
            found.append(Replica(told, Experiment.from_dict({**data, "seed": seed})))
    return tuple(found)


def _set(data: dict[str, Any], field: str, value: Any) -> None:
    """Set one field of what an experiment file holds."""
    *path, last = field.split(".")
    place: Any = data
    try:
        for step in path:
            place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
        if isinstance(place, list):
            place[int(last)] = value
        elif isinstance(place, dict):
            place[last] = value
        else:
            raise ValueError
    except (AttributeError, IndexError, TypeError, ValueError):
        raise ExperimentError(
            f"{field[:60]}: " + translate("export", "the experiment has no such field")
        ) from None


def sweep(
    runs: Sequence[Replica],
    iterations: int,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Train the runs of a sweep.

    Parameters
    ----------
    runs
        As `replicas` returns them.
    iterations
        How many iterations each.
    executor
        Any executor of `concurrent.futures`, or Dask's ``Client.get_executor()``: each run is a task of its
        own. Without one, runs that do the same are trained together, as one batched program.
    progress
        Called with the iterations done in all runs and their number in all; False stops.

    Raises
    ------
    ValueError
        If `iterations` is out of range.
    SweepStoppedError
        If `progress` returned False.
    """
    if executor is not None:
        _check(len(runs), iterations)
        return _by_executor(runs, iterations, executor, progress)
    training = SweepTraining(runs, iterations)
    report = _Report(progress, len(runs) * iterations)
    for trained in training.slices():
        report.add(trained)
    return training.results()


def _check(runs: int, iterations: int) -> None:
    most = MAX_LOSSES // max(runs, 1)
    if not 0 <= iterations <= most:
        raise ValueError(
            "iterations: "
            + translate("export", "expected 0 to {most:,} for {runs} runs, not {iterations}").format(
                most=most, runs=runs, iterations=iterations
            )
        )


class SweepTraining:
    """Training of a sweep's runs, a slice at a time: whoever drives it can paint or stop in between.

    The numbers do not depend on how long the slices are.

    Parameters
    ----------
    runs
        As `replicas` returns them.
    iterations
        How many iterations each.

    Attributes
    ----------
    losses
        Loss of the batch of every iteration, ``(runs, iterations)``; nan where a run has not come yet.
    trained
        How many iterations each run has been trained, ``(runs,)``.
    chunk
        Iterations of a slice; may be changed between two of them.

    Raises
    ------
    ValueError
        If `iterations` is out of range.
    """

    def __init__(self, runs: Sequence[Replica], iterations: int) -> None:
        _check(len(runs), iterations)
        self.runs, self.iterations, self.chunk = tuple(runs), iterations, _CHUNK
        self.losses = np.full((len(runs), iterations), np.nan)
        self.trained = np.zeros(len(runs), dtype=int)
        self._found: dict[int, Result] = {}

    def slices(self) -> Iterator[int]:
        """Train all runs; yield after every slice how many iterations of all its runs it had."""
        for places in _alike(self.runs):
            yield from self._together(places)

    def results(self) -> tuple[Result, ...]:
        """Return the results, in the order of the runs; those that have been trained to their end."""
        return tuple(self._found[i] for i in range(len(self.runs)) if i in self._found)

    def _together(self, places: list[int]) -> Iterator[int]:
        """Train runs that do the same as one batched program, or one by one where that cannot be."""
        try:
            if len(places) == 1:
                raise CannotStackError(translate("export", "a single run"))
            stacked = Replicas([self.runs[i].experiment for i in places])
            # Bound before anything is trained: what cannot be stacked shows here.
            stacked.prepare()
        except CannotStackError:
            for place in places:
                yield from self._alone(place)
            return
        start = 0
        while start < self.iterations:
            part = np.empty((len(places), min(self.chunk, self.iterations - start)))
            stacked.run(part.shape[1], part)
            self.losses[places, start : start + part.shape[1]] = part
            start += part.shape[1]
            self.trained[places] = start
            yield part.size
        for place, trainer in zip(places, stacked.trainers, strict=True):
            self._finish(place, trainer)

    def _alone(self, place: int) -> Iterator[int]:
        timeline, start = Timeline(self.runs[place].experiment), 0
        while start < self.iterations:
            count = min(16 * self.chunk, self.iterations - start)
            timeline.run(count)
            self.losses[place, start : start + count] = timeline.history.losses[start : start + count]
            start += count
            self.trained[place] = start
            yield count
        self._finish(place, timeline.trainer)

    def _finish(self, place: int, trainer: Trainer) -> None:
        train, test = Evaluator(trainer.recipe, trainer.samples, trainer.parameters).scores()
        self._found[place] = Result(
            self.runs[place].settings, self.losses[place], train.loss, test.loss, train.accuracy,
            test.accuracy,
        )  # fmt: skip


class _Report:
    """Tells how many iterations of how many are done, and stops if asked to."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, iterations: int) -> None:
        self._done += iterations
        if self._progress is not None and self._progress(self._done, self._total) is False:
            raise SweepStoppedError(translate("export", "the sweep was stopped"))


def _alike(runs: Sequence[Replica]) -> Iterator[list[int]]:
    """Yield the places of runs that can be trained together: they differ in numbers only."""
    kinds: dict[Any, list[int]] = {}
    for i, run in enumerate(runs):
        e = run.experiment
        penalty = (bool(e.regularization.l1), bool(e.regularization.l2))
        kind = (
            tuple((layer.layer, layer.units, layer.activation, layer.bias) for layer in e.layers),
            e.loss, e.reduction, e.output_gradient, e.optimizer.name, penalty, e.batch_size, e.widths,
        )  # fmt: skip
        kinds.setdefault(kind, []).append(i)
    for places in kinds.values():
        for start in range(0, len(places), _TOGETHER):
            yield places[start : start + _TOGETHER]


def train_text(text: str, iterations: int) -> tuple[Array, tuple[float, float, float, float]]:
    """Train the experiment of a JSON text: a task that any process can be sent, plain data in and out."""
    (done,) = sweep([Replica({}, files.parse(text))], iterations)
    return done.losses, (done.loss, done.test_loss, done.accuracy, done.test_accuracy)


def _by_executor(
    runs: Sequence[Replica], iterations: int, executor: Executor, progress: Progress | None
) -> tuple[Result, ...]:
    report = _Report(progress, len(runs) * iterations)
    tasks = {executor.submit(train_text, files.write_text(run.experiment), iterations): i
             for i, run in enumerate(runs)}  # fmt: skip
    found: dict[int, Result] = {}
    try:
        for task in as_completed(tasks):
            losses, scores = task.result()
            place = tasks[task]
            found[place] = Result(runs[place].settings, losses, *scores)
            report.add(iterations)
    except SweepStoppedError:
        for task in tasks:
            task.cancel()
        raise
    return tuple(found[i] for i in range(len(runs)))


def quartiles(results: Sequence[Result]) -> Array:
    """Return the quartiles of the losses over the runs: lower, median, upper, ``(3, iterations)``."""
    return loss_quartiles(np.stack([result.losses for result in results]))


def loss_quartiles(losses: Array) -> Array:
    """Return the quartiles over the runs of losses ``(runs, iterations)``: ``(3, iterations)``.

    Losses that are lost (nan, inf) count as the largest.
    """
    whole = np.where(np.isfinite(losses), losses, np.inf)
    with np.errstate(invalid="ignore"):
        found: Array = np.quantile(whole, (0.25, 0.5, 0.75), axis=0, method="inverted_cdf")
    return found


def as_json(results: Sequence[Result], iterations: int) -> dict[str, Any]:
    """Return what ``nnviz sweep --json`` prints: every run, and the quartiles of the losses."""
    low, median, high = quartiles(results)
    return {
        "iterations": iterations,
        "runs": [
            {
                "settings": dict(result.settings),
                **{name: _number(value) for name, value in _scores(result).items()},
                "losses": _numbers(result.losses),
            }
            for result in results
        ],
        "losses": {"lower": _numbers(low), "median": _numbers(median), "upper": _numbers(high)},
    }


def csv_rows(results: Sequence[Result]) -> Iterator[list[str]]:
    """Yield the rows of ``nnviz sweep --csv``: a header, then every run with its settings and scores."""
    names = list(results[0].settings) if results else []
    yield [*names, "loss", "test_loss", "accuracy", "test_accuracy"]
    for result in results:
        given = result.settings.values()
        settings = [value if isinstance(value, str) else json.dumps(value) for value in given]
        scores = ["" if math.isnan(value) else repr(value) for value in _scores(result).values()]
        yield [*settings, *scores]


def _scores(result: Result) -> dict[str, float]:
    return {
        "loss": result.loss, "test_loss": result.test_loss, "accuracy": result.accuracy,
        "test_accuracy": result.test_accuracy,
    }  # fmt: skip


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _numbers(values: Array) -> list[float | None]:
    return [_number(value) for value in values.tolist()]

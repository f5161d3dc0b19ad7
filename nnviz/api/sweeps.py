"""Sweeps: many runs of one experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.export.sweep import Progress, Result, replicas
from nnviz.core.export.sweep import sweep as train


def sweep(
    e: Experiment,
    iterations: int,
    *,
    seeds: int | Sequence[int] | None = 16,
    settings: Mapping[str, Sequence[Any]] | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[Result, ...]:
    """Train an experiment with every combination of seeds and settings.

    Parameters
    ----------
    e
        The experiment they start from.
    iterations
        How many iterations each.
    seeds
        The seeds, or how many; None for the experiment's own alone.
    settings
        Field of the experiment file → values, such as ``{"optimizer.learning_rate": (0.01, 0.1)}``.
    executor
        Any executor of `concurrent.futures`, or Dask's ``Client.get_executor()``. Without one the runs are
        trained together in this process, as one program on arrays (replicas, units, batch).
    progress
        ``progress(done, total)`` is called with iterations; False stops the sweep.

    Returns
    -------
    tuple of Result
        `settings`, `losses` (iterations,), `loss`, `test_loss`, `accuracy`, `test_accuracy`.

    Raises
    ------
    ExperimentError
        Naming the field and what is allowed.
    """
    return train(replicas(e, seeds, settings), iterations, executor, progress)

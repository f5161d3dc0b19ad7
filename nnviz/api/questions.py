"""Quiz items about an experiment."""

from __future__ import annotations

from nnviz.core.checks.trace import frame_at
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.lessons.quiz.items import Item
from nnviz.core.lessons.quiz.items import quiz as items_of


def quiz(e: Experiment, iteration: int, operation: int, *, count: int = 5, seed: int = 0) -> tuple[Item, ...]:
    """Return questions about one operation, with the right answer and those of usual mistakes.

    Parameters
    ----------
    e
        The experiment.
    iteration, operation
        About which; iterations count from 0, operations from 1.
    count
        How many at most.
    seed
        The same seed gives the same items.

    Returns
    -------
    tuple of Item
        `kind`, `prompt`, `answer`, `numpy`, `distractors`, `why`; expressions are in the names of
        ``nnviz trace``, values are (units, batch). `as_json` gives what ``nnviz quiz --json`` prints.

    Raises
    ------
    ValueError
        If there is no such operation.
    """
    return items_of(frame_at(e, iteration), operation, count, seed)

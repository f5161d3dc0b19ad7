"""Gradients of an experiment, and their check by central differences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nnviz.api.frames import Frame
from nnviz.core.checks.gradient_check import Check, check_experiment
from nnviz.core.checks.trace import frame_at
from nnviz.core.experiment.experiment import Experiment


def gradients(e: Experiment, iteration: int = 0) -> dict[str, NDArray[np.float64]]:
    """Return the gradients of all parameters at an iteration, those of the program that trains.

    Returns
    -------
    dict
        ``dW1`` of shape (units, inputs), ``db1`` of shape (units, 1), and so on for every layer with weights;
        with the reduction and the penalty, as in ``nnviz trace``.

    Raises
    ------
    ValueError
        If `iteration` is negative.
    """
    return Frame(frame_at(e, iteration)).gradients


def check(e: Experiment, iteration: int = 0) -> dict[str, Check]:
    """Compare the gradient of every parameter at an iteration with central differences.

    Returns
    -------
    dict
        Name of the parameter → its check: `gradient` and `numeric` of the parameter's shape (units, inputs),
        `relative_error`, `passed`, and `kinks`, the entries that have no derivative.
    """
    return {result.name: result for result in check_experiment(e, iteration)}

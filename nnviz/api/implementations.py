"""Diagnosis of an implementation: which gradient is wrong first, and by which mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core.checks.trace import frame_at
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.implementation import ImplementationVerdict, diagnose_backward, diagnose_gradients

Array = NDArray[np.float64]


def diagnose(
    e: Experiment, gradients: Mapping[str, ArrayLike], *, iteration: int = 0, rows: bool = False
) -> ImplementationVerdict:
    """Diagnose gradients that some other program computed for one iteration of an experiment.

    Parameters
    ----------
    e
        The experiment; the gradients belong to its batch and its weights at `iteration`.
    gradients
        Name → array: ``dW1`` of shape (units, inputs), ``db1`` of shape (units, 1) or (units,), and so on;
        values such as ``dz2`` are (units, batch). It may hold some of them only.
    iteration
        The iteration, from 0.
    rows
        True if the arrays have examples in rows: ``dW1`` of shape (inputs, units).

    Returns
    -------
    ImplementationVerdict
        `verdict`, `diagnosis`, `quantity` (the first wrong one in order of the backward pass), `message`.
        Right means right at the values of this iteration; `diagnose_function` looks at fresh ones too.
    """
    return diagnose_gradients(frame_at(e, iteration), gradients, rows)


def diagnose_function(
    e: Experiment,
    backward: Callable[[Array, Array, dict[str, Array]], Mapping[str, ArrayLike]],
    *,
    rows: bool = False,
) -> ImplementationVerdict:
    """Diagnose a backward pass by calling it at fresh random values, batches of one and of more.

    Parameters
    ----------
    e
        The experiment: layers, loss, reduction and penalty that `backward` is to be the gradient of.
    backward
        ``backward(X, Y, parameters)`` returns a dict with ``dW1 db1 …`` for all layers. ``X`` is (inputs,
        batch), ``Y`` (outputs, batch), ``parameters["W1"]`` (units, inputs), ``parameters["b1"]`` (units,
        1); the gradients have the shapes of their parameters, a bias may have one dimension. Of a dropout
        layer the mask of the batch is among the parameters, as ``mask2`` (units, batch).
    rows
        True if it has examples in rows: ``X`` (batch, inputs), ``Y`` (batch, outputs), ``W1`` (inputs,
        units), ``b1`` (units,).

    Returns
    -------
    ImplementationVerdict
        `verdict`, `diagnosis`, `quantity` (the first wrong one in order of the backward pass), `message`. A
        function that raises an error, or leaves out a gradient, is invalid.
    """
    return diagnose_backward(e, backward, rows)

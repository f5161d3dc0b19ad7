"""A stop: which breakpoint, where, and a sentence that says what happened and what usually helps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.network.operation import Operation
from nnviz.core.text.number_format import format_number


@dataclass(frozen=True)
class BreakpointHit:
    """Where a run stops.

    Attributes
    ----------
    breakpoint
        What it waited for.
    position
        The operation at which it happened.
    sentence
        What happened, where, and what usually helps.
    layer, unit
        The layer (from 1) and the unit (from 0) it is about, if it is about one.
    """

    breakpoint: Breakpoint
    position: Position
    sentence: str
    layer: int | None = None
    unit: int | None = None


def _number(value: float) -> str:
    return format_number(value, 4)


def lost(e: Experiment, iteration: int, operation: Operation, array: Array) -> str:
    """Say which number was lost."""
    what = "is not a number (NaN)" if np.isnan(array).any() else "has become infinite"
    return (
        f"Diverged: {operation.symbol} {what} in iteration {iteration:,}, {operation.title}. "
        f"A learning rate below {e.optimizer.learning_rate:g} usually helps; step back with ← to see how "
        "it happened."
    )


def reached(b: Breakpoint, batches: int) -> str:
    """Say that so many iterations or epochs are done."""
    if b.event == "iteration":
        return f"Iteration {b.value:,.0f} is done."
    return f"{b.value:,.0f} epochs of {batches:,} iterations are complete."


def loss(iteration: int, value: float, bound: float) -> str:
    """Say that the loss of a batch is low."""
    return (
        f"The loss of the batch of iteration {iteration:,} is {_number(value)}, below {bound:g}. "
        "Other batches may still be higher: the training loss is over all of them."
    )


def gradient(iteration: int, b: Breakpoint, value: float) -> str:
    """Say that a gradient is large or small."""
    whose = "The gradient" if b.layer is None else f"The gradient of the weights of layer {b.layer}"
    if b.event == "gradient_above":
        return (
            f"{whose} has norm {_number(value)} in iteration {iteration:,}, above {b.value:g}. "
            "A smaller learning rate, smaller starting weights or scaled inputs usually help."
        )
    return (
        f"{whose} has norm {_number(value)} in iteration {iteration:,}, below {b.value:g}. "
        "Either the loss is at a minimum, or units are saturated or dead: compare the output with the "
        "targets to tell which."
    )


def score(iteration: int, b: Breakpoint, value: float) -> str:
    """Say that a loss or an accuracy over the whole data has been reached."""
    data = "test" if b.event.startswith("test_") else "training"
    if b.event.endswith("accuracy_above"):
        return f"The {data} accuracy has reached {value:.1%} with the update of iteration {iteration:,}."
    return f"The {data} loss has fallen to {_number(value)} with the update of iteration {iteration:,}."


def rising(state: int, value: float, lowest: tuple[int, float]) -> str:
    """Say that the test loss rises."""
    at, best = lowest
    return (
        f"The test loss is {_number(value)} after iteration {state - 1:,} and rising; it was lowest, "
        f"{_number(best)}, about iteration {at:,}. The network is overfitting the training set: more "
        "examples, weight regularization, fewer units or early stopping usually help."
    )


def unit(state: int, b: Breakpoint, layer: int, which: int) -> str:
    """Say that a unit has died or saturated."""
    name = f"Unit {which + 1} of layer {layer}"
    if b.event == "dead_relu":
        return (
            f"{name} has died in iteration {state:,}: its ReLU outputs 0 for every training example, so no "
            "gradient reaches its weights. A smaller learning rate, a small positive bias or leaky ReLU "
            "usually helps."
        )
    return (
        f"{name} is saturated in iteration {state:,}: its output is at the limit of its range for nearly "
        "every training example, where the slope is almost 0. Smaller weights, scaled inputs or a smaller "
        "learning rate "
        "usually help."
    )

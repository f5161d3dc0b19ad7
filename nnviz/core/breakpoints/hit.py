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
from nnviz.core.text.translate import translate


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
    text = (
        translate(
            "breakpoints",
            "Diverged: {symbol} is not a number (NaN) in iteration {iteration:,}, {title}. A learning rate "
            "below {learning_rate} usually helps; step back with ← to see how it happened.",
        )
        if np.isnan(array).any()
        else translate(
            "breakpoints",
            "Diverged: {symbol} has become infinite in iteration {iteration:,}, {title}. A learning rate "
            "below {learning_rate} usually helps; step back with ← to see how it happened.",
        )
    )
    return text.format(
        symbol=operation.symbol,
        iteration=iteration,
        title=operation.title,
        learning_rate=f"{e.optimizer.learning_rate:g}",
    )


def reached(b: Breakpoint, batches: int) -> str:
    """Say that so many iterations or epochs are done."""
    if b.event == "iteration":
        return translate("breakpoints", "Iteration {value} is done.").format(value=f"{b.value:,.0f}")
    return translate("breakpoints", "{value} epochs of {batches:,} iterations are complete.").format(
        value=f"{b.value:,.0f}", batches=batches
    )


def loss(iteration: int, value: float, bound: float) -> str:
    """Say that the loss of a batch is low."""
    return translate(
        "breakpoints",
        "The loss of the batch of iteration {iteration:,} is {number}, below {bound}. Other "
        "batches may still be higher: the training loss is over all of them.",
    ).format(iteration=iteration, number=_number(value), bound=f"{bound:g}")


def gradient(iteration: int, b: Breakpoint, value: float) -> str:
    """Say that a gradient is large or small."""
    whose = (
        translate("breakpoints", "The gradient")
        if b.layer is None
        else translate("breakpoints", "The gradient of the weights of layer {layer}").format(layer=b.layer)
    )
    if b.event == "gradient_above":
        return translate(
            "breakpoints",
            "{whose} has norm {number} in iteration {iteration:,}, above {value}. A smaller "
            "learning rate, smaller starting weights or scaled inputs usually help.",
        ).format(whose=whose, number=_number(value), iteration=iteration, value=f"{b.value:g}")
    return translate(
        "breakpoints",
        "{whose} has norm {number} in iteration {iteration:,}, below {value}. Either the "
        "loss is at a minimum, or units are saturated or dead: compare the output with the "
        "targets to tell which.",
    ).format(whose=whose, number=_number(value), iteration=iteration, value=f"{b.value:g}")


def score(iteration: int, b: Breakpoint, value: float) -> str:
    """Say that a loss or an accuracy over the whole data has been reached."""
    test = b.event.startswith("test_")
    if b.event.endswith("accuracy_above"):
        text = (
            translate(
                "breakpoints",
                "The test accuracy has reached {value} with the update of iteration {iteration:,}.",
            )
            if test
            else translate(
                "breakpoints",
                "The training accuracy has reached {value} with the update of iteration {iteration:,}.",
            )
        )
        return text.format(value=f"{value:.1%}", iteration=iteration)
    text = (
        translate(
            "breakpoints", "The test loss has fallen to {value} with the update of iteration {iteration:,}."
        )
        if test
        else translate(
            "breakpoints",
            "The training loss has fallen to {value} with the update of iteration {iteration:,}.",
        )
    )
    return text.format(value=_number(value), iteration=iteration)


def rising(state: int, value: float, lowest: tuple[int, float]) -> str:
    """Say that the test loss rises."""
    at, best = lowest
    return translate(
        "breakpoints",
        "The test loss is {number} after iteration {state:,} and rising; it was lowest, "
        "{best}, about iteration {at:,}. The network is overfitting the training set: more "
        "examples, weight regularization, fewer units or early stopping usually help.",
    ).format(number=_number(value), state=state - 1, best=_number(best), at=at)


def unit(state: int, b: Breakpoint, layer: int, which: int) -> str:
    """Say that a unit has died or saturated."""
    name = translate("breakpoints", "Unit {which} of layer {layer}").format(which=which + 1, layer=layer)
    if b.event == "dead_relu":
        return translate(
            "breakpoints",
            "{name} has died in iteration {state:,}: its ReLU outputs 0 for every training "
            "example, so no gradient reaches its weights. A smaller learning rate, a small "
            "positive bias or leaky ReLU usually helps.",
        ).format(name=name, state=state)
    return translate(
        "breakpoints",
        "{name} is saturated in iteration {state:,}: its output is at the limit of its range "
        "for nearly every training example, where the slope is almost 0. Smaller weights, "
        "scaled inputs or a smaller learning rate usually help.",
    ).format(name=name, state=state)

"""Networks of one example whose units are driven far, and gradients with errors planted in them."""

from dataclasses import replace

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.checks.activation_gradient_check import check_operation
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.functions.losses import LOSSES
from nnviz.core.run.timeline import Timeline


def network(loss, last, z, fused=False, target=0.0):
    """Return one example with the pre-activation `z`, or `z` and −z/2 for losses of two outputs."""
    kind = LOSSES[loss].targets
    units = 2 if last == "softmax" or kind in ("one_hot", "distribution") else 1
    if units == 2:
        y = [target, 1 - target]
    elif kind == "sign":
        y = [1.0 if target else -1.0]
    else:
        y = [target] if kind == "unit" else [target + 0.3]
    if kind == "sign":
        y = [2 * v - 1 if v in (0, 1) else v for v in y]
    return Experiment(
        data=DataSpec(inputs=[[1.0]], targets=[y]),
        layers=(LayerSpec(activation=last, units=units),),
        loss=loss,
        initial={"W1": [[z], [-z / 2]][:units], "b1": [[0.0]] * units},
        output_gradient="fused" if fused else "chain_rule",
    )


def hidden(activation, z, target=0.0):
    """Return one example with two hidden units at `z` and −z/2 before a linear output."""
    return Experiment(
        data=DataSpec(inputs=[[1.0]], targets=[[target + 0.3]]),
        layers=(LayerSpec(activation=activation, units=2), LayerSpec(activation="identity", units=1)),
        loss="mean_squared_error",
        initial={"W1": [[z], [-z / 2]], "b1": [[0.0], [0.0]], "W2": [[0.75, -0.5]], "b2": [[0.125]]},
    )


def backward(e):
    """Return the frames of the backward operations of the first iteration."""
    timeline = Timeline(e)
    return [
        timeline.frame(Position(0, n))
        for n, op in enumerate(timeline.trainer.operations, 1) if op.phase == "backward"
    ]  # fmt: skip


def checked(frame):
    """Return the check of the gradient that the operation of a frame has written."""
    *_, result = check_operation(frame)
    return result


def planted(frame, name, error, place=None):
    """Return a frame whose gradient is off by a relative error, in its largest entry unless given."""
    wrong = frame.values[f"d{name}"].copy()
    wrong[np.unravel_index(np.argmax(np.abs(wrong)), wrong.shape) if place is None else place] *= 1 + error
    return replace(frame, values={**frame.values, f"d{name}": wrong})

"""The network that is built from what a text defines."""

from __future__ import annotations

import numpy as np

from nnviz.core.derivation.sketch import Sketch
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.specs import DataSpec, LayerSpec, OptimizerSpec, Regularization
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES

HIDDEN_SIZES = (5, 4, 6, 7, 8, 9, 10, 11)
SAMPLE_EXAMPLES = 7
PENALTY = 0.31
"""The λ of a network whose text has one."""


def build(sketch: Sketch, loss: tuple[str, str] | None = None) -> Experiment:
    """Return the network of a sketch, with sizes that tell shapes apart and some examples.

    Parameters
    ----------
    sketch
        What the text defines.
    loss
        Name and reduction of the loss; None for that of the text, or the usual one of its last activation.
    """
    layers: list[LayerSpec] = []
    weighted = sum(layer.weighted for layer in sketch.layers)
    at = 0
    for layer in sketch.layers:
        if not layer.weighted:
            layers.append(LayerSpec(layer.activation))
            continue
        at += 1
        units = sketch.outputs if at == weighted else HIDDEN_SIZES[(at - 1) % len(HIDDEN_SIZES)]
        layers.append(LayerSpec(layer.activation, units))
    name, reduction = loss or _loss_for(sketch)
    row = LOSSES[name]
    if layers[-1].activation == "softmax" and name == "binary_cross_entropy":
        name = "categorical_cross_entropy"
    if not row.accepts(ACTIVATIONS[layers[-1].activation]):
        last = layers[-1]
        better = "softmax" if row.targets in ("distribution", "one_hot") else "sigmoid"
        layers[-1] = LayerSpec(better, last.units)
    rng = np.random.default_rng(11)
    inputs = rng.normal(size=(SAMPLE_EXAMPLES, 2)).round(2)
    hot = np.eye(3)[rng.integers(0, 3, SAMPLE_EXAMPLES)][:, : sketch.outputs]
    signs = np.where(hot > 0, 1.0, -1.0)
    targets = signs if row.targets == "sign" else hot
    rate = sketch.learning_rate if sketch.learning_rate is not None else 0.1
    return Experiment(
        data=DataSpec(inputs=Matrix(inputs), targets=Matrix(targets)),
        layers=tuple(layers),
        loss=name,
        reduction=reduction,
        optimizer=OptimizerSpec(learning_rate=rate),
        regularization=Regularization(l2=PENALTY if sketch.penalized else 0.0),
        batch_size=SAMPLE_EXAMPLES,
    )


def network_text(e: Experiment) -> str:
    """Return a network in a few words: "2-3 sigmoid → softmax, categorical cross-entropy, sum"."""
    parts = [str(e.widths[0])]
    for layer in e.layers:
        title = ACTIVATIONS[layer.activation].title
        parts.append(f"-{layer.units} {title}" if layer.units is not None else f" → {title}")
    return f"{''.join(parts)}, {LOSSES[e.loss].title}, {e.reduction}"


def _loss_for(sketch: Sketch) -> tuple[str, str]:
    if sketch.loss is not None:
        return sketch.loss.name, sketch.loss.reduction or "sum"
    activation = sketch.layers[-1].activation
    name = {"softmax": "categorical_cross_entropy", "sigmoid": "binary_cross_entropy"}.get(
        activation, "mean_squared_error"
    )
    return name, "mean"

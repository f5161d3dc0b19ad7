"""Edits of an experiment: each returns the new experiment, with whatever had to follow from the edit.

All are pure. They raise ExperimentError when the result cannot be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from nnviz.core.data.datasets import DATASETS
from nnviz.core.data.features import default_features
from nnviz.core.experiment.experiment import Change, DataSpec, Experiment, LayerSpec, OptimizerSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.text.translate import translate

_PARTNER = {
    "binary_cross_entropy": "sigmoid",
    "categorical_cross_entropy": "softmax",
    "log_likelihood": "softmax",
    "hinge": "tanh",
}
_ONE_UNIT_PER_CLASS = ("categorical_cross_entropy", "log_likelihood")


def _shape(e: Experiment) -> tuple[Any, ...]:
    return (e.feature_names, tuple((layer.layer, layer.units, layer.bias) for layer in e.layers))


def _with_layers(e: Experiment, layers: list[LayerSpec], **fields: Any) -> Experiment:
    """Replace the layers; values of parameters set by hand stay if every parameter keeps its place."""
    settings = tuple(c for c in e.changes if c.parameter is None)
    new = e.replace(layers=tuple(layers), initial=None, changes=settings, **fields)
    return new.replace(initial=e.initial, changes=e.changes) if _shape(new) == _shape(e) else new


def _last_weighted(layers: Sequence[LayerSpec]) -> int:
    return max(i for i, layer in enumerate(layers) if layer.units is not None)


def _accepts(loss: str, layers: list[LayerSpec]) -> bool:
    return LOSSES[loss].accepts(ACTIVATIONS[layers[-1].activation])


def _outputs(data: DataSpec, loss: str, layers: list[LayerSpec]) -> int:
    """Return how many outputs the data asks for; two classes take one unit where one is enough."""
    classes = data.class_count
    if classes is None:
        return 1 if data.targets is None else data.targets.shape[1]
    single = loss not in _ONE_UNIT_PER_CLASS and layers[-1].activation != "softmax"
    return 1 if classes == 2 and single else classes


def _activated(layers: list[LayerSpec], activation: str) -> list[LayerSpec]:
    return [*layers[:-1], msgspec.structs.replace(layers[-1], activation=activation)]


def _fitted(data: DataSpec, loss: str, layers: list[LayerSpec]) -> list[LayerSpec]:
    """Return the layers with a last activation that `loss` takes and the outputs that `data` asks for."""
    if not _accepts(loss, layers):
        layers = _activated(layers, _PARTNER.get(loss, "identity"))
    layers, last = list(layers), _last_weighted(layers)
    layers[last] = msgspec.structs.replace(layers[last], units=_outputs(data, loss, layers))
    return layers


def _form(e: Experiment, loss: str, layers: list[LayerSpec]) -> str:
    fits = LOSSES[loss].fused_with == layers[-1].activation
    return e.output_gradient if fits else "chain_rule"


# -- data ------------------------------------------------------------------------------------------


def set_data(e: Experiment, name: str) -> Experiment:
    """Take another data set; the loss, the last layer and the features follow where they must.

    The options of the old set stay where the new one takes them.
    """
    if name not in DATASETS:
        raise ExperimentError(
            "name: "
            + translate("experiment", "{name} is not known; choose one of {datasets}").format(
                name=f"{name!r:.60}", datasets=", ".join(DATASETS)
            )
        )
    row, old = DATASETS[name], e.data
    options: dict[str, Any] = {"noise": old.noise}
    if old.examples is not None and row.examples.low <= old.examples <= row.examples.high:
        options["examples"] = old.examples
    if row.classes is not None and old.classes is not None:
        options["classes"] = min(max(old.classes, row.classes.low), row.classes.high)
    data = DataSpec(name=name, test_fraction=old.test_fraction, seed=old.seed, **options)
    return _with_data(e, data)


def _with_data(e: Experiment, data: DataSpec) -> Experiment:
    """Take other data of whatever kind."""
    classes = data.class_count
    loss, layers = e.loss, list(e.layers)
    if classes is None:
        loss = loss if LOSSES[loss].targets == "any" else "mean_squared_error"
        if ACTIVATIONS[layers[-1].activation].low != -float("inf"):
            layers = _activated(layers, "identity")
    elif classes > 2 and loss == "binary_cross_entropy":
        loss = "categorical_cross_entropy"
        if layers[-1].activation == "sigmoid":
            layers = _activated(layers, "softmax")
    layers = _fitted(data, loss, layers)
    features = e.features if data.raw_inputs == e.data.raw_inputs else None
    form = _form(e, loss, layers)
    return _with_layers(e, layers, data=data, loss=loss, features=features, output_gradient=form)


def set_table(e: Experiment, data: DataSpec, single: bool = True) -> Experiment:
    """Take a table; loss, output layer and features follow, hidden layers and settings stay.

    Classes come with softmax and cross-entropy, or two of them, while a `single` unit is wanted, with a
    sigmoid; numbers come with the squared error of an identity. A loss and a last activation that can
    serve the new targets as they served the old ones stay.
    """
    classes, before = data.class_count, e.data.class_count
    loss, layers = e.loss, list(e.layers)
    last = layers[-1].activation
    if classes is None:
        loss = loss if LOSSES[loss].targets == "any" else "mean_squared_error"
        if ACTIVATIONS[last].low != -float("inf"):
            layers = _activated(layers, "identity")
    elif classes == 2 and single:
        if before is None or loss in _ONE_UNIT_PER_CLASS or last == "softmax":
            loss, layers = "binary_cross_entropy", _activated(layers, "sigmoid")
    elif before is None or loss == "binary_cross_entropy" or (classes == 2 and last != "softmax"):
        loss, layers = "categorical_cross_entropy", _activated(layers, "softmax")
    layers = _fitted(data, loss, layers)
    features = e.features if data.raw_inputs == e.data.raw_inputs else None
    form = _form(e, loss, layers)
    return _with_layers(e, layers, data=data, loss=loss, features=features, output_gradient=form)


def set_data_option(e: Experiment, **options: Any) -> Experiment:
    """Change examples, noise, classes, test_fraction or seed of the data."""
    data = msgspec.structs.replace(e.data, **options)
    return e.replace(data=data) if data.class_count == e.data.class_count else _with_data(e, data)


def resample_data(e: Experiment, seed: int | None = None) -> Experiment:
    """Resample examples, from `seed` or from the one after the present; the weights stay."""
    present = e.seed if e.data.seed is None else e.data.seed
    return set_data_option(e, seed=_after(present) if seed is None else seed)


def _after(seed: int) -> int:
    return (seed + 1) % 2**32


def set_features(e: Experiment, names: tuple[str, ...]) -> Experiment:
    """Choose the features; the weights of the first layer are reinitialized."""
    chosen = None if names == default_features(e.data.raw_inputs) else names
    return _with_layers(e, list(e.layers), features=chosen)


# -- network ---------------------------------------------------------------------------------------


def output_layer(e: Experiment) -> int:
    """Return the index of the layer whose units are the outputs: the last one with weights."""
    return _last_weighted(e.layers)


def add_layer(e: Experiment, index: int, units: int | None = 4, activation: str = "tanh") -> Experiment:
    """Insert a layer before layer `index` (0 is the first). Without `units` it has no weights.

    A layer with weights that comes after all others takes the outputs over. A weightless one that
    repeats the activation of the last layer takes it over: the last layer becomes the identity.
    """
    layers = list(e.layers)
    layers.insert(index, LayerSpec(units=units, activation=activation))
    at_end = index >= len(e.layers)
    if units is None and at_end and layers[-2].activation == activation:
        layers[-2] = msgspec.structs.replace(layers[-2], activation="identity")
    loss = e.loss if _accepts(e.loss, layers) else "mean_squared_error"
    if at_end or (units is not None and index > output_layer(e)):
        layers = _fitted(e.data, loss, layers)
    return _with_layers(e, layers, loss=loss, output_gradient=_form(e, loss, layers))


def add_layer_of_kind(e: Experiment, index: int, kind: str) -> Experiment:
    """Insert a layer of another kind than dense, such as dropout, before layer `index` (0 is the first)."""
    layers = list(e.layers)
    layers.insert(index, LayerSpec(layer=kind))
    return _with_layers(e, layers)


def remove_layer(e: Experiment, index: int) -> Experiment:
    """Take layer `index` away; the layer that becomes the last takes the outputs over.

    Dropout and layer norm go with the layer whose inputs they are, where no layer is left behind them.
    """
    layers = list(e.layers)
    removed = layers.pop(index)
    while layers and not layers[-1].is_dense:
        layers.pop()
    if all(layer.units is None for layer in layers):
        raise ExperimentError(
            "layers: "
            + translate(
                "experiment",
                "the only layer with weights cannot be removed, because there would be nothing to learn",
            )
        )
    if removed.units is not None and index > _last_weighted(layers):
        last = _last_weighted(layers)
        layers[last] = msgspec.structs.replace(layers[last], activation=removed.activation)
    if index >= _last_weighted(layers):
        layers = _fitted(e.data, e.loss, layers)
    return _with_layers(e, layers, output_gradient=_form(e, e.loss, layers))


def set_layer(e: Experiment, index: int, **fields: Any) -> Experiment:
    """Change units, activation or initializer of layer `index`.

    If the loss is not defined for a new last activation, mean squared error takes its place. Another
    initializer replaces exact starting weights of the layer.
    """
    layers = list(e.layers)
    if "rate" in fields:
        # A mask of the first iteration belongs to the rate it was drawn with.
        fields.setdefault("mask", None)
    layers[index] = msgspec.structs.replace(layers[index], **fields)
    loss = e.loss if _accepts(e.loss, layers) else "mean_squared_error"
    if layers[-1].activation != e.layers[-1].activation:
        layers = _fitted(e.data, loss, layers)
    new = _with_layers(e, layers, loss=loss, output_gradient=_form(e, loss, layers))
    weights = f"W{index + 1}"
    if "initializer" in fields and new.initial is not None and weights in new.initial:
        return new.replace(initial={k: v for k, v in new.initial.items() if k != weights} or None)
    return new


def move_layer(e: Experiment, index: int, to: int) -> Experiment:
    """Give layer `index` the place `to` among the layers, both counted from 0.

    Raises
    ------
    ExperimentError
        If another layer would become the outputs, whose units follow the data.
    """
    layers = list(e.layers)
    moved = layers.pop(index)
    layers.insert(to, moved)
    if moved.units is not None and (index == output_layer(e) or to >= output_layer(e)):
        raise ExperimentError(
            "layers: "
            + translate(
                "experiment",
                "the output layer must remain the last layer with weights; its size is set by the data",
            )
        )
    loss = e.loss if _accepts(e.loss, layers) else "mean_squared_error"
    if layers[-1].activation != e.layers[-1].activation:
        layers = _fitted(e.data, loss, layers)
    return _with_layers(e, layers, loss=loss, output_gradient=_form(e, loss, layers))


def without_hidden_layers(e: Experiment) -> Experiment:
    """Keep the output layer alone, with its activation and what comes after it."""
    return _with_layers(e, list(e.layers[output_layer(e) :]))


# -- learning --------------------------------------------------------------------------------------


def set_loss(e: Experiment, loss: str) -> Experiment:
    """Choose the loss; the last layer takes the activation that belongs to it, and its outputs follow."""
    if loss not in LOSSES:
        raise ExperimentError(
            "loss: "
            + translate("experiment", "{loss} is not known; choose one of {losses}").format(
                loss=f"{loss!r:.60}", losses=", ".join(LOSSES)
            )
        )
    layers, partner = list(e.layers), _PARTNER.get(loss)
    if e.data.class_count is None and e.widths[-1] == 1 and partner == "softmax":
        # Softmax over a single unit is always 1.
        partner = None if _accepts(loss, layers) else "sigmoid"
    if loss == "hinge" and ACTIVATIONS[layers[-1].activation].low <= -1.0:
        partner = None
    if partner is not None and loss != e.loss:
        layers = _activated(layers, partner)
    layers = _fitted(e.data, loss, layers)
    return _with_layers(e, layers, loss=loss, output_gradient=_form(e, loss, layers))


def set_option(e: Experiment, **fields: Any) -> Experiment:
    """Change what nothing else follows from: reduction, output_gradient, batch_size or standardize."""
    return e.replace(**fields)


def set_optimizer(e: Experiment, name: str) -> Experiment:
    """Choose the optimizer, with its default settings and the present learning rate."""
    rate = e.optimizer.learning_rate
    return e.replace(optimizer=OptimizerSpec(name=name, learning_rate=rate))


def set_optimizer_setting(e: Experiment, **settings: float) -> Experiment:
    """Change hyperparameters of the optimizer beside the learning rate, such as momentum."""
    return e.replace(optimizer=msgspec.structs.replace(e.optimizer, **settings))


def resample_weights(e: Experiment, seed: int | None = None) -> Experiment:
    """Reinitialize weights and batches, from `seed` or from the one after the present.

    The examples stay, values of parameters set by hand do not.
    """
    data = e.data if e.data.seed is not None else msgspec.structs.replace(e.data, seed=e.seed)
    changes = tuple(c for c in e.changes if c.parameter is None)
    seed = _after(e.seed) if seed is None else seed
    return e.replace(seed=seed, data=data, initial=None, changes=changes)


def set_setting(e: Experiment, name: str, value: float, iteration: int = 0) -> Experiment:
    """Change ``learning_rate``, ``l1`` or ``l2`` from `iteration` on; later changes are dropped."""

    def stays(c: Change) -> bool:
        return c.iteration < iteration or (c.iteration == iteration and c.set != name)

    kept = tuple(c for c in e.changes if stays(c))
    if iteration:
        return e.replace(changes=(*kept, Change(iteration=iteration, set=name, value=value)))
    if name == "learning_rate":
        return e.replace(changes=kept, optimizer=msgspec.structs.replace(e.optimizer, learning_rate=value))
    return e.replace(changes=kept, regularization=msgspec.structs.replace(e.regularization, **{name: value}))


def set_parameter(
    e: Experiment, parameter: str, unit: int, source: int | None, value: float, iteration: int
) -> Experiment:
    """Set one weight or bias at the start of `iteration`; later changes are dropped."""
    new = Change(iteration=iteration, parameter=parameter, unit=unit, source=source, value=value)

    def replaced(c: Change) -> bool:
        return c.iteration == iteration and (c.parameter, c.unit, c.source) == (parameter, unit, source)

    kept = tuple(c for c in e.changes if c.iteration <= iteration and not replaced(c))
    return e.replace(changes=(*kept, new))


def set_matrix(e: Experiment, parameter: str, values: Matrix, iteration: int) -> Experiment:
    """Set all weights or biases of a layer at the start of `iteration`; later changes are dropped."""
    new = Change(iteration=iteration, parameter=parameter, values=values)

    def replaced(c: Change) -> bool:
        return c.iteration == iteration and c.parameter == parameter

    kept = tuple(c for c in e.changes if c.iteration <= iteration and not replaced(c))
    return e.replace(changes=(*kept, new))

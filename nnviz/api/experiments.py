"""Experiments: made from arrays and names, read from files, written to files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core.document import files
from nnviz.core.document.document import Document
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import DataSpec, LayerSpec, OptimizerSpec
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.text.translate import translate

Layer: TypeAlias = LayerSpec | Mapping[str, Any] | tuple[int, str] | tuple[int, str, str] | str
"""Units and activation, perhaps an initializer; or an activation alone: a layer without weights."""
Data: TypeAlias = str | tuple[ArrayLike, ArrayLike] | DataSpec | Mapping[str, Any]


def experiment(
    layers: Sequence[Layer],
    data: Data,
    loss: str = "mean_squared_error",
    *,
    optimizer: str | OptimizerSpec | Mapping[str, Any] = "sgd",
    learning_rate: float | None = None,
    batch_size: int = 10,
    l1: float = 0.0,
    l2: float = 0.0,
    features: Sequence[str] | None = None,
    standardize: bool = False,
    reduction: str = "mean",
    output_gradient: str = "chain_rule",
    test_fraction: float | None = None,
    seed: int = 1,
    initial: Mapping[str, ArrayLike] | None = None,
) -> Experiment:
    """Return an experiment: the whole recipe of a run, frozen and checked.

    Parameters
    ----------
    layers
        From the first hidden layer to the output: ``(units, activation)`` or
        ``(units, activation, initializer)``. An activation alone, such as ``"softmax"``, is a layer without
        weights. Dicts with the fields of the experiment file work too.
    data
        The name of a built-in set (``"xor"``, ``"iris"``, …), or ``(X, y)``: inputs ``(examples, inputs)``
        and targets ``(examples, outputs)`` or ``(examples,)``, examples in rows as in scikit-learn. A ``y``
        of one dimension for an output layer of several units holds class labels, numbers or texts. Inside,
        and in everything that is returned, values are ``(units, batch)``. A dict with the fields of ``data``
        in the experiment file works too.
    loss
        A loss of the experiment file: ``"mean_squared_error"``, ``"binary_cross_entropy"``, …
    optimizer, learning_rate
        ``"sgd"``, ``"adam"``, …, or a dict with its settings; the learning rate (0.03).
    batch_size
        Examples of a batch; data no larger than it are taken whole, in their order.
    l1, l2
        Weights of the penalty λ₁|W| + ½λ₂W².
    features, standardize, reduction, output_gradient, seed
        As in the experiment file.
    test_fraction
        Fraction of the examples kept for the test: 0.5 of a built-in set and 0 of arrays, unless given.
    initial
        Starting weights by name: ``W1`` of shape (units, inputs), ``b1`` of shape (units, 1) or (units,).
        What is left out is drawn from the seed.

    Raises
    ------
    ExperimentError
        Naming the field and what is allowed.
    """
    specs = tuple(_layer(i, layer) for i, layer in enumerate(layers))
    return Experiment(
        data=_data(data, specs, test_fraction),
        layers=specs,
        loss=loss,
        optimizer=_optimizer(optimizer, learning_rate),
        regularization={"l1": l1, "l2": l2},  # type: ignore[arg-type]
        batch_size=batch_size,
        features=tuple(features) if features is not None else None,
        standardize=standardize,
        reduction=reduction,
        output_gradient=output_gradient,
        seed=seed,
        initial=None if initial is None else {n: parameter(n, value) for n, value in initial.items()},
    )


def load(path: str | Path) -> Experiment:
    """Return the experiment of a ``.nnviz`` file.

    Raises
    ------
    ExperimentError
        If the file cannot be read or does not describe an experiment.
    """
    return files.read(path)


def save(e: Experiment, path: str | Path) -> None:
    """Write an experiment to a ``.nnviz`` file; the old file stays whole until the new one is.

    Raises
    ------
    ExperimentError
        If it cannot be written, or could not be read again.
    """
    atomic_write(path, files.write_document(Document(e))[0])


def example(name: str) -> Experiment:
    """Return a built-in example, one of `examples`.

    Raises
    ------
    ExperimentError
        If there is none of that name.
    """
    return files.example(name)


def examples() -> list[str]:
    """Return the names of the built-in examples."""
    return list(files.examples())


def parameter(name: str, values: ArrayLike) -> Matrix:
    """Return given weights or biases as a matrix; biases may have one dimension.

    Raises
    ------
    ExperimentError
        If they are no finite numbers or have more than two dimensions.
    """
    array = _numbers(f"initial.{name}", values)
    if array.ndim < 2 and name.startswith("b"):
        array = array.reshape(-1, 1)
    return _matrix(f"initial.{name}", array)


def _layer(i: int, layer: Any) -> LayerSpec:
    try:
        match layer:
            case LayerSpec():
                return layer
            case str():
                return LayerSpec(activation=layer)
            case Mapping():
                return LayerSpec(**layer)
            case (units, activation):
                return LayerSpec(units=units, activation=activation)
            case (units, activation, initializer):
                return LayerSpec(units=units, activation=activation, initializer=initializer)
    except ExperimentError as error:
        raise ExperimentError(f"layers[{i}].{error}") from None
    except TypeError as error:
        raise ExperimentError(f"layers[{i}]: {error}") from None
    known = ", ".join(ACTIVATIONS)
    raise ExperimentError(
        f"layers[{i}]: "
        + translate(
            "api", "expected units and activation such as (3, 'tanh'), or an activation alone, one of {known}"
        ).format(known=known)
    )


def _optimizer(given: Any, learning_rate: float | None) -> OptimizerSpec:
    if isinstance(given, OptimizerSpec) and learning_rate is None:
        return given
    fields: dict[str, Any] = {"name": given} if isinstance(given, str) else {}
    if isinstance(given, OptimizerSpec):
        fields = {name: getattr(given, name) for name in given.__struct_fields__}
    elif isinstance(given, Mapping):
        fields = dict(given)
    if learning_rate is not None:
        fields["learning_rate"] = learning_rate
    try:
        return OptimizerSpec(**fields)
    except ExperimentError as error:
        raise ExperimentError(f"optimizer.{error}") from None
    except TypeError as error:
        raise ExperimentError("optimizer: " + str(error)) from None


def _data(given: Any, layers: Sequence[LayerSpec], test_fraction: float | None) -> DataSpec:
    fields: dict[str, Any]
    if isinstance(given, DataSpec):
        fields = {name: getattr(given, name) for name in given.__struct_fields__}
    elif isinstance(given, str):
        fields = {"name": given}
    elif isinstance(given, Mapping):
        fields = dict(given)
    elif isinstance(given, tuple | list) and len(given) == 2:
        fields = _table(given[0], given[1], layers)
    else:
        raise ExperimentError(
            "data: "
            + translate(
                "api",
                "expected the name of a data set, or (X, y) with examples in rows: inputs (examples, "
                "inputs) and targets (examples, outputs) or (examples,)",
            )
        )
    if test_fraction is not None:
        fields["test_fraction"] = test_fraction
    try:
        return DataSpec(**fields)
    except ExperimentError as error:
        raise ExperimentError(f"data.{error}") from None
    except TypeError as error:
        raise ExperimentError("data: " + str(error)) from None


def _table(x: Any, y: Any, layers: Sequence[LayerSpec]) -> dict[str, Any]:
    """Return the fields of a table of inputs (examples, inputs) and targets with examples in rows."""
    inputs = _numbers("data.X", x)
    if inputs.ndim != 2:
        raise ExperimentError(
            "data.X: "
            + translate(
                "api",
                "expected two dimensions, one row for each example, not {ndim}; a single input is "
                "X.reshape(-1, 1)",
            ).format(ndim=inputs.ndim)
        )
    labels = np.asarray(y)
    if labels.dtype == object:
        labels = np.array([str(one) if isinstance(one, str) else one for one in labels.tolist()])
    outputs = next((layer.units for layer in reversed(layers) if layer.units is not None), None)
    if labels.ndim == 1 and (labels.dtype.kind in "US" or (outputs or 1) > 1):
        classes, numbers = np.unique(labels, return_inverse=True)
        return {
            "inputs": _matrix("data.X", inputs),
            "targets": Matrix(numbers.reshape(-1, 1).astype(np.float64)),
            "class_names": tuple(str(name) for name in classes.tolist()),
        }
    targets = _numbers("data.y", y)
    if targets.ndim == 1:
        targets = targets.reshape(-1, 1)
    return {"inputs": _matrix("data.X", inputs), "targets": _matrix("data.y", targets)}


def _numbers(field: str, values: Any) -> NDArray[np.float64]:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ExperimentError(f"{field}: " + translate("api", "expected an array of numbers")) from None
    return array


def _matrix(field: str, array: NDArray[np.float64]) -> Matrix:
    try:
        return Matrix(array)
    except ValueError as error:
        raise ExperimentError(f"{field}: {error}") from None

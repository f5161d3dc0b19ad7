"""Networks of other libraries as experiments, and weights back by their names there.

No other library is imported: a network is looked at by the names its classes and attributes have.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.api.experiments import Data, experiment
from nnviz.api.runs import Run
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import LayerSpec
from nnviz.core.recording.comparison import StepComparison, compare_step
from nnviz.core.recording.modules import ModuleInfo, ReadNetwork, read_modules
from nnviz.core.recording.step import RecordedStep, read_step
from nnviz.core.text.translate import translate

Array = NDArray[np.float64]

_SETTINGS = (
    "out_features", "negative_slope", "alpha", "beta", "threshold", "approximate", "dim", "p",
    "normalized_shape", "eps", "elementwise_affine", "training",
)  # fmt: skip
_SKLEARN = {
    "identity": "identity",
    "logistic": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
}
_EXAMPLES = 16


def from_torch(
    module: Any, data: Data | None = None, loss: str = "mean_squared_error", **settings: Any
) -> Experiment:
    """Return an experiment with the layers and weights of a PyTorch network.

    Parameters
    ----------
    module
        A Sequential, perhaps of others, of Linear, activations, Dropout, LayerNorm and Identity; or one of
        these. Others are refused by their name. A Dropout that is switched off (``eval()``) is left out.
    data
        As in `experiment`, examples in rows. None makes 16 random examples with targets of 0.
    loss, settings
        As in `experiment`. PyTorch's MSELoss is ``"mean_squared_error_elements"``.

    Returns
    -------
    Experiment
        Weights are (units, inputs), as in PyTorch; biases (units, 1); values (units, batch).

    Raises
    ------
    ExperimentError
        Naming what cannot be read.
    """
    network = read_modules(list(_modules(module, "")))
    state = {name: _numbers(value) for name, value in module.state_dict().items()}
    start = {ours: state[theirs] for theirs, ours in network.parameters.items()}
    return _made(network.layers, start, data, loss, settings)


def state_dict(run: Run | Experiment, module: Any) -> dict[str, Array]:
    """Return weights and biases by the names of a PyTorch network's ``state_dict()``, in its shapes.

    Parameters
    ----------
    run
        A run, whose parameters after the last iteration are taken; or an experiment, for those at its start.
    module
        The network `from_torch` has read, or one of the same layers.

    Returns
    -------
    dict
        ``{"0.weight": (units, inputs), "0.bias": (units,), …}``; for
        ``module.load_state_dict({name: torch.from_numpy(array) for name, array in found.items()})``.
    """
    network: ReadNetwork = read_modules(list(_modules(module, "")))
    values = (run if isinstance(run, Run) else Run(run)).parameters
    found = {}
    for theirs, ours in network.parameters.items():
        if ours not in values:
            raise ExperimentError(
                f"{theirs}: "
                + translate("api", "the run has no {ours}; is it one of this network?").format(ours=ours)
            )
        array = values[ours]
        found[theirs] = array if theirs.endswith("weight") and ours[0] == "W" else array[:, 0].copy()
    return found


def from_sklearn(estimator: Any, data: Data | None = None, **settings: Any) -> Experiment:
    """Return an experiment with the layers and weights of a fitted MLPClassifier or MLPRegressor.

    Parameters
    ----------
    estimator
        The fitted estimator.
    data
        As in `experiment`, examples in rows; for a classifier of two classes targets 0 and 1, for more class
        labels. None makes 16 random examples.
    settings
        As in `experiment`; the loss is that of the estimator.

    Returns
    -------
    Experiment
        Weights are (units, inputs), the transposes of ``coefs_``; biases (units, 1); values (units, batch).
        The penalty of ``alpha`` is divided by the batch in scikit-learn: give ``l2=alpha / batch_size``.
    """
    kind = type(estimator).__name__
    if kind not in ("MLPClassifier", "MLPRegressor"):
        raise ExperimentError(
            "estimator: "
            + translate("api", "MLPClassifier and MLPRegressor can be read, not {kind}").format(
                kind=kind[:40]
            )
        )
    if not hasattr(estimator, "coefs_"):
        raise ExperimentError("estimator: " + translate("api", "it has no weights yet; fit it first"))
    hidden, last = str(estimator.activation), str(estimator.out_activation_)
    names = [hidden] * (len(estimator.coefs_) - 1) + [last]
    unknown = [name for name in names if name not in _SKLEARN]
    if unknown:
        raise ExperimentError(
            "activation: " + translate("api", "{unknown} cannot be read").format(unknown=unknown[0][:40])
        )
    weights = [array for pair in zip(estimator.coefs_, estimator.intercepts_, strict=True) for array in pair]
    by_output = {"logistic": "binary_cross_entropy", "softmax": "categorical_cross_entropy"}
    settings.setdefault("loss", by_output.get(last, "mean_squared_error"))
    return from_keras(weights, [_SKLEARN[name] for name in names], data, **settings)


def from_keras(
    weights: Sequence[ArrayLike],
    activations: Sequence[str],
    data: Data | None = None,
    loss: str = "mean_squared_error",
    **settings: Any,
) -> Experiment:
    """Return an experiment with weights in the shapes of Keras.

    Parameters
    ----------
    weights
        What ``model.get_weights()`` returns for dense layers: (inputs, units) and (units,), by turns.
    activations
        The activation of every layer, by its name in nnviz.
    data
        As in `experiment`, examples in rows. None makes 16 random examples.
    loss, settings
        As in `experiment`.

    Returns
    -------
    Experiment
        Weights are (units, inputs), biases (units, 1), values (units, batch).
    """
    arrays = [_numbers(array) for array in weights]
    if len(arrays) != 2 * len(activations):
        raise ExperimentError(
            "weights: "
            + translate(
                "api",
                "expected a matrix and biases for each of {activations} activations, not {arrays} arrays",
            ).format(activations=len(activations), arrays=len(arrays))
        )
    layers, start = [], {}
    for n, activation in enumerate(activations, 1):
        matrix, bias = arrays[2 * n - 2], arrays[2 * n - 1]
        if matrix.ndim != 2 or bias.size != matrix.shape[1]:
            raise ExperimentError(
                f"weights[{2 * n - 2}]: " + translate("api", "expected (inputs, units) and then (units,)")
            )
        layers.append(LayerSpec(activation=activation, units=matrix.shape[1]))
        start[f"W{n}"], start[f"b{n}"] = matrix.T, bias
    return _made(layers, start, data, loss, settings)


def load_step(path: str | os.PathLike[str]) -> RecordedStep:
    """Return a PyTorch training step that the recorder of ``nnviz recorder`` has written.

    Returns
    -------
    RecordedStep
        `experiment`, to look at or to open; `values`, everything that was recorded: (units, batch), weights
        (units, inputs).

    Raises
    ------
    ExperimentError
        If the file is no recording, or holds what nnviz has not.
    """
    return read_step(path)


def compare(step: RecordedStep) -> StepComparison:
    """Compare a recorded step with the program, value by value: (units, batch), weights (units, inputs).

    Returns
    -------
    StepComparison
        `verdict` (same, different, lost), `message`, `operation` and `quantity`, the first that differs or is
        nan or inf.
    """
    return compare_step(step)


def _modules(module: Any, name: str) -> Iterator[ModuleInfo]:
    """Yield the modules of a network that do something, in their order."""
    kind = type(module).__name__
    children = list(module.named_children()) if hasattr(module, "named_children") else None
    if children is None:
        raise ExperimentError(
            "module: " + translate("api", "expected a PyTorch module, not {kind}").format(kind=kind[:40])
        )
    if children:
        if kind != "Sequential":
            raise ExperimentError(
                f"{name or 'module'}: "
                + translate(
                    "api", "{kind} cannot be read, what it does with its parts is code; use Sequential"
                ).format(kind=kind[:40])
            )
        for child, part in children:
            yield from _modules(part, f"{name}.{child}" if name else child)
    elif kind != "Sequential":
        settings = {key: getattr(module, key) for key in _SETTINGS if hasattr(module, key)}
        own = [f"{name}.{key}" if name else key for key, _ in module.named_parameters()]
        yield ModuleInfo(name, kind, settings, tuple(own))


def _numbers(value: Any) -> Array:
    """Return a tensor or an array in 64 bits."""
    for step in ("detach", "cpu"):
        value = getattr(value, step)() if hasattr(value, step) else value
    array: Array = np.asarray(value, dtype=np.float64)
    return array


def _made(
    layers: Sequence[LayerSpec],
    start: Mapping[str, Array],
    data: Data | None,
    loss: str,
    settings: Mapping[str, Any],
) -> Experiment:
    initial = {name: array.reshape(-1, 1) if array.ndim == 1 else array for name, array in start.items()}
    if data is None:
        first = next(array for name, array in initial.items() if name[0] == "W")
        inputs = np.random.default_rng(0).normal(size=(_EXAMPLES, first.shape[1]))
        units = next(spec.units for spec in reversed(layers) if spec.units is not None) or 1
        targets = np.zeros((_EXAMPLES, units))
        if loss in ("categorical_cross_entropy", "log_likelihood"):
            targets[:, 0] = 1.0
        data = (inputs, targets)
    return experiment(list(layers), data, loss, initial=initial, **settings)

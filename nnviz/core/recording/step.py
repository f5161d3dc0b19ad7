"""A recorded PyTorch training step, read from a file of nnviz's recorder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import DataSpec, OptimizerSpec
from nnviz.core.file_access.safetensors import read_safetensors
from nnviz.core.functions.buffers import Array
from nnviz.core.recording.modules import ModuleInfo, ReadNetwork, read_modules
from nnviz.core.text.translate import translate

MAX_MODULES = 256


@dataclass(frozen=True)
class _LossRow:
    """A loss of PyTorch: its name here, the activation it applies, the settings it must have.

    With `per_unit` theirs is a mean over the units too, so ours is that many times larger. `of_sum` is its
    name for the reduction sum, where that is another one.
    """

    name: str
    activation: str = ""
    settings: tuple[tuple[str, Any], ...] = ()
    per_unit: bool = True
    of_sum: str = ""


_LOSSES = {
    "MSELoss": _LossRow("mean_squared_error_elements", per_unit=False, of_sum="squared_error"),
    "L1Loss": _LossRow("mean_absolute_error"),
    "HuberLoss": _LossRow("huber", settings=(("delta", 1.0),)),
    "SmoothL1Loss": _LossRow("huber", settings=(("beta", 1.0),)),
    "BCELoss": _LossRow("binary_cross_entropy"),
    "BCEWithLogitsLoss": _LossRow("binary_cross_entropy", "sigmoid"),
    "CrossEntropyLoss": _LossRow(
        "categorical_cross_entropy", "softmax", (("label_smoothing", 0.0),), per_unit=False
    ),
}  # fmt: skip
_OPTIMIZERS = {"SGD": "sgd", "Adam": "adam", "RMSprop": "rmsprop", "Adagrad": "adagrad"}


@dataclass(frozen=True, eq=False)
class RecordedStep:
    """One training step of another program in the words of nnviz.

    Attributes
    ----------
    experiment
        The recipe: the batch as a table, the weights at the start; numbers that were lost are 0 in it.
    values
        Name in ``nnviz trace`` → recorded array, (units, batch) or (units, inputs).
    updates
        Whether parameters after the step can be compared: the optimizer starts its run with it.
    network
        How the modules became layers.
    scale
        Ours divided by theirs, of the loss and all gradients: PyTorch's L1Loss is a mean over units, too.
    precision
        One unit of the last place of 1, in the shortest numbers that were recorded.
    """

    experiment: Experiment
    values: Mapping[str, Array]
    updates: bool
    network: ReadNetwork
    scale: float
    precision: float


def read_step(path: str | os.PathLike[str]) -> RecordedStep:
    """Read a recorded step.

    Raises
    ------
    ExperimentError
        If the file is no recording, or holds what nnviz has not.
    """
    arrays, texts = read_safetensors(path)
    if texts.get("format") != "nnviz-recording" or texts.get("version") != "1":
        raise ExperimentError(
            translate("recording", "the file is no recording of `nnviz recorder`, version 1")
        )
    try:
        told = json.loads(texts.get("step", ""))
        modules = [_module(entry, arrays) for entry in told["modules"][: MAX_MODULES + 1]]
        loss, optimizer = dict(told["loss"]), dict(told["optimizer"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ExperimentError(
            "step: "
            + translate("recording", "the recording does not say which modules, loss and optimizer it has")
        ) from None
    if len(modules) > MAX_MODULES:
        raise ExperimentError(
            "modules: "
            + translate("recording", "at most {max_modules} are read").format(max_modules=MAX_MODULES)
        )
    try:
        _check_between(told.get("between"))
        step = _read(arrays, modules, loss, {**optimizer, "groups": told.get("groups", 1)})
        return replace(step, precision=_precision(arrays, told.get("types")))
    except ExperimentError:
        raise
    except (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise ExperimentError(
            "step: " + translate("recording", "the recording is not as the recorder writes it")
        ) from None


def _check_between(names: object) -> None:
    """Refuse a step in which a function that no module is has changed what the next was given."""
    if isinstance(names, list) and names:
        raise ExperimentError(
            f"{str(names[0])[:80]}: "
            + translate(
                "recording",
                "it was given something else than the module before it gave; a function between modules, "
                "such as F.relu or a sum, is not recorded, so make it a module, such as nn.ReLU",
            )
        )


def _module(entry: Any, arrays: Mapping[str, Array]) -> ModuleInfo:
    name, prefix = str(entry["name"]), f"before/{entry['name']}."
    own = (
        [key.removeprefix("before/") for key in arrays if key.startswith(prefix)]
        if name
        else [key.removeprefix("before/") for key in arrays if key in ("before/weight", "before/bias")]
    )
    return ModuleInfo(name, str(entry["type"]), dict(entry), tuple(own))


def _read(
    arrays: Mapping[str, Array],
    modules: list[ModuleInfo],
    loss: Mapping[str, Any],
    optimizer: Mapping[str, Any],
) -> RecordedStep:
    row = _LOSSES.get(str(loss.get("type")))
    if row is None:
        raise ExperimentError(
            "loss: "
            + translate("recording", "{loss} cannot be read; read are {losses}").format(
                loss=str(loss.get("type", translate("recording", "none was recorded")))[:40],
                losses=", ".join(_LOSSES),
            )
        )
    for setting, value in row.settings:
        if loss.get(setting, value) != value:
            raise ExperimentError(
                "loss: "
                + translate("recording", "of {loss} only {setting}={value} can be read").format(
                    loss=loss["type"], setting=setting, value=value
                )
            )
    if loss.get("weight") is not None or loss.get("pos_weight") is not None:
        raise ExperimentError(
            "loss: "
            + translate("recording", "{loss} with weights of classes or examples cannot be read").format(
                loss=loss["type"]
            )
        )
    reduction = loss.get("reduction", "mean")
    if reduction not in ("mean", "sum"):
        raise ExperimentError(
            "loss: " + translate("recording", "only the reductions mean and sum can be read")
        )
    network = read_modules(modules, row.activation)
    x = _matrix(arrays, "inputs")
    y = _targets(_matrix(arrays, "targets", True), arrays, network, row)
    scale = float(y.shape[1]) if row.per_unit and reduction == "mean" else 1.0
    values = _values(arrays, network, scale)
    start = {name: values[name] for name in network.parameters.values()}
    spec, updates = _optimizer(optimizer, arrays, scale)
    experiment = Experiment(
        data=DataSpec(inputs=Matrix(_finite(x)), targets=Matrix(_finite(y))),
        layers=tuple(network.layers),
        loss=(row.of_sum or row.name) if reduction == "sum" else row.name,
        reduction=reduction,
        output_gradient="fused" if row.activation else "chain_rule",
        optimizer=spec,
        batch_size=len(x),
        initial={name: Matrix(_finite(array)) for name, array in start.items()},
    )
    missing = [str(v) for block in experiment.blocks for v in block.values if str(v) not in values]
    if missing:
        raise ExperimentError(
            f"{missing[0]}: " + translate("recording", "the recording has no values of it at the start")
        )
    experiment = _with_masks(experiment, values)
    return RecordedStep(experiment, {"X": x.T, "Y": y.T, **values}, updates, network, scale, 0.0)


def _with_masks(e: Experiment, values: Mapping[str, Array]) -> Experiment:
    """Give dropout layers the masks that were recorded."""
    layers = list(e.layers)
    for n, spec in enumerate(layers, 1):
        mask = values.get(f"mask{n}")
        if mask is None:
            continue
        if mask.shape != (e.widths[n], e.batch_size):
            raise ExperimentError(
                f"mask{n}: "
                + translate("recording", "expected a mask of shape {shape}, not {mask}").format(
                    shape=(e.batch_size, e.widths[n]), mask=mask.T.shape
                )
            )
        layers[n - 1] = msgspec.structs.replace(spec, mask=Matrix(mask))
    return e.replace(layers=tuple(layers))


def _precision(arrays: Mapping[str, Array], types: object) -> float:
    """Return the unit of the last place of 1 in the shortest numbers; `types` names those of the recorder."""
    if isinstance(types, list) and "torch.bfloat16" in types:
        # NumPy has no such type: these were read into longer ones.
        return 2.0**-7
    return max(float(np.finfo(array.dtype).eps) for array in arrays.values() if array.dtype.kind == "f")


def _finite(array: Array) -> Array:
    return np.nan_to_num(array.astype(np.float64), nan=0.0, posinf=0.0, neginf=0.0)


def _matrix(arrays: Mapping[str, Array], name: str, flat: bool = False) -> Array:
    if name not in arrays:
        raise ExperimentError(f"{name}: " + translate("recording", "the recording has none"))
    array = arrays[name]
    if array.ndim == 1 and flat:
        return array.reshape(-1, 1)
    if array.ndim != 2:
        raise ExperimentError(
            f"{name}: "
            + translate("recording", "expected (examples, numbers), not {ndim} dimensions").format(
                ndim=array.ndim
            )
        )
    return array


def _targets(y: Array, arrays: Mapping[str, Array], network: ReadNetwork, row: _LossRow) -> Array:
    """Return targets (examples, outputs): class numbers become one unit per class."""
    units = next(spec.units for spec in reversed(network.layers) if spec.units is not None) or 1
    if row.name != "categorical_cross_entropy" or y.dtype.kind == "f":
        return y
    if y.shape[1] != 1 or y.min() < 0 or y.max() >= units:
        raise ExperimentError(
            "targets: "
            + translate("recording", "expected class numbers from 0 to {units}").format(units=units - 1)
        )
    return np.eye(units)[y[:, 0].astype(np.int64)]


def _values(arrays: Mapping[str, Array], network: ReadNetwork, scale: float) -> dict[str, Array]:
    """Return recorded arrays by their names in ``nnviz trace``, in 64 bits and with our loss."""
    found: dict[str, Array] = {}

    def take(key: str, name: str, turned: bool, factor: float = 1.0) -> None:
        if key in arrays:
            array = arrays[key].astype(np.float64) * factor
            found[name] = array.T if turned else array.reshape(-1, 1) if array.ndim == 1 else array

    for own, name in network.parameters.items():
        take(f"before/{own}", name, False)
        take(f"gradient_of/{own}", f"d{name}", False, scale)
        take(f"after/{own}", f"{name}_next", False)
    for module, name in network.outputs.items():
        take(f"output/{module}", name, True)
        take(f"gradient/{module}", f"d{name}", True, scale)
    for module, name in network.masks.items():
        take(f"mask/{module}", name, True)
    if "loss" in arrays:
        found["C"] = arrays["loss"].astype(np.float64).reshape(()) * scale
    return found


def _optimizer(
    told: Mapping[str, Any], arrays: Mapping[str, Array], scale: float
) -> tuple[OptimizerSpec, bool]:
    """Return the update rule, and whether its first step is this one and gives what theirs gives."""
    name, rate = str(told.get("type")), told.get("lr", 0.0)
    unusual = ("weight_decay", "dampening", "maximize")
    plain = told["groups"] == 1 and not any(told.get(setting) for setting in unusual)
    rate = float(rate) if isinstance(rate, int | float) and 0 < rate <= 1e6 else 0.0
    fresh = not any(key.startswith("state/") for key in arrays)
    if name not in _OPTIMIZERS or not rate or not plain:
        return OptimizerSpec(learning_rate=rate or 0.03), False
    if name == "SGD" and not told.get("momentum"):
        # With a loss of another size a step of the same length needs another rate.
        return OptimizerSpec(learning_rate=rate / scale), True
    if name == "SGD":
        rule = "nesterov" if told.get("nesterov") else "momentum"
        spec = OptimizerSpec(name=rule, learning_rate=rate / scale, momentum=told["momentum"])
        return spec, fresh
    settings: dict[str, Any] = {"epsilon": told.get("eps")}
    if name == "Adam":
        settings["beta1"], settings["beta2"] = told.get("betas", (0.9, 0.999))
    if name == "RMSprop":
        settings["alpha"] = told.get("alpha")
        plain = not told.get("momentum") and not told.get("centered")
    if name == "Adagrad":
        plain = not told.get("lr_decay") and not told.get("initial_accumulator_value")
    plain = plain and not told.get("amsgrad")
    return OptimizerSpec(
        name=_OPTIMIZERS[name], learning_rate=rate, **settings
    ), fresh and plain and scale == 1.0

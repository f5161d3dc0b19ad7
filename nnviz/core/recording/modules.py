"""Layers of nnviz from a list of PyTorch modules, and where each module's output and parameters are in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import LayerSpec
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.network.layers import EPSILON
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

_ACTIVATIONS = {
    row.torch.removeprefix("nn.").partition("(")[0]: name
    for name, row in ACTIVATIONS.items()
    if row.slope or row.backward
}
"""Type of a module → the activation that it applies."""
_SETTINGS: dict[str, dict[str, tuple[Any, ...]]] = {
    "LeakyReLU": {"negative_slope": (0.01,)}, "ELU": {"alpha": (1.0,)}, "GELU": {"approximate": ("tanh",)},
    "Softplus": {"beta": (1, 1.0), "threshold": (20, 20.0)}, "Softmax": {"dim": (1, -1)},
}  # fmt: skip
"""Settings that an activation must have to be one of nnviz's."""
_EXACT_GELU = QT_TRANSLATE_NOOP(
    "recording",
    "the exact form takes erf, which NumPy has not, and its values differ from the tanh form by up to 0.0005",
)
READ = ("Linear", *_ACTIVATIONS, "Identity", "Dropout", "LayerNorm", "Sequential")
"""Modules that can be read."""
_NOTHING = ("Identity", "Flatten")


@dataclass(frozen=True)
class ModuleInfo:
    """One module: its name in the network, its type, its settings, and the names of its parameters."""

    name: str
    type: str
    settings: Mapping[str, Any]
    parameters: tuple[str, ...]


@dataclass
class ReadNetwork:
    """A network as layers of nnviz.

    Attributes
    ----------
    layers
        From the first to the output.
    outputs
        Name of a module → value it gives: ``z1``, ``a1``, … A module that gives what the one before gave is
        left out.
    parameters
        Name in the state dict → parameter, such as ``W1`` (units, inputs).
    masks
        Name of a dropout module → its mask, such as ``mask3``.
    """

    layers: list[LayerSpec] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, str] = field(default_factory=dict)
    masks: dict[str, str] = field(default_factory=dict)


def read_modules(modules: Sequence[ModuleInfo], last: str = "") -> ReadNetwork:
    """Return the layers of modules in the order they are called.

    Parameters
    ----------
    modules
        Only those that do something, no containers.
    last
        An activation that the loss applies to the outputs, such as softmax; empty if it applies none.

    Raises
    ------
    ExperimentError
        Naming the module that cannot be read, and why.
    """
    found, open_layer, activation_pending = ReadNetwork(), 0, False
    for module in modules:
        if module.type == "Linear":
            bias = any(name.endswith("bias") for name in module.parameters)
            units = int(module.settings["out_features"])
            found.layers.append(LayerSpec(activation="identity", units=units, bias=bias))
            n = open_layer = len(found.layers)
            activation_pending = True
            found.outputs[module.name] = f"z{n}"
            _place(found, module, {"weight": f"W{n}", "bias": f"b{n}"})
        elif module.type in _ACTIVATIONS:
            _check_activation(module)
            _activate(
                found, _ACTIVATIONS[module.type], activation_pending and open_layer == len(found.layers)
            )
            activation_pending = False
            found.outputs[module.name] = f"a{len(found.layers)}"
        elif module.type == "LayerNorm":
            _layer_norm(found, module)
            activation_pending = False
        elif module.type == "Dropout":
            if module.settings.get("training", True) and module.settings.get("p", 0.5) > 0:
                found.layers.append(LayerSpec(layer="dropout", rate=float(module.settings["p"])))
                n = len(found.layers)
                found.outputs[module.name], found.masks[module.name] = f"a{n}", f"mask{n}"
                activation_pending = False
        elif module.type not in _NOTHING:
            raise ExperimentError(
                f"{module.name or 'module'}: "
                + translate("recording", "{type} cannot be read; read are {read}").format(
                    type=module.type[:40], read=", ".join(READ)
                )
            )
    if last:
        _activate(found, last, activation_pending and open_layer == len(found.layers))
    if all(spec.units is None for spec in found.layers):
        raise ExperimentError(
            "layers: " + translate("recording", "at least one layer needs units, as a Linear has")
        )
    return found


def _place(found: ReadNetwork, module: ModuleInfo, names: Mapping[str, str]) -> None:
    for name in module.parameters:
        found.parameters[name] = names[name.rpartition(".")[2]]


def _activate(found: ReadNetwork, activation: str, of_the_last: bool) -> None:
    """Give the last layer its activation, or add a layer without weights."""
    if of_the_last:
        spec = found.layers[-1]
        found.layers[-1] = LayerSpec(activation=activation, units=spec.units, bias=spec.bias)
    else:
        found.layers.append(LayerSpec(activation=activation))


def _check_activation(module: ModuleInfo) -> None:
    for setting, allowed in _SETTINGS.get(module.type, {}).items():
        value = module.settings.get(setting, allowed[0])
        if value not in allowed:
            raise ExperimentError(
                f"{module.name}: "
                + translate(
                    "recording", "of {type} only {setting}={allowed} can be read, not {value}"
                ).format(type=module.type, setting=setting, allowed=f"{allowed[0]!r}", value=f"{value!r:.20}")
                + (f"; {translate('recording', _EXACT_GELU)}" if module.type == "GELU" else "")
            )


def _layer_norm(found: ReadNetwork, module: ModuleInfo) -> None:
    shape = module.settings.get("normalized_shape", [0])
    if len(shape) != 1 or not module.settings.get("elementwise_affine", True) or len(module.parameters) != 2:
        raise ExperimentError(
            f"{module.name}: "
            + translate("recording", "a LayerNorm can be read if it has one axis, a weight and a bias")
        )
    if module.settings.get("eps", EPSILON) != EPSILON:
        raise ExperimentError(
            f"{module.name}: "
            + translate("recording", "of LayerNorm only eps={epsilon} can be read").format(
                epsilon=f"{EPSILON!r}"
            )
        )
    found.layers.append(LayerSpec(layer="layer_norm"))
    n = len(found.layers)
    found.outputs[module.name] = f"a{n}"
    _place(found, module, {"weight": f"gamma{n}", "bias": f"beta{n}"})

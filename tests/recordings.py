"""Recorded training steps, written as the recorder would write them for a network of nnviz."""

import json

from nnviz.core.checks.trace import frame_at
from nnviz.core.file_access.safetensors import write_safetensors

TYPES = {"tanh": "Tanh", "sigmoid": "Sigmoid", "relu": "ReLU", "softplus": "Softplus"}
LOSSES = {"mean_squared_error": "MSELoss", "binary_cross_entropy": "BCELoss"}


def recorded(e, iteration=0):
    """Return the arrays and the description that the recorder would write for an iteration of `e`."""
    values = frame_at(e, iteration).values
    units = e.widths[-1]
    # Theirs is a mean over units too, and without the half.
    scale = {"mean_squared_error": 2 / units, "binary_cross_entropy": 1 / units}[e.loss]
    arrays = {
        "inputs": values["X"].T,
        "targets": values["Y"].T,
        "loss": values["C"] * scale,
    }
    modules = []
    for n, spec in enumerate(e.layers, 1):
        linear, activation = str(2 * n - 2), str(2 * n - 1)
        modules.append({"name": linear, "type": "Linear", "out_features": spec.units})
        modules.append({"name": activation, "type": TYPES[spec.activation]})
        arrays |= {
            f"before/{linear}.weight": values[f"W{n}"], f"before/{linear}.bias": values[f"b{n}"][:, 0],
            f"after/{linear}.weight": values[f"W{n}_next"],
            f"after/{linear}.bias": values[f"b{n}_next"][:, 0],
            f"gradient_of/{linear}.weight": values[f"dW{n}"] * scale,
            f"gradient_of/{linear}.bias": values[f"db{n}"][:, 0] * scale,
            f"output/{linear}": values[f"z{n}"].T, f"output/{activation}": values[f"a{n}"].T,
            f"gradient/{linear}": values[f"dz{n}"].T * scale,
            f"gradient/{activation}": values[f"da{n}"].T * scale,
        }  # fmt: skip
    rate = e.optimizer.learning_rate / scale
    told = {"modules": modules, "loss": {"type": LOSSES[e.loss], "reduction": "mean"},
            "optimizer": {"type": "SGD", "lr": rate, "momentum": 0}}  # fmt: skip
    return arrays, told


def written(path, arrays, told):
    texts = {"format": "nnviz-recording", "version": "1", "step": json.dumps(told)}
    write_safetensors(path, arrays, texts)
    return path


def order_of(e):
    """Return the names of a step in the order of the program, with their places in the recording."""
    frame = frame_at(e, 0)
    parameters = [name for name in frame.values if name[0] in "Wb" and name[1:].isdigit()]
    return ["X", "Y", *parameters, *(name for op in frame.operations for name in op.writes)]


def key_of(name):
    """Return where a value stands in a recording."""
    kind, n = name.rstrip("0123456789_next"), name.removesuffix("_next").lstrip("XYWbazdC")
    linear, activation = (str(2 * int(n) - 2), str(2 * int(n) - 1)) if n else ("", "")
    if name in ("X", "Y", "C"):
        return {"X": "inputs", "Y": "targets", "C": "loss"}[name]
    if name[0] in "Wb":
        when = "after" if name.endswith("_next") else "before"
        return f"{when}/{linear}.{'weight' if name[0] == 'W' else 'bias'}"
    if kind in ("dW", "db"):
        return f"gradient_of/{linear}.{'weight' if kind == 'dW' else 'bias'}"
    return {"z": f"output/{linear}", "a": f"output/{activation}", "dz": f"gradient/{linear}",
            "da": f"gradient/{activation}"}[kind]  # fmt: skip

"""Suggestions at a position of the run: targets to choose from, and claims to begin with."""

from __future__ import annotations

from collections.abc import Mapping

from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.activations import ACTIVATIONS


def targets(frame: Frame, names: Mapping[str, str]) -> list[str]:
    """Return targets: every value the program computes, quotients of the last layer, names of a lesson."""
    written = [name for op in frame.operations for name in op.writes]
    last = len(frame.experiment.layers)
    quotients = [f"dC/da{last}", f"dC/dz{last}", f"da{last}/dz{last}"]
    own = [f"dC/d{name}" for name, stands in names.items() if stands[:1] in "azW"]
    gradients = [name for name in written if name.startswith("d")]
    others = [name for name in written if not name.startswith("d")]
    return list(dict.fromkeys([*gradients, *quotients, *own, *names, *others]))


def examples(frame: Frame) -> list[tuple[str, str]]:
    """Return three claims on this network: target and text, one right, one wrong, one of shapes."""
    e = frame.experiment
    weighted = [n for n, layer in enumerate(e.layers, 1) if layer.units is not None]
    last, first = weighted[-1], weighted[0]
    before = "X" if last == 1 else f"a{last - 1}"
    found = [(f"dW{last}", f"dz{last} @ {before}.T"), (f"db{last}", f"dz{last}")]
    if first != last and ACTIVATIONS[e.layers[first - 1].activation].elementwise:
        found.append((f"dz{first}", f"W{first + 1} @ dz{first + 1} * d(z{first})"))
    else:
        found.append((f"dW{last}", f"{before} @ dz{last}.T"))
    return found

"""Places of a formula in the run: the values it is about, and the operation that computes them."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.notation.reading import NotationReading
from nnviz.core.experiment.selection import Selection
from nnviz.core.judge.nodes import Canonical, Derivative, walk
from nnviz.core.network.operation import Operation
from nnviz.core.network.value import named


def values_of(reading: NotationReading) -> tuple[str, ...]:
    """Return the values of a formula by name, those of its left side first."""
    found: dict[str, None] = {}
    for side in reading.sides:
        for part in walk(side.node):
            if isinstance(part, Derivative):
                found.update(dict.fromkeys(_gradients(part)))
            if isinstance(part, Canonical) and named(part.id) is not None:
                found[part.id] = None
    return tuple(found)


def operation_of(reading: NotationReading, operations: Sequence[Operation]) -> int:
    """Return the number of the operation that computes the left side of a formula, from 0; −1 for none.

    A Jacobian belongs to the operation that multiplies by it: ∂a/∂z to the one that writes δ.
    """
    last = {name: number for number, op in enumerate(operations) for name in op.writes}
    for side in reading.sides:
        left = side.node
        wanted = [name for part in walk(left) if isinstance(part, Derivative) for name in _gradients(part)]
        wanted += [part.id for part in walk(left) if isinstance(part, Canonical)]
        for name in wanted:
            for spelled in (name, name.removesuffix("_next") if name.endswith("_next") else f"{name}_next"):
                if spelled in last:
                    return last[spelled]
    return -1


def values_at(selection: Selection, layers: int) -> tuple[str, ...]:
    """Return the names of the values that belong to an item of the network.

    Parameters
    ----------
    selection
        A unit, a weight, a bias or the loss.
    layers
        Number of layers of the network.
    """
    n = selection.layer
    if selection.kind == "loss":
        return ("C",)
    if selection.kind in ("weight", "bias"):
        letter = "W" if selection.kind == "weight" else "b"
        return (f"{letter}{n}", f"d{letter}{n}", f"{letter}{n}_next")
    if n == 0:
        return ("X", "dX")
    targets = ("Y",) if n == layers else ()
    return (f"z{n}", f"a{n}", f"dz{n}", f"da{n}", *targets)


def _gradients(part: Derivative) -> list[str]:
    """Return the gradients by what a derivative is taken by."""
    by: list[str] = []
    for inner in walk(part.by):
        value = named(inner.id) if isinstance(inner, Canonical) else None
        if value is not None and value.is_plain:
            by.append(str(value.gradient()))
    return by

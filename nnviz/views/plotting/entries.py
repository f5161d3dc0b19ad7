"""The named values of a frame: how each is written, where it belongs, which part of it a pick means."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnviz.core.experiment.selection import Selection
from nnviz.core.run.frame import Frame
from nnviz.core.text.scripts import superscript

_NAME = re.compile(r"(?P<state>\w*?)(?P<kind>da|dz|dW|db|z|a|W|b)(?P<layer>[0-9]+)(?P<next>_next)?")
_SYMBOLS = {"dz": "δ", "da": "∇a", "dW": "∂W", "db": "∂b"}


@dataclass(frozen=True)
class EntryName:
    """A name taken apart.

    Attributes
    ----------
    text
        As it is in the NumPy lines: ``dz1``.
    kind
        The letters before the number, without those of the optimizer: ``dz``. A name without a number
        is its own kind.
    layer
        The number, 0 if there is none.
    state
        The optimizer's quantity that is kept for it, such as ``v`` in ``vW1``, or empty.
    later
        Whether it is a value after the update.
    """

    text: str
    kind: str
    layer: int = 0
    state: str = ""
    later: bool = False

    @property
    def symbol(self) -> str:
        """How it is written in equations: ``δ¹``."""
        if not self.layer:
            return self.text
        letter = _SYMBOLS.get(self.kind, self.kind) + superscript(self.layer)
        written = f"{self.state}({letter})" if self.state else letter
        return f"{written} →" if self.later else written

    @property
    def batched(self) -> bool:
        """Whether its columns are the examples of the batch."""
        return self.kind in ("X", "Y", "z", "a", "dz", "da")


def parse(text: str) -> EntryName:
    """Take a name apart."""
    found = _NAME.fullmatch(text)
    if found is None:
        return EntryName(text, text)
    return EntryName(text, found["kind"], int(found["layer"]), found["state"], found["next"] is not None)


def groups(frame: Frame) -> list[tuple[str, list[str]]]:
    """Return all names an iteration will have, in order: data, parameters, then phase by phase."""
    written = {name for operation in frame.operations for name in operation.writes}
    given = [name for name in frame.values if name not in written and name not in ("X", "Y")]
    found: list[tuple[str, list[str]]] = [("data", ["X", "Y"]), ("parameters", given)]
    for operation in frame.operations:
        if found[-1][0] != operation.phase:
            found.append((operation.phase, []))
        found[-1][1].extend(operation.writes)
    return found


def part(name: EntryName, selection: Selection | None, layers: int) -> tuple[int | None, int | None]:
    """Return the row and the column of a matrix that belong to `pick`, None where it does not say.

    Parameters
    ----------
    name
        Of the matrix.
    pick
        What is selected.
    layers
        Number of layers of the network: the targets belong to the units of the last.
    """
    if selection is None or selection.kind == "loss":
        return None, None
    layer = {"X": 0, "Y": layers}.get(name.kind, name.layer)
    weights, bias = name.kind in ("W", "dW"), name.kind in ("b", "db")
    if selection.kind == "weight":
        return (selection.unit, selection.source) if weights and layer == selection.layer else (None, None)
    if selection.kind == "bias":
        return (selection.unit, None) if bias and layer == selection.layer else (None, None)
    if weights and layer == selection.layer + 1:
        return None, selection.unit
    belongs = layer == selection.layer and (name.batched or weights or bias)
    return (selection.unit, None) if belongs else (None, None)


def selection_of(name: EntryName, row: int, column: int, layers: int) -> Selection | None:
    """Return what a cell of a matrix stands for, None if for nothing that can be selected."""
    if name.kind in ("W", "dW"):
        return Selection("weight", name.layer, row, column)
    if name.kind in ("b", "db"):
        return Selection("bias", name.layer, row)
    if name.batched:
        return Selection("unit", {"X": 0, "Y": layers}.get(name.kind, name.layer), row)
    return Selection("loss") if name.kind == "C" else None

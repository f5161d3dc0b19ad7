"""The named values of a frame: how each is written, where it belongs, which part of it a pick means."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.selection import Selection
from nnviz.core.network.value import Value, named
from nnviz.core.text.scripts import superscript


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
    def value(self) -> Value | None:
        """The value that it names, if it names one."""
        return named(self.text)

    @property
    def symbol(self) -> str:
        """How it is written in equations: ``δ¹``."""
        value = self.value
        if value is None or not value.layer:
            return self.text
        info, above = value.info, superscript(self.layer)
        letter = info.text % above
        if value.is_gradient:
            letter = f"∂{letter}" if info.parameter else info.gradient_text % above
        written = f"{self.state}({letter})" if self.state else letter
        return f"{written} →" if self.later else written

    @property
    def batched(self) -> bool:
        """Whether its columns are the examples of the batch."""
        return self.value is not None and self.value.per_example


def parse(text: str) -> EntryName:
    """Return the parts of a name."""
    value = named(text)
    if value is None:
        return EntryName(text, text)
    kind = f"d{value.base.kind}" if value.is_gradient else value.base.kind
    return EntryName(text, kind, value.layer, value.kind if value.is_state else "", value.next)


def groups(frame: Frame) -> list[tuple[str, list[str]]]:
    """Return all names an iteration will have, in order: data, parameters, then phase by phase."""
    written = {name for operation in frame.operations for name in operation.writes}
    data = [name for name in frame.values if name in ("X", "Y") or parse(name).kind == "mask"]
    given = [name for name in frame.values if name not in written and name not in data]
    found: list[tuple[str, list[str]]] = [("data", data), ("parameters", given)]
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
    belongs_to = "" if name.value is None else name.value.info.belongs_to
    weights, bias = belongs_to == "weight", belongs_to == "bias"
    if selection.kind == "weight":
        return (selection.unit, selection.source) if weights and layer == selection.layer else (None, None)
    if selection.kind == "bias":
        return (selection.unit, None) if bias and layer == selection.layer else (None, None)
    if weights and layer == selection.layer + 1:
        return None, selection.unit
    belongs = layer == selection.layer and bool(belongs_to)
    return (selection.unit, None) if belongs else (None, None)


def selection_of(name: EntryName, row: int, column: int, layers: int) -> Selection | None:
    """Return what a cell of a matrix stands for, None if for nothing that can be selected."""
    return None if name.value is None else Selection.of_entry(name.value, row, column, layers)

"""Naming one item of the network: a unit, a weight, a bias."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.network.value import Value, entry_named
from nnviz.core.text.scripts import subscript, superscript


@dataclass(frozen=True)
class Selection:
    """One item of the network. Layers count from 1 (0 is the input), units and sources from 0.

    Attributes
    ----------
    kind
        "unit", "weight", "bias" or "loss".
    layer, unit
        Where it is.
    source
        For a weight, the unit of the layer before that it comes from.
    """

    kind: str
    layer: int = 0
    unit: int = 0
    source: int | None = None

    @classmethod
    def of_entry(cls, value: Value, row: int | None, column: int | None, layers: int) -> Selection | None:
        """Return what an entry of a value belongs to, None where it is nothing that can be selected.

        A weight, its gradient, its next value and its optimizer state are all that weight; all that a unit
        computes, its gain and its shift are the unit, whatever the example; a target is the output unit it
        is for.

        Parameters
        ----------
        value
            Which value.
        row, column
            The entry, from 0; None for the whole value, which is something only for the loss.
        layers
            Number of layers of the network.
        """
        belongs = value.info.belongs_to
        if belongs == "loss":
            return cls("loss")
        if row is None or not belongs:
            return None
        if belongs == "weight":
            return None if column is None else cls("weight", value.layer, row, column)
        if belongs == "bias":
            return cls("bias", value.layer, row)
        return cls("unit", layers if value.base.kind == "Y" else value.layer, row)

    @classmethod
    def read(cls, text: str, e: Experiment) -> Selection | None:
        """Return what a text such as ``W2[1,3]``, ``b1[2]``, ``a1[2]`` or ``X[1]`` selects, counted from 1.

        None if the network of `e` has no such item.
        """
        found = entry_named(text)
        if found is None:
            return None
        value, numbers = found
        row, column = numbers[0] - 1, numbers[1] - 1 if len(numbers) > 1 else None
        if (column is not None) != (value.info.belongs_to == "weight") or min(numbers) < 1:
            return None
        if value.base.kind in ("C", "Y") or value.is_state or value.next:
            return None
        selection = cls.of_entry(value, row, column, len(e.layers))
        return selection if selection is not None and selection.exists(e) else None

    @property
    def parameter(self) -> str | None:
        """Name of the matrix that holds it: ``W2`` or ``b2``; None for a unit."""
        return {"weight": f"W{self.layer}", "bias": f"b{self.layer}"}.get(self.kind)

    @property
    def symbol(self) -> str:
        """How it is written: ``a¹₂``, ``w²₁₃``, ``b¹₂``, ``x₁``, ``C``."""
        up, unit = superscript(self.layer), subscript(self.unit + 1)
        if self.kind == "loss":
            return "C"
        if self.kind == "weight":
            comma = "," if self.unit >= 9 or (self.source or 0) >= 9 else ""
            return f"w{up}{unit}{comma}{subscript((self.source or 0) + 1)}"
        if self.kind == "bias":
            return f"b{up}{unit}"
        return f"a{up}{unit}" if self.layer else f"x{unit}"

    def exists(self, e: Experiment) -> bool:
        """Whether the network of `e` has such an item."""
        if self.kind == "loss":
            return True
        if not 0 <= self.layer <= len(e.layers) or self.unit >= e.widths[self.layer]:
            return False
        if self.kind == "unit":
            return True
        spec = e.layers[self.layer - 1] if self.layer else None
        if spec is None or spec.units is None:
            return False
        if self.kind == "bias":
            return spec.bias is True or (spec.bias is not False and self.unit == 0)
        return self.source is None or self.source < e.widths[self.layer - 1]

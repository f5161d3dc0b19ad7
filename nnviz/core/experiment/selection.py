"""Naming one thing of the network: a unit, a weight, a bias."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.text.scripts import subscript, superscript


@dataclass(frozen=True)
class Selection:
    """One thing of the network. Layers count from 1 (0 is the input), units and sources from 0.

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
        """Whether the network of `e` has such a thing."""
        if self.kind == "loss":
            return True
        if not 0 <= self.layer <= len(e.layers) or self.unit >= e.widths[self.layer]:
            return False
        if self.kind == "unit":
            return True
        weights = self.layer > 0 and e.layers[self.layer - 1].units is not None
        return weights and (self.source is None or self.source < e.widths[self.layer - 1])

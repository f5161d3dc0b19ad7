"""Render state: what is shown of a network at one position."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.arrays.frame import Frame
from nnviz.views.network.operation_highlight import Highlight

WEIGHTS, GRADIENTS = QUANTITIES = ("weights", "gradients")


@dataclass(frozen=True)
class RenderState:
    """The frame, which example of it, what it lights, and whether edges show weights or gradients."""

    frame: Frame
    example: int
    highlight: Highlight
    quantity: str

    @property
    def gradients(self) -> bool:
        """Whether gradients stand in for weights."""
        return self.quantity == GRADIENTS

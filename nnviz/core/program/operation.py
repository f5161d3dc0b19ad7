"""One operation of a training iteration."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnviz.core.functions.buffers import Call

FORWARD, LOSS, BACKWARD, UPDATE = PHASES = ("forward", "loss", "backward", "update")


@dataclass(frozen=True)
class Operation:
    """One step of the program.

    Attributes
    ----------
    phase
        "forward", "loss", "backward" or "update".
    layer
        The layer it belongs to, from 1; None for the loss.
    symbol
        What it computes, as short as it can be said: ``δ¹``.
    title
        What it does, in words.
    equation
        What it computes, as text.
    numpy
        The line of NumPy that computes what it writes from what it reads.
    why
        One sentence: which factor of the chain rule, from where.
    reads, writes
        Names of values.
    calls
        The bound NumPy calls. Empty where the value came out of an earlier call: a bias is one column
        of its layer's matrix, so its gradient arrives with the weights', and one update moves them all.
    """

    phase: str
    layer: int | None
    symbol: str
    title: str
    equation: str
    numpy: str
    why: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    calls: tuple[Call, ...] = field(repr=False, compare=False)

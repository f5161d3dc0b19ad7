"""One operation of a training iteration, and how its names are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from nnviz.core.workspace import Call

FORWARD, LOSS, BACKWARD, UPDATE = PHASES = ("forward", "loss", "backward", "update")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def superscript(number: int) -> str:
    """Return the digits of `number` raised: a layer."""
    return str(number).translate(_SUPERSCRIPTS)


def subscript(number: int) -> str:
    """Return the digits of `number` lowered: a unit."""
    return str(number).translate(_SUBSCRIPTS)


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

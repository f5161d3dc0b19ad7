"""One operation of a training iteration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from nnviz.core.functions.buffers import Call
from nnviz.core.network.value import Value

FORWARD, LOSS, BACKWARD, UPDATE = PHASES = ("forward", "loss", "backward", "update")


@dataclass(frozen=True)
class ForwardNode:
    """One operation of the forward list, before it is bound to arrays.

    Attributes
    ----------
    kind
        Name of its rule.
    output
        The value that it computes.
    inputs
        The values that it computes it from, data and parameters among them.
    function
        The row of the table of activations or losses, where it applies one.
    number
        A setting: the ε of a normalization, the share of an average.
    """

    kind: str
    output: Value
    inputs: tuple[Value, ...]
    function: str = ""
    number: float = 0.0

    @property
    def layer(self) -> int:
        """The layer that it belongs to, 0 for the loss."""
        return self.output.layer


@dataclass(frozen=True, kw_only=True)
class Description:
    """What an operation says of itself.

    Attributes
    ----------
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
    """

    symbol: str
    title: str
    equation: str
    numpy: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One step of the program.

    Attributes
    ----------
    kind
        Name of its kind in `nnviz.core.operations.kinds`.
    node
        The operation of the forward list it is, or belongs to.
    phase
        "forward", "loss", "backward" or "update".
    layer
        The layer it belongs to, from 1; None for the loss.
    inputs, outputs
        The values that it reads and writes.
    calls
        The bound NumPy calls. Empty where the value is part of an earlier call: a bias is one column
        of its layer's matrix, so its gradient arrives with the weights', and one update moves them all.
    describe
        Makes its description, when it is asked for.
    """

    kind: str
    node: ForwardNode = field(repr=False)
    phase: str
    layer: int | None
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]
    calls: tuple[Call, ...] = field(repr=False, compare=False)
    describe: Callable[[], Description] = field(repr=False, compare=False)

    @cached_property
    def description(self) -> Description:
        """What it says of itself."""
        return self.describe()

    @property
    def symbol(self) -> str:
        """What it computes, as short as it can be said: ``δ¹``."""
        return self.description.symbol

    @property
    def title(self) -> str:
        """What it does, in words."""
        return self.description.title

    @property
    def equation(self) -> str:
        """What it computes, as text."""
        return self.description.equation

    @property
    def numpy(self) -> str:
        """The line of NumPy that computes what it writes from what it reads."""
        return self.description.numpy

    @property
    def why(self) -> str:
        """One sentence: which factor of the chain rule, from where."""
        return self.description.why

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Names of the values that it reads."""
        return tuple(map(str, self.inputs))

    @cached_property
    def writes(self) -> tuple[str, ...]:
        """Names of the values that it writes."""
        return tuple(map(str, self.outputs))

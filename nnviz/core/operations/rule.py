"""Kinds of operations: what each is called, its equation, one entry of it, and how it is computed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Array, Calls
from nnviz.core.network.operation import FORWARD, Description, ForwardNode, Operation
from nnviz.core.network.value import Value
from nnviz.core.operations.binding import Binding


@dataclass(frozen=True)
class Step:
    """A backward operation that a rule makes.

    Attributes
    ----------
    kind
        Name of its kind.
    of
        The input whose gradient, or a part of it, is written.
    reads
        What it reads.
    calls
        Its calls; empty where the gradient is computed with that of another input.
    """

    kind: str
    of: Value
    reads: tuple[Value, ...]
    calls: Calls


@dataclass(frozen=True)
class Slip:
    """A mistake that people make with a backward operation.

    Attributes
    ----------
    key
        The diagnosis.
    words
        What was done, to be put into a sentence.
    patch
        Changes arrays, by name, right after the operation, into what the mistake gives.
    """

    key: str
    words: str
    patch: Callable[[Mapping[str, Array]], None]


class OperationKind(ABC):
    """A kind of operation, forward or backward.

    Attributes
    ----------
    name
        What operations of this kind are looked up by.
    motion
        How a picture of the network shows it: "sum" along the edges, "bend" through a function, "carry" unit
        to unit, "mix" among the units of a layer, "settle" within each unit; the same on the way back with
        "back" in front; "loss", "meet" (δ and activation at a weight), "drop" (into a bias), "change" (by an
        update), or nothing.
    """

    name: str
    motion: str = ""

    @abstractmethod
    def describe(self, e: Experiment, node: ForwardNode, written: Value) -> Description:
        """Return what an operation that writes `written` says of itself."""

    @abstractmethod
    def latex(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Return its equation in LaTeX, in symbols and with the numbers of a sheet."""

    @abstractmethod
    def entry(self, sheet: ExplainContext, op: Operation, selection: Selection, k: int) -> list[str]:
        """Return it written out for what is selected and example `k`, as lines; none if it does not matter.

        The lines are symbols, numbers, result.
        """

    def steps(self, sheet: ExplainContext, op: Operation) -> tuple[str, str]:
        """Return its equation as one step of a longer derivation: without definitions of functions."""
        return self.latex(sheet, op)

    def code(self, sheet: ExplainContext, op: Operation) -> str:
        """Return its NumPy with the numbers of the settings in it, one line for each value it writes."""
        return op.numpy.replace("; ", "\n")

    def mistakes(self, op: Operation) -> Iterator[Slip]:
        """Yield the mistakes that are made with it, of those that belong to no other kind."""
        yield from ()

    def note(self, sheet: ExplainContext, op: Operation) -> str:
        """Return what has to be said about the numbers of a sheet beside why it is done, or nothing."""
        return ""


class OperationRule(OperationKind):
    """A kind of operation of the forward list, with the backward operations that follow from it."""

    phase = FORWARD

    @abstractmethod
    def forward(self, binding: Binding, node: ForwardNode) -> Calls:
        """Make the array of the output and return the calls that fill it."""

    @abstractmethod
    def backward(self, binding: Binding, node: ForwardNode) -> Iterator[Step]:
        """Yield the backward operations in the order they run, for inputs whose gradient is wanted."""

    def reads(self, node: ForwardNode) -> tuple[Value, ...]:
        """Return the values that it reads on the way forward."""
        return node.inputs

    def writes(self, node: ForwardNode) -> tuple[Value, ...]:
        """Return the values that it writes: the output, and what it computes on the way."""
        return (node.output,)

    def gradients(self, node: ForwardNode) -> tuple[Value, ...]:
        """Return the inputs that may have a gradient."""
        return node.inputs


def unit_of(selection: Selection, layer: int) -> int | None:
    """Return the unit of a layer that is selected, or that a selected weight or bias of it belongs to."""
    return selection.unit if selection.layer == layer and selection.kind != "loss" else None

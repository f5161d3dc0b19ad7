"""Expressions with their shapes, and what is done to them alike everywhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from nnviz.core.derivation.notation.vocabulary import Dimension
from nnviz.core.derivation.notation.written import NotationError, NotationPart
from nnviz.core.judge.nodes import (
    Canonical,
    IndexedEntry,
    IndexSum,
    NameNode,
    Node,
    Number,
    Power,
    Transpose,
    walk,
)
from nnviz.core.text.translate import translate

MAX_EXPONENT = 64
ONE, ZERO = Number(1.0, "1"), Number(0.0, "0")


@dataclass(frozen=True)
class Typed:
    """An expression and its shape: dimensions of a whole value, or None for entries and numbers."""

    node: Node
    rows: Dimension = 1
    columns: Dimension = 1

    @property
    def scalar(self) -> bool:
        """Whether it is one number."""
        return self.rows == 1 and self.columns == 1


@dataclass(frozen=True)
class Use:
    """A symbol of the text and the value it was read as."""

    start: int
    end: int
    value: str


def raised(base: Typed, power: str, part: NotationPart) -> Typed:
    """Return an expression to the power that is written above it."""
    match = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?:/(\d+))?", power)
    if match is None:
        raise NotationError(
            translate("derivation", "The power {power} cannot be read.").format(power=f"{power:.20}"),
            part.start,
            part.end,
            lasting=True,
        )
    value = float(match[1]) / int(match[2] or 1) if int(match[2] or 1) else float("nan")
    if not abs(value) <= MAX_EXPONENT:
        raise NotationError(
            translate("derivation", "An exponent may be from −{max_exponent} to {max_exponent}.").format(
                max_exponent=MAX_EXPONENT
            ),
            part.start,
            part.end,
        )
    return replace(base, node=Power(base.node, value, power if match[2] is None else f"({power})"))


def value_name(node: Node) -> str:
    """Return the name of a value or of its transpose, empty for anything else."""
    while isinstance(node, Transpose):
        node = node.of
    return node.id if isinstance(node, NameNode) else ""


def next_value(node: Node) -> Node:
    """Return what a parameter, or an entry of one, is after the update."""
    match node:
        case IndexSum():
            return IndexSum(node.letter, next_value(node.of))
        case Canonical():
            return Canonical(f"{node.id}_next")
        case Transpose():
            return Transpose(next_value(node.of))
        case IndexedEntry():
            return IndexedEntry(next_value(node.of), node.letters, node.implied)
    return node


def untransposed(node: Node) -> Node:
    """Return what a transpose is of, anything else as it is."""
    return node.of if isinstance(node, Transpose) else node


def transposed(node: Node) -> Node:
    """Return the transpose; that of a transpose is what it is of."""
    return node.of if isinstance(node, Transpose) else Transpose(node)


def is_sum(node: Node) -> bool:
    """Whether an expression is a sum over an index."""
    return isinstance(node, IndexSum)


def mentions(node: Node, names: tuple[str, ...]) -> bool:
    """Whether one of the names stands in an expression."""
    return any(isinstance(part, NameNode) and part.id in names for part in walk(node))


def is_weight_vector(typed: Typed) -> bool:
    """Whether it is the column of weights of a single unit."""
    return typed.columns == 1 and typed.rows != 1 and value_name(untransposed(typed.node)).startswith("W")


def shown(base: str) -> str:
    """Return a symbol as one writes it in a sentence."""
    from nnviz.core.derivation.notation.words import GREEK

    reverse = {name: letter for letter, name in reversed(GREEK.items())}
    return reverse.get(base, base)

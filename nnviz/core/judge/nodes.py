"""Nodes of an expression. Frozen, and without any way to run code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any


class ClaimError(ValueError):
    """An expression that cannot be read or computed: the message is one sentence that says where."""


class ShapeError(ClaimError):
    """An expression whose parts do not fit each other: it can be read, and is wrong."""


class IndexRangeError(ShapeError):
    """One index that runs over axes of different sizes."""


class TooMuchError(ClaimError):
    """An expression that would take more memory or time than is allowed."""


@dataclass(frozen=True)
class Node:
    """A part of an expression; `at` is the character it begins at, from 1."""

    at: int = field(compare=False, kw_only=True, default=1)


@dataclass(frozen=True)
class Number(Node):
    """A literal; `text` is how it was written."""

    value: float
    text: str


@dataclass(frozen=True)
class NameNode(Node):
    """A value by its name."""

    id: str


@dataclass(frozen=True)
class Canonical(NameNode):
    """A value by its own name, whatever a lab calls by that name."""


@dataclass(frozen=True)
class Negative(Node):
    """−x."""

    of: Node


@dataclass(frozen=True)
class Binary(Node):
    """Two values joined by one of ``+ - * / @``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Power(Node):
    """A value to the power of a number; `text` is how the exponent was written."""

    base: Node
    exponent: float
    text: str


@dataclass(frozen=True)
class Transpose(Node):
    """x.T."""

    of: Node


@dataclass(frozen=True)
class Call(Node):
    """A function of the list with whole values as arguments; `axis` for sum and mean."""

    function: str
    arguments: tuple[Node, ...]
    axis: int | None = None


@dataclass(frozen=True)
class Slope(Node):
    """The slope of the activation of the layer that `of` names.

    `written` is the function it was written as, before the prime, or ``d``.
    """

    written: str
    of: Node


@dataclass(frozen=True)
class IndexedEntry(Node):
    """``x[i, n]``. Every letter is unique to its sum: ``k#1``. `implied` is the example index in force."""

    of: Node
    letters: tuple[str, ...]
    implied: str


@dataclass(frozen=True)
class IndexSum(Node):
    """``sum(k, …)``."""

    letter: str
    of: Node


@dataclass(frozen=True)
class Delta(Node):
    """``delta(j, k)``."""

    first: str
    second: str


@dataclass(frozen=True)
class Compare(Node):
    """1 where a comparison holds, else 0: ``(z > 0)``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Size(Node):
    """How many rows (axis 0) or columns (axis 1) a whole value has: ``X.shape[1]``.

    Without an axis, ``len(X)``, the number of examples, or of rows for what has no examples.
    """

    of: Node
    axis: int | None


@dataclass(frozen=True)
class Derivative(Node):
    """The total derivative of an expression by a value, through all layers between them.

    `by` is the value, its transpose, or an entry of one of these.
    """

    of: Node
    by: Node


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    """Return the names of the fields of a kind of node that hold nodes."""
    return tuple(part.name for part in fields(kind) if "Node" in str(part.type))


def _names(node: Node) -> tuple[str, ...]:
    kind: Any = type(node)
    return _parts(kind)


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node that are nodes."""
    found: list[Node] = []
    for name in _names(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            found.append(value)
        elif isinstance(value, tuple):
            found += [item for item in value if isinstance(item, Node)]
    return tuple(found)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, from left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


def exchange(node: Node, old: Node, new: Node) -> Node:
    """Return the expression with the very node `old` replaced by `new`."""
    if node is old:
        return new
    changed = {}
    for name in _names(node):
        value = getattr(node, name)
        if isinstance(value, Node):
            other: object = exchange(value, old, new)
        elif isinstance(value, tuple):
            other = tuple(exchange(item, old, new) if isinstance(item, Node) else item for item in value)
            if all(a is b for a, b in zip(other, value, strict=True)):
                other = value
        else:
            continue
        if other is not value:
            changed[name] = other
    return replace(node, **changed) if changed else node  # type: ignore[arg-type]


_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2, "@": 2}
_UNARY, _POWER, _ATOM = 3, 4, 5


def letter(unique: str) -> str:
    """Return an index as it was written."""
    return unique.partition("#")[0]


def text_of(node: Node) -> str:
    """Return an expression as text that reads back as the same expression."""
    return _write(node)[0]


def _inner(node: Node, level: int) -> str:
    text, own = _write(node)
    return text if own >= level else f"({text})"


def _write(node: Node) -> tuple[str, int]:
    match node:
        case Number():
            return node.text, _ATOM
        case NameNode():
            return node.id, _ATOM
        case Negative():
            return f"-{_inner(node.of, _UNARY)}", _UNARY
        case Binary():
            level = _LEVELS[node.operator]
            left, right = _inner(node.left, level), _inner(node.right, level + 1)
            return f"{left} {node.operator} {right}", level
        case Power():
            return f"{_inner(node.base, _ATOM)}**{node.text}", _POWER
        case Transpose(of=Number() as number):
            return f"({number.text}).T", _ATOM
        case Transpose():
            return f"{_inner(node.of, _ATOM)}.T", _ATOM
        case Call():
            axis = [] if node.axis is None else [str(node.axis)]
            return f"{node.function}({', '.join([text_of(a) for a in node.arguments] + axis)})", _ATOM
        case Slope():
            prime = "" if node.written == "d" else "'"
            return f"{node.written}{prime}({text_of(node.of)})", _ATOM
        case IndexedEntry(of=Slope() | Call(function="f") as function):
            inner = children(function)[0]
            entry = IndexedEntry(inner, node.letters, node.implied)
            return text_of(exchange(function, inner, entry)), _ATOM
        case IndexedEntry():
            return f"{_inner(node.of, _ATOM)}[{', '.join(letter(k) for k in node.letters)}]", _ATOM
        case IndexSum(of=Number() as number):
            # Without the parentheses it would be the sum over an axis.
            return f"sum({letter(node.letter)}, ({number.text}))", _ATOM
        case IndexSum():
            return f"sum({letter(node.letter)}, {text_of(node.of)})", _ATOM
        case Delta():
            return f"delta({letter(node.first)}, {letter(node.second)})", _ATOM
        case Compare():
            return f"({text_of(node.left)} {node.operator} {text_of(node.right)})", _ATOM
        case Size(axis=None):
            return f"len({text_of(node.of)})", _ATOM
        case Size():
            return f"{_inner(node.of, _ATOM)}.shape[{node.axis}]", _ATOM
        case Derivative():
            return f"d({text_of(node.of)})/d{_inner(node.by, _ATOM)}", _LEVELS["/"]
    raise TypeError(node)

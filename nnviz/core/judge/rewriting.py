"""A claim written a little differently: another sign, a transpose, a product the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nnviz.core.equations.symbols import parts
from nnviz.core.judge.nodes import (
    Binary,
    IndexedEntry,
    NameNode,
    Negative,
    Node,
    Number,
    Slope,
    Transpose,
    exchange,
    text_of,
    walk,
)
from nnviz.core.judge.scope import Names
from nnviz.core.text.translate import translate

MAX_PARTS = 60
"""How many parts of a claim are tried to be written differently."""


def negated(node: Node) -> Node:
    """Return the expression with the other sign, written as one would."""
    match node:
        case Negative():
            return node.of
        case Binary(operator="-"):
            return Binary("-", node.right, node.left)
        case Binary(operator="*" | "/" | "@", left=Negative() | Binary(operator="-" | "*" | "/" | "@")):
            return Binary(node.operator, negated(node.left), node.right)
        case Binary(operator="*" | "/" | "@", right=Negative() as right):
            return Binary(node.operator, node.left, right.of)
    return Negative(node)


def transposed(node: Node) -> Node:
    """Return the transpose, written as one would."""
    match node:
        case Transpose():
            return node.of
        case Binary(operator="@"):
            return Binary("@", transposed(node.right), transposed(node.left))
    return Transpose(node)


def factors_of(node: Node) -> list[Node]:
    """Return the factors of a product of several."""
    if isinstance(node, Binary) and node.operator in ("*", "/"):
        return [*factors_of(node.left), *factors_of(node.right)]
    return factors_of(node.of) if isinstance(node, Negative) else [node]


def _one_minus(claim: Node) -> list[Binary]:
    found = [part for part in walk(claim) if isinstance(part, Binary) and part.operator == "-"]
    return [part for part in found if part.left == Number(1.0, "1")]


def has_slope(claim: Node) -> bool:
    """Whether a claim has something that may be a slope: 1 − a, or d(z)."""
    return bool(_one_minus(claim)) or any(isinstance(part, Slope) for part in walk(claim))


def writes_slope(claim: Node) -> bool:
    """Whether a claim does not have 1 − a as a factor without a beside it, as in t (1 − y)."""
    one_minus = _one_minus(claim)
    products = [part for part in walk(claim) if isinstance(part, Binary) and part.operator in ("*", "/")]
    beside = any(part.right in factors_of(product) for part in one_minus for product in products)
    return not one_minus or beside


def rewritten(claim: Node, names: Names, target: str | None) -> Iterator[tuple[str, str, Node]]:
    """Yield (diagnosis if this is right, what to say, the claim written so).

    Parameters
    ----------
    claim
        The expression.
    names
        What its names stand for.
    target
        The value that is to be computed.
    """
    nodes = list(walk(claim))[:MAX_PARTS]
    for part in nodes:
        if (
            isinstance(part, IndexedEntry)
            and len(part.letters) == 2
            and isinstance(part.of, NameNode | Transpose)
        ):
            other: Node = replace(part, letters=part.letters[::-1])
            yield *_of_value(part.of, names, target), exchange(claim, part, other)
        elif isinstance(part, NameNode | Transpose) and names.value_name(part) is not None:
            yield *_of_value(part, names, target), exchange(claim, part, transposed(part))
    for name in dict.fromkeys(part.id for part in nodes if isinstance(part, NameNode)):
        # A term that was copied has its mistake more than once.
        same = [part for part in nodes if isinstance(part, NameNode) and part.id == name]
        if len(same) > 1 and names.value_name(same[0]) is not None:
            variant = claim
            for part in same:
                variant = exchange(variant, part, Transpose(part))
            yield *_of_value(same[0], names, target), variant
    for part in nodes:
        if isinstance(part, Binary) and part.operator in ("*", "@"):
            yield from _products(claim, part)


def _products(claim: Node, part: Binary) -> Iterator[tuple[str, str, Node]]:
    for left, right in ((part.left, part.right), (part.right, part.left)):
        for a in (left, transposed(left)):
            for b in (right, transposed(right)):
                other = Binary("@", a, b, at=part.at)
                if other != part:
                    words = translate("judge", "{part} should be {other}").format(
                        part=f"{text_of(part):.60}", other=f"{text_of(other):.60}"
                    )
                    key = "transposed" if part.operator == "@" else "shape"
                    yield key, words, exchange(claim, part, other)


def _of_value(part: Node, names: Names, target: str | None) -> tuple[str, str]:
    """Return diagnosis and words for a value that must be transposed."""
    found, text = names.value_name(part), text_of(part)
    back = target is not None and (parts(target).kind.startswith("d") or parts(target).new)
    if back and found is not None and found[0].startswith("W") and not found[1]:
        return "untransposed_weights", translate("judge", "{text} is used instead of its transpose").format(
            text=text
        )
    return "transposed", translate("judge", "{text} must be transposed").format(text=text)

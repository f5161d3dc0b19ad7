"""Wrong lines that only repeat an earlier mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from nnviz.core.judge.nodes import IndexedEntry, Node, exchange, walk

MAX_TRIED = 40


@dataclass(frozen=True)
class InheritedMistake:
    """A wrong equation: what was claimed for what."""

    line: int
    target: Node
    claim: Node


class Mistakes:
    """The wrong equations of a text so far."""

    def __init__(self) -> None:
        self._found: list[InheritedMistake] = []

    def remember(self, line: int, target: Node, claim: Node) -> None:
        """Remember a wrong equation."""
        self._found.append(InheritedMistake(line, target, claim))

    def inherited(self, target: Node, claim: Node, holds: Callable[[Node], bool]) -> int:
        """Return the line whose mistake alone makes a claim wrong, 0 if there is none.

        Parameters
        ----------
        target, claim
            The wrong equation.
        holds
            Whether another claim for the same target is right.
        """
        for mistake in self._found:
            letters: dict[str, str] = {}
            if same(mistake.target, target, letters) and same(mistake.claim, claim, letters):
                return mistake.line
        tried = 0
        for mistake in self._found:
            for part in walk(claim):
                letters = {}
                if not same(mistake.claim, part, letters) or part is claim:
                    continue
                tried += 1
                corrected = exchange(claim, part, renamed(mistake.target, letters))
                if tried <= MAX_TRIED and holds(corrected):
                    return mistake.line
        return 0


def same(first: Node, second: Node, letters: dict[str, str]) -> bool:
    """Whether two expressions are the same but for the names of indices, which are collected in `letters`."""
    if type(first) is not type(second):
        return False
    kind: Any = first
    for field in fields(kind):
        if field.name in ("at", "implied"):
            continue
        a, b = getattr(first, field.name), getattr(second, field.name)
        if field.name in ("letters", "letter", "first", "second"):
            ours, theirs = (a, b) if isinstance(a, tuple) else ((a,), (b,))
            if len(ours) != len(theirs):
                return False
            if any(letters.setdefault(x, y) != y for x, y in zip(ours, theirs, strict=True)):
                return False
        elif isinstance(a, Node):
            if not isinstance(b, Node) or not same(a, b, letters):
                return False
        elif isinstance(a, tuple) and a and isinstance(a[0], Node):
            if len(a) != len(b) or not all(same(x, y, letters) for x, y in zip(a, b, strict=True)):
                return False
        elif a != b:
            return False
    return True


def renamed(node: Node, letters: dict[str, str]) -> Node:
    """Return an expression with its indices renamed."""
    for part in list(walk(node)):
        if isinstance(part, IndexedEntry):
            new = tuple(letters.get(k, k) for k in part.letters)
            if new != part.letters:
                node = exchange(node, part, IndexedEntry(part.of, new, part.implied, at=part.at))
    return node

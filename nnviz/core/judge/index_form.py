"""A matrix expression written with indices, so that a correction can be in the notation of the claim."""

from __future__ import annotations

from nnviz.core.equations.symbols import PER_EXAMPLE, parts
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    IndexedEntry,
    IndexSum,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
    Slope,
    Transpose,
)
from nnviz.core.text.translate import translate

_NUMBERS = frozenset({"m", "K", "eta", "lambda1", "lambda2", "C", "t"})
_LETTERS = "kliqrsuvwg"
_WHOLE = frozenset({"softmax", "f"})


class IndexWriter:
    """Writes the entry of a matrix expression.

    Parameters
    ----------
    taken
        Letters that mean something already.
    convention
        How the expression lays out its values.
    """

    def __init__(self, taken: set[str], convention: Convention = PROGRAM) -> None:
        self._taken = set(taken)
        self._count = 900
        self._rows = convention.examples == "rows"

    def _fresh(self, examples: bool) -> str:
        free = (
            "n" if examples and "n" not in self._taken else next(c for c in _LETTERS if c not in self._taken)
        )
        self._taken.add(free)
        self._count += 1
        return f"{free}#{self._count}"

    def entry(self, node: Node, row: str, column: str) -> Node:
        """Return the entry of a whole value at `row` and `column`.

        Raises
        ------
        ValueError
            If there is no way to write it.
        """
        match node:
            case Number():
                return node
            case NameNode():
                return self._name(node, row, column)
            case Negative():
                return Negative(self.entry(node.of, row, column))
            case Transpose():
                return self.entry(node.of, column, row)
            case Power():
                return Power(self.entry(node.base, row, column), node.exponent, node.text)
            case Binary(operator="@"):
                inner = self._fresh(self._examples(node.left) == 1 or self._examples(node.right) == 0)
                left, right = self.entry(node.left, row, inner), self.entry(node.right, inner, column)
                return IndexSum(inner, Binary("*", left, right))
            case Binary():
                return Binary(
                    node.operator, self.entry(node.left, row, column), self.entry(node.right, row, column)
                )
            case Slope():
                return IndexedEntry(node, (row, column), "n")
            case Call(function="sum"):
                return self._sum(node, row, column)
            case Call() if node.function in _WHOLE:
                return IndexedEntry(node, (row, column), "n")
            case Call() if len(node.arguments) == 1 and node.function not in ("diag", "eye", "mean"):
                return Call(node.function, (self.entry(node.arguments[0], row, column),))
        raise ValueError(translate("judge", "there is no index form for this"))

    def _name(self, node: NameNode, row: str, column: str) -> Node:
        if node.id in _NUMBERS:
            return node
        kind, of, _, _ = parts(node.id)
        if (of or kind) in ("b", "db"):
            return IndexedEntry(node, (column if self._rows else row,), "n")
        return IndexedEntry(node, (row, column), "n")

    def _sum(self, node: Call, row: str, column: str) -> Node:
        inner = node.arguments[0]
        if node.axis == 0:
            k = self._fresh(self._examples(inner) == 0)
            return IndexSum(k, self.entry(inner, k, column))
        if node.axis == 1:
            n = self._fresh(self._examples(inner) == 1)
            return IndexSum(n, self.entry(inner, row, n))
        k, n = self._fresh(self._examples(inner) == 0), self._fresh(self._examples(inner) == 1)
        return IndexSum(k, IndexSum(n, self.entry(inner, k, n)))

    def _examples(self, node: Node) -> int | None:
        """Return which axis of a matrix expression in values' own names stands for the examples."""
        match node:
            case NameNode():
                per_example = node.id not in _NUMBERS and parts(node.id).kind in PER_EXAMPLE
                return int(not self._rows) if per_example else None
            case Transpose():
                inner = self._examples(node.of)
                return None if inner is None else 1 - inner
            case Binary(operator="@"):
                return 0 if self._examples(node.left) == 0 else 1 if self._examples(node.right) == 1 else None
            case Binary():
                left = self._examples(node.left)
                return self._examples(node.right) if left is None else left
            case Negative():
                return self._examples(node.of)
            case Power():
                return self._examples(node.base)
            case Slope():
                return int(not self._rows)
            case Call(axis=None) if node.function not in ("sum", "mean", "diag", "outer", "eye"):
                return self._examples(node.arguments[0])
        return None

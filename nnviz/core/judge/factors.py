"""Factors that a claim has too much: which they are, in words, and how they are undone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnviz.core.judge.nodes import Binary, IndexSum, NameNode, Negative, Node, Number
from nnviz.core.judge.rewriting import negated
from nnviz.core.text.translate import translate


@dataclass(frozen=True)
class Factor:
    """A factor ``number · m**batch`` that is too much, m the number of examples."""

    number: float
    batch: int

    def value(self, examples: int) -> float:
        """Return it for a batch of so many examples."""
        return float(self.number * float(examples) ** self.batch)

    @property
    def key(self) -> str:
        """The diagnosis."""
        if self.number < 0:
            return "sign"
        if abs(self.number) in (2.0, 0.5):
            return "factor_2"
        return "factor_m" if self.batch and self.number == 1 else "factor"

    @property
    def words(self) -> str:
        """What is wrong, as part of a sentence."""
        told = []
        if self.number < 0:
            told.append(translate("judge", "the sign is flipped"))
        size = abs(self.number)
        if size > 1:
            told.append(translate("judge", "it is {size} times too large").format(size=f"{size:.6g}"))
        elif size < 1:
            told.append(translate("judge", "it is {size} times too small").format(size=f"{1 / size:.6g}"))
        if self.batch > 0:
            told.append(translate("judge", "1/m is missing: the mean over the batch has it"))
        elif self.batch < 0:
            told.append(translate("judge", "1/m is applied once too often"))
        return translate("judge", " and ").join(told)

    def undone(self, claim: Node) -> Node:
        """Return a claim without the factor."""
        node = negated(claim) if self.number < 0 else claim
        size = abs(self.number)
        shorter = without_factor(node, size) if size > 1 else None
        if shorter is not None:
            node = shorter
        elif size > 1:
            node = Binary("/", node, Number(size, f"{size:.12g}"))
        elif size < 1:
            node = Binary("*", Number(1 / size, f"{1 / size:.12g}"), node)
        if self.batch > 0:
            node = Binary("/", node, NameNode("m"))
        elif self.batch < 0:
            node = Binary("*", NameNode("m"), node)
        return node


def without_factor(node: Node, number: float) -> Node | None:
    """Return a product without a factor that is a number, None if it has no such factor."""
    if isinstance(node, Negative | IndexSum):
        inner = without_factor(node.of, number)
        return None if inner is None else replace(node, of=inner)
    if not isinstance(node, Binary) or node.operator not in ("*", "/", "@"):
        return None
    if node.operator == "*":
        for factor, rest in ((node.left, node.right), (node.right, node.left)):
            if isinstance(factor, Number) and factor.value == number:
                return rest
    left = without_factor(node.left, number)
    if left is not None:
        return replace(node, left=left)
    right = without_factor(node.right, number) if node.operator != "/" else None
    return None if right is None else replace(node, right=right)


def factor_of(ratio: float, examples: int) -> Factor | None:
    """Return the factor that a ratio at a batch of so many examples may be, None if it is 1."""
    if abs(ratio - 1) < 1e-9:
        return None
    simple = [1.0, 2.0, 0.5, 3.0, 4.0, 1 / 3, 0.25]
    found = [(number * sign, batch) for batch in (0, 1, -1) for number in simple for sign in (1.0, -1.0)]
    for number, batch in found if examples > 1 else [(n, b) for n, b in found if b == 0]:
        if abs(number * float(examples) ** batch / ratio - 1) < 1e-7:
            return Factor(number, batch)
    return Factor(ratio, 0)

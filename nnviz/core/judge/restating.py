"""An expression in the program's convention, written in that of a text.

Every name of the program becomes what the text calls it, with its transpose and its factor; transposes are
then pushed down to the names and factors collected, so that what comes out is what one would write.
"""

from __future__ import annotations

from dataclasses import replace

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.convention import PROGRAM, Convention, PenaltyScale
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
from nnviz.core.judge.rewriting import negated

_SCALARS = frozenset({"m", "K", "C", "t", "eta", "lambda1", "lambda2"})
_ONE = PenaltyScale()

Term = tuple[Node, PenaltyScale]


def restated(node: Node, target: str, convention: Convention, e: Experiment) -> Node:
    """Return what a text writes for a value of the program.

    Parameters
    ----------
    node
        The expression in the program's convention, in the program's own names.
    target
        The value it is right for.
    convention
        The text's.
    e
        The experiment, whose settings some factors come from.
    """
    if convention == PROGRAM:
        return node
    terms = _Restating(convention, e).terms(node, convention.turned(target))
    scale = convention.scale(target, e)
    return _whole([(part, own * scale) for part, own in terms])


class _Restating:
    def __init__(self, convention: Convention, e: Experiment) -> None:
        self._convention, self._e = convention, e

    def terms(self, node: Node, turned: bool) -> list[Term]:
        """Return the terms of an expression or of its transpose, each with the factor in front of it."""
        match node:
            case Number():
                return [(node, _ONE)]
            case NameNode():
                return [self._name(node, turned)]
            case IndexedEntry(of=NameNode() as name):
                flips = self._flips(name.id)
                letters = node.letters[::-1] if flips else node.letters
                return [(replace(node, letters=letters), self._scale(name.id).inverse)]
            case IndexedEntry():
                return [(node, _ONE)]
            case Transpose():
                return self.terms(node.of, not turned)
            case Negative():
                return [
                    (part, scale * PenaltyScale(number=-1.0)) for part, scale in self.terms(node.of, turned)
                ]
            case Binary(operator="+" | "-"):
                sign = PenaltyScale(number=1.0 if node.operator == "+" else -1.0)
                right = [(part, scale * sign) for part, scale in self.terms(node.right, turned)]
                return [*self.terms(node.left, turned), *right]
            case Binary(operator="/", right=NameNode(id="m")):
                return [
                    (part, scale * PenaltyScale(batch=-1)) for part, scale in self.terms(node.left, turned)
                ]
            case Binary():
                return [self._product(node, turned)]
            case IndexSum():
                inner, scale = self._one(node.of, False)
                return [(IndexSum(node.letter, inner), scale)]
            case Call(function="sum") if len(node.arguments) == 1:
                inner, scale = self._one(node.arguments[0], turned)
                axis = node.axis if node.axis is None or not turned else 1 - node.axis
                return [(Call("sum", (inner,), axis), scale)]
        return [(self._function(node, turned), _ONE)]

    def _flips(self, name: str) -> bool:
        return name not in _SCALARS and self._convention.turned(name)

    def _scale(self, name: str) -> PenaltyScale:
        return self._convention.scale(name, self._e)

    def _name(self, node: NameNode, turned: bool) -> Term:
        if node.id in _SCALARS:
            return node, self._scale(node.id).inverse
        turned ^= self._flips(node.id)
        return (Transpose(node) if turned else node), self._scale(node.id).inverse

    def _one(self, node: Node, turned: bool) -> Term:
        """Return an expression as one term, its common factor taken out."""
        terms = self.terms(node, turned)
        if len(terms) == 1:
            return terms[0]
        common = terms[0][1]
        if all(scale.batch == common.batch for _, scale in terms):
            outer = PenaltyScale(batch=common.batch)
            return _whole([(part, PenaltyScale(number=scale.number)) for part, scale in terms]), outer
        return _whole(terms), _ONE

    def _product(self, node: Binary, turned: bool) -> Term:
        left, right = self._one(node.left, turned), self._one(node.right, turned)
        scale = left[1] * (right[1].inverse if node.operator == "/" else right[1])
        sides = (right[0], left[0]) if node.operator == "@" and turned else (left[0], right[0])
        return Binary(node.operator, *sides), scale

    def _function(self, node: Node, turned: bool) -> Node:
        def plain(inner: Node) -> Node:
            return _whole(self.terms(inner, turned))

        match node:
            case Power():
                return Power(plain(node.base), node.exponent, node.text)
            case Slope() | Call(function="f"):
                return Transpose(node) if turned ^ (self._convention.examples == "rows") else node
            case Call(function="outer"):
                first, second = (_whole(self.terms(inner, False)) for inner in node.arguments)
                return Call("outer", (second, first) if turned else (first, second))
            case Call(function="diag" | "eye" | "mean"):
                return replace(node, arguments=tuple(_whole(self.terms(a, False)) for a in node.arguments))
            case Call():
                return replace(node, arguments=tuple(map(plain, node.arguments)))
        return node


def _whole(terms: list[Term]) -> Node:
    """Write terms and their factors as one expression."""
    batches = {scale.batch for _, scale in terms}
    numbers = {abs(scale.number) for _, scale in terms}
    if len(terms) > 1 and batches == {-1} and numbers == {1.0}:
        inner = _whole([(part, scale * PenaltyScale(batch=1)) for part, scale in terms])
        return Binary("/", inner, NameNode("m"))
    found: Node | None = None
    for part, scale in sorted(terms, key=lambda term: term[1].number < 0):
        size = abs(scale.number)
        if size != 1.0:
            part = Binary("*", Number(size, f"{size:.15g}"), part)
        for _ in range(scale.batch):
            part = Binary("*", NameNode("m"), part)
        for _ in range(-scale.batch):
            part = Binary("/", part, NameNode("m"))
        if scale.number < 0:
            part = negated(part) if found is None else part
            found = part if found is None else Binary("-", found, part)
        else:
            found = part if found is None else Binary("+", found, part)
    assert found is not None
    return found

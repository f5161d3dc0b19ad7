"""Weights and biases that a text names by what they join: ``h = tanh(W_{xh} x + b_h)``.

What stands below them is part of their name there, and no indices of an entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.notation.written import (
    Apply,
    NotationPart,
    SumPart,
    Symbol,
    WrittenFormula,
    mapped,
    walk_written,
)
from nnviz.core.derivation.patterns import affine_of


class NamedWeights:
    """Writes weights such as ``W_{xh}`` as symbols of their own.

    Parameters
    ----------
    formulas
        Of the whole text; those that are weighted sums of values without indices show the names.
    """

    def __init__(self, formulas: Sequence[WrittenFormula]) -> None:
        self._names: set[tuple[str, str]] = set()
        for formula in formulas:
            for side in formula.sides[1:]:
                self._learn(formula.sides[0], side)

    def written(self, formula: WrittenFormula) -> WrittenFormula:
        """Return a formula with the weights as symbols of their own."""
        if not self._names:
            return formula
        changed = mapped(formula, self._named)
        assert isinstance(changed, WrittenFormula)
        return changed

    def _learn(self, left: NotationPart | None, right: NotationPart | None) -> None:
        if not isinstance(left, Symbol) or left.sub is not None or right is None:
            return
        for part in walk_written(right):
            inner = part.arguments[0] if isinstance(part, Apply) and len(part.arguments) == 1 else part
            affine = affine_of(inner, frozenset()) if isinstance(inner, SumPart) or inner is right else None
            if affine is None or affine.source.sub is not None or not _is_name(affine.weights, 2):
                continue
            self._remember(affine.weights)
            if affine.bias is not None and _is_name(affine.bias, 1):
                self._remember(affine.bias)

    def _remember(self, symbol: Symbol) -> None:
        assert symbol.sub is not None
        self._names.add((symbol.base, symbol.sub.text))

    def _named(self, part: NotationPart) -> NotationPart | None:
        if not isinstance(part, Symbol) or part.sub is None or (part.base, part.sub.text) not in self._names:
            return None
        return replace(part, base=f"{part.base}_{part.sub.text}", sub=None)


def _is_name(symbol: Symbol, letters: int) -> bool:
    """Whether letters alone stand below a symbol, at least so many."""
    return symbol.sub is not None and symbol.sub.text.isalpha() and len(symbol.sub.text) >= letters

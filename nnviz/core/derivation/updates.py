"""The learning rate of the updates in a text."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.notation.vocabulary import RATES
from nnviz.core.derivation.notation.written import Literal, Product, Symbol, walk_written
from nnviz.core.derivation.patterns import key_of, plain
from nnviz.core.derivation.sketch import Defined


def rate_of(formulas: Sequence[Defined], weights: frozenset[str], examples: frozenset[str]) -> float | None:
    """Return the learning rate of the updates of a text, None where it is a letter or there are none.

    Weights that change by the whole gradient have the rate 1.
    """
    for item in formulas:
        formula = item.formula
        if not formula.relations or formula.relations[0] not in ("-=", "+=") or formula.sides[0] is None:
            continue
        found = plain(formula.sides[0])
        right = formula.sides[1]
        if found is None or right is None or key_of(found[0], examples) not in weights:
            continue
        parts = list(walk_written(right))
        if any(isinstance(p, Symbol) and p.base in RATES for p in parts):
            continue
        outer = right.factors if isinstance(right, Product) else (right,)
        numbers = [p.value for p in outer if isinstance(p, Literal)]
        if len(numbers) <= 1 and all(0 < n <= 10 for n in numbers):
            return numbers[0] if numbers else 1.0
    return None

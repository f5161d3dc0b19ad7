"""Values that a text writes as functions of an example: ``h_θ(x) = σ(θᵀx)``, later ``h_θ(x^{(i)})``.

The name alone stands for the value; what is above or below the argument counts the examples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from nnviz.core.derivation.notation.written import (
    Apply,
    Group,
    NotationPart,
    Product,
    Script,
    Symbol,
    WrittenFormula,
    mapped,
    walk_written,
)

_EXAMPLES = frozenset({"x", "X"})
"""Letters of an example; a function of a parameter, C(b), is no value of one."""
_FUNCTIONS = frozenset({"e", "exp", "sigma", "softmax", "tanh", "max"})


def _argument(left: NotationPart | None, right: NotationPart | None) -> Symbol | None:
    """Return the symbol in the bracket right behind a symbol, None for anything else."""
    if not isinstance(left, Symbol) or left.sup is not None or left.primes:
        return None
    if not isinstance(right, Group) or right.bracket != "(" or right.sup is not None or right.sub is not None:
        return None
    return right.of if right.start == left.end and isinstance(right.of, Symbol) else None


def _is_call(part: NotationPart) -> bool:
    return isinstance(part, Product) and any(_argument(*pair) for pair in pairwise(part.factors))


def _defined(formula: WrittenFormula) -> tuple[Symbol, str] | None:
    """Return the symbol that a formula defines as a function of a value, and the letter of that value."""
    if len(formula.sides) < 2 or formula.relations[0] not in ("=", ":=") or formula.sides[1] is None:
        return None
    left = formula.sides[0]
    if not isinstance(left, Product) or len(left.factors) != 2 or left.signs != ("juxtaposed",):
        return None
    argument = _argument(*left.factors)
    if argument is None or argument.base not in _EXAMPLES:
        return None
    if any(_is_call(part) for part in walk_written(formula.sides[1])):
        # C(b) = −D(b) says something of two functions.
        return None
    # A function of nothing but its argument is an activation, g(z) = 1/(1 + e^(-z)), and stays one.
    letters = {part.base for part in walk_written(formula.sides[1]) if isinstance(part, Symbol)}
    value = left.factors[0]
    assert isinstance(value, Symbol)
    others = letters - {argument.base, value.base} - _FUNCTIONS
    return (value, argument.base) if argument.base in letters and others else None


class ValueFunctions:
    """Writes values of functions as values.

    Parameters
    ----------
    formulas
        Of the whole text; those that define such values are found among them.
    """

    def __init__(self, formulas: Sequence[WrittenFormula]) -> None:
        found = (_defined(formula) for formula in formulas)
        self._letters = {(name.base, name.sub): letter for name, letter in filter(None, found)}
        subs: dict[str, set[Script | None]] = {}
        for base, sub in self._letters:
            subs.setdefault(base, set()).add(sub)
        lefts = [formula.sides[0] for formula in formulas]
        defined = {left.base for left in lefts if isinstance(left, Symbol)}
        # "h − y" after h_θ(x) means the same value.
        self._short = {
            base: next(iter(of)) for base, of in subs.items() if len(of) == 1 and base not in defined
        }

    def written(self, formula: WrittenFormula) -> WrittenFormula:
        """Return a formula with the names of the values alone."""
        if not self._letters:
            return formula
        changed = mapped(formula, self._without_arguments)
        assert isinstance(changed, WrittenFormula)
        return changed

    def _without_arguments(self, part: NotationPart) -> NotationPart | None:
        if isinstance(part, Symbol) and part.sub is None and self._short.get(part.base) is not None:
            return replace(part, sub=self._short[part.base])
        if not isinstance(part, Product):
            return None
        factors: list[NotationPart] = []
        signs: list[str] = []
        for sign, factor in zip(("", *part.signs), part.factors, strict=True):
            taken = self._taken(factors[-1], factor) if factors and sign == "juxtaposed" else None
            if taken is not None:
                factors[-1] = taken
                continue
            if factors:
                signs.append(sign)
            factors.append(factor)
        if len(factors) == len(part.factors):
            return None
        inner = [mapped(factor, self._without_arguments) for factor in factors]
        return inner[0] if len(inner) == 1 else replace(part, factors=tuple(inner), signs=tuple(signs))

    def _taken(self, before: NotationPart, bracket: NotationPart) -> NotationPart | None:
        """Return what stands before a bracket with the argument in the bracket taken into it."""
        if isinstance(before, Apply) and before.arguments:
            # "log h(x)" is read as log h, and then a bracket.
            last = before.arguments[-1]
            inner = self._taken(last, bracket) if last.end == before.end else None
            if inner is None:
                return None
            return replace(before, arguments=(*before.arguments[:-1], inner), end=bracket.end)
        argument = _argument(before, bracket)
        if argument is None or not isinstance(before, Symbol):
            return None
        if self._letters.get((before.base, before.sub)) != argument.base or argument.primes:
            return None
        if argument.sub is not None and before.sub is not None:
            return None
        return replace(
            before, sup=argument.sup, sub=argument.sub if before.sub is None else before.sub, end=bracket.end
        )

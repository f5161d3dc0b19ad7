"""The factors of a written product: which are calls, chains, or a weighted sum."""

from __future__ import annotations

from dataclasses import replace

from nnviz.core.derivation.notation.meaning.parameters import is_parameter_of, value_name_of
from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.written import (
    Apply,
    Group,
    Literal,
    NotationPart,
    Product,
    Quotient,
    SumPart,
    Symbol,
)
from nnviz.core.text.translate import translate


class WrittenFactors:
    """Looks at the factors of a product as they are written, before they are read."""

    def __init__(self, state: FormulaState) -> None:
        self._state = state
        self._v = state.vocabulary

    def is_affine(self, part: SumPart) -> bool:
        """Whether it is ``w a + b``: an activation without a layer is then the one that comes in."""
        if len(part.terms) != 2 or part.signs != ("+",):
            return False
        product, bias = part.terms
        if not isinstance(product, Product) or not isinstance(bias, Symbol):
            return False
        kinds = [self._family_of(factor) for factor in product.factors]
        return self._family_of(bias) == "b" and "W" in kinds and "a" in kinds

    def _family_of(self, part: NotationPart) -> str:
        if isinstance(part, Group) and isinstance(part.of, Symbol):
            part = part.of
        if not isinstance(part, Symbol):
            return ""
        meaning = self._v.meaning(part.base)
        return meaning.family if meaning is not None and meaning.kind == "family" else ""

    @staticmethod
    def ambiguous_division(factors: list[NotationPart], signs: list[str]) -> bool:
        """Whether ``1/2n`` may be 1/(2n) or n/2."""
        if "/" not in signs or signs.count("/") > 1:
            return False
        place = signs.index("/")
        if place + 1 >= len(signs) or signs[place + 1] != "juxtaposed":
            return False
        first, second = factors[place + 1], factors[place + 2]
        return (
            isinstance(first, Literal | Symbol)
            and first.end == second.start
            and not isinstance(second, Group)
        )

    def called(self, factors: list[NotationPart], signs: list[str]) -> tuple[list[NotationPart], list[str]]:
        """Read a symbol before a bracket as a function where it is one: f(z), y(x), C'(b), E(b)."""
        found: list[NotationPart] = [factors[0]]
        kept: list[str] = []
        for sign, factor in zip(signs, factors[1:], strict=True):
            before = found[-1]
            if sign == "juxtaposed" and isinstance(before, Symbol) and self._is_bracket(factor):
                called = self._call_of(before, factor)
                if called is not None:
                    found[-1] = called
                    continue
            kept.append(sign)
            found.append(factor)
        return found, kept

    @staticmethod
    def _is_bracket(part: NotationPart) -> bool:
        return (
            isinstance(part, Group) and part.bracket in ("(", "[") and part.sup is None and part.sub is None
        )

    def _call_of(self, symbol: Symbol, bracket: NotationPart) -> NotationPart | None:
        assert isinstance(bracket, Group)
        argument = bracket.of
        named = f"{symbol.base}_{symbol.sub.text}" if symbol.sub is not None else symbol.base
        meaning = self._v.meanings.get(named) or self._v.meaning(symbol.base)
        if meaning is None:
            return None
        if meaning.kind == "function":
            return Apply(
                meaning.function,
                (argument,),
                symbol.primes,
                symbol.sup,
                symbol.sub,
                start=symbol.start,
                end=bracket.end,
            )
        if symbol.primes:
            of = replace(symbol, primes=0)
            return Quotient(of, argument, start=symbol.start, end=bracket.end)
        bare = isinstance(argument, Symbol) and (argument.base in ("x", "X") or self._is_argument(argument))
        if (
            meaning.kind == "family"
            and meaning.family == "a"
            and bare
            and not is_parameter_of(argument, self._v)
        ):
            return symbol
        if bare and (
            meaning.kind in ("loss", "macro") or value_name_of(meaning) in ("Y", f"a{self._v.last}")
        ):
            return symbol
        return None

    def _is_argument(self, symbol: Symbol) -> bool:
        meaning = self._v.meaning(symbol.base)
        if meaning is None:
            return False
        if meaning.kind == "family":
            return meaning.family in ("W", "b", "z")
        return meaning.kind == "value" and value_name_of(meaning)[:1] in ("X", "W", "b", "z")

    def chained(self, factors: list[NotationPart], signs: list[str]) -> tuple[list[NotationPart], list[str]]:
        """Read ∂C/∂a ∂a/∂z without indices as the chain rule it is."""
        if (
            self._state.indexed
            or self._state.by_entry
            or not all(sign in ("juxtaposed", "cdot", "times", "*") for sign in signs)
        ):
            return factors, signs
        found: list[NotationPart] = [factors[0]]
        kept: list[str] = []
        for sign, factor in zip(signs, factors[1:], strict=True):
            before = found[-1]
            if isinstance(before, Quotient) and isinstance(factor, Quotient) and before.by == factor.of:
                found[-1] = Quotient(before.of, factor.by, start=before.start, end=factor.end)
                self._state.note(
                    translate(
                        "derivation",
                        "Adjacent derivatives without indices are read as the chain rule for whole values.",
                    )
                )
            else:
                kept.append(sign)
                found.append(factor)
        return found, kept

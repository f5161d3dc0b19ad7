"""Units that a text numbers one by one: ``net_{h1} = w_1 i_1 + w_2 i_2 + b_1``, ``out_{o1} = σ(net_{o1})``.

What holds for single units holds for every unit of their layer, so numbers become index letters, and terms
that are alike for all units of a layer become a sum.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.notation.written import (
    BigSum,
    Group,
    NotationPart,
    NotationToken,
    Product,
    Script,
    SumPart,
    Symbol,
    WrittenFormula,
    mapped,
    walk_written,
)

LETTERS = {"i": "iuv", "h": "jsp", "o": "krq"}
"""Layer of a unit → index letters of its first, second and third unit."""
_LAYERS = {"i": 0, "h": 1, "o": 2}
_KINDS = {"net": "z", "out": "a", "target": "y", "delta": "delta"}
_UNIT = re.compile(r"([ho])_?([1-3])")
_WHOLE = re.compile(r"(net|out|target)_?([ho])_?([1-3])")
_USUAL = ("h1 i1", "h1 i2", "h2 i1", "h2 i2", "o1 h1", "o1 h2", "o2 h1", "o2 h2")
"""What w₁ to w₈ join in the usual network of two inputs, two hidden units and two outputs."""


class NumberedUnits:
    """Writes numbered units with index letters.

    Parameters
    ----------
    formulas
        Of the whole text.
    """

    def __init__(self, formulas: Sequence[WrittenFormula]) -> None:
        symbols = [p for f in formulas for p in walk_written(f) if isinstance(p, Symbol)]
        units = {found for symbol in symbols if (found := _unit_of(symbol)) is not None}
        # net and out with the units of a hidden layer or of the outputs are not written otherwise.
        self.found = any(kind == "z" for kind, _, _ in units) or len({k for k, _, _ in units}) > 1
        self._counts = {"i": 2, "h": 2, "o": 2}
        self._joined: dict[str, tuple[str, str]] = {}
        if self.found:
            for layer in "ho":
                numbers = [number for _, of, number in units if of == layer]
                self._counts[layer] = max(numbers, default=1)
            self._learn(formulas)

    def written(self, formula: WrittenFormula) -> WrittenFormula:
        """Return a formula with letters for numbers; one that it cannot write so stays as it is."""
        if not self.found:
            return formula
        sides = tuple(None if side is None else self._side(side) for side in formula.sides)
        left = sides[0]
        if isinstance(left, Symbol) and left.sub is not None:
            # One bias is shared by the units of a layer: in a weighted sum it is that of the unit.
            letters = left.sub.text

            def bias(part: NotationPart) -> NotationPart | None:
                if not isinstance(part, Symbol) or part.base != "b" or part.sub is None:
                    return None
                layer = part.sub.text
                return _with(part, "b", letters, _above(int(layer))) if layer in ("1", "2") else None

            sides = (left, *(None if side is None else mapped(side, bias) for side in sides[1:]))
        return replace(formula, sides=sides)

    def other_unit(self, formula: WrittenFormula) -> Symbol | None:
        """Return the factor of a right side that belongs to another unit of a layer of the left, or None."""
        left = formula.sides[0]
        if not self.found or left is None or len(formula.sides) < 2:
            return None
        mine = _letters(left)
        layers = {letter: of for of in LETTERS.values() for letter in of}
        for side in formula.sides[1:]:
            for factor in side.factors if isinstance(side, Product) else (side,):
                if not isinstance(factor, Symbol) or factor.sub is None:
                    continue
                for letter in factor.sub.text:
                    same_layer = {other for other in mine if layers.get(other) == layers.get(letter)}
                    if letter in layers and letter not in mine and same_layer:
                        return factor
        return None

    def _learn(self, formulas: Sequence[WrittenFormula]) -> None:
        """Learn which weight joins which units from the weighted sums; the usual numbering otherwise."""
        for formula in formulas:
            left = _unit_of(formula.sides[0]) if len(formula.sides) > 1 else None
            right = formula.sides[1] if len(formula.sides) > 1 else None
            if left is None or left[0] != "z" or not isinstance(right, SumPart):
                continue
            for term in right.terms:
                pair = self._pair(term)
                if pair is not None:
                    self._joined[pair[0]] = (f"{left[1]}{left[2]}", pair[1])
                    source = pair[1]
                    self._counts[source[0]] = max(self._counts[source[0]], int(source[1:]))
        if not any(joined[0].startswith("o") for joined in self._joined.values()):
            for number, units in enumerate(_USUAL, 1):
                to, source = units.split()
                self._joined.setdefault(str(number), (to, source))

    @staticmethod
    def _pair(term: NotationPart) -> tuple[str, str] | None:
        """Return the number of the weight and the unit of a term ``w_5 out_{h1}``."""
        if not isinstance(term, Product) or len(term.factors) != 2:
            return None
        numbers = [_weight(factor) for factor in term.factors]
        sources = [_source(factor) for factor in term.factors]
        for number, source in ((numbers[0], sources[1]), (numbers[1], sources[0])):
            if number and source:
                return number, source
        return None

    def _side(self, side: NotationPart) -> NotationPart:
        changed = mapped(side, self._symbol)
        return mapped(self._folded(changed), self._fold_inside)

    def _fold_inside(self, part: NotationPart) -> NotationPart | None:
        if not isinstance(part, SumPart):
            return None
        folded = self._folded(part)
        return None if folded is part else folded

    def _folded(self, part: NotationPart) -> NotationPart:
        """Return a sum in which terms that are alike for all units of a layer are one sum over them."""
        if isinstance(part, Group) and part.sup is None and part.sub is None:
            inner = self._folded(part.of)
            return part if inner is part.of else replace(part, of=inner)
        if not isinstance(part, SumPart):
            return part
        terms, signs = list(part.terms), ["+", *part.signs]
        for layer, letters in LETTERS.items():
            count = self._counts[layer]
            for start in range(len(terms) - count + 1):
                chosen = terms[start : start + count]
                if count < 2 or len(set(signs[start : start + count])) > 1:
                    continue
                first = letters[0]
                alike = all(
                    _renamed(term, letters[place], first) == chosen[0] for place, term in enumerate(chosen)
                )
                if alike and first in _letters(chosen[0]):
                    whole = BigSum(first, chosen[0], start=part.start, end=part.end)
                    terms[start : start + count], signs[start : start + count] = [whole], [signs[start]]
                    break
        if len(terms) == len(part.terms):
            return part
        if len(terms) == 1:
            return terms[0]
        return replace(part, terms=tuple(terms), signs=tuple(signs[1:]))

    def _symbol(self, part: NotationPart) -> NotationPart | None:
        if not isinstance(part, Symbol):
            return None
        unit = _unit_of(part)
        if unit is not None:
            kind, layer, number = unit
            sup = None if kind == "y" else _above(_LAYERS[layer])
            return _with(part, kind, LETTERS[layer][number - 1], sup)
        if part.base in ("target", "output", "out") and part.sub is None and part.sup is None:
            # A loss over all outputs names none of them.
            return (
                replace(part, base="y") if part.base == "target" else replace(part, base="a", sup=_above(2))
            )
        source = _input(part)
        if source:
            return _with(part, "x", LETTERS["i"][int(source) - 1], None)
        number_of = _weight(part)
        joined = self._joined.get(number_of) if number_of else None
        if joined is not None:
            to, source_unit = joined
            below = "".join(LETTERS[unit[0]][int(unit[1:]) - 1] for unit in (to, source_unit))
            changed = _with(part, "W", below, _above(_LAYERS[to[0]]))
            new = part.sup is not None and part.sup.text in ("+", "new", "neu")
            return replace(changed, primes=1) if new else changed
        if part.base == "E" and part.sub is not None and part.sub.text in ("total", "tot", "T"):
            return replace(part, sub=None)
        return None


def _unit_of(part: NotationPart | None) -> tuple[str, str, int] | None:
    """Return kind, layer and number of ``out_{h1}``: ("a", "h", 1)."""
    if not isinstance(part, Symbol):
        return None
    whole = _WHOLE.fullmatch(part.base)
    if whole is not None and part.sub is None:
        return _KINDS[whole[1]], whole[2], int(whole[3])
    found = _UNIT.fullmatch(part.sub.text) if part.sub is not None else None
    if found is None or part.base not in _KINDS:
        return None
    return _KINDS[part.base], found[1], int(found[2])


def _numbered(part: NotationPart, bases: tuple[str, ...]) -> str:
    """Return the number of ``w_5`` or ``w5``, empty for anything else."""
    if not isinstance(part, Symbol):
        return ""
    if part.base in bases and part.sub is not None and part.sub.text.isdigit():
        return part.sub.text
    whole = re.fullmatch(r"([a-z])_?(\d{1,2})", part.base)
    return whole[2] if whole is not None and whole[1] in bases and part.sub is None else ""


def _weight(part: NotationPart) -> str:
    return _numbered(part, ("w",))


def _input(part: NotationPart) -> str:
    found = _numbered(part, ("i", "x"))
    return found if found in ("1", "2", "3") else ""


def _source(part: NotationPart) -> str:
    """Return the unit a weighted sum takes: ``h1`` or ``i2``."""
    unit = _unit_of(part)
    if unit is not None and unit[0] == "a":
        return f"{unit[1]}{unit[2]}"
    number = _input(part)
    return f"i{number}" if number else ""


def _above(layer: int) -> Script:
    tokens = (
        NotationToken("open", "[", 0, 0),
        NotationToken("number", str(layer), 0, 0),
        NotationToken("close", "]", 0, 0),
    )
    return Script(f"[{layer}]", tokens)


def _with(symbol: Symbol, base: str, letters: str, sup: Script | None) -> Symbol:
    tokens = tuple(NotationToken("symbol", letter, symbol.start, symbol.end) for letter in letters)
    return replace(symbol, base=base, sub=Script(letters, tokens), sup=sup)


def _letters(part: NotationPart) -> set[str]:
    """Return the index letters of units in a part."""
    subs = (p.sub.text for p in walk_written(part) if isinstance(p, Symbol) and p.sub is not None)
    known = set("".join(LETTERS.values()))
    return {letter for text in subs for letter in text if letter in known}


def _renamed(part: NotationPart, old: str, new: str) -> NotationPart:
    """Return a part with another letter for a unit."""

    def change(inner: NotationPart) -> NotationPart | None:
        if isinstance(inner, Symbol) and inner.sub is not None and old in inner.sub.text and old != new:
            return _with(inner, inner.base, inner.sub.text.replace(old, new), inner.sup)
        return None

    return mapped(part, change)

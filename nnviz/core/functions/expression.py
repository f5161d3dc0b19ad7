"""Formulas of one variable as trees: parsed from one spelling, from which all other forms are rendered.

Grammar: numbers, names, ``+ - * / ^``, parentheses, calls such as ``tanh(z)``, and ``where(z > 0, a, b)``,
which is a where the condition holds and b elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z]\w*)|([-+*/^(),>]))")
_RANKS = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
NEGATIVE, ATOM = 3, 5


@dataclass(frozen=True)
class FormulaNumber:
    """A number as it is written."""

    text: str


@dataclass(frozen=True)
class FormulaSymbol:
    """A variable or a constant by its name."""

    name: str


@dataclass(frozen=True)
class FormulaNegative:
    """The negative of a term."""

    of: FormulaNode


@dataclass(frozen=True)
class FormulaBinary:
    """A sum, difference, product, quotient or power."""

    operator: str
    left: FormulaNode
    right: FormulaNode

    @property
    def rank(self) -> int:
        """How tightly the operator binds."""
        return _RANKS[self.operator]


@dataclass(frozen=True)
class FormulaCall:
    """A function of its arguments."""

    function: str
    arguments: tuple[FormulaNode, ...]


@dataclass(frozen=True)
class FormulaCases:
    """`value` where ``of > bound``, `otherwise` elsewhere."""

    of: FormulaNode
    bound: FormulaNode
    value: FormulaNode
    otherwise: FormulaNode


FormulaNode = FormulaNumber | FormulaSymbol | FormulaNegative | FormulaBinary | FormulaCall | FormulaCases


def rank(node: FormulaNode) -> int:
    """Return how tightly a node holds together; `ATOM` for what needs no parentheses."""
    if isinstance(node, FormulaBinary):
        return node.rank
    return NEGATIVE if isinstance(node, FormulaNegative) else ATOM


@lru_cache(maxsize=256)
def parse_formula(text: str) -> FormulaNode:
    """Return the tree of a formula.

    Raises
    ------
    ValueError
        If the text is no formula.
    """
    reader = _Reader(text)
    node = reader.sum()
    reader.end()
    return node


def replaced(node: FormulaNode, values: Mapping[str, FormulaNode]) -> FormulaNode:
    """Return a tree with other terms in place of variables."""
    match node:
        case FormulaSymbol(name):
            return values.get(name, node)
        case FormulaNegative(of):
            return FormulaNegative(replaced(of, values))
        case FormulaBinary(operator, left, right):
            return FormulaBinary(operator, replaced(left, values), replaced(right, values))
        case FormulaCall(function, arguments):
            return FormulaCall(function, tuple(replaced(a, values) for a in arguments))
        case FormulaCases(of, bound, value, otherwise):
            return FormulaCases(*(replaced(part, values) for part in (of, bound, value, otherwise)))
    return node


def matched(pattern: FormulaNode, node: FormulaNode, found: dict[str, FormulaNode]) -> bool:
    """Return whether `node` is `pattern` with terms in place of its variables, which `found` then holds."""
    match pattern, node:
        case FormulaSymbol(name), _:
            return found.setdefault(name, node) == node
        case FormulaNegative(of), FormulaNegative(other):
            return matched(of, other, found)
        case FormulaBinary(operator, left, right), FormulaBinary(other_operator, other_left, other_right):
            return (
                operator == other_operator
                and matched(left, other_left, found)
                and matched(right, other_right, found)
            )
        case FormulaCall(function, (of,)), FormulaCall(other_function, (other,)):
            return function == other_function and matched(of, other, found)
    return pattern == node


class _Reader:
    """Reads a formula from left to right."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._number = self._name = self._sign = ""
        self._advance()

    def _advance(self) -> None:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            if self._text[self._at :].strip():
                raise ValueError(f"formula: unexpected {self._text[self._at :].strip()!r}")
            self._number = self._name = self._sign = ""
            return
        self._at = found.end()
        self._number, self._name, self._sign = (part or "" for part in found.groups())

    def end(self) -> None:
        """Check that nothing is left."""
        if self._number or self._name or self._sign:
            raise ValueError(f"formula: {self._text!r} goes on after its end")

    def _take(self, sign: str) -> None:
        if self._sign != sign:
            raise ValueError(f"formula: expected {sign!r} before character {self._at} of {self._text!r}")
        self._advance()

    def sum(self) -> FormulaNode:
        """Read terms that are added or subtracted."""
        node = self._product()
        while self._sign in ("+", "-"):
            operator = self._sign
            self._advance()
            node = FormulaBinary(operator, node, self._product())
        return node

    def _product(self) -> FormulaNode:
        node = self._signed()
        while self._sign in ("*", "/"):
            operator = self._sign
            self._advance()
            node = FormulaBinary(operator, node, self._signed())
        return node

    def _signed(self) -> FormulaNode:
        if self._sign == "-":
            self._advance()
            return FormulaNegative(self._signed())
        node = self._atom()
        if self._sign == "^":
            self._advance()
            return FormulaBinary("^", node, self._atom())
        return node

    def _atom(self) -> FormulaNode:
        if self._number:
            number = FormulaNumber(self._number)
            self._advance()
            return number
        if self._name:
            name = self._name
            self._advance()
            if self._sign != "(":
                return FormulaSymbol(name)
            self._advance()
            return self._cases() if name == "where" else FormulaCall(name, self._arguments())
        self._take("(")
        node = self.sum()
        self._take(")")
        return node

    def _arguments(self) -> tuple[FormulaNode, ...]:
        found = [self.sum()]
        while self._sign == ",":
            self._advance()
            found.append(self.sum())
        self._take(")")
        return tuple(found)

    def _cases(self) -> FormulaNode:
        of = self.sum()
        self._take(">")
        bound = self.sum()
        self._take(",")
        value, otherwise = self._arguments()
        return FormulaCases(of, bound, value, otherwise)

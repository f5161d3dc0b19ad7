"""A formula as it is written: symbols, scripts, signs and their places in the text, before any meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

INDEX_L = "ł"
"""The letter l as the index of a sum, told apart from the layer l."""

MAX_FORMULA, MAX_TOKENS, MAX_DEPTH = 6000, 3000, 30
"""Most characters, tokens and levels of one formula."""


class NotationError(ValueError):
    """A piece of a formula that cannot be read.

    Attributes
    ----------
    start, end
        Where it stands in the text, from 0; `end` is behind the last character.
    """

    def __init__(self, message: str, start: int = 0, end: int | None = None) -> None:
        super().__init__(message)
        self.start, self.end = start, start + 1 if end is None else end


@dataclass(frozen=True)
class Token:
    """One piece of the text.

    Attributes
    ----------
    kind
        number, symbol, function, operator, relation, open, close, script (``^`` or ``_``), prime, command,
        text, comma, separator, newline or end.
    text
        What it says, in one spelling for all notations.
    start, end
        Where it stands.
    glued
        Whether nothing stands between it and the token before.
    """

    kind: str
    text: str
    start: int
    end: int
    glued: bool = False


@dataclass(frozen=True)
class Part:
    """A part of a formula and its place in the text."""

    start: int = field(compare=False, kw_only=True, default=0)
    end: int = field(compare=False, kw_only=True, default=0)


@dataclass(frozen=True)
class Literal(Part):
    """A number as it was written."""

    text: str

    @property
    def value(self) -> float:
        """Return the number."""
        return float(self.text)


@dataclass(frozen=True)
class Script:
    """What stands above or below a symbol: its text without spaces, and its tokens."""

    text: str
    tokens: tuple[Token, ...] = field(compare=False, default=())


@dataclass(frozen=True)
class Symbol(Part):
    """A letter or a name with what stands above and below it, and its primes."""

    base: str
    sub: Script | None = None
    sup: Script | None = None
    primes: int = 0


@dataclass(frozen=True)
class Minus(Part):
    """−x."""

    of: Part


@dataclass(frozen=True)
class Sum(Part):
    """Terms with their signs, ``+`` or ``-``."""

    terms: tuple[Part, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Product(Part):
    """Factors, and the sign before each but the first.

    A sign is ``juxtaposed``, ``*``, ``cdot``, ``times``, ``odot``, ``@``, ``/`` or ``div``.
    """

    factors: tuple[Part, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Fraction(Part):
    """A numerator above a denominator."""

    top: Part
    bottom: Part


@dataclass(frozen=True)
class Group(Part):
    """An expression in brackets; `bracket` is the opening one."""

    of: Part
    bracket: str
    sup: Script | None = None
    sub: Script | None = None


@dataclass(frozen=True)
class Apply(Part):
    """A known function with its arguments; `sup` and `primes` belong to the function."""

    function: str
    arguments: tuple[Part, ...]
    primes: int = 0
    sup: Script | None = None
    sub: Script | None = None
    axis: int | None = None


@dataclass(frozen=True)
class Called(Part):
    """A symbol with several arguments, such as ``C(w, b)``."""

    symbol: Symbol
    arguments: tuple[Part, ...]


@dataclass(frozen=True)
class Raised(Part):
    """A power that is written as one: ``x**2``."""

    of: Part
    exponent: Part


@dataclass(frozen=True)
class Transposed(Part):
    """A transpose that is written as one: ``x.T``."""

    of: Part


@dataclass(frozen=True)
class Exponential(Part):
    """e to the power of something; `sub` stands below the power, as in ``e^z_y``."""

    of: Part
    sub: Script | None = None


@dataclass(frozen=True)
class BigSum(Part):
    """Σ over an index; `condition` leaves some of its values out."""

    letter: str
    of: Part
    lower: str = ""
    upper: str = ""
    condition: Condition | None = None


@dataclass(frozen=True)
class Condition(Part):
    """A comparison ``== != < > <= >=``."""

    left: Part
    operator: str
    right: Part


@dataclass(frozen=True)
class Quotient(Part):
    """∂of/∂by; `of` is None in an operator that has nothing behind it."""

    of: Part
    by: Part


@dataclass(frozen=True)
class Gradient(Part):
    """∇ of a value by another."""

    of: Part
    by: Part


@dataclass(frozen=True)
class Norm(Part):
    """‖x‖ or |x|, perhaps with a power; `kind` is norm or abs."""

    of: Part
    kind: str
    sup: Script | None = None
    sub: Script | None = None


@dataclass(frozen=True)
class Indicator(Part):
    """1 where a condition holds, else 0."""

    condition: Condition


@dataclass(frozen=True)
class Cases(Part):
    """Values by condition; the last one may have none."""

    values: tuple[Part, ...]
    conditions: tuple[Condition | None, ...]


@dataclass(frozen=True)
class Formula(Part):
    """Sides and the relations between them: ``=``, ``:=``, ``=>``, ``<-``, ``+=``, ``-=``.

    Attributes
    ----------
    sides, relations
        One side more than relations. A formula that goes on from the one before begins with a relation, and
        its first side is None.
    condition
        A restriction of the whole formula, None without one.
    tag
        Its number, empty without one.
    remarks
        Sentences about slips that were read over, such as a closing bracket too many.
    """

    sides: tuple[Part | None, ...]
    relations: tuple[str, ...]
    condition: Condition | None = None
    tag: str = ""
    remarks: tuple[str, ...] = ()


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(part.name for part in fields(kind))


def parts_of(part: Part) -> Iterator[Part]:
    """Yield the parts directly below a part, from left to right."""
    kind: Any = type(part)
    for name in _names(kind):
        value = getattr(part, name)
        if isinstance(value, Part):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Part):
                    yield item


def walk_written(part: Part) -> Iterator[Part]:
    """Yield a part and all below it."""
    yield part
    for child in parts_of(part):
        yield from walk_written(child)


def mapped(part: Part, change: Callable[[Part], Part | None]) -> Part:
    """Return a part in which `change` replaces what it does not answer None for."""
    changed = change(part)
    if changed is not None:
        return changed
    kind: Any = type(part)
    found: dict[str, object] = {}
    for name in _names(kind):
        value = getattr(part, name)
        if isinstance(value, Part):
            other: object = mapped(value, change)
        elif isinstance(value, tuple) and any(isinstance(item, Part) for item in value):
            other = tuple(mapped(item, change) if isinstance(item, Part) else item for item in value)
            if all(a is b for a, b in zip(value, other, strict=True)):
                other = value
        else:
            continue
        if other is not value:
            found[name] = other
    return replace(part, **found) if found else part  # type: ignore[arg-type]

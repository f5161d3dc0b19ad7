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
    lasting
        Whether it cannot be read in any network and with any indices.
    of_layer
        Whether it is about a layer that the network does not have.
    """

    def __init__(
        self,
        message: str,
        start: int = 0,
        end: int | None = None,
        *,
        lasting: bool = False,
        of_layer: bool = False,
    ) -> None:
        super().__init__(message)
        self.lasting, self.of_layer = lasting, of_layer
        self.start, self.end = start, start + 1 if end is None else end


@dataclass(frozen=True)
class NotationToken:
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
class NotationPart:
    """A part of a formula and its place in the text."""

    start: int = field(compare=False, kw_only=True, default=0)
    end: int = field(compare=False, kw_only=True, default=0)


@dataclass(frozen=True)
class Literal(NotationPart):
    """A number as it was written."""

    text: str

    @property
    def value(self) -> float:
        """Return the number."""
        return float(self.text)


@dataclass(frozen=True)
class Script:
    """What stands above or below a symbol: its text without spaces, and its tokens.

    `whole` are the tokens with the braces of groups within, for an exponent.
    """

    text: str
    tokens: tuple[NotationToken, ...] = field(compare=False, default=())
    whole: tuple[NotationToken, ...] = field(compare=False, default=())


@dataclass(frozen=True)
class Symbol(NotationPart):
    """A letter or a name with what stands above and below it, and its primes."""

    base: str
    sub: Script | None = None
    sup: Script | None = None
    primes: int = 0


@dataclass(frozen=True)
class Minus(NotationPart):
    """−x."""

    of: NotationPart


@dataclass(frozen=True)
class SumPart(NotationPart):
    """Terms with their signs, ``+`` or ``-``."""

    terms: tuple[NotationPart, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Product(NotationPart):
    """Factors, and the sign before each but the first.

    A sign is ``juxtaposed``, ``*``, ``cdot``, ``times``, ``odot``, ``@``, ``/`` or ``div``.
    """

    factors: tuple[NotationPart, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Fraction(NotationPart):
    """A numerator above a denominator."""

    top: NotationPart
    bottom: NotationPart


@dataclass(frozen=True)
class Group(NotationPart):
    """An expression in brackets; `bracket` is the opening one."""

    of: NotationPart
    bracket: str
    sup: Script | None = None
    sub: Script | None = None


@dataclass(frozen=True)
class Apply(NotationPart):
    """A known function with its arguments; `sup` and `primes` belong to the function."""

    function: str
    arguments: tuple[NotationPart, ...]
    primes: int = 0
    sup: Script | None = None
    sub: Script | None = None
    axis: int | None = None


@dataclass(frozen=True)
class Called(NotationPart):
    """A symbol with several arguments, such as ``C(w, b)``."""

    symbol: Symbol
    arguments: tuple[NotationPart, ...]


@dataclass(frozen=True)
class Raised(NotationPart):
    """A power that is written as one: ``x**2``."""

    of: NotationPart
    exponent: NotationPart


@dataclass(frozen=True)
class Transposed(NotationPart):
    """A transpose that is written as one: ``x.T``."""

    of: NotationPart


@dataclass(frozen=True)
class Exponential(NotationPart):
    """e to the power of something; `sub` stands below the power, as in ``e^z_y``."""

    of: NotationPart
    sub: Script | None = None


@dataclass(frozen=True)
class BigSum(NotationPart):
    """Σ over an index; `condition` leaves some of its values out."""

    letter: str
    of: NotationPart
    lower: str = ""
    upper: str = ""
    condition: Condition | None = None


@dataclass(frozen=True)
class Condition(NotationPart):
    """A comparison ``== != < > <= >=``."""

    left: NotationPart
    operator: str
    right: NotationPart


@dataclass(frozen=True)
class Quotient(NotationPart):
    """∂of/∂by; `of` is None in an operator that has nothing behind it."""

    of: NotationPart
    by: NotationPart


@dataclass(frozen=True)
class Gradient(NotationPart):
    """∇ of a value by another."""

    of: NotationPart
    by: NotationPart


@dataclass(frozen=True)
class Norm(NotationPart):
    """‖x‖ or |x|, perhaps with a power; `kind` is norm or abs."""

    of: NotationPart
    kind: str
    sup: Script | None = None
    sub: Script | None = None


@dataclass(frozen=True)
class Indicator(NotationPart):
    """1 where a condition holds, else 0."""

    condition: Condition


@dataclass(frozen=True)
class Cases(NotationPart):
    """Values by condition; the last one may have none."""

    values: tuple[NotationPart, ...]
    conditions: tuple[Condition | None, ...]


@dataclass(frozen=True)
class WrittenFormula(NotationPart):
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

    sides: tuple[NotationPart | None, ...]
    relations: tuple[str, ...]
    condition: Condition | None = None
    tag: str = ""
    remarks: tuple[str, ...] = ()


_HOLD = ("NotationPart", "Symbol", "Condition", "tuple[NotationPart", "tuple[Condition")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Return the names of the fields of a kind of part that hold parts."""
    return tuple(part.name for part in fields(kind) if str(part.type).startswith(_HOLD))


def parts_of(part: NotationPart) -> Iterator[NotationPart]:
    """Yield the parts directly below a part, from left to right."""
    kind: Any = type(part)
    for name in _names(kind):
        value = getattr(part, name)
        if isinstance(value, NotationPart):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, NotationPart):
                    yield item


def walk_written(part: NotationPart) -> Iterator[NotationPart]:
    """Yield a part and all below it."""
    yield part
    for child in parts_of(part):
        yield from walk_written(child)


def unbracketed(part: NotationPart) -> NotationPart:
    """Return what stands in the brackets round a whole part, the part itself without them."""
    while isinstance(part, Group) and part.sup is None and part.sub is None:
        part = part.of
    return part


def mapped(part: NotationPart, change: Callable[[NotationPart], NotationPart | None]) -> NotationPart:
    """Return a part in which `change` replaces what it does not answer None for."""
    changed = change(part)
    if changed is not None:
        return changed
    kind: Any = type(part)
    found: dict[str, object] = {}
    for name in _names(kind):
        value = getattr(part, name)
        if isinstance(value, NotationPart):
            other: object = mapped(value, change)
        elif isinstance(value, tuple) and any(isinstance(item, NotationPart) for item in value):
            other = tuple(mapped(item, change) if isinstance(item, NotationPart) else item for item in value)
            if all(a is b for a, b in zip(value, other, strict=True)):
                other = value
        else:
            continue
        if other is not value:
            found[name] = other
    return replace(part, **found) if found else part  # type: ignore[arg-type]

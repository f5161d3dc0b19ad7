"""Values of a network by what they are: kind and layer, gradients, optimizer state, next values.

A value's text is its name in NumPy lines, files and traces: ``W3``, ``dW3``, ``mW3_next``, ``mask2``.
Programs make values and look them up; only text is read, by `named`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

UNIT, SOURCE, BATCH = "unit", "source", "batch"
"""Names of axes. Arrays have two: an axis a value does not have has length 1."""


@dataclass(frozen=True, kw_only=True)
class ValueKind:
    r"""A kind of value and how it is written.

    Attributes
    ----------
    name
        The letters before the layer: ``W``, ``gamma``.
    axes
        Names of the axes it has, in order.
    latex, entry, text
        The whole value and the letter of an entry in LaTeX, the whole value as plain text; ``%s`` is the
        layer.
    gradient_latex, gradient_text, gradient_entry
        The same for ∂C by it. Without a letter of its own an entry of the gradient is a quotient.
    belongs_to
        What it is part of: "unit", "weight", "bias", "loss", or nothing.
    parameter
        Whether it is learned.
    """

    name: str
    axes: tuple[str, ...]
    latex: str
    entry: str
    text: str
    gradient_latex: str = ""
    gradient_text: str = ""
    gradient_entry: str = ""
    belongs_to: str = ""
    parameter: bool = False

    @property
    def layered(self) -> bool:
        """Whether every layer may have one of its own."""
        return "%s" in self.latex

    @property
    def per_example(self) -> bool:
        """Whether it has a column for every example of the batch."""
        return BATCH in self.axes


def _quotient(latex: str) -> str:
    return rf"\frac{{\partial C}}{{\partial {latex}}}"


def _parameter(name: str, latex: str, entry: str, text: str, belongs_to: str = "") -> ValueKind:
    axes = (UNIT, SOURCE) if belongs_to == "weight" else (UNIT,)
    return ValueKind(
        name=name, axes=axes, latex=latex, entry=entry, text=text, gradient_latex=_quotient(latex),
        gradient_text=f"∂C/∂{text}", belongs_to=belongs_to, parameter=True,
    )  # fmt: skip


def _hidden(name: str, latex: str, entry: str, text: str) -> ValueKind:
    return ValueKind(
        name=name, axes=(UNIT, BATCH), latex=latex, entry=entry, text=text,
        gradient_latex=rf"\nabla_{{{latex}}} C", gradient_text=f"∇{text}", belongs_to="unit",
    )  # fmt: skip


_KINDS = (
    ValueKind(
        name="X", axes=(UNIT, BATCH), latex="X", entry="x", text="X", belongs_to="unit",
        gradient_latex=_quotient("X"), gradient_text="∂C/∂X",
    ),
    ValueKind(name="Y", axes=(UNIT, BATCH), latex="Y", entry="y", text="Y", belongs_to="unit"),
    ValueKind(name="C", axes=(), latex="C", entry="C", text="C", belongs_to="loss"),
    ValueKind(name="t", axes=(), latex="t", entry="t", text="t"),
    _parameter("W", "W^{%s}", "w", "W%s", "weight"),
    _parameter("b", "b^{%s}", "b", "b%s", "bias"),
    _parameter("gamma", r"\gamma^{%s}", r"\gamma", "γ%s", "gain"),
    _parameter("beta", r"\beta^{%s}", r"\beta", "β%s", "shift"),
    ValueKind(
        name="z", axes=(UNIT, BATCH), latex="z^{%s}", entry="z", text="z%s", belongs_to="unit",
        gradient_latex=r"\delta^{%s}", gradient_text="δ%s", gradient_entry=r"\delta",
    ),
    _hidden("a", "a^{%s}", "a", "a%s"),
    _hidden("xhat", r"\hat{x}^{%s}", r"\hat{x}", "x̂%s"),
    ValueKind(
        name="mask", axes=(UNIT, BATCH), latex="M^{%s}", entry="M", text="M%s", belongs_to="unit",
    ),
    ValueKind(name="mean", axes=(BATCH,), latex=r"\mu^{%s}", entry=r"\mu", text="μ%s"),
    ValueKind(name="var", axes=(BATCH,), latex=r"\nu^{%s}", entry=r"\nu", text="ν%s"),
)  # fmt: skip

VALUE_KINDS: Mapping[str, ValueKind] = MappingProxyType({kind.name: kind for kind in _KINDS})
"""Every kind of value by name."""

SPEECH_LETTERS = {"xhat": "normalized x", "mask": "mask", "mean": "mean", "var": "variance"}
"""What is said for the letter of a kind, where that is not the name of the kind."""

GRADIENT = "d"
"""The kind of ∂C by another value."""


@dataclass(frozen=True, eq=False)
class Value:
    """One value of an iteration.

    Attributes
    ----------
    kind
        A kind of `VALUE_KINDS`; for what is derived from another value ``d``, its gradient, or the letter of
        a vector of the optimizer's state.
    layer
        Its layer, from 1; 0 if it belongs to none.
    index
        Time step, if there is one in every step.
    of
        The value that it is the gradient or the state of.
    next
        Whether it is the value after the update.
    via
        For a part of a gradient, the reader it comes through.
    """

    kind: str
    layer: int = 0
    index: int | None = None
    of: Value | None = None
    next: bool = False
    via: Value | None = None
    _name: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        own = f"{self.kind}{self.of}" if self.of is not None else f"{self.kind}{self.layer or ''}"
        step = "" if self.index is None else f"[{self.index}]"
        name = f"{own}{step}{'_next' if self.next else ''}{f'_via_{self.via}' if self.via else ''}"
        object.__setattr__(self, "_name", name)

    def __str__(self) -> str:
        return self._name

    def __eq__(self, other: object) -> bool:
        # A name stands for one value; values are looked up all the time.
        return isinstance(other, Value) and self._name == other._name

    def __hash__(self) -> int:
        return hash(self._name)

    @property
    def base(self) -> Value:
        """The value that this is, or is the gradient or the state of, before the update."""
        if self.of is not None:
            return self.of.base
        return replace(self, next=False) if self.next else self

    @property
    def info(self) -> ValueKind:
        """The kind of its base."""
        return VALUE_KINDS[self.base.kind]

    @property
    def speech(self) -> str:
        """Its name in words, as a screen reader says it: ``delta, layer 1``."""
        base = self.base
        letter = SPEECH_LETTERS.get(base.kind, base.kind)
        if self.is_gradient:
            letter = "delta" if base.kind == "z" else f"gradient of {letter}"
        elif self.is_state:
            letter = f"{self.kind} of {letter}"
        layer = f", layer {base.layer}" if base.layer else ""
        return f"{'new ' if self.next else ''}{letter}{layer}"

    @property
    def is_gradient(self) -> bool:
        """Whether it is ∂C by another value."""
        return self.kind == GRADIENT

    @property
    def is_plain(self) -> bool:
        """Whether it is itself a value of the network: no gradient, no state, not after the update."""
        return self.of is None and not self.next

    @property
    def is_state(self) -> bool:
        """Whether it is kept by the optimizer for a parameter."""
        return self.of is not None and self.kind != GRADIENT

    @property
    def after(self) -> Value:
        """The value after the update."""
        return replace(self, next=True)

    @property
    def per_example(self) -> bool:
        """Whether it has a column for every example of the batch."""
        return self.info.per_example

    def gradient(self, via: Value | None = None) -> Value:
        """Return ∂C by this value, or the part of it that comes through one reader."""
        return Value(GRADIENT, self.layer, of=self, via=via)

    def state(self, vector: str) -> Value:
        """Return what the optimizer keeps for it in one of its vectors."""
        return Value(vector, self.layer, of=self)


X, Y, LOSS_VALUE, COUNT = Value("X"), Value("Y"), Value("C"), Value("t")

_LAYERED = "|".join(sorted((k.name for k in _KINDS if k.layered), key=len, reverse=True))
_SINGLE = "|".join(k.name for k in _KINDS if not k.layered)
_NAME = re.compile(rf"([a-z]?)(?:({_LAYERED})([1-9][0-9]{{0,3}})|({_SINGLE}))(_next)?(?:_via_(\w+))?")
"""The only pattern for names of values."""


@lru_cache(maxsize=4096)
def named(text: str) -> Value | None:
    """Return the value that a text names, None if it names none. It need not exist in a network."""
    found = _NAME.fullmatch(text)
    if found is None:
        return None
    prefix, kind, layer, single, following, via = found.groups()
    value = Value(kind or single, int(layer or 0))
    if prefix == GRADIENT:
        if not value.info.gradient_latex:
            return None
        value = value.gradient(named(via) if via else None)
    elif prefix and not value.info.parameter:
        return None
    elif prefix:
        value = value.state(prefix)
    return value.after if following else value


def entry_named(text: str) -> tuple[Value, tuple[int, ...]] | None:
    """Return the value and the indices, from 1, of an entry such as ``W2[1, 3]``; None if it is none."""
    name, bracket, rest = text.partition("[")
    value, numbers = named(name), rest[:-1].split(",")
    written = [number.strip() for number in numbers]
    if not bracket or not rest.endswith("]") or value is None or len(written) > 2:
        return None
    if not all(number.isascii() and number.isdigit() and len(number) <= 4 for number in written):
        return None
    return value, tuple(map(int, written))


def layered_named(text: str, kinds: Iterable[str]) -> Value | None:
    """Return the value of a layer that a text names, None unless it is plain and of one of some kinds."""
    value = named(text)
    return value if value is not None and value.is_plain and value.kind in kinds else None


def is_gradient(name: str) -> bool:
    """Return whether a text names a gradient that an operation of a program writes."""
    value = named(name)
    return value is not None and value.is_gradient and value.base != X


def value_named(text: str) -> Value:
    """Return the value that a text names.

    Raises
    ------
    ValueError
        If it names none.
    """
    value = named(text)
    if value is None:
        raise ValueError(f"{text!r:.60} names no value")
    return value

"""Guesses of a class: numbers, signs or orders of sizes as typed, and whether they are right."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nnviz.core.text.number_format import format_number, parse_number
from nnviz.core.text.translate import translate

NUMBER, SIGN, ORDER, CHOICE = GUESSES = ("number", "sign", "order", "choice")
"""Kinds of guesses."""
TOLERANCES = (0.01, 0.05, 0.1, 0.25)
"""Relative differences up to which a number counts as right, to choose from."""
DEFAULT_TOLERANCE = 0.05
MOST_ORDERED = 5
"""Most places of an order that is asked for."""

_SIGNS = {
    "+": 1, "positive": 1, "plus": 1, "-": -1, "−": -1, "–": -1, "negative": -1, "minus": -1,
    "0": 0, "zero": 0,
}  # fmt: skip
_SIGN_TEXTS = {1: "+", -1: "−", 0: "0"}
_SPECIAL = {
    "inf": math.inf, "∞": math.inf, "+inf": math.inf, "+∞": math.inf,
    "-inf": -math.inf, "−inf": -math.inf, "-∞": -math.inf, "−∞": -math.inf, "nan": math.nan,
}  # fmt: skip
_BETWEEN = re.compile(r"[\s,;>≥]+")


@dataclass(frozen=True)
class Truth:
    """What is guessed.

    Attributes
    ----------
    value
        The number that is asked about.
    others
        The numbers whose sizes are put in order, that one among them; empty where there is nothing to order.
    before
        What it was before the step; None where it had no value. Then the sign asked for is that of the
        change.
    """

    value: float
    others: tuple[float, ...] = ()
    before: float | None = None

    @property
    def signed(self) -> float:
        """The number whose sign is asked for: the change, or the value where there was none before."""
        return self.value if self.before is None else self.value - self.before

    @property
    def places(self) -> int:
        """Number of places of an order that is asked for; 0 where there is none."""
        return min(len(self.others), MOST_ORDERED) if len(self.others) > 1 else 0

    def order(self) -> tuple[int, ...]:
        """Return the numbers of the largest, from 1, the largest absolute value first; nan comes first."""
        sizes = [math.inf if x != x else abs(x) for x in self.others]
        return tuple(sorted(range(1, len(sizes) + 1), key=lambda i: -sizes[i - 1])[: self.places])

    def text(self, kind: str, digits: int = 4) -> str:
        """Return the answer to a question of a kind."""
        if kind == ORDER:
            return order_text(self.order())
        if kind == SIGN:
            return "nan" if self.signed != self.signed else _SIGN_TEXTS[sign_of(self.signed)]
        return format_number(self.value, digits)


@dataclass(frozen=True)
class Guess:
    """A guess.

    Attributes
    ----------
    kind
        One of `GUESSES`, without ``choice``.
    text
        As it is shown.
    value
        A number, or −1, 0, 1 for a sign.
    order
        Numbers from 1 for an order of sizes.
    """

    kind: str
    text: str
    value: float = 0.0
    order: tuple[int, ...] = ()

    def is_right(self, truth: Truth, tolerance: float = DEFAULT_TOLERANCE) -> bool:
        """Return whether it is right.

        A number is right within a relative `tolerance`, or where it reads the same with three decimals. In
        an order, numbers of equal size may change places.
        """
        if self.kind == SIGN:
            return truth.signed == truth.signed and self.value == sign_of(truth.signed)
        if self.kind == ORDER:
            return _is_ordered(self.order, truth)
        return is_close(self.value, truth.value, tolerance)


def is_close(guess: float, truth: float, tolerance: float) -> bool:
    """Return whether a guessed number counts as right."""
    if not math.isfinite(truth) or not math.isfinite(guess):
        return guess == truth or (guess != guess and truth != truth)
    if truth and abs(guess - truth) <= tolerance * abs(truth) * (1 + 1e-12):
        return True
    return guess == truth or (format_number(guess) == format_number(truth) and abs(truth) >= 1e-3)


def sign_of(value: float) -> int:
    """Return −1, 0 or 1."""
    return (value > 0) - (value < 0)


def order_text(order: Sequence[int]) -> str:
    """Return an order as it is shown: ``2 > 1 > 3``."""
    return " > ".join(map(str, order))


def read_guess(kind: str, text: str, truth: Truth) -> Guess:
    """Return the guess that was typed.

    Parameters
    ----------
    kind
        ``number``, ``sign`` or ``order``.
    text
        What was typed: ``-3/8``, ``0.25``, ``2e-3``; ``+``, ``-``, ``0``; ``2 > 1 > 3``.
    truth
        What is guessed, for how many places an order has.

    Raises
    ------
    ValueError
        With one sentence for the user, if it is no guess of that kind.
    """
    typed = text.strip()
    if kind == SIGN:
        sign = _SIGNS.get(typed.lower())
        if sign is None:
            raise ValueError(
                translate("lessons", "Type the sign: + for positive, - for negative, 0 for zero.")
            )
        return Guess(SIGN, _SIGN_TEXTS[sign], sign)
    if kind == ORDER:
        order = _order(typed, truth)
        return Guess(ORDER, order_text(order), order=order)
    special = _SPECIAL.get(typed.lower())
    return Guess(NUMBER, typed, parse_number(typed) if special is None else special)


def _order(typed: str, truth: Truth) -> tuple[int, ...]:
    count = len(truth.others)
    words = [word for word in _BETWEEN.split(typed) if word]
    if len(words) == 1 and count <= 9:
        words = list(words[0])
    numbers = tuple(int(w) for w in words if w.isascii() and w.isdigit() and len(w) <= 4)
    fitting = len(numbers) == len(words) == truth.places == len(set(numbers))
    if not fitting or not all(1 <= n <= count for n in numbers):
        example = order_text(range(truth.places, 0, -1))
        raise ValueError(
            translate(
                "lessons",
                "Type the numbers of the {places} largest of {count}, largest first, such as {example}.",
            ).format(places=truth.places, count=count, example=example)
            if count > truth.places
            else translate(
                "lessons", "Type the numbers from 1 to {count}, largest size first, such as {example}."
            ).format(count=count, example=example)
        )
    return numbers


def _is_ordered(order: tuple[int, ...], truth: Truth) -> bool:
    sizes = [abs(x) for x in truth.others]
    if any(size != size for size in sizes):
        return False
    right = [sizes[i - 1] for i in truth.order()]
    return [sizes[i - 1] for i in order] == right

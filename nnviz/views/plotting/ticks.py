"""Three round numbers for an axis, and how they are written."""

from __future__ import annotations

import math

from nnviz.core.text.scripts import superscript

_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 10.0)
_LARGEST = 1e300
_MOST_DECADES = 16


def nice_range(low: float, high: float) -> tuple[float, float, float]:
    """Return three evenly spaced round numbers: the least range of such that holds `low` to `high`."""
    if not (math.isfinite(low) and math.isfinite(high)):
        low, high = 0.0, 1.0
    low, high = (min(max(value, -_LARGEST), _LARGEST) for value in sorted((low, high)))
    # Numbers that hardly differ would ask for ticks that all read the same.
    least = max(abs(low), abs(high)) * 1e-4 or 1.0
    if high - low < least:
        low, high = low - least, high + least
    power = 10.0 ** math.floor(math.log10((high - low) / 2))
    for step in (*(s * power for s in _STEPS), 20.0 * power):
        first = math.floor(low / step + 1e-9) * step
        if first + 2 * step >= high - 1e-9 * step:
            break
    return first, first + step, first + 2 * step


def decades(low: float, high: float) -> tuple[int, int, int]:
    """Return three evenly spaced powers of ten whose range holds the positive numbers `low` to `high`."""
    if not (0 < low <= high < math.inf):
        low, high = 1e-4, 1.0
    top = math.ceil(math.log10(high) - 1e-9)
    bottom = max(math.floor(math.log10(low) + 1e-9), top - _MOST_DECADES)
    step = max(1, -((bottom - top) // 2))
    return top - 2 * step, top - step, top


def counts(left: float, right: float, wanted: int = 3) -> list[int]:
    """Return round whole numbers between `left` and `right`, about as many as wanted."""
    power = 10.0 ** math.floor(math.log10(max(right - left, 1.0) / wanted))
    choices = []
    for step in sorted({max(1, round(s * power)) for s in (1, 2, 5, 10, 20)}):
        first = math.ceil(left / step) * step
        choices.append(list(range(first, math.floor(right) + 1, step)))
    return min(choices, key=lambda ticks: abs(len(ticks) - wanted))


def within(low: float, high: float, wanted: int = 3) -> list[float]:
    """Return round numbers between `low` and `high`, about as many as wanted."""
    size = 10.0 ** math.floor(math.log10(max(high - low, 1e-300) / wanted))
    choices = []
    for step in (s * size for s in (20.0, 10.0, 5.0, 2.0, 1.0)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        choices.append([k * step for k in range(first, last + 1)])
    return min(choices, key=lambda values: abs(len(values) - wanted))


def label(value: float, step: float) -> str:
    """Return a tick as it is written, with the decimals that its distance to the next one needs."""
    if value == 0:
        return "0"
    if (step >= 9_999.5 and abs(value) >= 99_999.5) or (step < 0.9e-4 and abs(value) < max(100 * step, 1e-4)):
        # As many digits as tell it from the next tick.
        decimals = max(0, math.floor(math.log10(abs(value))) - math.floor(math.log10(step)) + 1)
        mantissa, exponent = f"{abs(value):.{min(decimals, 9)}e}".split("e")
        digits = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = power(int(exponent)) if digits == "1" else f"{digits}·10{_raised(int(exponent))}"
    else:
        decimals = min(max(0, 2 - math.floor(math.log10(step))), 9)
        text = f"{abs(value):,.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{abs(value):,.0f}"
    return f"−{text}" if value < 0 else text


def power(exponent: int) -> str:
    """Return a power of ten as it is written."""
    return {0: "1", 1: "10"}.get(exponent) or f"10{_raised(exponent)}"


def _raised(exponent: int) -> str:
    return superscript(exponent).replace("-", "⁻")

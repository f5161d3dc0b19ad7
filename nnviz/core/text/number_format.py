"""Numbers as people write and read them: fractions in, a true minus sign and powers of ten out."""

from __future__ import annotations

import math
import re

from nnviz.core.text.hidden_number import HIDDEN_TEXT, is_hidden
from nnviz.core.text.translate import translate

LONGEST = 64
"""Characters a typed number may have."""

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"
_RAISE = str.maketrans("0123456789-", _SUPERSCRIPTS)
_LOWER = str.maketrans(_SUPERSCRIPTS + "⁺", "0123456789-+")
_MINUS = str.maketrans("−–", "--")

_DECIMAL = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,4})?"
_NUMBER = re.compile(rf"([+-]?{_DECIMAL})(?:/([+-]?{_DECIMAL}))?", re.IGNORECASE)
_POWER = re.compile(
    r"([+-]?)(?:([0-9]+\.?[0-9]*|\.[0-9]+)[·×*])?10"
    rf"(?:\^([+-]?[0-9]{{1,4}})|([⁺⁻]?[{_SUPERSCRIPTS[:10]}]{{1,4}}))"
)
_INTEGER = re.compile(r"[+-]?[0-9]+")
_THOUSANDS = re.compile(r"(?<![0-9])[1-9][0-9]{0,2},[0-9]{3}(?![0-9])")
"""A comma that could be the mark of thousands; behind a leading 0 it cannot."""


def parse_number(text: str) -> float:
    """Return the finite number that `text` stands for.

    Decimals (``0.5``, ``.5``, ``0,5``), scientific notation (``1e-3``, ``3.1·10⁻⁴``) and fractions
    (``1/3``, ``-1/3``) are understood, with either minus sign. A comma is a decimal mark unless it could
    stand between thousands, as in ``1,234``. Nothing is evaluated.

    Raises
    ------
    ValueError
        With one sentence for the user, if `text` is anything else, is longer than `LONGEST`
        characters, divides by zero or is too large for a float.
    """
    cleaned = _cleaned(text)
    if not cleaned:
        raise ValueError(translate("text", "Type a number, such as 0.5, 1e-3 or 1/3."))
    value = _value(cleaned)
    if value is None and "," in cleaned and "." not in cleaned:
        value = _value(cleaned.replace(",", "."))
        if value is not None and _THOUSANDS.search(cleaned):
            raise ValueError(
                translate(
                    "text", "“{text}” is ambiguous: use a point as the decimal mark, such as 1.234."
                ).format(text=text.strip())
            )
    if value is None:
        raise ValueError(
            translate("text", "“{text}” is not a number: write it like 0.5, 1e-3 or 1/3.").format(
                text=text.strip()
            )
        )
    if not math.isfinite(value):
        raise ValueError(
            translate("text", "“{text}” is too large: the largest number is about 1.8·10³⁰⁸.").format(
                text=text.strip()
            )
        )
    return value


def parse_integer(text: str) -> int:
    """Return the whole number that `text` stands for, exactly, however many digits it has.

    Raises
    ------
    ValueError
        With one sentence for the user, if `text` is no whole number.
    """
    cleaned = _cleaned(text)
    if _INTEGER.fullmatch(cleaned):
        return int(cleaned)
    value = parse_number(text)
    if not value.is_integer():
        raise ValueError(
            translate("text", "“{text}” is not a whole number: write it like 3 or 160.").format(
                text=text.strip()
            )
        )
    return int(value)


def format_number(value: float, digits: int = 3) -> str:
    """Return `value` for reading: always `digits` decimals, so that columns line up.

    A number that would lose its meaning that way is written as a power of ten (``3.1·10⁻¹⁰``):
    those below ``10**-digits``, and those from a hundred thousand on. An `int` keeps all its digits.

    Parameters
    ----------
    value
        Any number; not-a-number reads ``nan``, a hidden number ``?``, and the infinities ``∞`` and ``−∞``.
    digits
        Decimals, 0 or more.
    """
    if isinstance(value, int):
        return str(value).replace("-", "−")
    value = float(value)
    if math.isnan(value):
        return HIDDEN_TEXT if is_hidden(value) else "nan"
    sign = "−" if value < 0 else ""
    size = abs(value)
    if math.isinf(size):
        return f"{sign}∞"
    if size == 0:
        return f"{0:.{digits}f}"
    if size >= 99_999.5 or size < 10.0**-digits:
        mantissa, exponent = f"{size:.{max(digits - 2, 1)}e}".split("e")
        return f"{sign}{mantissa}·10{str(int(exponent)).translate(_RAISE)}"
    return f"{sign}{size:.{digits}f}"


def _cleaned(text: str) -> str:
    """Return `text` without spaces and with a plain minus sign."""
    if len(text) > LONGEST:
        raise ValueError(
            translate("text", "The number is too long: at most {longest} characters.").format(longest=LONGEST)
        )
    return "".join(text.split()).translate(_MINUS)


def _value(cleaned: str) -> float | None:
    """Return the number, perhaps infinite, or None if `cleaned` is not one."""
    if found := _NUMBER.fullmatch(cleaned):
        above = float(found[1])
        if found[2] is None:
            return above
        below = float(found[2])
        if below == 0:
            raise ValueError(translate("text", "A fraction cannot have the denominator 0."))
        return above / below
    if found := _POWER.fullmatch(cleaned):
        exponent = found[3] or found[4].translate(_LOWER)
        return float(f"{found[1]}{found[2] or 1}e{exponent}")
    return None

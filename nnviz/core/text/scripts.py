"""Superscript and subscript digits for the names of layers and units."""

from __future__ import annotations

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def superscript(number: int) -> str:
    """Return the digits of `number` raised: a layer."""
    return str(number).translate(_SUPERSCRIPTS)


def subscript(number: int) -> str:
    """Return the digits of `number` lowered: a unit."""
    return str(number).translate(_SUBSCRIPTS)

"""Sides of a claim that is written as an equation, such as ``dW2 = dz2 @ a1.T``."""

from __future__ import annotations

import re

_EQUALS = re.compile(r"(?<![=!<>+\-*/:≔])=(?![=>])")


def claim_sides(text: str) -> tuple[str, ...]:
    """Return what stands between the equals signs of a claim; the claim alone where it has none.

    Equals signs within brackets, such as that of ``sum(x, axis=1)``, and comparisons separate nothing.
    """
    sides, start = [], 0
    for found in _EQUALS.finditer(text):
        before = text[: found.start()]
        if sum(before.count(one) for one in "([{") > sum(before.count(one) for one in ")]}"):
            continue
        sides.append(text[start : found.start()])
        start = found.end()
    return tuple(side.strip().strip("$&").strip() for side in (*sides, text[start:]))

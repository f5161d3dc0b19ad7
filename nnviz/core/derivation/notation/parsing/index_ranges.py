"""The index of a sum and how far it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from nnviz.core.derivation.notation.words import COMPARISONS
from nnviz.core.derivation.notation.written import (
    INDEX_L,
    Condition,
    NotationError,
    NotationPart,
    NotationToken,
    Script,
    Symbol,
    mapped,
)
from nnviz.core.text.translate import translate


def index_range(
    inside: Callable[[Sequence[NotationToken]], NotationPart], sub: Script
) -> tuple[str, str, Condition | None]:
    """Return the index of a sum, where it begins, and the condition it has instead."""
    tokens = sub.tokens
    first = tokens[0]
    if first.kind != "symbol" or first.text in ("partial", "nabla"):
        raise NotationError(
            translate("derivation", "A sum runs over a letter such as k."), first.start, first.end
        )
    if len(tokens) == 1:
        return first.text, "", None
    second = tokens[1]
    if second.text == "=":
        return first.text, "".join(t.text for t in tokens[2:]), None
    if second.text == "in":
        return first.text, "", None
    if second.kind == "relation" and second.text in COMPARISONS:
        left = inside(tokens[:1])
        right = inside(tokens[2:])
        return first.text, "", Condition(left, second.text, right, start=first.start, end=tokens[-1].end)
    raise NotationError(
        translate("derivation", "A sum runs over one letter, such as n=1 or k."),
        first.start,
        tokens[-1].end,
    )


def with_index_l(part: NotationPart) -> NotationPart:
    """Return the body of a sum over l, in which an l below a symbol is the index and no layer."""

    def change(inner: NotationPart) -> NotationPart | None:
        if (
            isinstance(inner, Symbol)
            and inner.sub is not None
            and re.fullmatch("[a-z]?l[a-z]?", inner.sub.text)
        ):
            tokens = tuple(replace(t, text=INDEX_L) if t.text == "l" else t for t in inner.sub.tokens)
            return replace(inner, sub=Script(inner.sub.text.replace("l", INDEX_L), tokens))
        return None

    return mapped(part, change)


def several_letters(sub: Script) -> list[str]:
    """Return the letters of ``i,j`` or ``ij`` below a sum; none where it is written otherwise."""
    written = [t for t in sub.tokens if t.text != ","]
    names = [t.text for t in written]
    letters = all(t.kind == "symbol" and len(t.text) == 1 and t.text != "l" for t in written)
    return names if letters and 2 <= len(names) <= 3 and len(set(names)) == len(names) else []

"""Indices that stand below a function or a power and belong to the symbol in it."""

from __future__ import annotations

from dataclasses import replace

from nnviz.core.derivation.notation.written import Group, Minus, NotationError, NotationPart, Script, Symbol
from nnviz.core.text.translate import translate


def with_index(part: NotationPart, sub: Script) -> NotationPart:
    """Return what stands below a power or a function put below the symbol in it."""
    if isinstance(part, Symbol) and part.sub is None:
        return replace(part, sub=sub)
    if isinstance(part, Minus):
        return replace(part, of=with_index(part.of, sub))
    if isinstance(part, Group):
        return replace(part, of=with_index(part.of, sub))
    raise NotationError(translate("derivation", "This subscript has no symbol."), part.start, part.end)

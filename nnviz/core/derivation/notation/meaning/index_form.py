"""The index form of formulas, and generic layers."""

from __future__ import annotations

import re

from nnviz.core.derivation.notation.scripts import read_below
from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.derivation.notation.written import (
    BigSum,
    Exponential,
    NotationError,
    NotationPart,
    Symbol,
    walk_written,
)


def says_generic_layer(part: NotationPart) -> bool:
    """Whether a symbol has the layer ``l``, ``l-1`` or ``l+1``."""
    if not isinstance(part, Symbol):
        return False
    scripts = (part.sup.text if part.sup is not None else "", part.sub.text if part.sub is not None else "")
    if re.fullmatch(r"[\[(]?l([+-]\d)?[\])]?T?(\([a-z]\))?", scripts[0]):
        return True
    return re.fullmatch(r"l([+-]\d)?", scripts[1]) is not None


def is_indexed(part: NotationPart, vocabulary: Vocabulary) -> bool:
    """Whether a part is in index form: a symbol has the index of a unit, or a sum runs over one."""
    for inner in walk_written(part):
        if isinstance(inner, BigSum):
            letter = inner.letter
            if letter not in vocabulary.example_letters and inner.upper != "m" and letter not in "xX":
                return True
        if isinstance(inner, Exponential) and inner.sub is not None:
            return True
        if not isinstance(inner, Symbol):
            continue
        known = vocabulary.meaning(inner.base)
        if known is not None and known.kind == "macro":
            assert known.part is not None
            if known.letters or is_indexed(known.part, vocabulary):
                return True
            continue
        if inner.sub is None or (inner.base == "e" and inner.sub.text == vocabulary.target_letter):
            continue
        if f"{inner.base}_{inner.sub.text}" in vocabulary.meanings:
            continue
        if inner.base == "delta" and len(inner.sub.text) == 2 and inner.sup is None:
            return True
        meaning = vocabulary.meaning(inner.base)
        if meaning is not None and meaning.kind in ("loss", "number"):
            continue
        try:
            below = read_below(inner)
        except NotationError:
            continue
        if any(k not in vocabulary.example_letters for k in below.letters):
            return True
    return False

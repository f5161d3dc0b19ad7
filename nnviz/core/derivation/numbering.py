"""Letters and numbers by which a text counts examples and layers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnviz.core.derivation.notation.written import (
    BigSum,
    NotationPart,
    Product,
    SumPart,
    Symbol,
    WrittenFormula,
    walk_written,
)
from nnviz.core.derivation.patterns import affine_of, layer_text
from nnviz.core.derivation.sketch import Defined


def example_letters(formulas: Sequence[Defined]) -> frozenset[str]:
    """Return the letters that count examples in a text."""
    letters = {"n"}
    for item in formulas:
        for part in walk_written(item.formula):
            if isinstance(part, BigSum) and _counts_examples(part, formulas):
                letters.add(part.letter)
            letters |= _example_of(part)
            if isinstance(part, Symbol) and part.sup is not None:
                match = re.search(r"\(([imnpt])\)", part.sup.text)
                if match is not None:
                    letters.add(match[1])
    return frozenset(letters)


def _example_of(part: NotationPart) -> set[str]:
    """Return the letter of ``wᵀ x_i``: a product with a vector of weights is of one example x_i."""
    affine = affine_of(part, frozenset()) if isinstance(part, Product | SumPart) else None
    if affine is None or affine.weights.sub is not None or not affine.weights_turned:
        return set()
    below = affine.source.sub.text if affine.source.sub is not None else ""
    return {below} if len(below) == 1 and below.isalpha() and below != "l" else set()


def _counts_examples(part: BigSum, formulas: Sequence[Defined]) -> bool:
    """Whether a sum to m or N runs over examples: N is also used for the number of classes."""
    if len(part.letter) != 1 or part.upper not in ("m", "N", "M"):
        return False
    if part.letter == "n" or part.upper == "m":
        return True
    return part.letter == "i" and not any(_is_free(part.letter, item.formula) for item in formulas)


def _is_free(letter: str, formula: WrittenFormula) -> bool:
    """Whether a letter is the index of a unit in a formula: it stands below a symbol, and no sum binds it."""
    parts = list(walk_written(formula))
    if any(isinstance(p, BigSum) and p.letter == letter for p in parts):
        return False
    return any(isinstance(p, Symbol) and p.sub is not None and letter in p.sub.text for p in parts)


def highest_layer(formulas: Sequence[Defined], examples: frozenset[str]) -> int:
    """Return the highest number of a layer that is written in brackets or in a name."""
    highest = 0
    for item in formulas:
        for part in walk_written(item.formula):
            if not isinstance(part, Symbol) or part.base[:1] not in "WwAaZzBbd":
                continue
            bracketed = part.sup is not None and part.sup.text[:1] in "[("
            named = re.fullmatch(r"d?[WwAaZzBb]_?(\d)", part.base)
            layer = layer_text(part, examples) if bracketed else named[1] if named else ""
            if layer.isdigit():
                highest = max(highest, int(layer))
    return highest

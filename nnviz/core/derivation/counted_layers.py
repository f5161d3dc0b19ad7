"""Layers that a text says by letters that count units, or counts from the input."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.document import FormulaText
from nnviz.core.derivation.notation.vocabulary import Vocabulary, value_meaning
from nnviz.core.derivation.notation.written import Symbol, walk_written
from nnviz.core.derivation.patterns import key_of, layer_text
from nnviz.core.judge.nodes import Canonical
from nnviz.core.network.value import layered_named
from nnviz.core.text.translate import translate


def with_letters(formulas: Sequence[FormulaText], vocabulary: Vocabulary) -> Vocabulary:
    """Return a vocabulary with the layers whose units index letters count, as i, j, k often do."""
    found: dict[str, set[int]] = {}
    for item in formulas:
        for part in walk_written(item.formula) if item.formula is not None else ():
            if not isinstance(part, Symbol) or part.sub is None or part.primes:
                continue
            letters = [k for k in part.sub.text if k not in vocabulary.example_letters]
            meaning = vocabulary.meaning(part.base, layer_text(part, vocabulary.example_letters))
            node = meaning.node if meaning is not None and meaning.kind == "value" else None
            kinds = ("X", "Y", "z", "a")
            value = layered_named(node.id, kinds) if isinstance(node, Canonical) else None
            if value is not None and len(letters) == 1 and letters[0].isalpha():
                n = vocabulary.last if value.kind == "Y" else value.layer
                found.setdefault(letters[0], set()).add(n)
    vocabulary = _with_counted_errors(formulas, vocabulary)
    layers = {letter: next(iter(numbers)) for letter, numbers in found.items() if len(numbers) == 1}
    return replace(vocabulary, letter_layers=layers) if len(set(layers.values())) > 1 else vocabulary


def _with_counted_errors(formulas: Sequence[FormulaText], vocabulary: Vocabulary) -> Vocabulary:
    """Return a vocabulary for a text whose δ counts the input as layer 1: δ³ in a net of two layers."""
    highest = 0
    for item in formulas:
        for part in walk_written(item.formula) if item.formula is not None else ():
            found = re.fullmatch(r"delta\[(\d+)\]", key_of(part)) if isinstance(part, Symbol) else None
            highest = max(highest, int(found[1]) if found is not None else 0)
    last = vocabulary.last
    if highest != last + 1:
        return vocabulary
    origin = translate("derivation", "δ is counted from the input: δ{last} is that of the outputs").format(
        last=last + 1
    )
    counted = {f"delta[{n + 1}]": value_meaning(vocabulary, f"dz{n}", origin) for n in range(1, last + 1)}
    return replace(vocabulary, meanings={**vocabulary.meanings, **counted})

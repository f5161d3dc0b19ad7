"""Symbols that are weights and biases."""

from __future__ import annotations

from nnviz.core.derivation.notation.meaning.typed import value_name
from nnviz.core.derivation.notation.vocabulary import Meaning, Vocabulary
from nnviz.core.derivation.notation.written import NotationPart, Symbol


def is_parameter(meaning: Meaning) -> bool:
    """Whether a meaning is weights or biases."""
    if meaning.kind == "family":
        return meaning.family in ("W", "b")
    return meaning.kind == "value" and value_name_of(meaning)[:1] in ("W", "b")


def is_parameter_of(part: NotationPart, vocabulary: Vocabulary) -> bool:
    """Whether a part is a symbol of weights or biases."""
    meaning = vocabulary.meaning(part.base) if isinstance(part, Symbol) else None
    return meaning is not None and is_parameter(meaning)


def value_name_of(meaning: Meaning) -> str:
    """Return the name of the value that is meant, empty for none."""
    return value_name(meaning.node) if meaning.node is not None else ""

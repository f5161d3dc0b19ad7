"""Corrections in the notation of a text: its symbols, its way to write layers, LaTeX or a program."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nnviz.core.derivation.inferred_network import PENALTY
from nnviz.core.derivation.notation.rendering import Spelling, layer_label, to_latex
from nnviz.core.derivation.notation.vocabulary import Meaning, Vocabulary, penalty_factor, split_name
from nnviz.core.derivation.notation.words import GREEK
from nnviz.core.judge.nodes import (
    Canonical,
    ClaimError,
    NameNode,
    Node,
    Number,
    Transpose,
    exchange,
    text_of,
    walk,
)
from nnviz.core.judge.parser import parse

_LETTERS = frozenset(GREEK.values())
_TURNED = ".T"
_DERIVATIVE = re.compile(r"(?<!\w)d\(.*\)/d")
_SYMBOL = "(?:W|w|b|z|Z|a|A)"
"""Symbols at which a text shows where it writes layers."""


class Correction:
    """Writes corrections as a text would.

    Parameters
    ----------
    vocabulary
        The symbols of the text.
    text
        The text, which shows how layers are written.
    code_names
        The names of its program.
    generic
        The layer that the formula writes l, None if it writes numbers.
    unnamed
        Value of the network → how the text writes it, where it has no symbol for it.
    """

    def __init__(
        self, vocabulary: Vocabulary, text: str, code_names: frozenset[str],
        generic: int | None = None, unnamed: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._vocabulary = vocabulary
        style = "[%s]" if "^{[" in text else "(%s)" if "^{(" in text or "^{\\left(" in text else "%s"
        above = re.search(rf"{_SYMBOL}\^\{{?[\[(]?\d", text) is not None
        below = not above and re.search(rf"{_SYMBOL}_\{{?\d", text) is not None
        names = {"lambda2": r"\lambda"} if re.search(r"\\lambda(?!_)|λ", text) is not None else {}
        names |= _names(vocabulary, style, generic, "_" if below else "^")
        names |= {value: rf"\left({written}\right)" for value, written in (unnamed or {}).items()}
        self._turned = frozenset(name.removesuffix(_TURNED) for name in names if name.endswith(_TURNED))
        self._spelling = Spelling(names, style, generic, vocabulary.convention)
        self._code: dict[str, str] = {}
        for name in sorted(code_names):
            value = _value_of(_meaning(vocabulary, name))
            if value:
                self._code.setdefault(value, name)

    def written(self, correct: str, code: bool) -> str:
        """Return a correction of the judge in the notation of the text; unchanged where that cannot be.

        One with derivatives in it is left out.
        """
        if _DERIVATIVE.search(correct) is not None:
            # d(a1[k])/dz1[j] would be read as a slope divided by a gradient.
            return ""
        try:
            node = parse(correct)
        except ClaimError:
            return correct
        for number in [part for part in walk(node) if isinstance(part, Number) and part.value == PENALTY]:
            node = exchange(node, number, penalty_factor(self._vocabulary.convention))
        for part in [part for part in walk(node) if isinstance(part, NameNode)]:
            own = self._code.get(part.id, part.id) if code else part.id
            node = exchange(node, part, NameNode(own) if code else Canonical(own))
        if code:
            return text_of(node)
        for name in self._turned:
            node = _in_the_transpose(node, name)
        try:
            return to_latex(node, self._spelling)
        except (ValueError, TypeError):
            return correct


def _meaning(vocabulary: Vocabulary, name: str) -> Meaning | None:
    found = vocabulary.meaning(name)
    split = split_name(name)
    return vocabulary.meaning(split[0], str(split[1])) if found is None and split is not None else found


def _value_of(meaning: Meaning | None) -> str:
    """Return the program's value that a meaning is, empty for anything else and for a transpose."""
    node: Node | None = None if meaning is None else meaning.node
    return node.id if isinstance(node, Canonical) else ""


def _in_the_transpose(node: Node, name: str) -> Node:
    """Return an expression in which a value that the text writes as its transpose stands as that."""
    own = Canonical(name + _TURNED)
    for turned in [part for part in walk(node) if isinstance(part, Transpose) and part.of == Canonical(name)]:
        node = exchange(node, turned, own)
    for plain in [part for part in walk(node) if part == Canonical(name)]:
        node = exchange(node, plain, Transpose(own))
    return node


def _names(vocabulary: Vocabulary, style: str, generic: int | None, side: str) -> dict[str, str]:
    """Return how the values of the program are written in the text, layers above or below."""
    found: dict[str, str] = {}
    for key, meaning in vocabulary.meanings.items():
        if not meaning.origin:
            continue
        match = re.fullmatch(r"(.+?)\[(\w+)\]", key)
        base, layer = (match[1], match[2]) if match else (key, "")
        latex = _latex(base)
        if layer:
            latex = f"{latex}{side}{{{style % layer}}}"
        if meaning.kind == "family":
            for n in range(1, vocabulary.last + 1):
                layer = style % layer_label(n - meaning.offset, generic)
                found.setdefault(f"{meaning.family}{n}", f"{latex}{side}{{{layer}}}")
        elif isinstance(meaning.node, Canonical):
            found.setdefault(meaning.node.id, latex)
        elif isinstance(meaning.node, Transpose) and isinstance(meaning.node.of, Canonical):
            found.setdefault(meaning.node.of.id + _TURNED, latex)
    return found


def _latex(base: str) -> str:
    """Return a symbol in LaTeX."""
    letter, _, rest = base.partition("_")
    own = f"\\{letter}" if letter in _LETTERS else letter if len(letter) == 1 else rf"\mathrm{{{letter}}}"
    if rest in ("hat", "bar", "tilde"):
        return rf"\{rest}{{{own}}}"
    if rest in _LETTERS:
        return rf"{own}_{{\{rest}}}"
    if rest:
        return rf"{own}_{{\mathrm{{{rest}}}}}"
    return own

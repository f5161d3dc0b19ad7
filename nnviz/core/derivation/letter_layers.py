"""Layers that a text tells apart by index letters alone: ``net_k = Σ_j w_kj h_j``, ``net_j = Σ_i w_ji x_i``.

The letters of such sums form a chain, from the inputs (i) to the outputs (k). Symbols that stand with letters
of several layers get the number of their layer as if it were written above them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nnviz.core.derivation.notation.written import (
    BigSum,
    NotationPart,
    NotationToken,
    Script,
    Symbol,
    WrittenFormula,
    mapped,
    walk_written,
)


def layers_of_letters(formulas: Sequence[WrittenFormula]) -> dict[str, int]:
    """Return index letter → layer, empty where no symbol is a weighted sum for letters of two layers."""
    sources: dict[str, dict[str, str]] = {}
    for formula in formulas:
        if len(formula.sides) < 2 or formula.relations[0] != "=":
            continue
        left, right = formula.sides[:2]
        own = _letters(left)
        if len(own) != 1 or not isinstance(left, Symbol) or right is None:
            continue
        for part in walk_written(right):
            if isinstance(part, BigSum) and part.letter not in ("", own) and _is_weighted_sum(part, own):
                sources.setdefault(left.base, {}).setdefault(own, part.letter)
    found: dict[str, int] = {}
    for chain in sources.values():
        if len(chain) < 2:
            continue
        for letter in chain:
            found |= _depths(letter, chain)
    return found


def _is_weighted_sum(part: BigSum, own: str) -> bool:
    """Whether a sum has a weight with both letters and a value with the letter of the sum."""
    subs = [_letters(inner) for inner in walk_written(part.of) if isinstance(inner, Symbol)]
    both = {own + part.letter, part.letter + own}
    return bool(both & set(subs)) and part.letter in subs


def _depths(letter: str, chain: Mapping[str, str]) -> dict[str, int]:
    """Return the layers of a letter and of those it is summed over, 0 for the inputs."""
    way = [letter]
    while way[-1] in chain:
        following = chain[way[-1]]
        if following in way:
            return {}
        way.append(following)
    return {name: number for number, name in enumerate(reversed(way))}


def _letters(part: NotationPart | None) -> str:
    """Return the index letters below a symbol without anything above it, empty for anything else."""
    if not isinstance(part, Symbol) or part.sub is None or part.sup is not None:
        return ""
    text = part.sub.text.replace(",", "")
    return text if text.isalpha() and text.islower() else ""


class LayerWriter:
    """Writes the numbers of layers above symbols that stand with letters of several layers.

    Parameters
    ----------
    formulas
        Of the whole text.
    """

    def __init__(self, formulas: Sequence[WrittenFormula]) -> None:
        self.layers = layers_of_letters(formulas)
        self._bases: set[str] = set()
        if not self.layers:
            return
        seen: dict[str, set[int]] = {}
        for formula in formulas:
            for part in walk_written(formula):
                layer = self._layer(part)
                if isinstance(part, Symbol) and layer is not None:
                    seen.setdefault(part.base, set()).add(layer)
        self._bases = {base for base, layers in seen.items() if len(layers) > 1}

    def _layer(self, part: NotationPart) -> int | None:
        letters = _letters(part)
        if not letters or len(letters) > 2 or any(letter not in self.layers for letter in letters):
            return None
        return max(self.layers[letter] for letter in letters)

    def written(self, formula: WrittenFormula) -> WrittenFormula:
        """Return a formula with the numbers of its layers."""
        if not self._bases:
            return formula
        changed = mapped(formula, self._with_layer)
        assert isinstance(changed, WrittenFormula)
        return changed

    def _with_layer(self, part: NotationPart) -> NotationPart | None:
        if not isinstance(part, Symbol) or part.base not in self._bases:
            return None
        layer = self._layer(part)
        if layer is None or layer < 1:
            return None
        place = (part.start, part.end)
        tokens = (
            NotationToken("open", "[", *place),
            NotationToken("number", str(layer), *place),
            NotationToken("close", "]", *place),
        )
        return replace(part, sup=Script(f"[{layer}]", tokens))

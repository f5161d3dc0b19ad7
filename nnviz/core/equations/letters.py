"""Letters of a text in place of the window's: ``net²`` where it says ``z²``, in plain text and in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from nnviz.core.equations.formula import Explanation, Formula
from nnviz.core.network.value import Value, named

KINDS = ("X", "Y", "C", "W", "b", "z", "a")
"""Kinds of values that a text may name otherwise."""
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_ENTRIES = {"x": "X", "y": "Y", "w": "W"}
"""Small letters of entries → the kind they belong to."""
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_TEXT = re.compile(r"(?<![A-Za-zα-ωΑ-Ω])(?:([XYC])|([Wbza])([⁰¹²³⁴⁵⁶⁷⁸⁹]+))(?![A-Za-z⁰¹²³⁴⁵⁶⁷⁸⁹])")
_LATEX = re.compile(
    r"#[0-9A-F]{6}|\\[A-Za-z]+|(?<![A-Za-z])([XYCWbzaxyw])(?:\^\{([0-9]+)\}|\^([0-9]))?(?![A-Za-z])"
)
"""Colours and commands are matched too, so that the letters in them stay."""


def value_of_letter(text: str) -> tuple[str, int] | None:
    """Return kind and layer of what a letter may stand for, layer 0 for every layer; None if it may not."""
    if text in KINDS:
        return text, 0
    value: Value | None = named(text)
    if value is None or not value.is_plain or value.kind not in KINDS:
        return None
    return value.kind, value.layer


class Letters:
    """Letters of a text → values of the window.

    Parameters
    ----------
    letters
        Such as ``{"net": "z", "y": "a2"}``: a kind in every layer, or the value of one layer, which then is
        written without its layer.
    """

    def __init__(self, letters: Mapping[str, str] = MappingProxyType({})) -> None:
        self._letters: dict[tuple[str, int], str] = {}
        for letter, value in letters.items():
            found = value_of_letter(value)
            if found is not None:
                self._letters.setdefault(found, letter)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Letters) and self._letters == other._letters

    def __hash__(self) -> int:
        return hash(frozenset(self._letters.items()))

    def __bool__(self) -> bool:
        return bool(self._letters)

    def symbol(self, kind: str, usual: str) -> str:
        """Return the letter of a kind, or the usual one if it has no other."""
        return self.letter(kind) if (kind, 0) in self._letters else usual

    def text(self, text: str) -> str:
        """Return an equation or a symbol in plain text with these letters."""
        return _TEXT.sub(self._of_text, text) if self._letters else text

    def letter(self, kind: str, layer: int = 0) -> str:
        """Return the letter of a value without its layer: ``z`` if it has no other."""
        own = self._letters.get((kind, layer)) or self._letters.get((kind, 0))
        return kind if own is None else _written(own)

    def latex(self, latex: str) -> str:
        """Return LaTeX with these letters."""
        return _LATEX.sub(self._of_latex, latex) if self._letters else latex

    def formula(self, formula: Formula) -> Formula:
        """Return a formula with these letters; what its pieces stand for stays."""
        if not self._letters:
            return formula
        return Formula(self.latex(formula.latex), self.latex(formula.tagged), formula.links)

    def explanation(self, explained: Explanation) -> Explanation:
        """Return an explanation with these letters in its equations; code keeps the names of values."""
        if not self._letters:
            return explained
        return replace(
            explained,
            symbolic=self.formula(explained.symbolic),
            numeric=self.formula(explained.numeric),
            text=self.text(explained.text),
            shapes=tuple(map(self.text, explained.shapes)),
        )

    def _find(self, kind: str, layer: int) -> tuple[str, bool] | None:
        """Return the letter of a value, and whether its layer is still to be written."""
        own = self._letters.get((kind, layer))
        if own is not None:
            return own, False
        general = self._letters.get((kind, 0))
        return None if general is None else (general, True)

    def _of_text(self, found: re.Match[str]) -> str:
        raised = found[3] or ""
        letter = self._find(found[1] or found[2], int(raised.translate(_RAISED) or 0))
        if letter is None:
            return found[0]
        return _written(letter[0]) + (raised if letter[1] else "")

    def _of_latex(self, found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        kind, layer = _ENTRIES.get(found[1], found[1]), found[2] or found[3] or ""
        letter = self._find(kind, int(layer or 0)) if layer or kind in "XYC" else None
        if letter is None:
            return found[0]
        return _latex(letter[0]) + (f"^{{{layer}}}" if letter[1] and layer else "")


NO_LETTERS = Letters()
"""The window's own letters."""


def _written(letter: str) -> str:
    """Return a letter in plain text: ``theta`` as θ, ``y_hat`` as ŷ."""
    if letter.endswith("_hat"):
        return f"{_written(letter.removesuffix('_hat'))}\u0302"
    return _GREEK.get(letter, letter)


def _latex(letter: str) -> str:
    """Return a letter in LaTeX."""
    if letter.endswith("_hat"):
        return rf"\hat{{{_latex(letter.removesuffix('_hat'))}}}"
    if letter in _GREEK:
        return rf"\{letter}"
    return letter if len(letter) == 1 else rf"\mathrm{{{letter.replace('_', '')}}}"

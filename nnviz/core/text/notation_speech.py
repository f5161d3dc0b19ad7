"""Sentences with notation as they are said aloud: values by name and layer, signs by what they do."""

from __future__ import annotations

import re

_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
_PLAIN = str.maketrans(_RAISED + _LOWERED, "0123456789" * 2)
_LETTERS = "zaxyWwbδγβM"
"""Letters of values: a number above them is their layer, one below them their unit."""
_INDEX = rf"(?:_\{{?([\d,]+)\}}?|([{_LOWERED}][{_LOWERED},]*))?"
_LAYER = rf"(?:\^\{{?(\d+)\}}?|([{_RAISED}]+))?"
_VALUE = re.compile(
    rf"(?<![A-Za-zα-ω])(∇|∂)?([{_LETTERS}C])(?:{_INDEX}{_LAYER}|{_LAYER}{_INDEX})(?![A-Za-zα-ω{_RAISED}{_LOWERED}])"
)
_NAMES = {"δ": "delta", "γ": "gamma", "β": "beta"}
_SIGNS = (
    (re.compile(r"∂C ?/ ?"), "derivative of C by "),
    (re.compile(r"∂"), "d "),
    (re.compile(r"∇"), "gradient of "),
    (re.compile(r"⊙"), " element-wise product with "),
    (re.compile(r"[ᵀ⊤]"), " transposed"),
    (re.compile(r"²"), " squared"),
    (re.compile(r"Σ"), " sum "),
    (re.compile(r"√"), " square root of "),
    (re.compile(r"[·×]"), " times "),
    (re.compile(r"−"), " minus "),
    (re.compile(r"←"), " becomes "),
    (re.compile(r"→"), " to "),
    (re.compile(r"≥"), " at least "),
    (re.compile(r"≤"), " at most "),
    (re.compile(r"σ"), " sigma "),
    (re.compile(r"η"), " eta "),
    (re.compile(r"λ"), " lambda "),
)
_NOTATION = re.compile(rf"[∂∇⊙ᵀ⊤Σ√δ←{_RAISED}{_LOWERED}]|[{_LETTERS}][_^]")


def speech_text(text: str) -> str:
    """Return a sentence in which notation stands as words; one without any stays as it is."""
    if not _NOTATION.search(text):
        return text
    said = re.sub(r"∂C ?/ ?∂", "derivative of C by ", text)
    said = _VALUE.sub(_named, said)
    for sign, words in _SIGNS:
        said = sign.sub(words, said)
    said = re.sub(r"\(([A-Za-z]+(?:, [a-z]+ [\d,]+)+)\) transposed", r"\1 transposed", said)
    return re.sub(r"\s+([.,;:])", r"\1", re.sub(r"[ \t]+", " ", said)).strip()


def _named(found: re.Match[str]) -> str:
    """Return a value in words: ``δ¹`` is delta, layer 1; ``a²₃`` is a, layer 2, unit 3."""
    operator, letter, *numbers = found.groups()
    low, low_sign, high, high_sign, high2, high2_sign, low2, low2_sign = (n or "" for n in numbers)
    layer = (high or high_sign or high2 or high2_sign).translate(_PLAIN)
    unit = (low or low_sign or low2 or low2_sign).translate(_PLAIN)
    if not (layer or unit or operator or letter in _NAMES):
        return found[0]
    words = {"∇": "gradient of ", "∂": "d ", None: ""}[operator] + _NAMES.get(letter, letter)
    if layer and letter in "xyC":
        # Inputs, targets and the loss have no layer: the number is a power.
        power = "squared" if layer == "2" else f"to the {layer}"
        return " ".join(filter(None, (words, unit, power)))
    words += f", layer {layer}" if layer else ""
    if letter in "wW":
        # To which unit it leads, and from which.
        return words + (f", {' '.join(unit.replace(',', ' '))}".replace("   ", " ") if unit else "")
    return words + (f", unit {unit}" if unit else "")

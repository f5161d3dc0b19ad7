"""Text into tokens. Only what the grammar knows gets through, and never much of it."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

from nnviz.core.judge.claim import MAX_TEXT
from nnviz.core.judge.nodes import ClaimError

MAX_TOKENS, MAX_NUMBER_LENGTH, MAX_NUMBER, MAX_NAME = 600, 30, 1e50, 40

_SAME = {
    "−": "-", "–": "-", "·": "*", "×": "*", "∗": "*", "⋅": "*", "⊙": "*", "′": "'", "’": "'", "ᵀ": ".T",
    "≠": "!=", "≤": "<=", "≥": ">=",
}  # fmt: skip
_LETTERS = {
    "σ": "sigma", "δ": "delta", "η": "eta", "θ": "theta", "λ": "lambda", "Σ": "sum", "∑": "sum", "∂": "d",
    "ŷ": "y_hat",
}  # fmt: skip
_LOOKS_LIKE = dict(
    zip(
        "АВЕКМНОРСТХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοινρχкмтв", "ABEKMHOPCTXaeopcyxijsABEZHIKMNOPTYXaoivpxkmtb",
        strict=True,
    )
)  # fmt: skip
_PATTERN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>[A-Za-z_{''.join(_LETTERS)}][A-Za-z0-9_{''.join(_LETTERS)}]*)"
    rf"|(?P<mark>\*\*|[!=<>]=|[-+*/@()\[\],.'=<>{''.join(_SAME)}])"
)


class Token(NamedTuple):
    """A piece of text: its kind (number, name, mark, end), what it says, and its character, from 1."""

    kind: str
    text: str
    at: int


def tokens(text: str, limit: int = MAX_TEXT) -> list[Token]:
    """Split an expression; the last token is the end.

    Raises
    ------
    ClaimError
        For anything the grammar does not know, naming the character.
    """
    if len(text) > limit:
        raise ClaimError(f"At most {limit:,} characters are allowed, these are {len(text):,}.")
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _PATTERN.match(text, place)
        if match is None:
            raise ClaimError(_stranger(text, place))
        kind, piece, at = str(match.lastgroup), match[0], place + 1
        place = match.end()
        if kind == "space":
            continue
        if kind == "number":
            _check_number(piece, at, text[place : place + 1])
        elif kind == "name":
            piece = "".join(_LETTERS.get(c, c) for c in piece)
            if len(piece) > MAX_NAME:
                raise ClaimError(f"Character {at}: a name may have at most {MAX_NAME} characters.")
        else:
            piece = _SAME.get(piece, piece)
        if piece == ".T":
            found.append(Token("mark", ".", at))
            kind, piece = "name", "T"
        found.append(Token(kind, piece, at))
        if len(found) > MAX_TOKENS:
            raise ClaimError(f"At most {MAX_TOKENS} names, numbers and signs are allowed.")
    return [*found, Token("end", "the end", len(text) + 1)]


def _check_number(piece: str, at: int, after: str) -> None:
    if len(piece) > MAX_NUMBER_LENGTH:
        raise ClaimError(f"Character {at}: a number may have at most {MAX_NUMBER_LENGTH} digits.")
    value = float(piece)
    if not math.isfinite(value) or value > MAX_NUMBER:
        raise ClaimError(f"Character {at}: numbers may be at most {MAX_NUMBER:g}, not {piece}.")
    if after and (after.isalnum() or after in "_("):
        raise ClaimError(f"Character {at}: a * is missing after {piece}.")


def _stranger(text: str, place: int) -> str:
    character = text[place]
    if character == "^":
        return f"Character {place + 1}: write a power as ** and a transpose as .T."
    if character in "²³¹":
        return f"Character {place + 1}: {character} may mean a layer or a power; write W2 or **2."
    if character.isascii() and character.isprintable():
        return f"Character {place + 1}: {character} has no meaning in a claim."
    name = unicodedata.name(character, "an unprintable character")
    like = _LOOKS_LIKE.get(character)
    if like is None:
        plain = unicodedata.normalize("NFKD", character)[:1]
        like = plain if plain.isascii() and plain.isalnum() else None
    hint = f"; it only looks like {like}" if like else ""
    shown = f"{character} " if character.isprintable() else ""
    return f"Character {place + 1}: {shown}({name}, U+{ord(character):04X}) cannot stand in a claim{hint}."

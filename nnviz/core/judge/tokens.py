"""Text into tokens. Only what the grammar knows gets through, and never much of it."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import NamedTuple

from nnviz.core.judge.claim import MAX_TEXT
from nnviz.core.judge.nodes import ClaimError
from nnviz.core.text.translate import translate

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
        raise ClaimError(
            translate("judge", "At most {limit:,} characters are allowed, these are {count:,}.").format(
                limit=limit, count=len(text)
            )
        )
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
                raise ClaimError(
                    translate(
                        "judge", "Character {at}: a name may have at most {max_name} characters."
                    ).format(at=at, max_name=MAX_NAME)
                )
        else:
            piece = _SAME.get(piece, piece)
        if piece == ".T":
            found.append(Token("mark", ".", at))
            kind, piece = "name", "T"
        found.append(Token(kind, piece, at))
        if len(found) > MAX_TOKENS:
            raise ClaimError(
                translate("judge", "At most {max_tokens} names, numbers and signs are allowed.").format(
                    max_tokens=MAX_TOKENS
                )
            )
    return [*found, Token("end", translate("judge", "the end"), len(text) + 1)]


def _check_number(piece: str, at: int, after: str) -> None:
    if len(piece) > MAX_NUMBER_LENGTH:
        raise ClaimError(
            translate(
                "judge", "Character {at}: a number may have at most {max_number_length} digits."
            ).format(at=at, max_number_length=MAX_NUMBER_LENGTH)
        )
    value = float(piece)
    if not math.isfinite(value) or value > MAX_NUMBER:
        raise ClaimError(
            translate("judge", "Character {at}: numbers may be at most {max_number}, not {piece}.").format(
                at=at, max_number=f"{MAX_NUMBER:g}", piece=piece
            )
        )
    if after and (after.isalnum() or after in "_("):
        raise ClaimError(
            translate("judge", "Character {at}: a * is missing after {piece}.").format(at=at, piece=piece)
        )


def _stranger(text: str, place: int) -> str:
    character = text[place]
    if character == "^":
        return translate("judge", "Character {place}: write a power as ** and a transpose as .T.").format(
            place=place + 1
        )
    if character in "²³¹":
        return translate(
            "judge", "Character {place}: {character} may mean a layer or a power; write W2 or **2."
        ).format(place=place + 1, character=character)
    if character.isascii() and character.isprintable():
        return translate("judge", "Character {place}: {character} has no meaning in a claim.").format(
            place=place + 1, character=character
        )
    name = unicodedata.name(character, translate("judge", "an unprintable character"))
    like = _LOOKS_LIKE.get(character)
    if like is None:
        plain = unicodedata.normalize("NFKD", character)[:1]
        like = plain if plain.isascii() and plain.isalnum() else None
    shown = f"{character} " if character.isprintable() else ""
    text = (
        translate(
            "judge",
            "Character {at}: {shown}({name}, U+{code}) cannot stand in a claim; it only looks like {like}.",
        )
        if like
        else translate("judge", "Character {at}: {shown}({name}, U+{code}) cannot stand in a claim.")
    )
    return text.format(at=place + 1, shown=shown, name=name, code=f"{ord(character):04X}", like=like)

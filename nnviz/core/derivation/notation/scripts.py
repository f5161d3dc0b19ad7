"""Superscripts and subscripts of a symbol, taken apart: layer, indices, example, transpose, power."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nnviz.core.derivation.notation.written import NotationError, NotationToken, Symbol
from nnviz.core.text.translate import translate

_LAYER = re.compile(r"([lL])([+-]\d)?|(\d+)")


@dataclass(frozen=True)
class Above:
    """What stands above a symbol.

    Attributes
    ----------
    layer
        The text of the layer, such as ``2``, ``l-1`` or ``L``; empty if none is written.
    bare_number
        A number without brackets that may be a layer or a power.
    example
        The letter of the example, empty without one.
    transposed
        Whether a T stands there.
    power
        The text of a power that can be nothing else.
    """

    layer: str = ""
    bare_number: str = ""
    example: str = ""
    transposed: bool = False
    power: str = ""


def _pieces(tokens: tuple[NotationToken, ...]) -> list[tuple[str, str]]:
    """Return what stands above as (bracket, text)."""
    found: list[tuple[str, str]] = []
    bracket, text = "", ""
    for token in tokens:
        if token.kind == "open":
            if text:
                found.append((bracket, text))
            bracket, text = token.text, ""
        elif token.kind == "close":
            found.append((bracket, text))
            bracket, text = "", ""
        else:
            text += "," if token.kind == "comma" else token.text
    if text:
        found.append((bracket, text))
    return found


def read_above(symbol: Symbol, examples: frozenset[str]) -> Above:
    """Take apart what stands above a symbol.

    Raises
    ------
    NotationError
        If a piece is ambiguous or unknown.
    """
    if symbol.sup is None:
        return Above()
    layer = number = example = power = ""
    transposed = False
    for bracket, whole in _pieces(symbol.sup.tokens):
        piece = whole.replace("|", ",")
        if bracket == "" and len(piece) > 1 and piece.endswith(("T", ",T")):
            transposed, piece = True, piece.removesuffix("T").rstrip(",")
        if bracket == "" and piece.startswith("T,"):
            transposed, piece = True, piece[2:]
        if piece == "T" and bracket == "":
            transposed = True
        elif piece in ("l", "L") or re.fullmatch(r"[lL][+-]\d", piece) or (piece.isdigit() and bracket):
            layer = piece
        elif piece.isdigit():
            if layer:
                power = piece
            else:
                number = piece
        elif piece in examples or (
            bracket == "(" and piece in ("i", "n", "t", "mu", "p") and len(piece) == 1
        ):
            example = piece
        elif bracket == "" and re.fullmatch(r"[lL]([+-]\d)?,[a-z]|\d,[a-z]", piece):
            layer, _, example = piece.partition(",")
        elif bracket == "" and re.fullmatch(r"-?\d+(/\d+)?", piece):
            power = piece
        else:
            name = symbol.base
            raise NotationError(
                translate(
                    "derivation",
                    "The superscript of {name} may be a layer, an example or a power; {piece} is not known.",
                ).format(name=name, piece=f"{piece:.20}"),
                symbol.start,
                symbol.end,
                lasting=True,
            )
    return Above(layer, number, example, transposed, power)


@dataclass(frozen=True)
class Below:
    """What stands below a symbol: a layer, letters of units and examples, or a word of its name."""

    layer: str = ""
    letters: tuple[str, ...] = ()
    word: str = ""


def read_below(symbol: Symbol) -> Below:
    """Take apart what stands below a symbol.

    Raises
    ------
    NotationError
        For numbers as indices.
    """
    if symbol.sub is None:
        return Below()
    text = symbol.sub.text
    if _LAYER.fullmatch(text):
        return Below(layer=text)
    pieces: list[str] = []
    for piece in text.split(","):
        if re.fullmatch(r"[lL][+-]\d", piece):
            pieces.append(piece)
        else:
            pieces += [t for t in re.findall(r"[A-Za-z]|\d+|.", piece) if t]
    layer = ""
    if (
        len(pieces) > 1
        and (pieces[-1] in ("l", "L") or re.fullmatch(r"[lL][+-]\d", pieces[-1]))
        and "," in text
    ):
        layer = pieces.pop()
    elif len(pieces) > 1 and pieces[0].isdigit() and "," in text and all(p.isalpha() for p in pieces[1:]):
        layer = pieces.pop(0)
    if any(not p.isalpha() for p in pieces):
        raise NotationError(
            translate(
                "derivation",
                "The index {text} of {base} cannot be read: indices are letters such as j and k.",
            ).format(text=f"{text:.20}", base=symbol.base),
            symbol.start,
            symbol.end,
            lasting=True,
        )
    if len(pieces) > 3:
        return Below(layer, word=text)
    return Below(layer, tuple(pieces))

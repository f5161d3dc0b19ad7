"""Calls of NumPy within typeset formulas, as course notes write them: ``np.sum(dZ^{[2]}, axis=1)``."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.notation.written import NotationToken

NAMES = ("sum", "mean", "dot", "matmul", "multiply", "exp", "log", "square", "sqrt", "tanh")
"""Functions that are read."""

_LONGEST = max(map(len, NAMES))


def with_numpy_calls(tokens: Sequence[NotationToken]) -> list[NotationToken]:
    """Return tokens in which ``np.`` and a function are one token, ``sum:1`` for a sum over axis 1.

    The arguments ``axis`` and ``keepdims`` are taken out of the brackets.
    """
    found: list[NotationToken] = []
    place = 0
    while place < len(tokens):
        call = _call(tokens, place)
        if call is None:
            found.append(tokens[place])
            place += 1
            continue
        name, opening = call
        closing = _closing(tokens, opening)
        end, axis = _without_keywords(tokens, opening, closing)
        text = name if axis is None else f"{name}:{axis}"
        found.append(NotationToken("numpy", text, tokens[place].start, tokens[opening - 1].end))
        found += with_numpy_calls(tokens[opening:end])
        place = closing
    return found


def _call(tokens: Sequence[NotationToken], place: int) -> tuple[str, int] | None:
    """Return the name of a call and the place of its bracket, None where none begins."""
    if [t.text for t in tokens[place : place + 3]] != ["n", "p", "."]:
        return None
    name, at = "", place + 3
    while at < len(tokens) and tokens[at].kind in ("symbol", "function") and len(name) < _LONGEST:
        name += tokens[at].text
        at += 1
    opens = at < len(tokens) and tokens[at].kind == "open" and tokens[at].text == "("
    return (name, at) if opens and name in NAMES else None


def _closing(tokens: Sequence[NotationToken], opening: int) -> int:
    """Return the place of the bracket that closes a call, the end where none does."""
    depth = 0
    for at in range(opening, len(tokens)):
        depth += (tokens[at].kind == "open") - (tokens[at].kind == "close")
        if depth == 0:
            return at
    return len(tokens) - 1


def _without_keywords(tokens: Sequence[NotationToken], opening: int, closing: int) -> tuple[int, int | None]:
    """Return where the first argument with a name begins, its comma included, and the axis."""
    depth, cut, axis = 0, closing, None
    at = opening + 1
    while at < closing:
        token = tokens[at]
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0 and token.text == ",":
            word, equals = "", at + 1
            while equals < closing and tokens[equals].kind == "symbol" and len(word) < len("keepdims"):
                word += tokens[equals].text
                equals += 1
            if tokens[equals].text == "=" and word in ("axis", "keepdims"):
                cut = min(cut, at)
                if word == "axis" and tokens[equals + 1].text in ("0", "1"):
                    axis = int(tokens[equals + 1].text)
        at += 1
    return cut, axis

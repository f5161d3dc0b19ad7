"""How values are written: as matrices, entry by entry, and as plain text.

Layers stand above (``W^{2}``), units below (``w^{2}_{13}``: to unit 1 from unit 3), examples after a comma.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nnviz.core.explain.formula import piece
from nnviz.core.text.scripts import superscript

_NAME = re.compile(r"(d?[WbzaX]|[a-z](?=[Wb])|[YCt])([Wb]?)(\d*)(_next)?")
_MATRICES = {
    "W": "W^{%s}", "b": "b^{%s}", "z": "z^{%s}", "a": "a^{%s}",
    "dz": r"\delta^{%s}", "da": r"\nabla_{a^{%s}} C",
    "dW": r"\frac{\partial C}{\partial W^{%s}}", "db": r"\frac{\partial C}{\partial b^{%s}}",
}
_TEXTS = {
    "W": "W%s", "b": "b%s", "z": "z%s", "a": "a%s",
    "dz": "δ%s", "da": "∇a%s", "dW": "∂C/∂W%s", "db": "∂C/∂b%s",
}
_LETTERS = {"W": "w", "dz": r"\delta", "X": "x", "Y": "y"}
PER_EXAMPLE = frozenset({"X", "Y", "z", "a", "da", "dz", "dX"})
"""Kinds of values with a column for every example of the batch."""


class Parts(NamedTuple):
    """A name taken apart: kind (``dz``, ``W``, or a letter of the optimizer's state), layer, whether new."""

    kind: str
    of: str
    layer: int
    new: bool


@lru_cache(maxsize=4096)
def parts(name: str) -> Parts:
    """Take a name of a value apart."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(f"{name!r} names no value")
    return Parts(found[1], found[2], int(found[3] or 0), found[4] is not None)


def matrix_symbol(name: str) -> str:
    """Return how the whole value is written, marked."""
    kind, _, layer, _ = parts(name)
    return piece(_MATRICES[kind] % layer if kind in _MATRICES else kind, name)


def text_symbol(name: str) -> str:
    """Return how the whole value is written in plain text."""
    kind, of, layer, new = parts(name)
    text = _TEXTS.get(kind, kind) % superscript(layer) if kind in _TEXTS else kind
    return f"{text}{f' of {of}{superscript(layer)}' if of else ''}{' new' if new else ''}"


def subscripts(*numbers: int | str) -> str:
    """Return indices counted from 1, with commas where they would run together; letters stay letters."""
    written = [str(n + 1) if isinstance(n, int) else n for n in numbers]
    close = all(isinstance(n, int) and n < 9 for n in numbers)
    return ("" if close else ",").join(written)


def entry_symbol(name: str, row: int, column: int, index: int | str | None = None) -> str:
    """Return how one entry is written, marked.

    Parameters
    ----------
    name, row, column
        The entry, from 0.
    index
        How the example is written for a value with one column per example; None to leave it out. A letter
        stands for all examples, so the piece stands for the whole value then.
    """
    kind, of, layer, _ = parts(name)
    if of:
        return piece(kind, name, row, column)
    if kind in PER_EXAMPLE:
        indices = subscripts(row) if index is None else f"{row + 1},{subscripts(index)}"
    else:
        indices = subscripts(row, column) if kind in ("W", "dW") else subscripts(row)
    above = f"^{{{layer}}}" if layer else ""
    base = kind[1:] if kind in ("dW", "db", "da") else kind
    latex = f"{_LETTERS.get(base, base)}{above}_{{{indices}}}"
    if base != kind:
        latex = rf"\frac{{\partial C}}{{\partial {latex}}}"
    return piece(latex, name) if isinstance(index, str) else piece(latex, name, row, column)

"""Symbols of values: as matrices, entry by entry, and as plain text.

Layers stand above (``W^{2}``), units below (``w^{2}_{13}``: to unit 1 from unit 3), examples after a comma.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from nnviz.core.equations.formula import piece
from nnviz.core.network.value import VALUE_KINDS, Value, value_named
from nnviz.core.text.scripts import superscript

PER_EXAMPLE = frozenset(
    {kind.name for kind in VALUE_KINDS.values() if kind.per_example}
    | {f"d{kind.name}" for kind in VALUE_KINDS.values() if kind.per_example and kind.gradient_latex}
)
"""Kinds of values with a column for every example of the batch, as `parts` gives them."""


class Parts(NamedTuple):
    """A value by its parts: kind (``dz``, ``W``, a letter of the optimizer's state), layer, whether new."""

    kind: str
    of: str
    layer: int
    new: bool


@lru_cache(maxsize=4096)
def parts(name: str) -> Parts:
    """Return the parts of the value of a name."""
    value = value_named(name)
    if value.is_gradient:
        return Parts(f"d{value.base.kind}", "", value.layer, value.next)
    return Parts(value.kind, value.base.kind if value.is_state else "", value.layer, value.next)


def _layer(template: str, layer: int | str) -> str:
    return template % layer if "%s" in template else template


def matrix_symbol(name: str) -> str:
    """Return how the whole value is written, marked."""
    value = value_named(name)
    if value.is_state:
        return piece(value.kind, name)
    latex = value.info.gradient_latex if value.is_gradient else value.info.latex
    return piece(_layer(latex, value.layer), name)


def text_symbol(name: str) -> str:
    """Return how the whole value is written in plain text."""
    value = value_named(name)
    base, above = value.base, superscript(value.layer)
    if value.is_state:
        text = f"{value.kind} of {_layer(base.info.text, above)}"
    else:
        text = _layer(base.info.gradient_text if value.is_gradient else base.info.text, above)
    return f"{text} new" if value.next else text


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
    value = value_named(name)
    if value.is_state:
        return piece(value.kind, name, row, column)
    latex = _entry(value, _indices(value, row, column, index))
    return piece(latex, name) if isinstance(index, str) else piece(latex, name, row, column)


def _indices(value: Value, row: int, column: int, index: int | str | None) -> str:
    axes = value.info.axes
    if value.per_example:
        if "unit" not in axes:
            return "" if index is None else subscripts(index)
        return subscripts(row) if index is None else f"{row + 1},{subscripts(index)}"
    return subscripts(row, column) if len(axes) == 2 else subscripts(row)


def _entry(value: Value, indices: str) -> str:
    info = value.info
    above = f"^{{{value.layer}}}" if value.layer else ""
    below = f"_{{{indices}}}" if indices else ""
    if value.is_gradient and info.gradient_entry:
        return f"{info.gradient_entry}{above}{below}"
    latex = f"{info.entry}{above}{below}"
    return rf"\frac{{\partial C}}{{\partial {latex}}}" if value.is_gradient else latex

"""Links between pieces of an equation and items of the network."""

from __future__ import annotations

from collections.abc import Iterable

from nnviz.core.equations.formula import Link
from nnviz.core.experiment.selection import Selection
from nnviz.core.network.value import value_named


def selection_of(link: Link | None, layers: int) -> Selection | None:
    """Return the item that an entry of a value belongs to, None for a whole value.

    A weight, its gradient, its next value and its optimizer state are all that weight; z, a, ∇a and δ are
    their unit, whatever the example; a target is the output unit it is for.

    Parameters
    ----------
    link
        What a piece stands for.
    layers
        Number of layers of the network.
    """
    if link is None:
        return None
    return Selection.of_entry(value_named(link.name), link.row, link.column, layers)


def highlighted(
    links: Iterable[Link], focus: Selection | None, pointed: Link | None, layers: int
) -> list[Link]:
    """Return which of `links` are to be highlighted.

    Parameters
    ----------
    links
        What the pieces of a formula stand for.
    focus
        An item of the network.
    pointed
        The piece of an equation that is pointed at: it lights the same entry everywhere, and the whole
        value and its entries light each other.
    layers
        Number of layers of the network.
    """
    return [
        link
        for link in links
        if _same(link, pointed) or (focus is not None and selection_of(link, layers) == focus)
    ]


def _same(link: Link, pointed: Link | None) -> bool:
    if pointed is None or link.name != pointed.name:
        return False
    return link.row is None or pointed.row is None or (link.row, link.column) == (pointed.row, pointed.column)


def per_example(name: str) -> bool:
    """Return whether a value has one column for each example of the batch."""
    return value_named(name).per_example

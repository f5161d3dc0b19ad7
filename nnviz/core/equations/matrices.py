"""Matrices and sums, the middle of long ones left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def shown(count: int, limit: int, keep: int | None = None) -> list[int | None]:
    """Return which of `count` items are written, None standing for those left out.

    Parameters
    ----------
    count, limit
        How many there are and how many places there are, at least 3.
    keep
        One that is written in any case.
    """
    limit = max(limit, 3)
    if count <= limit:
        return list(range(count))
    first = limit - 2
    if keep is None or keep < first or keep == count - 1:
        return [*range(first), None, count - 1]
    # One place fewer at the start, so that the kept one fits between the dots.
    start = list(range(max(first - 1, 1)))
    after = [] if keep == count - 2 else [None]
    before = [] if keep == len(start) else [None]
    return [*start, *before, keep, *after, count - 1]


def total(terms: Callable[[int], str], count: int, limit: int, keep: int | None = None) -> str:
    """Return a sum of `count` terms, of which at most about `limit` are written."""
    written = [r"\cdots" if i is None else terms(i) for i in shown(count, limit, keep)]
    return " + ".join(written)


def grid(cell: Callable[[int, int], str], rows: Sequence[int | None], columns: Sequence[int | None]) -> str:
    """Return a matrix of the given rows and columns, None standing for those left out."""
    lines = []
    for i in rows:
        if i is None:
            lines.append(" & ".join(r"\ddots" if j is None else r"\vdots" for j in columns))
        else:
            lines.append(" & ".join(r"\cdots" if j is None else cell(i, j) for j in columns))
    return r"\begin{bmatrix}" + r" \\ ".join(lines) + r"\end{bmatrix}"

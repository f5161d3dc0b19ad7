"""Setting formulas into a column: size, line breaks and alignment for the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from PySide6.QtCore import QPointF, QRectF

from nnviz.typeset.breaking import line, lines, pieces, sentences
from nnviz.typeset.layout import UNITS, Layout, layout

SHRINK = 0.8
"""A formula is set this much smaller before it is broken into lines."""
CLOSE = 0.85
"""Share of the smallest size that is accepted before a product is torn apart."""
SMALLEST = 0.62
"""Share of the smallest size that what cannot be broken may shrink to."""
_LONGEST_LEFT = 0.35
"""Largest share of the width that the left side of an equation may take if its rest is indented."""
_ASCENT, _DESCENT, _GAP, _INDENT = 800.0, 250.0, 260.0, 1000.0
"""Least height of a line above and below its baseline, space between lines, indent of a broken one."""


class Typesettable(Protocol):
    """A formula: LaTeX, the same with tagged pieces, and what each tag stands for."""

    @property
    def latex(self) -> str:
        """The formula as it would be copied."""

    @property
    def tagged(self) -> str:
        r"""The formula with pieces in ``\\textcolor{#0000NN}{…}``, NN − 1 being an index of `links`."""

    @property
    def links(self) -> tuple[Any, ...]:
        """What the pieces stand for."""


@dataclass(frozen=True, eq=False)
class Row:
    """A line of a setting: a layout with its left end and its baseline, in pixels."""

    layout: Layout
    formula: int
    x: float
    baseline: float


@dataclass(frozen=True, eq=False)
class Setting:
    """Formulas set at a size: rows, and the room they take, in pixels."""

    em: float
    rows: tuple[Row, ...]
    width: float
    height: float

    def tag_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return formula and tag of the piece at a point, or None."""
        for row in self.rows:
            scale = UNITS / self.em
            tag = row.layout.tag_at(QPointF((point.x() - row.x) * scale, (point.y() - row.baseline) * scale))
            if tag is not None:
                return row.formula, tag
        return None

    def areas(self, formula: int, tag: int) -> list[QRectF]:
        """Return where a piece stands."""
        scale = self.em / UNITS
        return [
            QRectF(
                row.x + scale * area.x(), row.baseline + scale * area.y(),
                scale * area.width(), scale * area.height(),
            )
            for row in self.rows
            if row.formula == formula
            for area in row.layout.areas.get(tag, ())
        ]


@dataclass(frozen=True, eq=False)
class _Line:
    """A layout with its left end in units of the layout."""

    layout: Layout
    formula: int
    x: float


def setting(formulas: Sequence[Typesettable], em: float, least: float, width: float) -> Setting:
    """Set formulas below each other, aligned at their equals signs.

    Tried in turn: as they are, a little smaller, broken at operators, broken between factors, and smaller
    still. What is even then wider than `width` stays so.

    Parameters
    ----------
    formulas
        One line each, all of which can be typeset.
    em
        The size wanted, in pixels.
    least
        The smallest size to read, in pixels.
    width
        Room, in pixels.
    """
    texts = _texts(formulas)
    whole = _aligned(texts)
    fitting = _fitting(whole, em, width)
    if fitting >= min(max(least, SHRINK * em), em):
        return _set(whole, fitting)
    for size in (em, least):
        broken = _broken(texts, size, width, False)
        if (fitting := _fitting(broken, size, width)) >= max(SHRINK * size, least):
            return _set(broken, fitting)
    # A little too small on few lines is better read than torn between factors.
    for column in (whole, broken):
        if (fitting := _fitting(column, least, width)) >= CLOSE * least:
            return _set(column, fitting)
    broken = _broken(texts, least, width, True)
    return _set(broken, max(_fitting(broken, least, width), SMALLEST * least))


def _fitting(column: Sequence[_Line], em: float, width: float) -> float:
    """Return the size at which the lines are as wide as there is room, at most `em`."""
    widest = max((each.x + each.layout.width for each in column), default=0.0)
    return min(em, UNITS * width / widest) if widest > 0 else em


def _texts(formulas: Sequence[Typesettable]) -> list[tuple[int, str]]:
    """Return the lines of all formulas, each with the number of its formula."""
    return [(number, text) for number, f in enumerate(formulas) for text in lines(f.tagged)]


def _aligned(texts: Sequence[tuple[int, str]]) -> list[_Line]:
    """Put equals signs below each other."""
    each_one = [layout(text) for _, text in texts]
    anchor = _anchor(each_one)
    return [_Line(a, number, _start(a, anchor)) for a, (number, _) in zip(each_one, texts, strict=True)]


def _anchor(layouts: Sequence[Layout]) -> float:
    return max((each.anchor for each in layouts if each.anchor is not None), default=0.0)


def _start(each: Layout, anchor: float) -> float:
    return anchor - each.anchor if each.anchor is not None else 0.0


def _broken(texts: Sequence[tuple[int, str]], em: float, width: float, weak: bool) -> list[_Line]:
    """Break every line that is too wide; the rest of it stands indented below its beginning."""
    room = width * UNITS / em
    parts = [
        (number, part)
        for number, text in texts
        for part in (sentences(text) if layout(text).width > room else [text])
    ]
    wholes = [layout(line([part], True)) for _, part in parts]
    anchor = _anchor(wholes)
    # Beside a long left side nothing would have room.
    anchor = anchor if anchor <= _LONGEST_LEFT * room else 0.0
    made: list[_Line] = []
    for (number, part), full in zip(parts, wholes, strict=True):
        start = max(_start(full, anchor), 0.0)
        if start + full.width <= room:
            made.append(_Line(full, number, start))
            continue
        for row in _rows(part, room - start, room - anchor - _INDENT, weak):
            made.append(_Line(layout(row), number, start))
            start = anchor + _INDENT
    return made


def _rows(text: str, first: float, rest: float, weak: bool) -> list[str]:
    """Fill a first line and then others with as many pieces as each has room for."""
    rows: list[list[str]] = []
    used = 0.0
    for part in pieces(text, weak):
        wide = _width(line([part], not rows))
        if rows and used + wide <= (first if len(rows) == 1 else rest):
            rows[-1].append(part)
            used += wide
        else:
            used = wide
            rows.append([part])
    return [line(parts, number == 0) for number, parts in enumerate(rows)]


@lru_cache(maxsize=256)
def _width(latex: str) -> float:
    """Return the width of a piece; numbers, unlike layouts, are cheap to keep."""
    return layout.__wrapped__(latex).width


def _set(column: Sequence[_Line], em: float) -> Setting:
    scale, rows, top, widest = em / UNITS, [], 0.0, 0.0
    for number, each in enumerate(column):
        top += _GAP * scale if number else 0.0
        # Whole pixels keep the baselines of neighbours level.
        baseline = round(top + max(each.layout.ascent, _ASCENT) * scale)
        rows.append(Row(each.layout, each.formula, each.x * scale, baseline))
        top = baseline + max(each.layout.descent, _DESCENT) * scale
        widest = max(widest, (each.x + each.layout.width) * scale)
    return Setting(em, tuple(rows), widest, top)


def layouts(formulas: Sequence[Typesettable]) -> list[Layout]:
    """Return the layouts of all lines of some formulas."""
    return [layout(text) for _, text in _texts(formulas)]

"""Setting formulas into a column: size, line breaks and alignment for the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from PySide6.QtCore import QPointF, QRectF

from nnviz.typeset.breaking import line, pieces
from nnviz.typeset.layout import UNITS, Layout, layout

SHRINK = 0.8
"""A formula is set this much smaller before it is broken into lines."""
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
    still. What is then wider than `width` stays so.

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
    whole = _aligned(formulas)
    fitting = _fitting(whole, em, width)
    if fitting >= min(max(least, SHRINK * em), em):
        return _set(whole, min(fitting, em))
    for size, weak in ((em, False), (least, False), (least, True)):
        broken = _broken(formulas, size, width, weak)
        fitting = _fitting(broken, size, width)
        if fitting >= size * (SHRINK if size > least else 1.0) and fitting >= least:
            return _set(broken, min(fitting, size))
    return _set(broken, max(fitting, least * SMALLEST))


def _fitting(lines: Sequence[_Line], em: float, width: float) -> float:
    """Return the size at which the lines are as wide as there is room, at most `em`."""
    widest = max((line.x + line.layout.width for line in lines), default=0.0)
    return min(em, UNITS * width / widest) if widest > 0 else em


def _aligned(formulas: Sequence[Typesettable]) -> list[_Line]:
    """Put equals signs below each other."""
    layouts = [layout(f.tagged) for f in formulas]
    anchor = _anchor(layouts)
    return [_Line(each, number, _start(each, anchor)) for number, each in enumerate(layouts)]


def _anchor(layouts: Sequence[Layout]) -> float:
    return max((each.anchor for each in layouts if each.anchor is not None), default=0.0)


def _start(each: Layout, anchor: float) -> float:
    return anchor - each.anchor if each.anchor is not None else 0.0


def _broken(formulas: Sequence[Typesettable], em: float, width: float, weak: bool) -> list[_Line]:
    """Break every formula that is too wide; the rest of it stands indented below its beginning."""
    room = width * UNITS / em
    layouts = [layout(f.tagged) for f in formulas]
    anchor = _anchor(layouts)
    # Beside a long left side nothing would have room.
    anchor = anchor if anchor <= _LONGEST_LEFT * room else 0.0
    lines: list[_Line] = []
    for number, (formula, full) in enumerate(zip(formulas, layouts, strict=True)):
        start = max(_start(full, anchor), 0.0)
        if start + full.width <= room:
            lines.append(_Line(full, number, start))
            continue
        for row in _rows(formula.tagged, room - start, room - anchor - _INDENT, weak):
            lines.append(_Line(layout(row), number, start))
            start = anchor + _INDENT
    return lines


def _rows(tagged: str, first: float, rest: float, weak: bool) -> list[str]:
    """Fill a first line and then others with as many pieces as each has room for."""
    rows: list[list[str]] = []
    used = 0.0
    for part in pieces(tagged, weak):
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


def _set(lines: Sequence[_Line], em: float) -> Setting:
    scale, rows, top, widest = em / UNITS, [], 0.0, 0.0
    for number, each in enumerate(lines):
        top += _GAP * scale if number else 0.0
        # Whole pixels keep the baselines of neighbours level.
        baseline = round(top + max(each.layout.ascent, _ASCENT) * scale)
        rows.append(Row(each.layout, each.formula, each.x * scale, baseline))
        top = baseline + max(each.layout.descent, _DESCENT) * scale
        widest = max(widest, (each.x + each.layout.width) * scale)
    return Setting(em, tuple(rows), widest, top)

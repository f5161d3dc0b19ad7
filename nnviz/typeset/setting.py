"""Setting formulas into a column: size, line breaks and alignment for the width there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QPointF, QRectF

from nnviz.typeset.breaking import FACTOR, OPERATOR, SENTENCE, lines
from nnviz.typeset.formula_layout import UNITS, Cut, FormulaLayout
from nnviz.typeset.layout import layout

SHRINK = 0.72
"""A formula is set this much smaller before it is broken into lines."""
SAVING = 0.7
"""Fraction of the height at which smaller letters on fewer lines are preferred."""
CLOSE = 0.85
"""Fraction of the smallest size that is accepted before a product is torn apart."""
SMALLEST = 0.62
"""Fraction of the smallest size that what cannot be broken may shrink to."""
_LONGEST_LEFT = 0.35
"""Largest share of the width that the left side of an equation may take if its rest is indented."""
_ASCENT, _DESCENT, _GAP, _INDENT = 800.0, 250.0, 400.0, 1000.0
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


class FormulaRows(NamedTuple):
    """A line of a setting: a layout with its size, its left end and its baseline, in pixels."""

    layout: FormulaLayout
    formula: int
    em: float
    x: float
    baseline: float


@dataclass(frozen=True, eq=False)
class FormulaSetting:
    """Formulas set at a size: rows, and the room they take, in pixels."""

    em: float
    rows: tuple[FormulaRows, ...]
    width: float
    height: float

    def tag_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return formula and tag of the piece at a point, or None."""
        for row in self.rows:
            scale = UNITS / row.em
            tag = row.layout.tag_at(QPointF((point.x() - row.x) * scale, (point.y() - row.baseline) * scale))
            if tag is not None:
                return row.formula, tag
        return None

    def areas(self, formula: int, tag: int) -> list[QRectF]:
        """Return where a piece stands."""
        found = []
        for row in self.rows:
            scale = row.em / UNITS
            for area in row.layout.areas.get(tag, ()) if row.formula == formula else ():
                left, top = row.x + scale * area.x(), row.baseline + scale * area.y()
                found.append(QRectF(left, top, scale * area.width(), scale * area.height()))
        return found


class _Line(NamedTuple):
    """A layout with its left end and its size beside the others; lengths are in units of the largest."""

    layout: FormulaLayout
    formula: int
    x: float
    share: float


def setting(
    formulas: Sequence[Typesettable], em: float, least: float, width: float, lesser: float = 1.0
) -> FormulaSetting:
    """Set formulas below each other, aligned at their equals signs.

    Tried in turn: as they are, a little smaller, broken at operators, broken between factors, and smaller
    still. What is even then wider than `width` stays so.

    Parameters
    ----------
    formulas
        One line each, or several if it is ``aligned``; all can be typeset.
    em
        The size wanted, in pixels.
    least
        The smallest size to read, in pixels.
    width
        Room, in pixels.
    lesser
        Size of definitions beside what they define: of the second line of a formula of two, and of all
        lines of a longer one. Lines of different size are not aligned.
    """
    single = _single(formulas, lesser)
    whole = _aligned(single)
    fitting = _fitting(whole, em, width)
    if fitting >= min(max(least, SHRINK * em), em):
        return _set(whole, fitting)
    choices = []
    for size in (em, least):
        broken = _broken(single, size, width, OPERATOR)
        if (fitting := _fitting(broken, size, width)) >= max(SHRINK * size, least):
            choices.append(_set(broken, fitting))
    if choices:
        # Small letters are worth it only where they save much of the height.
        return choices[-1] if choices[-1].height <= SAVING * choices[0].height else choices[0]
    # A little too small on few lines is better read than torn between factors.
    for column in (whole, broken):
        if (fitting := _fitting(column, least, width)) >= CLOSE * least:
            return _set(column, fitting)
    broken = _broken(single, least, width, FACTOR)
    return _set(broken, max(_fitting(broken, least, width), SMALLEST * least))


def layouts(formulas: Sequence[Typesettable]) -> list[FormulaLayout]:
    """Return the layouts of all lines of some formulas."""
    return [layout(text) for f in formulas for text in lines(f.tagged)]


def _single(formulas: Sequence[Typesettable], lesser: float) -> list[_Line]:
    """Return the lines of all formulas, none of them broken or aligned."""
    found = []
    for number, formula in enumerate(formulas):
        texts = lines(formula.tagged)
        for place, text in enumerate(texts):
            share = lesser if place or len(texts) > 2 else 1.0
            found.append(_Line(layout(text), number, 0.0, share))
    return found


def _fitting(column: Sequence[_Line], em: float, width: float) -> float:
    """Return the size at which the lines are as wide as there is room, at most `em`."""
    widest = max((each.x + each.layout.width * each.share for each in column), default=0.0)
    return min(em, UNITS * width / widest) if widest > 0 else em


def _aligned(column: Sequence[_Line]) -> list[_Line]:
    """Put equals signs below each other."""
    anchor = _anchor(column)
    return [each._replace(x=_start(each, anchor)) for each in column]


def _anchor(column: Sequence[_Line]) -> float:
    """Return where the equals signs stand, 0 if nothing is to be aligned."""
    if len({each.share for each in column}) > 1:
        return 0.0
    anchors = [each.layout.anchor * each.share for each in column if each.layout.anchor is not None]
    return max(anchors, default=0.0)


def _start(each: _Line, anchor: float) -> float:
    return 0.0 if each.layout.anchor is None else max(anchor - each.layout.anchor * each.share, 0.0)


def _broken(single: Sequence[_Line], em: float, width: float, kind: int) -> list[_Line]:
    """Break every line that is too wide; the rest of it stands indented below its beginning.

    Lines are broken at cuts of up to `kind`, and where sentences end.
    """
    room = width * UNITS / em
    parts: list[_Line] = []
    for each in single:
        ends = [cut.x for cut in each.layout.cuts if cut.kind == SENTENCE]
        if each.layout.width * each.share > room and ends:
            whole = each.layout
            for start, end in pairwise([0.0, *ends, whole.width + UNITS]):
                cuts = tuple(Cut(c.x - start, c.kind) for c in whole.cuts if start < c.x < end)
                parts.append(each._replace(layout=replace(whole.part(start, end), cuts=cuts)))
        else:
            parts.append(each)
    anchor = _anchor(parts)
    # Beside a long left side nothing would have room.
    anchor = anchor if anchor <= _LONGEST_LEFT * room else 0.0
    made: list[_Line] = []
    for each in parts:
        start, share = _start(each, anchor), each.share
        if start + each.layout.width * share <= room:
            made.append(each._replace(x=start))
            continue
        rest = room - anchor - _INDENT * share
        for row in _rows(each.layout, (room - start) / share, rest / share, kind):
            made.append(_Line(row, each.formula, start, share))
            start = anchor + _INDENT * share
    return made


def _rows(whole: FormulaLayout, first: float, rest: float, kind: int) -> list[FormulaLayout]:
    """Fill a first line and then others with as much as each has room for."""
    ends = [cut.x for cut in whole.cuts if cut.kind <= kind]
    rows: list[FormulaLayout] = []
    start, last = 0.0, 0.0
    for end in [*ends, whole.width]:
        room = rest if rows else first
        # A short left side is not left alone.
        lonely = not rows and [last] == ends[:1] and last <= _LONGEST_LEFT * first
        if last > start and end - start > room and not lonely:
            rows.append(whole.part(start, last))
            start = last
        last = end
    return [*rows, whole.part(start, whole.width + UNITS)]


def _set(column: Sequence[_Line], em: float) -> FormulaSetting:
    rows, top, widest = [], 0.0, 0.0
    for number, each in enumerate(column):
        size = em * each.share
        scale = size / UNITS
        top += _GAP * scale if number else 0.0
        # Whole pixels keep the baselines of neighbours level.
        baseline = float(round(top + max(each.layout.ascent, _ASCENT) * scale))
        left = each.x * em / UNITS
        rows.append(FormulaRows(each.layout, each.formula, size, left, baseline))
        top = baseline + max(each.layout.descent, _DESCENT) * scale
        widest = max(widest, left + each.layout.width * scale)
    return FormulaSetting(em, tuple(rows), widest, top)

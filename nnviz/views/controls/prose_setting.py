"""Words and equations of a paragraph broken into lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtGui import QFont, QFontMetricsF

from nnviz import theme
from nnviz.core.lessons.inline import CODE, EMPHASIS, MATH, PLAIN, STRONG, runs
from nnviz.typeset.breaking import OPERATOR
from nnviz.typeset.formula_layout import UNITS, FormulaLayout
from nnviz.typeset.layout import layout

_EM = 1.18
"""Size of equations beside that of the words: their small letters are as tall then."""
_TOGETHER = 0.6
"""Fraction of the width up to which an equation is not broken."""
_LEADING = 0.42
"""Free space between two lines, as a share of the size of the words."""


@dataclass(frozen=True, eq=False)
class Atom:
    """Something that is not broken: letters of one font, or a piece of an equation, in pixels.

    Attributes
    ----------
    glued
        Whether it stands on the same line as what is before it.
    space
        Free space before it, unless it begins a line.
    lead
        Free space within it, at its left.
    more
        Whether it goes on with the equation before it.
    """

    width: float
    ascent: float
    descent: float
    glued: bool
    space: float
    text: str = ""
    font: QFont | None = None
    layout: FormulaLayout | None = None
    code: bool = False
    lead: float = 0.0
    more: bool = False


@dataclass(frozen=True)
class PlacedAtom:
    """An atom at the left end of its baseline."""

    atom: Atom
    x: float
    baseline: float


def em(font: str) -> float:
    """Return the size of equations among words in the font of a role, in pixels."""
    return theme.font(font).pixelSize() * _EM


def pad_width() -> int:
    """Return the free space at both ends of code."""
    return theme.px(4)


def atoms_of(text: str, role: str) -> Iterator[Atom]:
    """Yield the atoms of a paragraph."""
    free = False
    for run in runs(text):
        if run.kind == MATH:
            yield from _equation(run.text.strip(), role, free)
        else:
            yield from _words(run.text, role, free, run.kind)
        free = run.kind == PLAIN and run.text[-1:].isspace()


def _words(text: str, role: str, free: bool, kind: str = PLAIN) -> Iterator[Atom]:
    """Yield the words of a range in one font; `free` tells whether there is space before it."""
    font = theme.font("code" if kind == CODE else role)
    if kind == STRONG:
        font.setWeight(QFont.Weight.DemiBold)
    elif kind == EMPHASIS:
        font.setItalic(True)
    metrics, space = QFontMetricsF(font), QFontMetricsF(theme.font(role)).horizontalAdvance(" ")
    pad = pad_width() if kind == CODE else 0
    gap = free or text[:1].isspace()
    # Code is not broken: its spaces are part of it.
    for word in [text] if kind == CODE else text.split():
        width = metrics.horizontalAdvance(word) + 2 * pad
        yield Atom(
            width, metrics.ascent(), metrics.descent(), not gap, space if gap else 0.0, word, font,
            code=kind == CODE,
        )  # fmt: skip
        gap = True


def _equation(latex: str, role: str, free: bool) -> Iterator[Atom]:
    """Yield an equation, in pieces between which a line may end."""
    # After the switch of style a sign would stand as far from its number as between two.
    signed = latex.startswith(("-", "+"))
    whole = layout(rf"\textstyle {{{latex[0]}}}{latex[1:]}" if signed else rf"\textstyle {latex}")
    if whole.error:
        yield from _words(latex, role, free, CODE)
        return
    space = QFontMetricsF(theme.font(role)).horizontalAdvance(" ") if free else 0.0
    scale = em(role) / UNITS
    ends = [0.0, *(cut.x for cut in whole.cuts if cut.kind == OPERATOR), whole.width]
    glued = not free
    for start, end in pairwise(ends):
        part = whole.part(start, end + (UNITS if end == whole.width else 0.0))
        lead = min((p.x + p.scale * p.glyph.left for p in part.placements), default=0.0)
        yield Atom(
            scale * (end - start), scale * part.ascent, scale * part.descent, glued, space, layout=part,
            lead=scale * max(lead, 0.0), more=start > 0,
        )  # fmt: skip
        glued, space = False, 0.0


def set_lines(atoms: list[Atom], width: float, metrics: QFontMetricsF) -> tuple[list[PlacedAtom], int]:
    """Break atoms into lines; return where they stand, and the height of all."""
    lines: list[list[Atom]] = [[]]
    used = 0.0
    for group in _groups(atoms, _TOGETHER * width):
        wide = sum(atom.width for atom in group) + group[0].space
        if lines[-1] and used + wide > width:
            lines.append([])
            used, wide = 0.0, wide - group[0].space
        lines[-1] += group
        used += wide
    leading = _LEADING * metrics.height() / 1.2
    placed, top = [], 0.0
    for line in lines:
        ascent = max([metrics.ascent(), *(atom.ascent for atom in line)])
        descent = max([metrics.descent(), *(atom.descent for atom in line)])
        # The space that belongs before a relation is left out where a line begins with it.
        x = -line[0].lead if line else 0.0
        for number, atom in enumerate(line):
            x += atom.space if number else 0.0
            placed.append(PlacedAtom(atom, x, round(top + ascent)))
            x += atom.width
        top += ascent + descent + leading
    return placed, round(max(top - leading, 0.0)) + 1


def _groups(atoms: list[Atom], short: float) -> list[list[Atom]]:
    """Return the atoms that stay together: an equation no wider than `short`, and the comma after one."""
    groups: list[list[Atom]] = []
    lengths: list[float] = []
    for atom in atoms:
        if not atom.more:
            lengths.append(0.0)
        lengths[-1] += atom.width
    number = -1
    for atom in atoms:
        number += not atom.more
        if groups and (atom.glued or (atom.more and lengths[number] <= short)):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return groups

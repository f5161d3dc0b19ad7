"""A paragraph in which words and equations stand on one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz import theme
from nnviz.core.lessons.inline import CODE, EMPHASIS, MATH, PLAIN, STRONG, formulas, runs
from nnviz.typeset.breaking import OPERATOR
from nnviz.typeset.layout import UNITS, Layout, layout
from nnviz.typeset.painting import paint

_EM = 1.18
"""Size of equations beside that of the words: their small letters are as tall then."""
_TOGETHER = 0.6
"""Share of the width up to which an equation is not broken."""
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
    layout: Layout | None = None
    code: bool = False
    lead: float = 0.0
    more: bool = False


@dataclass(frozen=True)
class Placed:
    """An atom at the left end of its baseline."""

    atom: Atom
    x: float
    baseline: float


class Prose(QWidget):
    """A wrapping paragraph: ``$…$`` equations, ``**strong**``, ``*emphasis*`` and code in backticks.

    Parameters
    ----------
    text
        The paragraph.
    font, colour
        Roles of the theme.
    marker
        What stands before an item of a list; its lines are indented then.
    """

    def __init__(
        self,
        text: str = "",
        font: str = "body",
        colour: str = "ink",
        marker: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._font, self._colour, self._marker = "", font, colour, marker
        self._atoms: list[Atom] | None = None
        self._settings: dict[int, tuple[list[Placed], int]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.manager().changed.connect(self._restyle)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another paragraph."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(plain(text))
            self._restyle()

    def set_role(self, font: str, colour: str) -> None:
        """Give the words another font and colour."""
        if (font, colour) != (self._font, self._colour):
            self._font, self._colour = font, colour
            self._restyle()

    def text(self) -> str:
        """Return the paragraph as it was given."""
        return self._text

    def error(self) -> str:
        """Return why an equation could not be typeset; empty if all could."""
        return next((error for latex in formulas(self._text) if (error := layout(latex).error)), "")

    # -- size --------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Be as tall as the lines for a width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines."""
        return self._setting(width)[1]

    def sizeHint(self) -> QSize:
        """Return the size at the present width."""
        width = max(self.width(), theme.px(240))
        return QSize(theme.px(240), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Need the height, whatever the width."""
        return QSize(0, self.heightForWidth(max(self.width(), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines for the new width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    @property
    def _indent(self) -> int:
        return theme.px(18) if self._marker else 0

    def _setting(self, width: int) -> tuple[list[Placed], int]:
        found = self._settings.get(width)
        if found is None:
            if len(self._settings) >= 6:
                self._settings.clear()
            if self._atoms is None:
                self._atoms = list(_atoms(self._text, self._font))
            room = max(width - self._indent, 1)
            found = self._settings[width] = _set(self._atoms, room, QFontMetricsF(theme.font(self._font)))
        return found

    def _restyle(self) -> None:
        self._atoms = None
        self._settings.clear()
        self.updateGeometry()
        self.update()

    # -- picture -----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines."""
        look = theme.current()
        ink = QColor(look.colour(self._colour))
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            shown = self._setting(self.width())[0]
            if self._marker and shown:
                painter.setFont(theme.font(self._font))
                painter.setPen(QColor(look.muted))
                painter.drawText(QPointF(theme.px(2), shown[0].baseline), self._marker)
            for placed in shown:
                atom, at = placed.atom, QPointF(self._indent + placed.x, placed.baseline)
                if atom.layout is not None:
                    paint(painter, atom.layout, at, _em(self._font), ink, {})
                    continue
                assert atom.font is not None
                if atom.code:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(look.chip))
                    box = QRectF(at.x(), at.y() - atom.ascent, atom.width, atom.ascent + atom.descent)
                    painter.drawRoundedRect(box, theme.px(4), theme.px(4))
                    at += QPointF(_pad(), 0)
                painter.setFont(atom.font)
                painter.setPen(ink)
                painter.drawText(at, atom.text)


def plain(text: str) -> str:
    """Return a paragraph as plain text, its equations on the line."""
    return "".join(layout(run.text).text or run.text if run.kind == MATH else run.text for run in runs(text))


def _em(font: str) -> float:
    return theme.font(font).pixelSize() * _EM


def _pad() -> int:
    return theme.px(4)


def _atoms(text: str, role: str) -> Iterator[Atom]:
    """Yield the atoms of a paragraph."""
    free = False
    for run in runs(text):
        if run.kind == MATH:
            yield from _equation(run.text.strip(), role, free)
        else:
            yield from _words(run.text, role, free, run.kind)
        free = run.kind == PLAIN and run.text[-1:].isspace()


def _words(text: str, role: str, free: bool, kind: str = PLAIN) -> Iterator[Atom]:
    """Yield the words of a stretch in one font; `free` tells whether there is space before it."""
    font = theme.font("code" if kind == CODE else role)
    if kind == STRONG:
        font.setWeight(QFont.Weight.DemiBold)
    elif kind == EMPHASIS:
        font.setItalic(True)
    metrics, space = QFontMetricsF(font), QFontMetricsF(theme.font(role)).horizontalAdvance(" ")
    pad = _pad() if kind == CODE else 0
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
    scale = _em(role) / UNITS
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


def _set(atoms: list[Atom], width: float, metrics: QFontMetricsF) -> tuple[list[Placed], int]:
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
            placed.append(Placed(atom, x, round(top + ascent)))
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

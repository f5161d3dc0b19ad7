"""Layout of a formula: which glyph stands where, and which piece of it stands for what."""

from __future__ import annotations

import bisect
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF

from nnviz.typeset.glyphs import Glyph

UNITS = 1000.0
"""Units to the em, in which layouts are measured."""


class Placement(NamedTuple):
    """A glyph at a place, y downwards from the baseline; `tag` is the piece it belongs to, −1 for none."""

    glyph: Glyph
    x: float
    y: float
    scale: float
    tag: int


class Cut(NamedTuple):
    """A place where a line may begin, with its kind (see `breaking`)."""

    x: float
    kind: int


class Rule(NamedTuple):
    """A bar of a fraction or a root, or a stroke through a term."""

    tag: int
    area: QRectF | None = None
    stroke: QLineF | None = None
    width: float = 0.0

    @property
    def left(self) -> float:
        """Left end."""
        return self.area.left() if self.area is not None else self.stroke.x1() if self.stroke else 0.0

    def moved(self, right: float) -> Rule:
        """Return it moved to the right."""
        area = None if self.area is None else self.area.translated(right, 0)
        stroke = None if self.stroke is None else self.stroke.translated(right, 0)
        return self._replace(area=area, stroke=stroke)


@dataclass(frozen=True, eq=False)
class FormulaLayout:
    """A formula in units of 1/1000 em, the origin at the left end of its baseline, y downwards.

    Attributes
    ----------
    width, ascent, descent
        Its size; the height is ascent + descent.
    placements, rules
        What is painted.
    speech, text
        The formula in words, and as a line of plain text.
    relations
        Left edges of the equals signs and assignment arrows that stand on the baseline.
    cuts
        Where a line may begin, from left to right.
    error
        Why the formula could not be typeset, empty if it could.
    """

    width: float
    ascent: float
    descent: float
    placements: tuple[Placement, ...] = ()
    rules: tuple[Rule, ...] = ()
    speech: str = ""
    text: str = ""
    relations: tuple[float, ...] = ()
    cuts: tuple[Cut, ...] = ()
    error: str = ""

    @property
    def height(self) -> float:
        """Ascent and descent together."""
        return self.ascent + self.descent

    @property
    def anchor(self) -> float | None:
        """Where lines are aligned: the first of the relations, or None."""
        return self.relations[0] if self.relations else None

    @cached_property
    def areas(self) -> dict[int, tuple[QRectF, ...]]:
        """Number of a tagged piece → the rectangles it covers, one for each unbroken run of glyphs."""
        return _areas(self.placements, self.rules)

    def part(self, start: float, end: float) -> FormulaLayout:
        """Return what stands between two places as a layout of its own."""
        found = self._parts.get((start, end))
        if found is None:
            found = self._parts[start, end] = self._part(start, end)
        return found

    @cached_property
    def _parts(self) -> dict[tuple[float, float], FormulaLayout]:
        return {}

    @cached_property
    def _from_left(self) -> tuple[list[float], list[int]]:
        """Left ends of the placements in rising order, and the places of those in `placements`.

        A long formula has as many parts as operators: none of them looks at all of it.
        """
        order = sorted(range(len(self.placements)), key=lambda i: self.placements[i].x)
        return [self.placements[i].x for i in order], order

    def _part(self, start: float, end: float) -> FormulaLayout:
        low, high = start - 0.5, end - 0.5
        places, order = self._from_left
        inside = sorted(order[bisect.bisect_left(places, low) : bisect.bisect_left(places, high)])
        placed = tuple(self.placements[i]._replace(x=self.placements[i].x - start) for i in inside)
        rules = tuple(r.moved(-start) for r in self.rules if low <= r.left < high)
        boxes = [(p.y + p.scale * p.glyph.top, p.y + p.scale * p.glyph.bottom) for p in placed]
        boxes += [(r.area.top(), r.area.bottom()) for r in rules if r.area is not None]
        right = max((p.x + p.scale * p.glyph.right for p in placed), default=0.0)
        first, last = (bisect.bisect_left(self.relations, x) for x in (start, end))
        relations = tuple(x - start for x in self.relations[first:last])
        top, bottom = min((a for a, _ in boxes), default=0.0), max((b for _, b in boxes), default=0.0)
        return FormulaLayout(
            max(right, 0.0), -min(top, 0.0), max(bottom, 0.0), placed, rules, relations=relations
        )

    def tag_at(self, point: QPointF, slack: float = 120.0) -> int | None:
        """Return the number of the piece at `point`, the smallest where several overlap, or None.

        `slack` units around a piece belong to it too, unless another is nearer.
        """
        best, found = (float("inf"), float("inf")), None
        for tag, rects in self.areas.items():
            for rect in rects:
                away = _distance(rect, point)
                if away <= slack and (away, rect.width() * rect.height()) < best:
                    best, found = (away, rect.width() * rect.height()), tag
        return found


def _areas(placements: tuple[Placement, ...], rules: tuple[Rule, ...]) -> dict[int, tuple[QRectF, ...]]:
    areas: dict[int, list[QRectF]] = {}
    last, box = -1, (0.0, 0.0, 0.0, 0.0)

    def close() -> None:
        if last >= 0:
            areas.setdefault(last, []).append(QRectF(box[0], box[1], box[2] - box[0], box[3] - box[1]))

    for shape, x, y, s, tag in placements:
        if tag == last and tag < 0:
            continue
        left, right = x + s * shape.left, x + s * shape.right
        top, bottom = y + s * shape.top, y + s * shape.bottom
        if tag == last:
            box = (min(box[0], left), min(box[1], top), max(box[2], right), max(box[3], bottom))
        else:
            close()
            last, box = tag, (left, top, right, bottom)
    close()
    for rule in rules:
        # The bar of a tagged fraction joins what stands above and below it.
        if rule.tag >= 0 and rule.area is not None:
            rects = areas.setdefault(rule.tag, [QRectF(rule.area)])
            rects[-1] = rects[-1].united(rule.area)
    return {tag: tuple(rects) for tag, rects in areas.items()}


def _distance(rect: QRectF, point: QPointF) -> float:
    across = max(rect.left() - point.x(), 0.0, point.x() - rect.right())
    down = max(rect.top() - point.y(), 0.0, point.y() - rect.bottom())
    return float(max(across, down))

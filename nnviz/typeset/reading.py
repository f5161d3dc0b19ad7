"""Reading the drawings of the typesetting library: glyphs, bars and strokes, with the colours as tags."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QLineF, QRectF

from nnviz.core.text.translate import translate
from nnviz.typeset.engine import TypesettingError, drawing, label, written
from nnviz.typeset.formula_layout import Cut, FormulaLayout, Placement, Rule
from nnviz.typeset.glyphs import glyph, merged

_VIEW = re.compile(r'viewBox="0 (\S+) (\S+) (\S+)"')
_SHAPE = re.compile(r'<path id="[^"]*-(\w+)" d="([^"]*)"')
_USE = re.compile(
    r'<use href="#\w+-\w+-(\w+)" '
    r'(?:x="([^"]+)" y="([^"]+)"|transform="translate\(([^ ]+) ([^)]+)\)(?: scale\(([^)]+)\))?")'
    r'(?: fill="#(\w+)")?'
)
_BAR = re.compile(r"<(rect|line) ([^>]*)/>")
_POINT, _STEP = 100.0, 5.0
"""Units to the point of the library's rules, and steps in the length of tall brackets."""
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


def read(svg: str) -> FormulaLayout:
    """Return the layout of a drawing made by `engine.drawing`.

    Raises
    ------
    TypesettingError
        If it is not such a drawing.
    """
    view = _VIEW.search(svg)
    if view is None:
        raise TypesettingError(
            translate("typeset", "The formula cannot be typeset: its drawing has no size.")
        )
    top, width, height = map(float, view.groups())
    split = max(svg.find("</defs>"), 0)
    shapes = {name: glyph(name, outline) for name, outline in _SHAPE.findall(svg, 0, split)}
    names, relations = _relations(), []
    placements: list[Placement] = []
    for name, x, y, moved_x, moved_y, scale, fill in _USE.findall(svg, split):
        tag = int(fill, 16) - 1 if fill else -1
        if x:
            placed = Placement(shapes[name], float(x), -float(y), 1.0, tag)
            if name in names and placed.y == 0:
                relations.append(placed.x)
        else:
            placed = Placement(shapes[name], float(moved_x), -float(moved_y), float(scale or 1), tag)
        if placements and placements[-1].x == placed.x and _touch(placements[-1], placed):
            placed = _joined(placements.pop(), placed)
        placements.append(placed)
    rules: list[Rule] = []
    cuts: list[Cut] = []
    for kind, text in _BAR.findall(svg, split):
        values = dict(_ATTRIBUTE.findall(text))
        if values.get("width") == "0":
            cuts.append(Cut(float(values["x"]), round(float(values["height"]) / _POINT)))
        else:
            rules.append(_rule(kind, values))
    return FormulaLayout(
        width,
        -top,
        height + top,
        tuple(placements),
        tuple(rules),
        label(svg),
        written(svg),
        tuple(sorted(relations)),
        tuple(sorted(cuts)),
    )


@lru_cache(maxsize=1)
def _relations() -> frozenset[str]:
    """Return the names of the glyphs that lines are aligned at."""
    return frozenset(name for name, _ in _SHAPE.findall(drawing(r"= \leftarrow")))


def _rule(kind: str, values: dict[str, str]) -> Rule:
    colour = values.get("fill" if kind == "rect" else "stroke", "")
    tag = int(colour[1:], 16) - 1 if colour.startswith("#") else -1
    if kind == "line":
        x1, y1, x2, y2 = (float(values[key]) for key in ("x1", "y1", "x2", "y2"))
        return Rule(tag, stroke=QLineF(x1, -y1, x2, -y2), width=float(values.get("stroke-width", 40)))
    x, y, width, height = (float(values[key]) for key in ("x", "y", "width", "height"))
    return Rule(tag, area=QRectF(x, -y - height, width, height))


def _touch(a: Placement, b: Placement) -> bool:
    """Return whether two glyphs are pieces of one tall bracket: painted apart they would show seams."""
    if a.scale != b.scale or a.tag != b.tag or a.y == b.y:
        return False
    return (
        a.y + a.scale * a.glyph.top <= b.y + b.scale * b.glyph.bottom
        and b.y + b.scale * b.glyph.top <= a.y + a.scale * a.glyph.bottom
    )


def _joined(a: Placement, b: Placement) -> Placement:
    # In steps that nobody sees, so that brackets of nearly the same height share their outline.
    down = _STEP * round((b.y - a.y) / a.scale / _STEP)
    return a._replace(glyph=merged(a.glyph, b.glyph, down))

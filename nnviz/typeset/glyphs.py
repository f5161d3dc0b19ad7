"""The shapes of the glyphs, read once for the whole process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

_TOKEN = re.compile(r"[MLCZ]|-?[0-9.]+")
_cache: dict[str, Glyph] = {}


@dataclass(frozen=True, eq=False)
class Glyph:
    """The shape of a glyph in its own units, 1000 to the em, y downwards from the baseline."""

    path: QPainterPath
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, path: QPainterPath) -> Glyph:
        """Return the glyph of a path with the bounds of its ink."""
        box = path.boundingRect()
        return cls(path, box.left(), box.top(), box.right(), box.bottom())


def glyph(name: str, outline: str) -> Glyph:
    """Return the glyph called `name`; `outline`, its SVG path, is read only the first time.

    The number of glyphs is bounded by the library's one font.
    """
    found = _cache.get(name)
    if found is None:
        found = _cache[name] = Glyph.of(outline_path(outline))
    return found


def outline_path(outline: str) -> QPainterPath:
    """Return the path of an SVG outline made of absolute M, L, C and Z, mirrored to y downwards."""
    path = QPainterPath()
    # Contours of a glyph may overlap, and where they do they must not cancel each other.
    path.setFillRule(Qt.FillRule.WindingFill)
    numbers: list[float] = []
    command = ""
    for token in _TOKEN.findall(outline):
        if token in "MLCZ":
            command = token
            if command == "Z":
                path.closeSubpath()
            continue
        numbers.append(float(token))
        if len(numbers) < (6 if command == "C" else 2):
            continue
        x, y = numbers[-2], -numbers[-1]
        if command == "M":
            path.moveTo(x, y)
        elif command == "L":
            path.lineTo(x, y)
        else:
            path.cubicTo(numbers[0], -numbers[1], numbers[2], -numbers[3], x, y)
        numbers.clear()
    return path


@lru_cache(maxsize=256)
def merged(a: Glyph, b: Glyph, down: float) -> Glyph:
    """Return one glyph of two, `b` lying `down` units below `a`.

    Their outlines are united: where they overlapped, the rims would be painted twice and look bolder.
    """
    return Glyph.of(a.path.united(b.path.translated(0, down)))

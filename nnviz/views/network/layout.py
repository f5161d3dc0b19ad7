"""Fits a network into a canvas of any size: where columns, units and the loss stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF

from nnviz.views.network.place import BIAS, HEADER, NAME, PILL, VALUE, Detail, Place
from nnviz.views.network.structure import Structure

UNIT = 58.0
SMALLEST_PITCH, FOLDED_PITCH, FOLDED_SIDE_PITCH = 11.5, 22.0, 34.0
IN_FULL, FULL_PITCH = 64, 5.5
"""Layers of so many units are drawn in full, in squares as small as that."""
LINE_PITCH = 17.0
MARGIN = 10.0


@dataclass
class NetworkLayout:
    """Every item of a network on a canvas of `size`.

    Attributes
    ----------
    places
        The columns, by layer.
    loss
        The node of the loss.
    spacing
        Distance between two columns.
    """

    size: QSizeF
    scale: float
    places: list[Place]
    loss: QRectF
    spacing: float


def arrange(
    structure: Structure,
    size: QSizeF,
    scale: float = 1.0,
    obstacles: Sequence[QRectF] = (),
    zoom: float = 1.0,
) -> NetworkLayout:
    """Place everything.

    Parameters
    ----------
    size
        Of the canvas. All of it is used, but units stay near `UNIT` in size.
    scale
        Of words.
    obstacles
        What lies over the canvas and must not hide anything: columns under it make do with less height.
    zoom
        How much larger than the window the canvas is; units may grow by as much.
    """
    across, down = size.width() / zoom / scale / 756, size.height() / zoom / scale / 490
    growth = max(1.0, math.sqrt(min(across, down))) * zoom
    unit = min(UNIT * growth, 96 * zoom) * scale
    grid = _Grid(structure, size, scale, growth, unit)
    places = _columns(structure, grid, obstacles, unit)
    if places[-1].detail is Detail.SIDE:
        # The words at the right of the outputs need room before the loss.
        grid = _Grid(structure, size, scale, growth, unit, places[-1].caption * scale)
        places = _columns(structure, grid, obstacles, unit)
    loss = QRectF(0, 0, 54 * scale, 46 * scale)
    loss.moveCenter(QPointF(grid.loss, places[-1].y))
    return NetworkLayout(size, scale, places, loss, grid.spacing)


class _Grid:
    """Where columns stand from left to right."""

    def __init__(
        self, structure: Structure, size: QSizeF, s: float, growth: float, unit: float, words: float = 0.0
    ) -> None:
        n = len(structure.columns)
        self.structure, self.size, self.scale = structure, size, s
        self.picture = min(size.height() - (2 * MARGIN + NAME + 8) * s, 2.8 * unit, size.width() * 0.26)
        first = 58 * s if structure.picture is None else self.picture / 2 + 16 * s
        last = 46 * s
        room = max(size.width() - first - last - words, 40.0)
        reach = min(max(0.45 * room / (n - 1 + 0.45), 78 * s), 118 * s * growth)
        self.spacing = min(max(room - reach, 20.0) / max(n - 1, 1), 270 * s * growth)
        reach += words
        self.start = (size.width() - self.spacing * (n - 1) - reach + first - last) / 2
        self.loss = self.x(n - 1) + reach

    def x(self, k: int) -> float:
        """Return the centre of column `k`."""
        return self.start + k * self.spacing


def _columns(structure: Structure, grid: _Grid, obstacles: Sequence[QRectF], unit: float) -> list[Place]:
    """Place the columns and their units."""
    s = grid.scale
    places = [_place(structure, k, grid) for k in range(len(structure.columns))]
    bands = [_band(place.x, grid, obstacles) for place in places]
    # Columns that need all the height they can get keep to the same heights, so that they look alike.
    counts = [1 if place.picture else place.column.units for place in places]
    crowded = 0.75 * max(counts)
    full = [band for band, count in zip(bands, counts, strict=True) if count >= crowded]
    highest, lowest = max(top for top, _ in full), min(bottom for _, bottom in full)
    bands = [(max(top, highest), min(bottom, lowest)) for top, bottom in bands]
    for place, (top, bottom) in zip(places, bands, strict=True):
        _choose_detail(place, bottom - top, grid, unit)
    _even_out(places, s)
    middle = (highest + lowest) / 2 + _lift([p for p, n in zip(places, counts, strict=True) if n >= crowded])
    for place, (top, bottom) in zip(places, bands, strict=True):
        _stand(place, middle, top, bottom)
    return places


def _place(structure: Structure, k: int, grid: _Grid) -> Place:
    column = structure.columns[k]
    picture = structure.picture if k == 0 else None
    return Place(column, grid.x(k), shown=tuple(range(column.units)), picture=picture, scale=grid.scale)


def _band(x: float, grid: _Grid, obstacles: Sequence[QRectF]) -> tuple[float, float]:
    """Return highest and lowest y that a column may use."""
    s, size = grid.scale, grid.size
    top, bottom = MARGIN * s, size.height() - MARGIN * s
    half = min(grid.spacing / 2, 34 * s)
    for o in obstacles:
        if o.right() > x - half and o.left() < x + half:
            if o.center().y() < size.height() / 2:
                top = max(top, o.bottom() + 4 * s)
            else:
                bottom = min(bottom, o.top() - 4 * s)
    return top, bottom


def _choose_detail(place: Place, height: float, grid: _Grid, unit: float) -> None:
    """Choose what is written and how large a square is, from most to least."""
    s, n, c, spacing = place.scale, place.column.units, place.column, grid.spacing
    place.width = max(min(spacing - 16 * s, 104 * s), 20 * s)
    place.header_width = spacing - 6 * s
    if place.picture is not None:
        place.side = max(min(height - (NAME + 8) * s, grid.picture), 24 * s)
        return
    if spacing >= 74 * s and _stacks(place, height, min(unit, spacing * 0.55)):
        return
    place.detail, place.header = Detail.BARE, bool(c.layer)
    height -= HEADER * s if place.header else 0.0
    pitch = height / n
    place.caption = min(max(spacing / s * 0.3, 46.0), 54.0)
    free = 30 if c.layer == len(grid.structure.columns) - 1 else place.caption + 58
    wide = spacing - min(pitch, 44 * s) >= free * s
    if pitch < (FULL_PITCH if n <= IN_FULL else SMALLEST_PITCH) * s and n > 2:
        pitch = (FOLDED_SIDE_PITCH if wide else FOLDED_PITCH) * s
        _fold(place, max(int(height // pitch), 3))
        pitch = min(pitch, height / (len(place.shown) + 1))
    if wide and pitch >= LINE_PITCH * s:
        place.detail = Detail.SIDE
    place.side = max(min(pitch * 0.8, 44 * s, unit, spacing * 0.5), 3.0)


def _stacks(place: Place, height: float, largest: float) -> bool:
    """Write above and below the squares if these stay large enough; return whether they do."""
    s, c = place.scale, place.column
    for name, bias, least in ((True, True, 38), (True, False, 34 if c.layer else 27), (False, False, 27)):
        if not name and not c.layer:
            continue
        header = c.layer > 0 and (bool(c.labels) or not name)
        rows = VALUE + 7 + NAME * name + BIAS * (bias and c.biases > 0) + PILL * (c.layer > 0)
        side = min((height - HEADER * s * header) / c.units - rows * s, largest)
        if side >= least * s:
            place.detail, place.side, place.header = Detail.STACK, side, header
            place.name_row, place.bias_row, place.pill_row = name, bias and c.biases > 0, c.layer > 0
            return True
    return False


def _fold(place: Place, slots: int) -> None:
    """Keep the first units and the last one."""
    n = place.column.units
    if n > slots:
        place.shown = (*range(slots - 2), n - 1)


def _even_out(places: list[Place], s: float) -> None:
    """Let squares of one network be of one size, or nearly."""
    squares = [p for p in places if p.picture is None]
    smallest = min((p.side for p in squares), default=0.0)
    for p in squares:
        p.side = min(p.side, max(1.5 * smallest, 42 * s))
    kinds = {(p.detail, p.one_line) for p in squares}
    for kind in kinds:
        alike = [p for p in squares if (p.detail, p.one_line) == kind]
        side = min(p.side for p in alike)
        for p in alike:
            p.side = side


def _lift(places: list[Place]) -> float:
    """Return how far below the middle the squares stand so that words above and below fit alike."""
    above = max(p.above + p.top for p in places)
    below = max(p.below for p in places)
    return (above - below) / 2


def _stand(place: Place, middle: float, top: float, bottom: float) -> None:
    """Give the column its height: around the common middle, or where an obstacle leaves room."""
    s = place.scale
    rows = 1 if place.picture else len(place.shown) + (place.hidden > 0)
    over = place.side / 2 + place.above + place.top
    under = place.side / 2 + place.below
    room = min(middle - top - over, bottom - middle - under) * 2
    content = place.side + place.above + place.below
    gap = 5 * s if place.detail is Detail.STACK else 0.0
    needed = (content + gap) * (rows - 1)
    if room < needed or room < 0:
        middle = (top + over + bottom - under) / 2
        room = max(bottom - under - top - over, 0.0)
    widest = max(content + 0.5 * place.side, 3.0 * place.side, 44 * s)
    place.y = middle
    place.pitch = min(room / (rows - 1), widest) if rows > 1 else content
    place.settle()


__all__ = ["Detail", "NetworkLayout", "Place", "arrange"]

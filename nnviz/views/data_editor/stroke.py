"""A stroke while it is being made: from the press to the release it is one edit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from nnviz.core.data_editing import draft as drawing
from nnviz.core.data_editing.draft import DatasetDraft
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import plural, translate
from nnviz.views.data_editor.brush import ERASER, MOVE, POINT, SPRAY, Brush

REACH = 10
"""Pixels within which a point is taken hold of."""
_APART = 0.5
"""Radii between two puffs of the spray."""


class Stroke:
    """One stroke.

    Parameters
    ----------
    drawn
        The data before it.
    tool
        What is done.
    brush
        The other choices.
    pixel
        What one pixel at scale 1 is, ``(across, up)``.
    grid
        Steps that points snap to, ``(across, up)``, 0 for none.

    Attributes
    ----------
    drawn
        The data as they are so far.
    row
        The example that is held, None for none.
    """

    def __init__(
        self, drawn: DatasetDraft, tool: str, brush: Brush, pixel: ArrayLike, grid: ArrayLike
    ) -> None:
        self.drawn, self._before = drawn, drawn
        self.tool, self._brush = tool, brush
        self._pixel, self._grid = np.asarray(pixel, dtype=np.float64), np.asarray(grid, dtype=np.float64)
        self.row: int | None = None
        self._puff: Array | None = None
        self._puffs = 0

    @property
    def reach(self) -> Array:
        """How far spray and eraser reach, ``(across, up)``."""
        reach: Array = self._brush.size * self._pixel
        return reach

    def press(self, at: ArrayLike) -> None:
        """Begin at a place."""
        if self.tool == POINT:
            self._add(drawing.snap(np.atleast_2d(np.asarray(at)), self._grid))
            self.row = len(self.drawn) - 1
        elif self.tool == MOVE:
            self.row = drawing.nearest(self.drawn, at, REACH * self._pixel)
        else:
            self.drag(at)

    def drag(self, at: ArrayLike) -> None:
        """Go on to a place."""
        if self.tool == ERASER:
            self.drawn = drawing.erase(self.drawn, drawing.near(self.drawn, at, self.reach))
        elif self.tool == SPRAY:
            self._spray(np.asarray(at, dtype=np.float64))
        elif self.row is not None:
            place = drawing.snap(np.atleast_2d(np.asarray(at)), self._grid)
            self.drawn = drawing.move(self.drawn, [self.row], place)

    def _spray(self, at: Array) -> None:
        far = self._puff is None or np.hypot(*((at - self._puff) / self.reach)) >= _APART
        if far:
            self._puff = at
            rng = self._brush.chance(len(self._before), 0, self._puffs)
            points = drawing.spray(at, self.reach, self._brush.density, rng)
            self._puffs += 1
            self._add(drawing.snap(points, self._grid))

    def _add(self, points: Array) -> None:
        brush = self._brush
        test = brush.in_test(len(points), len(self.drawn))
        self.drawn = drawing.add(self.drawn, points, brush.label, brush.value, test)

    @property
    def text(self) -> str:
        """What was done, as the name of the undo step."""
        count = abs(len(self.drawn) - len(self._before))
        if self.tool == MOVE:
            return translate("Drawing", "Move a point")
        if self.tool == ERASER:
            return (
                plural.tr("Erase %n point(s)", "", count)
                if count != 1
                else translate("Drawing", "Erase a point")
            )
        return (
            plural.tr("Draw %n point(s)", "", count) if count != 1 else translate("Drawing", "Draw a point")
        )

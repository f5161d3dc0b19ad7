"""Brush of the next stroke: tool, class or target, size, training or test."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate

POINT, SPRAY, ERASER, MOVE = TOOLS = ("point", "spray", "eraser", "move")
TRAINING, TEST, CHANCE = SETS = ("training", "test", "chance")
LEAST, MOST, USUAL = 6, 60, 22
"""Pixels of the radius of spray and eraser."""


class Brush(QObject):
    """The choices of whoever draws.

    Attributes
    ----------
    tool
        One of `TOOLS`.
    label
        Number of the class that is drawn; one that follows the last class is a new one.
    value
        The target that is drawn where it is a number and the plane does not tell it.
    size
        Radius of spray and eraser in pixels at scale 1.
    density
        Points in one puff of the spray.
    sets
        Where new points go, one of `SETS`; random a quarter of them is for the test.
    snapping
        Whether points come to lie on a grid.
    seed
        Of the chance in spray and sets: the same strokes give the same points.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool, self.sets = POINT, TRAINING
        self.label, self.value = 0, 1.0
        self.size, self.density = USUAL, 4
        self.share, self.snapping, self.seed = 0.25, False, 1

    def set(self, **choices: Any) -> None:
        """Choose; who follows is told once."""
        if any(getattr(self, name) != value for name, value in choices.items()):
            for name, value in choices.items():
                setattr(self, name, value)
            self.changed.emit()

    def chance(self, *place: int) -> np.random.Generator:
        """Return the random numbers of a place in the drawing."""
        return np.random.default_rng((self.seed, *place))

    def in_test(self, count: int, drawn: int) -> Array:
        """Return which of `count` new points, after `drawn` others, are for the test."""
        if self.sets == CHANCE:
            flags: Array = self.chance(drawn, 1).random(count) < self.share
            return flags
        return np.full(count, self.sets == TEST)


def tool_name(tool: str) -> str:
    """Return the name of a tool."""
    return {
        POINT: translate("Drawing", "point"), SPRAY: translate("Drawing", "spray"),
        ERASER: translate("Drawing", "eraser"), MOVE: translate("Drawing", "move"),
    }[tool]  # fmt: skip

"""A number field for quantities that are compared by their order of magnitude."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from nnviz.views.controls import NumberField

SMALLEST = 1e-4
"""The step from zero."""


def neighbour(value: float, direction: int, zero: bool) -> float:
    """Return the next of …, 0.01, 0.03, 0.1, 0.3, 1, 3, … above (1) or below (−1) `value`.

    Parameters
    ----------
    value
        A number of 0 or more.
    zero
        Whether 0 comes below `SMALLEST`; without it the numbers go on getting smaller.
    """
    if zero and (value < SMALLEST or (direction < 0 and value <= SMALLEST)):
        return SMALLEST if direction > 0 else 0.0
    power = math.floor(math.log10(value))
    steps = [float(f"{digit}e{exponent}") for exponent in range(power - 1, power + 2) for digit in (1, 3)]
    if direction > 0:
        return next(step for step in steps if step > value * (1 + 1e-9))
    return next(step for step in reversed(steps) if step < value * (1 - 1e-9))


class ScaleField(NumberField):
    """Up and Down go along 1, 3, 10: a learning rate of 0.03 has no use for steps of 0.1.

    Takes what `NumberField` takes. With the bound `above`, 0 is not among the steps.
    """

    def __init__(self, name: str, value: float = 0, *, above: float | None = None, **limits: Any) -> None:
        super().__init__(name, value, above=above, **limits)
        self._zero = above is None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next larger or smaller step."""
        directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        direction = directions.get(Qt.Key(event.key()))
        if direction is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif self.commit():
            self.setText(f"{neighbour(self.value(), direction, self._zero):.6g}")
            self.setModified(True)
            self.commit()
            self.selectAll()

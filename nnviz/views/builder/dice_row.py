"""A number with a dice beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from nnviz.core.experiment.experiment import Experiment
from nnviz.views.builder.edit import FieldEdit
from nnviz.views.builder.number_row import NumberRow
from nnviz.views.controls import IconButton

LARGEST_SEED = 2**32 - 1


class DiceRow(NumberRow):
    """A number, and a dice that samples again what it stands for.

    Parameters
    ----------
    text, name, change, read, tooltip, limits
        As for `NumberRow`.
    roll
        What the dice does.
    roll_tooltip
        What the dice does, in words; also its accessible name.
    """

    def __init__(
        self,
        text: str,
        name: str,
        change: FieldEdit,
        roll: FieldEdit,
        read: Callable[[Experiment], float],
        tooltip: str,
        roll_tooltip: str,
        **limits: Any,
    ) -> None:
        self.dice = IconButton("dice", roll_tooltip, 25)
        self.dice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._roll = roll
        super().__init__(text, name, change, read, tooltip, self.dice, **limits)
        self.dice.clicked.connect(self._rolled)

    def _rolled(self) -> None:
        self.error_line.say(self._roll.apply(None))

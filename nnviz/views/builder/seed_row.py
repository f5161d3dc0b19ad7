"""A seed, and the dice that takes the next one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from nnviz.core.experiment import Experiment
from nnviz.views.builder.edit import Change
from nnviz.views.builder.number_row import NumberRow
from nnviz.views.controls import IconButton

MOST = 2**32 - 1


class SeedRow(NumberRow):
    """The number that all chance comes from: typed, or drawn anew with the dice.

    Parameters
    ----------
    text, name
        The label and the accessible name.
    change
        What a typed seed does.
    roll
        What the dice does.
    read
        Gives the seed of an experiment.
    tooltip, roll_tooltip
        What the seed decides; what the dice does, which is also its accessible name.
    """

    def __init__(
        self,
        text: str,
        name: str,
        change: Change,
        roll: Change,
        read: Callable[[Experiment], float],
        tooltip: str,
        roll_tooltip: str,
    ) -> None:
        self.dice = IconButton("dice", roll_tooltip, 25)
        self.dice.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._roll = roll
        super().__init__(
            text, name, change, read, tooltip, self.dice, integer=True, minimum=0, maximum=MOST
        )
        self.dice.clicked.connect(self._rolled)

    def _rolled(self) -> None:
        self.error_line.say(self._roll.apply(None))

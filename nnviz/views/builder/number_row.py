"""A setting that is a number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from nnviz.core.experiment.experiment import Experiment
from nnviz.views.builder.edit import FieldEdit
from nnviz.views.builder.row import BuilderRow
from nnviz.views.builder.scale_field import ScaleField
from nnviz.views.controls import NumberField


class NumberRow(BuilderRow):
    """A number, taken when Return is pressed or the field is left.

    Parameters
    ----------
    text, name
        The label, and the accessible name where the label is too short to be one.
    change
        What a new number does.
    read
        Gives the number of an experiment.
    scale
        Whether Up and Down go along 1, 3, 10 instead of adding a step.
    limits
        Passed to the field: ``minimum``, ``maximum``, ``above``, ``integer``, ``step``, ``decimals``.
    """

    def __init__(
        self,
        text: str,
        name: str,
        change: FieldEdit,
        read: Callable[[Experiment], float],
        tooltip: str = "",
        trailing: QWidget | None = None,
        scale: bool = False,
        **limits: Any,
    ) -> None:
        kind = ScaleField if scale else NumberField
        self.field = kind(name, check=change.check, tooltip=tooltip, **limits)
        self._change, self._read = change, read
        super().__init__(text, self.field, tooltip, trailing)
        self.field.committed.connect(self._committed)

    def sync(self, e: Experiment) -> None:
        """Show the number of `e`; a number just being typed is left alone."""
        self.field.set_value(self._read(e))

    def _committed(self, value: float) -> None:
        self.error_line.say(self._change.apply(value))

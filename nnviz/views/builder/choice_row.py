"""A setting that is one of several."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from nnviz.core.experiment.experiment import Experiment
from nnviz.views.builder.edit import FieldEdit
from nnviz.views.builder.row import BuilderRow
from nnviz.views.controls import ChoiceField


class ChoiceRow(BuilderRow):
    """A choice; one that is refused stays in the field, with the reason below, until another edit.

    Parameters
    ----------
    text
        The label.
    field
        The combo box, its accessible name and options set.
    change
        What a choice does.
    read
        Gives the key of an experiment.
    """

    def __init__(
        self,
        text: str,
        field: ChoiceField,
        change: FieldEdit,
        read: Callable[[Experiment], str],
        tooltip: str = "",
        trailing: QWidget | None = None,
    ) -> None:
        self.field, self._change, self._read = field, change, read
        super().__init__(text, field, tooltip, trailing)
        field.changed.connect(self._chosen)

    def sync(self, e: Experiment) -> None:
        """Show the choice of `e`."""
        self.error_line.say("")
        key = self._read(e)
        if key != self.field.value():
            self.field.set_value(key)
            self.field.updateGeometry()

    def _chosen(self, key: str) -> None:
        self.error_line.say(self._change.apply(key))

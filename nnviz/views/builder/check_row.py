"""A setting that is on or off."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from nnviz.core.experiment.experiment import Experiment
from nnviz.views.builder.edit import FieldEdit
from nnviz.views.builder.row import BuilderRow


class CheckRow(BuilderRow):
    """A check box at the right, where the other fields end."""

    def __init__(
        self, text: str, change: FieldEdit, read: Callable[[Experiment], bool], tooltip: str = ""
    ) -> None:
        self.field, self._change, self._read = QCheckBox(), change, read
        super().__init__(text, self.field, tooltip)
        self.field.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        # Tab stops here, but a click leaves Space to the window.
        self.field.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.field.clicked.connect(self._clicked)

    def sync(self, e: Experiment) -> None:
        """Show whether it is on in `e`."""
        self.error_line.say("")
        self.field.setChecked(self._read(e))

    def _clicked(self, checked: bool) -> None:
        self.error_line.say(self._change.apply(checked))

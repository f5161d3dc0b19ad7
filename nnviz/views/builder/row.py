"""One setting, with room below it for the sentence that says what is wrong."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.views.builder.error_line import ErrorLine
from nnviz.views.controls import FormRow

INSET = 14
"""From the left edge of the panel to the labels, at scale 1."""
LEAST = 60
"""The narrowest field, at scale 1."""


class BuilderRow(QWidget):
    """Label, control and, while the last edit was refused, why.

    Parameters
    ----------
    text
        The label.
    control
        The field.
    tooltip
        What the setting means.
    trailing
        A small button between label and field.
    """

    def __init__(
        self, text: str, control: QWidget, tooltip: str = "", trailing: QWidget | None = None
    ) -> None:
        super().__init__()
        self.form = FormRow(text, control, tooltip, trailing)
        self._text, self._control, self._trailing = text, control, trailing
        self.error_line = ErrorLine(control)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.form)
        self._column.addWidget(self.error_line)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def error(self) -> str:
        """Return why the last edit here was refused; empty if there is no error."""
        return self.error_line.text()

    def sync(self, e: Experiment) -> None:
        """Show what `e` has here, silently."""
        raise NotImplementedError

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the label its room: a long choice is shortened instead."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        label = QFontMetrics(theme.font("body")).horizontalAdvance(self._text) + 1
        taken = label + theme.px(INSET + 6)
        if self._trailing is not None:
            taken += self._trailing.sizeHint().width() + theme.px(6)
        room = max(self.width() - taken, theme.px(LEAST))
        self._control.setMinimumWidth(min(room, theme.px(FormRow.WIDTH)))
        self._control.setMaximumWidth(room)

    def _restyle(self) -> None:
        self._share()
        self._column.setContentsMargins(theme.px(INSET), 0, 0, 0)

"""Heading of the open lesson, with the button that closes it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import ElidedLabel, IconButton, Label


class LessonHeading(QWidget):
    """“The equation sheet   step 3 of 9   ×”."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = ElidedLabel("", "section", "muted")
        self.where = Label("", "label", "muted")
        self.close_button = IconButton("close", self.tr("Close the lesson; the experiment stays open"), 22)
        self._row = row = QHBoxLayout(self)
        row.addWidget(self.title, 1)
        row.addWidget(self.where)
        row.addWidget(self.close_button)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def show_step(self, title: str, index: int, count: int) -> None:
        """Show title and place."""
        self.title.setText(title)
        at_end = index >= count
        self.where.setText(
            self.tr("after step {0}").format(count)
            if at_end
            else self.tr("step {0} of {1}").format(index + 1, count)
        )

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(2))
        self._row.setSpacing(theme.px(8))

"""The way through a lesson: back, the steps, next; and the way back to it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.views.controls import Hairline, PillButton
from nnviz.views.lesson.away_line import AwayLine
from nnviz.views.lesson.steps_bar import StepsBar


class Footer(QWidget):
    """Buttons of the lesson, always at the same place below the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.away = AwayLine()
        self.back = PillButton(self.tr("Back"))
        self.next = PillButton(self.tr("Next"), variant="primary")
        self.steps = StepsBar()
        self._row = QHBoxLayout()
        self._row.addWidget(self.back)
        self._row.addWidget(self.steps, 1)
        self._row.addWidget(self.next)
        self._inner = QVBoxLayout()
        self._inner.addWidget(self.away)
        self._inner.addLayout(self._row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(self._inner)
        self.away.hide()
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def follow(self, actions: Mapping[str, QAction]) -> None:
        """Explain the buttons as the commands that do the same."""
        for name, button in (
            ("lesson_back", self.back),
            ("lesson_next", self.next),
            ("lesson_return", self.away.button),
        ):
            button.setToolTip(actions[name].toolTip())

    def show_step(self, titles: tuple[str, ...], index: int) -> None:
        """Show where one is."""
        self.steps.show_steps(titles, index)
        self.back.setEnabled(index > 0)
        self.next.setEnabled(index + 1 < len(titles))

    def _restyle(self) -> None:
        side = theme.px(14)
        self._inner.setContentsMargins(side, theme.px(10), side, theme.px(10))
        self._inner.setSpacing(theme.px(8))
        self._row.setSpacing(theme.px(8))

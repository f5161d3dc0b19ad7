"""Links of the data section to the plane and the table of own data."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.views.builder.row import INSET
from nnviz.views.controls import FormRow, PillButton


class DataLinks(QWidget):
    """Draw, or edit as a table.

    Signals
    -------
    wanted(str)
        ``plane`` or ``table``.
    """

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.draw = PillButton(
            self.tr("draw…"), None, self.tr("Draw examples on the plane (Ctrl+D)"), "link", focusable=True
        )
        self.table = PillButton(
            self.tr("table…"), None, self.tr("Type and paste examples, row by row (Ctrl+Shift+D)"), "link",
            focusable=True,
        )  # fmt: skip
        self.draw.setAccessibleName(self.tr("Draw data"))
        self.table.setAccessibleName(self.tr("Edit data in a table"))
        self._row = QHBoxLayout(self)
        self._row.addStretch(1)
        for button, slot in ((self.draw, self._draw), (self.table, self._table)):
            button.clicked.connect(slot)
            self._row.addWidget(button)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def sync(self, e: Experiment) -> None:
        """Show `e`: every kind of data can be edited."""

    def _draw(self) -> None:
        self.wanted.emit("plane")

    def _table(self) -> None:
        self.wanted.emit("table")

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(INSET), 0, 0, 0)
        self._row.setSpacing(theme.px(14))
        self.setFixedHeight(theme.px(FormRow.HEIGHT - 4))

"""The cells that cannot be used, and the one way to go on with them there."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.core.data_editing.csv_import import Choices, Table, count_faults, faults, usable
from nnviz.core.text.translate import plural, translate
from nnviz.views.controls import Hairline, Label
from nnviz.views.csv_import.faults_list import FaultsList

_MOST = 20_000


class FaultsBlock(QWidget):
    """A heading with the count, the list, and the choice to leave their rows out.

    Signals
    -------
    chosen(int, int)
        Row and column of a fault to be shown.
    leave_out_changed(bool)
        Whether the rows are to be left out.
    """

    chosen = Signal(int, int)
    leave_out_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.heading = Label("", "heading")
        self.leave_out = QCheckBox()
        self.list = FaultsList()
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.leave_out)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(Hairline())
        self._column.addLayout(head)
        self._column.addWidget(self.list)
        self.list.chosen.connect(self.chosen)
        self.leave_out.clicked.connect(self.leave_out_changed)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def show_faults(self, table: Table | None, choices: Choices) -> None:
        """List the faults of a table; without any the block is not there."""
        count = 0 if table is None else count_faults(table, choices)
        self.setVisible(bool(count))
        self.leave_out.setChecked(choices.leave_out)
        if table is None or not count:
            self.list.faults.show(None, [])
            return
        found = faults(table, choices, _MOST)
        if found != self.list.faults.faults:
            self.list.faults.show(table, found)
        text = plural.tr("%n cell(s) cannot be used", "", count)
        if count > len(found):
            text += translate("importing", ", the first {0} are listed").format(f"{len(found):,}")
        self.heading.setText(text)
        rows = table.rows - int(usable(table, choices).sum())
        self.leave_out.setText(
            self.tr("Skip its row") if rows == 1 else plural.tr("Skip these %n row(s)", "", rows)
        )
        self.leave_out.setToolTip(
            self.tr("Import the other rows; the experiment records which lines were skipped")
        )

    def _restyle(self) -> None:
        self._column.setSpacing(theme.px(6))
        self.list.setFixedHeight(theme.px(24 * 4 + 4))

"""Line in place of a data set's options when the file brings its custom table."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz import theme
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.text.translate import plural
from nnviz.views.builder.row import INSET
from nnviz.views.controls import ElidedLabel, FormRow, Label


class TableLine(QWidget):
    """The size of the table, in words."""

    def __init__(self) -> None:
        super().__init__()
        self._size = ElidedLabel("", "value", "ink")
        self._size.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._row = QHBoxLayout(self)
        self._row.addWidget(Label(self.tr("size"), "body", "muted"))
        self._row.addWidget(self._size, 1)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """Return the words."""
        return self._size.text()

    def sync(self, e: Experiment) -> None:
        """Show the size of the table of `e`, if it has one."""
        if e.data.inputs is None:
            return
        rows, inputs = e.data.inputs.shape
        examples = plural.tr("%n example(s)", "", rows)
        columns = plural.tr("%n input(s)", "", inputs)
        self._size.setText(self.tr("{0} × {1}").format(examples, columns))
        self.setAccessibleName(self.tr("custom table · {0}").format(self.text()))

    def _restyle(self) -> None:
        self._row.setContentsMargins(theme.px(INSET), 0, 0, 0)
        self._row.setSpacing(theme.px(6))
        self.setFixedHeight(theme.px(FormRow.HEIGHT))

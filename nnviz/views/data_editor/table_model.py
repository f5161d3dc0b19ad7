"""All examples as rows: only the cells in sight are ever written out."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from nnviz.core.data.features import title
from nnviz.core.data_editing import draft as drawing
from nnviz.core.data_editing.draft import DatasetDraft
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.buffers import Array
from nnviz.session.sentences import refusal
from nnviz.views.data_editor.draft import DraftEditor
from nnviz.views.data_editor.row_order import ALL, WRONG, listed, wrong_rows
from nnviz.views.plotting import painting

Index = QModelIndex | QPersistentModelIndex
IS_WORD = Qt.ItemDataRole.UserRole
"""Whether a cell holds a word and no number."""
LABEL = Qt.ItemDataRole.UserRole + 1
"""Number of the class a cell names, None in other columns."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ExampleTableModel(QAbstractTableModel):
    """The data of a draft: columns of inputs, targets, and training or test.

    Attributes
    ----------
    rows
        Numbers of the examples that are listed, in their order, ``(listed,)``.
    which
        The filter, one of `listing.FILTERS`.
    sort_column, descending
        What the rows are sorted by; None for their own order.
    reason
        Why the last cell that was typed was not taken.
    """

    def __init__(self, draft_editor: DraftEditor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.draft_editor = draft_editor
        self.which, self.reason = ALL, ""
        self.sort_column: int | None = None
        self.descending = False
        self._sorted_before: tuple[int | None, bool] = (None, False)
        self.rows: Array = np.empty(0, dtype=np.intp)
        self._drawn: DatasetDraft = drawing.blank()

    # -- what is listed ----------------------------------------------------------------------------

    @property
    def drawn(self) -> DatasetDraft:
        """The data that are listed."""
        return self._drawn

    @property
    def inputs(self) -> int:
        """Number of columns of inputs."""
        return int(self._drawn.inputs.shape[1])

    @property
    def last(self) -> int:
        """Number of the column that says training or test."""
        return self.inputs + int(self._drawn.targets.shape[1])

    def refresh(self) -> None:
        """List the data in hand."""
        drawn, draft_editor = self.draft_editor.drawn, self.draft_editor
        shape = (drawn.inputs.shape[1], drawn.targets.shape[1])
        if self.sort_column is not None and self.sort_column > sum(shape):
            self.sort_column = None
        wrong = None
        if self.which == WRONG and not draft_editor.waiting:
            wrong = wrong_rows(drawn, draft_editor.session.frame)
        rows = listed(drawn, self.which, wrong, self.sort_column, self.descending)
        old = (self._drawn.inputs.shape[1], self._drawn.targets.shape[1])
        if shape == old and len(rows) == len(self.rows):
            self._drawn, self.rows = drawn, rows
            if len(rows):
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, self.last))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.last)
            return
        self.beginResetModel()
        self._drawn, self.rows = drawn, rows
        self.endResetModel()

    def choose(self, which: str) -> None:
        """List other rows."""
        self.which = which
        self.refresh()

    def sort_by(self, column: int) -> None:
        """Sort by a column: upwards, downwards, then not at all."""
        self._sorted_before = (self.sort_column, self.descending)
        if self.sort_column != column:
            self.sort_column, self.descending = column, False
        elif not self.descending:
            self.descending = True
        else:
            self.sort_column, self.descending = None, False
        self.refresh()

    def take_back_sorting(self) -> None:
        """Sort as before the last choice."""
        self.sort_column, self.descending = self._sorted_before
        self.refresh()

    def line_of(self, row: int) -> int | None:
        """Return where an example is listed, None if it is not."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else None

    # -- Qt's questions ----------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else self.last + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that every cell can be edited."""
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or what it is."""
        if not index.isValid():
            return None
        row, column = int(self.rows[index.row()]), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.text(row, column, role == Qt.ItemDataRole.EditRole)
        if role == IS_WORD:
            return column == self.last or (column >= self.inputs and bool(self._drawn.classes))
        if role == LABEL:
            labelled = self._drawn.classes and column == self.inputs
            return int(self._drawn.targets[row, 0]) if labelled else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.name(column)} {self.text(row, column)}"
        return None

    def text(self, row: int, column: int, exact: bool = False) -> str:
        """Return what stands in a cell; `exact` with all digits, as it would be typed."""
        drawn = self._drawn
        if column == self.last:
            return self.tr("test") if drawn.test[row] else self.tr("training")
        if column >= self.inputs and drawn.classes:
            return drawn.classes[int(drawn.targets[row, 0])]
        value = float(
            drawn.inputs[row, column] if column < self.inputs else drawn.targets[row, column - self.inputs]
        )
        if exact:
            return repr(value).removesuffix(".0")
        return f"{value:.6g}".replace("-", "−")

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed as one step of undo; keep the reason where it cannot be."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self.reason = ""
        row, column, text = int(self.rows[index.row()]), index.column(), str(value)
        if text == self.text(row, column, True):
            return True
        try:
            new = drawing.set_cell(self._drawn, row, column, text)
        except ExperimentError as error:
            self.reason = refusal(error)
            return False
        named = self.tr("{0} of example {1}").format(self.name(column), row + 1)
        return self.draft_editor.commit(named, new)

    def name(self, column: int) -> str:
        """Return what a column is called."""
        if column < self.inputs:
            return title(self._drawn.inputs_named[column])
        return self._drawn.targets_named[column - self.inputs] if column < self.last else self.tr("set")

    def kind(self, column: int) -> str:
        """Return what a column is for, in words."""
        if column < self.inputs:
            return self.tr("input")
        return self.tr("target") if column < self.last else self.tr("training or test")

    def spread(self, column: int) -> str:
        """Return mean and standard deviation of an input over training, as standardising uses them."""
        if column >= self.inputs:
            return ""
        values = self._drawn.inputs[~self._drawn.test, column]
        if not len(values):
            return ""
        return f"{painting.number(float(values.mean()), 2)} ± {painting.number(float(values.std()), 2)}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the number of a row, the name of a column."""
        if orientation == Qt.Orientation.Vertical:
            shown = role == Qt.ItemDataRole.DisplayRole and section < len(self.rows)
            return str(int(self.rows[section]) + 1) if shown else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name(section)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            lines = [f"{self.name(section)} · {self.kind(section)}"]
            if spread := self.spread(section):
                lines.append(self.tr("mean ± standard deviation over training: {0}").format(spread))
            lines.append(self.tr("A click sorts the view, a double click renames the column"))
            return "\n".join(lines)
        return None

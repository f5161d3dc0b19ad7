"""The rows of a table for a view: nothing is copied, cells are worded when they are painted."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from nnviz.core.data_editing.csv_import import Choices, Table
from nnviz.core.data_editing.csv_import.choices import wrong
from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate
from nnviz.views.csv_import import descriptions

Index = QModelIndex | QPersistentModelIndex

FAULTY, IGNORED, IS_NUMBER = (Qt.ItemDataRole.UserRole + n for n in range(3))


class ImportTableModel(QAbstractTableModel):
    """A table and what is chosen to be made of it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: Table | None = None
        self.choices = Choices(())
        self._wrong: dict[int, Array] = {}

    def show(self, table: Table | None, choices: Choices) -> None:
        """Show another table, or none."""
        self.beginResetModel()
        self.table, self.choices, self._wrong = table, choices, {}
        self.endResetModel()

    def choose(self, choices: Choices) -> None:
        """Show the same table with other choices."""
        self.choices, self._wrong = choices, {}
        if self.table is not None and self.table.rows:
            last = len(self.table.columns) - 1
            self.dataChanged.emit(self.index(0, 0), self.index(self.table.rows - 1, last))
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, last)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if self.table is None or (parent is not None and parent.isValid()) else self.table.rows

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        nothing = self.table is None or (parent is not None and parent.isValid())
        return 0 if nothing or self.table is None else len(self.table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or how it stands."""
        if self.table is None or not index.isValid():
            return None
        row, number = index.row(), index.column()
        column = self.table.columns[number]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == FAULTY:
            return self._is_wrong(row, number)
        if role == IGNORED:
            return self.choices.roles[number] == "ignore"
        if role == IS_NUMBER:
            return column.kind == "number"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = column.text(row) or translate("importing", "missing")
            if not self._is_wrong(row, number):
                return text
            purpose = descriptions.role(self.choices.roles[number])
            return translate("importing", "{0}: cannot be used as {1}").format(text, purpose)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the line of a row; the name of a column, and in words what it is for."""
        if self.table is None:
            return None
        if orientation == Qt.Orientation.Vertical:
            return str(self.table.lines[section]) if role == Qt.ItemDataRole.DisplayRole else None
        column = self.table.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = [column.name, self.role_words(section), self.kind_words(section)]
            if section in self.choices.classes:
                parts.append(descriptions.listed(column.classes, 24))
            return "\n".join(part for part in parts if part)
        return None

    def role_words(self, column: int) -> str:
        """Return what a column is for."""
        return descriptions.role(self.choices.roles[column])

    def kind_words(self, column: int) -> str:
        """Return what a column holds."""
        assert self.table is not None
        return descriptions.kind(self.table.columns[column], column in self.choices.classes)

    def _is_wrong(self, row: int, column: int) -> bool:
        assert self.table is not None
        if column not in self._wrong:
            self._wrong[column] = wrong(self.table, self.choices, column)
        return bool(self._wrong[column][row])

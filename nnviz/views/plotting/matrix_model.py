"""A matrix as a table: only the cells in sight are ever written out."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from nnviz import theme
from nnviz.core.functions.buffers import Array
from nnviz.core.text.hidden_number import exact_text
from nnviz.core.text.number_format import format_number

Index = QModelIndex | QPersistentModelIndex

DIGITS = 4
CHANGED = Qt.ItemDataRole.UserRole
"""Whether a number was set by hand."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Hand(Protocol):
    """Who may set the numbers that a model shows."""

    def why_fixed(self, row: int) -> str:
        """Return why the numbers of a row cannot be set; empty if they can."""

    def value(self, row: int, column: int) -> float:
        """Return a number as it is set, with all digits."""

    def set(self, row: int, column: int, value: float) -> bool:
        """Set a number; return whether it could be."""


class MatrixModel(QAbstractTableModel):
    """Shows one array of a frame, marks a row and columns of it, and lets a `hand` set its numbers.

    Attributes
    ----------
    array
        What is shown, ``(rows, columns)``; None for a value that is not yet computed.
    hand
        Who sets the numbers; None to show them only.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.array: Array | None = None
        self.hand: Hand | None = None
        self._row_names: tuple[str, ...] = ()
        self._changed: frozenset[tuple[int, int]] = frozenset()
        self._marks: tuple[int | None, int | None, int | None] = (None, None, None)

    def show(self, array: Array | None, row_names: tuple[str, ...] = ()) -> None:
        """Show another array; `row_names` stand for the numbers of the rows."""
        if array is not None:
            array = array.reshape(1, -1) if array.ndim < 2 else array
        old, self._row_names = self.array, row_names
        if array is not None and old is not None and array.shape == old.shape:
            self.array = array
            self._all_changed()
            return
        self.beginResetModel()
        self.array = array
        self.endResetModel()

    def mark(self, row: int | None, column: int | None, example: int | None) -> None:
        """Mark what is selected, and the example that is shown."""
        if (row, column, example) != self._marks:
            self._marks = (row, column, example)
            self._all_changed()

    def set_changed(self, cells: frozenset[tuple[int, int]]) -> None:
        """Show which numbers were set by hand."""
        if cells != self._changed:
            self._changed = cells
            self._all_changed()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let a number be chosen, and be set where a hand can."""
        flags = super().flags(index)
        if index.isValid() and self.hand is not None and not self.hand.why_fixed(index.row()):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Set a number."""
        if self.hand is None or role != Qt.ItemDataRole.EditRole or not isinstance(value, float | int):
            return False
        return self.hand.set(index.row(), index.column(), float(value))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if self.array is None or (parent is not None and parent.isValid()) else self.array.shape[0]

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if self.array is None or (parent is not None and parent.isValid()) else self.array.shape[1]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a number for reading, its mark or its alignment."""
        if self.array is None or not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return format_number(float(self.array[index.row(), index.column()]), DIGITS)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._background(index.row(), index.column())
        if role == CHANGED:
            return (index.row(), index.column()) in self._changed
        if role == Qt.ItemDataRole.EditRole and self.hand is not None:
            return self.hand.value(index.row(), index.column())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(index.row(), index.column(), role == Qt.ItemDataRole.ToolTipRole)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the number of a column, the name or the number of a row."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical and section < len(self._row_names):
            return self._row_names[section]
        return str(section + 1)

    def text(self, cells: set[tuple[int, int]] | None = None) -> str:
        """Return all numbers, or a block that holds `cells`, with all digits, separated by tabs."""
        if self.array is None:
            return ""
        rows, columns = self.array.shape
        chosen = cells or {(r, c) for r in range(rows) for c in range(columns)}
        row_numbers = sorted({r for r, _ in chosen})
        column_numbers = sorted({c for _, c in chosen})
        return "\n".join(
            "\t".join(exact_text(float(self.array[r, c])) if (r, c) in chosen else "" for c in column_numbers)
            for r in row_numbers
        )

    def _words(self, row: int, column: int, pointed: bool) -> str:
        """Return a number in words: all its digits for who points at it, its place for who only hears it."""
        assert self.array is not None
        value = float(self.array[row, column])
        number = exact_text(value) if pointed else format_number(value, DIGITS)
        changed = self.tr("set by hand") if (row, column) in self._changed else ""
        if pointed:
            return "\n".join(filter(None, (number, changed)))
        name = str(self.headerData(row, Qt.Orientation.Vertical))
        place = self.tr("row {0}, column {1}").format(name, column + 1)
        return ", ".join(filter(None, (place, number, changed)))

    def _background(self, row: int, column: int) -> QColor | None:
        marked_row, marked_column, example = self._marks
        lines = (row == marked_row) + (column == marked_column) + (column == example)
        if not lines:
            return None
        look = theme.current()
        return QColor(look.chip if lines == 1 else look.selection)

    def _all_changed(self) -> None:
        if self.array is not None and self.array.size:
            rows, columns = self.array.shape
            self.dataChanged.emit(self.index(0, 0), self.index(rows - 1, columns - 1))

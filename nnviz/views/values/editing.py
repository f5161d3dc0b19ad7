"""Editing of numbers in a table: typing, dragging, nudging, copying, pasting."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from nnviz.core.data_editing.matrix_text import write_matrix
from nnviz.session import Session
from nnviz.views.controls.number_drag import NumberDrag
from nnviz.views.plotting.matrix_model import MatrixModel
from nnviz.views.plotting.number_table import NumberTable
from nnviz.views.values.cell_field import CellField, ValueDelegate

NUDGE, SMALL = 0.1, 0.01
_ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
_SHIFT, _ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
_CONTROL, _KEYPAD = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.KeypadModifier
_OPEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)


class Editing(QObject):
    """Sets the numbers of a table by hand; what cannot be set says why.

    Parameters
    ----------
    session
        Whose numbers they are.
    table
        Shows them.
    """

    def __init__(self, session: Session, table: NumberTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._table = session, table
        self._name = ""
        model = table.model()
        assert isinstance(model, MatrixModel)
        self._model = model
        model.hand, table.keys = self, self
        table.setItemDelegate(ValueDelegate(table))
        table.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self._drag = NumberDrag(session, self)
        table.viewport().installEventFilter(self)
        table.doubleClicked.connect(self.begin)

    def show(self, name: str) -> None:
        """Take note which matrix is shown."""
        self._name = name
        known = self._model.array is not None
        self._model.set_changed(self._session.number_editing.changed(name) if known else frozenset())

    # -- the hand of the model ---------------------------------------------------------------------

    def why_fixed(self, row: int) -> str:
        """Return why the numbers of a row cannot be set; empty if they can."""
        if not self._is_current():
            return self.tr("These numbers belong to a network that is no longer open.")
        return self._session.number_editing.why_fixed(self._name, row)

    def value(self, row: int, column: int) -> float:
        """Return a number as it is set."""
        if not self._is_current():
            assert self._model.array is not None
            return float(self._model.array[row, column])
        return self._session.number_editing.value(self._name, row, column)

    def set(self, row: int, column: int, value: float) -> bool:
        """Set a number."""
        return self._is_current() and self._session.number_editing.set(self._name, row, column, value)

    def _is_current(self) -> bool:
        """Whether the matrix that is shown is the one that is open: another one may not be shown yet."""
        shown, open_ = self._model.array, self._session.frame.values.get(self._name)
        if open_ is None or shown is None:
            return open_ is None and shown is None
        return shown.shape == np.atleast_2d(open_).shape

    # -- what can be asked for ---------------------------------------------------------------------

    def begin(self, _index: object = None) -> bool:
        """Type another value for the current number; say why where it cannot be."""
        index = self._current()
        if index is None or not self._allowed(index.row()):
            return False
        # Qt warns where a field is open already.
        if self._table.state() != QAbstractItemView.State.EditingState:
            self._table.edit(index)
        return True

    def set_to_zero(self) -> None:
        """Set the selected numbers to zero."""
        block = self._block()
        if block is None:
            return
        top, left, rows, columns = block
        if (rows, columns) == (1, 1):
            self.set(top, left, 0.0)
        elif self._allowed(top):
            zeros = write_matrix(np.zeros((rows, columns)), "spreadsheet")
            self._session.number_editing.paste(self._name, zeros, block)

    def copy(self, form: str = "spreadsheet") -> None:
        """Copy the selected numbers, or all of them, with all their digits."""
        array, block = self._model.array, self._block()
        if array is None:
            return
        if block is not None and block[2:] != (1, 1):
            top, left, rows, columns = block
            array = array[top : top + rows, left : left + columns]
        # A menu's action passes along whether it is checked.
        form = form if isinstance(form, str) else "spreadsheet"
        QGuiApplication.clipboard().setText(write_matrix(array, form))

    def copy_numpy(self) -> None:
        """Copy as a NumPy array."""
        self.copy("numpy")

    def copy_latex(self) -> None:
        """Copy as a matrix in LaTeX."""
        self.copy("latex")

    def paste(self) -> None:
        """Set the selected numbers, or all of them, to those on the clipboard."""
        text, block = QGuiApplication.clipboard().text(), self._block()
        self._session.number_editing.paste(self._name, text, block)

    def _current(self) -> QModelIndex | None:
        index = self._table.currentIndex()
        return index if index.isValid() else None

    def _block(self) -> tuple[int, int, int, int] | None:
        """Return what is selected: its first row and column and its size."""
        ranges = self._table.selectionModel().selection()
        if not ranges.count():
            return None
        chosen = ranges.first()
        return chosen.top(), chosen.left(), chosen.height(), chosen.width()

    def _allowed(self, row: int) -> bool:
        why = self.why_fixed(row)
        if why:
            self._session.message.emit(why)
        return not why

    # -- keys --------------------------------------------------------------------------------------

    def wanted(self, event: QKeyEvent) -> bool:
        """Whether a key is not for the window."""
        if self._current() is None:
            return False
        keys, key = event.modifiers() & ~_KEYPAD, event.key()
        if key in _ARROWS:
            upright = key in _ARROWS[:2]
            return keys in (Qt.KeyboardModifier.NoModifier, _SHIFT) or (upright and bool(keys & _ALT))
        if key in (*_OPEN, Qt.Key.Key_Delete):
            return not keys
        return self._typed(event)

    def pressed(self, event: QKeyEvent) -> bool:
        """Do what a key means; return whether it means something."""
        index = self._current()
        if index is None:
            return False
        keys, key = event.modifiers() & ~_KEYPAD, event.key()
        if key in _ARROWS[:2] and keys in (_ALT, _ALT | _SHIFT):
            by = (SMALL if keys & _SHIFT else NUDGE) * (1 if key == Qt.Key.Key_Up else -1)
            self._session.number_editing.nudge(self._name, index.row(), index.column(), by)
        elif key in _OPEN and not keys:
            self.begin()
        elif key == Qt.Key.Key_Delete and not keys:
            self.set_to_zero()
        elif self._typed(event):
            if self.begin() and (field := self._field()) is not None:
                # As if it were typed: the text counts as the user's.
                field.clear()
                field.insert(event.text())
                field.setModified(True)
        else:
            return False
        return True

    def _typed(self, event: QKeyEvent) -> bool:
        """Whether a key begins a number, where one can be set."""
        index = self._current()
        text, keys = event.text(), event.modifiers() & ~_KEYPAD
        plain = keys in (Qt.KeyboardModifier.NoModifier, _SHIFT)
        begins = plain and len(text) == 1 and text in "0123456789.-−"
        return begins and index is not None and not self.why_fixed(index.row())

    def _field(self) -> CellField | None:
        return self._table.viewport().findChild(CellField)

    # -- mouse -------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drag a number up and down while Ctrl or Alt is held."""
        if not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            index = self._table.indexAt(event.position().toPoint())
            if index.isValid() and event.modifiers() & (_CONTROL | _ALT):
                self._table.setCurrentIndex(index)
                self._table.setFocus(Qt.FocusReason.MouseFocusReason)
                if self._allowed(index.row()):
                    self._drag.press((self._name, index.row(), index.column()), event.globalPosition())
                    self._table.viewport().setCursor(Qt.CursorShape.SizeVerCursor)
                return True
        elif kind == QEvent.Type.MouseMove and self._drag.held:
            self._drag.move(event.globalPosition(), event.modifiers())
            return True
        elif kind == QEvent.Type.MouseButtonRelease and self._drag.held:
            self._drag.release()
            self._table.viewport().unsetCursor()
            return True
        return super().eventFilter(watched, event)

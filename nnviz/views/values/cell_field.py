"""Typing a number in its cell."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from nnviz import theme
from nnviz.views.controls import NumberField
from nnviz.views.plotting.number_table import NumberDelegate, NumberTable

Index = QModelIndex | QPersistentModelIndex
_RETURN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class CellField(NumberField):
    """A number field that knows what it began with."""

    began: float | None = None


class ValueDelegate(NumberDelegate):
    """Opens a field in a cell. Return takes the number and goes down, Tab takes it and goes on.

    With Shift both go the other way, as in a spreadsheet; Escape gives up.

    A text that is no number stays in its field, which says why.
    """

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field for the number."""
        name = str(index.data(Qt.ItemDataRole.AccessibleTextRole)).rpartition(",")[0]
        field = CellField(name or self.tr("Number"), parent=parent)
        # A field of a form is higher than a cell, and rounder.
        field.setStyleSheet(f"padding: 0 {theme.px(4)}px; border-radius: {theme.px(4)}px;")
        field.setFont(theme.font("value"))
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Put the field over the cell."""
        editor.setGeometry(option.rect)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with the number as it is; what is being typed is left alone."""
        if isinstance(editor, CellField) and not editor.isModified():
            editor.began = index.data(Qt.ItemDataRole.EditRole)
            editor.set_value(editor.began or 0.0)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Set the number if another was typed."""
        if isinstance(editor, CellField) and editor.commit() and editor.value() != editor.began:
            editor.began = editor.value()
            model.setData(index, editor.value())

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the field open while its text is no number."""
        if isinstance(event, QKeyEvent) and isinstance(editor, CellField):
            mine = event.key() in (*_RETURN, *_TABS, Qt.Key.Key_Escape)
            if event.type() == QEvent.Type.ShortcutOverride and mine:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and mine:
                return self._finish(editor, event)
        return super().eventFilter(editor, event)

    def _finish(self, field: CellField, event: QKeyEvent) -> bool:
        hints = self.EndEditHint
        if event.key() == Qt.Key.Key_Escape:
            field.revert()
            self.closeEditor.emit(field, hints.RevertModelCache)
            return True
        if not field.commit():
            return True
        self.commitData.emit(field)
        if event.key() in _TABS:
            back = event.key() == Qt.Key.Key_Backtab
            self.closeEditor.emit(field, hints.EditPreviousItem if back else hints.EditNextItem)
            return True
        self.closeEditor.emit(field, hints.NoHint)
        table = self.parent()
        if isinstance(table, NumberTable):
            table.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1, down=True)
        return True

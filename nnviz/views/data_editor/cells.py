"""The cells of the table: how they are painted, and typed into."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QWidget,
)

from nnviz import theme
from nnviz.views.data_editor import glyphs
from nnviz.views.data_editor.table_model import IS_WORD, LABEL, ExampleTableModel
from nnviz.views.plotting import painting


class CellDelegate(QStyledItemDelegate):
    """Paints a cell, and keeps what was typed open with the reason where it cannot be taken.

    Signals
    -------
    refused(str)
        That reason.
    """

    refused = Signal(str)

    def __init__(self, model: ExampleTableModel, parent: QTableView) -> None:
        super().__init__(parent)
        self._model, self._view = model, parent

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Return a line to type in."""
        field = QLineEdit(parent)
        field.setFrame(False)
        field.setMaxLength(200)
        field.setFont(theme.font("value"))
        field.setAccessibleName(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        field.setStyleSheet("QLineEdit { border-radius: 0; padding: 0 5px; min-height: 0; }")
        return field

    def eventFilter(self, editor: object, event: QEvent) -> bool:
        """Refuse to close on Return while the text cannot be taken: it says why."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in keys:
            field, index = editor, self._view.currentIndex()
            if isinstance(field, QLineEdit) and index.isValid() and field.isModified():
                if not self._model.setData(index, field.text()):
                    self._refuse(field)
                    return True
                field.setModified(False)
                self.closeEditor.emit(field, QAbstractItemDelegate.EndEditHint.NoHint)
                return True
        return super().eventFilter(editor, event)  # type: ignore[arg-type]

    def _refuse(self, field: QLineEdit) -> None:
        field.setProperty("invalid", True)
        field.style().unpolish(field)
        field.style().polish(field)
        field.setAccessibleDescription(self._model.reason)
        field.setToolTip(self._model.reason)
        QToolTip.showText(field.mapToGlobal(QPoint(0, field.height())), self._model.reason, field)
        self.refused.emit(self._model.reason)

    def setModelData(
        self, editor: QWidget, model: object, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Take the text when the cell is left; what cannot be is said and the cell stays as it was."""
        if not isinstance(editor, QLineEdit) or not editor.isModified():
            return
        if not self._model.setData(index, editor.text()) and self._model.reason:
            self.refused.emit(self._model.reason)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint background and text, the class with its sign and colour."""
        look, rect = theme.current(), QRectF(option.rect)
        here = int(self._model.rows[index.row()]) == self._model.draft_editor.selected
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(look.selection))
        elif here:
            painter.fillRect(option.rect, QColor(look.chip))
        room, label = rect.adjusted(theme.px(7), 0, -theme.px(7), 0), index.data(LABEL)
        if isinstance(label, int):
            side = theme.px(14)
            marks, classes = glyphs.marks(self._model.drawn.classes), len(self._model.drawn.classes)
            stamp = glyphs.stamp(
                glyphs.colour(label, classes), marks[label], False, 6.5, self._view.devicePixelRatioF()
            )
            size = stamp.deviceIndependentSize()
            painter.drawPixmap(
                round(room.left() - 3), round(rect.center().y() - size.height() / 2 + 0.5), stamp
            )
            room.setLeft(room.left() + side + theme.px(3))
        words = painting.elided(str(index.data() or ""), room.width(), "value")
        is_word = bool(index.data(IS_WORD))
        ink = "muted" if is_word and label is None else "ink"
        painting.text(painter, room, words, ink, painting.LEFT if is_word else painting.RIGHT, "value")
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(QColor(look.focus), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

"""The cells that cannot be used, each with its line, column and text."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from nnviz import theme
from nnviz.core.data_editing.csv_import import Fault, Table
from nnviz.core.text.translate import translate
from nnviz.guard import saved_state
from nnviz.views.plotting import painting

Index = QModelIndex | QPersistentModelIndex

PARTS = Qt.ItemDataRole.UserRole


class FaultsModel(QAbstractListModel):
    """Faults of a table."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.faults: list[Fault] = []
        self._names: tuple[str, ...] = ()

    def show(self, table: Table | None, faults: list[Fault]) -> None:
        """Show other faults."""
        self.beginResetModel()
        self.faults = faults
        self._names = () if table is None else tuple(column.name for column in table.columns)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of faults."""
        return 0 if parent is not None and parent.isValid() else len(self.faults)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a fault in words, or its parts."""
        fault = self.faults[index.row()]
        if role == PARTS:
            return self._parts(fault)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return " · ".join(part for part in self._parts(fault) if part)
        return None

    def _parts(self, fault: Fault) -> tuple[str, str, str, str]:
        reasons = {
            "missing": translate("importing", "missing"),
            "not a number": translate("importing", "not a number"),
            "too large": translate("importing", "too large"),
            "neither train nor test": translate("importing", "neither train nor test"),
            "beyond the last column": translate("importing", "beyond the last column"),
        }
        name = self._names[fault.column] if fault.column < len(self._names) else ""
        text = f"“{fault.text}”".replace("\n", " ") if fault.text else ""
        return translate("importing", "line {0}").format(f"{fault.line:,}"), name, text, reasons[fault.reason]


class FaultsList(QListView):
    """Lists faults; choosing one leads to its cell.

    Signals
    -------
    chosen(int, int)
        Row and column of a fault.
    """

    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.faults = FaultsModel(self)
        self.setModel(self.faults)
        self.setItemDelegate(_FaultDelegate(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(self.tr("cells that cannot be used"))
        self.setToolTip(self.tr("Click one to see it in the table"))
        self.clicked.connect(self._choose)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Lead to the cell of the fault the keyboard focus moved to."""
        super().currentChanged(current, previous)
        if self.hasFocus():
            self._choose(current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move; Return and Escape are for the dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _choose(self, index: Index) -> None:
        if index.isValid():
            fault = self.faults.faults[index.row()]
            self.chosen.emit(fault.row, fault.column)


class _FaultDelegate(QStyledItemDelegate):
    """Paints a fault in four columns."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one line."""
        return QSize(theme.px(200), theme.px(24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint line, column, text and reason."""
        look, rect = theme.current(), QRectF(option.rect)
        with saved_state(painter):
            if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(Qt.PenStyle.NoPen)
                highlighted = option.state & QStyle.StateFlag.State_Selected
                painter.setBrush(QColor(look.chip if highlighted else look.hover))
                painter.drawRoundedRect(rect, theme.px(6), theme.px(6))
            line, name, text, reason = index.data(PARTS)
            room = rect.adjusted(theme.px(8), 0, -theme.px(8), 0)
            first, last = theme.px(86), theme.px(150)
            middle = max((room.width() - first - last) / 2, 0)
            left = room.left()
            for words_, wide, ink, role in (
                (line, first, "muted", "value"), (name, middle, "ink", "button"),
                (text, middle, "danger", "value"), (reason, last, "muted", "value"),
            ):  # fmt: skip
                box = QRectF(left, room.top(), wide, room.height())
                painting.text(painter, box, painting.elided(words_, wide - theme.px(8), role), ink, role=role)
                left += wide
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.px(6), theme.px(6))

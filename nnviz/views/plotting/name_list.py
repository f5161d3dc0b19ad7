"""The list of all named values: what there is, what the operation reads and what it writes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from nnviz import theme
from nnviz.core.arrays.frame import Frame
from nnviz.core.network.operation import PHASES
from nnviz.guard import saved_state
from nnviz.views.plotting import painting
from nnviz.views.plotting.entries import groups, parse

Index = QModelIndex | QPersistentModelIndex

ROW, SHOWN = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class NameRow:
    """A row: a heading (without a name), or a value and its state at this position."""

    name: str | None
    title: str
    phase: str
    shape: str = ""
    use: str = ""


class NameModel(QAbstractListModel):
    """All values of an iteration in the order they come to be."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[NameRow] = []
        self._shown = ""

    def set_shown(self, name: str) -> None:
        """Note which name's numbers are shown, whether chosen or because it is the step's."""
        if name != self._shown:
            changed, self._shown = (self._shown, name), name
            for row in map(self.find, changed):
                if row >= 0:
                    self.dataChanged.emit(self.index(row), self.index(row))

    def show(self, frame: Frame) -> None:
        """Load what is known at the position of `frame`."""
        rows = self._rows(frame)
        if [row.name for row in rows] != [row.name for row in self.rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
        elif rows != self.rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))

    def find(self, name: str) -> int:
        """Return the row of a name, −1 if there is none."""
        return next((i for i, row in enumerate(self.rows) if row.name == name), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row, or what is read out of it."""
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == SHOWN:
            return row.name == self._shown
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole) and row.name:
            return ", ".join(part for part in (row.title, row.name, row.shape, self._use(row)) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let everything but headings be chosen."""
        if self.rows[index.row()].name is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def _use(self, row: NameRow) -> str:
        if not row.shape:
            return self.tr("not yet computed")
        words = {"reads": self.tr("read by this operation"), "writes": self.tr("written by this operation")}
        return words.get(row.use, "")

    def _rows(self, frame: Frame) -> list[NameRow]:
        operation = frame.operation
        reads, writes = (operation.reads, operation.writes) if operation else ((), ())
        phase = operation.phase if operation else ""
        titles = {
            "data": self.tr("Data"),
            "parameters": self.tr("Parameters"),
            "forward": self.tr("Forward"),
            "loss": self.tr("Loss"),
            "backward": self.tr("Backward"),
            "update": self.tr("Update"),
        }
        rows = []
        for group, names in frame_groups(frame):
            rows.append(NameRow(None, titles[group], group))
            for name in names:
                value = frame.values.get(name)
                shape = "" if value is None else " × ".join(map(str, value.shape)) or "1"
                use = "writes" if name in writes else "reads" if name in reads else ""
                rows.append(NameRow(name, parse(name).symbol, phase, shape, use))
        return rows


def frame_groups(frame: Frame) -> list[tuple[str, list[str]]]:
    """Return the groups that have members."""
    return [(group, names) for group, names in groups(frame) if names]


class NameDelegate(QStyledItemDelegate):
    """Paints a row: what the operation writes has a full bar before it, what it reads a hollow one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one line, with room above a heading."""
        row = index.data(ROW)
        return QSize(theme.px(120), theme.px(24 if row.name is None else 22))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        row: NameRow = index.data(ROW)
        look, rect = theme.current(), QRectF(option.rect)
        with saved_state(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if row.name is None:
                colour = theme.phase(row.phase, text=True) if row.phase in PHASES else "muted"
                box = rect.adjusted(theme.px(10), theme.px(6), 0, 0)
                painting.text(painter, box, row.title, colour, painting.LEFT, "section")
            else:
                self._paint_background(painter, option, rect, index.data(SHOWN))
                self._paint_use(painter, row, rect)
                colour = "ink" if row.shape else "faint"
                inner = rect.adjusted(theme.px(12), 0, -theme.px(8), 0)
                painting.text(painter, inner, row.title, colour, painting.LEFT, "button")
                shape, ink = row.shape or "–", "muted" if row.shape else "faint"
                painting.text(painter, inner, shape, ink, painting.RIGHT)
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QPen(QColor(look.focus), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(rect.adjusted(1.5, 0.5, -1.5, -0.5), theme.px(6), theme.px(6))

    def _paint_background(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRectF, shown: bool
    ) -> None:
        look = theme.current()
        selected = shown or option.state & QStyle.StateFlag.State_Selected
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.chip if selected else look.hover))
            painter.drawRoundedRect(rect.adjusted(1, 0, -1, 0), theme.px(6), theme.px(6))

    def _paint_use(self, painter: QPainter, row: NameRow, rect: QRectF) -> None:
        if not row.use:
            return
        colour = QColor(theme.phase(row.phase))
        gap = theme.px(4)
        bar = QRectF(rect.left() + gap - 1, rect.top() + gap, gap, rect.height() - 2 * gap)
        painter.setPen(QPen(colour, 1))
        painter.setBrush(colour if row.use == "writes" else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)

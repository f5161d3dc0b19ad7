"""The table before it is imported: heads that can be clicked, faulty cells marked."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnviz import theme
from nnviz.core.text.translate import translate
from nnviz.views.csv_import.model import FAULTY, IGNORED, IS_NUMBER, ImportTableModel
from nnviz.views.csv_import.role_header import RoleHeader
from nnviz.views.plotting import painting

_KEYS = {Qt.Key.Key_I: "input", Qt.Key.Key_T: "target", Qt.Key.Key_X: "ignore", Qt.Key.Key_S: "split"}


class Preview(QTableView):
    """Shows a `ImportTableModel`.

    Signals
    -------
    role_wanted(int, str)
        A column and the role it is to have; empty for the next one.
    kind_wanted(int)
        A column to be read as classes instead of numbers, or the other way round.
    """

    role_wanted = Signal(int, str)
    kind_wanted = Signal(int)

    def __init__(self, model: ImportTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heads = RoleHeader(self)
        self.setHorizontalHeader(self.heads)
        self.setVerticalHeader(_Lines(self))
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setStyleSheet(
            "QTableView, QTableView:focus { border: none; } QTableCornerButton::section { border: none; }"
        )
        self.setAccessibleName(self.tr("table"))
        self.heads.role_clicked.connect(self._role_clicked)
        self.heads.kind_clicked.connect(self.kind_wanted)
        theme.manager().changed.connect(self._restyle)
        self._restyle()

    def fit_columns(self) -> None:
        """Give every column room for its name and its first cells."""
        model = self.model()
        if not isinstance(model, ImportTableModel) or model.table is None:
            return
        rows = range(min(model.table.rows, 30))
        for number, column in enumerate(model.table.columns[:200]):
            wide = max(
                painting.width(column.name, "heading"), painting.width(model.kind_words(number)),
                *(painting.width(column.text(row), "value") for row in rows),
            )  # fmt: skip
            room = min(max(wide + theme.px(24), theme.px(84)), theme.px(220))
            self.setColumnWidth(number, round(room))

    def go_to(self, row: int, column: int) -> None:
        """Scroll to a cell and make it the current one."""
        model = self.model()
        index = model.index(row, min(column, model.columnCount() - 1))
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, or what to do where there are none."""
        super().paintEvent(event)
        if not self.model().rowCount():
            with QPainter(self.viewport()) as painter:
                words_ = self.tr("This text cannot be read as a table with these settings.")
                painting.message(painter, QRectF(self.viewport().rect()), words_)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give the current column a role, or switch between classes and numbers."""
        column, key = max(self.currentIndex().column(), 0), Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in _KEYS:
            self.role_wanted.emit(column, _KEYS[key])
        elif plain and key == Qt.Key.Key_Space:
            self.role_wanted.emit(column, "")
        elif plain and key == Qt.Key.Key_C:
            self.kind_wanted.emit(column)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape) or event.text().isprintable():
            event.ignore() if event.text() else super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _role_clicked(self, column: int) -> None:
        self.role_wanted.emit(column, "")

    def _restyle(self) -> None:
        self.heads.setFixedHeight(theme.px(RoleHeader.HEIGHT))
        self.verticalHeader().setDefaultSectionSize(theme.px(24))
        width = QFontMetrics(theme.font("label")).horizontalAdvance("100,001") + theme.px(14)
        self.verticalHeader().setFixedWidth(width)
        self.fit_columns()
        self.viewport().update()


class _Lines(QHeaderView):
    """The line of the text that each row begins at."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one number."""
        text = self.model().headerData(section, Qt.Orientation.Vertical)
        painter.fillRect(rect, QColor(theme.current().panel))
        room = QRectF(rect).adjusted(0, 0, -theme.px(8), 0)
        painting.text(painter, room, str(text or ""), "muted", painting.RIGHT)


class _CellDelegate(QStyledItemDelegate):
    """Paints a cell: numbers to the right, words to the left, what cannot be used underlined."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint background, text and mark."""
        look, rect = theme.current(), QRectF(option.rect)
        faulty, ignored = bool(index.data(FAULTY)), bool(index.data(IGNORED))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(look.chip))
        elif faulty:
            painter.fillRect(option.rect, QColor(theme.blend("panel", "danger", 0.10)))
        room = rect.adjusted(theme.px(9), 0, -theme.px(9), 0)
        text = str(index.data() or "")
        align = painting.RIGHT if index.data(IS_NUMBER) and not faulty else painting.LEFT
        ink = "danger" if faulty else "faint" if ignored else "ink"
        shown = text.replace("\n", " ") or (translate("importing", "missing") if faulty else "")
        shown = painting.elided(shown, room.width(), "value")
        painting.text(painter, room, shown, ink, align, "value")
        if faulty:
            painter.setPen(QPen(QColor(look.danger), 1, Qt.PenStyle.DashLine))
            y = round(rect.center().y() + theme.px(8))
            right = round(room.left() + painting.width(shown, "value"))
            painter.drawLine(round(room.left()), y, right, y)
        view = self.parent()
        if option.state & QStyle.StateFlag.State_HasFocus and isinstance(view, QWidget) and view.hasFocus():
            painter.setPen(QPen(QColor(look.focus), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

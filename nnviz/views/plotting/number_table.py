"""A quiet table of numbers: no grid, muted headers, marks as backgrounds."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPen
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
from nnviz.views.plotting import painting
from nnviz.views.plotting.matrix_model import CHANGED, MatrixModel

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_WIDEST = "−0.00·10⁻¹⁰"


class Keys(Protocol):
    """What does something with the keys that a table is pressed."""

    def wanted(self, event: QKeyEvent) -> bool:
        """Whether a key is not for the window."""

    def pressed(self, event: QKeyEvent) -> bool:
        """Do what a key means; return whether it means something."""


class NumberTable(QTableView):
    """Shows a `MatrixModel`. Keys that do not move are left to `keys`, then to whoever is around it."""

    def __init__(self, model: MatrixModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Mathematics and charts run from left to right in every language.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.keys: Keys | None = None
        self.setHorizontalHeader(_Header(Qt.Orientation.Horizontal, self))
        self.setVerticalHeader(_Header(Qt.Orientation.Vertical, self))
        self.setModel(model)
        self.setItemDelegate(NumberDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # The cell shows where the keyboard is; a ring round the table would be cut off by its headers.
        self.setStyleSheet("QTableCornerButton::section, QTableView:focus { border: none; }")
        self.setAccessibleName(name)
        self.restyle()

    def restyle(self) -> None:
        """Take on the theme."""
        font = theme.font("value")
        self.setFont(font)
        self.horizontalHeader().setDefaultSectionSize(
            QFontMetrics(font).horizontalAdvance(_WIDEST) + theme.px(10)
        )
        self.horizontalHeader().setFixedHeight(theme.px(20))
        self.verticalHeader().setDefaultSectionSize(theme.px(22))
        self.fit_names()
        self.viewport().update()

    def fit_names(self) -> None:
        """Give the names of the rows the room they need, within reason."""
        model = self.model()
        rows = range(min(model.rowCount(), 40))
        names = (str(model.headerData(row, Qt.Orientation.Vertical)) for row in rows)
        wide = max((painting.width(name) for name in names), default=0.0) + theme.px(20)
        self.verticalHeader().setFixedWidth(round(min(max(wide, theme.px(38)), theme.px(128))))

    def go(self, by: int, down: bool) -> bool:
        """Go to a neighbour as in a spreadsheet; return whether there is one.

        Parameters
        ----------
        by
            1 to the next, −1 to the one before.
        down
            Whether the neighbour is in the same column; otherwise cells follow each other row by row.
        """
        index, model = self.currentIndex(), self.model()
        row, column = index.row() + by * down, index.column() + by * (not down)
        if not 0 <= column < model.columnCount():
            row, column = row + by, (0 if by > 0 else model.columnCount() - 1)
        if not index.isValid() or not 0 <= row < model.rowCount():
            return False
        self.setCurrentIndex(model.index(row, column))
        return True

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go to the next or previous cell while one is current; past the last one to the next widget."""
        if self.keys is not None and self.currentIndex().isValid() and self.go(1 if next else -1, down=False):
            return True
        return super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the selection; anything else is for the widgets around."""
        moves = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
        if self.keys is not None and self.keys.pressed(event):
            return
        plain = not event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
        if (plain and event.key() in moves) or event.matches(QKeySequence.StandardKey.SelectAll):
            super().keyPressEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that move and edit from the window, as long as the keyboard is here."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self.keys is not None and self.keys.wanted(event):
            event.accept()
            return True
        return super().event(event)


class _Header(QHeaderView):
    """Numbers of rows or columns, without lines."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(True)

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Return the size all sections have."""
        return QSize(self.defaultSectionSize(), theme.px(20))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Paint one number."""
        words = str(self.model().headerData(section, self.orientation()))
        painter.fillRect(rect, QColor(theme.current().panel))
        pad = theme.px(6) if self.orientation() == Qt.Orientation.Horizontal else theme.px(10)
        if self.orientation() == Qt.Orientation.Vertical:
            words = painting.elided(words, rect.width() - pad)
        painting.text(painter, QRectF(rect).adjusted(0, 0, -pad, 0), words, "muted", painting.RIGHT)


class NumberDelegate(QStyledItemDelegate):
    """Paints one number: far fewer questions to the model than the style would ask."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint background, number and focus."""
        look = theme.current()
        background = index.data(Qt.ItemDataRole.BackgroundRole)
        if option.state & QStyle.StateFlag.State_Selected:
            background = QColor(look.selection)
        if background is not None:
            painter.fillRect(option.rect, background)
        rect = QRectF(option.rect).adjusted(0, 0, -theme.px(6), 0)
        painting.text(painter, rect, index.data(), "ink", painting.RIGHT, "value")
        if index.data(CHANGED):
            self._paint_changed(painter, QRectF(option.rect))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(look.focus), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))

    def _paint_changed(self, painter: QPainter, rect: QRectF) -> None:
        """Turn up the corner of a number that was set by hand."""
        corner, size = rect.topRight(), theme.px(6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().focus))
        painter.drawPolygon([corner, corner - QPointF(size, 0), corner + QPointF(0, size)])

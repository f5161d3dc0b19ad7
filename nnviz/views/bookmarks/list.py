"""All bookmarks in a small list."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnviz import theme
from nnviz.core.document.notes import Bookmark
from nnviz.session import Session, bookmarks
from nnviz.views.controls import Label, PillButton
from nnviz.views.controls.menus import round_popup

_MOST_ROWS = 10


class BookmarkList(QWidget):
    """A popup: Enter or a click goes there, F2 or a double click names, Delete removes."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._session = session
        self._filling = False
        self.setAccessibleName(self.tr("bookmarks"))
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(self.tr("bookmarks"))
        self.tree.setToolTip(self.tr("Click or Enter: go there. F2: name. Delete: remove."))
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The chosen row shows where the keyboard is; a frame round all would be one too many.
        self.tree.setStyleSheet("QTreeView, QTreeView:focus { border: none; }")
        self.tree.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.itemClicked.connect(self._go)
        self.tree.itemDoubleClicked.connect(self._edit)
        self.tree.itemChanged.connect(self._renamed)
        self.tree.installEventFilter(self)
        self._empty = Label("", "body", "muted")
        self._empty.setWordWrap(True)
        self.rename = PillButton(self.tr("Name"), None, self.tr("Rename (F2)"), "quiet", True)
        removing = self.tr("Remove this bookmark (Delete)")
        self.remove = PillButton(self.tr("Remove"), "trash", removing, "quiet", True)
        self.rename.clicked.connect(self._edit_current)
        self.remove.clicked.connect(self._remove_current)
        self._title = Label(self.tr("Bookmarks"), "heading")
        self._top = QHBoxLayout()
        self._top.addWidget(self._title)
        self._top.addStretch(1)
        self._top.addWidget(self.rename)
        self._top.addWidget(self.remove)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._top)
        self._column.addWidget(self._empty)
        self._column.addWidget(self.tree)
        # The tree may be busy with the very row that changes.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._fill)
        session.notes_changed.connect(self._refill)
        theme.manager().changed.connect(self._restyle)
        self._restyle()
        self._fill()

    def appear(self, at: QPoint) -> None:
        """Show with the upper right corner at a place of the screen."""
        self._fill()
        self.resize(self.sizeHint())
        self.move(at.x() - self.width(), at.y())
        self.show()
        self.tree.setFocus()

    def sizeHint(self) -> QSize:
        """Return a card with room for some bookmarks."""
        rows = min(max(self.tree.topLevelItemCount(), 1), _MOST_ROWS)
        line = max(self.tree.sizeHintForRow(0), theme.px(20))
        tall = rows * line + 2 if self.tree.topLevelItemCount() else theme.px(48)
        return QSize(theme.px(360), tall + theme.px(56))

    # -- rows --------------------------------------------------------------------------------------

    def _refill(self, _notes: object) -> None:
        self._soon.start()

    def _fill(self) -> None:
        chosen = self._current()
        self._filling = True
        self.tree.clear()
        for bookmark in bookmarks.ordered(self._session):
            item = QTreeWidgetItem([bookmark.name or self.tr("(no name)"), bookmarks.place(bookmark)])
            item.setData(0, Qt.ItemDataRole.UserRole, bookmark)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setIcon(0, theme.icon("bookmark", "muted"))
            item.setForeground(1, QColor(theme.current().muted))
            if not bookmark.name:
                item.setForeground(0, QColor(theme.current().muted))
            item.setToolTip(0, bookmarks.title(bookmark))
            self.tree.addTopLevelItem(item)
            if bookmark == chosen or (chosen is None and bookmark == bookmarks.here(self._session)):
                self.tree.setCurrentItem(item)
        first = self.tree.topLevelItem(0)
        some = first is not None
        if first is not None and self.tree.currentItem() is None:
            self.tree.setCurrentItem(first)
        self._filling = False
        self._empty.setText(self.tr("No bookmarks yet. Ctrl+B sets one at the current position."))
        self._empty.setVisible(not some)
        self.tree.setVisible(some)
        for button in (self.rename, self.remove):
            button.setEnabled(some)
        if self.isVisible():
            self.resize(self.sizeHint())

    def _current(self) -> Bookmark | None:
        item = self.tree.currentItem()
        found = item.data(0, Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Bookmark) else None

    def _go(self, item: QTreeWidgetItem, _column: int = 0) -> None:
        bookmarks.go(self._session, item.data(0, Qt.ItemDataRole.UserRole))

    def _edit(self, item: QTreeWidgetItem, _column: int = 0) -> None:
        bookmark = item.data(0, Qt.ItemDataRole.UserRole)
        self._filling = True
        item.setText(0, bookmark.name)
        self._filling = False
        self.tree.editItem(item, 0)

    def _edit_current(self) -> None:
        if (item := self.tree.currentItem()) is not None:
            self._edit(item)

    def _renamed(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._filling and column == 0:
            bookmarks.rename(self._session, item.data(0, Qt.ItemDataRole.UserRole), item.text(0))
            self._soon.start()

    def _remove_current(self) -> None:
        bookmark = self._current()
        if bookmark is not None:
            bookmarks.remove(self._session, bookmark)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Go, name and remove by keys."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            item = self.tree.currentItem()
            acts = {
                Qt.Key.Key_Return: self._go, Qt.Key.Key_Enter: self._go, Qt.Key.Key_F2: self._edit,
            }  # fmt: skip
            if item is not None and event.key() in acts:
                acts[Qt.Key(event.key())](item)
                return True
            if event.key() == Qt.Key.Key_Delete:
                self._remove_current()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
        return False

    # -- looks -------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Round the corners."""
        super().resizeEvent(event)
        round_popup(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a card."""
        look = theme.current()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(look.line), 1))
            painter.setBrush(QColor(look.panel))
            radius = theme.px(9)
            painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _restyle(self) -> None:
        side = theme.px(10)
        self._column.setContentsMargins(side, theme.px(8), side, theme.px(10))
        self._column.setSpacing(theme.px(6))
        self._top.setSpacing(theme.px(2))
        self._top.setContentsMargins(theme.px(6), 0, 0, 0)
        self._empty.setContentsMargins(theme.px(6), 0, theme.px(6), 0)

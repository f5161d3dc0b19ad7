"""The palette of commands: type a few letters, Return does it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from nnviz import theme
from nnviz.views.controls import Label

_WIDTH, _HEIGHT = 520, 420
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True)
class CommandEntry:
    """A command as it is listed: its menu, its words, its keys."""

    menu: str
    text: str
    keys: str
    action: QAction

    @property
    def words(self) -> str:
        """What is searched."""
        return f"{self.menu} {self.text} {self.action.toolTip()}".casefold()


def entries(menus: Iterable[QMenu], path: str = "") -> Iterator[CommandEntry]:
    """Yield every command of the menus and of the menus in them."""
    for menu in menus:
        name = menu.title().replace("&", "")
        here = f"{path} › {name}" if path else name
        for action in menu.actions():
            inner = action.menu()
            if isinstance(inner, QMenu):
                yield from entries([inner], here)
            elif action.text() and not action.isSeparator():
                keys = "   ".join(
                    key.toString(key.SequenceFormat.NativeText) for key in action.shortcuts()[:2]
                )
                yield CommandEntry(here, action.text().replace("&", ""), keys, action)


def matching(found: Iterable[CommandEntry], typed: str) -> list[CommandEntry]:
    """Return the entries that have every word that was typed; those that begin so come first."""
    words = typed.casefold().split()
    good = [entry for entry in found if all(word in entry.words for word in words)]

    def rank(entry: CommandEntry) -> int:
        text = entry.text.casefold()
        if not words or text.startswith(typed.casefold().strip()):
            return 0
        return 1 if all(word in text for word in words) else 2

    return sorted(good, key=rank)


class CommandPalette(QDialog):
    """Everything that can be commanded, in one list.

    Parameters
    ----------
    menus
        Where the commands are.
    parent
        The window.
    """

    def __init__(self, menus: Iterable[QMenu], parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setWindowTitle(self.tr("Find a command"))
        self.setAccessibleName(self.windowTitle())
        self._entries = list(entries(menus))
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search for a command"))
        self.field.setAccessibleName(self.windowTitle())
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.no_results = Label(self.tr("No command matches."), "body", "muted")
        column = QVBoxLayout(self)
        margin = theme.px(12)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(8))
        for widget in (self.field, self.no_results, self.list):
            column.addWidget(widget)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._do)
        self._search("")

    def ask(self) -> None:
        """Appear at the top of the window."""
        window = self._window
        screen = self.screen().availableSize()
        self.resize(min(theme.px(_WIDTH), screen.width() - 20), min(theme.px(_HEIGHT), screen.height() - 60))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + theme.px(60))
        self.field.setFocus()
        self.open()

    def shown(self) -> list[str]:
        """Return the texts of the commands that are listed."""
        return [self.list.item(row).data(Qt.ItemDataRole.UserRole).text for row in range(self.list.count())]

    def _search(self, typed: str) -> None:
        self.list.clear()
        for entry in matching(self._entries, typed):
            item = QListWidgetItem(self.list)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setToolTip(entry.action.toolTip())
            words = f"{entry.menu}: {entry.text} {entry.keys}".strip()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            row = _Row(entry, entry.action.isEnabled())
            # The style keeps four pixels free above and below what stands in a row.
            item.setSizeHint(row.sizeHint() + QSize(0, theme.px(8)))
            self.list.setItemWidget(item, row)
        self.no_results.setVisible(not self.list.count())
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list and do its command while the keyboard is in the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                by = {_MOVES[0]: -1, _MOVES[1]: 1, _MOVES[2]: -8, _MOVES[3]: 8}[Qt.Key(event.key())]
                row = min(max(self.list.currentRow() + by, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if (item := self.list.currentItem()) is not None:
                    self._do(item)
                return True
        return super().eventFilter(watched, event)

    def _do(self, item: QListWidgetItem) -> None:
        action: QAction = item.data(Qt.ItemDataRole.UserRole).action
        if action.isEnabled():
            self.accept()
            action.trigger()


class _Row(QWidget):
    """One command: what it does, where it is in the menus, and its keys."""

    def __init__(self, entry: CommandEntry, enabled: bool) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(4), theme.px(2), theme.px(4), theme.px(2))
        row.setSpacing(theme.px(10))
        row.addWidget(Label(entry.text, "body", "ink" if enabled else "faint"))
        row.addWidget(Label(entry.menu, "label", "muted" if enabled else "faint"), 1)
        row.addWidget(Label(entry.keys, "label", "muted"))

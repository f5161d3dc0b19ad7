"""The dialog that gives commands other keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnviz import theme
from nnviz.actions import Shortcuts, is_single, key_text
from nnviz.core.text.translate import translate
from nnviz.views.controls import Label, PillButton
from nnviz.views.controls.labels import TextLabel

_WIDTH, _HEIGHT = 620, 520


class ShortcutsDialog(QDialog):
    """Every command with its keys; the chosen one gets another, loses its keys, or gets its own again.

    A key that belongs to another command is named in a sentence, and moved here only when asked for. What
    is changed takes effect at once.

    Parameters
    ----------
    shortcuts
        The keys of the window.
    """

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcuts = shortcuts
        self._wanted = ""
        self.setWindowTitle(self.tr("Change shortcuts"))
        self.setAccessibleName(self.windowTitle())
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search for a command or a key"))
        self.field.setAccessibleName(self.tr("Search the commands"))
        self.field.setClearButtonEnabled(True)
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(self.tr("Commands"))
        self.table.setHorizontalHeaderLabels([self.tr("command"), self.tr("menu"), self.tr("keys")])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.key = QKeySequenceEdit()
        self.key.setMaximumSequenceLength(1)
        self.key.setAccessibleName(self.tr("New key"))
        self.sentence = TextLabel("body", "muted")
        self.take = PillButton(
            self.tr("Use it here"), None, self.tr("Take the key from the other command"), focusable=True
        )
        self.remove = PillButton(
            self.tr("Remove keys"), None, self.tr("The command keeps no key"), focusable=True
        )
        self.reset = PillButton(
            self.tr("Reset"), None, self.tr("The command gets its own keys again"), focusable=True
        )
        self.reset_all = PillButton(
            self.tr("Reset all"), None, self.tr("All commands get their own keys again"), focusable=True
        )
        self.close_button = PillButton(self.tr("Done"), None, "", "primary", True)
        self._assemble()
        self._fill()
        self._say(self.tr("Choose a command and press its new key in the field below the table."))

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        margin = theme.px(16)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(theme.px(8))
        column.addWidget(self.field)
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(Label(self.tr("new key"), "body", "muted"))
        row.addWidget(self.key, 1)
        row.addWidget(self.take)
        column.addLayout(row)
        column.addWidget(self.sentence)
        last = QHBoxLayout()
        last.setSpacing(theme.px(8))
        for button in (self.remove, self.reset, self.reset_all):
            last.addWidget(button)
        last.addStretch(1)
        last.addWidget(self.close_button)
        column.addLayout(last)
        self.field.textChanged.connect(self._search)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.key.editingFinished.connect(self._pressed)
        self.take.clicked.connect(self._take)
        self.remove.clicked.connect(self._remove)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(self._reset_all)
        self.close_button.clicked.connect(self.accept)
        screen = self.screen().availableSize()
        self.resize(min(theme.px(_WIDTH), screen.width() - 40), min(theme.px(_HEIGHT), screen.height() - 60))
        self.take.hide()
        self.field.setFocus()

    # -- the table ---------------------------------------------------------------------------------

    def _fill(self) -> None:
        self.table.setRowCount(len(self._shortcuts.commands))
        for row, command in enumerate(self._shortcuts.commands.values()):
            texts = (translate("actions", command.text).rstrip("…"), translate("actions", command.menu), "")
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, command.name)
                self.table.setItem(row, column, item)
        self._show_keys()
        self.table.resizeColumnToContents(2)

    def _show_keys(self) -> None:
        for row in range(self.table.rowCount()):
            name = self._name(row)
            item = self.table.item(row, 2)
            if item is not None:
                item.setText("   ".join(map(key_text, self._shortcuts.keys(name))) or "–")
                font = item.font()
                font.setBold(name in self._shortcuts.changed)
                item.setFont(font)

    def _name(self, row: int) -> str:
        item = self.table.item(row, 0)
        return "" if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    @property
    def chosen(self) -> str:
        """The name of the command that is chosen, empty if none is."""
        rows = self.table.selectionModel().selectedRows()
        return self._name(rows[0].row()) if rows else ""

    def choose(self, name: str) -> None:
        """Choose a command."""
        for row in range(self.table.rowCount()):
            if self._name(row) == name:
                self.table.selectRow(row)

    def _search(self, typed: str) -> None:
        words = typed.casefold().split()
        for row in range(self.table.rowCount()):
            items = (self.table.item(row, column) for column in range(3))
            text = " ".join(item.text() for item in items if item is not None).casefold()
            self.table.setRowHidden(row, not all(word in text for word in words))

    # -- keys --------------------------------------------------------------------------------------

    def _chosen(self) -> None:
        self._wanted = ""
        self.take.hide()
        self.key.clear()
        if self.chosen:
            self._say(self.tr("Press the new key of “{0}”.").format(self._title(self.chosen)))

    def _title(self, name: str) -> str:
        return translate("actions", self._shortcuts.commands[name].text).rstrip("…")

    def _pressed(self) -> None:
        """Give the chosen command the key that was pressed, or say whose it is."""
        key = self.key.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        if not key:
            return
        name = self.chosen
        if not name:
            self._say(self.tr("Choose a command first."))
            return
        owner = self._shortcuts.owner(key, but=name)
        if owner is None:
            self._give(key)
            return
        self._wanted = key
        mine = owner.objectName() in self._shortcuts.commands
        self.take.setVisible(mine)
        words = owner.text().replace("&", "").rstrip("…")
        self._say(
            self.tr("{0} belongs to “{1}”. Press another key, or take it from there.").format(
                key_text(key), words
            )
            if mine
            else self.tr("{0} shows the panel “{1}”. Press another key.").format(key_text(key), words)
        )

    def _give(self, key: str) -> None:
        name = self.chosen
        self._shortcuts.take(key, name)
        self._wanted = ""
        self.take.hide()
        self.key.clear()
        self._show_keys()
        said = self.tr("{0} is a key of “{1}” now.").format(key_text(key), self._title(name))
        if is_single(key) and not self._shortcuts.single:
            said += " " + self.tr("Single-key shortcuts are off; Settings switches them on.")
        self._say(said)

    def _take(self) -> None:
        if self._wanted and self.chosen:
            self._give(self._wanted)

    def _remove(self) -> None:
        if name := self.chosen:
            self._shortcuts.set_keys(name, ())
            self._show_keys()
            self._say(
                self.tr("“{0}” has no key now; it is in the menus and in Find a command.").format(
                    self._title(name)
                )
            )

    def _reset(self) -> None:
        if name := self.chosen:
            taken = [
                key for key in self._shortcuts.commands[name].keys if self._shortcuts.owner(key, but=name)
            ]
            self._shortcuts.reset(name)
            for key in taken:
                self._shortcuts.take(key, name)
            self._show_keys()
            self._say(self.tr("“{0}” has its own keys again.").format(self._title(name)))

    def _reset_all(self) -> None:
        self._shortcuts.reset()
        self._show_keys()
        self._say(self.tr("All commands have their own keys again."))

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.key.setAccessibleDescription(sentence)

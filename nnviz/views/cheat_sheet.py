"""The sheet of shortcuts: every command with its keys, and a field to search it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.actions import key_text
from nnviz.commands import COMMANDS, MENUS
from nnviz.commands.view_keys import VIEW_KEYS
from nnviz.core.text.translate import translate
from nnviz.views.controls import Label, PillButton, SectionHeading

_COLUMNS = (("File", "Edit", "Run"), ("Step", "Build", "Lessons"), ("View", "Help"))


class CheatSheet(QDialog):
    """Commands by menu in columns, those without keys too. Any key that closes dialogs closes it.

    Parameters
    ----------
    parent
        The window; its actions have the keys that are on now.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        self.setAccessibleName(self.windowTitle())
        self._groups: list[tuple[QWidget, list[tuple[str, Label, Label]]]] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Search: zoom, bias, Ctrl+B …"))
        self.field.setAccessibleName(self.tr("Search the shortcuts"))
        self.field.setClearButtonEnabled(True)
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setSpacing(theme.px(36))
        for number, menus in enumerate(_COLUMNS):
            column = QVBoxLayout()
            column.setSpacing(theme.px(4))
            for menu in menus:
                if menu in MENUS:
                    self._add(column, translate("actions", menu), list(self._rows(menu)))
            if number == len(_COLUMNS) - 1:
                for heading, rows in VIEW_KEYS:
                    keys = [
                        (translate("actions", words), _written(keys.split("   "))) for words, keys in rows
                    ]
                    self._add(column, translate("actions", heading), keys)
            column.addStretch(1)
            columns.addLayout(column)
        scroll = QScrollArea()
        scroll.setAccessibleName(self.windowTitle())
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.no_results = Label(self.tr("No command matches."), "body", "muted")
        self.no_results.hide()
        layout = QVBoxLayout(self)
        margin = theme.px(20)
        layout.setContentsMargins(margin, margin, margin, margin)
        first = QHBoxLayout()
        first.setSpacing(theme.px(10))
        first.addWidget(self.field, 1)
        self.change = PillButton(
            self.tr("Change shortcuts…"), "edit", self.tr("Give commands other keys"), focusable=True
        )
        self.change.clicked.connect(self._change)
        first.addWidget(self.change)
        layout.addLayout(first)
        for widget in (self.no_results, scroll):
            layout.addWidget(widget)
        self.field.textChanged.connect(self.search)
        hint = page.sizeHint()
        screen = self.screen().availableSize()
        self.resize(
            min(hint.width() + 3 * margin, screen.width() - 40),
            min(hint.height() + self.field.sizeHint().height() + 3 * margin, screen.height() - 60),
        )
        self.field.setFocus()

    def _change(self) -> None:
        """Close, and let keys be changed."""
        window = self.parentWidget()
        self.accept()
        action = window.findChild(QAction, "change_shortcuts") if window is not None else None
        if action is not None:
            action.trigger()

    def search(self, typed: str) -> None:
        """Show only what has all the words."""
        words, any_left = typed.casefold().split(), False
        for group, rows in self._groups:
            left = False
            for text, *labels in rows:
                good = all(word in text for word in words)
                left |= good
                for label in labels:
                    label.setVisible(good)
            group.setVisible(left)
            any_left |= left
        self.no_results.setVisible(not any_left)

    def shown(self) -> list[str]:
        """Return what can be seen, without the keys."""
        return [name.text() for group, rows in self._groups for _, name, _keys in rows if not name.isHidden()]

    def _rows(self, menu: str) -> Iterator[tuple[str, str]]:
        """Yield words and keys of the commands of a menu, and of the panels it shows."""
        window = self.parentWidget()
        for command in COMMANDS:
            if command.menu != menu:
                continue
            action = window.findChild(QAction, command.name) if window is not None else None
            keys = command.keys if action is None else [key.toString() for key in action.shortcuts()]
            yield translate("actions", command.text).rstrip("…"), _written(keys)
        panels = getattr(window, "panels", {}) if menu == "View" else {}
        for panel in panels.values():
            toggle = panel.toggleViewAction()
            words = self.tr("Panel {0}").format(toggle.text())
            yield words, _written([key.toString() for key in toggle.shortcuts()])

    def _add(self, column: QVBoxLayout, heading: str, rows: list[tuple[str, str]]) -> None:
        group = QWidget()
        box = QVBoxLayout(group)
        box.setContentsMargins(0, 0, 0, theme.px(16))
        box.setSpacing(theme.px(4))
        title = SectionHeading(heading)
        title.setFixedHeight(theme.px(24))
        box.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.px(5))
        made = []
        for line, (words, keys) in enumerate(rows):
            name, written = Label(words), Label(keys or "–", "body", "muted")
            grid.addWidget(name, line, 0)
            grid.addWidget(written, line, 1, Qt.AlignmentFlag.AlignRight)
            made.append((f"{heading} {words} {keys}".casefold(), name, written))
        box.addLayout(grid)
        column.addWidget(group)
        self._groups.append((group, made))


def _written(keys: list[str] | tuple[str, ...]) -> str:
    return "   ".join(key_text(key) for key in keys)

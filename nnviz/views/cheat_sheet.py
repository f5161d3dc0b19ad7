"""The cheat sheet: every command with its keys, from the table of commands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from nnviz import theme
from nnviz.actions import key_text, translated
from nnviz.commands import COMMANDS, MENUS
from nnviz.views.controls import Label, SectionHeading


class CheatSheet(QDialog):
    """Commands by menu in columns. Any key that closes dialogs closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Shortcuts"))
        self.setAccessibleName(self.windowTitle())
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setSpacing(theme.px(36))
        for menus in (("File", "Edit", "Run"), ("Step", "Lessons"), ("Build", "View", "Help")):
            column = QVBoxLayout()
            column.setSpacing(theme.px(4))
            for menu in menus:
                if menu in MENUS:
                    self._add_menu(column, menu)
            column.addStretch(1)
            columns.addLayout(column)
        scroll = QScrollArea()
        scroll.setWidget(page)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        layout = QVBoxLayout(self)
        margin = theme.px(20)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.addWidget(scroll)
        hint = page.sizeHint()
        screen = self.screen().availableSize()
        self.resize(
            min(hint.width() + 3 * margin, screen.width() - 40),
            min(hint.height() + 3 * margin, screen.height() - 60),
        )

    def _add_menu(self, column: QVBoxLayout, menu: str) -> None:
        rows = [c for c in COMMANDS if c.menu == menu and c.keys]
        if not rows:
            return
        heading = SectionHeading(translated(menu))
        heading.setFixedHeight(theme.px(24))
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(18))
        grid.setVerticalSpacing(theme.px(5))
        for line, command in enumerate(rows):
            keys = Label("   ".join(key_text(key) for key in command.keys), "body", "muted")
            grid.addWidget(Label(translated(command.text).rstrip("…")), line, 0)
            grid.addWidget(keys, line, 1, Qt.AlignmentFlag.AlignRight)
        column.addLayout(grid)
        column.addSpacing(theme.px(16))

"""The menu bar, filled from the table of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenuBar

from nnviz import theme
from nnviz.commands import COMMANDS, MENUS
from nnviz.core.text.translate import translate
from nnviz.views.controls import Menu


def fill(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, Menu]:
    """Add a menu for every name in ``MENUS`` and put the commands in; return the menus by name."""
    menus: dict[str, Menu] = {}
    for name in MENUS:
        # Alt with the first letter opens it.
        menu = Menu("&" + translate("actions", name), bar)
        group = None
        for command in COMMANDS:
            if command.menu != name:
                continue
            if group is not None and command.group != group:
                menu.addSeparator()
            group = command.group
            menu.addAction(actions[command.name])
        bar.addMenu(menu)
        menus[name] = menu
    return menus


def draw_icons(actions: Mapping[str, QAction]) -> None:
    """Give the actions their icons in the theme's ink."""
    for command in COMMANDS:
        if command.icon:
            actions[command.name].setIcon(theme.icon(command.icon))


def add_choices(
    menu: Menu, before: QAction | None, entries: Mapping[str, str], chosen: Callable[[str], None]
) -> None:
    """Add one entry for each key → label; `chosen` is called with the key."""
    for key, label in entries.items():
        action = QAction(label, menu)
        action.setData(key)
        menu.insertAction(before, action) if before is not None else menu.addAction(action)
    menu.triggered.connect(_Chosen(chosen))


class _Chosen:
    def __init__(self, chosen: Callable[[str], None]) -> None:
        self._chosen = chosen

    def __call__(self, action: QAction) -> None:
        if isinstance(action.data(), str):
            self._chosen(action.data())

"""Qt's actions for the commands, and how their texts and keys are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from nnviz.commands import COMMANDS, Command, Run
from nnviz.core.text.translate import translate


def build(window: QWidget, commands: Sequence[Command] = COMMANDS) -> dict[str, QAction]:
    """Make the action of every command, alive in the whole window."""
    actions: dict[str, QAction] = {}
    for command in commands:
        action = QAction(translate("actions", command.text), window)
        action.setObjectName(command.name)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setCheckable(command.checkable)
        action.setToolTip(tooltip(command))
        action.setStatusTip(translate("actions", command.tip))
        action.triggered.connect(_Caller(command.run, window))
        window.addAction(action)
        actions[command.name] = action
    return actions


def is_single(key: str) -> bool:
    """Whether a key sequence is one letter, digit or sign without Ctrl, Alt or Meta."""
    return len(key) == 1


class Shortcuts:
    """The keys of every command: those of the table, or those the user has given.

    Parameters
    ----------
    actions
        The actions of the commands, by name.
    changed
        Keys that the user has given before, by the name of the command; names that are not known are left
        out.
    single
        Whether shortcuts of one letter, digit or sign are on.
    """

    def __init__(
        self,
        actions: Mapping[str, QAction],
        changed: Mapping[str, Sequence[str]] = MappingProxyType({}),
        single: bool = True,
        commands: Sequence[Command] = COMMANDS,
    ) -> None:
        self._actions = actions
        self.commands = {command.name: command for command in commands}
        self.changed = {name: tuple(keys) for name, keys in changed.items() if name in self.commands}
        self.single = single
        self._apply(*self.commands)

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys of a command, whether they are on now or not."""
        return self.changed.get(name, self.commands[name].keys)

    def set_single(self, on: bool) -> None:
        """Switch shortcuts of one letter, digit or sign on or off (WCAG 2.2, criterion 2.1.4)."""
        self.single = on
        self._apply(*(name for name in self.commands if any(map(is_single, self.keys(name)))))

    def set_keys(self, name: str, keys: Sequence[str]) -> None:
        """Give a command other keys; those of the table count as none given."""
        self.changed[name] = tuple(dict.fromkeys(key for key in keys if key))
        if self.changed[name] == self.commands[name].keys:
            del self.changed[name]
        self._apply(name)

    def reset(self, *names: str) -> None:
        """Give commands the keys of the table again; without names all of them."""
        names = names or tuple(self.changed)
        for name in names:
            self.changed.pop(name, None)
        self._apply(*names)

    def owner(self, key: str, but: str = "") -> QAction | None:
        """Return the action that a key belongs to, that of the command `but` left out; panels count, too."""
        wanted = QKeySequence(key)
        for name in self.commands:
            if name != but and any(QKeySequence(own) == wanted for own in self.keys(name)):
                return self._actions[name]
        window = next(iter(self._actions.values())).parent()
        own = set(self._actions.values())
        others = window.actions() if isinstance(window, QWidget) else []
        return next((a for a in others if a not in own and wanted in a.shortcuts()), None)

    def take(self, key: str, name: str) -> None:
        """Give a key to a command, and take it from the one that had it."""
        for other in self.commands:
            if other != name and any(QKeySequence(own) == QKeySequence(key) for own in self.keys(other)):
                kept = [own for own in self.keys(other) if QKeySequence(own) != QKeySequence(key)]
                self.set_keys(other, kept)
        self.set_keys(name, (*self.keys(name), key))

    def _apply(self, *names: str) -> None:
        for name in names:
            keys = [key for key in self.keys(name) if self.single or not is_single(key)]
            self._actions[name].setShortcuts([QKeySequence(key) for key in keys])
            self._actions[name].setToolTip(tooltip(replace(self.commands[name], keys=tuple(keys))))


def tooltip(command: Command) -> str:
    """Return what a button for `command` says: what it does and the key that does it."""
    words = translate("actions", command.tip) or translate("actions", command.text).rstrip("…")
    if not command.keys:
        return words
    return f"{words} ({key_text(command.keys[0])})"


def key_text(key: str) -> str:
    """Return a key sequence as people write it: arrows as arrows."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    for word, sign in (("Right", "→"), ("Left", "←"), ("Up", "↑"), ("Down", "↓")):
        if text == word or text.endswith(f"+{word}"):
            text = text.removesuffix(word) + sign
    return text


class _Caller:
    """Runs a command with the window, whatever Qt passes along."""

    def __init__(self, run: Run, window: Any) -> None:
        self._run, self._window = run, window

    def __call__(self, _checked: bool = False) -> None:
        # A key may come before the window is whole.
        self._window.complete()
        self._run(self._window)

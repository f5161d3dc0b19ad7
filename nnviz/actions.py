"""Qt's actions for the commands, and how their texts and keys are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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


def set_single_keys(actions: Mapping[str, QAction], on: bool, commands: Sequence[Command] = COMMANDS) -> None:
    """Switch the shortcuts that are one letter, digit or sign on or off (WCAG 2.2, criterion 2.1.4)."""
    for command in commands:
        if any(map(is_single, command.keys)):
            keys = [key for key in command.keys if on or not is_single(key)]
            action = actions[command.name]
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setToolTip(tooltip(replace(command, keys=tuple(keys))))


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

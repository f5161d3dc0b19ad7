"""Stable object names of the controls of a window, for tests, scripts and assistive tools.

A name is the panel or dialog and the attributes that lead to the control in the program:
``judge.entry.claim``, ``transport.speed``, ``compare.field``. It does not depend on language, theme or size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QComboBox,
    QDockWidget,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QLineEdit, QPlainTextEdit, QTabBar,
    QTextEdit,
)  # fmt: skip
_LAYING_OUT = frozenset(
    {
        "body", "buttons", "content", "control", "fields", "form", "header", "holder", "page",
        "pages", "row", "rows", "scroll", "segments", "title_bar", "view",
    }
)  # fmt: skip
"""Attributes that hold parts for the sake of their arrangement: names leave them out."""
_REST = 300
"""Milliseconds without another change before what is new is named."""


def controls(root: QWidget) -> Iterator[QWidget]:
    """Yield what a user can press, choose in or type into, and what takes the keyboard; no parts of these."""
    for widget in root.findChildren(QWidget):
        focusable = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if not (isinstance(widget, _CONTROLS) or focusable) or _is_inner(widget):
            continue
        yield widget


def _is_inner(widget: QWidget) -> bool:
    """Return whether Qt made it as a part of something else: scroll bars, heads, lists that drop down."""
    if isinstance(widget, QScrollBar | QHeaderView):
        return True
    if widget.objectName().startswith("qt_") or widget.objectName().startswith("Scroll"):
        return True
    parent = widget.parentWidget()
    return isinstance(widget, QAbstractItemView) and isinstance(
        None if parent is None else parent.parentWidget(), QComboBox
    )


def name_controls(window: QMainWindow) -> None:
    """Give every control of a window that has none its object name; names once given stay."""
    # A dialog that was closed keeps its controls for a while; the same one opened again has their names.
    present = (widget for widget in window.findChildren(QWidget) if not _is_closed(widget, window))
    taken = {widget.objectName() for widget in present if widget.objectName()}
    attributes: dict[QObject, dict[int, str]] = {}
    for widget in controls(window):
        if widget.objectName():
            continue
        base = ".".join(_path(widget, window, attributes))
        name, number = base, 1
        while name in taken:
            number += 1
            name = f"{base}.{number}"
        taken.add(name)
        widget.setObjectName(name)


def _is_closed(widget: QWidget, window: QMainWindow) -> bool:
    """Return whether a widget is in a dialog that is not shown."""
    own = widget.window()
    return own is not window and not own.isVisible()


def _dialog(widget: QWidget) -> str:
    """Return the name of a dialog: ``compare`` of a CompareDialog, ``cheat_sheet`` of a CheatSheet."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(widget).__name__.removesuffix("Dialog")).lower()


def _path(widget: QWidget, window: QMainWindow, attributes: dict[QObject, dict[int, str]]) -> list[str]:
    """Return panel and attributes that lead to a widget, from the window down."""
    path: list[str] = []
    child: QWidget | None = widget
    while child is not None and child is not window:
        if isinstance(child, QDockWidget):
            inner = _plain(path)
            return [child.objectName(), *(inner or [_kind(widget)])]
        owner = child.parentWidget()
        found = None
        while owner is not None and found is None:
            if owner not in attributes:
                attributes[owner] = dict(_attributes(owner))
            found = attributes[owner].get(id(child))
            if found is None:
                owner = owner.parentWidget()
        if found is None and child is widget:
            found = _kind(widget)
        elif found is None and child.isWindow():
            # A dialog that nothing holds is named by its kind.
            return [_dialog(child), *(_plain(path) or [_kind(widget)])]
        if found is not None:
            path.insert(0, found)
        child = child.parentWidget()
    return _plain(path) or [_kind(widget)]


def _plain(path: list[str]) -> list[str]:
    """Return a path without the parts that only lay out."""
    parts = [part for whole in path for part in whole.split(".")]
    return [part for part in parts if part not in _LAYING_OUT]


def _kind(widget: QWidget) -> str:
    return type(widget).__name__.strip("_").lower()


def _attributes(owner: QWidget) -> Iterator[tuple[int, str]]:
    """Yield the widgets an object holds, also in lists and dicts, and their names; the best name last."""
    held = list(vars(owner).items())
    for name, value in held:
        if not isinstance(value, QWidget):
            yield from _held(name.strip("_"), value)
    for private in (True, False):
        for name, value in held:
            if isinstance(value, QWidget) and name.startswith("_") == private:
                yield id(value), name.strip("_")


def _held(name: str, value: Any) -> Iterator[tuple[int, str]]:
    if isinstance(value, dict) and len(value) < 500:
        for key, item in value.items():
            if isinstance(item, QWidget):
                yield id(item), f"{name}.{key}"
    elif isinstance(value, list | tuple) and len(value) < 500:
        for i, item in enumerate(value, 1):
            if isinstance(item, QWidget):
                yield id(item), f"{name}.{i}"


class ControlNames(QObject):
    """Keeps the controls of a window named, whatever is made while it is used."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REST)
        self._timer.timeout.connect(self.name)

    def soon(self, *_: object) -> None:
        """Name what is new, once nothing has changed for a short time."""
        self._timer.start()

    def name(self) -> None:
        """Name what is new."""
        self._timer.stop()
        name_controls(self._window)

"""Accessible interfaces of widgets that paint: a role, and words that are made only when somebody listens."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget


@dataclass(frozen=True)
class _Kind:
    """A class of widgets, its role, and what words are its name and its description."""

    widget: type[QWidget]
    role: QAccessible.Role
    name: Callable[[Any], str]
    description: Callable[[Any], str]


_kinds: dict[type[QWidget], _Kind] = {}
_kept: list[QAccessibleInterface] = []
# Qt may remember an interface by number for as long as the program runs, so none is ever freed.


class _Interface(QAccessibleWidget):
    """A widget of one of the kinds."""

    def __init__(self, widget: QWidget, kind: _Kind) -> None:
        super().__init__(widget, kind.role, "")
        self._widget, self._kind = weakref.ref(widget), kind
        _kept.append(self)

    def text(self, kind: QAccessible.Text) -> str:
        widget = self._widget()
        words = {
            QAccessible.Text.Name: self._kind.name,
            QAccessible.Text.Description: self._kind.description,
        }.get(kind)
        if words is None or widget is None:
            return ""
        try:
            return words(widget)
        except RuntimeError:
            # Qt has deleted the widget while Python still holds the name.
            return ""


def _make(_class_name: str, asked: QObject) -> QAccessibleInterface | None:
    if not isinstance(asked, QWidget):
        return None
    kind = next((kind for kind in _kinds.values() if isinstance(asked, kind.widget)), None)
    return None if kind is None else _Interface(asked, kind)


def give_role(
    widget: type[QWidget],
    role: QAccessible.Role,
    name: Callable[[Any], str],
    description: Callable[[Any], str] = QWidget.accessibleDescription,
) -> None:
    """Let screen readers find a role and words at all widgets of a class.

    Parameters
    ----------
    widget
        The class; its subclasses follow it.
    role
        What it is.
    name, description
        Give the words of a widget.
    """
    if not _kinds:
        QAccessible.installFactory(_make)
    _kinds[widget] = _Kind(widget, role, name, description)

"""Accessible tree of the network: one child per unit, bias and weight, each with its name and number."""

from __future__ import annotations

import weakref
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from nnviz.views.network.items import CanvasWithItems

MOST = 5000
"""Of larger networks only the first items are told."""

_kept: list[QAccessibleInterface] = []
# Qt may remember an interface by number for as long as the program runs, so none is ever freed.


def _alive(reference: weakref.ref[CanvasWithItems]) -> CanvasWithItems | None:
    view = reference()
    try:
        # Raises if Qt has deleted the widget while Python still holds the name.
        return None if view is None or view.objectName() is None else view
    except RuntimeError:
        return None


class _AccessibleItem(QAccessibleInterface):
    """Item `number` of a canvas, whatever that is at the time of asking."""

    def __init__(self, view: CanvasWithItems, number: int) -> None:
        super().__init__()
        self._view, self.number = weakref.ref(view), number
        _kept.append(self)

    def isValid(self) -> bool:
        view = _alive(self._view)
        return view is not None and self.number < view.items.count()

    def object(self) -> Any:
        return None

    def parent(self) -> Any:
        view = _alive(self._view)
        return None if view is None else QAccessible.queryAccessibleInterface(view)

    def child(self, index: int) -> Any:
        return None

    def childAt(self, x: int, y: int) -> Any:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Graphic

    def state(self) -> Any:
        state: Any = QAccessible.State()
        view = _alive(self._view)
        if view is None or not self.isValid():
            state.invalid = True
            return state
        selected = view.items.selected() == self.number
        state.selectable = state.focusable = True
        state.selected, state.focused = selected, selected and view.hasFocus()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        view = _alive(self._view)
        if view is None or not self.isValid() or kind != QAccessible.Text.Name:
            return ""
        return view.items.text(self.number)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        return

    def rect(self) -> QRect:
        view = _alive(self._view)
        return QRect() if view is None or not self.isValid() else view.items.rect(self.number)


class _Canvas(QAccessibleWidget):
    """The view with the widgets that lie on it, then its items."""

    def __init__(self, view: CanvasWithItems) -> None:
        super().__init__(view, QAccessible.Role.Canvas, view.accessibleName())
        self._view = weakref.ref(view)
        self._items: dict[int, _AccessibleItem] = {}
        _kept.append(self)

    def _count(self) -> int:
        view = _alive(self._view)
        return 0 if view is None else min(view.items.count(), MOST)

    def childCount(self) -> int:
        return super().childCount() + self._count()

    def child(self, index: int) -> Any:
        widgets, view = super().childCount(), _alive(self._view)
        if view is None or index < widgets:
            return super().child(index)
        number = index - widgets
        if number >= self._count():
            return None
        if number not in self._items:
            self._items[number] = _AccessibleItem(view, number)
        return self._items[number]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, _AccessibleItem):
            return super().childCount() + child.number
        return super().indexOfChild(child)

    def childAt(self, x: int, y: int) -> Any:
        view = _alive(self._view)
        found = super().childAt(x, y)
        if view is None or found is not None:
            return found
        number = view.items.number_at(QPoint(x, y))
        return None if number is None else self.child(super().childCount() + number)

    def announced(self, number: int) -> int:
        """Return which child item `number` is."""
        return super().childCount() + number


def _make(_class_name: str, asked: QObject) -> QAccessibleInterface | None:
    return _Canvas(asked) if isinstance(asked, CanvasWithItems) else None


_installed: list[bool] = []


def install() -> None:
    """Let Qt ask here for the interface of a network view."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_make)


def announce(view: QWidget, number: int) -> None:
    """Tell screen readers that the focus is on item `number`."""
    if not QAccessible.isActive():
        return
    canvas = QAccessible.queryAccessibleInterface(view)
    if isinstance(canvas, _Canvas) and number < MOST:
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(canvas.announced(number))
        QAccessible.updateAccessibility(event)


def rearranged(view: QWidget) -> None:
    """Tell screen readers that the items are others."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(view, QAccessible.Event.ObjectReorder))

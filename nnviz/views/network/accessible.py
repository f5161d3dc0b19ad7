"""What screen readers are told: one child per unit, bias and weight, each with its name and number."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

if TYPE_CHECKING:
    from nnviz.views.network.view import NetworkView

MOST = 5000
"""Larger networks are described by their first things only."""

_kept: list[QAccessibleInterface] = []
# Qt may remember an interface by number for as long as the program runs, so none is ever freed.


class _Thing(QAccessibleInterface):
    """Thing `number` of a canvas, whatever that is at the time of asking."""

    def __init__(self, view: NetworkView, number: int) -> None:
        super().__init__()
        self._view, self._number = weakref.ref(view), number
        _kept.append(self)

    def isValid(self) -> bool:
        view = self._view()
        return view is not None and not view.gone and self._number < view.thing_count()

    def object(self) -> QObject | None:
        return None

    def parent(self) -> QAccessibleInterface | None:
        view = self._view()
        return None if view is None or view.gone else QAccessible.queryAccessibleInterface(view)

    def child(self, index: int) -> QAccessibleInterface | None:
        return None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        return None

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Graphic

    def state(self) -> Any:
        state = QAccessible.State()
        view = self._view()
        if view is not None and self.isValid():
            picked = view.picked_number() == self._number
            state.selectable = state.focusable = True  # type: ignore[attr-defined]
            state.selected = picked  # type: ignore[attr-defined]
            state.focused = picked and view.hasFocus()  # type: ignore[attr-defined]
        else:
            state.invalid = True  # type: ignore[attr-defined]
        return state

    def text(self, kind: QAccessible.Text) -> str:
        view = self._view()
        if view is None or not self.isValid() or kind != QAccessible.Text.Name:
            return ""
        return view.thing_text(self._number)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        return

    def rect(self) -> QRect:
        view = self._view()
        return QRect() if view is None or not self.isValid() else view.thing_rect(self._number)


class _Canvas(QAccessibleWidget):
    """The view with its things, and whatever widgets lie on it, which come first."""

    def __init__(self, view: NetworkView) -> None:
        super().__init__(view, QAccessible.Role.Canvas, view.accessibleName())
        self._view = weakref.ref(view)
        self._things: dict[int, _Thing] = {}
        _kept.append(self)

    def _widgets(self) -> int:
        return super().childCount()

    def childCount(self) -> int:
        view = self._view()
        things = 0 if view is None or view.gone else min(view.thing_count(), MOST)
        return self._widgets() + things

    def child(self, index: int) -> QAccessibleInterface | None:
        widgets = self._widgets()
        if index < widgets:
            return super().child(index)
        view, number = self._view(), index - widgets
        if view is None or view.gone or number >= min(view.thing_count(), MOST):
            return None
        if number not in self._things:
            self._things[number] = _Thing(view, number)
        return self._things[number]

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        if isinstance(child, _Thing):
            return self._widgets() + child._number
        return super().indexOfChild(child)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        view = self._view()
        if view is None or view.gone:
            return None
        number = view.thing_number_at(view.mapFromGlobal(QPoint(x, y)))
        return super().childAt(x, y) if number is None else self.child(self._widgets() + number)


def _make(_key: str, thing: QObject) -> QAccessibleInterface | None:
    from nnviz.views.network.view import NetworkView

    return _Canvas(thing) if isinstance(thing, NetworkView) else None


_installed: list[bool] = []


def install() -> None:
    """Let Qt ask here for the interface of a network view."""
    if not _installed:
        _installed.append(True)
        QAccessible.installFactory(_make)


def announce(view: QWidget, child: int) -> None:
    """Tell screen readers that the focus is on another thing."""
    if QAccessible.isActive():
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(child)
        QAccessible.updateAccessibility(event)

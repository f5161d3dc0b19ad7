"""Somebody at the window: finds things by the names on the screen, clicks and types, and is counted."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

TOLD = (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
LEFT = Qt.MouseButton.LeftButton
PATIENCE = 20.0
"""Seconds until something that is looked for has to be there."""


@dataclass(frozen=True)
class Click:
    """A click at the middle of what is called so, or at a part of it: a fraction of width and height."""

    name: str
    role: str = ""
    at: tuple[float, float] = (0.5, 0.5)
    actions = 1


@dataclass(frozen=True)
class Press:
    """A key, or several held together."""

    keys: str
    actions = 1


@dataclass(frozen=True)
class Type:
    """A text typed where the keyboard is, and Return."""

    text: str
    then: str = "Return"
    actions = 1


@dataclass(frozen=True)
class Copy:
    """A text copied in another program."""

    text: str
    actions = 1


@dataclass(frozen=True)
class See:
    """A look, which is no action: goes on when the screen says so, as a pattern."""

    pattern: str
    actions = 0


Step = Click | Press | Type | Copy | See


@dataclass
class Person:
    """Does steps one after another, each when what it needs is on the screen.

    Works through dialogs that wait for an answer: the next step is due before the present one is done.

    Attributes
    ----------
    actions
        Clicks, key chords, typed texts with their Return, and texts copied elsewhere.
    """

    actions: int = 0
    failure: str = ""
    done: list[Step] = field(default_factory=list)

    def do(self, steps: Sequence[Step]) -> None:
        """Do all steps; raises AssertionError if one cannot be done."""
        todo, loop, began = list(steps), QEventLoop(), time.monotonic()
        waits: list[QWidget | None] = []

        def tick() -> None:
            nonlocal began
            if waits and _waiting() in (None, waits[-1]):
                # Events are taken in the middle of a click; only what waits for an answer goes on.
                QTimer.singleShot(1, tick)
                return
            if not todo:
                loop.quit()
                return
            act = self._ready(todo[0])
            if act is None:
                if time.monotonic() - began > PATIENCE:
                    self.failure = (
                        f"{todo[0]} after {self.done}: not possible; on the screen: {words()[:4000]}"
                    )
                    self._leave()
                    loop.quit()
                    return
                QTimer.singleShot(15, tick)
                return
            step, began = todo.pop(0), time.monotonic()
            self.actions += step.actions
            self.done.append(step)
            QTimer.singleShot(0, tick)
            waits.append(_waiting())
            try:
                act()
            finally:
                waits.pop()

        QTimer.singleShot(0, tick)
        loop.exec()
        assert not self.failure, self.failure

    def _ready(self, step: Step) -> Callable[[], None] | None:
        """Return what does a step, None if what it needs is not there yet."""
        match step:
            case See(pattern):
                return (lambda: None) if re.search(pattern, words()) else None
            case Copy(text):
                return lambda: QGuiApplication.clipboard().setText(text)
            case Click(name, role, at):
                found = find(name, role)
                return None if found is None else lambda: _click(found, at)
            case Press(keys):
                return (lambda: _press(keys)) if _listens() else None
            case Type(text, then):
                return (lambda: _type(text, then)) if _listens() else None
        raise TypeError(step)

    @staticmethod
    def _leave() -> None:
        """Close whatever waits for an answer."""
        while (open_ := _waiting()) is not None:
            open_.close()
            open_.hide()


def _waiting() -> QWidget | None:
    """Return the menu or dialog that waits for an answer."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget()


def _listens() -> bool:
    """Whether the keyboard has arrived where it belongs."""
    dialog, here = QApplication.activeModalWidget(), QApplication.focusWidget()
    if QApplication.activePopupWidget() is not None:
        return True
    if dialog is not None:
        return here is not None and here.window() is dialog
    if QGuiApplication.focusWindow() is None:
        # Without a window manager nobody gives the keyboard back when a dialog closes.
        for window in _top():
            window.activateWindow()
        return False
    return True


def _top() -> list[QWidget]:
    """Return the windows that take clicks: a menu, a dialog that waits, or all that are open."""
    if (one := _waiting()) is not None:
        return [one]
    return [w for w in QApplication.topLevelWidgets() if w.isVisible() and not isinstance(w, QMenu)]


def _things(interface: QAccessible, area: QRect) -> Iterator[tuple[QAccessible, QRect]]:
    """Yield all that is shown, with its place on the screen as far as it is in sight."""
    if interface is None or not interface.isValid() or interface.state().invisible:
        return
    seen = interface.rect().intersected(area)
    yield interface, seen
    # A group may be smaller than what it groups; a pane that scrolls cuts off what is outside.
    cuts = interface.rect() if interface.role() in (QAccessible.Role.Pane, QAccessible.Role.Window) else area
    for number in range(interface.childCount()):
        yield from _things(interface.child(number), cuts.intersected(area))


def find(name: str, role: str = "") -> tuple[QWidget, QRect] | None:
    """Return window and place of what is called so: wholly, else at the beginning, else somewhere."""
    begins, within = None, None
    for window in _top():
        for one, seen in _things(QAccessible.queryAccessibleInterface(window), window.geometry()):
            said = one.text(QAccessible.Text.Name)
            if seen.isEmpty() or (role and one.role().name != role) or one.state().disabled:
                continue
            if said == name:
                return window, seen
            if begins is None and name and said.startswith(name):
                begins = window, seen
            if within is None and name in said:
                within = window, seen
    return begins or within


def words() -> str:
    """Return everything that can be read on the screen."""
    found = []
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            for one, _ in _things(QAccessible.queryAccessibleInterface(window), window.geometry()):
                found += [one.text(part) for part in TOLD]
    return "\n".join(filter(None, found))


def _click(found: tuple[QWidget, QRect], at: tuple[float, float]) -> None:
    window, place = found
    where = place.topLeft() + QPoint(round(at[0] * (place.width() - 1)), round(at[1] * (place.height() - 1)))
    handle = window.windowHandle()
    QTest.mouseMove(handle, handle.mapFromGlobal(where))
    QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, handle.mapFromGlobal(where))


def _window() -> QWindow:
    """Return the window with the keyboard, which hands keys on to a menu or list that is open."""
    popup = QApplication.activePopupWidget()
    return QGuiApplication.focusWindow() or popup.windowHandle()


def _press(keys: str) -> None:
    chord = QKeySequence(keys)[0]
    QTest.keyClick(_window(), chord.key(), chord.keyboardModifiers())


def _type(text: str, then: str) -> None:
    for letter in text:
        if ord(letter) < 256:
            QTest.keyClick(_window(), letter)
            continue
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            QGuiApplication.sendEvent(QApplication.focusWidget(), event)
    _press(then)

"""Guard of overridden Qt functions: an exception in one is reported, and the application lives.

Qt calls overridden functions from C++. An exception that leaves one beneath another Python frame is kept by
PySide and raised somewhere else, or ends the process. Importing this module makes every class of the
package that derives from one of Qt's guard what it overrides, from then on and without a word in the class.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QCloseEvent, QPainter

PACKAGE = "nnviz"
GUARDED = "_is_guarded"
"""Attribute of a function that is guarded."""

_ZERO: dict[str, Callable[[], Any]] = {
    "rowCount": int,
    "columnCount": int,
    "childCount": int,
    "indexOfChild": lambda: -1,
    "isValid": bool,
    "text": str,
    "rect": QRect,
    "role": lambda: QAccessible.Role.NoRole,
    "state": QAccessible.State,
}
"""What functions answer that Qt itself does not implement."""
_ACTS = frozenset({"event", "eventFilter", "undo", "redo", "currentChanged", "showPopup", "createEditor"})


def _is_action(name: str) -> bool:
    """Whether a function does something, so that nothing is done in its place."""
    return name in _ACTS or name.endswith("Event") or name.startswith(("paint", "draw", "set"))


def _instead(base: type, name: str, owner: object, arguments: tuple[Any, ...]) -> Any:
    """Return what Qt gets from a function that failed: what its own class says, where it says something."""
    if name in ("event", "eventFilter"):
        return False
    if _is_action(name):
        if arguments and isinstance(arguments[0], QCloseEvent):
            # Whatever was to be asked or kept before closing was not.
            arguments[0].ignore()
        return False if name == "setData" else None
    try:
        return getattr(base, name)(owner, *arguments)
    except Exception:
        return _ZERO.get(name, lambda: None)()


def guarded(function: Callable[..., Any], base: type) -> Callable[..., Any]:
    """Return `function` as Qt may call it: what it raises goes to ``sys.excepthook``.

    Parameters
    ----------
    function
        Overrides the function of the same name in `base`.
    base
        The class of Qt that answers if `function` cannot.
    """
    name = function.__name__

    def call(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            return _instead(base, name, arguments[0], arguments[1:])

    def call_alone(owner: Any, *_told: Any) -> Any:
        # Connected to a signal, it is given everything the signal says.
        return call(owner)

    # Some 450 functions are guarded while modules load: inspect.signature would take 10 ms for them.
    code = function.__code__
    alone = code.co_argcount == 1 and not code.co_kwonlyargcount and not code.co_flags & inspect.CO_VARARGS
    wrapped = functools.wraps(function)(call_alone if alone else call)
    setattr(wrapped, GUARDED, True)
    return wrapped


def overrides(cls: type) -> dict[str, tuple[Callable[..., Any], type]]:
    """Return the functions a class defines that one of Qt's classes above it has: name → function, class."""
    above = [base for base in cls.__mro__[1:] if base.__module__.startswith(("PySide6", "Shiboken"))]
    found: dict[str, tuple[Callable[..., Any], type]] = {}
    for name, value in vars(cls).items():
        if name.startswith("__") or not inspect.isfunction(value):
            continue
        base = next((base for base in above if name in vars(base)), None)
        if base is not None:
            found[name] = value, base
    return found


def guard_class(cls: type, /, **_named: object) -> None:
    """Guard a class that has just been made."""
    if cls.__module__.split(".")[0] != PACKAGE:
        return
    for name, (function, base) in overrides(cls).items():
        setattr(cls, name, guarded(function, base))


@contextmanager
def saved_state(painter: QPainter) -> Iterator[None]:
    """Give a painter its state back at the end, after an exception too: it may paint for others."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


def install() -> None:
    """Guard every class of the package that is made from now on."""
    # The class above all of Qt's, items of a scene and commands of undo among them.
    root = QObject.__mro__[-2]
    root.__init_subclass__ = classmethod(guard_class)  # type: ignore[assignment]


install()

"""Undo: one command for every edit, holding the run before and after it."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QUndoCommand, QUndoStack

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.timeline import Timeline


@dataclass(eq=False)
class State:
    """A recipe, its run if it is still kept, where it stood, and how many iterations it had run.

    A run is a pure function of its recipe, so one that was dropped to free memory is trained again.
    """

    experiment: Experiment
    timeline: Timeline | None
    position: Position
    length: int = 0


class WeakCallback:
    """Calls a method of the session without keeping it alive."""

    def __init__(self, method: Callable[[Any], None]) -> None:
        self._method = weakref.WeakMethod(method)

    def __call__(self, value: Any) -> None:
        """Call it, if the session is still there."""
        method = self._method()
        if method is not None:
            method(value)


class ReplaceCommand(QUndoCommand):
    """Replaces one value by another; those that follow with the same `merge` become one step."""

    _ID = 0

    def __init__(
        self, text: str, take: Callable[[Any], None], before: Any, after: Any, merge: str = ""
    ) -> None:
        super().__init__(text)
        self._take = WeakCallback(take)
        self._before, self._after, self._merge = before, after, merge

    def redo(self) -> None:
        """Take what is after the edit."""
        self._take(self._after)

    def undo(self) -> None:
        """Bring back what was before it."""
        self._take(self._before)

    def id(self) -> int:
        """Return the number that lets the stack offer merging."""
        return self._ID if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a following edit of the same item into this one."""
        if not isinstance(other, type(self)) or other._merge != self._merge:
            return False
        self._after = other._after
        # The stack's wrapper holds on to the other command; a long drag would keep every run of it.
        other._before = other._after = None
        return True


class EditCommand(ReplaceCommand):
    """Replaces one state by another, its whole future with it.

    The state after one edit and the state before the next are the same object, so that a run that is let
    go is held by nobody.
    """

    _ID = 1


class NotesCommand(ReplaceCommand):
    """Replaces the notes on an experiment by others."""

    _ID = 2


class DraftCommand(ReplaceCommand):
    """Replaces data that are drawn but cannot be learnt yet by others."""

    _ID = 3


def clear_stack(stack: QUndoStack) -> None:
    """Empty a stack before its session goes.

    Python's garbage collector and Qt, who owns the commands, would otherwise both delete them.
    """
    with contextlib.suppress(RuntimeError):
        stack.blockSignals(True)
        stack.clear()

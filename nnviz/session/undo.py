"""Undo: one command for every edit, holding the run before and after it."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtGui import QUndoCommand, QUndoStack

from nnviz.core.experiment import Experiment
from nnviz.core.frame import Position
from nnviz.core.notes import Notes
from nnviz.core.timeline import Timeline

_MERGE_ID, _NOTES_ID = 1, 2
T = TypeVar("T")


@dataclass(eq=False)
class State:
    """A recipe, its run if it is still kept, where it stood, and how many iterations it had run.

    A run is a pure function of its recipe, so one that was let go for memory is trained again.
    """

    experiment: Experiment
    timeline: Timeline | None
    position: Position
    length: int = 0


class Take(Generic[T]):
    """Calls a method of the session without keeping it alive."""

    def __init__(self, method: Callable[[T], None]) -> None:
        self._method = weakref.WeakMethod(method)

    def __call__(self, value: T) -> None:
        """Call it, if the session is still there."""
        method = self._method()
        if method is not None:
            method(value)


class EditCommand(QUndoCommand):
    """Replaces one state by another.

    The state after one edit and the state before the next are the same object, so that a run that is let
    go is held by nobody.
    """

    def __init__(
        self, text: str, take: Callable[[State], None], before: State, after: State, merge: str = ""
    ) -> None:
        super().__init__(text)
        self._take: Take[State] = Take(take)
        self._before, self._after, self._merge = before, after, merge

    def redo(self) -> None:
        """Show the state after the edit."""
        self._take(self._after)

    def undo(self) -> None:
        """Bring back the state before the edit, its whole future with it."""
        self._take(self._before)

    def id(self) -> int:
        """Return the number that lets the stack offer merging."""
        return _MERGE_ID if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a following edit of the same thing into this one."""
        if not isinstance(other, EditCommand) or other._merge != self._merge:
            return False
        self._after = other._after
        return True


class NotesCommand(QUndoCommand):
    """Replaces the notes on an experiment by others; follows with the same `merge` become one step."""

    def __init__(
        self, text: str, take: Callable[[Notes], None], before: Notes, after: Notes, merge: str = ""
    ) -> None:
        super().__init__(text)
        self._take: Take[Notes] = Take(take)
        self._before, self._after, self._merge = before, after, merge

    def redo(self) -> None:
        """Take the notes after the edit."""
        self._take(self._after)

    def undo(self) -> None:
        """Bring back the notes before it."""
        self._take(self._before)

    def id(self) -> int:
        """Return the number that lets the stack offer merging."""
        return _NOTES_ID if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a following edit of the same note into this one."""
        if not isinstance(other, NotesCommand) or other._merge != self._merge:
            return False
        self._after = other._after
        return True


def let_go(stack: QUndoStack) -> None:
    """Empty a stack before its session goes.

    Python's garbage collector and Qt, who owns the commands, would otherwise both delete them.
    """
    with contextlib.suppress(RuntimeError):
        stack.blockSignals(True)
        stack.clear()

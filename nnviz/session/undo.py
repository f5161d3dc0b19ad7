"""Undo: one command for every edit, holding the run before and after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from nnviz.core.experiment import Experiment
from nnviz.core.frame import Position
from nnviz.core.notes import Notes
from nnviz.core.timeline import Timeline

_MERGE_ID = 1
_KEPT_RUNS = 4


@dataclass(eq=False)
class State:
    """A recipe, its run if it is still kept, and where it stood.

    A run is a pure function of its recipe, so one that was let go for memory is trained again.
    """

    experiment: Experiment
    timeline: Timeline | None
    position: Position


class LeftStates:
    """The states that were left last; only their runs stay in memory."""

    def __init__(self) -> None:
        self._states: list[State] = []

    def add(self, left: State, present: State) -> None:
        """Remember `left`, and let go of the run left longest ago if there are too many."""
        states = [s for s in self._states if s is not left and s is not present] + [left]
        for old in states[:-_KEPT_RUNS]:
            old.timeline = None
        self._states = states[-_KEPT_RUNS:]

    def clear(self) -> None:
        """Forget all."""
        self._states = []


class EditCommand(QUndoCommand):
    """Replaces one state by another.

    The state after one edit and the state before the next are the same object, so that a run that is let
    go is held by nobody.
    """

    def __init__(
        self, text: str, take: Callable[[State], None], before: State, after: State, merge: str = ""
    ) -> None:
        super().__init__(text)
        self._take, self._before, self._after, self._merge = take, before, after, merge

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
    """Replaces the notes on an experiment by others."""

    def __init__(self, text: str, take: Callable[[Notes], None], before: Notes, after: Notes) -> None:
        super().__init__(text)
        self._take, self._before, self._after = take, before, after

    def redo(self) -> None:
        """Take the notes after the edit."""
        self._take(self._after)

    def undo(self) -> None:
        """Bring back the notes before it."""
        self._take(self._before)

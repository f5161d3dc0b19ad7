"""Undo: one command for every edit, holding the run before and after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from nnviz.core.experiment import Experiment
from nnviz.core.frame import Position
from nnviz.core.notes import Notes
from nnviz.core.timeline import Timeline

_MERGE_ID, _NOTES_ID = 1, 2


@dataclass(eq=False)
class State:
    """A recipe, its run if it is still kept, where it stood, and how many iterations it had run.

    A run is a pure function of its recipe, so one that was let go for memory is trained again.
    """

    experiment: Experiment
    timeline: Timeline | None
    position: Position
    length: int = 0


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
    """Replaces the notes on an experiment by others; follows with the same `merge` become one step."""

    def __init__(
        self, text: str, take: Callable[[Notes], None], before: Notes, after: Notes, merge: str = ""
    ) -> None:
        super().__init__(text)
        self._take, self._before, self._after, self._merge = take, before, after, merge

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

"""Undo: one command for every edit, holding the run before and after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from nnviz.core.experiment import Experiment
from nnviz.core.frame import Position
from nnviz.core.timeline import Timeline

_MERGE_ID = 1
_KEPT_RUNS = 4


@dataclass
class State:
    """A recipe, its run if it is still kept, and where it stood.

    A run is a pure function of its recipe, so one that was let go for memory is trained again.
    """

    experiment: Experiment
    timeline: Timeline | None
    position: Position


class EditCommand(QUndoCommand):
    """Replaces one state by another."""

    _recent: list[State] = []  # noqa: RUF012  the states of all commands whose runs are still in memory

    def __init__(
        self, text: str, take: Callable[[State], None], before: State, after: State, merge: str = ""
    ) -> None:
        super().__init__(text)
        self._take, self._before, self._after, self._merge = take, before, after, merge

    def redo(self) -> None:
        """Show the state after the edit."""
        self._take(self._after)
        self._remember(self._before)

    def undo(self) -> None:
        """Bring back the state before the edit, its whole future with it."""
        self._take(self._before)
        self._remember(self._after)

    def _remember(self, state: State) -> None:
        recent = [s for s in self._recent if s is not state] + [state]
        for old in recent[:-_KEPT_RUNS]:
            old.timeline = None
        self._recent[:] = recent[-_KEPT_RUNS:]

    def id(self) -> int:
        """Return the number that lets the stack offer merging."""
        return _MERGE_ID if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a following edit of the same thing into this one."""
        if not isinstance(other, EditCommand) or other._merge != self._merge:
            return False
        self._after = other._after
        return True

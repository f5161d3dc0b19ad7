"""Undo of what is drawn but cannot be learnt yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from nnviz.core.drawn import Drawn


@dataclass(frozen=True, eq=False)
class Draft:
    """A drawing, and whether it waits: the experiment learns other data still."""

    drawn: Drawn
    waiting: bool


class DraftCommand(QUndoCommand):
    """Replaces one draft by another."""

    def __init__(self, text: str, take: Callable[[Draft], None], before: Draft, after: Draft) -> None:
        super().__init__(text)
        self._take, self._before, self._after = take, before, after

    def redo(self) -> None:
        """Show the draft after the stroke."""
        self._take(self._after)

    def undo(self) -> None:
        """Bring back the draft before it."""
        self._take(self._before)

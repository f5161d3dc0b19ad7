"""The pinned run: another recipe trained beside the present one and seen at the same position."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.document.notes import PinnedRecipe
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.experiment_diff import RecipeDifference, difference, differences
from nnviz.core.run.history import History
from nnviz.core.run.timeline import Timeline
from nnviz.session.comparison import Comparison
from nnviz.session.edit import Edit, NotesEdit
from nnviz.session.model import SessionModel

_RUNNING, _STEPPING, _SLICE = 0.010, 0.05, 0.012
"""Seconds that it may train for a picture of a run, for a step, and between two events of the window."""


class PinnedRun(QObject):
    """A run that is kept beside the present one, with its own program and its own past.

    What is pinned is a note of the document: pinning, renaming and removing can be undone, and a file keeps
    the recipe, from which the run is trained again. It is never edited.

    Parameters
    ----------
    session
        Whose present run it is compared with.
    reach
        Goes to a position, by a run if that takes long.

    Attributes
    ----------
    changed : Signal()
        Another run is pinned, or none, or it has another name; or the present recipe is another.
    moved : Signal()
        It shows another position.
    there : bool
        Whether it has reached the iteration of the present run.
    """

    changed = Signal()
    moved = Signal()

    def __init__(
        self,
        session: SessionModel,
        reach: Callable[[Position], None],
    ) -> None:
        super().__init__(session)
        self._session, self._go_to = session, reach
        self._comparison: Comparison | None = None
        self._run: Timeline | None = None
        self.there = True
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._catch_up)
        session.notes_changed.connect(self._notes_changed)
        session.changed.connect(self._experiment_changed)

    # -- what is pinned ----------------------------------------------------------------------------

    @property
    def recipe(self) -> PinnedRecipe | None:
        """Recipe and name of what is pinned."""
        return self._session.notes.pinned

    @property
    def frame(self) -> Frame | None:
        """Its frame at the present position, or as near to it as it has got; None if nothing is pinned."""
        return None if self._comparison is None else self._session.beside(self._comparison.frame)

    @property
    def history(self) -> History | None:
        """Scalar histories of its run."""
        return None if self._comparison is None else self._session.history_beside(self._comparison.history)

    @property
    def name(self) -> str:
        """Its name: the given one, or what sets it apart from the present run."""
        return self.names[0]

    @property
    def names(self) -> tuple[str, str]:
        """What tells the pinned and the present run apart, in a word or two each."""
        pinned = self.recipe
        if pinned is None:
            return "", ""
        present = self._session.experiment
        mine = pinned.name or difference(pinned.experiment, present) or self.tr("pinned")
        theirs = difference(present, pinned.experiment) or self.tr("present")
        return mine, theirs if theirs != mine else self.tr("present")

    def differences(self) -> tuple[RecipeDifference, ...]:
        """Return the entries in which the pinned recipe (one) and the present one (other) differ."""
        pinned = self.recipe
        return () if pinned is None else differences(pinned.experiment, self._session.experiment)

    def pin(self, name: str = "") -> None:
        """Keep the present run, with its past, beside whatever becomes of it; replaces what was pinned."""
        session = self._session
        self._run = session.timeline.branch(session.experiment, session.timeline.length)
        self._annotate(self.tr("Pin the run"), PinnedRecipe(experiment=session.experiment, name=name[:200]))

    def pin_recipe(self, e: Experiment, name: str = "") -> None:
        """Keep a run of another recipe beside the present one; it is trained when it is looked at."""
        self._annotate(self.tr("Pin a run"), PinnedRecipe(experiment=e, name=name[:200]))

    def unpin(self) -> None:
        """Keep nothing beside the present run."""
        if self.recipe is not None:
            self._annotate(self.tr("Unpin the run"), None)

    def rename(self, name: str) -> None:
        """Give it another name; an empty one says again what sets it apart."""
        pinned = self.recipe
        if pinned is not None:
            name = " ".join(name.split())[:200]
            self._annotate(self.tr("Name the pinned run"), msgspec.structs.replace(pinned, name=name))

    def swap(self) -> None:
        """Make the pinned run the present one, and the present one the pinned; one step of undo."""
        session, pinned = self._session, self.recipe
        if pinned is None:
            return
        other, position = session.experiment, session.position
        mine = session.timeline.branch(other, session.timeline.length)
        stack = session.undo_stack
        stack.beginMacro(self.tr("Swap with the pinned run"))
        self._run = mine
        self._annotate(self.tr("Pin the run"), PinnedRecipe(experiment=other))
        session.apply(Edit(self.tr("Swap with the pinned run"), pinned.experiment, "exact"))
        stack.endMacro()
        self._reach(position)

    def compare(self, e: Experiment, text: str = "") -> None:
        """Pin the present run and train `e` beside it as far as that one; one step of undo."""
        session, position = self._session, self._session.position
        session.pause()
        stack = session.undo_stack
        stack.beginMacro(text or self.tr("Compare with another run"))
        self.pin()
        session.apply(Edit(text or self.tr("Compare with another run"), e, "exact"))
        stack.endMacro()
        self._reach(position)

    def _annotate(self, text: str, pinned: PinnedRecipe | None) -> None:
        notes = msgspec.structs.replace(self._session.notes, pinned=pinned)
        self._session.apply(NotesEdit(text, notes))

    def _reach(self, position: Position) -> None:
        """Bring the present run to a position, in view if that takes long."""
        session = self._session
        if not position.iteration:
            session.seek(Position(0, min(position.operation, len(session.frame.operations))))
        else:
            self._go_to(position)

    # -- following ---------------------------------------------------------------------------------

    def follow(self, frame: Frame) -> None:
        """Go to the position of `frame`; what takes longer is done between the events of the window."""
        if self._comparison is None:
            return
        self.there = self._comparison.follow(frame, _RUNNING if self._session.running else _STEPPING)
        if self.there or self._session.running:
            self._timer.stop()
        else:
            self._timer.start()
        self.moved.emit()

    def finish(self) -> None:
        """Go to the present position, however long it takes."""
        if self._comparison is not None:
            self.there = self._comparison.follow(self._session.frame)
            self._timer.stop()
            self.moved.emit()

    def _catch_up(self) -> None:
        if self._comparison is None or self._session.running:
            self._timer.stop()
            return
        self.there = self._comparison.follow(self._session.frame, _SLICE)
        if self.there:
            self._timer.stop()
        self.moved.emit()

    def _notes_changed(self, _notes: object) -> None:
        pinned, known = self.recipe, self._comparison
        run, self._run = self._run, None
        if pinned is None:
            if known is not None:
                self._comparison, self.there = None, True
                self._timer.stop()
                self.changed.emit()
            return
        if known is None or known.experiment != pinned.experiment:
            self._comparison = Comparison(pinned.experiment, run)
            self.follow(self._session.frame)
        self.changed.emit()

    def _experiment_changed(self, _change: object) -> None:
        if self._comparison is not None:
            self.changed.emit()

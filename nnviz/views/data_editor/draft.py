"""Draft of the data, and its transfer to the network."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Signal

from nnviz.core.data.datasets import DATASETS
from nnviz.core.data_editing import draft as drawing
from nnviz.core.data_editing.draft import DatasetDraft
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.run.weight_transfer import current_parameters, keep
from nnviz.session import Session
from nnviz.session.change import ExperimentChange
from nnviz.session.edit import DraftEdit, Edit
from nnviz.session.sentences import consequences, refusal

LARGE = 1_000_000
"""Numbers of a table from which on edits in a row are one step of undo: each would keep a copy of it."""


@dataclass(frozen=True, eq=False)
class DraftState:
    """A drawing, and whether it waits: the experiment learns other data still."""

    drawn: DatasetDraft
    waiting: bool


class DraftEditor(QObject):
    """The data in hand. They are those of the experiment, or a draft that cannot be learnt yet.

    Every edit is one step of undo, whether the experiment takes it or not. The weights in view stay, so
    that training goes on with the new data.

    Signals
    -------
    changed()
        Other data are in hand.
    replaced()
        They are others altogether: another set, another file.
    selected_changed()
        Another example is selected.

    Attributes
    ----------
    selected
        Number of the example that is selected, None for none.
    """

    changed = Signal()
    replaced = Signal()
    selected_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.selected: int | None = None
        self._draft: DraftState | None = None
        self._data = session.experiment.data
        self._arriving: DatasetDraft | None = None
        session.changed.connect(self._experiment_changed)

    # -- what is in hand ---------------------------------------------------------------------------

    @property
    def drawn(self) -> DatasetDraft:
        """The data in hand."""
        return self._now.drawn

    @property
    def waiting(self) -> bool:
        """Whether the experiment learns other data still, because something is missing."""
        return self._now.waiting

    @property
    def _now(self) -> DraftState:
        # Made when somebody looks: most of the time nobody does.
        if self._draft is None:
            self._draft = DraftState(drawing.from_experiment(self.session.experiment), False)
        return self._draft

    @property
    def missing(self) -> str:
        """What is missing before the data can be learnt, in a sentence; empty if nothing is."""
        return drawing.missing(self.drawn)

    def select(self, row: int | None) -> None:
        """Select an example; one of the present batch is shown in the network too."""
        row = row if row is not None and 0 <= row < len(self.drawn) else None
        if row == self.selected:
            return
        self.selected = row
        found = self.example(row)
        if found is not None and found[0] == "train":
            columns = np.flatnonzero(self.session.frame.examples == found[1])
            if len(columns):
                self.session.set_example(int(columns[0]))
        self.selected_changed.emit()

    def example(self, row: int | None) -> tuple[str, int] | None:
        """Return the set, ``train`` or ``test``, and the number in it of a row that is learnt from."""
        if row is None or self.waiting:
            return None
        test = self.drawn.test
        return ("test" if test[row] else "train"), int(np.count_nonzero(test[:row] == test[row]))

    # -- editing -----------------------------------------------------------------------------------

    def commit(self, text: str, drawn: DatasetDraft) -> bool:
        """Take other data in hand, as one step of undo named `text`; return whether that can be.

        What cannot be is said. What was adapted to the data is said too.
        """
        before, session = self._now, self.session
        if drawn is before.drawn or drawn.same(before.drawn):
            return True
        if drawing.missing(drawn):
            session.apply(DraftEdit(text, self._take, before, DraftState(drawn, True)))
            return True
        old = session.experiment
        try:
            new = drawing.learn(old, drawn)
        except ExperimentError as error:
            session.message.emit(refusal(error))
            return False
        said = "" if before.waiting else self._own(old)
        self._arriving = drawn
        try:
            if before.waiting:
                session.undo_stack.beginMacro(text)
                session.apply(DraftEdit(text, self._take, before, DraftState(drawn, False)))
            self._learn(text, new, said, "table" if drawn.inputs.size > LARGE else "")
        finally:
            self._arriving = None
            if before.waiting:
                session.undo_stack.endMacro()
        if self._now.drawn is not drawn:
            # Nothing that is learnt is another: the name, for example, of a class without examples.
            self._take(DraftState(drawn, False))
        return True

    def _learn(self, text: str, new: Experiment, said: str, merge: str) -> None:
        session, old = self.session, self.session.experiment
        said = f"{said} {consequences(old, new, kept=True)}".strip()
        if (old.layers, old.feature_names) != (new.layers, new.feature_names):
            session.apply(Edit(text, new, "network", merge, said=said))
            return
        frame = session.frame
        if np.isfinite(frame.flat).all():
            new = keep(frame.experiment, current_parameters(frame), new).experiment
        session.apply(Edit(text, new, merge=merge, said=said))

    def _own(self, old: Experiment) -> str:
        """Say that a named set becomes a table."""
        if old.data.name is None:
            return ""
        title = DATASETS[old.data.name].title
        return self.tr("{0} is now a custom table; Undo restores the data set.").format(title)

    def _take(self, draft: DraftState) -> None:
        self._draft = draft
        self._keep_selected()
        self.changed.emit()

    def _experiment_changed(self, change: ExperimentChange) -> None:
        e = change.after
        if e.data is self._data or e.data == self._data:
            return
        self._data = e.data
        arriving = self._arriving
        self._draft = DraftState(arriving, False) if arriving is not None else None
        if arriving is None and (e.data.name is not None or not self.session.undo_stack.count()):
            self.selected = None
            self.replaced.emit()
        self._keep_selected()
        self.changed.emit()

    def _keep_selected(self) -> None:
        if self.selected is not None and self.selected >= len(self.drawn):
            self.select(None)

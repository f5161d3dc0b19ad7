"""Model of a session: what is open, where it stands, and the one door for edits."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.document.document import Document, PanelLayout, SavedSelection
from nnviz.core.document.notes import Notes
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.file_access.reading import display_name
from nnviz.core.run.history import History
from nnviz.core.run.saved_run import opening_position, restore_run
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.weight_transfer import LayerSource, moved_selection
from nnviz.session.change import ExperimentChange
from nnviz.session.edit import AnyEdit, DraftEdit, Edit, NotesEdit, RunEdit
from nnviz.session.hidden_results import HiddenResults, SeenHistory
from nnviz.session.memory import Memory
from nnviz.session.undo import DraftCommand, EditCommand, NotesCommand, State, clear_stack
from nnviz.session.weight_keeping import WeightTransfer

UNDO_LIMIT = 200


class SessionModel(QObject):
    """What is open, where it stands, what is selected; every view follows its signals.

    All movement goes through `seek`; all edits go through `apply` and can be undone. Moving in time is
    never an undo step. The parts of a session (running, breakpoints, lessons, …) stand on it, `Session` puts
    them together.

    Signals
    -------
    frame_changed(Frame)
        Something else is to be seen.
    changed(ExperimentChange)
        The recipe was edited, undone or opened; `frame_changed` follows.
    running_changed(bool), selection_changed(Selection | None), hovered_changed(Selection | None)
        As their names say.
    example_changed(int), granularity_changed(str)
        As their names say.
    history_changed()
        Losses over the whole data became known for past iterations.
    highlight_changed(tuple)
        Other values are to be highlighted in the network.
    chain_changed(bool)
        The chain from the loss back to what is selected is shown, or not.
    notes_changed(Notes)
        Bookmarks, breakpoints or claims are others.
    document_changed()
        The file's name or whether it is saved.
    opened()
        Another document is open.
    layout_opened(PanelLayout)
        A file was opened that knows how the window was arranged.
    message(str)
        A sentence for the status line.
    """

    frame_changed = Signal(object)
    changed = Signal(object)
    running_changed = Signal(bool)
    selection_changed = Signal(object)
    hovered_changed = Signal(object)
    highlight_changed = Signal(object)
    example_changed = Signal(int)
    granularity_changed = Signal(str)
    history_changed = Signal()
    notes_changed = Signal(object)
    document_changed = Signal()
    chain_changed = Signal(bool)
    layout_opened = Signal(object)
    opened = Signal()
    message = Signal(str)

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.timeline = Timeline(experiment)
        self.full_frame: Frame = self.timeline.frame()
        """The present frame with nothing hidden: for edits and checks, never for what is shown."""
        self.frame: Frame = self.full_frame
        self.hidden_results = HiddenResults()
        self._seen, self._seen_beside = SeenHistory(), SeenHistory()
        self._state = State(experiment, self.timeline, self.frame.position)
        self.memory = Memory(self._present)
        self.selected: Selection | None = None
        self.hovered: Selection | None = None
        self.highlighted: tuple[str, ...] = ()
        self.chain_shown = False
        self.example = 0
        self.path: Path | None = None
        self.name = ""
        self._file_digest = ""
        self.notes = Notes()
        self.layout: Callable[[], PanelLayout] | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self.undo_stack.cleanChanged.connect(self._clean_changed)
        weakref.finalize(self, clear_stack, self.undo_stack)
        self._layer_mapping: tuple[LayerSource, ...] = ()
        self._going_on = False
        """Whether a change is being made that a run goes on with."""
        self._weight_transfer = WeightTransfer()

    # -- what is open ------------------------------------------------------------------------------

    @property
    def experiment(self) -> Experiment:
        """The recipe with its changes, as it would be saved."""
        return self.timeline.experiment

    def _present(self) -> Timeline:
        return self.timeline

    @property
    def document(self) -> Document:
        """The experiment and the notes on it; a file keeps the run and the layout beside them."""
        return Document(self.experiment, self.notes, selection=SavedSelection.of(self.selected))

    @property
    def history(self) -> History:
        """Scalar histories of the run, as far as they may be seen."""
        return self._seen.of(self.timeline.history, self.horizon)

    @property
    def horizon(self) -> int | None:
        """Number of iterations of the history that may be seen; None for all."""
        return None if self.running_fast else self.hidden_results.horizon(self.full_frame)

    @property
    def holds_back(self) -> bool:
        """Whether losses of all data and health are not shown: they follow from what is to be predicted."""
        return not self.running_fast and self.hidden_results.holds_back(self.full_frame)

    @property
    def withholds(self) -> bool:
        """Whether results of this iteration are not to be told: some are hidden, or are still to come."""
        frame, results = self.full_frame, self.hidden_results
        to_come = frame.position.operation < len(frame.operations)
        return results.on and not self.running_fast and (bool(results) or to_come)

    @property
    def position(self) -> Position:
        """Where the frame is."""
        return self.frame.position

    @property
    def modified(self) -> bool:
        """Whether there are edits that are not saved."""
        return not self.undo_stack.isClean()

    def open(self, experiment: Experiment, path: Path | None = None, name: str = "") -> None:
        """Show another experiment from its start; the undo list begins again."""
        self.open_document(Document(experiment), path, name)

    def open_document(self, document: Document, path: Path | None = None, name: str = "") -> None:
        """Show another document where it stood when it was saved; the undo list begins again.

        Raises
        ------
        ExperimentError
            If its run does not fit its experiment; everything stays as it is then.
        """
        experiment, run = document.experiment, document.run
        state = State(experiment, self.memory.timeline(experiment), Position(0, 0))
        timeline = self.memory.bring(state)
        if run is not None and restore_run(timeline, run):
            state.position = opening_position(timeline, run)
        self.pause()
        self.path, self.name = path, display_name(name or (path.name if path else ""))
        self._file_digest = document.digest
        self.undo_stack.clear()
        self.select(None)
        self._take_notes(document.notes)
        self._take(state)
        self.memory.clear()
        if document.selection is not None:
            self.select(document.selection.restored(experiment))
        self.document_changed.emit()
        self.opened.emit()
        if document.layout is not None:
            self.layout_opened.emit(document.layout)
        if run is not None and state.position.iteration != run.iteration and self.timeline.length:
            self.message.emit(
                self.tr("Iteration {0} is too far from the saved keyframes; showing iteration {1}.").format(
                    f"{run.iteration:,}", f"{state.position.iteration:,}"
                )
            )

    # -- other runs beside it ------------------------------------------------------------------------

    def beside(self, frame: Frame) -> Frame:
        """Return a frame of another run as it may be seen beside this one."""
        return frame if self.running_fast else self.hidden_results.beside(frame, self.full_frame)

    def history_beside(self, history: History) -> History:
        """Return the history of another run as far as it may be seen beside this one."""
        return self._seen_beside.of(history, self.horizon)

    # -- running, which `Session` adds -------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether it trains by itself."""
        return False

    @property
    def running_fast(self) -> bool:
        """Whether it trains faster than in slow motion."""
        return False

    def run(self) -> None:
        """Train until paused."""

    def pause(self) -> None:
        """Stop a run where it is."""

    # -- moving ------------------------------------------------------------------------------------

    def seek(self, position: Position) -> None:
        """Go to `position`. The only way to move."""
        before, frame = self.full_frame, self.timeline.frame(position)
        if self.example >= frame.batch:
            self.set_example(frame.batch - 1)
        self._look_at(frame, before)
        self.memory.fit()
        self.frame_changed.emit(self.frame)

    def look_again(self) -> None:
        """Show the present frame again: other values of it are hidden."""
        self._look_at(self.full_frame, self.full_frame)
        self.frame_changed.emit(self.frame)

    def _look_at(self, frame: Frame, before: Frame | None) -> None:
        """Take a frame as the present one, and what may be seen of it as what is shown."""
        self.full_frame = frame
        self.frame = self.hidden_results.look_at(self.timeline, frame, before, self.running_fast)
        self.timeline.layer_statistics.horizon = self.horizon

    # -- looking -----------------------------------------------------------------------------------

    def select(self, selection: Selection | None) -> None:
        """Select a item: its own equation is explained."""
        if selection != self.selected:
            self.selected = selection
            self.selection_changed.emit(selection)

    def hover(self, selection: Selection | None) -> None:
        """Point at an item without selecting it."""
        if selection != self.hovered:
            self.hovered = selection
            self.hovered_changed.emit(selection)

    def highlight(self, names: tuple[str, ...]) -> None:
        """Bring out values in the network, by name: ``dz2``, ``W2``, …; none of them with an empty tuple."""
        if names != self.highlighted:
            self.highlighted = names
            self.highlight_changed.emit(names)

    def show_chain(self, shown: bool) -> None:
        """Show the chain from the loss back to the selected weight or bias, or not."""
        if shown != self.chain_shown:
            self.chain_shown = shown
            self.chain_changed.emit(shown)

    def set_example(self, column: int) -> None:
        """Choose which example of the batch is shown, from 0."""
        column = min(max(column, 0), self.frame.batch - 1)
        if column != self.example:
            self.example = column
            self.example_changed.emit(column)

    # -- editing -----------------------------------------------------------------------------------

    @property
    def next_iteration(self) -> int:
        """The iteration whose start an edit made now belongs to."""
        iteration, operation = self.position
        return iteration + (operation == len(self.frame.operations))

    def apply(self, edit: AnyEdit) -> None:
        """Make an edit, as one step of undo. The only way to edit.

        After an `Edit` training starts again; one of the network keeps the weights in view that still make
        sense, says which are kept and which are reinitialized, and what is selected stays selected where it
        is now. After a `RunEdit` a run goes on.

        Raises
        ------
        ExperimentError
            If there is no such experiment; everything stays as it is.
        """
        if isinstance(edit, NotesEdit):
            if edit.notes != self.notes:
                self.undo_stack.push(
                    NotesCommand(edit.text, self._take_notes, self.notes, edit.notes, edit.merge)
                )
        elif isinstance(edit, DraftEdit):
            self.undo_stack.push(DraftCommand(edit.text, edit.take, edit.before, edit.after))
        elif isinstance(edit, RunEdit):
            self._change_run(edit)
        elif edit.scope == "network":
            self._replace_network(edit)
        else:
            self._replace(edit)

    def _replace(self, edit: Edit) -> None:
        before = self.experiment
        after = edit.of(before)
        if after == before:
            return
        said = edit.sentence(before, after)
        if edit.scope != "exact":
            after = after.effective_at(self.next_iteration)
        self._push(edit.text, State(after, self.memory.timeline(after), Position(0, 0)), edit.merge)
        if said:
            self.message.emit(said)

    def _replace_network(self, edit: Edit) -> None:
        before = self.experiment
        after = edit.of(before)
        said = edit.sentence(before, after)
        layer_mapping = edit.layer_mapping(before, after) if edit.layer_mapping is not None else None
        if after == before and layer_mapping is None:
            return
        taken = self._weight_transfer.take(
            self.full_frame, after.effective_at(self.next_iteration), layer_mapping, edit.merge, self._state
        )
        e = taken.kept.experiment
        state, selected = State(e, self.memory.timeline(e), Position(0, 0)), self.selected
        self._layer_mapping = taken.layer_mapping
        self._push(edit.text, state, edit.merge)
        self._layer_mapping = ()
        self._weight_transfer.arrived(state)
        if selected is not None:
            self.select(moved_selection(selected, taken.layer_mapping, e))
        self.message.emit(f"{taken.said} {said}".strip())

    def _change_run(self, edit: RunEdit) -> None:
        iteration = self.next_iteration
        after = edit.make(self.experiment, iteration)
        if after == self.experiment:
            return
        position = self.position if iteration == self.position.iteration else Position(iteration, 0)
        self._going_on = self.running
        state = State(after, self.timeline.branch(after, iteration), position)
        self._push(edit.text, state, edit.merge_at(iteration))
        self._going_on = False

    def _push(self, text: str, state: State, merge: str) -> None:
        was_running = self.running
        if not self._going_on:
            self.pause()
        self.undo_stack.push(EditCommand(text, self._take, self._state, state, merge))
        if was_running and not self._going_on:
            self.run()

    def _take_notes(self, notes: Notes) -> None:
        if notes != self.notes:
            self.notes = notes
            self.notes_changed.emit(notes)

    def _take(self, state: State) -> None:
        """Show a state: a new one, or the one that undo brings back."""
        if not self._going_on:
            self.pause()
        timeline = self.memory.bring(state)
        frame = timeline.frame(state.position)
        # Told while the old network is still open: whoever listens has nothing of the new one yet.
        self._fit_choices(frame)
        before = self.experiment
        left, self._state = self._state, state
        left.position, left.length = self.position, self.timeline.length
        self.timeline = timeline
        self._look_at(frame, None)
        self.memory.leave(left, state)
        self.memory.fit()
        self.changed.emit(ExperimentChange(before, self.experiment, self._layer_mapping))
        self.frame_changed.emit(self.frame)

    def _fit_choices(self, frame: Frame) -> None:
        """Give up what is selected, pointed at or chosen and is not in the network of `frame`."""
        if self.selected is not None and not self.selected.exists(frame.experiment):
            self.select(None)
        if self.hovered is not None and not self.hovered.exists(frame.experiment):
            self.hover(None)
        if self.example >= frame.batch:
            self.set_example(frame.batch - 1)

    def _clean_changed(self, _clean: bool) -> None:
        self.document_changed.emit()

"""The one object the window talks to: what is open, where it stands, and every edit of it."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.document import files
from nnviz.core.document.document import Document, PanelLayout, SavedSelection
from nnviz.core.document.notes import Notes
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.selection import Selection
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name, full_path
from nnviz.core.functions.buffers import Array
from nnviz.core.run import navigation
from nnviz.core.run.history import History
from nnviz.core.run.saved_run import opening_position, restore_run, save_run
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.weight_transfer import LayerSource, moved_selection
from nnviz.session.breakpoints import BreakpointSession
from nnviz.session.derivation_session import DerivationSession
from nnviz.session.health import Health
from nnviz.session.lesson_session import LessonSession
from nnviz.session.memory import Memory
from nnviz.session.network_editing import NetworkEditing
from nnviz.session.number_editing import NumberEditing
from nnviz.session.runner import Runner
from nnviz.session.scoring import Scoring
from nnviz.session.seek_throttle import SeekThrottle
from nnviz.session.undo import EditCommand, NotesCommand, State, clear_stack
from nnviz.session.weight_keeping import WeightTransfer

UNDO_LIMIT = 200

_CHUNK = 32
"""Iterations that are trained between two looks at the clock."""


class Session(QObject):
    """Opens, seeks, plays and edits; every view follows its signals.

    All movement goes through `seek`; all edits go through `edit` and can be undone. Moving in time is
    never an undo step.

    Signals
    -------
    frame_changed(Frame)
        Something else is to be seen.
    experiment_changed(Experiment)
        The recipe was edited, undone or opened; `frame_changed` follows.
    running_changed(bool), selection_changed(Pick | None), hovered_changed(Pick | None), example_changed(int)
        As their names say.
    history_changed()
        Losses over the whole data belayer_mapping known for past iterations.
    highlight_changed(tuple)
        Other values are to be brought out in the network.
    notes_changed(Notes)
        Bookmarks, breakpoints or claims are others.
    document_changed()
        The file's name or whether it is saved.
    layout_opened(Layout)
        A file was opened that knows how the window was arranged.
    message(str)
        A sentence for the status line.
    """

    frame_changed = Signal(object)
    experiment_changed = Signal(object)
    running_changed = Signal(bool)
    selection_changed = Signal(object)
    hovered_changed = Signal(object)
    highlight_changed = Signal(object)
    example_changed = Signal(int)
    granularity_changed = Signal(str)
    history_changed = Signal()
    notes_changed = Signal(object)
    document_changed = Signal()
    layout_opened = Signal(object)
    opened = Signal()
    message = Signal(str)

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.timeline = Timeline(experiment)
        self.frame: Frame = self.timeline.frame()
        self._state = State(experiment, self.timeline, self.frame.position)
        self.memory = Memory(self._present)
        self.granularity = "operation"
        self.selected: Selection | None = None
        self.hovered: Selection | None = None
        self.highlighted: tuple[str, ...] = ()
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
        self.layer_mapping: tuple[LayerSource, ...] = ()
        """While a network is replaced, where the layers of the new one come from; otherwise empty."""
        self._going_on = False
        """Whether a change is being made that a run goes on with."""
        self._weight_transfer = WeightTransfer()
        self.number_editing = NumberEditing(self)
        self.network_editing = NetworkEditing(self)
        self.runner = Runner(self)
        self.breakpoints = BreakpointSession(self)
        self.health = Health(self)
        self.scoring = Scoring(self)
        self.scoring.changed.connect(self.history_changed)
        self.seek_throttle = SeekThrottle(self)
        self.lesson_session = LessonSession(self)
        self.derivation = DerivationSession(self)
        self.scoring.catch_up()

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
        """Scalar histories of the run."""
        return self.timeline.history

    @property
    def position(self) -> Position:
        """Where the frame is."""
        return self.frame.position

    @property
    def scores(self) -> Array:
        """Losses and accuracies over the whole data of the current position; see `Scoring.scores`."""
        return self.scoring.scores

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
        self.breakpoints.forget_target()
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

    def restore(self, document: Document, path: Path | None, name: str) -> None:
        """Show a document that was never saved: it counts as edited."""
        self.open_document(document, path, name)
        self.undo_stack.resetClean()
        self.document_changed.emit()

    def open_file(self, path: str | Path) -> None:
        """Open a file; raises ExperimentError and leaves everything as it is if it cannot be read."""
        self.open_document(files.read_document(path), Path(path))

    def open_example(self, name: str) -> None:
        """Open a built-in example; raises ExperimentError for an unknown name."""
        self.open(files.example(name), None, name)

    @property
    def file_digest(self) -> str:
        """What tells the content of the file as this window knows it; empty if it knows of none."""
        return self._file_digest

    def would_lose(self, path: str | Path) -> bool:
        """Return whether saving to `path` replaces what another program or window has written there.

        That can only be told of the file that is open; of any other the user is asked by who offers it.
        """
        if self.path is None or full_path(path) != full_path(self.path):
            return False
        return files.is_changed(path, self._file_digest)

    def save(self, path: str | Path) -> bool:
        """Write the experiment to `path` with its notes and its run, whole or not at all.

        Returns
        -------
        bool
            Whether the run is in it: of one that makes the file too large to be read again it is left out.

        Raises
        ------
        ExperimentError
            If the file cannot be written, or could not be read again.
        """
        run, layout = save_run(self.timeline, *self.position), self.layout() if self.layout else None
        selection = SavedSelection.of(self.selected)
        content, written = files.write_document(
            Document(self.experiment, self.notes, run, layout, selection)
        )
        atomic_write(path, content)
        self.path, self.name = Path(path), display_name(Path(path).name)
        self._file_digest = files.digest(content)
        self.undo_stack.setClean()
        self.document_changed.emit()
        return written.run is not None

    # -- moving ------------------------------------------------------------------------------------

    def seek(self, position: Position) -> None:
        """Go to `position`. The only way to move."""
        frame = self.timeline.frame(position)
        if self.example >= frame.batch:
            self.set_example(frame.batch - 1)
        self.frame = frame
        self.memory.fit()
        self.scoring.catch_up()
        self.frame_changed.emit(self.frame)

    def reach(self, position: Position, seconds: float = 1.0) -> bool:
        """Go to `position`; where the run never was, train for as long as `seconds` to get there.

        Returns
        -------
        bool
            Whether it is there. If not, it is at the start of the latest iteration, and can be run on.
            Of an iteration that has fewer operations the last one is shown.
        """
        timeline, until = self.timeline, time.perf_counter() + seconds
        if position.iteration > timeline.length:
            timeline.seek(Position(max(timeline.length - 1, 0), 0))
            while timeline.position.iteration < position.iteration and time.perf_counter() < until:
                timeline.run(min(_CHUNK, position.iteration - timeline.position.iteration))
        if timeline.length < position.iteration:
            self.seek(Position(timeline.position.iteration, 0))
            return False
        self.seek(Position(position.iteration, min(position.operation, len(self.frame.operations))))
        return True

    def step(self, direction: int = 1, granularity: str | None = None) -> None:
        """Go one step on (1) or back (−1), pausing a run."""
        self.pause()
        target = navigation.step(
            self.position,
            self.frame.operations,
            granularity or self.granularity,
            direction,
            self.frame.batches_per_epoch,
        )
        if target != self.position:
            self.seek(target)

    def start(self) -> None:
        """Go back to the start, before the first operation."""
        self.pause()
        self.seek(Position(0, 0))

    def go_to_end(self) -> None:
        """Go to the latest iteration that has been run."""
        self.pause()
        last = max(self.timeline.length - 1, 0)
        self.seek(Position(last, len(self.frame.operations) if self.timeline.length else 0))

    def go_to_operation(self, number: int) -> None:
        """Go to operation `number` (from 1) of the present iteration."""
        self.pause()
        self.seek(Position(self.position.iteration, number))

    def go_to_iteration(self, iteration: int) -> None:
        """Go to another iteration, keeping the operation."""
        self.seek(Position(max(0, iteration), self.position.operation))

    def set_granularity(self, granularity: str) -> None:
        """Choose what a step is: operation, layer, phase, iteration or epoch."""
        if granularity != self.granularity:
            self.granularity = granularity
            self.granularity_changed.emit(granularity)

    # -- running -----------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        """Whether it trains by itself."""
        return self.runner.active

    def run(self) -> None:
        """Train until paused."""
        self.runner.start()

    def pause(self) -> None:
        """Stop a run where it is."""
        self.runner.stop()

    def toggle_run(self) -> None:
        """Run or pause."""
        self.runner.stop() if self.running else self.runner.start()

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

    def set_example(self, column: int) -> None:
        """Choose which example of the batch is shown, from 0."""
        column = min(max(column, 0), self.frame.batch - 1)
        if column != self.example:
            self.example = column
            self.example_changed.emit(column)

    # -- editing -----------------------------------------------------------------------------------

    def edit(self, text: str, experiment: Experiment, merge: str = "", exact: bool = False) -> None:
        """Replace the recipe, as one step of undo named `text`; training starts again.

        Consecutive edits with the same `merge` become one step. Learning rate and penalties start as they
        are in force now, and changes made during the old run belong to it, unless it is to be `exact`.
        """
        if experiment == self.experiment:
            return
        experiment = experiment if exact else experiment.effective_at(self._next_iteration)
        self._push(text, State(experiment, self.memory.timeline(experiment), Position(0, 0)), merge)

    def edit_network(
        self,
        text: str,
        experiment: Experiment,
        layer_mapping: Sequence[LayerSource] | None = None,
        merge: str = "",
        also: str = "",
    ) -> None:
        """Replace the network, as `edit` does, keeping the weights in view that still make sense.

        Says which are kept and which are reinitialized. What is selected stays selected where it is now.

        Parameters
        ----------
        layer_mapping
            Where the layers of `experiment` come from, inputs first; None to tell by their shapes.
        merge
            Consecutive edits with the same word become one step.
        also
            A sentence to be said with it.

        Raises
        ------
        ExperimentError
            If there cannot be such a network; everything stays as it is.
        """
        if experiment == self.experiment and layer_mapping is None:
            return
        taken = self._weight_transfer.take(
            self.frame, experiment.effective_at(self._next_iteration), layer_mapping, merge, self._state
        )
        e = taken.kept.experiment
        state, selected = State(e, self.memory.timeline(e), Position(0, 0)), self.selected
        self.layer_mapping = taken.layer_mapping
        self._push(text, state, merge)
        self.layer_mapping = ()
        self._weight_transfer.arrived(state)
        if selected is not None:
            self.select(moved_selection(selected, taken.layer_mapping, e))
        self.message.emit(f"{taken.said} {also}".strip())

    def set_setting(self, name: str, value: float, merge: str = "") -> None:
        """Change learning_rate, l1 or l2 from here on, without starting again.

        Consecutive changes with the same `merge`, or else at the same iteration, become one step of undo.
        """
        iteration = self._next_iteration
        e = edits.set_setting(self.experiment, name, value, iteration)
        words = {
            "learning_rate": self.tr("Learning rate"),
            "l1": self.tr("L1 penalty"),
            "l2": self.tr("L2 penalty"),
        }
        self._change(words[name], e, iteration, merge or f"{name}@{iteration}")

    def set_parameter(self, selection: Selection, value: float, merge: str = "") -> None:
        """Set a weight or bias from here on; a run goes on.

        Consecutive changes with the same `merge`, or else at the same iteration, become one step of undo.

        Raises
        ------
        ExperimentError
            If `pick` names neither, or the value is out of bounds.
        """
        if selection.parameter is None:
            raise ExperimentError("parameter: only a weight or a bias can be set")
        iteration = self._next_iteration
        e = edits.set_parameter(
            self.experiment, selection.parameter, selection.unit, selection.source, value, iteration
        )
        self._change(
            self.tr("Set {0}").format(selection.symbol), e, iteration, merge or f"{selection}@{iteration}"
        )

    def set_matrix(self, text: str, name: str, values: Matrix) -> None:
        """Set all weights or biases of a layer from here on, as one step of undo named `text`.

        Raises
        ------
        ExperimentError
            If there is no such matrix, or it has another shape or numbers out of bounds.
        """
        iteration = self._next_iteration
        self._change(text, edits.set_matrix(self.experiment, name, values, iteration), iteration, "")

    def annotate(self, text: str, notes: Notes, merge: str = "") -> None:
        """Replace the notes (bookmarks, breakpoints, claims), as one step of undo named `text`.

        Consecutive ones with the same `merge` become one step.
        """
        if notes != self.notes:
            self.undo_stack.push(NotesCommand(text, self._take_notes, self.notes, notes, merge))

    def _take_notes(self, notes: Notes) -> None:
        if notes != self.notes:
            self.notes = notes
            self.notes_changed.emit(notes)

    @property
    def _next_iteration(self) -> int:
        """The iteration whose start an edit made now belongs to."""
        iteration, operation = self.position
        return iteration + (operation == len(self.frame.operations))

    def _change(self, text: str, e: Experiment, iteration: int, merge: str) -> None:
        if e == self.experiment:
            return
        position = self.position if iteration == self.position.iteration else Position(iteration, 0)
        self._going_on = self.running
        self._push(text, State(e, self.timeline.branch(e, iteration), position), merge)
        if self._going_on:
            self._going_on = False
            self.breakpoints.begin()

    def _push(self, text: str, state: State, merge: str) -> None:
        was_running = self.running
        if not self._going_on:
            self.pause()
        self.undo_stack.push(EditCommand(text, self._take, self._state, state, merge))
        if was_running and not self._going_on:
            self.run()

    def _take(self, state: State) -> None:
        """Show a state: a new one, or the one that undo brings back."""
        if not self._going_on:
            self.pause()
        timeline = self.memory.bring(state)
        frame = timeline.frame(state.position)
        # Told while the old network is still open: whoever listens has nothing of the new one yet.
        self._fit_choices(frame)
        left, self._state = self._state, state
        left.position, left.length = self.position, self.timeline.length
        self.timeline, self.frame = timeline, frame
        self.memory.leave(left, state)
        self.memory.fit()
        self.scoring.catch_up()
        self.experiment_changed.emit(self.experiment)
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

"""The one object the window talks to: a session model with its parts, files, steps and running."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.document.document import Document, SavedSelection
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.file_access.atomic_write import atomic_write
from nnviz.core.file_access.reading import display_name, full_path
from nnviz.core.functions.buffers import Array
from nnviz.core.run import navigation
from nnviz.core.run.saved_run import save_run
from nnviz.session.breakpoints import BreakpointSession
from nnviz.session.derivation_session import DerivationSession
from nnviz.session.health import Health
from nnviz.session.lesson_session import LessonSession
from nnviz.session.model import SessionModel
from nnviz.session.network_editing import NetworkEditing
from nnviz.session.number_editing import NumberEditing
from nnviz.session.pinned_run import PinnedRun
from nnviz.session.prediction import Prediction
from nnviz.session.runner import SLOW, Runner, rate
from nnviz.session.scoring import Scoring
from nnviz.session.seek_throttle import SeekThrottle

if TYPE_CHECKING:
    from nnviz.core.recording.opening import OpenedRecording

_CHUNK = 32
"""Iterations that are trained between two looks at the clock."""


class Session(SessionModel):
    """Opens, saves, seeks, steps, runs and edits; see `SessionModel` for its signals.

    Attributes
    ----------
    granularity
        What a step is: operation, layer, phase, iteration or epoch.
    number_editing, network_editing
        Edits of numbers and of layers and units, as the user asks for them.
    runner, breakpoints, health, scoring, seek_throttle
        Training by itself, what stops it, training problems, losses over the whole data, dragging in time.
    lesson_session, derivation
        The open lesson, and the open derivation.
    pinned
        The run that is kept beside the present one.
    prediction
        Questions about hidden results, guesses and their tally.
    """

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(experiment, parent)
        self.granularity = "operation"
        self.scoring = Scoring(self)
        self.scoring.changed.connect(self.history_changed)
        self.number_editing = NumberEditing(self)
        self.network_editing = NetworkEditing(self)
        self.breakpoints = BreakpointSession(self)
        self.runner = Runner(self, self.breakpoints)
        self.prediction = Prediction(self)
        self.health = Health(self)
        self.seek_throttle = SeekThrottle(self)
        self.lesson_session = LessonSession(self)
        self.derivation = DerivationSession(self)
        self.pinned = PinnedRun(self, self.reach_or_run)
        self.scoring.catch_up()

    # -- files -------------------------------------------------------------------------------------

    def open_document(self, document: Document, path: Path | None = None, name: str = "") -> None:
        """Show another document, as `SessionModel.open_document` does; no run waits for an event any more."""
        super().open_document(document, path, name)
        self.breakpoints.forget_target()

    def restore(self, document: Document, path: Path | None, name: str) -> None:
        """Show a document that was never saved: it counts as edited."""
        self.open_document(document, path, name)
        self.undo_stack.resetClean()
        self.document_changed.emit()

    def open_file(self, path: str | Path) -> None:
        """Open a file; raises ExperimentError and leaves everything as it is if it cannot be read."""
        if files.is_recording(path):
            from nnviz.core.recording.opening import open_recording

            self.show_recording(open_recording(path), Path(path).stem)
            return
        self.open_document(files.read_document(path), Path(path))

    def show_recording(self, recording: OpenedRecording, name: str = "") -> None:
        """Show a recorded step at the first operation that differs or is lost, and say what does.

        It has no file of its own: the recording is never saved over.
        """
        self.open_document(recording.document, None, name)
        self.set_example(recording.example)
        self.message.emit(recording.comparison.message)

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
        content, written = files.write_document(Document(self.experiment, self.notes, run, layout, selection))
        atomic_write(path, content)
        self.path, self.name = Path(path), display_name(Path(path).name)
        self._file_digest = files.digest(content)
        self.undo_stack.setClean()
        self.document_changed.emit()
        return written.run is not None

    # -- moving ------------------------------------------------------------------------------------

    @property
    def scores(self) -> Array:
        """Losses and accuracies over the whole data of the current position; see `Scoring.scores`."""
        return self.scoring.scores

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

    def reach_or_run(self, position: Position, seconds: float = 0.3) -> None:
        """Go to `position`; what takes longer than `seconds` is reached by a run, which can be paused."""
        if not self.reach(position, seconds):
            self.breakpoints.run_until(Breakpoint(event="iteration", value=position.iteration))

    def step(self, direction: int = 1, granularity: str | None = None) -> None:
        """Go one step on (1) or back (−1), pausing a run; on from hidden results, reveal them instead."""
        self.pause()
        if direction > 0 and self.hidden_results:
            self.prediction.reveal_all()
            return
        target = navigation.step(
            self.position,
            self.frame.operations,
            granularity or self.granularity,
            direction,
            self.frame.batches_per_epoch,
        )
        if target != self.position:
            self.hidden_results.expect(self.position if direction > 0 else target)
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

    @property
    def running_fast(self) -> bool:
        """Whether it trains faster than in slow motion."""
        return self.running and rate(self.runner.speed) > SLOW

    def run(self) -> None:
        """Train until paused; from hidden results, reveal them instead."""
        if self.hidden_results and not self.running:
            self.prediction.reveal_all()
        else:
            self.runner.start()

    def pause(self) -> None:
        """Stop a run where it is."""
        self.runner.stop()

    def toggle_run(self) -> None:
        """Run or pause."""
        self.pause() if self.running else self.run()

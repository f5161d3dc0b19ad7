"""Stopping a run: the breakpoints that are on, the one target of “run until”, and what stopped it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from nnviz.core.arrays.frame import Position
from nnviz.core.breakpoints import BreakpointHit, WatchedRun, iteration_end
from nnviz.core.breakpoints.evaluation import Rising
from nnviz.core.experiment.breakpoints import EVENTS, Breakpoint
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.run.evaluation import is_classification
from nnviz.core.run.replay import Replay
from nnviz.core.run.timeline import Timeline
from nnviz.session.model import SessionModel


class BreakpointSession(QObject):
    """Watches the run of a session.

    Attributes
    ----------
    changed : Signal
        The target is another, or a run was stopped.
    target : Breakpoint | None
        Condition that stops the run, once; pauses leave it.
    """

    changed = Signal()

    def __init__(self, session: SessionModel) -> None:
        super().__init__(session)
        self._session = session
        self.target: Breakpoint | None = None
        self._fired: WeakKeyDictionary[Timeline, list[BreakpointHit]] = WeakKeyDictionary()
        self._watch: WatchedRun | None = None
        self._pending: BreakpointHit | None = None
        self._of: Timeline | None = None
        self._known: tuple[BreakpointHit, ...] = ()
        session.notes_changed.connect(self._restart)
        session.changed.connect(self._experiment_changed)

    @property
    def fired(self) -> tuple[BreakpointHit, ...]:
        """What stopped the present run so far, in the order of the run."""
        return tuple(sorted(self._fired.get(self._session.timeline, ()), key=lambda stop: stop.position))

    @property
    def last(self) -> BreakpointHit | None:
        """What stopped the present run last."""
        fired = self._fired.get(self._session.timeline)
        return fired[-1] if fired else None

    def marks(self) -> list[tuple[int, str, str]]:
        """Return what stopped the run, and the iterations at which it will, as marks on the time line."""
        batches = self._session.timeline.batches_per_epoch
        waiting = [b for b in (self.target, *self._session.notes.breakpoints) if b is not None and b.enabled]
        coming = [
            (int(b.value) if b.event == "iteration" else int(b.value) * batches - 1, b)
            for b in waiting
            if b.event in ("iteration", "epoch") and b.value is not None
        ]
        fired = {stop.position.iteration: stop for stop in self.fired}
        found = [(i, stop.sentence.partition(". ")[0].rstrip("."), "breakpoint") for i, stop in fired.items()]
        words = self.tr("stops here: {0}")
        return found + [(i, words.format(b.title), "breakpoint") for i, b in coming if i not in fired]

    def refusal(self, event: str) -> str:
        """Return why an event cannot happen in this experiment, empty if it can."""
        e, s = self._session.experiment, self._session.frame.samples
        if event.startswith("test_") and not s.test.shape[1]:
            return self.tr("There is no test set.")
        if "accuracy" in event and not is_classification(s):
            return self.tr("These targets are numbers, not classes: there is no accuracy.")
        kinds = {layer.activation for layer in e.layers}
        if event == "dead_relu" and "relu" not in kinds:
            return self.tr("There is no ReLU in this network.")
        if event == "saturated" and not kinds & {"sigmoid", "tanh"}:
            return self.tr("There is no sigmoid and no tanh in this network.")
        return ""

    def events(self) -> tuple[str, ...]:
        """Return the events that can happen in this experiment."""
        return tuple(event for event in EVENTS if not self.refusal(event))

    # -- run until -----------------------------------------------------------------------------------

    def run_until(self, b: Breakpoint) -> None:
        """Run until an event, once; to an iteration or epoch that has been passed, go back.

        Raises
        ------
        ExperimentError
            If it cannot happen, or is so already.
        """
        if refusal := self.refusal(b.event):
            raise ExperimentError(refusal)
        self._session.pause()
        if (end := iteration_end(b, self._session.timeline)) is not None and end < self._session.position:
            self._session.seek(end)
            return
        if WatchedRun(self._session.timeline, (b,)).already(b):
            raise ExperimentError(self.tr("Already reached: {0}.").format(b.title))
        self.target = b
        self.changed.emit()
        self._session.run()

    def forget_target(self) -> None:
        """Run until paused again."""
        if self.target is not None:
            self.target = None
            self._restart()
            self.changed.emit()

    # -- what the runner asks ------------------------------------------------------------------------

    def begin(self) -> None:
        """Watch from the current position on."""
        timeline = self._session.timeline
        if timeline is not self._of:
            self._of, self._replay, self._rising = timeline, Replay(timeline), Rising()
        target = () if self.target is None else (self.target,)
        everything = (*target, *self._session.notes.breakpoints)
        self._watch = WatchedRun(timeline, everything, self._rising, self._replay)
        self._pending = None

    def run(self, iterations: int) -> BreakpointHit | None:
        """Train at most `iterations`; return where the run has to stop, if it is among them."""
        assert self._watch is not None
        return self._pending or self._watch.run(iterations)

    def due(self, position: Position) -> BreakpointHit | None:
        """Return where a run that goes on to `position`, at most one operation further, has to stop."""
        assert self._watch is not None
        timeline = self._session.timeline
        if timeline.position.iteration != position.iteration:
            timeline.seek(Position(position.iteration, 0))
        found = self._watch.ahead()
        if found is not None and (self._pending is None or found.position < self._pending.position):
            self._pending = found
        pending = self._pending
        return pending if pending is not None and pending.position <= position else None

    def note(self, stop: BreakpointHit) -> None:
        """Remember that the run was stopped, and say so."""
        fired = self._fired.setdefault(self._session.timeline, [])
        fired[:] = [known for known in fired if known.position != stop.position] + [stop]
        if stop.breakpoint == self.target:
            self.target = None
        self._watch, self._pending, self._known = None, None, self.fired
        self._session.message.emit(stop.sentence)
        self.changed.emit()

    # -- what happens meanwhile ----------------------------------------------------------------------

    def _restart(self) -> None:
        if self._session.running:
            self.begin()

    def _experiment_changed(self, _change: object) -> None:
        before, self._known = self._known, self.fired
        target = self.target
        if self.target is not None and self.refusal(self.target.event):
            self.target = None
        # A run that goes on with a changed number is watched from here on.
        self._restart()
        if (before, target) != (self._known, self.target):
            self.changed.emit()

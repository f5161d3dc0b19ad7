"""Events in the whole data: found at a look, then traced to the iteration that brought them."""

from __future__ import annotations

from nnviz.core.arrays.frame import Position
from nnviz.core.breakpoints import hit as say
from nnviz.core.breakpoints.evaluation import DataEvaluation, EvaluationSchedule, Rising, Unit
from nnviz.core.breakpoints.hit import BreakpointHit
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.core.functions.buffers import Array
from nnviz.core.run.replay import Replay
from nnviz.core.run.timeline import Timeline


class EventSearch:
    """Compares each look with the one before.

    Parameters
    ----------
    timeline, replay
        The run, at the start of the watch, and what replays it.
    breakpoints
        Those that are looked for.
    rising
        What is known of the test loss.
    """

    def __init__(
        self, timeline: Timeline, replay: Replay, breakpoints: tuple[Breakpoint, ...], rising: Rising
    ) -> None:
        e, s = timeline.experiment, timeline.trainer.samples
        self._breakpoints = breakpoints
        self._replay = replay
        self._count = len(timeline.trainer.operations)
        operations = timeline.trainer.operations
        self._operation = {name: k for k, op in enumerate(operations, 1) for name in op.writes}
        self._looks, self._rising = EvaluationSchedule(e, s, breakpoints), rising
        self._state = self._looks.last(timeline.trainer.iteration)
        self._known: dict[int, DataEvaluation] = {}
        self._last = self._at(self._state)

    def already(self, b: Breakpoint) -> bool:
        """Whether a loss or an accuracy was reached at the last look."""
        known = b.event == "test_loss_rising" or b.event in self._last.units
        return not known and b in self._breakpoints and self._last.holds(b)

    def next(self, state: int) -> int:
        """Return the first moment to look at, not before `state`."""
        return self._looks.next(state)

    def look(self, state: int, flat: Array, start: Position) -> list[BreakpointHit]:
        """Look at the start of iteration `state`; return the events since the last look."""
        now, before = self._looks.look(flat), self._last
        self._known = {self._state: before, state: now}
        found: list[BreakpointHit] = []
        for b in self._breakpoints:
            if b.event == "test_loss_rising":
                found += self._rises(b, state, now)
            elif b.event in now.units:
                found += self._units(b, state, now.units[b.event] - before.units[b.event], start)
            elif now.holds(b) and not before.holds(b):
                found.append(self._score(b, state))
        self._state, self._last, self._known = state, now, {}
        return found

    def _at(self, state: int) -> DataEvaluation:
        if state not in self._known:
            self._known[state] = self._looks.look(self._replay.to(state).parameters.flat)
        return self._known[state]

    def _score(self, b: Breakpoint, state: int) -> BreakpointHit:
        at = self._looks.first(self._state, state, lambda s: self._at(s).holds(b))
        look = self._at(at)
        score = look.test if b.event.startswith("test_") else look.train
        assert score is not None
        value = score.accuracy if b.event.endswith("accuracy_above") else score.loss
        return BreakpointHit(b, Position(at - 1, self._count), say.score(at - 1, b, value))

    def _units(
        self, b: Breakpoint, state: int, fresh: frozenset[Unit], start: Position
    ) -> list[BreakpointHit]:
        found = []
        for layer, unit in sorted(fresh):
            who = (layer, unit)
            at = self._looks.first(
                self._state,
                state,
                lambda s, who=who: who in self._at(s).units[b.event],  # type: ignore[misc]
            )
            where = Position(at, self._operation[f"a{layer}"])
            if where > start:
                found.append(BreakpointHit(b, where, say.unit(at, b, layer, unit), layer, unit))
        return found

    def _rises(self, b: Breakpoint, state: int, now: DataEvaluation) -> list[BreakpointHit]:
        assert now.test is not None
        if state % self._looks.stride or not self._rising.note(state, now.test.loss):
            return []
        words = say.rising(state, now.test.loss, self._rising.lowest)
        return [BreakpointHit(b, Position(state - 1, self._count), words)]

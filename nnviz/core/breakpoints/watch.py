"""Training under watch: the run goes on in chunks, and each is searched for events afterwards."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.breakpoints import hit as say
from nnviz.core.breakpoints.evaluation import Rising
from nnviz.core.breakpoints.hit import BreakpointHit
from nnviz.core.breakpoints.norm_recorder import NormRecorder
from nnviz.core.breakpoints.search import EventSearch
from nnviz.core.experiment.breakpoints import EVENTS, Breakpoint
from nnviz.core.functions.buffers import Array
from nnviz.core.run.replay import Replay
from nnviz.core.run.timeline import Timeline

CALM = 64
"""Iterations for which something must not have held, to be an event again: a noisy loss is below its bound
now and then, and the run would stop each time."""


class WatchedRun:
    """Runs a timeline and says where it has to stop.

    An event is where something begins to hold: at an iteration, and not at the 64 before. What concerns
    the whole data is evaluated from time to time (see `EvaluationSchedule`), and when it has begun to hold,
    the first iteration since the last evaluation is found by replaying. All depends on the run alone, neither
    on its speed nor on pauses. Events at or before the position where the watch began are over.

    Parameters
    ----------
    timeline
        The run, where it is to be continued.
    breakpoints
        What to look for; those that are off are ignored.
    rising
        What is known of the test loss from earlier parts of this run.
    replay
        A replay of this run, if there is one already.
    """

    def __init__(
        self,
        timeline: Timeline,
        breakpoints: Iterable[Breakpoint],
        rising: Rising | None = None,
        replay: Replay | None = None,
    ) -> None:
        on = tuple(b for b in breakpoints if b.enabled and _fits(b, timeline))
        self._timeline = timeline
        self._start = timeline.position
        self._count = len(timeline.trainer.operations)
        self._numbers = next((b for b in on if b.event == "not_a_number"), None)
        self._targets = {_target(b, timeline): b for b in on if b.event in ("iteration", "epoch")}
        self._losses = [b for b in on if b.event == "loss_below"]
        self._gradients = [b for b in on if b.event.startswith("gradient")]
        self._replay = Replay(timeline) if replay is None else replay
        layers = {b.layer for b in self._gradients}
        self._recorder = NormRecorder(timeline.trainer.parameters, layers)
        self._ahead = NormRecorder(self._replay.trainer.parameters, layers)
        self._held: dict[Breakpoint, int] = {}
        looked = tuple(b for b in on if EVENTS[b.event].looked)
        self._looking = EventSearch(timeline, self._replay, looked, rising or Rising()) if looked else None
        operations = timeline.trainer.operations
        self._operation = {name: k for k, op in enumerate(operations, 1) for name in op.writes}
        self._simple = not self._gradients and self._looking is None
        self._lowest = max((b.value or 0.0 for b in self._losses), default=-math.inf)
        self._judged = self._start.iteration
        self._remember()

    def _remember(self) -> None:
        """Find out what held in the iterations before the start."""
        i, t = self._start.iteration, self._timeline.trainer
        finite = _finite(t.started[0]) and (not i or np.isfinite(self._loss(i - 1)))
        if not finite:
            self._numbers = None
        first = max(0, i - CALM)
        if i and self._losses:
            self._begins(first, i, self._timeline.history.losses[first:i], {})
        if i and self._gradients:
            r = self._replay.to(first)
            r.probes = self._ahead.probes
            self._ahead.norms()
            with np.errstate(all="ignore"):
                r.run(i - first, np.empty(CALM))
            r.probes = ()
            self._begins(first, i, None, self._ahead.norms())

    def _loss(self, iteration: int) -> float:
        known = self._timeline.history.losses.at(iteration)
        return 0.0 if known is None else known

    def already(self, b: Breakpoint) -> bool:
        """Whether what a breakpoint waits for is so where the watch begins, so that it cannot begin."""
        if b.event in ("iteration", "epoch"):
            return Position(_target(b, self._timeline), self._count) <= self._start
        if b.event == "not_a_number":
            return self._numbers is None
        return b in self._held or (self._looking is not None and self._looking.already(b))

    # -- running -------------------------------------------------------------------------------------

    def run(self, iterations: int) -> BreakpointHit | None:
        """Train at most `iterations`, the one under way included; return where to stop if it is in them.

        The timeline is at the start of an iteration afterwards. It may train fewer, so that nothing is
        trained in vain beyond a stop that is foreseen, and so that the data is looked at in time.
        """
        t, history = self._timeline, self._timeline.history
        if t.trainer.operation:
            if found := self.ahead():
                return found
            t.run(1)
            iterations -= 1
        first = t.trainer.iteration
        until = first + iterations
        for i in self._targets:
            if first <= i < until:
                until = i + 1
        if self._looking is not None:
            until = min(until, self._looking.next(first + 1))
        if first < history.losses.exact_from:
            # So old that its losses are no longer kept one by one.
            until = min(until, first + 1)
        if until <= first:
            return None
        trainer, forgotten = t.trainer, first < history.losses.exact_from
        program = trainer.program if forgotten else None
        trainer.probes = self._recorder.probes
        try:
            t.run(until - first)
        finally:
            trainer.probes = ()
        losses = history.losses[first:until] if program is None else np.array([float(program.arrays["C"])])
        flat = trainer.parameters.flat
        if self._simple and until - 1 not in self._targets:
            # Nearly every chunk ends here, three calls after its last iteration.
            calm = losses.min() >= self._lowest and math.isfinite(np.add.reduce(losses))
            if calm and math.isfinite(np.add.reduce(flat)):
                self._judged = until
                return None
        return self._judge(first, until, losses, self._recorder.norms(), flat)

    def ahead(self) -> BreakpointHit | None:
        """Return where the iteration under way will have to stop, without running it."""
        i = self._timeline.trainer.iteration
        if i < self._judged:
            return None
        trainer, value = self._replay.ahead()
        self._ahead.norms()
        self._ahead.record()
        return self._judge(i, i + 1, np.array([value]), self._ahead.norms(), trainer.parameters.flat)

    # -- judging -------------------------------------------------------------------------------------

    def _judge(
        self, first: int, until: int, losses: Array, norms: dict[int | None, Array], flat: Array
    ) -> BreakpointHit | None:
        self._judged = until
        found = self._begins(first, until, losses, norms)
        for iteration, b in self._targets.items():
            if first <= iteration < until:
                words = say.reached(b, self._timeline.batches_per_epoch)
                found.append(BreakpointHit(b, Position(iteration, self._count), words))
        if self._numbers is not None and not (_finite(losses) and _finite(flat)):
            found += self._lost(self._numbers, first, until, losses)
        if self._looking is not None and self._looking.next(until) == until:
            found += self._looking.look(until, flat, self._start)
        found = [stop for stop in found if stop.position > self._start]
        return min(found, key=lambda stop: stop.position, default=None)

    def _begins(
        self, first: int, until: int, losses: Array | None, norms: dict[int | None, Array]
    ) -> list[BreakpointHit]:
        """Return where losses and norms begin to be beyond their bounds, and note where they last were."""
        found = []
        for b in self._losses if losses is not None else ():
            assert losses is not None
            assert b.value is not None
            number = self._operation["C"]
            if losses.min() >= b.value:
                continue
            if (k := self._first(b, first, losses < b.value, number)) is not None:
                at = Position(first + k, number)
                found.append(BreakpointHit(b, at, say.loss(first + k, float(losses[k]), b.value)))
        for b in self._gradients if norms else ():
            values = norms[b.layer]
            beyond = values > b.value if b.event == "gradient_above" else values < b.value
            number = self._written(b.layer)
            if (k := self._first(b, first, beyond, number)) is not None:
                at = Position(first + k, number)
                found.append(BreakpointHit(b, at, say.gradient(first + k, b, float(values[k])), b.layer))
        return found

    def _first(self, b: Breakpoint, first: int, holds: Array, operation: int) -> int | None:
        """Return where `b` begins to hold after the start, and note where it last held."""
        at = np.flatnonzero(holds)
        if not at.size:
            return None
        before = np.concatenate([[self._held.get(b, -CALM - 1)], first + at[:-1]])
        soonest = self._start.iteration + (operation <= self._start.operation)
        begins = at[(first + at - before > CALM) & (first + at >= soonest)]
        self._held[b] = first + int(at[-1])
        return int(begins[0]) if begins.size else None

    def _written(self, layer: int | None) -> int:
        """Return the operation that writes a gradient; for the whole, the last that writes a part of it."""
        if layer is not None:
            return self._operation[f"dW{layer}"]
        return max(self._operation[f"d{value}"] for value in self._timeline.trainer.parameters.values)

    def _lost(self, b: Breakpoint, first: int, until: int, losses: Array) -> list[BreakpointHit]:
        """Find the operation that lost the first number: parameters that are lost stay so."""
        bad = np.flatnonzero(~np.isfinite(losses))
        sound, broken = first, first + int(bad[0]) + 1 if bad.size else until
        while broken - sound > 1:
            middle = (sound + broken) // 2
            if _finite(self._replay.to(middle).parameters.flat):
                sound = middle
            else:
                broken = middle
        found = self._replay.first_lost(sound)
        # What is lost stays lost: it is said once.
        self._numbers = None
        if found is None:
            return []
        number, _, array = found
        trainer = self._replay.trainer
        words = say.lost(trainer.recipe, sound, trainer.operations[number - 1], array)
        return [BreakpointHit(b, Position(sound, number), words, trainer.operations[number - 1].layer)]


def _fits(b: Breakpoint, timeline: Timeline) -> bool:
    """Whether the network has the layer a breakpoint asks for."""
    return b.layer is None or b.layer in timeline.trainer.parameters.layers


def iteration_end(b: Breakpoint, timeline: Timeline) -> Position | None:
    """Return the position at which a number of iterations or epochs is reached, None for other events."""
    if b.event not in ("iteration", "epoch"):
        return None
    return Position(_target(b, timeline), len(timeline.trainer.operations))


def _target(b: Breakpoint, timeline: Timeline) -> int:
    """Return the iteration at whose end a number of iterations or epochs is reached."""
    assert b.value is not None
    value = int(b.value)
    return value if b.event == "iteration" else value * timeline.batches_per_epoch - 1


def _finite(values: Array) -> bool:
    # A sum is several times faster than asking each; it may overflow where no number does.
    return math.isfinite(np.add.reduce(values)) or bool(np.isfinite(values).all())

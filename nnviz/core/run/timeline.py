"""Time: any position of a run, exact to the bit, from keyframes and replay."""

from __future__ import annotations

import bisect
import math
import time
from collections.abc import Iterable, Iterator

import numpy as np

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.run.history import History, next_kept, next_score
from nnviz.core.run.layer_statistics import LayerStatistics
from nnviz.core.run.trainer import Trainer
from nnviz.core.text.translate import translate

KEYFRAME_INTERVAL = 64
_HELD = 416
"""Bytes of two arrays, a pair, a key and its entries beside the numbers in them; measured."""
DEFAULT_MEMORY = 128 * 2**20

_quiet = np.errstate(all="ignore")
"""Values that overflow or are no number are shown and explained; NumPy need not warn of them too."""


class Timeline:
    """A run in time.

    Keyframes (parameters and optimizer state) are kept every 64 iterations, closer at the start, and
    further apart when they would need more than `memory` bytes. Any other position is the nearest keyframe
    before it, replayed by the calls that trained it. The histories take at most half as much again.

    Parameters
    ----------
    e
        The experiment. A timeline is a pure function of it.
    memory
        Bound for the keyframes, in bytes.
    """

    def __init__(self, e: Experiment, memory: int = DEFAULT_MEMORY) -> None:
        self.experiment = e
        self.trainer = Trainer(e)
        self.memory = memory
        self.interval = KEYFRAME_INTERVAL
        self.history = History(len(self.trainer.parameters.layers), memory // 2)
        self._keyframes: dict[int, tuple[Array, Array]] = {0: self.trainer.snapshot()}
        self._sorted = [0]
        self._evaluator = Evaluator(e, self.trainer.samples)
        self.layer_statistics = LayerStatistics(self)

    @property
    def position(self) -> Position:
        """Where the arrays are."""
        return Position(self.trainer.iteration, self.trainer.operation)

    @property
    def length(self) -> int:
        """Number of iterations whose loss is known; the latest that has been run."""
        return self.history.length

    @property
    def batches_per_epoch(self) -> int:
        """Iterations in an epoch."""
        return self.trainer.batches_per_epoch

    @property
    def bytes(self) -> int:
        """Memory held by keyframes and histories."""
        return len(self._keyframes) * self.keyframe_bytes + self.history.bytes + self.layer_statistics.bytes

    @property
    def keyframe_bytes(self) -> int:
        """Memory held by one keyframe, its numbers and what Python needs to hold them."""
        flat, state = self._keyframes[0]
        return flat.nbytes + state.nbytes + _HELD

    def keyframe(self, iteration: int) -> tuple[int, Array, Array]:
        """Return the last kept position not after `iteration`: its iteration, parameters and state."""
        nearest = self._sorted[bisect.bisect_right(self._sorted, iteration) - 1]
        return nearest, *self._keyframes[nearest]

    def keyframes(self) -> Iterator[tuple[int, Array, Array]]:
        """Yield all kept positions in order: iteration, parameters and state."""
        for iteration in self._sorted:
            yield iteration, *self._keyframes[iteration]

    def load_keyframes(self, keyframes: Iterable[tuple[int, Array, Array]]) -> None:
        """Load the kept positions of a run of the same experiment, the start among them, and go there."""
        self._keyframes = {iteration: (flat, state) for iteration, flat, state in keyframes}
        self._sorted = sorted(self._keyframes)
        self.thin_keyframes(self.memory)
        self.trainer.restore(0, *self._keyframes[0])

    @_quiet
    def run(self, iterations: int) -> None:
        """Finish the present iteration if it is under way, then run whole ones: `iterations` in all."""
        if iterations <= 0:
            return
        if self.trainer.operation:
            self._finish()
            iterations -= 1
        stop = self.trainer.iteration + iterations
        while self.trainer.iteration < stop:
            i = self.trainer.iteration
            until = min(next_kept(i + 1, KEYFRAME_INTERVAL), stop)
            if i < self.history.length:
                until = min(until, self.history.length)
            self.trainer.run(until - i, self.history.losses.room(i, until))
            self._record(until - 1)
            self._maybe_keyframe()

    def _finish(self) -> None:
        """Run the rest of the iteration under way and go on to the start of the next."""
        self.trainer.run_operations(len(self.trainer.operations))
        self._note_stepped()
        self.trainer.finish()
        self._maybe_keyframe()

    def _note_stepped(self) -> None:
        """Record an iteration that was stepped through, at its last operation, as a run would have."""
        i = self.trainer.iteration
        self.history.losses.room(i, i + 1)[0] = self.trainer.program.arrays["C"]
        self._record(i)

    def _record(self, last: int) -> None:
        """Note that iterations up to `last` have run; its gradients are still in place."""
        if last >= self.history.length:
            self.history.length = last + 1
            if next_kept(last + 1, KEYFRAME_INTERVAL) == last + 1:
                p = self.trainer.parameters
                norms = [_norm(p.weights(p.gradient, n)) for n in p.layers]
                self.history.norms.append(last, np.array(norms))

    def _maybe_keyframe(self) -> None:
        """Keep a keyframe if the present iteration, at its start, is one to keep."""
        i = self.trainer.iteration
        # Once memory was short the beginning is no longer kept closer, or every replay of it would push
        # out the rest.
        thinned = self.interval > KEYFRAME_INTERVAL
        kept = i % self.interval == 0 if thinned else next_kept(i, self.interval) == i
        if kept and i not in self._keyframes:
            self._keep(i)

    def update_scores(self, seconds: float = float("inf")) -> bool:
        """Compute losses and accuracies over the whole data at keyframes that have none, oldest first.

        They do not steer the training, so they are computed for whoever wants to see them, and the run
        pays nothing. Stops after `seconds`, but not before the first; returns whether all are known.
        """
        known = self.history.scores.iterations
        last, began = int(known[-1]) if known.size else -1, time.perf_counter()
        if self._sorted[-1] <= last:
            return True
        missing = [i for i in self._sorted[bisect.bisect_right(self._sorted, last) :] if next_score(i) == i]
        for i in missing:
            if i > missing[0] and time.perf_counter() - began > seconds:
                return False
            self._evaluator.parameters.flat[...] = self._keyframes[i][0]
            train, test = self._evaluator.scores()
            self.history.scores.append(i, np.array([train.loss, test.loss, train.accuracy, test.accuracy]))
        return True

    def _keep(self, i: int) -> None:
        self._keyframes[i] = self.trainer.snapshot()
        if not self.thin_keyframes(self.memory):
            bisect.insort(self._sorted, i)

    def set_memory_limit(self, memory: int) -> None:
        """Keep no more than `memory` bytes of keyframes and half as many of histories from now on."""
        self.memory = memory
        self.history.limit(memory // 2)
        self.thin_keyframes(memory)

    def thin_keyframes(self, memory: int) -> bool:
        """Keep keyframes further apart until they need no more than `memory` bytes; return whether any went.

        Only time is lost: to any position between them there is more to replay.
        """
        thinned = False
        while len(self._keyframes) * self.keyframe_bytes > memory and len(self._keyframes) > 2:
            self.interval *= 2
            self._keyframes = {k: v for k, v in self._keyframes.items() if k % self.interval == 0}
            thinned = True
        if thinned:
            self._sorted = sorted(self._keyframes)
        return thinned

    @_quiet
    def seek(self, position: Position) -> None:
        """Move the arrays to `position`, back or forward, running what was never run.

        Raises
        ------
        ValueError
            If there is no such position; nothing moves then.
        """
        iteration, operation = position
        t = self.trainer
        if iteration < 0 or operation < 0:
            raise ValueError(
                translate("run", "position {position}: iteration and operation start at 0").format(
                    position=position
                )
            )
        if operation > len(t.operations):
            raise ValueError(
                translate("run", "position {position}: an iteration has {count} operations").format(
                    position=position, count=len(t.operations)
                )
            )
        if iteration == t.iteration and operation < t.operation:
            t.rewind()
        elif iteration != t.iteration:
            self._go_to(iteration)
        t.run_operations(operation)
        if operation == len(t.operations):
            self._note_stepped()

    def _go_to(self, iteration: int) -> None:
        here = self.trainer.iteration
        nearest = self._sorted[bisect.bisect_right(self._sorted, iteration) - 1]
        if iteration < here or nearest > here:
            self.trainer.restore(nearest, *self._keyframes[nearest])
        self.run(iteration - self.trainer.iteration)

    def frame(self, position: Position | None = None) -> Frame:
        """Return what can be seen at `position` (the present one if None), moving there."""
        if position is not None:
            self.seek(position)
        t = self.trainer
        p, program = t.parameters, t.program
        done = t.operations[: t.operation]
        values = {"X": program.arrays["X"].copy(), "Y": program.arrays["Y"].copy()}
        values |= {f"mask{layer}": mask.copy() for layer, mask in program.masks.items()}
        start_flat, start_state = t.started
        before, after = p.named(start_flat.copy()), p.named(p.flat.copy())
        gradients = p.named(p.gradient.copy(), "d")
        values.update(before)
        size = p.flat.size
        for k, name in enumerate(p.vectors):
            part = slice(k * size, (k + 1) * size)
            values.update(p.named(start_state[part].copy(), name))
            after.update(p.named(p.state[part].copy(), name))
        if "t" in {name for op in t.operations for name in op.reads}:
            values["t"] = np.array(start_state[-1] + 1.0)
        for op in done:
            for name in op.writes:
                if name.endswith("_next"):
                    values[name] = after[name.removesuffix("_next")]
                elif name in gradients:
                    values[name] = gradients[name]
                else:
                    values[name] = program.arrays[name].copy()
        updated = t.operation == len(t.operations)
        flat = (p.flat if updated else start_flat).copy()
        for array in (*values.values(), flat):
            array.flags.writeable = False
        return Frame(
            position=self.position,
            experiment=t.recipe,
            operations=t.operations,
            values=values,
            flat=flat,
            examples=t.batch_examples,
            samples=t.samples,
            batches_per_epoch=t.batches_per_epoch,
        )

    def branch(self, e: Experiment, iteration: int) -> Timeline:
        """Return a timeline of `e`, which is this one's experiment before `iteration`, keeping that past."""
        new = Timeline(e, self.memory)
        new.history = self.history.copy_until(iteration)
        new.interval = self.interval
        new._keyframes.update({k: v for k, v in self._keyframes.items() if 0 < k < iteration})
        new._sorted = sorted(new._keyframes)
        known = self._start_of(iteration, e)
        if known is not None and iteration:
            # What is dragged during a run is changed at every picture: nothing is replayed for it.
            new.trainer.restore(iteration, *known)
            new._maybe_keyframe()
        return new

    def _start_of(self, iteration: int, e: Experiment) -> tuple[Array, Array] | None:
        """Return what is known here of the start of `iteration` and holds for `e` too."""
        t = self.trainer
        if iteration == t.iteration + 1 and t.operation == len(t.operations):
            return t.snapshot()
        if iteration != t.iteration:
            return None
        # What was set by hand at this very start is in the arrays, so it has to be set again.
        mine, its = (_set_at(iteration, one) for one in (self.experiment, e))
        whole = {name for name, unit, _ in its if unit is None}
        return t.started if all(one in its or one[0] in whole for one in mine) else None


def _set_at(iteration: int, e: Experiment) -> set[tuple[str, int | None, int | None]]:
    found = (c for c in e.changes if c.iteration == iteration)
    return {(c.parameter, c.unit, c.source) for c in found if c.parameter is not None}


def _norm(matrix: Array) -> float:
    flat = matrix.ravel()
    return math.sqrt(flat.dot(flat))

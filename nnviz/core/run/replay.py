"""Running a part of a run again, on arrays of its own."""

from __future__ import annotations

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.core.network.operation import Operation
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.trainer import Trainer

_CHUNK = 64


class Replay:
    """A second trainer that follows a run and leaves it alone.

    Parameters
    ----------
    timeline
        The run. It is read and never moved.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._losses = np.empty(_CHUNK)
        self.trainer = Trainer(timeline.experiment)

    def to(self, iteration: int) -> Trainer:
        """Go to the start of an iteration that the run has reached, and return the trainer."""
        t, present = self.trainer, self._timeline.trainer
        nearest, flat, state = self._timeline.keyframe(iteration)
        if present.iteration == iteration:
            t.restore(iteration, *present.started)
        elif t.operation or not nearest <= t.iteration <= iteration:
            t.restore(nearest, flat, state)
        with np.errstate(all="ignore"):
            while t.iteration < iteration:
                t.run(min(_CHUNK, iteration - t.iteration), self._losses)
        return t

    def ahead(self) -> tuple[Trainer, float]:
        """Run the present iteration to its end; return the trainer at the start of the next, and the loss.

        The gradients of the iteration are still in place.
        """
        t = self.to(self._timeline.trainer.iteration)
        with np.errstate(all="ignore"):
            program = t.program
            t.finish()
        return t, float(program.arrays["C"])

    def first_lost(self, iteration: int) -> tuple[int, str, Array] | None:
        """Return number, name and value of what an iteration is the first to write that is not finite."""
        t = self.to(iteration)
        for number, operation in enumerate(t.operations, 1):
            with np.errstate(all="ignore"):
                t.run_operations(number)
            for name, array in written(t, operation):
                if not np.isfinite(array).all():
                    return number, name, array.copy()
        return None


def written(t: Trainer, operation: Operation) -> list[tuple[str, Array]]:
    """Return what an operation has written."""
    p = t.parameters
    known = {**t.program.arrays, **p.named(p.gradient, "d")}
    for prefix, vector in {"": p.flat, **p.vectors}.items():
        known |= {f"{name}_next": array for name, array in p.named(vector, prefix).items()}
    return [(name, known[name]) for name in operation.writes]

"""A second run beside the one that is open, at the same iteration."""

from __future__ import annotations

import time

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.history import History
from nnviz.core.run.timeline import Timeline

_CHUNK = 64
_SCORING = 0.003
"""Seconds for scores over the whole data; those that are left follow with the next picture."""
_MEMORY = 32 * 2**20
"""Bound for the keyframes of the second run, in bytes."""


class Comparison:
    """Runs another experiment by its own program and follows the frames of the first.

    Parameters
    ----------
    experiment
        What is compared with.
    run
        A run of it that is known already, nobody else's; None to train it from its start.

    Attributes
    ----------
    frame : Frame
        Where it stands.
    """

    def __init__(self, experiment: Experiment, run: Timeline | None = None) -> None:
        self._timeline = Timeline(experiment, _MEMORY) if run is None else run
        self._timeline.set_memory_limit(_MEMORY)
        self.frame = self._timeline.frame()

    @property
    def experiment(self) -> Experiment:
        """What is compared with."""
        return self._timeline.experiment

    @property
    def history(self) -> History:
        """Scalar histories of its run."""
        return self._timeline.history

    def follow(self, frame: Frame, seconds: float = float("inf")) -> bool:
        """Go to the position of `frame`, or as near to it as there is time for; return whether it is there.

        The same position of another program is where the same value has just been written.
        """
        timeline, wanted, there = self._timeline, _same(frame, self._timeline), True
        if wanted.iteration - timeline.length > _CHUNK:
            began = time.perf_counter()
            # From the latest iteration on, a little at a time.
            timeline.seek(Position(max(timeline.length - 1, 0), 0))
            while timeline.position.iteration < wanted.iteration:
                timeline.run(min(_CHUNK, wanted.iteration - timeline.position.iteration))
                if time.perf_counter() - began >= seconds:
                    there = timeline.position.iteration >= wanted.iteration
                    break
        self.frame = timeline.frame(wanted if there else None)
        timeline.update_scores(_SCORING)
        return there


def _same(frame: Frame, timeline: Timeline) -> Position:
    iteration, operation = frame.position
    operations = timeline.trainer.operations
    if operation in (0, len(frame.operations)):
        return Position(iteration, len(operations) if operation else 0)
    written = frame.operations[operation - 1].writes
    for number, op in enumerate(operations, 1):
        if set(op.writes) & set(written):
            return Position(iteration, number)
    return Position(iteration, min(operation, len(operations)))

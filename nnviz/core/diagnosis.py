"""Trouble in a run: where numbers stop being finite, and what usually helps."""

from __future__ import annotations

import numpy as np

from nnviz.core.frame import Frame, Position
from nnviz.core.timeline import Timeline


def lost(frame: Frame) -> str | None:
    """Return the first value written by the present operation that is not finite, None if all are."""
    op = frame.operation
    for name in op.writes if op is not None else ():
        if not np.isfinite(frame.values[name]).all():
            return name
    return None


def first_lost(timeline: Timeline, start: int) -> Position | None:
    """Return the operation where a run lost its first number, looking from iteration `start` on.

    The loss of an iteration tells that something is lost; the operation is found by replaying that
    iteration and the one before, whose update may have done it. Moves the timeline.
    """
    losses = timeline.history.losses[start : timeline.length]
    bad = np.flatnonzero(~np.isfinite(losses))
    if not bad.size:
        return None
    iteration = start + int(bad[0])
    for i in (iteration - 1, iteration):
        for k in range(1, len(timeline.trainer.operations) + 1) if i >= 0 else ():
            if lost(timeline.frame(Position(i, k))) is not None:
                return Position(i, k)
    return Position(iteration, len(timeline.trainer.operations))


def sentence(frame: Frame) -> str:
    """Say what was lost at the present operation, where, and what usually helps."""
    op, name = frame.operation, lost(frame)
    assert op is not None
    array = frame.values[name] if name is not None else np.array(np.nan)
    what = "is no number any more" if np.isnan(array).any() else "has grown beyond all numbers"
    return (
        f"Diverged: {op.symbol} {what} in iteration {frame.position.iteration}, {op.title}. "
        f"A smaller learning rate than {frame.experiment.optimizer.learning_rate:g} usually helps; "
        "go back with ← to see how it came."
    )

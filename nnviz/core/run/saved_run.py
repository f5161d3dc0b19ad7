"""A run as a file keeps it: moments to start again from, and its history.

A run is a pure function of its recipe, but only on one kind of machine: another processor may round
another way, and training makes much of a last bit. So a file keeps moments of the run itself.
"""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec
import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError, Record
from nnviz.core.functions.buffers import Array
from nnviz.core.run.timeline import Timeline

MAX_KEYFRAMES, MAX_KEYFRAME_NUMBERS = 128, 1_000_000
MAX_LOSSES, MAX_NORMS = 1_000_000, 4_096
Iteration = Annotated[int, msgspec.Meta(ge=0, le=10**12)]


class KeptRun(Record, frozen=True):
    """Moments and history of a run.

    Attributes
    ----------
    recipe
        Digest of the experiment this is a run of; of an experiment that was changed by hand it is none.
    iteration, operation
        What was in view.
    kept
        Iterations of the keyframes.
    keyframes
        At the start of each of them all parameters, then the state of the optimizer, ``(keyframes, …)``.
    losses, losses_from
        Loss of the batch of every iteration from `losses_from` on, ``(1, iterations)``.
    gradient_norms
        Iteration, then ‖∂C/∂W‖ of every layer with weights, ``(rows, 1 + layers)``.
    """

    recipe: Annotated[str, msgspec.Meta(min_length=64, max_length=64)]
    iteration: Iteration
    operation: Annotated[int, msgspec.Meta(ge=0, le=10**6)]
    kept: Annotated[tuple[Iteration, ...], msgspec.Meta(min_length=1, max_length=MAX_KEYFRAMES)]
    keyframes: Matrix
    losses: Matrix | None = None
    losses_from: Iteration = 0
    gradient_norms: Matrix | None = None

    def check(self) -> None:
        """Check that the parts fit each other."""
        if self.keyframes.shape[0] != len(self.kept):
            raise ExperimentError(
                f"keyframes: expected {len(self.kept)} rows, as many as kept, not {self.keyframes.shape[0]}"
            )
        if self.kept[0] != 0 or list(self.kept) != sorted(set(self.kept)):
            raise ExperimentError("kept: expected rising iterations that begin with 0")
        if self.losses is not None and self.losses.shape[0] != 1:
            raise ExperimentError("losses: expected one row")
        if self.losses is not None and self.losses.shape[1] > MAX_LOSSES:
            raise ExperimentError(f"losses: at most {MAX_LOSSES:,} are kept")
        if self.gradient_norms is not None and self.gradient_norms.shape[0] > MAX_NORMS:
            raise ExperimentError(f"gradient_norms: at most {MAX_NORMS:,} rows are kept")


def digest(e: Experiment) -> str:
    """Return what tells an experiment from any other."""
    return hashlib.sha256(msgspec.json.encode(e.to_dict(), order="deterministic")).hexdigest()


def keep_run(timeline: Timeline, iteration: int, operation: int) -> KeptRun:
    """Return what a file keeps of a run that stands at a position. Numbers that are lost are left out."""
    frames = [(i, np.concatenate(arrays)) for i, *arrays in timeline.keyframes()]
    frames = [(i, row) for i, row in frames if np.isfinite(row).all()]
    frames = _thinned(frames, min(MAX_KEYFRAMES, max(2, MAX_KEYFRAME_NUMBERS // frames[0][1].size)))
    losses, start = _losses(timeline)
    return KeptRun(
        recipe=digest(timeline.experiment),
        iteration=iteration,
        operation=operation,
        kept=tuple(i for i, _ in frames),
        keyframes=Matrix(np.stack([row for _, row in frames])),
        losses=Matrix(losses[None]) if losses.size else None,
        losses_from=start if losses.size else 0,
        gradient_norms=_norms(timeline),
    )


def _thinned(frames: list[tuple[int, Array]], most: int) -> list[tuple[int, Array]]:
    """Return at most `most` of them, the first and the last among them."""
    if len(frames) <= most:
        return frames
    places = np.unique(np.linspace(0, len(frames) - 1, most).round().astype(int))
    return [frames[place] for place in places]


def _losses(timeline: Timeline) -> tuple[Array, int]:
    history = timeline.history.losses
    start = max(history.exact_from, history.length - MAX_LOSSES)
    losses = np.array(history[start : history.length])
    lost = np.flatnonzero(~np.isfinite(losses))
    return losses[: lost[0]] if lost.size else losses, start


def _norms(timeline: Timeline) -> Matrix | None:
    norms = timeline.history.norms
    rows = np.column_stack([norms.iterations.astype(float), norms.values])
    rows = rows[np.isfinite(rows).all(axis=1)]
    if not len(rows):
        return None
    step = -(-len(rows) // MAX_NORMS)
    return Matrix(np.ascontiguousarray(rows[::step]))


def resume(timeline: Timeline, run: KeptRun) -> bool:
    """Give a fresh timeline the moments and the history of a kept run; return whether they are its own.

    Raises
    ------
    ExperimentError
        If the numbers do not fit the network.
    """
    if run.recipe != digest(timeline.experiment):
        return False
    t = timeline.trainer
    size = t.parameters.flat.size
    if run.keyframes.shape[1] != size + t.parameters.state.size:
        raise ExperimentError(
            f"keyframes: expected rows of {size + t.parameters.state.size:,} numbers, "
            f"not {run.keyframes.shape[1]:,}"
        )
    if run.operation > len(t.operations):
        raise ExperimentError(f"operation: an iteration has {len(t.operations)}, not {run.operation}")
    norms = run.gradient_norms
    if norms is not None and norms.shape[1] != 1 + timeline.history.norms.width:
        raise ExperimentError(
            f"gradient_norms: expected rows of {1 + timeline.history.norms.width} numbers, "
            f"not {norms.shape[1]}"
        )
    rows = zip(run.kept, run.keyframes.array, strict=True)
    timeline.adopt((i, row[:size].copy(), row[size:].copy()) for i, row in rows)
    losses = np.empty(0) if run.losses is None else run.losses.array[0]
    timeline.history.adopt(losses, run.losses_from, None if norms is None else norms.array)
    return True

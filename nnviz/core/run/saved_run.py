"""A run as a file keeps it: positions to start again from, and its history.

A run is a pure function of its recipe, but only on one kind of machine: another processor may round
another way, and training makes much of a last bit. So a file keeps positions of the run itself.
"""

from __future__ import annotations

import bisect
import hashlib
from collections.abc import Sequence
from typing import Annotated

import msgspec
import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import PACKED_FROM, Matrix
from nnviz.core.experiment.record import ExperimentError, Record
from nnviz.core.functions.buffers import Array
from nnviz.core.run.loss_pyramid import FACTOR
from nnviz.core.run.timeline import Timeline
from nnviz.core.text.translate import translate

MAX_KEYFRAMES, MAX_KEYFRAME_NUMBERS = 128, 1_000_000
MAX_LOSSES, MAX_NORMS, MAX_GAPS = 1_000_000, 4_096, 4_096
REPLAY_WORK = 2_000_000_000
"""Most numbers that are computed to come from a kept position to the current one: a few seconds."""
_LEAST_WORK = 10_000
Iteration = Annotated[int, msgspec.Meta(ge=0, le=10**12)]


class SavedRun(Record, frozen=True):
    """Positions and history of a run.

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
    losses_lost
        Where losses were no finite numbers and 0 stands for them: the first iteration and the one after
        the last, ``(gaps, 2)``.
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
    losses_lost: Matrix | None = None
    gradient_norms: Matrix | None = None

    def check(self) -> None:
        """Check that the parts fit each other."""
        if self.keyframes.shape[0] != len(self.kept):
            raise ExperimentError(
                "keyframes: "
                + translate("run", "expected {count} rows, as many as kept, not {shape}").format(
                    count=len(self.kept), shape=self.keyframes.shape[0]
                )
            )
        if self.kept[0] != 0 or list(self.kept) != sorted(set(self.kept)):
            raise ExperimentError("kept: " + translate("run", "expected rising iterations that begin with 0"))
        if self.losses is not None and self.losses.shape[0] != 1:
            raise ExperimentError("losses: " + translate("run", "expected one row"))
        if self.losses is not None and self.losses.shape[1] > MAX_LOSSES:
            raise ExperimentError(
                "losses: " + translate("run", "at most {max_losses:,} are kept").format(max_losses=MAX_LOSSES)
            )
        self._check_reach()
        self._check_gaps()
        if self.gradient_norms is not None and self.gradient_norms.shape[0] > MAX_NORMS:
            raise ExperimentError(
                "gradient_norms: "
                + translate("run", "at most {max_norms:,} rows are kept").format(max_norms=MAX_NORMS)
            )

    @property
    def end(self) -> int:
        """The iteration after the last whose loss is kept."""
        return self.losses_from + (0 if self.losses is None else self.losses.shape[1])

    def _check_reach(self) -> None:
        """Check that iterations are no further apart than what the file holds of them can bridge."""
        last, start = self.kept[-1], self.losses_from
        if start and (self.losses is None or start > last):
            text = (
                translate("run", "expected 0 without losses, not {start:,}")
                if self.losses is None
                else translate("run", "expected at most {last:,}, the last that is kept, not {start:,}")
            )
            raise ExperimentError("losses_from: " + text.format(last=last, start=start))
        if last > self.end + MAX_LOSSES:
            bound = self.end + MAX_LOSSES
            raise ExperimentError(
                "kept: "
                + translate("run", "expected at most {bound:,}, near the last loss, not {last:,}").format(
                    bound=bound, last=last
                )
            )
        if start % FACTOR and self.end - start < FACTOR:
            raise ExperimentError(
                "losses: "
                + translate("run", "expected at least {factor}, or all from the start").format(factor=FACTOR)
            )

    def _check_gaps(self) -> None:
        if self.losses_lost is None:
            return
        gaps = self.losses_lost.array
        if gaps.shape[1] != 2 or len(gaps) > MAX_GAPS:
            raise ExperimentError(
                "losses_lost: "
                + translate("run", "expected at most {max_gaps:,} rows of two iterations").format(
                    max_gaps=MAX_GAPS
                )
            )
        edges = np.concatenate([[self.losses_from], gaps.ravel(), [self.end]])
        if (np.diff(edges) < 0).any() or (edges % 1).any():
            raise ExperimentError(
                "losses_lost: "
                + translate("run", "expected rising whole numbers from {losses_from:,} to {end:,}").format(
                    losses_from=self.losses_from, end=self.end
                )
            )

    def fitted(self, room: int) -> SavedRun | None:
        """Return it with as many keyframes as take no more than `room` bytes of a file, None if none do."""
        others = [matrix for matrix in (self.losses, self.gradient_norms) if matrix is not None]
        room -= sum(_most_bytes(*matrix.shape) for matrix in others) + 100 * len(self.kept) + 1_000
        most, (count, width) = len(self.kept), self.keyframes.shape
        while most and _most_bytes(most, width) > room:
            most = most // 2 if most > 3 else most - 1
        if most == count:
            return self
        places = _places(self.kept, self.iteration, most)
        if not places:
            return None
        kept, keyframes = tuple(self.kept[i] for i in places), Matrix(self.keyframes.array[places])
        return msgspec.structs.replace(self, kept=kept, keyframes=keyframes)


def _most_bytes(rows: int, columns: int) -> int:
    """Return how many bytes a matrix takes in a file at most, see `Matrix.packed`."""
    size = rows * columns
    return size * 32 if size <= PACKED_FROM else size * 32 // 3 + 200


def digest(e: Experiment) -> str:
    """Return what tells an experiment from any other."""
    return hashlib.sha256(msgspec.json.encode(e.to_dict(), order="deterministic")).hexdigest()


def save_run(timeline: Timeline, iteration: int, operation: int) -> SavedRun:
    """Return what a file keeps of a run that stands at a position. Numbers that are lost are left out."""
    losses, start, gaps = _losses(timeline)
    frames = _frames(timeline, iteration, start + losses.size)
    return SavedRun(
        recipe=digest(timeline.experiment),
        iteration=iteration,
        operation=operation,
        kept=tuple(i for i, _ in frames),
        keyframes=Matrix(np.stack([row for _, row in frames])),
        losses=Matrix(losses[None]) if losses.size else None,
        losses_from=start,
        losses_lost=Matrix(gaps) if len(gaps) else None,
        gradient_norms=_norms(timeline),
    )


def _frames(timeline: Timeline, iteration: int, end: int) -> list[tuple[int, Array]]:
    """Return positions up to `end`, the end of what is known of the losses; the current one among them.

    So nothing is trained again when the file is opened. Positions with numbers that are lost are left out.
    """
    arrays = {i: (flat, state) for i, flat, state in timeline.keyframes()}
    if timeline.position.iteration == iteration:
        arrays[iteration] = timeline.trainer.started
    size = sum(array.size for array in arrays[0])
    finite = [i for i in sorted(arrays) if i <= end and all(np.isfinite(a).all() for a in arrays[i])]
    most = min(MAX_KEYFRAMES, max(2, MAX_KEYFRAME_NUMBERS // size))
    kept = [finite[place] for place in _places(finite, iteration, most)]
    return [(i, np.concatenate(arrays[i])) for i in kept]


def _places(kept: Sequence[int], iteration: int, most: int) -> list[int]:
    """Return which positions stay where at most `most` may: first, in view, last, then others in between."""
    if most <= 0 or len(kept) <= most:
        return list(range(len(kept))) if most > 0 else []
    in_view = bisect.bisect_right(kept, iteration) - 1
    places = list(dict.fromkeys([0, in_view, len(kept) - 1]))[:most]
    even = np.linspace(0, len(kept) - 1, most).round().astype(int).tolist()
    places += [place for place in even if place not in places][: most - len(places)]
    return sorted(places)


def _losses(timeline: Timeline) -> tuple[Array, int, Array]:
    """Return the losses with 0 for those that are not finite, the iteration they begin at, and the gaps."""
    history = timeline.history.losses
    start = max(history.exact_from, history.length - MAX_LOSSES)
    # Blocks of losses begin at multiples of their size.
    start = min(-(-start // FACTOR) * FACTOR, history.length)
    losses = np.array(history[start : history.length])
    lost = ~np.isfinite(losses)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], lost, [False]]))).reshape(-1, 2)
    if len(edges) > MAX_GAPS:
        losses, edges = losses[: edges[MAX_GAPS, 0]], edges[:MAX_GAPS]
    losses[lost[: losses.size]] = 0.0
    return losses, start if losses.size else 0, (edges + start).astype(float)


def _norms(timeline: Timeline) -> Matrix | None:
    norms = timeline.history.norms
    rows = np.column_stack([norms.iterations.astype(float), norms.values])
    rows = rows[np.isfinite(rows).all(axis=1)]
    if not len(rows):
        return None
    step = -(-len(rows) // MAX_NORMS)
    return Matrix(np.ascontiguousarray(rows[::step]))


def restore_run(timeline: Timeline, run: SavedRun) -> bool:
    """Give a fresh timeline the positions and the history of a kept run; return whether they are its own.

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
            "keyframes: "
            + translate("run", "expected rows of {size:,} numbers, not {shape:,}").format(
                size=size + t.parameters.state.size, shape=run.keyframes.shape[1]
            )
        )
    if run.operation > len(t.operations):
        raise ExperimentError(
            "operation: "
            + translate("run", "an iteration has {count}, not {operation}").format(
                count=len(t.operations), operation=run.operation
            )
        )
    norms = run.gradient_norms
    if norms is not None and norms.shape[1] != 1 + timeline.history.norms.width:
        raise ExperimentError(
            "gradient_norms: "
            + translate("run", "expected rows of {width} numbers, not {shape}").format(
                width=1 + timeline.history.norms.width, shape=norms.shape[1]
            )
        )
    rows = zip(run.kept, run.keyframes.array, strict=True)
    timeline.load_keyframes((i, row[:size].copy(), row[size:].copy()) for i, row in rows)
    timeline.history.load(_restored(run), run.losses_from, None if norms is None else norms.array)
    return True


def _restored(run: SavedRun) -> Array:
    """Return the losses, not a number where they were not finite or where only positions were kept."""
    losses = np.full(max(run.end, run.kept[-1]) - run.losses_from, np.nan)
    if run.losses is not None:
        losses[: run.end - run.losses_from] = run.losses.array[0]
    if run.losses_lost is not None:
        for first, after in (run.losses_lost.array - run.losses_from).astype(int):
            losses[first:after] = np.nan
    return losses


def opening_position(timeline: Timeline, run: SavedRun) -> Position:
    """Return where a timeline that loaded a run is opened: what was in view, if it is near a kept position.

    Else the nearest kept position before it, since whoever opens a file does not want to wait for hours.
    """
    nearest = timeline.keyframe(run.iteration)[0]
    t = timeline.trainer
    work = max(_LEAST_WORK, t.parameters.flat.size * (10 + t.batch))
    if (run.iteration - nearest) * work > REPLAY_WORK:
        return Position(nearest, 0)
    return Position(run.iteration, run.operation)

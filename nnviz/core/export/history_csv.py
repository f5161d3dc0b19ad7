"""The history of a run as CSV: a line for each iteration that is known, empty where a value was not taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from nnviz.core.run.evaluation import is_classification
from nnviz.core.run.history import History, Series
from nnviz.core.run.timeline import Timeline

_LINES = 4096
"""Lines made at a time: a million iterations need no more memory than a few thousand."""


def header(timeline: Timeline) -> list[str]:
    """Return the names of the columns.

    ``batch_loss`` is the loss of every iteration's batch, of a very long run that of its last millions;
    the losses and accuracies over the whole sets and ``gradient_norm_N`` = ‖∂C/∂Wᴺ‖ of layer N are
    sampled, at every iteration at first and then further apart; ``update_ratio_N`` = ‖ΔWᴺ‖ / ‖Wᴺ‖ is
    there where a chart has shown it.
    """
    weighted = timeline.layer_statistics.weighted
    return [
        "iteration", "batch_loss", "train_loss", "test_loss", "train_accuracy", "test_accuracy",
        *(f"gradient_norm_{n}" for n in weighted),
        *(f"update_ratio_{n}" for n in weighted),
    ]  # fmt: skip


def lines(timeline: Timeline, history: History | None = None) -> Iterator[str]:
    r"""Yield the file in parts of many lines, each ended by ``\n``, numbers exact to the last bit.

    Parameters
    ----------
    timeline
        The run.
    history
        A part of its history; all of it unless given.
    """
    yield ",".join(header(timeline)) + "\n"
    h, m = history or timeline.history, timeline.layer_statistics
    sampled, weighted, absent = m.sampled(), len(m.weighted), _absent(timeline)
    for start in _starts(h.losses.exact_from, h.length, (h.scores, h.norms, sampled)):
        stop = min(start + _LINES, h.length)
        columns = [
            _losses(h, start, stop),
            *_columns(h.scores, start, stop, 4, absent),
            *_columns(h.norms, start, stop, weighted),
            *_columns(sampled, start, stop, weighted),
        ]
        rows = zip(range(start, stop), *columns, strict=True)
        yield "".join(f"{i}," + ",".join(values) + "\n" for i, *values in rows if any(values))


def _starts(exact_from: int, length: int, sampled: Iterable[Series]) -> Iterable[int]:
    """Return where the parts begin in which something is known: of a very long run they are few."""
    known = {int(i) // _LINES for series in sampled for i in series.iterations.tolist()}
    known.update(range(exact_from // _LINES, -(-length // _LINES)))
    return sorted(part * _LINES for part in known if part * _LINES < length)


def _losses(history: History, start: int, stop: int) -> list[str]:
    losses = history.losses
    lost = min(max(losses.exact_from - start, 0), stop - start)
    return [""] * lost + list(map(repr, losses[start + lost : stop].tolist()))


def _absent(timeline: Timeline) -> set[int]:
    """Return which scores there are none of: of a test set without examples, accuracies of numbers."""
    s = timeline.trainer.samples
    without_test = set() if s.test.shape[1] else {1, 3}
    return without_test | (set() if is_classification(s) else {2, 3})


def _columns(
    series: Series, start: int, stop: int, width: int, absent: set[int] | frozenset[int] = frozenset()
) -> list[list[str]]:
    first, last = np.searchsorted(series.iterations, [start, stop])
    found = [[""] * (stop - start) for _ in range(width)]
    iterations = series.iterations[first:last].tolist()
    for k, (column, values) in enumerate(zip(found, series.values[first:last].T.tolist(), strict=True)):
        if k not in absent:
            for i, value in zip(iterations, values, strict=True):
                column[i - start] = repr(value)
    return found

"""Series that are read off past positions when somebody wants to see them, so that training pays nothing."""

from __future__ import annotations

import bisect
import time
import weakref
from typing import Protocol

import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array
from nnviz.core.run.history import Series
from nnviz.core.run.trainer import Trainer
from nnviz.core.text.translate import translate

QUANTITIES = ("activations", "weights", "gradients")
SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
"""The percentiles of a spread: least, 10, 25, median, 75, 90, largest."""

MOST = 2048
"""Most positions that are kept."""
_CHUNK = 32


class KeyframedRun(Protocol):
    """What is asked of the run that is measured."""

    experiment: Experiment
    trainer: Trainer
    interval: int

    @property
    def length(self) -> int:
        """Number of iterations that have been run."""

    def keyframe(self, iteration: int) -> tuple[int, Array, Array]:
        """Return the last kept position not after `iteration`."""


class LayerStatistics:
    """How values are spread and how far each update moves the weights, at chosen iterations.

    An iteration is measured by running it once more, from the keyframe before it, on arrays of its own:
    its activations and gradients over its batch, the weights at its start, and ‖ΔW‖ / ‖W‖ of its update.

    Parameters
    ----------
    timeline
        The run. It is read and never moved.

    Attributes
    ----------
    layers
        Numbers of all layers, for activations.
    weighted
        Numbers of the layers that have weights, for all else.
    horizon
        Number of iterations that are told of; None for all that have run.
    """

    def __init__(self, timeline: KeyframedRun) -> None:
        # A run that is dropped to free memory goes at once, not when a circle is found.
        self._timeline: KeyframedRun = weakref.proxy(timeline)
        self._trainer: Trainer | None = None
        self._losses = np.empty(_CHUNK)
        self._losses = np.empty(_CHUNK)
        self.layers = tuple(range(1, len(timeline.experiment.layers) + 1))
        self.weighted = timeline.trainer.parameters.layers
        self._rows: dict[int, Array] = {}
        self._order: list[int] = []
        self._width = len(self.weighted) + len(SHARES) * (len(self.layers) + 2 * len(self.weighted))
        self.version = 0
        self.horizon: int | None = None
        self._key: tuple[float, ...] = ()
        self._known: tuple[Array, Array] = (np.empty(0, dtype=np.int64), np.empty((0, self._width)))

    @property
    def _length(self) -> int:
        length = self._timeline.length
        return length if self.horizon is None else min(length, self.horizon)

    def layers_of(self, quantity: str) -> tuple[int, ...]:
        """Return the layers that have `quantity`."""
        return self.layers if quantity == "activations" else self.weighted

    @property
    def bytes(self) -> int:
        """Memory held."""
        return len(self._rows) * self._width * 8

    def wanted(self, left: float, right: float, count: int, log: bool = False) -> list[int]:
        """Return which iterations show the run from `left` to `right` in `count` steps or somewhat fewer.

        They are multiples of a power of two, one beyond each end included, so that a window that grows
        goes on with what it has. With `log` there are about as many in every doubling.
        """
        last = self._length - 1
        if log:
            return self._wanted_log(max(left, 0.0), min(right, last), count)
        stride = _stride(left, right, count)
        first = max(int(left // stride) - 1, 0) * stride
        return list(range(first, min(int(right) + stride, last) + 1, stride))

    @staticmethod
    def _wanted_log(left: float, right: float, count: int) -> list[int]:
        first, last = int(left).bit_length(), int(max(right, 0)).bit_length()
        share = max(count // max(last - first + 1, 1), 2)
        found = [0] if left < 1 else []
        for octave in range(max(first, 1), last + 1):
            begin, end = max(1 << (octave - 1), int(left)), min((1 << octave) - 1, int(right))
            stride = max(1, (1 << (octave - 1)) >> (share.bit_length() - 1))
            found += range(-(-begin // stride) * stride, end + 1, stride)
        return found

    def update(
        self, left: float, right: float, count: int, seconds: float = float("inf"), log: bool = False
    ) -> bool:
        """Measure what `wanted` names and is not known yet; return whether all is.

        Stops soon after `seconds`; what is under way goes on with the next call. Coarse comes before
        fine, so that the whole is seen early.
        """
        wanted = self.wanted(left, right, count, log)
        missing = [i for i in wanted if i not in self._rows]
        if not missing:
            return True
        if log or _stride(left, right, count) >= self._timeline.interval:
            missing.sort(key=lambda i: -(i & -i) if i else -(1 << 62))
        until = time.perf_counter() + seconds
        for i in missing:
            if not self._measure(i, until):
                return False
            if time.perf_counter() >= until:
                break
        if len(self._rows) > MOST:
            self._rows = {i: self._rows[i] for i in wanted if i in self._rows}
            self._order = sorted(self._rows)
        return all(i in self._rows for i in missing)

    def known(self, left: float, right: float, count: int, log: bool = False) -> tuple[Array, Array]:
        """Return the measured ones of `wanted`: iterations ``(n,)`` and rows ``(n, width)``."""
        key = (self.version, self._length, left, right, count, log)
        if key != self._key:
            found = [i for i in self.wanted(left, right, count, log) if i in self._rows]
            rows = np.array([self._rows[i] for i in found]).reshape(len(found), self._width)
            self._key, self._known = key, (np.array(found, dtype=np.int64), rows)
        return self._known

    def at(self, iteration: int) -> tuple[int, Array] | None:
        """Return the last measured iteration not after `iteration` and its row, None if there is none."""
        index = bisect.bisect_right(self._order, min(iteration, self._length - 1)) - 1
        return None if index < 0 else (self._order[index], self._rows[self._order[index]])

    def ratios(self, rows: Array) -> Array:
        """Return ‖ΔW‖ / ‖W‖ of rows ``(…, width)``: shape ``(…, weighted layers)``."""
        return rows[..., : len(self.weighted)]

    def spread(self, rows: Array, quantity: str, layer: int) -> Array:
        """Return the percentiles `SHARES` of a layer, shape ``(…, 7)``.

        Raises
        ------
        ValueError
            If `quantity` is not one of `QUANTITIES`, or the layer has none.
        """
        if quantity not in QUANTITIES:
            raise ValueError(
                "quantity: "
                + translate("run", "choose one of {quantities}, not {quantity}").format(
                    quantities=", ".join(QUANTITIES), quantity=f"{quantity!r}"
                )
            )
        place = self.layers_of(quantity).index(layer)
        before = (0, len(self.layers), len(self.layers) + len(self.weighted))[QUANTITIES.index(quantity)]
        start = len(self.weighted) + len(SHARES) * (before + place)
        return rows[..., start : start + len(SHARES)]

    def sampled(self) -> Series:
        """Return ‖ΔW‖ / ‖W‖ of every weighted layer where it was measured, as a series."""
        series = Series(len(self.weighted))
        for i in self._order:
            series.append(i, self.ratios(self._rows[i]))
        return series

    def _measure(self, i: int, until: float) -> bool:
        """Run iteration `i` again and note it; False if the time was over before it was reached."""
        with np.errstate(all="ignore"):
            t = self._bring(i, until)
            if t is None:
                return False
            t.run_operations(len(t.operations))
            p, arrays = t.parameters, t.program.arrays
            row, at = np.empty(self._width), len(self.weighted)
            spreads = [arrays[f"a{n}"] for n in self.layers]
            for k, n in enumerate(self.weighted):
                before, after = p.weights(t.started[0], n), p.weights(p.flat, n)
                spreads.insert(len(self.layers) + k, before)
                spreads.append(p.weights(p.gradient, n))
                row[k] = np.linalg.norm(after - before) / np.linalg.norm(before)
            for values in spreads:
                row[at : at + len(SHARES)] = percentiles(values)
                at += len(SHARES)
            t.finish()
        self._rows[i] = row
        bisect.insort(self._order, i)
        self.version += 1
        return True

    def _bring(self, i: int, until: float) -> Trainer | None:
        if self._trainer is None:
            self._trainer = Trainer(self._timeline.experiment)
        t = self._trainer
        nearest, flat, state = self._timeline.keyframe(i)
        if not nearest <= t.iteration <= i:
            t.restore(nearest, flat, state)
        while t.iteration < i:
            t.run(min(_CHUNK, i - t.iteration), self._losses)
            if time.perf_counter() > until and t.iteration < i:
                return None
        return t


def percentiles(values: Array) -> Array:
    """Return the percentiles `SHARES` of what is finite, interpolated linearly; nan if nothing is."""
    ordered = np.sort(values, axis=None)
    if not (np.isfinite(ordered[0]) and np.isfinite(ordered[-1])):
        ordered = ordered[np.isfinite(ordered)]
        if not ordered.size:
            return np.full(len(SHARES), np.nan)
    place = np.multiply(SHARES, ordered.size - 1)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, ordered.size - 1)
    part = place - below
    return np.asarray(ordered[below] * (1 - part) + ordered[above] * part)


def _stride(left: float, right: float, count: int) -> int:
    stride = 1
    while (right - left) / stride > count:
        stride *= 2
    return stride

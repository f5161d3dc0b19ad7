"""Activity of units over the training set: which are dead, which are saturated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.checks.health.thresholds import MARGIN, THRESHOLDS
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array, run
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.operation import FORWARD
from nnviz.core.network.value import Value
from nnviz.core.operations.graph import EVALUATE, Graph

MOST_EXAMPLES = 1024
"""Of larger training sets only the first examples are looked at."""

Unit = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Shares:
    """Layer → share of the examples, per unit ``(units,)``, for which a unit is silent or saturated."""

    dead: dict[int, Array]
    saturated: dict[int, Array]

    def units(self, kind: str) -> frozenset[Unit]:
        """Return the units, layer from 1 and unit from 0, that are ``dead`` or ``saturated``."""
        least, shares = THRESHOLDS[kind].value, self.dead if kind == "dead" else self.saturated
        return frozenset(
            (layer, int(unit)) for layer, share in shares.items() for unit in np.flatnonzero(share >= least)
        )


class Activity:
    """Passes the training set forward.

    A ReLU is silent for an example where its activation is 0. A hidden sigmoid or tanh is saturated where
    its activation is within 0.05 of an end of its range. So is one of the last layer where the loss does not
    cancel its slope, but only for examples that it gets wrong by more than half its range: being at the
    right end is what it is meant to do.

    Parameters
    ----------
    e, s
        The experiment and its data.
    """

    def __init__(self, e: Experiment, s: DatasetArrays) -> None:
        columns = s.train[:, :MOST_EXAMPLES]
        self._views = Parameters(e)
        graph = Graph(e, self._views, columns.shape[1], mode=EVALUATE)
        graph.block[...] = columns
        self._calls = tuple(call for op in graph.operations if op.phase == FORWARD for call in op.calls)
        self._a = {n: graph.arrays[Value("a", n)] for n in range(1, len(e.layers) + 1)}
        self._targets = columns[s.features + 1 :]
        last = len(e.layers)
        self._relu = [n for n, layer in enumerate(e.layers, 1) if layer.activation == "relu"]
        bounded = {
            n: ACTIVATIONS[layer.activation]
            for n, layer in enumerate(e.layers, 1)
            if np.isfinite(ACTIVATIONS[layer.activation].low)
            and np.isfinite(ACTIVATIONS[layer.activation].high)
            and ACTIVATIONS[layer.activation].elementwise
        }
        if LOSSES[e.loss].fused_with == e.layers[-1].activation:
            bounded.pop(last, None)
        self._bounded = {n: (row.low, row.high, n == last) for n, row in bounded.items()}

    def shares(self, flat: Array) -> Shares:
        """Return what the units do with the parameters `flat`."""
        with np.errstate(all="ignore"):
            self._views.flat[...] = flat
            run(self._calls)
            dead = {n: np.mean(self._a[n] == 0.0, axis=1) for n in self._relu}
            return Shares(dead, {n: self._saturated(n, *about) for n, about in self._bounded.items()})

    def _saturated(self, n: int, low: float, high: float, last: bool) -> Array:
        a = self._a[n]
        at_end = np.abs(a - 0.5 * (low + high)) > 0.5 * (high - low) - MARGIN
        if last:
            at_end &= np.abs(a - self._targets) > 0.5 * (high - low)
        share: Array = at_end.mean(axis=1)
        return share

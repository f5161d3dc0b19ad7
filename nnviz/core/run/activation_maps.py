"""Activation maps: the output of every unit over the input plane, for heat maps and curves."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array, run
from nnviz.core.network.operation import FORWARD
from nnviz.core.network.value import Value
from nnviz.core.operations.graph import EVALUATE, Graph


class ActivationMaps:
    """All units' activations over a grid of raw inputs, in single precision, one pass for all.

    Parameters
    ----------
    e, s
        The experiment and its data; the data must have one or two raw inputs.
    resolution
        Points along each axis.

    Attributes
    ----------
    features
        Feature rows over the grid, float32 ``(features, points)``, standardised as training sees them.
    axes
        Raw input values along each axis, ``(resolution,)`` each.
    """

    def __init__(self, e: Experiment, s: DatasetArrays, resolution: int = 100) -> None:
        self.resolution = resolution
        self.axes = [np.linspace(low, high, resolution) for low, high in s.domain]
        if len(self.axes) == 2:
            # Rows run from the top of the plane down, as pictures do.
            x1, x2 = np.meshgrid(self.axes[0], self.axes[1][::-1])
            raw = np.column_stack([x1.ravel(), x2.ravel()])
        else:
            raw = self.axes[0][:, None]
        self._parameters = Parameters(e, np.float32)
        graph = Graph(e, self._parameters, len(raw), mode=EVALUATE)
        self.features: Array = graph.block[: s.features]
        self.features[...] = s.columns(raw)
        self._a = {n: graph.arrays[Value("a", n)] for n in range(1, len(e.layers) + 1)}
        self._calls = tuple(call for op in graph.operations if op.phase == FORWARD for call in op.calls)

    def compute(self, flat: Array) -> dict[int, Array]:
        """Return layer → activations ``(units, points)`` for the parameters `flat`.

        The next call overwrites them.
        """
        with np.errstate(all="ignore"):
            np.copyto(self._parameters.flat, flat, casting="same_kind")
            run(self._calls)
        return dict(self._a)


@dataclass(frozen=True, eq=False)
class ColourNormalizer:
    """Brings the values of units to the entries of a table of 256 colours, the same at all times.

    Bounded values are spread evenly over the table. Unbounded ones go through v / (½ + abs v): 0 stays in the
    middle, 1 comes to ⅔ of the way to the end, and however large a value is, the table never ends.

    Attributes
    ----------
    middle
        The value in the middle of the table.
    half
        How far from it the table ends, ``(units, 1)`` or ``(1, 1)`` for all units; infinite without bound.
    beyond
        Whether there are values beyond the ends of the table, which get the last colour.
    """

    middle: float
    half: Array
    beyond: bool = False

    @classmethod
    def of(cls, e: Experiment, s: DatasetArrays, layer: int) -> ColourNormalizer:
        """Return the shades of a layer's activations; those of layer 0 end at the largest training input."""
        if layer == 0:
            largest = np.abs(s.train[: s.features]).max(axis=1, keepdims=True)
            largest[largest == 0] = 1.0
            # The grid reaches further than the training inputs.
            return cls(0.0, largest.astype(np.float32), beyond=True)
        row = ACTIVATIONS[e.layers[layer - 1].activation]
        middle, half = (row.low + row.high) / 2, (row.high - row.low) / 2
        ends = math.isfinite(row.low) and math.isfinite(row.high)
        return cls(middle if ends else 0.0, np.full((1, 1), half if ends else np.inf, dtype=np.float32))

    @property
    def open(self) -> bool:
        """Whether values have no bound."""
        return math.isinf(float(self.half[0, 0]))

    def only(self, units: Array) -> ColourNormalizer:
        """Return the shades of some units of a layer."""
        return ColourNormalizer(self.middle, self.half[units], self.beyond) if len(self.half) > 1 else self

    def share(self, value: float, unit: int = 0) -> float:
        """Return where a value stands: −1 and 1 are the ends of the table."""
        away = value - self.middle
        if self.open:
            return away / (0.5 + abs(away))
        half = float(self.half[unit if len(self.half) > 1 else 0, 0])
        return min(max(away / half, -1.0), 1.0)

    def index(self, values: Array, scratch: Array, out: Array) -> Array:
        """Write the entries 0 … 255 of values ``(units, points)`` into `out`, and return it.

        Parameters
        ----------
        values
            Float32; what is not a number gets any entry.
        scratch
            Float32 array of the same shape, overwritten.
        out
            Uint8 array of the same shape.
        """
        if self.open:
            np.abs(values, scratch)
            np.add(scratch, np.float32(0.5), scratch)
            np.divide(values, scratch, scratch)
            np.multiply(scratch, np.float32(127.5), scratch)
        else:
            np.multiply(values, np.float32(127.5) / self.half, scratch)
        if self.beyond:
            np.clip(scratch, np.float32(-127.5), np.float32(127.5), scratch)
        shift = 127.5 if self.open else 127.5 - self.middle * 127.5 / float(self.half[0, 0])
        np.add(scratch, np.float32(shift), scratch)
        np.copyto(out, scratch, casting="unsafe")
        return out


def plottable(s: DatasetArrays) -> bool:
    """Whether the raw inputs span a line or a plane."""
    return len(s.domain) in (1, 2) and len(s.input_names) in (1, 2)

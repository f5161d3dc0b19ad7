"""What every unit computes over the input plane, for heat maps and curves."""

from __future__ import annotations

import numpy as np

from nnviz.core.experiment import Experiment
from nnviz.core.forward import ForwardPass
from nnviz.core.parameters import Parameters
from nnviz.core.samples import Samples
from nnviz.core.workspace import Array, Workspace, run


class UnitMaps:
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

    def __init__(self, e: Experiment, s: Samples, resolution: int = 100) -> None:
        self.resolution = resolution
        self.axes = [np.linspace(low, high, resolution) for low, high in s.domain]
        if len(self.axes) == 2:
            # Rows run from the top of the plane down, as pictures do.
            x1, x2 = np.meshgrid(self.axes[0], self.axes[1][::-1])
            raw = np.column_stack([x1.ravel(), x2.ravel()])
        else:
            raw = self.axes[0][:, None]
        w = Workspace(np.float32)
        folded = w.full(1.0, s.features + 1, len(raw))
        folded[:-1] = s.columns(raw)
        self.features: Array = folded[:-1]
        self._views = Parameters(e)
        self._weights = {n: w.empty(*view.shape) for n, view in self._views.folded.items()}
        self._forward = ForwardPass(w, e, self._weights, folded)
        self._calls = tuple(self._forward.calls)

    def compute(self, flat: Array) -> dict[int, Array]:
        """Return layer → activations ``(units, points)`` for the parameters `flat`.

        The next call overwrites them.
        """
        with np.errstate(all="ignore"):
            for n, weights in self._weights.items():
                np.copyto(weights, self._views.folded_in(flat, n), casting="same_kind")
            run(self._calls)
        return {layer: self._forward.a[layer] for layer in self._forward.z}


def plottable(s: Samples) -> bool:
    """Whether the raw inputs span a line or a plane."""
    return len(s.domain) in (1, 2) and len(s.input_names) in (1, 2)

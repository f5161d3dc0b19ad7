"""The forward pass, bound to arrays: the same calls for a batch, a whole data set and a map of the plane."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array, Buffers, Calls


class ForwardPass:
    """Pre-activations and activations of every layer for one block of inputs.

    Parameters
    ----------
    w
        Gives the arrays; its type is the type of all of them.
    e
        The experiment whose layers are bound.
    folded_weights
        Layer → ``W|b``, shape ``(units, inputs + 1)``.
    folded_input
        Features with a last row of ones, shape ``(features + 1, examples)``.

    Attributes
    ----------
    z, a
        Layer → array ``(units, examples)``.
    folded
        Layer → activations with a last row of ones, from 0 (the input).
    steps
        ``(layer, calls for z, calls for a)`` in order.
    """

    def __init__(
        self, w: Buffers, e: Experiment, folded_weights: Mapping[int, Array], folded_input: Array
    ) -> None:
        self.z: dict[int, Array] = {}
        self.a: dict[int, Array] = {0: folded_input[:-1]}
        self.folded: dict[int, Array] = {0: folded_input}
        self.steps: list[tuple[int, Calls, Calls]] = []
        examples = folded_input.shape[1]
        for layer, spec in enumerate(e.layers, 1):
            units = e.widths[layer]
            z, folded = w.empty(units, examples), w.full(1.0, units + 1, examples)
            a = folded[:units]
            if layer in folded_weights:
                z_calls: Calls = [(folded_weights[layer].dot, (self.folded[layer - 1], z))]
            else:
                z_calls = [(np.copyto, (z, self.a[layer - 1]))]
            self.z[layer], self.a[layer], self.folded[layer] = z, a, folded
            self.steps.append((layer, z_calls, ACTIVATIONS[spec.activation].forward(w, z, a)))

    @property
    def calls(self) -> Calls:
        """All calls, in order."""
        return [call for _, z_calls, a_calls in self.steps for call in (*z_calls, *a_calls)]

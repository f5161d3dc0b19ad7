"""Random masks of dropout layers: a function of seed, layer and iteration, so that any can be repeated."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.buffers import Array

STREAM = 3
"""Which stream of the seed masks are drawn from; 1 is for weights, 2 for the order of examples."""


def masks_together(units: int, batch: int) -> int:
    """Return of how many iterations the masks of a layer are drawn at once.

    Seeding a generator takes longer than an iteration of a tiny network; and masks of a whole run would take
    gigabytes.
    """
    return max(1, min(64, 65_536 // (units * batch)))


def draw_masks(seed: int, layer: int, block: int, units: int, batch: int, rate: float) -> Array:
    """Return the masks of a block of iterations, ``(iterations, units, batch)``: 0 or 1 / (1 − rate)."""
    generator = np.random.default_rng((seed, STREAM, layer, block))
    kept = generator.random((masks_together(units, batch), units, batch)) >= rate
    masks: Array = kept / (1.0 - rate)
    return masks


def given_masks(e: Experiment, batch: int) -> dict[int, Array]:
    """Return the masks of the first iteration that an experiment brings: layer → ``(units, batch)``."""
    return {
        n: spec.mask.array
        for n, spec in enumerate(e.layers, 1)
        if spec.mask is not None and spec.mask.shape == (e.widths[n], batch)
    }


class Masks:
    """The masks of a run.

    Parameters
    ----------
    seed
        Of the experiment.
    rates
        Layer → the share of its units that is switched off.
    batch
        Number of examples of a whole batch; a smaller one takes the first columns.
    first
        Layer → mask of the first iteration ``(units, batch)``, where it is given and not drawn.

    Attributes
    ----------
    rates
        As given.
    """

    def __init__(
        self, seed: int, rates: dict[int, float], batch: int, first: Mapping[int, Array] | None = None
    ) -> None:
        self._seed, self.rates, self._batch = seed, rates, batch
        self._first = first or {}
        self._blocks: dict[int, tuple[int, Array]] = {}

    def fill(self, iteration: int, arrays: dict[int, Array]) -> None:
        """Write the masks of an iteration into arrays ``(units, batch)`` by layer."""
        for layer, array in arrays.items():
            if iteration == 0 and layer in self._first:
                np.copyto(array, self._first[layer])
                continue
            units = array.shape[0]
            block, row = divmod(iteration, masks_together(units, self._batch))
            known = self._blocks.get(layer)
            if known is None or known[0] != block:
                masks = draw_masks(self._seed, layer, block, units, self._batch, self.rates[layer])
                known = self._blocks[layer] = (block, masks)
            np.copyto(array, known[1][row, :, : array.shape[1]])

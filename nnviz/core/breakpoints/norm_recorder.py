"""Recorder of gradient norms, used while a breakpoint waits for one."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from nnviz.core.arrays.parameters import Parameters
from nnviz.core.functions.buffers import Array, Call


class NormRecorder:
    """Notes gradients right after each iteration, for norms that are computed many at a time.

    Parameters
    ----------
    p
        Whose gradients.
    layers
        Which norms: of ∂C/∂W of a layer, or of the whole gradient (None).
    """

    def __init__(self, p: Parameters, layers: Collection[int | None]) -> None:
        self._notes: dict[int | None, list[Array]] = {layer: [] for layer in layers}
        self.probes: tuple[Call, ...] = tuple(
            (_note(_watched(p, layer), notes, layer is None), ()) for layer, notes in self._notes.items()
        )

    def record(self) -> None:
        """Note the gradients as they are now."""
        for probe, _ in self.probes:
            probe()

    def norms(self) -> dict[int | None, Array]:
        """Return the norms of the iterations noted since the last call, and forget them.

        That of a layer is the Frobenius norm of ∂C/∂W without the biases, as the charts show it; that of
        the whole is over all weights and biases, as it is clipped (Pascanu, Mikolov and Bengio 2013).
        """
        found: dict[int | None, Array] = {}
        for layer, notes in self._notes.items():
            rows = np.array(notes)
            if layer is not None and len(rows):
                rows = np.einsum("kij,kij->k", rows, rows)
            found[layer] = np.sqrt(rows)
            notes.clear()
        return found


def _watched(p: Parameters, layer: int | None) -> Array:
    return p.gradient if layer is None else p.weights(p.gradient, layer)


def _note(gradient: Array, notes: list[Array], squared: bool) -> Callable[[], None]:
    append = notes.append
    if squared:
        product = gradient.dot
        return lambda: append(product(gradient))
    copy = gradient.copy
    return lambda: append(copy())

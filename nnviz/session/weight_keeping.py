"""The weights that a session takes along when its network is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.weight_transfer import (
    LayerSource,
    TransferResult,
    current_parameters,
    follow,
    keep,
    origins,
    sentence,
)
from nnviz.core.text.translate import translate
from nnviz.session.undo import State


@dataclass(frozen=True)
class NetworkTransfer:
    """A network with the weights it takes along.

    Attributes
    ----------
    kept
        The new experiment, and how much of every matrix is kept.
    layer_mapping
        Where its layers come from, inputs first.
    said
        What stays and what is reinitialized, in a sentence.
    """

    kept: TransferResult
    layer_mapping: tuple[LayerSource, ...]
    said: str


class WeightTransfer:
    """Keeps weights from one network to the next.

    Edits that become one step of undo keep what was there before the first of them: a layer that goes
    from 3 units to 2 and back to 3 has lost nothing.
    """

    def __init__(self) -> None:
        self._merge = ""
        self._state: State | None = None
        self._base: Frame | None = None

    def take(
        self,
        frame: Frame,
        new: Experiment,
        layer_mapping: Sequence[LayerSource] | None,
        merge: str,
        present: State,
    ) -> NetworkTransfer:
        """Return `new` with the weights in view in `frame` that still make sense.

        Parameters
        ----------
        layer_mapping
            Where the layers of `new` come from; None to tell by their shapes.
        merge
            Edits in a row with the same word are one step.
        present
            The state that is left.
        """
        goes_on = bool(merge) and merge == self._merge and present is self._state and layer_mapping is None
        base = self._base if goes_on and self._base is not None else frame
        self._merge, self._base, self._state = merge, base if merge else None, None
        old = base.experiment
        here = tuple(layer_mapping) if layer_mapping is not None else origins(old, new)
        finite = bool(np.isfinite(base.flat).all())
        used = here if finite else follow(old, new, [None] * len(new.layers))
        kept = keep(old, current_parameters(base), new, used)
        said = sentence(kept)
        if not finite:
            said = translate("session", "Some weights were NaN or infinite; all weights were reinitialized.")
        return NetworkTransfer(kept, origins(frame.experiment, new) if layer_mapping is None else here, said)

    def arrived(self, state: State) -> None:
        """Take note of the state that the edit led to."""
        self._state = state

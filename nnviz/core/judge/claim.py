"""A claim as it is saved: what is to be computed, and somebody's expression for it."""

from __future__ import annotations

from typing import Annotated

import msgspec

from nnviz.core.experiment.record import Record

MAX_TARGET, MAX_TEXT = 200, 2000
"""Most characters of a target and of a claim."""


class Claim(Record, frozen=True):
    """One claim. It is kept as it was written, also when it cannot be read.

    Attributes
    ----------
    target
        Target of the claim: ``dW2``, ``dC/do``, ``dy[k]/dz[j]`` …
    text
        The expression.
    """

    target: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TARGET)]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_TEXT)]

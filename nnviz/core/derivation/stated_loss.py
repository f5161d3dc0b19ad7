"""Losses that a text states and that are none of the table."""

from __future__ import annotations

import re

from nnviz.core.derivation.document import Derivation
from nnviz.core.network.value import named

_LOSS_LINE = re.compile(
    r"(?<![\w{^_\\/])(?:\\mathcal\s*\{?)?(?:[CEJL]|[Ll]oss|[Cc]ost)\}?\s*(?:\([^=()\n]{0,40}\))?\s*&?=(?!=)"
)


def unknown_loss(derivation: Derivation) -> int:
    """Return the line of a loss that could not be read or is none of the table, 0 without one."""
    if any(sketch.loss is not None or sketch.loss_of_data for _, sketch in derivation.sketches):
        return 0
    stated = next((sketch.unknown_loss for _, sketch in derivation.sketches if sketch.unknown_loss), 0)
    if stated:
        return stated
    match = _LOSS_LINE.search(derivation.text)
    return derivation.text.count("\n", 0, match.start()) + 1 if match is not None else 0


def follows_from_loss(name: str) -> bool:
    """Whether a value is the loss, a gradient, or a parameter after the update."""
    value = named(name)
    return value is not None and (value.base.kind == "C" or value.is_gradient or value.next)

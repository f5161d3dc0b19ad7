"""Hidden number: stands where a value is not to be seen yet, and is read as ``?``.

It is a nan of its own: whatever is computed with it is hidden or nan as well, so a view that knows nothing
of hidden values cannot show one by mistake. A nan that training produced is not hidden.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import ArrayLike, NDArray

_BITS = 0x7FF8_3F3F_4000_0000
"""A quiet nan whose payload survives arithmetic and single precision."""
_ALL_BUT_SIGN = (1 << 63) - 1

HIDDEN: float = struct.unpack("<d", struct.pack("<Q", _BITS))[0]
"""The number itself."""
HIDDEN_TEXT = "?"
"""How it is written."""


def is_hidden(value: float) -> bool:
    """Return whether a number is hidden."""
    value = float(value)
    return value != value and struct.unpack("<Q", struct.pack("<d", value))[0] & _ALL_BUT_SIGN == _BITS


def is_lost(value: float | None) -> bool:
    """Return whether a known number is not a number any more, and not just hidden."""
    return value is not None and value != value and not is_hidden(value)


def hidden_in(array: ArrayLike) -> NDArray[np.bool_]:
    """Return which entries of an array are hidden, in its shape."""
    numbers = np.ascontiguousarray(array, dtype=np.float64)
    found = (numbers.view(np.uint64) & np.uint64(_ALL_BUT_SIGN)) == np.uint64(_BITS)
    return np.asarray(found).reshape(np.shape(array))


def exact_text(value: float) -> str:
    """Return a number with all its digits, as Python writes it; a hidden one as ``?``."""
    return HIDDEN_TEXT if is_hidden(value) else repr(float(value))

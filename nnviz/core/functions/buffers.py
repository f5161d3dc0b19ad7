"""Arrays and constants that bound operations work on."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]
Call = tuple[Callable[..., Any], tuple[Any, ...]]
"""A bound NumPy call: the function and its positional arguments."""
Calls = list[Call]

ALIGNMENT = 64
"""Bytes of a cache line."""
_EXP_LIMIT = {8: 708.0, 4: 87.0}
"""Largest argument for which exp and its reciprocal are both normal numbers, by item size."""
_TINY = {8: float(np.finfo(np.float64).tiny), 4: float(np.finfo(np.float32).tiny)}


def aligned(shape: tuple[int, ...], dtype: DTypeLike = np.float64) -> Array:
    """Allocate zeros that start at a cache line.

    A replay has to give the same bits as the run it repeats, so no array may depend on where the
    allocator happened to put it.
    """
    kind = np.dtype(dtype)
    size = math.prod(shape) * kind.itemsize
    raw = np.zeros(size + ALIGNMENT, dtype=np.uint8)
    start = -raw.ctypes.data % ALIGNMENT
    return raw[start : start + size].view(kind).reshape(shape)


class Buffers:
    """Hands out the scratch arrays and constants of a program, all of one floating type.

    Constants are arrays without dimensions: passing a Python float to a ufunc costs about 200 ns more
    per call, a mixed type costs a conversion.

    Parameters
    ----------
    dtype
        Floating type of everything.
    constants
        Constants of that type that were made before, to which new ones are added.

    Attributes
    ----------
    tiny
        Smallest normal number: what logarithm and quotient stop at.
    exp_limit
        Largest argument for which exp and its reciprocal are both normal numbers.
    """

    def __init__(self, dtype: DTypeLike = np.float64, constants: dict[float, Array] | None = None) -> None:
        self.dtype = np.dtype(dtype)
        self.tiny = _TINY[self.dtype.itemsize]
        self.exp_limit = _EXP_LIMIT[self.dtype.itemsize]
        self._constants: dict[float, Array] = {} if constants is None else constants
        self.shared: dict[int, object] = {}

    def empty(self, *shape: int) -> Array:
        """Return a new array of `shape`."""
        return aligned(shape, self.dtype)

    def full(self, value: float, *shape: int) -> Array:
        """Return a new array of `shape` filled with `value`."""
        array = self.empty(*shape)
        array[...] = value
        return array

    def constant(self, value: float) -> Array:
        """Return `value` as a read-only array without dimensions, shared by all who ask for it."""
        if value not in self._constants:
            array = self.full(value)
            array.flags.writeable = False
            self._constants[value] = array
        return self._constants[value]


def maximum(x: Array, y: Array, out: Array) -> Call:
    """Return a call that fills `out` with the larger of `x` and `y`, or nan where one is nan.

    NumPy deprecates a positional output for this function alone.
    """
    return partial(np.maximum, out=out), (x, y)


def minimum(x: Array, y: Array, out: Array) -> Call:
    """Return a call that fills `out` with the smaller of `x` and `y`, or nan where one is nan."""
    return partial(np.minimum, out=out), (x, y)


def run(calls: Calls | tuple[Call, ...]) -> None:
    """Execute bound calls in order."""
    for call, arguments in calls:
        call(*arguments)

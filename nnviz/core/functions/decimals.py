"""Decimal arithmetic of many digits for bound operations: the same calls on arrays of `decimal.Decimal`.

NumPy calculates with objects as with numbers, so products, sums and comparisons need nothing. Functions
such as exp are replaced by those of `decimal`, which are rounded correctly to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from typing import Any

import numpy as np

from nnviz.core.functions.buffers import Array, Buffers, Calls

_ZERO, _ONE = Decimal(0), Decimal(1)
_FAR = Decimal(10_000)
"""Beyond it tanh is ±1 in more digits than are ever calculated with, and e to its power is no use."""


def context_of(digits: int) -> Context:
    """Return the rules of arithmetic with `digits` digits: no practical limit of size, nothing raised."""
    return Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


def _tanh(x: Decimal) -> Decimal:
    if abs(x) > _FAR:
        return _ONE.copy_sign(x)
    e = (x + x).exp()
    return (e - _ONE) / (e + _ONE)


def _each(function: Callable[[Decimal], Decimal]) -> Callable[..., Any]:
    return np.frompyfunc(function, 1, 1)


_FUNCTIONS: Mapping[object, Callable[..., Any]] = {
    np.exp: _each(Decimal.exp),
    np.expm1: _each(lambda x: x.exp() - _ONE),
    np.log: _each(Decimal.ln),
    np.log1p: _each(lambda x: (_ONE + x).ln()),
    np.tanh: _each(_tanh),
    np.sqrt: _each(Decimal.sqrt),
    np.fmax: lambda x, y, out: np.maximum(x, y, out=out),
}


def in_decimals(calls: Calls) -> Calls:
    """Return bound calls on arrays of decimals, each function replaced by its decimal counterpart."""
    return [
        (_FUNCTIONS.get(call, call) if isinstance(call, np.ufunc) else call, arguments)
        for call, arguments in calls
    ]


def decimals(array: Array) -> Array:
    """Return an array of floats as decimals, without rounding."""
    result = np.empty(array.shape, dtype=object)
    for place in np.ndindex(*array.shape):
        result[place] = Decimal(float(array[place]))
    return result


class DecimalBuffers(Buffers):
    """Arrays of decimals for operations that are otherwise bound to float64, with the same constants.

    Where float64 has to stop before it overflows or before a logarithm of 0, decimals go on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.tiny, self.exp_limit = 0.0, float(_FAR)

    def empty(self, *shape: int) -> Array:
        """Return a new array of zeros."""
        array = np.empty(shape, dtype=object)
        array[...] = _ZERO
        return array

    def full(self, value: float, *shape: int) -> Array:
        """Return a new array of `shape` filled with `value`, without rounding it."""
        array = np.empty(shape, dtype=object)
        array[...] = Decimal(value)
        return array

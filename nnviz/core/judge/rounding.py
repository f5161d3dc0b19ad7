"""Bounds of rounding errors, carried beside the numbers of an expression.

Every function returns a bound of |computed − exact| for one operation, given bounds for its operands: the
first order of running error analysis (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section
3.3). So two expressions that are equal in exact arithmetic differ by at most the sum of their bounds, and a
difference beyond it is no rounding. Where a number may be on either side of a corner or a pole, the bound is
large or infinite, and nothing can be concluded there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nnviz.core.functions.buffers import Array

EPS = 2.0**-52
"""Distance from 1 to the next larger float, twice the relative rounding error of one operation."""

TINY = 1e-300
"""What a computed number may be off at least, so that exactly 0 lies on both sides of a corner."""


def infinite(error: Array) -> Array:
    """Return a bound with inf where it is not a number."""
    return np.where(np.isnan(error), np.inf, error)


def joined(operator: str, a: Array, b: Array, result: Array, ea: Array, eb: Array) -> Array:
    """Return the bound of two numbers joined by an operator of the grammar other than ``@``."""
    match operator:
        case "+" | "-":
            return ea + eb + EPS * np.abs(result)
        case "*":
            return infinite(np.abs(a) * eb + np.abs(b) * ea + ea * eb + EPS * np.abs(result))
        case "/":
            below = np.abs(b) - eb
            bound = (ea + np.abs(result) * eb) / below + EPS * np.abs(result)
            return infinite(np.where(below > 0, bound, np.inf))
        case "maximum" | "minimum":
            first = a > b if operator == "maximum" else a < b
            clear = np.abs(a - b) > ea + eb
            return np.where(clear, np.where(first, ea, eb), np.maximum(ea, eb))
    both = ea + eb
    near: Array = ((np.abs(a - b) <= both) & (both > 0)).astype(float)
    return near


def product(a: Array, b: Array, ea: Array, eb: Array) -> Array:
    """Return the bound of a matrix product."""
    size_a, size_b = np.abs(a), np.abs(b)
    own = (a.shape[1] + 1) * EPS * (size_a @ size_b)
    return infinite(size_a @ eb + ea @ size_b + ea @ eb + own)


def summed(x: Array, error: Array, axis: int | None, keepdims: bool = False) -> Array:
    """Return the bound of a sum over an axis, None for all."""
    count = x.size if axis is None else x.shape[axis]
    bound: Array = (error + count * EPS * np.abs(x)).sum(axis=axis, keepdims=keepdims)
    return infinite(bound)


def mapped(function: Callable[[Array], Array], x: Array, result: Array, error: Array, own: float) -> Array:
    """Return the bound of a function applied to every number, from its values beside it.

    Parameters
    ----------
    function, x, result, error
        The function, its argument, its value, and the bound of the argument.
    own
        How many roundings the function itself takes, relative to its value.
    """
    beside = np.where(error > 0, error + EPS * np.abs(x), 0.0)
    above, below = np.abs(function(x + beside) - result), np.abs(function(x - beside) - result)
    return infinite(np.maximum(above, below) + own * EPS * np.abs(result))


def softmax(result: Array, error: Array, axis: int) -> Array:
    """Return the bound of softmax over an axis, given the bound of its argument."""
    largest = np.minimum(error.max(axis=axis, keepdims=True, initial=0.0), 300.0)
    return infinite(result * (np.expm1(2 * largest) + (result.shape[axis] + 8) * EPS)) + TINY

"""A frozen matrix of numbers: the tables and exact starting values of an experiment."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnviz.core.workspace import Array


class Matrix:
    """Rows of finite numbers, immutable, equal by value.

    Parameters
    ----------
    rows
        A list of rows of equal length, or an array of two dimensions.

    Raises
    ------
    ValueError
        Naming the row and column of what is not a finite number, or the row of another length.
    """

    __slots__ = ("array",)
    array: Array

    def __init__(self, rows: Any) -> None:
        array = rows if isinstance(rows, np.ndarray) else _from_rows(rows)
        array = np.array(array, dtype=np.float64, order="C")
        if array.ndim != 2 or array.size == 0:
            raise ValueError("expected a table of numbers with at least one row and one column")
        if not np.isfinite(array).all():
            row, column = (int(i) for i in np.argwhere(~np.isfinite(array))[0])
            raise ValueError(f"row {row + 1}, column {column + 1} must be a finite number")
        array.flags.writeable = False
        object.__setattr__(self, "array", array)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a Matrix cannot be changed")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.array.shape[0], self.array.shape[1])

    def tolist(self) -> list[list[float]]:
        """Return the rows as nested lists."""
        return [
            [int(v) if v.is_integer() and abs(v) < 2**53 and not _is_minus_zero(v) else v for v in row]
            for row in self.array.tolist()
        ]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Matrix)
            and self.shape == other.shape
            and self.array.tobytes() == other.array.tobytes()
        )

    def __hash__(self) -> int:
        return hash((self.shape, self.array.tobytes()))

    def __repr__(self) -> str:
        return f"Matrix({self.shape[0]}×{self.shape[1]})"


def _is_minus_zero(value: float) -> bool:
    return value == 0.0 and math.copysign(1.0, value) < 0


def _shown(value: object) -> str:
    """Say what stands where a number should: never the whole of it, it may be deep or long."""
    if isinstance(value, str):
        return repr(value[:40])
    kinds = {list: "a list", tuple: "a list", dict: "an object", bool: "true" if value is True else "false"}
    return "null" if value is None else kinds.get(type(value), type(value).__name__)


def _from_rows(rows: Any) -> Array:
    if not isinstance(rows, list | tuple) or not rows:
        raise ValueError("expected a list of rows of numbers, such as [[0, 1], [1, 0]]")
    width = None
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list | tuple) or not row:
            raise ValueError(f"row {number} must be a list of numbers")
        if width is None:
            width = len(row)
        if len(row) != width:
            raise ValueError(f"row {number} must have {width} numbers like row 1, not {len(row)}")
        for column, value in enumerate(row, 1):
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"row {number}, column {column} must be a number, not {_shown(value)}")
            if isinstance(value, int) and abs(value) > 2**1000:
                raise ValueError(f"row {number}, column {column} must be a finite number")
    return np.array(rows, dtype=np.float64)

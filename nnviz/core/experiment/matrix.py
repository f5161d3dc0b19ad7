"""A frozen matrix of numbers: the tables and exact starting values of an experiment."""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

from nnviz.core.functions.buffers import Array
from nnviz.core.text.translate import translate

MAX_SIDE = 10**9
"""Rows or columns that a packed matrix may say it has: more are no number to calculate with, or to show."""
PACKED_FROM = 100_000
"""Numbers of the largest matrix that a file holds as rows to be read by people."""


class Matrix:
    """Rows of finite numbers, immutable, equal by value.

    Parameters
    ----------
    rows
        A list of rows of equal length, an array of two dimensions, or what `packed` returns.

    Raises
    ------
    ValueError
        Naming the row and column of what is not a finite number, or the row of another length.
    """

    __slots__ = ("_hash", "array")
    array: Array
    _hash: int

    def __init__(self, rows: Any) -> None:
        if isinstance(rows, dict):
            rows = _unpack(rows)
        array = rows if isinstance(rows, np.ndarray) else _from_rows(rows)
        array = np.array(array, dtype=np.float64, order="C")
        if array.ndim != 2 or array.size == 0:
            raise ValueError(
                translate("experiment", "expected a table of numbers with at least one row and one column")
            )
        if not np.isfinite(array).all():
            row, column = (int(i) for i in np.argwhere(~np.isfinite(array))[0])
            raise ValueError(
                translate("experiment", "row {row}, column {column} must be a finite number").format(
                    row=row + 1, column=column + 1
                )
            )
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

    def packed(self) -> list[list[float]] | dict[str, Any]:
        """Return what stands in a file: the rows, or of a large matrix its shape and bytes in base64.

        A table of ten million numbers is so written in a second and not in a minute and a half.
        """
        if self.array.size <= PACKED_FROM:
            return self.tolist()
        data = base64.b64encode(self.array.astype("<f8").tobytes())
        return {"shape": list(self.shape), "float64": data.decode("ascii")}

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        # Compared as bits: −0 is another matrix than 0.
        return (
            isinstance(other, Matrix)
            and self.shape == other.shape
            and np.array_equal(self.array.view(np.int64), other.array.view(np.int64))
        )

    def __hash__(self) -> int:
        # A large table is asked for its hash at every edit.
        if not hasattr(self, "_hash"):
            object.__setattr__(self, "_hash", hash((self.shape, self.array.tobytes())))
        return self._hash

    def __repr__(self) -> str:
        return f"Matrix({self.shape[0]}×{self.shape[1]})"


def _unpack(content: dict[str, Any]) -> Array:
    """Return the array of a packed matrix; sizes are compared before anything is made."""
    shape, text = content.get("shape"), content.get("float64")
    if set(content) != {"shape", "float64"}:
        raise ValueError(
            translate(
                "experiment", 'expected a list of rows of numbers, or an object with "shape" and "float64"'
            )
        )
    if not isinstance(shape, list) or [type(n) for n in shape] != [int, int] or min(shape) < 1:
        raise ValueError(
            translate("experiment", "shape must be the number of rows and the number of columns")
        )
    if max(shape) > MAX_SIDE:
        raise ValueError(
            translate("experiment", "shape must be at most {max_side:,} rows and as many columns").format(
                max_side=MAX_SIDE
            )
        )
    size = 8 * shape[0] * shape[1]
    if not isinstance(text, str) or len(text) != 4 * -(-size // 3):
        raise ValueError(
            translate(
                "experiment", "float64 must be the base64 of {size:,} bytes, {rows:,} rows of {columns:,}"
            ).format(size=size, rows=shape[0], columns=shape[1])
        )
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if len(data) != size:
        raise ValueError(
            translate("experiment", "float64 must be the base64 of {size:,} bytes").format(size=size)
        )
    return np.frombuffer(data, dtype="<f8").reshape(shape)


def _is_minus_zero(value: float) -> bool:
    return value == 0.0 and math.copysign(1.0, value) < 0


def _shown(value: object) -> str:
    """Say what stands where a number should: never the whole of it, it may be deep or long."""
    if isinstance(value, str):
        return repr(value[:40])
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list | tuple | dict):
        return (
            translate("experiment", "an object")
            if isinstance(value, dict)
            else translate("experiment", "a list")
        )
    return type(value).__name__


def _from_rows(rows: Any) -> Array:
    if not isinstance(rows, list | tuple) or not rows:
        raise ValueError(
            translate("experiment", "expected a list of rows of numbers, such as [[0, 1], [1, 0]]")
        )
    width = None
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list | tuple) or not row:
            raise ValueError(
                translate("experiment", "row {number} must be a list of numbers").format(number=number)
            )
        if width is None:
            width = len(row)
        if len(row) != width:
            raise ValueError(
                translate(
                    "experiment", "row {number} must have {width} numbers like row 1, not {count}"
                ).format(number=number, width=width, count=len(row))
            )
        for column, value in enumerate(row, 1):
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(
                    translate(
                        "experiment", "row {number}, column {column} must be a number, not {shown}"
                    ).format(number=number, column=column, shown=_shown(value))
                )
            if isinstance(value, int) and abs(value) > 2**1000:
                raise ValueError(
                    translate("experiment", "row {number}, column {column} must be a finite number").format(
                        number=number, column=column
                    )
                )
    return np.array(rows, dtype=np.float64)

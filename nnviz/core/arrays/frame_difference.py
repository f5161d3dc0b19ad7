"""Differences of two runs at the same position: which values, weights and units are not the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Array
from nnviz.core.network.value import named

_SHOWN = 5e-4
"""Difference from which two numbers are shown differently, with three decimals."""


@dataclass(frozen=True)
class FrameDifference:
    """How one frame differs from another.

    Attributes
    ----------
    first
        Name of the first value, in the order of the program, that is not the same; empty if all are, or if
        none can be compared.
    parameters
        How many weights and biases are not the same; None if the networks have other shapes.
    count
        How many there are.
    most
        The weight or bias that differs most; None if none does.
    units
        Units whose activation or δ is shown with other numbers for the example.
    weights
        Layer → which weights are shown with other numbers, ``(units, sources)``.
    """

    first: str = ""
    parameters: int | None = None
    count: int = 0
    most: Selection | None = None
    units: tuple[Selection, ...] = ()
    weights: tuple[tuple[int, Array], ...] = ()


def frame_difference(one: Frame, other: Frame, example: int = 0) -> FrameDifference:
    """Return how two frames differ, entry by entry where they have the same shapes."""
    units = tuple(_units(one, other, example)) if one.experiment.widths == other.experiment.widths else ()
    found, count, largest, most = 0, 0, 0.0, None
    weights: list[tuple[int, Array]] = []
    for name in _parameters(one):
        a, b = one.current(name), other.current(name) if name in other.values else None
        if b is None or a.shape != b.shape:
            return FrameDifference(_first(one, other), units=units)
        away = _away(a, b)
        count += away.size
        found += int(np.count_nonzero(away))
        value = named(name)
        if value is None or value.info.belongs_to not in ("weight", "bias"):
            continue
        if value.info.belongs_to == "weight":
            weights.append((value.layer, away >= _SHOWN))
        if float(away.max()) > largest:
            largest = float(away.max())
            row, column = (int(k) for k in np.unravel_index(int(np.argmax(away)), away.shape))
            source = column if value.info.belongs_to == "weight" else None
            most = Selection(value.info.belongs_to, value.layer, row, source)
    if sorted(_parameters(one)) != sorted(_parameters(other)):
        return FrameDifference(_first(one, other), units=units)
    return FrameDifference(_first(one, other), found, count, most, units, tuple(weights))


def _parameters(frame: Frame) -> list[str]:
    """Return the names of all parameters of a frame, without their gradients and next values."""
    return [
        name
        for name in frame.values
        if (value := named(name)) is not None and value.info.parameter and str(value.base) == name
    ]


def _away(a: Array, b: Array) -> Array:
    """Return how far the entries of two arrays are apart; equal ones, nan among them, not at all."""
    with np.errstate(invalid="ignore", over="ignore"):
        away = np.abs(a - b)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    return np.where(same, 0.0, np.where(np.isnan(away), np.inf, away))


def _first(one: Frame, other: Frame) -> str:
    """Return the first written value that both have computed and that differs."""
    for op in one.operations[: one.position.operation]:
        for name in op.writes:
            a, b = one.values.get(name), other.values.get(name)
            if a is None or b is None:
                continue
            if a.shape != b.shape or bool(np.any(_away(a, b))):
                return name
    return ""


def _units(one: Frame, other: Frame, example: int) -> Iterator[Selection]:
    marked: set[tuple[int, int]] = set()
    for name, a in one.values.items():
        value, b = named(name), other.values.get(name)
        if value is None or b is None or a.ndim != 2 or a.shape != b.shape:
            continue
        if value.base.kind not in ("a", "z"):
            continue
        column = min(example, a.shape[1] - 1)
        away = _away(a[:, column], b[:, column])
        marked |= {(value.layer, int(unit)) for unit in np.flatnonzero(away >= _SHOWN)}
    return (Selection("unit", layer, unit) for layer, unit in sorted(marked))

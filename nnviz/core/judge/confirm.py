"""Confirmation of the program's derivatives by central differences, at some entries."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.checks.activation_gradient_check import LocalObjective
from nnviz.core.checks.gradient_check import TOLERANCE, Check, Objective, compare
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.jacobians import derivative, differences
from nnviz.core.judge.target import Target
from nnviz.core.network.value import is_gradient, value_named

ENTRIES = 8
"""Most entries of a gradient that are checked: the whole is checked by ``nnviz check``."""


class _Some(Objective):
    """An objective of which only some entries are asked for, as one column."""

    def __init__(self, whole: Objective, places: Array) -> None:
        self._whole, self._places = whole, places

    def place(self, name: str, row: int, column: int) -> tuple[Array, tuple[int, int]]:
        """Return the array that holds the entry with number `row`, and where."""
        r, c = self._places[row]
        return self._whole.place(name, int(r), int(c))

    def derivative(self, parameter: Array, index: tuple[int, int]) -> tuple[float, float]:
        """Return the derivative of the whole objective."""
        return self._whole.derivative(parameter, index)

    def has_corner(self, parameter: Array, index: tuple[int, int], difference: float) -> bool:
        """Ask the whole objective."""
        return self._whole.has_corner(parameter, index, difference)


def check_some(frame: Frame, name: str) -> Check:
    """Check some entries of ``d<name>``, always the same."""
    gradient = frame.values[f"d{name}"]
    places = np.argwhere(np.ones(gradient.shape, dtype=bool))
    if len(places) > ENTRIES:
        places = np.random.default_rng(314).permutation(places)[:ENTRIES]
    whole: Objective = (
        Objective(frame) if value_named(name).info.parameter else LocalObjective(frame, name)
    )
    some = gradient[places[:, 0], places[:, 1]][:, np.newaxis]
    result = [found for found in compare(_Some(whole, places), name, some) if found is not None]
    return result[0]


def confirmed(target: Target, frame: Frame) -> bool:
    """Return whether central differences agree with a target, where it is a derivative."""
    if target.numerator is not None:
        assert target.over is not None
        ours, _ = derivative(frame.experiment.layers, frame.values, target.numerator, target.over, 0)
        theirs = differences(frame, target.numerator, target.over, 0)
        scale = max(float(np.abs(ours).max()), 1e-7)
        return float(np.abs(ours - theirs).max()) <= TOLERANCE * scale
    if target.name is not None and is_gradient(target.name):
        if target.name.endswith("_next"):
            return True
        return check_some(frame, target.name.removeprefix("d")).passed
    return True

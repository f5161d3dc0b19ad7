"""Confirmation of the program's derivatives by central differences, at some entries."""

from __future__ import annotations

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.checks.activation_gradient_check import LocalObjective
from nnviz.core.checks.entry_checker import TOLERANCE, relative_error
from nnviz.core.checks.gradient_check import Check, Objective, compare
from nnviz.core.functions.buffers import Array
from nnviz.core.judge.jacobians import derivative, differences, exact_differences
from nnviz.core.judge.target import Target
from nnviz.core.network.value import is_gradient, value_named

ENTRIES = 8
"""Most entries of a gradient that are checked: the whole is checked by ``nnviz check``."""


def check_some(frame: Frame, name: str) -> Check:
    """Check some entries of ``d<name>``, always the same."""
    gradient = frame.values[f"d{name}"]
    places = np.argwhere(np.ones(gradient.shape, dtype=bool))
    if len(places) > ENTRIES:
        places = np.random.default_rng(314).permutation(places)[:ENTRIES]
    learned = value_named(name).info.parameter
    objective = Objective(frame) if learned else LocalObjective(frame, name)
    chosen = [(int(row), int(column)) for row, column in places]
    return next(found for found in compare(objective, frame, name, chosen) if found is not None)


def confirmed(target: Target, frame: Frame) -> bool | None:
    """Return whether central differences agree with a target, where it is a derivative; None if unsure."""
    if target.numerator is not None:
        assert target.over is not None
        of, over = target.numerator, target.over
        ours, errors = derivative(frame.experiment.layers, frame.values, of, over, 0)
        if _agree(ours, differences(frame, of, over, 0), errors):
            return True
        return _agree(ours, exact_differences(frame, of, over, 0), errors)
    if target.name is not None and is_gradient(target.name):
        if target.name.endswith("_next"):
            return True
        check = check_some(frame, target.name.removeprefix("d"))
        return None if check.passed and not check.confirmed else check.passed
    return True


def _agree(ours: Array, theirs: Array, errors: Array) -> bool:
    """Return whether derivatives agree entry by entry, but for the rounding errors of ours."""
    largest = float(np.abs(ours).max(initial=0.0))
    entries = zip(ours.flat, theirs.flat, errors.flat, strict=True)
    return all(
        relative_error(float(a), float(b), largest) <= TOLERANCE or abs(a - b) <= error
        for a, b, error in entries
    )

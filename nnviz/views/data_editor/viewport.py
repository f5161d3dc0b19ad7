"""Viewport of the plane: the part that is shown, and the step of its grid."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nnviz.core.data_editing.draft import DatasetDraft, places
from nnviz.views.plotting import ticks

Range = tuple[float, float]
USUAL: Range = (-6.0, 6.0)
_SMALL = 0.6
"""Part of the sheet below which what is drawn on it would be too small."""


@dataclass(frozen=True)
class PlaneViewport:
    """The ranges of the two coordinates."""

    x: Range = USUAL
    y: Range = USUAL

    def holds(self, drawn: DatasetDraft) -> bool:
        """Whether all examples are on it."""
        at = places(drawn)
        return not len(at) or all(
            low <= column.min() and column.max() <= high
            for column, (low, high) in zip(at.T, (self.x, self.y), strict=True)
        )

    @property
    def finest(self) -> Range:
        """Steps below which nobody can point: a thousandth of the sheet or less, a power of ten."""
        across, up = (10.0 ** math.floor(math.log10((b - a) / 1e3)) for a, b in (self.x, self.y))
        return across, up

    @property
    def grid(self) -> Range:
        """Steps of the grid that points can snap to: a quarter of the distance between the marks."""
        steps = []
        for low, high in (self.x, self.y):
            marks = ticks.within(low, high)
            steps.append((marks[1] - marks[0]) / 4 if len(marks) > 1 else (high - low) / 24)
        return steps[0], steps[1]


def fitting(drawn: DatasetDraft) -> PlaneViewport:
    """Return a sheet for data: the usual one where they lie well on it."""
    ranges = []
    at = places(drawn) if drawn.inputs.shape[1] in (1, 2) and drawn.targets.shape[1] == 1 else drawn.inputs
    for k, column in enumerate(at.T[:2]):
        if k == 1 and drawn.inputs.shape[1] == 1 and drawn.classes:
            break
        ranges.append(_fitting(float(column.min()), float(column.max())) if len(column) else USUAL)
    return PlaneViewport(ranges[0], lanes(drawn) if len(ranges) == 1 else ranges[1])


def lanes(drawn: DatasetDraft) -> Range:
    """Return the upright range of one input with classes: a lane for each."""
    return (-0.5, max(len(drawn.classes), 2) - 0.5)


def _fitting(low: float, high: float) -> Range:
    if USUAL[0] <= low and high <= USUAL[1] and high - low >= _SMALL * (USUAL[1] - USUAL[0]):
        return USUAL
    margin = 0.1 * (high - low) or 1.0
    first, middle, last = ticks.nice_range(low - margin, high + margin)
    if len(ticks.within(first, last)) < 2:
        # A quarter more, so that there is more than one mark to read.
        first, last = middle + 1.25 * (first - middle), middle + 1.25 * (last - middle)
    return first, last

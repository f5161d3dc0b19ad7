"""Drawing of a network for paper: circles, lines and words, as plain numbers."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.network.layers import title_of
from nnviz.core.text.scripts import superscript

MOST = 10
"""Units of a layer that are drawn; of a larger one the first and the last ones."""
_STEP_X, _STEP_Y, _RADIUS, _FOOT = 84.0, 26.0, 9.0, 26.0


@dataclass(frozen=True)
class NetworkDrawing:
    """A drawing; lengths are in points, y downwards.

    Attributes
    ----------
    width, height
        Its size.
    circles
        Middle of every unit that is drawn.
    lines
        Ends of every weight between them.
    words
        Middle of the baseline and text of every label.
    radius
        Of the circles.
    """

    width: float
    height: float
    circles: tuple[tuple[float, float], ...]
    lines: tuple[tuple[float, float, float, float], ...]
    words: tuple[tuple[float, float, str], ...]
    radius: float = _RADIUS


def network_drawing(e: Experiment) -> NetworkDrawing:
    """Return the drawing of the network of an experiment."""
    shown = [_shown(width) for width in e.widths]
    tall = max(len(units) for units in shown) * _STEP_Y
    columns = [
        [(40.0 + _STEP_X * k, tall / 2 + (i - (len(units) - 1) / 2) * _STEP_Y) for i in range(len(units))]
        for k, units in enumerate(shown)
    ]
    lines: list[tuple[float, float, float, float]] = []
    words: list[tuple[float, float, str]] = []
    for k, (units, places) in enumerate(zip(shown, columns, strict=True)):
        words += [(x, y + 3.0, "⋮") for unit, (x, y) in zip(units, places, strict=True) if unit is None]
        name = "X" if k == 0 else f"a{superscript(k)}"
        words.append((places[0][0], tall + 10.0, name))
        if k:
            layer = e.layers[k - 1]
            words.append((places[0][0], tall + 21.0, layer.activation.replace("_", " ") or title_of(layer)))
            lines += _between(shown[k - 1], columns[k - 1], units, places, layer.units is not None)
    circles = [
        place
        for units, places in zip(shown, columns, strict=True)
        for unit, place in zip(units, places, strict=True)
        if unit is not None
    ]
    width = 80.0 + _STEP_X * (len(shown) - 1)
    return NetworkDrawing(width, tall + _FOOT, tuple(circles), tuple(lines), tuple(words))


def _shown(units: int) -> list[int | None]:
    if units <= MOST:
        return list(range(units))
    return [*range(MOST - 3), None, units - 1]


def _between(
    before: list[int | None],
    sources: list[tuple[float, float]],
    units: list[int | None],
    places: list[tuple[float, float]],
    dense: bool,
) -> list[tuple[float, float, float, float]]:
    """Return the weights between two layers, or one line for each unit of a layer without weights."""
    return [
        (x0 + _RADIUS, y0, x1 - _RADIUS, y1)
        for source, (x0, y0) in zip(before, sources, strict=True)
        for unit, (x1, y1) in zip(units, places, strict=True)
        if source is not None and unit is not None and (dense or source == unit)
    ]

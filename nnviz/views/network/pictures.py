"""What is shown inside the squares: maps over the plane, curves over a line, or a colour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPolygonF

from nnviz.core.activations import ACTIVATIONS
from nnviz.core.frame import Frame
from nnviz.core.maps import UnitMaps
from nnviz.core.workspace import Array
from nnviz.views.network.structure import Structure

FINEST = 128
_LINE_POINTS = 48


class Pictures:
    """The pictures of all units, renewed in one pass.

    Parameters
    ----------
    structure
        The network.
    table
        256 RGB32 colours for −1 … 1.
    shown
        Layer → its units that are drawn.
    resolution
        Pixels along the side of a map, best what most squares have.
    input_side
        Pixels along the side of an input's square.
    """

    def __init__(
        self,
        structure: Structure,
        table: Array,
        shown: dict[int, tuple[int, ...]],
        resolution: int,
        input_side: int,
    ) -> None:
        self._structure, self._table = structure, table
        self._shown = {layer: np.array(units) for layer, units in shown.items()}
        self._scales = [_scaling(structure, n, self._shown[n]) for n in range(len(structure.columns))]
        self._slots = {(n, unit): k for n, units in shown.items() for k, unit in enumerate(units)}
        self._flat: Array | None = None
        self._fine: UnitMaps | None = None
        self._broken: dict[int, Array] = {}
        self._values: dict[int, Array] = {}
        self._colours: dict[int, Array] = {}
        self.dimensions = structure.raw_inputs
        if self.dimensions:
            points = min(max(resolution, 8), FINEST) if self.dimensions == 2 else _LINE_POINTS
            self._maps = UnitMaps(structure.experiment, structure.samples, points)
            self.resolution = points
        if self.dimensions == 2:
            self._make_atlas(points)
            self._colour_inputs(input_side)

    def _make_atlas(self, side: int) -> None:
        """Lay out one buffer for all maps, and an image over the part of each."""
        count = sum(len(units) for units in self._shown.values())
        self._atlas = np.zeros((count, side * side), dtype=np.uint32)
        self._images: dict[tuple[int, int], QImage] = {}
        self._rows: dict[int, slice] = {}
        start = 0
        for layer, units in self._shown.items():
            self._rows[layer] = slice(start, start + len(units))
            for k, unit in enumerate(units.tolist()):
                pixels = self._atlas[start + k].data
                self._images[layer, unit] = QImage(pixels, side, side, side * 4, QImage.Format.Format_RGB32)
            start += len(units)

    def _colour_inputs(self, side: int) -> None:
        """Colour the inputs once for all, in the size they are shown in."""
        features = self._maps.features[self._shown[0]]
        largest = np.abs(features).max(axis=1, keepdims=True)
        self._paint_rows(0, features / np.where(largest > 0, largest, 1))
        smooth = Qt.TransformationMode.SmoothTransformation
        for unit in self._shown[0].tolist():
            self._images[0, unit] = self._images[0, unit].scaled(side, side, mode=smooth)

    def _paint_rows(self, layer: int, scaled: Array) -> None:
        np.take(self._table, _index(scaled), out=self._atlas[self._rows[layer]], mode="clip")

    def update(self, frame: Frame, example: int) -> None:
        """Renew what has changed."""
        if not self.dimensions:
            self._update_colours(frame, example)
            return
        if self._flat is not None and np.array_equal(frame.flat, self._flat, equal_nan=True):
            return
        self._flat = frame.flat
        with np.errstate(all="ignore"):
            for layer, a in self._maps.compute(frame.flat).items():
                rows = a[self._shown[layer]] if len(self._shown[layer]) < len(a) else a
                self._broken[layer] = np.asarray(np.isnan(rows).any(axis=1))
                if self.dimensions == 2:
                    self._paint_rows(layer, self._scales[layer](rows))
                else:
                    self._values[layer] = rows.copy()

    def _update_colours(self, frame: Frame, example: int) -> None:
        for column in self._structure.columns:
            n = column.layer
            values = frame.values.get(f"a{n}" if n else "X")
            if values is None:
                self._colours.pop(n, None)
                self._broken.pop(n, None)
                continue
            row = values[self._shown[n], min(example, values.shape[1] - 1)]
            self._broken[n] = np.isnan(row)
            with np.errstate(invalid="ignore"):
                self._colours[n] = self._table[_index(self._scales[n](row))]

    def broken(self, layer: int, unit: int) -> bool:
        """Whether the picture of a unit has places that are not a number."""
        row = self._broken.get(layer)
        return row is not None and bool(row[self._slots[layer, unit]])

    def image(self, layer: int, unit: int) -> QImage:
        """Return the map of a unit."""
        return self._images[layer, unit]

    def colour(self, layer: int, unit: int) -> QColor | None:
        """Return the colour of a unit's value, None if that is not known or there is a picture instead."""
        colours = self._colours.get(layer)
        return None if colours is None else QColor.fromRgb(int(colours[self._slots[layer, unit]]))

    def large(self, layer: int, unit: int) -> QImage:
        """Return the map of one unit as it is now, finer than in its square."""
        if self._fine is None:
            self._fine = UnitMaps(self._structure.experiment, self._structure.samples, FINEST)
        maps = self._fine
        if layer == 0 or self._flat is None:
            row = maps.features[unit]
            scaled = row / (np.abs(row).max() or 1.0)
        else:
            with np.errstate(all="ignore"):
                scaled = self._scales[layer](maps.compute(self._flat)[layer][unit])
        pixels = np.take(self._table, _index(scaled), mode="clip")
        return QImage(pixels.data, FINEST, FINEST, FINEST * 4, QImage.Format.Format_RGB32).copy()

    def values(self, layer: int, unit: int) -> Array:
        """Return what a unit computes along the line."""
        rows = self._maps.features if layer == 0 else self._values[layer]
        row: Array = rows[unit if layer == 0 else self._slots[layer, unit]]
        return row

    def curve(self, layer: int, unit: int) -> QPolygonF:
        """Return the curve of a unit in the unit square, y down, without what is not finite."""
        y = self.values(layer, unit)
        low, high = (float(y.min()), float(y.max())) if layer == 0 else curve_range(self._structure, layer, y)
        x = np.linspace(0.0, 1.0, len(y))
        keep = np.isfinite(y)
        scaled = 1.0 - (y - low) / max(high - low, 1e-12)
        return QPolygonF([QPointF(*p) for p in np.column_stack([x, np.clip(scaled, 0, 1)])[keep].tolist()])


    def spot(self, layer: int, unit: int, frame: Frame, example: int) -> QPointF | None:
        """Return where an example lies in a unit's picture, in the unit square with y down."""
        if not self.dimensions:
            return None
        s = frame.samples
        raw = s.raw_train[frame.examples[min(example, frame.batch - 1)]]
        at = [(x - low) / (high - low) for x, (low, high) in zip(raw.tolist(), s.domain, strict=True)]
        if self.dimensions == 2:
            return QPointF(at[0], 1.0 - at[1])
        points = self.curve(layer, unit).toList()
        return min(points, key=lambda p: abs(p.x() - at[0])) if points else None


def _index(scaled: Array) -> Array:
    """Return the entry of the table for numbers of −1 … 1."""
    with np.errstate(invalid="ignore"):
        return np.clip(scaled * 127.5 + 127.5, 0, 255).astype(np.uint8)


def curve_range(structure: Structure, layer: int, y: Array) -> tuple[float, float]:
    """Return the values at bottom and top of a unit's curve: its whole range if it is bounded."""
    row = ACTIVATIONS[structure.experiment.layers[layer - 1].activation]
    if np.isfinite([row.low, row.high]).all():
        return row.low, row.high
    finite = y[np.isfinite(y)]
    if not len(finite):
        return -1.0, 1.0
    low = min(float(finite.min()), 0.0, row.low if np.isfinite(row.low) else 0.0)
    return low, max(float(finite.max()), 0.1)


def _scaling(structure: Structure, layer: int, shown: Array) -> Callable[[Array], Array]:
    """Return what brings the values of a layer's shown units to −1 … 1, the same at all times."""
    if layer == 0:
        largest = np.abs(structure.samples.train[: structure.samples.features]).max(axis=1)
        largest[largest == 0] = 1.0
        return lambda a: a / largest[shown]
    row = ACTIVATIONS[structure.experiment.layers[layer - 1].activation]
    if (row.low, row.high) == (0.0, 1.0):
        return lambda a: 2.0 * a - 1.0
    if (row.low, row.high) == (-1.0, 1.0):
        return lambda a: a
    # Without bounds: 0 stays in the middle, 1 comes to ⅔, and however large, it never ends.
    return lambda a: a / (0.5 + np.abs(a))

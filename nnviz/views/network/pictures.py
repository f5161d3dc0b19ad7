"""Pictures inside the units: maps over the plane, curves over a line, or a colour."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPolygonF

from nnviz.core.arrays.frame import Frame
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.buffers import Array
from nnviz.core.run.activation_maps import ActivationMaps, ColourNormalizer
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
        e, s = structure.experiment, structure.samples
        self._all_shades = [ColourNormalizer.of(e, s, n) for n in range(len(structure.columns))]
        self._shades = [shades.only(self._shown[n]) for n, shades in enumerate(self._all_shades)]
        self._slots = {(n, unit): k for n, units in shown.items() for k, unit in enumerate(units)}
        self._flat: Array | None = None
        self.concealing = False
        self._fine: ActivationMaps | None = None
        self._broken: dict[int, Array] = {}
        self._values: dict[int, Array] = {}
        self._colours: dict[int, Array] = {}
        self.dimensions = structure.raw_inputs
        if self.dimensions:
            points = min(max(resolution, 8), FINEST) if self.dimensions == 2 else _LINE_POINTS
            self._maps = ActivationMaps(structure.experiment, structure.samples, points)
            self.resolution = points
        if self.dimensions == 2:
            self._make_atlas(points)
            self._colour_inputs(input_side)

    def _make_atlas(self, side: int) -> None:
        """Lay out one buffer for all maps, and an image over the part of each."""
        count = sum(len(units) for units in self._shown.values())
        most = max(len(units) for units in self._shown.values())
        self._atlas = np.zeros((count, side * side), dtype=np.uint32)
        # Made once and used by one layer after the other: they stay in the cache.
        self._scratch = np.empty((most, side * side), dtype=np.float32)
        self._entries = np.empty((most, side * side), dtype=np.uint8)
        self._shown_rows = np.empty((most, side * side), dtype=np.float32)
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
        self._paint_rows(0, features)
        smooth = Qt.TransformationMode.SmoothTransformation
        for unit in self._shown[0].tolist():
            self._images[0, unit] = self._images[0, unit].scaled(side, side, mode=smooth)

    def _paint_rows(self, layer: int, rows: Array) -> None:
        count = len(rows)
        entries = self._shades[layer].index(rows, self._scratch[:count], self._entries[:count])
        np.take(self._table, entries, out=self._atlas[self._rows[layer]], mode="clip")

    def update(self, frame: Frame, example: int) -> None:
        """Renew what has changed."""
        if not self.dimensions:
            self._update_colours(frame, example)
            return
        if self._flat is not None and np.array_equal(frame.flat, self._flat, equal_nan=True):
            return
        self._flat = frame.flat
        self.concealing = frame.hides_outputs
        self.take(self._maps.compute(frame.flat))

    def take(self, activations: dict[int, Array]) -> None:
        """Show what the units compute over the grid: layer → ``(units, points)``, in single precision."""
        with np.errstate(all="ignore"):
            for layer, a in activations.items():
                rows = self._drawn(layer, a)
                self._broken[layer] = _any_nan(rows)
                if self.dimensions == 2:
                    self._paint_rows(layer, rows)
                else:
                    self._values[layer] = rows.copy()

    def _drawn(self, layer: int, a: Array) -> Array:
        """Return the rows of the units that are drawn."""
        shown = self._shown[layer]
        if len(shown) == len(a):
            return a
        if self.dimensions == 1:
            rows: Array = a[shown]
            return rows
        return np.take(a, shown, axis=0, out=self._shown_rows[: len(shown)], mode="clip")

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
            self.concealing = bool(frame.hidden)
            with np.errstate(all="ignore"):
                self._colours[n] = self._table[_entries(self._shades[n], row[:, None])[:, 0]]

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
            self._fine = ActivationMaps(self._structure.experiment, self._structure.samples, FINEST)
        maps = self._fine
        which = np.array([unit])
        if layer == 0 or self._flat is None:
            row = maps.features[which]
        else:
            row = maps.compute(self._flat)[layer][which]
        with np.errstate(all="ignore"):
            pixels = np.take(self._table, _entries(self._all_shades[layer].only(which), row))
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


def _entries(shades: ColourNormalizer, values: Array) -> Array:
    """Return the entries of the table for a few values ``(units, points)``."""
    values = values.astype(np.float32)
    return shades.index(values, np.empty_like(values), np.empty(values.shape, dtype=np.uint8))


def _any_nan(rows: Array) -> Array:
    """Return which rows hold something that is not a number, ``(units,)``."""
    # A sum is not a number if one of its terms is not: much quicker, and hardly ever in doubt.
    if np.isfinite(rows.sum()):
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(np.isnan(rows).any(axis=1))


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

"""Colours for outputs and targets over the input plane."""

from __future__ import annotations

import numpy as np

from nnviz import theme
from nnviz.core.arrays.dataset_arrays import DatasetArrays
from nnviz.core.functions.buffers import Array
from nnviz.core.run.evaluation import decide, is_classification
from nnviz.views.plotting import painting, ticks
from nnviz.views.plotting.picture import class_colours

_STEPS = 64
_FAINTEST, _STRONGEST = 0.12, 0.72


class Tones:
    """Maps numbers to colours.

    One output: the diverging scale, its middle at the decision (or amid the targets). Several classes:
    the colour of the largest output, stronger the further it is ahead of the next.

    Attributes
    ----------
    middle, half
        The value in neutral colour, and how far from it the colours end.
    """

    def __init__(self, s: DatasetArrays) -> None:
        targets = s.train[s.features + 1 :]
        low, high = float(targets.min()), float(targets.max())
        self._low = low
        self._classes = s.outputs if is_classification(s) else 0
        if self._classes:
            self.middle, self.half = (0.5, 0.5) if low >= 0 else (0.0, 1.0)
        else:
            most = max(-low, high)
            ends = (-most, most) if low < 0 < high else (low, high)
            first, self.middle, _ = ticks.nice_range(*ends)
            self.half = self.middle - first
        self._table: Array = np.zeros(0, dtype=np.uint32)
        self._table_key = ""

    def colour(self, outputs: Array, unit: int, discretised: bool, pixels: Array) -> None:
        """Write the RGB32 colours of outputs ``(units, points)`` into `pixels` ``(points,)``."""
        if self._classes > 1:
            index = self._classified(outputs, discretised)
            np.take(self._class_table(), index, out=pixels, mode="clip")
        else:
            index = self._shade(outputs[unit], discretised)
            np.take(self._shades(), index, out=pixels, mode="clip")

    def points(self, targets: Array, unit: int) -> list[str]:
        """Return the hex colour of each target of ``(outputs, examples)``."""
        if self._classes:
            # A little nearer to the ink than the background of their class, on which correct ones lie.
            colours = [theme.blend(colour, "ink", 0.2) for colour in class_colours(max(self._classes, 2))]
            return [colours[k] for k in decide(targets, self._low)]
        look = theme.current()
        shares = np.clip((targets[unit] - self.middle) / self.half, -1.0, 1.0)
        return [theme.blend(look.neutral, theme.sign(share), abs(share)) for share in map(float, shares)]

    def _shade(self, values: Array, discretised: bool) -> Array:
        share = np.clip((values - self.middle) / self.half, -1.0, 1.0)
        lost = np.isnan(share)
        if discretised:
            share = np.where(share > 0, 0.85, -0.85)
        index = (np.where(lost, 0.0, share) * 127.5 + 127.5).astype(np.intp)
        index[lost] = 256
        return np.asarray(index)

    def _classified(self, outputs: Array, discretised: bool) -> Array:
        # Row by row: much quicker than sorting a few rows along their short side.
        top, second = outputs[0].copy(), np.full_like(outputs[0], -np.inf)
        winner = np.zeros(top.shape, dtype=np.intp)
        with np.errstate(invalid="ignore"):
            for k, row in enumerate(outputs[1:], 1):
                np.copyto(winner, k, where=row > top)
                np.maximum(second, np.minimum(top, row), out=second)
                np.maximum(top, row, out=top)
            lead = np.clip((top - second) / (2 * self.half), 0.0, 1.0)
        step = np.full(lead.shape, 0.7) if discretised else np.nan_to_num(lead)
        index = winner * _STEPS + (step * (_STEPS - 1)).astype(np.intp)
        # The largest of numbers of which one is lost is lost too.
        index[np.isnan(top)] = self._classes * _STEPS
        return np.asarray(index)

    def _shades(self) -> Array:
        look = theme.current()
        if self._table_key != look.name:
            self._table_key = look.name
            self._table = np.append(theme.diverging(), painting.packed(look.chip)).astype(np.uint32)
        return self._table

    def _class_table(self) -> Array:
        look = theme.current()
        if self._table_key != look.name:
            self._table_key = look.name
            shares = np.linspace(_FAINTEST, _STRONGEST, _STEPS)
            shades = [
                painting.packed(theme.blend(look.neutral, colour, float(share)))
                for colour in class_colours(self._classes)
                for share in shares
            ]
            self._table = np.array([*shades, painting.packed(look.chip)], dtype=np.uint32)
        return self._table

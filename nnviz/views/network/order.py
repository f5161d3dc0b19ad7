"""The items of a network in reading order, by number: for the keyboard and for screen readers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate

from nnviz.core.experiment.selection import Selection
from nnviz.views.network.structure import Structure


class Order:
    """Inputs, then every unit followed by its bias and its weights, layer by layer, the loss last.

    Nothing is stored per item: a network may have a million weights.
    """

    def __init__(self, structure: Structure) -> None:
        self._columns = structure.columns
        sizes = [1]
        for before, after in zip(structure.columns, structure.columns[1:], strict=False):
            # The place of a bias is kept where there is none, and passed over.
            sizes.append(2 + before.units if after.weighted else 1)
        self._sizes = sizes
        counts = [column.units * size for column, size in zip(structure.columns, sizes, strict=True)]
        self._starts = [0, *accumulate(counts)]

    def __len__(self) -> int:
        return self._starts[-1] + 1

    def item(self, number: int) -> Selection:
        """Return the item with `number`, from 0."""
        if number == self._starts[-1]:
            return Selection("loss")
        layer = next(k for k in range(len(self._columns)) if number < self._starts[k + 1])
        unit, part = divmod(number - self._starts[layer], self._sizes[layer])
        if part == 0:
            return Selection("unit", layer, unit)
        return Selection("bias", layer, unit) if part == 1 else Selection("weight", layer, unit, part - 2)

    def number(self, selection: Selection) -> int:
        """Return the number of an item."""
        if selection.kind == "loss":
            return self._starts[-1]
        part = {"unit": 0, "bias": 1}.get(selection.kind, 2 + (selection.source or 0))
        return self._starts[selection.layer] + selection.unit * self._sizes[selection.layer] + part

    def beside(self, selection: Selection, across: int, down: int) -> Selection:
        """Return the item beside `pick`: up and down in its column, left and right from column to column."""
        if selection.kind == "loss":
            return self._unit(len(self._columns) - 1, 0) if across < 0 else selection
        if selection.kind == "bias":
            return Selection("unit", selection.layer, selection.unit)
        if selection.kind == "weight":
            if across > 0:
                return Selection("unit", selection.layer, selection.unit)
            if across < 0:
                return self._unit(selection.layer - 1, selection.source or 0)
            count = self._columns[selection.layer - 1].units
            return Selection(
                "weight", selection.layer, selection.unit, ((selection.source or 0) + down) % count
            )
        if down:
            return self._unit(selection.layer, selection.unit + down)
        if selection.layer + across >= len(self._columns):
            return Selection("loss")
        return self._unit(max(selection.layer + across, 0), selection.unit)

    def step(
        self, selection: Selection | None, by: int, shows: Callable[[Selection], bool]
    ) -> Selection | None:
        """Return the next (1) or previous (−1) item that `shows` holds for; None beyond the ends."""
        number = self.number(selection) + by if selection is not None else 0 if by > 0 else len(self) - 1
        while 0 <= number < len(self):
            item = self.item(number)
            if self._exists(item) and shows(item):
                return item
            number += by
        return None

    def go(
        self, selection: Selection | None, across: int, down: int, shows: Callable[[Selection], bool]
    ) -> Selection:
        """Return the item beside `pick` that `shows` holds for, going on until there is one."""
        target = Selection("unit", 0, 0) if selection is None else self.beside(selection, across, down)
        for _ in range(len(self)):
            further = self.beside(target, 0, down or 1)
            if shows(target) or further == target:
                break
            target = further
        return target

    def _exists(self, item: Selection) -> bool:
        return item.kind != "bias" or item.unit < self._columns[item.layer].biases

    def _unit(self, layer: int, unit: int) -> Selection:
        return Selection("unit", layer, min(max(unit, 0), self._columns[layer].units - 1))

"""Hiding of values: which results of a step are not to be seen yet, and the frame without them.

The arrays of training are never touched. A frame is copied with hidden numbers in place of what is to be
guessed, so that nothing that is drawn, said, copied or exported from it can give them away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.arrays.frame import Frame, Position
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.buffers import Array
from nnviz.core.network.value import Value, value_named
from nnviz.core.text.hidden_number import HIDDEN, hidden_in

VALUES, LOSS, DELTAS, GRADIENTS, UPDATES = KINDS = ("values", "loss", "deltas", "gradients", "updates")
"""Kinds of results that can be hidden."""
_NEVER = ("X", "Y", "t", "mask")
"""Values that nobody can predict: data, the count of updates, random masks."""


@dataclass(frozen=True)
class HidingOptions:
    """What is hidden.

    Attributes
    ----------
    kinds
        Some of `KINDS`.
    layer
        Only results of this layer; None for all layers and the loss.
    unit
        Only those of this unit of the layer, from 0; None for all units.
    """

    kinds: frozenset[str] = frozenset(KINDS)
    layer: int | None = None
    unit: int | None = None

    def includes(self, value: Value) -> bool:
        """Whether results of a value are hidden."""
        return kind_of(value) in self.kinds and self.layer in (None, value.layer)

    def mask(self, value: Value, shape: tuple[int, ...]) -> Array:
        """Return which entries of a value are hidden, in its shape."""
        mask = np.full(shape, self.unit is None)
        if self.unit is not None and shape:
            # A value that all units share belongs to each of them.
            own = self.unit < shape[0] and value.info.axes[:1] == ("unit",)
            mask[self.unit if own else slice(None)] = True
        return mask


def kind_of(value: Value) -> str:
    """Return the kind of result a value is, one of `KINDS`; empty if it is never hidden."""
    if value.base.kind in _NEVER and not value.is_gradient:
        return ""
    if value.is_gradient:
        return DELTAS if value.base.kind == "z" else GRADIENTS
    if value.info.parameter:
        return UPDATES
    return LOSS if value.kind == "C" else VALUES


@dataclass(frozen=True)
class HiddenEntry:
    """A hidden entry that is asked about.

    Attributes
    ----------
    name
        Name of the value.
    row, column
        Where it is, from 0; `column` is None for a value with a column for every example, whose row is
        revealed as a whole.
    """

    name: str
    row: int = 0
    column: int | None = None

    def selection(self, layers: int) -> Selection | None:
        """Return the item of the network it belongs to; `layers` is the number of layers."""
        return Selection.of_entry(value_named(self.name), self.row, self.column, layers)


class Hidden:
    """What is hidden in one frame: name → mask, in the order of the operations.

    Parameters
    ----------
    masks
        Which entries of a value are hidden, in its shape.
    """

    def __init__(self, masks: Mapping[str, Array]) -> None:
        self.masks = {name: mask.copy() for name, mask in masks.items() if mask.any()}

    def __bool__(self) -> bool:
        return bool(self.masks)

    def entries(self) -> Iterator[HiddenEntry]:
        """Yield what can be asked about, in the order in which it is computed."""
        for name, mask in self.masks.items():
            if mask.ndim < 2:
                yield HiddenEntry(name)
            elif value_named(name).per_example:
                for row in np.flatnonzero(mask.any(axis=1)).tolist():
                    yield HiddenEntry(name, row)
            else:
                for row, column in np.argwhere(mask).tolist():
                    yield HiddenEntry(name, row, column)

    def reveal(self, entry: HiddenEntry) -> None:
        """Show one entry from now on."""
        mask = self.masks.get(entry.name)
        if mask is None:
            return
        if mask.ndim < 2:
            mask[...] = False
        elif entry.column is None:
            mask[entry.row] = False
        else:
            mask[entry.row, entry.column] = False
        if not mask.any():
            del self.masks[entry.name]

    def reveal_value(self, name: str) -> None:
        """Show all entries of a value from now on."""
        self.masks.pop(name, None)


def computed_between(frame: Frame, since: Position) -> list[str]:
    """Return what the operations between an earlier position and that of a frame computed, in order.

    Parameters that other iterations in between have changed come first, and before them the loss.
    """
    iteration, operation = frame.position
    count, first = len(frame.operations), 0
    names: list[str] = []
    if since.iteration == iteration:
        first = since.operation
    elif since != Position(iteration - 1, count):
        names = [name for name in frame.values if kind_of(value_named(name)) == UPDATES]
        names = [name for name in names if not value_named(name).next]
    for op in frame.operations[first:operation]:
        names += op.writes
    if since.iteration != iteration and "C" in names:
        # From one iteration to another the loss is what everybody looks at.
        names.sort(key=lambda name: name != "C")
    return names


def hide(frame: Frame, since: Position, options: HidingOptions) -> Hidden:
    """Return what of the results of a step is hidden.

    Parameters
    ----------
    frame
        The frame the step led to.
    since
        Where it began: everything up to there is known.
    options
        What is to be hidden.
    """
    masks = {}
    for name in computed_between(frame, since):
        value = value_named(name)
        if options.includes(value):
            masks[name] = options.mask(value, np.shape(frame.values[name]))
    return Hidden(masks)


def masked(frame: Frame, hidden: Hidden, options: HidingOptions) -> Frame:
    """Return the frame as it may be seen: hidden numbers in place of what is hidden.

    Maps of what the network computes are read off `flat`. It keeps the parameters of this iteration's
    forward pass, and hides those of units whose activations are not known yet, so that no map gives away
    what the forward pass of this or of the next iteration will compute.
    """
    values = dict(frame.values)
    for name, mask in hidden.masks.items():
        array = np.array(values[name])
        array[mask] = HIDDEN
        array.flags.writeable = False
        values[name] = array
    shown = replace(frame, values=values, hidden=frozenset(hidden.masks))
    return replace(shown, flat=_flat(frame, shown, hidden, options))


def _flat(frame: Frame, shown: Frame, hidden: Hidden, options: HidingOptions) -> Array:
    """Return the parameters that maps are drawn with, as far as they may be known."""
    flat = np.array(frame.flat)
    parameters = Parameters(frame.experiment).named(flat)
    outputs = VALUES in options.kinds
    for name, view in parameters.items():
        if outputs or f"{name}_next" in hidden.masks:
            view[...] = shown.values[name]
        elif name in hidden.masks:
            view[hidden.masks[name]] = HIDDEN
    if outputs:
        _hide_outputs(shown, parameters, options)
    flat.flags.writeable = False
    return flat


def _hide_outputs(shown: Frame, parameters: Mapping[str, Array], options: HidingOptions) -> None:
    """Hide parameters of units whose activations are not known, and of all layers behind them."""
    behind = False
    for n in range(1, len(shown.experiment.layers) + 1):
        own = [view for name, view in parameters.items() if value_named(name).layer == n]
        unknown = np.ones(shown.experiment.widths[n], dtype=bool)
        if not behind:
            unknown = _unknown_units(shown, n, options)
            if not unknown.any():
                continue
            behind = True
        if not own:
            # A layer without parameters of its own has no map without those before it.
            own = [view for name, view in parameters.items() if value_named(name).layer < n]
        for view in own:
            view[unknown if len(view) == len(unknown) else slice(None)] = HIDDEN


def _unknown_units(shown: Frame, n: int, options: HidingOptions) -> Array:
    """Return which units of a layer are to be predicted and not known yet, ``(units,)``."""
    unknown = np.zeros(shown.experiment.widths[n], dtype=bool)
    if options.layer in (None, n):
        array = shown.values.get(f"a{n}")
        hidden: Array = ~unknown if array is None else np.asarray(hidden_in(array).any(axis=1))
        chosen = slice(None) if options.unit is None else slice(options.unit, options.unit + 1)
        unknown[chosen] = hidden[chosen]
    return unknown

"""Transfer of weights to an edited network: those that still make sense stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.arrays.parameters import Parameters
from nnviz.core.equations.symbols import text_symbol
from nnviz.core.experiment.experiment import Experiment, LayerSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.selection import Selection
from nnviz.core.experiment.validation import parameter_shape
from nnviz.core.functions.buffers import Array
from nnviz.core.network.value import Value, value_named
from nnviz.core.text.translate import translate


@dataclass(frozen=True)
class LayerSource:
    """Where a layer of the new network comes from.

    Attributes
    ----------
    layer
        Number of the layer in the old network, 0 for the inputs; None for a new layer.
    units
        For each unit of the new layer its number in the old one, None for a new unit.
    """

    layer: int | None
    units: tuple[int | None, ...]


@dataclass(frozen=True)
class TransferResult:
    """A new experiment with the weights it keeps, and what they are.

    Attributes
    ----------
    experiment
        With the kept values among its ``initial`` ones.
    kept
        Name of a matrix → how many of its entries are kept, and how many there are.
    """

    experiment: Experiment
    kept: Mapping[str, tuple[int, int]]


def current_parameters(frame: Frame) -> dict[str, Array]:
    """Return every parameter of the network in a frame by name, as it is now."""
    names = [str(value) for block in frame.experiment.blocks for value in block.values]
    return {name: frame.current(name) for name in names}


def origins(old: Experiment, new: Experiment) -> tuple[LayerSource, ...]:
    """Return where the layers of `new` come from, inputs first, as far as their shapes tell.

    The output layer stays the output layer; hidden layers are matched from the front and from the back,
    so that a layer added or removed anywhere leaves the others alone. Units are matched by number, inputs
    by name.
    """
    before, after = len(old.layers), len(new.layers)
    front = 0
    while front < min(before, after) - 1 and _alike(old, front, new, front):
        front += 1
    back = 1
    while back < min(before, after) - front and _alike(old, before - 1 - back, new, after - 1 - back):
        back += 1
    middle = min(before, after) - front - back
    sources = [
        k if k < front + middle else k - after + before if k >= after - back else None for k in range(after)
    ]
    return follow(old, new, sources)


def follow(old: Experiment, new: Experiment, sources: Sequence[int | None]) -> tuple[LayerSource, ...]:
    """Return where the layers of `new` come from, inputs first, when that of each is known.

    Parameters
    ----------
    sources
        For every layer of `new`, from 0, its number in `old`, from 0; None for a new layer. Units are
        matched by number, inputs by name.
    """
    names = {name: k for k, name in enumerate(old.feature_names)}
    inputs = LayerSource(0, tuple(names.get(name) for name in new.feature_names))
    return (inputs, *(_origin(old, new, source, k) for k, source in enumerate(sources)))


def without_unit(old: Experiment, new: Experiment, layer: int, unit: int) -> tuple[LayerSource, ...]:
    """Return where the layers of `new` come from, inputs first, when one unit of `layer` (from 1) went."""
    found = list(follow(old, new, range(len(new.layers))))
    for n in range(layer, len(new.layers) + 1):
        if n > layer and new.layers[n - 1].units is not None:
            break
        # A layer without weights has the units of the layer before.
        found[n] = LayerSource(n, tuple(k for k in range(old.widths[n]) if k != unit))
    return tuple(found)


def moved_selection(
    selection: Selection, layer_mapping: Sequence[LayerSource], new: Experiment
) -> Selection | None:
    """Return what was `pick` before an edit as it is named after it; None if it is gone."""
    if selection.kind == "loss":
        return selection
    place = _new_place(layer_mapping, selection.layer, selection.unit)
    if place is None:
        return None
    moved = Selection(selection.kind, *place)
    if selection.source is not None:
        source = _new_place(layer_mapping, selection.layer - 1, selection.source)
        if source is None or source[0] != place[0] - 1:
            return None
        moved = Selection(selection.kind, *place, source[1])
    return moved if moved.exists(new) else None


def _new_place(layer_mapping: Sequence[LayerSource], layer: int, unit: int) -> tuple[int, int] | None:
    """Return layer and unit in the new network of what they were in the old one; None if it is gone."""
    for n, origin in enumerate(layer_mapping):
        if origin.layer == layer:
            return (n, origin.units.index(unit)) if unit in origin.units else None
    return None


def _alike(old: Experiment, i: int, new: Experiment, j: int) -> bool:
    a, b = old.layers[i], new.layers[j]
    return (*_kind(a), a.units, a.activation) == (*_kind(b), b.units, b.activation)


def _kind(spec: LayerSpec) -> tuple[str, bool]:
    return spec.layer, spec.units is not None


def _origin(old: Experiment, new: Experiment, source: int | None, k: int) -> LayerSource:
    width = new.widths[k + 1]
    if source is None or _kind(old.layers[source]) != _kind(new.layers[k]):
        return LayerSource(None, (None,) * width)
    known = old.widths[source + 1]
    return LayerSource(source + 1, tuple(unit if unit < known else None for unit in range(width)))


def keep(
    old: Experiment,
    values: Mapping[str, Array],
    new: Experiment,
    layer_mapping: Sequence[LayerSource] | None = None,
) -> TransferResult:
    """Return `new` with all weights that mean in it what they meant in `old`.

    A weight is kept if both units it connects, and the connection between their layers, are from the old
    network; a bias if its unit is. All others are drawn from the seed of `new`.

    Parameters
    ----------
    old, values
        The old network and its parameters by name, ``W1`` of shape ``(units, sources)``, ``b1`` of
        ``(units, 1)``.
    new
        The new network; its ``initial`` values and changes of parameters are replaced.
    layer_mapping
        Where its layers come from, inputs first; None to tell by `origins`.
    """
    layer_mapping = origins(old, new) if layer_mapping is None else layer_mapping
    changes = tuple(change for change in new.changes if change.parameter is None)
    new = new.replace(initial=None, changes=changes)
    p = Parameters(new)
    p.initialize(new)
    initial: dict[str, Matrix] = {}
    counts: dict[str, tuple[int, int]] = {}
    for value in p.values:
        drawn, source = p.view(p.flat, value), values.get(f"{value.kind}{layer_mapping[value.layer].layer}")
        rows, columns = _entries(layer_mapping, value, old, new)
        filled = drawn.copy()
        if source is not None and rows[0] and columns[0]:
            filled[np.ix_(rows[0], columns[0])] = source[np.ix_(rows[1], columns[1])]
        counts[str(value)] = (len(rows[0]) * len(columns[0]), drawn.size)
        if not np.array_equal(filled, drawn):
            initial[str(value)] = Matrix(filled)
    return TransferResult(new.replace(initial=initial or None), counts)


_Pairs = tuple[list[int], list[int]]


def _entries(
    layer_mapping: Sequence[LayerSource], value: Value, old: Experiment, new: Experiment
) -> tuple[_Pairs, _Pairs]:
    """Return the rows and the columns of a parameter that are kept: new and old numbers."""
    here = layer_mapping[value.layer]
    below = layer_mapping[_feeding(new, value.layer)]
    if here.layer is None or parameter_shape(old, f"{value.kind}{here.layer}") is None:
        return ([], []), ([], [])
    rows = _pairs(here)
    if value.kind == "W":
        connected = below.layer is not None and below.layer == _feeding(old, here.layer)
        return rows, _pairs(below) if connected else ([], [])
    before, after = old.layers[here.layer - 1], new.layers[value.layer - 1]
    if value.kind == "b" and before.bias != after.bias:
        return ([], []), ([], [])
    if value.kind == "b" and after.bias is not True and rows[0]:
        rows = [0], [0]
    return rows, ([0], [0]) if rows[0] else ([], [])


def _feeding(e: Experiment, layer: int) -> int:
    """Return the layer whose units feed a layer, past dropout and layer norm, which keep units apart."""
    before = layer - 1
    while before and not e.layers[before - 1].is_dense:
        before -= 1
    return before


def _pairs(origin: LayerSource) -> _Pairs:
    both = [(k, unit) for k, unit in enumerate(origin.units) if unit is not None]
    return [k for k, _ in both], [unit for _, unit in both]


def sentence(kept: TransferResult) -> str:
    """Say which weights and biases stay, which in part, and which are reinitialized."""
    whole, part, fresh = [], [], []
    for name, (count, size) in kept.kept.items():
        symbol = text_symbol(name)
        if count == size:
            whole.append(symbol)
        elif count:
            part.append(
                translate("run", "{count} of {size} of {symbol}").format(
                    count=count, size=size, symbol=symbol
                )
            )
        elif value_named(name).kind == "W":
            fresh.append(symbol)
    if not fresh and not part:
        return translate("run", "All weights are kept.")
    if not whole and not part:
        return translate("run", "All weights were reinitialized.")
    if fresh:
        text = translate("run", "Kept {names}; {fresh} reinitialized.")
    elif part:
        text = translate("run", "Kept {names}; the rest reinitialized.")
    else:
        text = translate("run", "Kept {names}.")
    return text.format(names=", ".join([*whole, *part]), fresh=", ".join(fresh))

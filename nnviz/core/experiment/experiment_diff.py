"""Differences of two experiments in a few words, and the first iteration where their runs can differ."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.text.number_format import format_number
from nnviz.core.text.translate import plural, translate

_WHOLE = 10**12


@dataclass(frozen=True)
class RecipeDifference:
    """One entry of two recipes that is not the same.

    Attributes
    ----------
    entry
        What it is called: ``loss``, ``η``, ``activation of layer 1``.
    one, other
        Its value in either recipe, as it is written on screen.
    """

    entry: str
    one: str
    other: str


_SETTINGS = {"learning_rate": "η", "l1": "λ₁", "l2": "λ₂"}


def first_divergence(a: Experiment, b: Experiment) -> int:
    """Return the first iteration in which the runs of two recipes can differ."""
    if a.replace(changes=()) != b.replace(changes=()):
        return 0
    only = set(a.changes) ^ set(b.changes)
    return min((change.iteration for change in only), default=_WHOLE)


def comparable(a: Experiment, b: Experiment) -> bool:
    """Whether the losses of two recipes are the same quantity: same loss, reduction and data."""
    return (a.loss, a.reduction) == (b.loss, b.reduction) and _same_data(a, b)


def _same_data(a: Experiment, b: Experiment) -> bool:
    """Whether the data are given alike, or are the same with the seeds in force."""
    return a.data == b.data or _seeded(a) == _seeded(b)


def _seeded(e: Experiment) -> DataSpec:
    """Return the data with the seed in force: without one of their own they take that of the weights."""
    return e.data if e.data.seed is not None else msgspec.structs.replace(e.data, seed=e.seed)


def difference(other: Experiment, present: Experiment) -> str:
    """Return what sets `other` apart from `present`, as short as a label: ``η 0.1``; empty if nothing does.

    Values are those in force at the end of each run.
    """
    a, b = other.effective_at(_WHOLE), present.effective_at(_WHOLE)
    words = [
        f"{symbol} {_plain(mine)}"
        for (_, symbol), mine, theirs in zip(_SETTINGS.items(), _settings(a), _settings(b), strict=True)
        if mine != theirs
    ]
    if a.optimizer.name != b.optimizer.name:
        words.append(OPTIMIZERS[a.optimizer.name].title)
    if a.loss != b.loss:
        words.append(LOSSES[a.loss].title)
    if a.layers != b.layers:
        words.append(_layers(a, b))
    for name, word in (("batch_size", "batch"), ("seed", "seed")):
        if getattr(a, name) != getattr(b, name):
            words.append(f"{word} {getattr(a, name)}")
    if not _same_data(a, b):
        named = a.data.name is not None and a.data.name != b.data.name
        words.append(
            str(a.data.name).replace("_", " ") if named else translate("experiment", "different data")
        )
    if not words and a.features != b.features:
        words.append(translate("experiment", "different features"))
    if not words and other != present:
        words.append(
            translate("experiment", "different values")
            if _values(other) != _values(present)
            else translate("experiment", "a different run")
        )
    return ", ".join(words[:2]) + (" …" if len(words) > 2 else "")


def _settings(e: Experiment) -> tuple[float, float, float]:
    return e.optimizer.learning_rate, e.regularization.l1, e.regularization.l2


def _values(e: Experiment) -> object:
    return e.initial, tuple(change for change in e.changes if change.parameter is not None)


def _plain(value: float) -> str:
    return f"{value:g}" if 1e-4 <= abs(value) < 1e4 or value == 0 else format_number(value, 2)


def _layers(a: Experiment, b: Experiment) -> str:
    if a.widths != b.widths:
        return "-".join(map(str, a.widths))
    mine, theirs = ([layer.activation for layer in e.layers] for e in (a, b))
    changed = [x for x, y in zip(mine, theirs, strict=True) if x != y]
    if changed:
        return ACTIVATIONS[changed[0]].title
    drawn = [x for x, y in zip(a.layers, b.layers, strict=True) if x.initializer != y.initializer]
    return INITIALIZERS[drawn[0].initializer].title if drawn else translate("experiment", "different layers")


def differences(one: Experiment, other: Experiment) -> tuple[RecipeDifference, ...]:
    """Return every entry in which two recipes differ, the network first; empty if they are equal.

    Values are those in force at the end of each run.
    """
    a, b = one.effective_at(_WHOLE), other.effective_at(_WHOLE)
    seeds = (_seeded(a).seed, _seeded(b).seed)
    found = [
        (translate("experiment", "data"), _data(a), _data(b)),
        (translate("experiment", "seed of the data"), str(seeds[0]), str(seeds[1])),
        (translate("experiment", "features"), ", ".join(a.feature_names), ", ".join(b.feature_names)),
        (translate("experiment", "inputs"), _scaled(a), _scaled(b)),
        (translate("experiment", "architecture"), "-".join(map(str, a.widths)), "-".join(map(str, b.widths))),
    ]
    if len(a.layers) == len(b.layers):
        for number, (x, y) in enumerate(zip(a.layers, b.layers, strict=True), 1):
            found += [
                (
                    translate("experiment", "activation of layer {number}").format(number=number),
                    _kind(x),
                    _kind(y),
                ),
                (
                    translate("experiment", "initializer of layer {number}").format(number=number),
                    _initializer(x),
                    _initializer(y),
                ),
                (
                    translate("experiment", "bias of layer {number}").format(number=number),
                    str(x.bias),
                    str(y.bias),
                ),
                (
                    translate("experiment", "rate of layer {number}").format(number=number),
                    str(x.rate),
                    str(y.rate),
                ),
                (
                    translate("experiment", "first mask of layer {number}").format(number=number),
                    _first_mask(x),
                    _first_mask(y),
                ),
            ]
    found += [
        (
            translate("experiment", "loss"),
            LOSSES[a.loss].title,
            LOSSES[b.loss].title,
        ),
        (translate("experiment", "over the batch"), a.reduction, b.reduction),
        (translate("experiment", "output gradient"), _form(a), _form(b)),
        (
            translate("experiment", "optimizer"),
            OPTIMIZERS[a.optimizer.name].title,
            OPTIMIZERS[b.optimizer.name].title,
        ),
        *zip(_SETTINGS.values(), map(_plain, _settings(a)), map(_plain, _settings(b)), strict=True),
    ]
    for name in {**a.optimizer.settings, **b.optimizer.settings}:
        if name in a.optimizer.settings and name in b.optimizer.settings:
            found.append((name, _plain(a.optimizer.settings[name]), _plain(b.optimizer.settings[name])))
    found += [
        (translate("experiment", "batch"), str(a.batch_size), str(b.batch_size)),
        (translate("experiment", "seed"), str(a.seed), str(b.seed)),
    ]
    told = tuple(RecipeDifference(entry, x, y) for entry, x, y in found if x != y)
    if _values(one) != _values(other):
        set_by_hand = (
            translate("experiment", "set by hand")
            if _by_hand(e)
            else translate("experiment", "from the initializer")
            for e in (one, other)
        )
        mine, theirs = set_by_hand
        told += (
            RecipeDifference(
                translate("experiment", "values"),
                mine,
                theirs if mine != theirs else translate("experiment", "set otherwise"),
            ),
        )
    return told


def _data(e: Experiment) -> str:
    named = str(e.data.name or e.data.source or translate("experiment", "own data")).replace("_", " ")
    told = [named]
    if e.data.examples is not None:
        told.append(plural.tr("%n example(s)", "", e.data.examples))
    if e.data.noise:
        told.append(translate("experiment", "noise {noise}").format(noise=f"{e.data.noise:g}"))
    return ", ".join(told)


def _form(e: Experiment) -> str:
    return e.output_gradient.replace("_", " ")


def _scaled(e: Experiment) -> str:
    return (
        translate("experiment", "standardized") if e.standardize else translate("experiment", "as they are")
    )


def _kind(layer: LayerSpec) -> str:
    return ACTIVATIONS[layer.activation].title if layer.is_dense else layer.layer.replace("_", " ")


def _first_mask(layer: LayerSpec) -> str:
    if layer.layer != "dropout":
        return ""
    return translate("experiment", "drawn") if layer.mask is None else translate("experiment", "given")


def _initializer(layer: LayerSpec) -> str:
    return INITIALIZERS[layer.initializer].title if layer.units is not None else ""


def _by_hand(e: Experiment) -> bool:
    return e.initial is not None or any(change.parameter is not None for change in e.changes)

"""Differences of two experiments in a few words, and the first iteration where their runs can differ."""

from __future__ import annotations

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.text.number_format import format_number

_WHOLE = 10**12
_SETTINGS = {"learning_rate": "η", "l1": "λ₁", "l2": "λ₂"}


def first_divergence(a: Experiment, b: Experiment) -> int:
    """Return the first iteration in which the runs of two recipes can differ."""
    if a.replace(changes=()) != b.replace(changes=()):
        return 0
    only = set(a.changes) ^ set(b.changes)
    return min((change.iteration for change in only), default=_WHOLE)


def comparable(a: Experiment, b: Experiment) -> bool:
    """Whether the losses of two recipes are the same quantity: same loss, reduction and data."""
    return (a.loss, a.reduction, a.data) == (b.loss, b.reduction, b.data)


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
    if a.data != b.data:
        named = a.data.name is not None and a.data.name != b.data.name
        words.append(str(a.data.name).replace("_", " ") if named else "different data")
    if not words and a.features != b.features:
        words.append("different features")
    if not words and other != present:
        words.append("different values" if _values(other) != _values(present) else "a different run")
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
    return ACTIVATIONS[changed[0]].title if changed else "different layers"

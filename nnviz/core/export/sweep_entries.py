"""Entries of a recipe that a sweep varies, and the values a user types for them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import msgspec

from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.sweep import MAX_RUNS, Replica, replicas
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.initializers import INITIALIZERS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate, translated_fields

SEED = "seed"
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:to|…|\.\.\.|–|—)\s*({_NUMBER})(?:\s*in\s*(\d{{1,4}})(?:\s*steps?)?)?")
_STEPS = 7


@translated_fields("export", "title")
@dataclass(frozen=True)
class SweepEntry:
    """An entry that a sweep can vary.

    Attributes
    ----------
    title
        What it is called on screen.
    make
        Gives the recipe with another value; raises ExperimentError.
    example
        Values as they may be typed.
    names
        Name → title of the values there are; empty for numbers.
    whole
        Whether its numbers are whole.
    """

    title: str
    make: Callable[[Experiment, Any], Experiment]
    example: str
    names: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False


def _rate(e: Experiment, value: float) -> Experiment:
    return e.replace(optimizer=msgspec.structs.replace(e.optimizer, learning_rate=value))


def _penalty(e: Experiment, value: float) -> Experiment:
    return e.replace(regularization=msgspec.structs.replace(e.regularization, l2=value))


def _batch(e: Experiment, value: int) -> Experiment:
    return e.replace(batch_size=value)


def _units(e: Experiment, value: int) -> Experiment:
    first = next((i for i, layer in enumerate(e.layers[:-1]) if layer.units is not None), None)
    if first is None:
        raise ExperimentError(
            "units: " + translate("export", "the network has no hidden layer; add one first")
        )
    return edits.set_layer(e, first, units=value)


def _activation(e: Experiment, value: str) -> Experiment:
    hidden = [i for i, layer in enumerate(e.layers[:-1]) if layer.is_dense]
    if not hidden:
        raise ExperimentError(
            "activation: " + translate("export", "the network has no hidden layer; add one first")
        )
    for i in hidden:
        e = edits.set_layer(e, i, activation=value)
    return e


def _initializer(e: Experiment, value: str) -> Experiment:
    for i, layer in enumerate(e.layers):
        if layer.units is not None:
            e = edits.set_layer(e, i, initializer=value)
    return e


ENTRIES: Mapping[str, SweepEntry] = MappingProxyType({
    SEED: SweepEntry(
        QT_TRANSLATE_NOOP("export", "seed"),
        lambda e, v: e.replace(seed=v), "16 · 1 to 16 · 3, 7, 11", whole=True,
    ),
    "learning_rate": SweepEntry(
        QT_TRANSLATE_NOOP("export", "learning rate η"),
        _rate,
        "0.01, 0.1, 1 · 0.01 to 1 in 9 steps"),
    "batch_size": SweepEntry(
        QT_TRANSLATE_NOOP("export", "batch size"),
        _batch, "1, 10, 100", whole=True,
    ),
    "l2": SweepEntry(
        QT_TRANSLATE_NOOP("export", "L2 penalty"),
        _penalty, "0, 0.001, 0.01"),
    "units": SweepEntry(
        QT_TRANSLATE_NOOP("export", "units of the first hidden layer"),
        _units,
        "1 to 8 · 2, 4, 16", whole=True,
    ),
    "loss": SweepEntry(
        QT_TRANSLATE_NOOP("export", "loss"),
        edits.set_loss, "all", {row.name: row.title for row in LOSSES.values()}
    ),
    "optimizer": SweepEntry(
        QT_TRANSLATE_NOOP("export", "optimizer"),
        edits.set_optimizer, "all", {row.name: row.title for row in OPTIMIZERS.values()}
    ),
    "activation": SweepEntry(
        QT_TRANSLATE_NOOP("export", "activation of hidden layers"),
        _activation, "all",
        {row.name: row.title for row in ACTIVATIONS.values() if row.name != "softmax"},
    ),
    "initializer": SweepEntry(
        QT_TRANSLATE_NOOP("export", "initializer"),
        _initializer, "all", {name: row.title for name, row in INITIALIZERS.items()}
    ),
})  # fmt: skip
"""Key → entry, the seed first."""


def entry_replicas(e: Experiment, key: str, typed: str, seeds: int = 1) -> tuple[Replica, ...]:
    """Return the runs of a sweep over typed values of one entry; the data stay those of `e`.

    Values that the network or its data cannot have are left out where a name stands for all of them.

    Parameters
    ----------
    e
        The experiment they start from; changes during its run are left out.
    key
        A key of `ENTRIES`.
    typed
        Values with commas, a range such as ``0.01 to 1 in 9 steps`` (evenly in powers, of whole numbers
        one by one), names or ``all``; for seeds alone also how many.
    seeds
        How many seeds for every value; of no concern where the seed itself is varied.

    Raises
    ------
    ExperimentError
        Naming the entry and what is allowed.
    """
    entry, plain = ENTRIES[key], e.effective_at(10**12)
    if plain.data.seed is None:
        # Only what is varied is another: examples are sampled from the seed that is in force.
        plain = plain.replace(data=msgspec.structs.replace(plain.data, seed=plain.seed))
    if key == SEED:
        return replicas(plain.replace(initial=None), seeds_typed(plain, typed))
    everything = typed.strip().casefold() in ("", "all")
    found: list[Replica] = []
    for value in values_typed(key, typed):
        try:
            made = entry.make(plain, value)
        except ExperimentError:
            if everything:
                continue
            raise
        shown = entry.names.get(value, value) if entry.names else value
        for run in replicas(made, seeds):
            told = {key: shown} if seeds == 1 else {key: shown, SEED: run.experiment.seed}
            found.append(Replica(told, run.experiment))
    if len(found) > MAX_RUNS:
        raise ExperimentError(
            f"{entry.title}: "
            + translate("export", "a sweep has at most {max_runs:,} runs, not {count:,}").format(
                max_runs=MAX_RUNS, count=len(found)
            )
        )
    return tuple(found)


def seeds_typed(e: Experiment, typed: str) -> list[int]:
    """Return the seeds that were typed: how many, a list or a range; raises ExperimentError."""
    if re.fullmatch(r"\s*\d{1,6}\s*", typed):
        count = int(typed)
        if not 1 <= count <= MAX_RUNS:
            raise ExperimentError(
                "seed: "
                + translate("export", "expected 1 to {max_runs:,} seeds, not {count:,}").format(
                    max_runs=MAX_RUNS, count=count
                )
            )
        return [(e.seed + k) % 2**32 for k in range(count)]
    return [int(value) for value in values_typed(SEED, typed)]


def values_typed(key: str, typed: str) -> list[Any]:
    """Return the values that were typed for an entry, each once and in their order.

    Raises
    ------
    ExperimentError
        Naming the entry and what is allowed.
    """
    entry, text = ENTRIES[key], typed.strip()
    if entry.names:
        return _names_typed(entry, text)
    found = _RANGE.fullmatch(text)
    if found is not None:
        return _range(entry, float(found[1]), float(found[2]), found[3])
    values: list[float] = []
    for part in re.split(r"\s*[,;]\s*|\s+", text):
        if not re.fullmatch(_NUMBER, part) or (entry.whole and not float(part).is_integer()):
            text = (
                translate("export", "expected whole numbers such as {example}, not {part}")
                if entry.whole
                else translate("export", "expected numbers such as {example}, not {part}")
            )
            raise ExperimentError(
                f"{entry.title}: " + text.format(example=entry.example.split(" · ")[0], part=f"{part[:40]!r}")
            )
        values.append(int(float(part)) if entry.whole else float(part))
    return list(dict.fromkeys(values))


def _range(entry: SweepEntry, low: float, high: float, steps: str | None) -> list[Any]:
    if entry.whole and steps is None:
        if not (low.is_integer() and high.is_integer() and low <= high):
            raise ExperimentError(
                f"{entry.title}: " + translate("export", "expected a range of whole numbers such as 1 to 16")
            )
        if high - low >= MAX_RUNS:
            raise ExperimentError(
                f"{entry.title}: "
                + translate("export", "expected at most {max_runs:,} values").format(max_runs=MAX_RUNS)
            )
        return list(range(int(low), int(high) + 1))
    count = _STEPS if steps is None else int(steps)
    if not 2 <= count <= MAX_RUNS or not low < high:
        raise ExperimentError(
            f"{entry.title}: " + translate("export", "expected a rising range such as 0.01 to 1 in 9 steps")
        )
    shares = [k / (count - 1) for k in range(count)]
    if low > 0:
        values = [math.exp(math.log(low) + t * (math.log(high) - math.log(low))) for t in shares]
    else:
        values = [low + t * (high - low) for t in shares]
    rounded = [round(v) if entry.whole else float(f"{v:.3g}") for v in values]
    return list(dict.fromkeys(rounded))


def _names_typed(entry: SweepEntry, text: str) -> list[str]:
    if text.casefold() in ("", "all"):
        return list(entry.names)
    known = {word.casefold(): name for name, title in entry.names.items() for word in (name, title)}
    found = []
    for part in (part.strip() for part in text.split(",")):
        if part.casefold() not in known:
            raise ExperimentError(
                f"{entry.title}: "
                + translate("export", "{part} is not known; choose from {names}").format(
                    part=f"{part[:40]!r}", names=", ".join(entry.names.values())
                )
            )
        found.append(known[part.casefold()])
    return list(dict.fromkeys(found))

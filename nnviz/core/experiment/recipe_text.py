"""Recipes as one line of text: ``2-4-1 tanh sigmoid, cross-entropy, Adam, η 0.1``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment, LayerSpec
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.text.number_format import parse_integer, parse_number
from nnviz.core.text.translate import plural, translate

LONGEST = 400
"""Characters of the longest text that is read."""
CROSS_ENTROPY = "cross entropy"
"""The one of two losses that fits the last activation."""

_UNITS = re.compile(r"\s*(\d{1,6}(?:\s*[-–—→]\s*\d{1,6})+)\b")
_SETTING = re.compile(r"(η|eta|lr|learning rate|rate|seed|batch size|batch)\s*[=:]?\s*([-+−]?[\d.].*)", re.I)
_SETTINGS = {"seed": "seed", "batch size": "batch", "batch": "batch"}
_SHORT = {
    "mse": "mean_squared_error",
    "bce": "binary_cross_entropy",
    "nll": "log_likelihood",
    "mae": "mean_absolute_error",
}
_LARGEST_SEED = 2**32 - 1


@dataclass
class _Parts:
    """Entries as they are written; what is not written is None or empty."""

    units: tuple[int, ...] = ()
    activations: list[str] = field(default_factory=list)
    loss: str | None = None
    optimizer: str | None = None
    rate: float | None = None
    seed: int | None = None
    batch: int | None = None


def read_recipe(text: str, e: Experiment) -> Experiment:
    """Return `e` with the entries that a line names; all others stay.

    Parts stand between commas, in any order: the units of all layers with dashes, inputs first, and their
    activations behind them (one for all layers, two for the hidden ones and the output, or one for each);
    a loss, an optimizer, ``η 0.1``, ``seed 7``, ``batch 4``. A loss named without activations brings its
    own for the output. Names are those of the lists, ``MSE`` and ``cross-entropy`` among them.

    Raises
    ------
    ExperimentError
        With one sentence for the user, naming the part that cannot be read or what does not fit.
    """
    if len(text) > LONGEST:
        raise ExperimentError(
            translate("experiment", "The text is too long: at most {longest} characters can be read.").format(
                longest=LONGEST
            )
        )
    parts = _Parts()
    for part in re.split(r"[;\n·]|,(?!\d)", text):
        if part.strip():
            _read_part(parts, part.strip())
    if parts == _Parts():
        raise ExperimentError(_expected())
    if parts.units or parts.activations:
        e = _with_network(e, parts)
    elif parts.loss is not None:
        e = edits.set_loss(e, _loss(e, parts.loss, e.layers[-1].activation))
    if parts.optimizer is not None and parts.optimizer != e.optimizer.name:
        e = edits.set_optimizer(e, parts.optimizer)
    if parts.rate is not None:
        e = edits.set_setting(e, "learning_rate", parts.rate)
    if parts.batch is not None:
        e = edits.set_option(e, batch_size=parts.batch)
    return e if parts.seed in (None, e.seed) else edits.resample_weights(e, parts.seed)


def write_recipe(e: Experiment) -> str:
    """Return the line that stands for network and loss of `e`.

    Empty for a network with other layers than dense ones that have units, for which there is no line.
    """
    if any(layer.units is None or not layer.is_dense for layer in e.layers):
        return ""
    kinds = [ACTIVATIONS[layer.activation].name for layer in e.layers]
    if len(set(kinds)) == 1:
        kinds = kinds[:1]
    elif len(kinds) > 2 and len(set(kinds[:-1])) == 1:
        kinds = [kinds[0], kinds[-1]]
    units = "-".join(map(str, e.widths))
    words = " ".join(ACTIVATIONS[kind].title for kind in kinds)
    return f"{units} {words}, {LOSSES[e.loss].title}"


def _read_part(parts: _Parts, part: str) -> None:
    rest = part
    if units := _UNITS.match(part):
        parts.units = tuple(int(n) for n in re.findall(r"\d+", units[1]))
        rest = part[units.end() :].strip()
    if setting := _SETTING.fullmatch(rest):
        _read_setting(parts, _SETTINGS.get(setting[1].casefold(), "rate"), setting[2])
    elif rest and not _take_name(parts, _plain(rest)):
        found, left = _activations(_plain(rest))
        if left and not (found and _take_name(parts, left)):
            raise ExperimentError(
                translate("experiment", "“{part}” cannot be read.").format(part=f"{part:.60}")
                + " "
                + _expected()
            )
        parts.activations += found


def _take_name(parts: _Parts, name: str) -> bool:
    """Take the loss or optimizer that is called so; return whether one is."""
    loss = name if name == CROSS_ENTROPY else _named(name, LOSSES, _SHORT)
    optimizer = _named(name, OPTIMIZERS, {})
    parts.loss, parts.optimizer = loss or parts.loss, optimizer or parts.optimizer
    return loss is not None or optimizer is not None


def _read_setting(parts: _Parts, name: str, number: str) -> None:
    try:
        if name == "rate":
            parts.rate = parse_number(number)
        elif name == "batch":
            parts.batch = parse_integer(number)
        else:
            parts.seed = parse_integer(number)
    except ValueError as error:
        raise ExperimentError(str(error)) from None
    if parts.seed is not None and not 0 <= parts.seed <= _LARGEST_SEED:
        raise ExperimentError(
            "seed: "
            + translate("experiment", "expected 0 to {largest:,}, not {seed:,}").format(
                largest=_LARGEST_SEED, seed=parts.seed
            )
        )


def _activations(words: str) -> tuple[list[str], str]:
    """Return the activations that words begin with, the longest name first, and the words behind them."""
    names = {_plain(name): key for key, row in ACTIVATIONS.items() for name in (key, row.title)}
    names["linear"] = "identity"
    found, longest_first = list[str](), sorted(names, key=len, reverse=True)
    while name := next((n for n in longest_first if words == n or words.startswith(f"{n} ")), ""):
        found.append(names[name])
        words = words[len(name) :].strip()
    return found, words


def _with_network(e: Experiment, parts: _Parts) -> Experiment:
    """Return `e` with these units and activations, the loss following where it must."""
    layers = _layers(e, parts)
    last = layers[-1].activation
    loss = e.loss if parts.loss is None or not parts.activations else _loss(e, parts.loss, last)
    if parts.loss is None and not LOSSES[loss].accepts(ACTIVATIONS[last]):
        loss = "mean_squared_error"
    form = e.output_gradient if LOSSES[loss].fused_with == last else "chain_rule"
    e = e.replace(layers=tuple(layers), loss=loss, output_gradient=form, initial=None, changes=())
    if parts.loss is not None and not parts.activations:
        return edits.set_loss(e, _loss(e, parts.loss, last))
    return e


def _layers(e: Experiment, parts: _Parts) -> list[LayerSpec]:
    """Return dense layers of these units and activations; what else their old ones have stays."""
    old = [layer for layer in e.layers if layer.units is not None and layer.is_dense]
    units = parts.units[1:] or tuple(layer.units or 1 for layer in old)
    if parts.units and parts.units[0] != e.widths[0]:
        raise ExperimentError(
            translate(
                "experiment", "The data have {inputs}, so the units begin with {first}, not {given}."
            ).format(
                inputs=plural.tr("%n input(s)", "", e.widths[0]), first=e.widths[0], given=parts.units[0]
            )
        )
    hidden = old[:-1] or [msgspec.structs.replace(old[-1], activation="tanh")]
    layers = [hidden[min(k, len(hidden) - 1)] for k in range(len(units) - 1)] + [old[-1]]
    kinds = _each(parts.activations, len(units)) or [layer.activation for layer in layers]
    return [
        msgspec.structs.replace(layer, units=n, activation=kind)
        for layer, n, kind in zip(layers, units, kinds, strict=True)
    ]


def _each(kinds: list[str], layers: int) -> list[str]:
    """Return an activation for each layer: one may be that of all, two those of hidden layers and output."""
    if len(kinds) in (0, layers):
        return kinds
    if len(kinds) == 1:
        return kinds * layers
    if len(kinds) == 2 and layers > 2:
        return [kinds[0]] * (layers - 1) + [kinds[1]]
    raise ExperimentError(
        translate(
            "experiment",
            "{activations} are named for {layers}: name one for all, one for the hidden layers and one "
            "for the output, or one for each.",
        ).format(
            activations=plural.tr("%n activation(s)", "", len(kinds)),
            layers=plural.tr("%n layer(s)", "", layers),
        )
    )


def _loss(e: Experiment, name: str, activation: str) -> str:
    """Return the loss that a name means: cross-entropy is that of the last activation, or of the data."""
    if name != CROSS_ENTROPY:
        return name
    several = activation == "softmax" or (activation != "sigmoid" and (e.data.class_count or 2) > 2)
    return "categorical_cross_entropy" if several else "binary_cross_entropy"


def _named(name: str, rows: Mapping[str, Any], short: Mapping[str, str]) -> str | None:
    """Return the key of the row that is called so."""
    if name in short:
        return short[name]
    return next((key for key, row in rows.items() if name in (_plain(key), _plain(row.title))), None)


def _plain(name: str) -> str:
    """Return a name in small letters with single spaces for hyphens, underscores and plus signs."""
    return " ".join(re.split(r"[\s_+/‐-–-]+", name.casefold())).strip()


def _expected() -> str:
    return translate(
        "experiment",
        "Write units, activations, a loss, an optimizer, η, a seed or a batch size, such as “{example}”.",
    ).format(example="2-4-1 tanh sigmoid, cross-entropy, Adam, η 0.1")

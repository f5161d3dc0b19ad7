"""Sentences about an edit: why it was refused, and what else it changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from nnviz.core.experiment.experiment import Experiment, LayerSpec
from nnviz.core.functions.losses import LOSSES
from nnviz.core.network.layers import title_of
from nnviz.core.text.translate import plural, translate


def refusal(error: Exception | str) -> str:
    """Return why an edit is refused, for showing at its field: the field's path is left out."""
    text = re.sub(r"^[\w.\[\]]+: ", "", str(error)).strip()
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "." if text else ""


def consequences(
    before: Experiment,
    after: Experiment,
    asked: Iterable[str] = (),
    *,
    added: int | None = None,
    removed: int | None = None,
    moved: Sequence[int] | None = None,
    kept: bool = False,
) -> str:
    """Return what changed besides what was asked for; empty if nothing did.

    Parameters
    ----------
    before, after
        The experiment around the edit.
    asked
        What the user changed: ``loss``, ``features``, ``output_gradient``, ``units 1``, ``activation 1``.
    added, removed
        Index of a layer that was added or removed.
    moved
        For every layer of `after` its index in `before`, if their order changed or several went.
    kept
        Whether it is said elsewhere what becomes of the weights.
    """
    asked = set(asked)
    if moved is not None:
        parts = _differences([before.layers[k] for k in moved], list(enumerate(after.layers, 1)), asked)
    else:
        parts = _layers(before, after, asked, added, removed)
    if before.loss != after.loss and "loss" not in asked:
        parts.append(translate("BuilderView", "the loss is now {0}").format(LOSSES[after.loss].title))
    if before.output_gradient != after.output_gradient and "output_gradient" not in asked:
        parts.append(translate("BuilderView", "the output gradient now uses the chain rule"))
    if before.features is not None and before.features != after.features and "features" not in asked:
        parts.append(translate("BuilderView", "the features were reset to the inputs"))
    if not kept and _by_hand(before) and not _by_hand(after):
        parts.append(translate("BuilderView", "weights and biases set by hand were discarded"))
    return translate("BuilderView", "Also changed: {0}.").format("; ".join(parts)) if parts else ""


def _by_hand(e: Experiment) -> bool:
    return e.initial is not None or any(c.parameter is not None for c in e.changes)


def _layers(
    before: Experiment, after: Experiment, asked: set[str], added: int | None, removed: int | None
) -> list[str]:
    old = [layer for i, layer in enumerate(before.layers) if i != removed]
    new = [(n, layer) for n, layer in enumerate(after.layers, 1) if n - 1 != added]
    return _differences(old, new, asked)


def _differences(
    old: Sequence[LayerSpec], new: Sequence[tuple[int, LayerSpec]], asked: set[str]
) -> list[str]:
    parts = []
    for was, (number, now) in zip(old, new, strict=True):
        units = was.units != now.units and f"units {number}" not in asked
        activation = was.activation != now.activation and f"activation {number}" not in asked
        if units or activation:
            parts.append(
                translate("BuilderView", "layer {0} now has {1}").format(
                    number, _what(now, units, activation)
                )
            )
    return parts


def _what(layer: LayerSpec, units: bool, activation: bool) -> str:
    words = []
    if units:
        words.append(plural.tr("%n unit(s)", "", layer.units or 0))
    if activation:
        words.append(title_of(layer))
    return translate("BuilderView", " and ").join(words)

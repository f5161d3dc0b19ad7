"""The symbols of a text and what they are bound to in its network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from nnviz.core.derivation.notation.vocabulary import Meaning, Vocabulary, family_meaning, value_meaning
from nnviz.core.derivation.sketch import LAYERED, Sketch
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.nodes import Canonical
from nnviz.core.network.value import layered_named
from nnviz.core.text.translate import translate


def vocabulary_of(sketch: Sketch, e: Experiment, convention: Convention) -> Vocabulary:
    """Return the symbols of a text and what they are bound to."""
    v = Vocabulary(
        e,
        example_letters=sketch.example_letters,
        convention=convention,
        target_letter=sketch.target_letter,
        loss_factor=sketch.loss.factor if sketch.loss is not None else 1.0,
    )
    meanings: dict[str, Meaning] = {}
    for key, role in sketch.roles.items():
        if role.name == "C":
            meanings[key] = Meaning("loss", node=v.scaled(Canonical("C")), origin=role.origin)
        elif role.name.endswith("*"):
            meanings[key] = family_meaning(role.name[:-1], role.origin)
        else:
            meanings[key] = value_meaning(v, role.name, role.origin, role.turned)
    for key, role in sketch.aliases.items():
        meanings.setdefault(key, value_meaning(v, role.name, ""))
    for name, activation in sketch.functions.items():
        meanings[name] = Meaning(
            "function", function=activation, origin=translate("derivation", "defined in the text")
        )
    if sketch.loss_of_data:
        meanings[sketch.loss_of_data] = Meaning(
            "loss", family="data", origin=translate("derivation", "the loss without its penalty")
        )
    meanings |= _families(sketch, meanings)
    layered = sketch.generic or any("[" in key for key in sketch.roles)
    return replace(v, meanings=meanings, layers_above=True if layered else None)


def _families(sketch: Sketch, meanings: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """Return a family for every symbol whose layers are counted as the program's, or with one offset."""
    found: dict[str, set[tuple[str, int]]] = {}
    for key, role in sketch.roles.items():
        match = re.fullmatch(r"(.+)\[(\d+)\]", key)
        own = layered_named(role.name, LAYERED)
        if match and own is not None:
            found.setdefault(match[1], set()).add((own.kind, own.layer - int(match[2])))
        elif match and role.name == "X":
            found.setdefault(match[1], set()).add(("a", -int(match[2])))
    families = {}
    for base, kinds in found.items():
        if len(kinds) == 1 and base not in meanings:
            ((family, offset),) = kinds
            families[base] = family_meaning(family, translate("derivation", "the layers of the text"), offset)
    return families

"""Bindings of symbols that somebody chose instead of those that are read from the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from nnviz.core.derivation.notation.vocabulary import (
    FAMILIES,
    Meaning,
    Vocabulary,
    family_meaning,
    value_meaning,
)
from nnviz.core.derivation.source_text import DerivationError
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.nodes import Canonical
from nnviz.core.network.value import named
from nnviz.core.text.translate import translate

ORIGIN = "chosen here"
"""Where a binding comes from that was chosen by hand."""
_OF_EVERY_LAYER = " of every layer"
_NUMBERS = ("m", "K", "eta", "lambda1", "lambda2")
_FUNCTIONS = ("sigmoid", "tanh", "relu", "softmax", "activation")


@dataclass(frozen=True)
class Chosen:
    """Decisions about a text.

    Attributes
    ----------
    bindings
        Symbol as it is listed → value of the network, as `values_of` lists them.
    convention
        The convention, None to recognise it.
    """

    bindings: Mapping[str, str] = field(default_factory=dict)
    convention: Convention | None = None

    def applied(self, vocabulary: Vocabulary) -> Vocabulary:
        """Return a vocabulary with these bindings; one that the network does not have is left out."""
        if not self.bindings:
            return vocabulary
        meanings = dict(vocabulary.meanings)
        for symbol, value in self.bindings.items():
            try:
                meanings[symbol] = meaning_of(value, vocabulary)
            except DerivationError:
                continue
        return replace(vocabulary, meanings=meanings)


def values_of(e: Experiment) -> list[str]:
    """Return what a symbol can be bound to in a network, in the order it is offered."""
    layers = range(1, len(e.layers) + 1)
    weighted = [n for n in layers if e.layers[n - 1].units is not None]
    found = ["X", "Y", "C", "m", "K", "eta", *[f"{family}{_OF_EVERY_LAYER}" for family in FAMILIES]]
    for n in layers:
        found += [f"z{n}", f"a{n}"]
        found += [f"W{n}", f"W{n}.T", f"b{n}"] if n in weighted else []
    for n in reversed(layers):
        found += [f"da{n}", f"dz{n}"]
        found += [f"dW{n}", f"db{n}"] if n in weighted else []
    return [*found, *_FUNCTIONS]


def meaning_of(value: str, vocabulary: Vocabulary) -> Meaning:
    """Return what a symbol means that is bound to a value.

    Raises
    ------
    DerivationError
        If the network has no such value.
    """
    if value == "C":
        return Meaning("loss", node=vocabulary.scaled(Canonical("C")), origin=ORIGIN)
    if value in _NUMBERS:
        return Meaning("number", node=Canonical(value), origin=ORIGIN)
    if value in _FUNCTIONS:
        return Meaning("function", function=value, origin=ORIGIN)
    if value.endswith(_OF_EVERY_LAYER) and value.removesuffix(_OF_EVERY_LAYER) in FAMILIES:
        return family_meaning(value.removesuffix(_OF_EVERY_LAYER), ORIGIN)
    if value not in values_of(vocabulary.experiment) or named(value.removesuffix(".T")) is None:
        raise DerivationError(
            translate("derivation", "The network has no value {value}.").format(value=f"{value:.40}")
        )
    name = value.removesuffix(".T")
    return value_meaning(vocabulary, name, ORIGIN, value.endswith(".T"))

"""Networks assumed for a text that defines none, such as the four equations of backpropagation alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nnviz.core.derivation.document import Derivation, FormulaText
from nnviz.core.derivation.notation.meaning.index_form import says_generic_layer
from nnviz.core.derivation.notation.written import Apply, NotationPart, Symbol, walk_written
from nnviz.core.derivation.patterns import LossFound, layer_text
from nnviz.core.derivation.sketch import LayerSketch, Sketch

GENERIC_LAYERS = 3
"""Layers where a text writes l and L: a first one, one between and the last."""
MOST_LAYERS = 8
_KINDS = "WwAaZzBbd"
OUTPUTS = (
    ("sigmoid", "binary_cross_entropy"),
    ("sigmoid", "mean_squared_error"),
    ("softmax", "categorical_cross_entropy"),
    ("identity", "mean_squared_error"),
)
"""Last activations and their losses, in the order in which they are tried."""
HIDDEN = ("sigmoid", "tanh", "relu")


def assumed_sketch(derivation: Derivation) -> Sketch | None:
    """Return the network that a text without definitions is about; None if it says nothing of one.

    It says something where it writes a derivative and layers: l and L, or numbers.
    """
    formulas = [item for item in derivation.formulas if item.formula is not None]
    if not any(_is_about_gradients(item) for item in formulas):
        return None
    example_letters = derivation.sketches[0][1].example_letters
    generic = any(
        says_generic_layer(part) or (isinstance(part, Symbol) and layer_text(part, example_letters) == "L")
        for item in formulas
        for part in _parts(item)
    )
    count = GENERIC_LAYERS if generic else _highest_number(formulas, example_letters)
    if count == 0:
        return None
    base = derivation.sketches[0][1]
    hidden = _named_activation(formulas) or "sigmoid"
    layers = [LayerSketch(hidden) for _ in range(count - 1)] + [LayerSketch("sigmoid")]
    return replace(base, layers=layers, generic=generic)


def with_outputs(sketch: Sketch) -> Iterator[Sketch]:
    """Yield a sketch with other last activations and losses, a loss that the text states as it is."""
    for activation, loss in OUTPUTS:
        layers = [*sketch.layers[:-1], replace(sketch.layers[-1], activation=activation)]
        if sketch.loss is None:
            for reduction in ("mean", "sum"):
                yield replace(sketch, layers=layers, loss=LossFound(loss, reduction, False))
        elif sketch.loss.name == loss or (activation == "sigmoid" and loss == "mean_squared_error"):
            yield replace(sketch, layers=layers)


def with_hidden(sketch: Sketch) -> Iterator[Sketch]:
    """Yield a sketch with other activations of its hidden layers, its own first."""
    own = sketch.layers[0].activation
    for activation in (own, *(name for name in HIDDEN if name != own)):
        hidden = [replace(layer, activation=activation) for layer in sketch.layers[:-1]]
        yield replace(sketch, layers=[*hidden, sketch.layers[-1]])


def _parts(item: FormulaText) -> Iterator[NotationPart]:
    assert item.formula is not None
    return iter(walk_written(item.formula))


def _is_about_gradients(item: FormulaText) -> bool:
    return re.search(r"partial|nabla|delta|δ|∂|∇|\bd[A-Za-z]|grad", item.source) is not None


def _highest_number(formulas: Sequence[FormulaText], example_letters: frozenset[str]) -> int:
    """Return the highest number of a layer, 0 if none is written."""
    highest = 0
    for item in formulas:
        for part in _parts(item):
            if not isinstance(part, Symbol) or (part.base[:1] not in _KINDS and part.base != "delta"):
                continue
            # A number below a small letter may count units, as in w₁x₁ + w₂x₂.
            if part.sup is None and part.base[-1:].islower() and part.base != "delta":
                continue
            named = re.fullmatch(r"d?[WAZ]_?(\d)|db_?(\d)", part.base)
            text = layer_text(part, example_letters) or (named[1] or named[2] if named else "")
            if text.isdigit():
                highest = max(highest, int(text))
    return min(highest, MOST_LAYERS)


def _named_activation(formulas: Sequence[FormulaText]) -> str:
    """Return the activation whose function a text applies, empty if it names none."""
    for item in formulas:
        for part in _parts(item):
            if isinstance(part, Apply) and part.function in ("tanh", "relu"):
                return part.function
    return ""

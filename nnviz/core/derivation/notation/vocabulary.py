"""Bindings of a text's symbols: values of a network, numbers, functions, shorthands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal as Choice

from nnviz.core.derivation.notation.written import NotationPart
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.nodes import Binary, Canonical, Derivative, Node, Number, Transpose
from nnviz.core.network.value import layered_named

Dimension = str | int
"""``m``, ``u0``, ``u1``, … for examples, inputs and units of a layer; 1; ``?`` where it is not known."""

FAMILIES = ("W", "b", "z", "a", "dW", "db", "dz", "da")
LOSS_NAMES = ("C", "E", "J", "L", "loss", "cost", "Loss", "Cost", "ell", "l_total", "err", "Err")
PENALTY_NAMES = ("lambda", "lambd", "reg", "lmbda", "lam", "weight_decay", "reg_lambda")
EXAMPLE_COUNTS = (
    "m",
    "N",
    "n",
    "batch_size",
    "num_examples",
    "n_samples",
    "num_samples",
    "n_examples",
    "M",
    "B",
)
RATES = ("eta", "alpha", "lr", "learning_rate", "epsilon", "step_size")


@dataclass(frozen=True)
class Meaning:
    """What one symbol is bound to.

    Attributes
    ----------
    kind
        family (a value of every layer), value (one expression), number, function, loss, macro (an expression
        of the text itself).
    family
        Of a family, one of `FAMILIES`.
    node
        Of a value or number, in values' own names.
    rows, columns
        Of a value, its shape as the text has it.
    offset
        What is added to the text's layer to get the program's.
    function
        Of a function, its name; ``activation`` for the activation of whatever layer it is applied to.
    part, letters
        Of a macro, what it stands for as it is written, and the indices it is written with.
    origin
        Where the binding comes from, one phrase.
    """

    kind: Choice["family", "value", "number", "function", "loss", "macro"]
    family: str = ""
    node: Node | None = None
    rows: Dimension = 1
    columns: Dimension = 1
    offset: int = 0
    function: str = ""
    part: NotationPart | None = None
    letters: tuple[str, ...] = ()
    origin: str = "usual name"


@dataclass(frozen=True)
class Vocabulary:
    """The symbols of a text and what they mean in one network.

    Attributes
    ----------
    experiment
        The network.
    meanings
        Symbol as it is written, without layer and indices → what it is bound to.
    layer
        What the generic layer ``l`` is, None where it stands for no layer.
    layers_above
        Whether a bare number above a symbol is its layer; None where the text does not say.
    example_letters
        Letters that count examples.
    convention
        How the text lays out its matrices and where it puts factors.
    target_letter
        The letter that stands for the class of the target as an index, empty if none does.
    unlayered
        Symbol → the layer it has where the text writes none.
    letter_layers
        Index letter → the layer whose units it counts everywhere in the text.
    loss_factor
        What the text's loss is times that of the network, 1 in general.
    """

    experiment: Experiment
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    layer: int | None = None
    layers_above: bool | None = None
    example_letters: frozenset[str] = frozenset({"n"})
    convention: Convention = PROGRAM
    target_letter: str = ""
    unlayered: Mapping[str, int] = field(default_factory=dict)
    loss_factor: float = 1.0
    letter_layers: Mapping[str, int] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The last layer."""
        return len(self.experiment.layers)

    def units(self, layer: int) -> Dimension:
        """Return the dimension of a layer's units; a layer without weights has that of the one before."""
        layers = self.experiment.layers
        while layer > 0 and layers[layer - 1].units is None:
            layer -= 1
        return 1 if self.experiment.widths[layer] == 1 else f"u{layer}"

    def meaning(self, base: str, layer: str = "") -> Meaning | None:
        """Return what a symbol is bound to, None if it is bound to nothing.

        Parameters
        ----------
        base
            The symbol without what stands above and below it.
        layer
            The layer that is written at it, empty without one.
        """
        if layer and (found := self.meanings.get(f"{base}[{layer}]")) is not None:
            return found
        found = self.meanings.get(base)
        if found is None:
            found = self.gradient_of(base, layer)
        return usual(base, self) if found is None else found

    def gradient_of(self, base: str, layer: str) -> Meaning | None:
        """Return the meaning of a name such as ``dW2`` or ``grad_hidden``, None if it is no such name."""
        match = _GRADIENT.fullmatch(base)
        said = _GRADIENT_OF_LOSS.fullmatch(base)
        if said is not None:
            gradient = self._said_gradient(said[1] or said[2] or said[3], layer)
            if gradient is not None or match is None:
                return gradient
        if match is None:
            if base not in ("delta", "Delta") or not any(key.startswith(("z", "Z")) for key in self.meanings):
                return None
            names: tuple[str, ...] = ("z", "Z")
        else:
            names = (match[1] or match[2],)
            if "delta" in base:
                return self._delta_of(names[0], layer)
        for name in names:
            of = self.meanings.get(f"{name}[{layer}]") if layer else None
            of = of or self.meanings.get(name)
            if of is None and (split := split_name(name)) is not None:
                of = self.meanings.get(f"{split[0]}[{split[1]}]")
            if of is None and name in _TAILS:
                # grad_pred is the gradient by y_pred.
                longer = [key for key in self.meanings if key.endswith(f"_{name}")]
                of = self.meanings[longer[0]] if len(longer) == 1 else None
            if of is not None:
                return self.gradient(of)
        return None

    def _said_gradient(self, name: str, layer: str) -> Meaning | None:
        """Return the gradient by what is named in ``dJdW2`` or ``W1_grad``, None if nothing has the name."""
        split = None if layer else split_name(name)
        of = self.meaning(name, layer)
        if of is None and split is not None:
            name, layer = split[0], str(split[1])
            of = self.meaning(name, layer)
        found = None if of is None else self.gradient(of)
        if found is None or found.kind != "family" or not layer.isdigit():
            return found
        number = int(layer) + found.offset
        if not 1 <= number <= self.last:
            return None
        return value_meaning(self, f"{found.family}{number}", found.origin)

    def _delta_of(self, name: str, layer: str) -> Meaning | None:
        """Return the meaning of ``l2_delta``: the gradient by the z of the layer of ``l2``."""
        of = self.meanings.get(f"{name}[{layer}]") or self.meanings.get(name)
        split = split_name(name)
        if of is None and split is not None:
            of = self.meanings.get(f"{split[0]}[{split[1]}]")
        if of is None or of.kind != "value" or not isinstance(of.node, Canonical):
            return None
        found = layered_named(of.node.id, ("z", "a"))
        if found is None:
            return None
        node = self.scaled(Canonical(f"dz{found.layer}"))
        return Meaning("value", node=node, rows=of.rows, columns=of.columns, origin=of.origin)

    def scaled(self, node: Node) -> Node:
        """Return the loss or a gradient of the program times the factor of the text's loss."""
        if self.loss_factor == 1.0:
            return node
        return Binary("*", Number(self.loss_factor, f"{self.loss_factor:g}"), node)

    def gradient(self, of: Meaning) -> Meaning | None:
        """Return the meaning of the gradient by a value, None if the program has none."""
        if of.kind == "family" and of.family in ("W", "b", "z", "a"):
            return Meaning("family", f"d{of.family}", offset=of.offset, origin=of.origin)
        inner, turned = of.node, False
        if isinstance(inner, Transpose):
            inner, turned = inner.of, True
        layered = isinstance(inner, Canonical) and layered_named(inner.id, ("W", "b", "z", "a"))
        if of.kind != "value" or not isinstance(inner, Canonical) or not layered:
            return None
        gradient: Node = self.scaled(Canonical(f"d{inner.id}"))
        node = Transpose(gradient) if turned else gradient
        return Meaning("value", node=node, rows=of.rows, columns=of.columns, origin=of.origin)

    def shape(self, family: str, layer: int) -> tuple[Dimension, Dimension]:
        """Return the shape that a value of a layer has in the text."""
        if family in ("W", "dW"):
            rows, columns = self.units(layer), self.units(layer - 1)
        else:
            rows, columns = self.units(layer), 1 if family in ("b", "db") else "m"
        return (columns, rows) if self.convention.turned(f"{family}{layer}") else (rows, columns)


_USUAL = {
    "W": "W",
    "w": "W",
    "b": "b",
    "z": "z",
    "Z": "z",
    "a": "a",
    "A": "a",
    "delta": "dz",
    "dW": "dW",
    "dw": "dW",
    "db": "db",
    "dz": "dz",
    "dZ": "dz",
    "da": "da",
    "dA": "da",
    "B": "b",
}
_NUMBERS = {"K": "K", "lambda1": "lambda1", "lambda2": "lambda2", "eta": "eta"}
_FUNCTIONS = {
    "sigma": "activation",
    "f": "activation",
    "g": "activation",
    "phi": "activation",
    "s": "activation",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "relu": "relu",
    "softmax": "softmax",
    "psi": "activation",
}


def usual(base: str, vocabulary: Vocabulary) -> Meaning | None:
    """Return what a symbol usually stands for, None if nothing does."""
    last = vocabulary.last
    if base in _USUAL:
        return family_meaning(_USUAL[base], "usual name")
    if base in ("X", "x", "a0", "A0"):
        return value_meaning(vocabulary, "X", "usual name")
    if base in ("dX", "dx"):
        of = value_meaning(vocabulary, "X", "usual name")
        assert of.node is not None
        return replace(of, node=Derivative(vocabulary.scaled(Canonical("C")), of.node))
    if base in ("Y", "y", "t", "T"):
        return value_meaning(vocabulary, "Y", "usual name")
    if base in ("y_hat", "Y_hat", "yhat", "Yhat", "y_pred", "hat_y", "AL"):
        return value_meaning(vocabulary, f"a{last}", "usual name")
    if base in LOSS_NAMES:
        return Meaning("loss", node=vocabulary.scaled(Canonical("C")))
    if base in EXAMPLE_COUNTS:
        return Meaning("number", node=Canonical("m"))
    if base in _NUMBERS and base != "eta":
        return Meaning("number", node=Canonical(_NUMBERS[base]))
    if base in RATES:
        return Meaning("number", node=rate_node(vocabulary))
    if base in PENALTY_NAMES:
        return Meaning("number", node=Canonical("lambda2"))
    if base in _FUNCTIONS:
        return Meaning("function", function=_FUNCTIONS[base])
    if base.endswith(".size"):
        return _all_entries(vocabulary, base.removesuffix(".size"))
    if (counted := _COUNT.fullmatch(base)) is not None:
        return _counted(vocabulary, counted[1] or counted[3], int(counted[2] or 0))
    weighted = [n for n, layer in enumerate(vocabulary.experiment.layers, 1) if layer.units is not None]
    if base in ("theta", "Theta") and len(weighted) == 1:
        n = weighted[0]
        return value_meaning(vocabulary, f"W{n}", "usual name")
    return None


def rate_node(vocabulary: Vocabulary) -> Node:
    """Return the learning rate with which the text's gradients make the program's steps."""
    rate: Node = Canonical("eta")
    factor = vocabulary.loss_factor
    return rate if factor == 1.0 else Binary("/", rate, Number(factor, f"{factor:g}"))


def family_meaning(family: str, origin: str, offset: int = 0) -> Meaning:
    """Return the meaning of a symbol that every layer has."""
    return Meaning("family", family, offset=offset, origin=origin)


def value_meaning(vocabulary: Vocabulary, name: str, origin: str, turned: bool = False) -> Meaning:
    """Return the meaning of one value of the program, transposed where the text writes its transpose."""
    v = vocabulary
    if name in ("X", "Y"):
        rows, columns = v.units(0 if name == "X" else v.last), "m"
        if v.convention.turned(name):
            rows, columns = columns, rows  # type: ignore[assignment]
    else:
        split = re.fullmatch(r"([a-zA-Z]+?)(\d+)", name)
        assert split is not None
        rows, columns = v.shape(split[1], int(split[2]))  # type: ignore[assignment]
    node: Node = Canonical(name)
    if turned:
        return Meaning("value", node=Transpose(node), rows=columns, columns=rows, origin=origin)
    return Meaning("value", node=node, rows=rows, columns=columns, origin=origin)


_GRADIENT = re.compile(
    r"(?:d_?|grad_?|dL_?d_?|dloss_d|dJ_?d|dC_?d|dE_?d|delta_?)([A-Za-z]\w*)|([A-Za-z]\w*)_(?:grad|delta)"
)
_GRADIENT_OF_LOSS = re.compile(
    r"d(?:[LJCE]|[Ll]oss|[Cc]ost)_?d_?([A-Za-z]\w*)|(?:nabla_?|gradient_?|grad_?|g(?=[Wwb]\d))([A-Za-z]\w*)"
    r"|([A-Za-z]\w*?)_grad(?:ient)?"
)
"""Names of programs that say that they are gradients of the loss."""
_TAILS = ("pred", "hat", "out", "output", "hidden", "scores", "logits")
_COUNT = re.compile(r"(\w+)\.shape\[(-?\d)\]|len\((\w+)\)")


def _all_entries(vocabulary: Vocabulary, base: str) -> Meaning | None:
    """Return the meaning of ``y.size``, the number of examples times that of outputs."""
    of = vocabulary.meaning(base)
    if of is None and (split := split_name(base)) is not None:
        of = vocabulary.meaning(split[0], str(split[1]))
    if of is None or of.kind != "value" or "m" not in (of.rows, of.columns):
        return None
    other = of.rows if of.columns == "m" else of.columns
    if other != vocabulary.units(vocabulary.last):
        return None
    return Meaning("number", node=Binary("*", Canonical("m"), Canonical("K")))


def _counted(vocabulary: Vocabulary, base: str, axis: int) -> Meaning | None:
    """Return the meaning of ``X.shape[1]`` or ``len(X)`` where it is the number of examples or outputs."""
    of = vocabulary.meaning(base)
    if of is None and (split := split_name(base)) is not None:
        of = vocabulary.meaning(split[0], str(split[1]))
    if of is None or of.kind not in ("value", "family"):
        return None
    if of.kind == "family":
        rows, columns = vocabulary.shape(of.family, 1)
    else:
        rows, columns = of.rows, of.columns
    dimension = columns if axis in (1, -1) else rows
    if dimension == "m":
        return Meaning("number", node=Canonical("m"))
    return Meaning("number", node=Canonical("K")) if dimension == vocabulary.units(vocabulary.last) else None


_TAIL = re.compile(r"([A-Za-z]+?)_?(\d+)")


def split_name(base: str) -> tuple[str, int] | None:
    """Return letters and layer of a name such as ``W2``, None for another name."""
    found = _TAIL.fullmatch(base)
    return None if found is None else (found[1], int(found[2]))


def penalty_factor(convention: Convention) -> Node:
    """Return what multiplies W in the gradient of the penalty as a text writes it: λ, 2λ, λ/m or 2λ/m."""
    factor: Node = Canonical("lambda2")
    if convention.penalty.startswith("whole"):
        factor = Binary("*", Number(2.0, "2"), factor)
    return Binary("/", factor, Canonical("m")) if convention.penalty.endswith("over_m") else factor

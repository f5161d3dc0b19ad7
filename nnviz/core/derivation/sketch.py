"""The network a text defines: its layers, loss and names, gathered from the definitions in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nnviz.core.derivation.notation.numpy_lines import OwnFunction
from nnviz.core.derivation.notation.vocabulary import (
    EXAMPLE_COUNTS,
    LOSS_NAMES,
    RATES,
    Meaning,
    Vocabulary,
    family_meaning,
    value_meaning,
)
from nnviz.core.derivation.notation.written import (
    Apply,
    BigSum,
    Group,
    Literal,
    Norm,
    NotationPart,
    Product,
    SumPart,
    Symbol,
    WrittenFormula,
    mapped,
    unbracketed,
    walk_written,
)
from nnviz.core.derivation.patterns import (
    AffinePattern,
    LossFound,
    activation_of,
    affine_of,
    function_of,
    key_of,
    layer_text,
    loss_of,
    plain,
)
from nnviz.core.derivation.penalty import is_loss_of_data, mentions_penalty, split_penalty
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.specs import DataSpec, LayerSpec, OptimizerSpec, Regularization
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.nodes import Canonical
from nnviz.core.network.value import Value, layered_named
from nnviz.core.text.translate import translate

TARGETS = (
    "t",
    "y",
    "Y",
    "T",
    "d",
    "target",
    "targets",
    "labels",
    "y_true",
    "label",
    "ytrue",
    "yt",
    "y_train",
    "t_n",
)
INPUTS = ("x", "X", "input", "inputs", "data", "X_train", "x_train", "l0", "layer_0", "A0", "a0")
HIDDEN_SIZES = (5, 4, 6, 7, 8, 9, 10, 11)
SAMPLE_EXAMPLES = 7
PENALTY = 0.31
"""The λ of a network whose text has one."""
MAX_ASSIGNED, MAX_OPENED, MAX_PARTS = 200, 40, 400
"""Most helpers of a program that are remembered, and how far they are written out."""

_LAYERED = ("W", "b", "z", "a")
_VECTORS = ("w", "u", "v", "theta", "beta")
"""Letters of weights that may be a vector."""


@dataclass
class LayerSketch:
    """One layer as the text names it; empty keys where it names nothing, `vector` if it has one unit."""

    activation: str
    z: str = ""
    a: str = ""
    weights: str = ""
    bias: str = ""
    weighted: bool = True
    vector: bool = False


@dataclass
class Role:
    """What a symbol stands for, and where that comes from; `turned` if it is the transpose of the value."""

    name: str
    origin: str
    turned: bool = False


@dataclass
class Sketch:
    """The network of a text.

    Attributes
    ----------
    layers
        As they are defined.
    generic
        Whether one definition stands for every layer, as in ``z^l = w^l a^{l-1} + b^l``.
    roles
        Key of a symbol → what it stands for.
    loss
        How the loss was recognized, None without one.
    loss_key, target
        The symbols of the loss and of the targets.
    convention
        As the definitions show it.
    decided
        Whether a definition shows how matrices are laid out.
    outputs
        Units of the last layer.
    penalized
        Whether λ stands anywhere in the text.
    penalty
        The form of the penalty in the stated loss, as `Convention.penalty` has it; empty without one.
    loss_of_data
        The symbol of the loss without its penalty, such as ``C_0``, where the text does not say what that is.
    """

    layers: list[LayerSketch] = field(default_factory=list)
    generic: bool = False
    roles: dict[str, Role] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)
    loss: LossFound | None = None
    loss_key: str = ""
    target: str = ""
    convention: Convention = field(default_factory=Convention)
    decided: bool = False
    example_letters: frozenset[str] = frozenset({"n"})
    target_letter: str = ""
    learning_rate: float | None = None
    unknown_loss: int = 0
    defining: set[str] = field(default_factory=set)
    aliases: dict[str, Role] = field(default_factory=dict)
    outputs: int = 3
    penalized: bool = False
    penalty: str = ""
    loss_of_data: str = ""

    @property
    def defined(self) -> bool:
        """Whether the text defines a network."""
        return bool(self.layers)


@dataclass(frozen=True)
class Defined:
    """A formula with its line and source."""

    formula: WrittenFormula
    line: int
    source: str
    code: bool = False


class Gathering:
    """Gathers what a text defines.

    Parameters
    ----------
    formulas
        In the order of the text.
    functions
        The functions of its code.
    """

    def __init__(self, formulas: Sequence[Defined], functions: Mapping[str, OwnFunction]) -> None:
        self.sketch = Sketch()
        self._functions = functions
        self._formulas = formulas
        self._known: set[str] = set()
        self._redefined: dict[int, str] = {}
        self._assigned: dict[str, NotationPart] = {}
        self._at = 0

    def run(self) -> list[tuple[int, Sketch]]:
        """Return what was found: sketches, each with the number of the formula it holds from.

        A text that goes on with another loss or another last activation has more than one.
        """
        self.sketch.example_letters = example_letters(self._formulas)
        self.sketch.penalized = any(mentions_penalty(item.formula) for item in self._formulas)
        for number in self._order():
            self._at = number
            self._layer(self._formulas[number])
        self._deepen()
        self._other_cases()
        last = self.sketch.layers[-1] if self.sketch.layers else None
        if last is not None and last.vector and last.activation != "softmax":
            self.sketch.outputs = 1
        weights = frozenset(k for k, role in self.sketch.roles.items() if role.name.startswith(("W", "b")))
        if any(item.code for item in self._formulas):
            self.sketch.learning_rate = _rate_of(self._formulas, weights, self.sketch.example_letters)
        segments = [(0, self.sketch)]
        fresh = False
        for number, item in enumerate(self._formulas):
            if number in self._redefined and self.sketch.loss is not None:
                self._begin(segments, number)
                self.sketch.loss, fresh = None, True
            if number in self._redefined:
                self.sketch.layers[-1] = LayerSketch(self._redefined[number])
            formula = item.formula
            if item.code and len(formula.sides) == 2 and formula.sides[1] is not None:
                formula = replace(formula, sides=(formula.sides[0], self._opened(formula.sides[1])))
            found = recognize_loss(formula, self.sketch)
            if found is None and self.sketch.loss is None and self._leaves_loss_open(formula):
                continue
            if found is None:
                if self.sketch.loss is None and self._is_other_loss(formula):
                    self.sketch.unknown_loss = item.line
                continue
            if self.sketch.loss is not None and _differs(found[1], self.sketch.loss) and not fresh:
                self._begin(segments, number)
            if self.sketch.loss is None or len(segments) > 1:
                self._set_loss(found, item)
                fresh = False
        return segments

    def _leaves_loss_open(self, formula: WrittenFormula) -> bool:
        """Whether a formula adds a penalty to a loss that is only named: ``C = C_0 + …``."""
        if len(formula.sides) != 2 or formula.sides[0] is None or formula.sides[1] is None:
            return False
        split = split_penalty(formula.sides[1]) if loss_symbol(formula.sides[0]) is not None else None
        if split is None or not is_loss_of_data(split[0]):
            return False
        symbol = split[0]
        assert isinstance(symbol, Symbol)
        assert symbol.sub is not None
        self.sketch.penalty, self.sketch.loss_of_data = split[1], f"{symbol.base}_{symbol.sub.text}"
        return True

    def _is_other_loss(self, formula: WrittenFormula) -> bool:
        """Whether a formula states a loss of the outputs that is none of the table."""
        left, right = formula.sides[:1], formula.sides[1:2]
        if not left or left[0] is None or not right or right[0] is None or loss_symbol(left[0]) is None:
            return False
        symbol = loss_symbol(left[0])
        if _is_difference(right[0]):
            # err = y - out is what the loss is made of.
            return False
        if symbol is not None and symbol.base in LOSS_NAMES and symbol.sub is None and left[0] == symbol:
            return True
        final = final_keys(self.sketch)
        parts = list(walk_written(right[0]))
        whole = any(
            isinstance(p, BigSum) or (isinstance(p, Apply) and p.function in ("sum", "mean")) for p in parts
        )
        return whole and any(
            isinstance(p, Symbol) and key_of(p, self.sketch.example_letters) in final for p in parts
        )

    def _order(self) -> list[int]:
        """Return the numbers of the formulas, what is defined before what it is used for.

        Texts often begin with the output and say further down what it is made of. Programs run as they stand.
        """
        if any(item.code for item in self._formulas):
            return list(range(len(self._formulas)))
        letters = self.sketch.example_letters
        needs: dict[int, set[str]] = {}
        defines: dict[int, str] = {}
        for number, item in enumerate(self._formulas):
            sides = [side for side in item.formula.sides if side is not None]
            left = self._left(sides[0]) if len(sides) > 1 else None
            if left is None or left[1] is not None:
                continue
            key = key_of(left[0], letters)
            if key not in defines.values():
                defines[number] = key
                used = {key_of(p, letters) for p in walk_written(sides[1]) if isinstance(p, Symbol)}
                needs[number] = used - {key}
        pending, order = list(range(len(self._formulas))), []
        while pending:
            open_keys = {defines[number] for number in pending if number in defines}
            ready = (number for number in pending if not needs.get(number, set()) & open_keys)
            chosen = next(ready, pending[0])
            pending.remove(chosen)
            order.append(chosen)
        return order

    def _other_cases(self) -> None:
        """Read ``a^{[2]}`` as ``A^{[2]}`` where the text defines one of them alone."""
        roles = self.sketch.roles
        if self.sketch.generic:
            return
        bases = {key.partition("[")[0] for key in roles}
        for key, role in list(roles.items()):
            base, bracket, rest = key.partition("[")
            other = base.swapcase()
            if base in ("A", "a", "Z", "z", "X", "x") and other not in bases:
                self.sketch.aliases[other + bracket + rest] = role

    def _begin(self, segments: list[tuple[int, Sketch]], number: int) -> None:
        """Let another network begin at a formula."""
        old = self.sketch
        self.sketch = replace(
            old, layers=list(old.layers), roles=dict(old.roles), functions=dict(old.functions)
        )
        segments.append((number, self.sketch))

    def _deepen(self) -> None:
        """Put layers before those that are defined where the text speaks of more."""
        sketch = self.sketch
        if sketch.generic or not sketch.layers or any("[" in key for key in sketch.roles):
            return
        missing = _highest_layer(self._formulas, sketch.example_letters) - len(sketch.layers)
        if missing < 1 or missing > 8:
            return
        for key, role in sketch.roles.items():
            found = layered_named(role.name, _LAYERED)
            if found is not None:
                sketch.roles[key] = Role(str(Value(found.kind, found.layer + missing)), role.origin)
        sketch.layers[:0] = [LayerSketch("sigmoid") for _ in range(missing)]

    def _origin(self, item: Defined) -> str:
        return f"line {item.line}: {' '.join(item.source.split())[:80]}"

    def _layer(self, item: Defined) -> None:
        sides = [side for side in item.formula.sides if side is not None]
        if len(sides) < 2 or item.formula.relations[0] not in ("=", "<-", "=>"):
            return
        left = self._left(sides[0])
        if left is None:
            return
        symbol, argument = left
        key = key_of(symbol, self.sketch.example_letters)
        for right in sides[1:]:
            if item.code:
                right = self._opened(right)
            if argument is not None and self._defines_function(symbol, right):
                return
            if argument is None and self._defines_value(key, symbol, right, item):
                return
        if item.code and argument is None and len(self._assigned) < MAX_ASSIGNED:
            self._assigned[symbol.base] = self._opened(sides[1])

    def _opened(self, part: NotationPart) -> NotationPart:
        """Return a line of a program in which helpers that were assigned before are written out."""
        letters = self.sketch.example_letters
        count = 0

        def change(inner: NotationPart) -> NotationPart | None:
            nonlocal count
            if not isinstance(inner, Symbol) or inner.sub is not None:
                return None
            known = self._assigned.get(inner.base)
            if known is None or key_of(inner, letters) in self.sketch.roles or inner.base in EXAMPLE_COUNTS:
                return None
            count += 1
            return Group(known, "(", start=inner.start, end=inner.end) if count <= MAX_OPENED else None

        opened = mapped(part, change)
        return part if sum(1 for _ in walk_written(opened)) > MAX_PARTS else opened

    @staticmethod
    def _left(side: NotationPart) -> tuple[Symbol, NotationPart | None] | None:
        """Return the symbol a definition defines, and the argument if it is a function."""
        found = function_of(side)
        if found is not None and found[0] in ("sigma", "f", "g", "phi", "sigmoid", "s"):
            return Symbol("sigma" if found[0] == "sigmoid" else found[0]), found[1]
        own = plain(side)
        return None if own is None else (own[0], None)

    def _defines_function(self, symbol: Symbol, right: NotationPart) -> bool:
        recognized = activation_of(right, self.sketch.example_letters)
        if recognized is not None:
            self.sketch.functions[symbol.base] = recognized[0]
            return True
        return False

    def _defines_value(self, key: str, symbol: Symbol, right: NotationPart, item: Defined) -> bool:
        known = key in self.sketch.roles and key in self._known
        if known and not self.sketch.roles[key].name.startswith("z"):
            return False
        if item.code and isinstance(right, Symbol) and self._alias(key, right, item):
            return True
        affine = affine_of(right, frozenset(self._known)) if function_of(right) is None else None
        if affine is not None:
            return self._weighted(key, affine, "", item)
        activation, inner = self._activation(right)
        if activation is None:
            return False
        assert inner is not None
        affine = affine_of(inner, frozenset(self._known)) if not isinstance(inner, Symbol) else None
        if affine is not None:
            return self._weighted("", affine, activation, item, key)
        found = plain(inner)
        if found is None:
            return False
        return self._activated(key, key_of(found[0], self.sketch.example_letters), activation, item)

    def _alias(self, key: str, right: Symbol, item: Defined) -> bool:
        """Read ``l0 = X`` as another name of the input or of a value."""
        source = key_of(right, self.sketch.example_letters)
        if source == key:
            return True
        role = self.sketch.roles.get(source)
        if role is None and not self.sketch.layers and right.base in INPUTS:
            self._role(source, "X", item)
            role = self.sketch.roles[source]
        if role is None:
            return False
        self._role(key, role.name, item)
        return True

    def _activation(self, right: NotationPart) -> tuple[str | None, NotationPart | None]:
        """Return the activation of a right side and what it is applied to."""
        called = function_of(right)
        if called is not None:
            name, inner = called
            if name.startswith("own:"):
                own = self._own_activation(name.removeprefix("own:"))
                return (own, inner) if own else (None, None)
            known = self.sketch.functions.get(name)
            if known is None:
                known = {"sigma": "sigmoid"}.get(name, name if name in ACTIVATIONS else "sigmoid")
            return known, inner
        recognized = activation_of(right, self.sketch.example_letters, self.sketch.convention)
        if recognized is None:
            shifted = mapped(right, _without_shift)
            recognized = activation_of(shifted, self.sketch.example_letters, self.sketch.convention)
        if recognized is None:
            return None, None
        name, base = recognized
        inner_symbol = next(p for p in walk_written(right) if isinstance(p, Symbol) and p.base == base)
        return name, inner_symbol

    def _own_activation(self, name: str) -> str | None:
        lowered = name.lower().replace("_", "")
        function = self._functions.get(name)
        if function is not None and function.value is not None:
            recognized = activation_of(function.value, self.sketch.example_letters)
            if recognized is not None:
                return recognized[0]
        for known in ("softmax", "sigmoid", "tanh", "relu", "leakyrelu"):
            if (
                known in lowered
                and "prime" not in lowered
                and "deriv" not in lowered
                and "grad" not in lowered
            ):
                return {"leakyrelu": "leaky_relu"}.get(known, known)
        return None

    def _weighted(self, z: str, affine: AffinePattern, activation: str, item: Defined, a: str = "") -> bool:
        sketch, letters = self.sketch, self.sketch.example_letters
        source = key_of(affine.source, letters)
        layer = layer_text(affine.source, letters)
        turned = self._orient(affine)
        if layer.startswith("l") or layer_text(affine.weights, letters).startswith("l"):
            return self._generic(z or a, affine, activation, item)
        known = {key.split("[")[0] for key in self._known}
        if sketch.layers and source not in self._known and source.split("[")[0] not in known:
            return False
        same = self._role_of(z) if z else None
        if same is not None and same[0] == "z" and self._role_of(source) == f"a{same[1:]}":
            # One symbol stands for the outputs of this layer and of the one before.
            self._role(key_of(affine.weights, letters), f"W{same[1:]}", item)
            sketch.defining.add(self._origin(item))
            return True
        n = len(sketch.layers) + 1
        if not sketch.layers and item.code and affine.source.base in self._assigned:
            return False
        if not sketch.layers and source not in self._known:
            self._role(source, "X", item)
        elif sketch.layers and self._role_of(source) != self._last_value():
            return False
        if sketch.layers and not sketch.layers[-1].a:
            # A weighted sum of a weighted sum: the layer between has no activation.
            sketch.layers[-1].a = sketch.layers[-1].z
        sketch.layers.append(LayerSketch(activation or "identity", z, a, key_of(affine.weights, letters)))
        if z:
            self._role(z, f"z{n}", item)
        if a:
            self._role(a, f"a{n}", item)
        self._role(key_of(affine.weights, letters), f"W{n}", item, turned)
        sketch.layers[-1].vector = self._is_vector(affine)
        if affine.bias is not None:
            sketch.layers[-1].bias = key_of(affine.bias, letters)
            self._role(sketch.layers[-1].bias, f"b{n}", item)
        return True

    def _orient(self, affine: AffinePattern) -> bool:
        """Learn from a weighted sum how the text lays out its matrices.

        Return whether these weights lie the other way than those before, as the vector w₂ in ``w₂ᵀ h`` does.
        """
        rows = not affine.weights_first
        by_inputs = affine.weights_turned != rows
        layout = "inputs_by_outputs" if by_inputs else "outputs_by_inputs"
        if self.sketch.decided:
            return layout != self.sketch.convention.weights and rows == (
                self.sketch.convention.examples == "rows"
            )
        self.sketch.convention = replace(
            self.sketch.convention, examples="rows" if rows else "columns", weights=layout
        )
        self.sketch.decided = True
        return False

    def _is_vector(self, affine: AffinePattern) -> bool:
        """Whether weights are a vector, so that their layer has one unit.

        That is w in ``wᵀ x`` or ``X w``, but neither w_ij nor the long names of programs.
        """
        base = affine.weights.base
        if base not in _VECTORS or not (affine.weights_turned or not affine.weights_first):
            return False
        uses = (p for item in self._formulas for p in walk_written(item.formula) if isinstance(p, Symbol))
        return not any(
            p.base == base and p.sub is not None and len(re.sub(r"[\d,\s]", "", p.sub.text)) > 1 for p in uses
        )

    def _generic(self, key: str, affine: AffinePattern, activation: str, item: Defined) -> bool:
        sketch = self.sketch
        if not sketch.generic:
            sketch.generic = True
            sketch.layers = [LayerSketch(activation or "sigmoid") for _ in range(3)]
        base = key.partition("[")[0]
        self._role(base, "a*" if activation else "z*", item)
        self._role(affine.weights.base, "W*", item)
        self._role(affine.source.base, "a*", item)
        if affine.bias is not None:
            self._role(affine.bias.base, "b*", item)
        return True

    def _activated(self, key: str, inner: str, activation: str, item: Defined) -> bool:
        sketch = self.sketch
        base, _, layer = key.partition("[")
        if layer.rstrip("]").startswith(("l", "L")) and (sketch.generic or inner.split("[")[0] in ("z", "Z")):
            return self._activated_generic(base, layer.rstrip("]"), inner, activation, item)
        role = self._role_of(inner)
        if role is None and not sketch.layers:
            sketch.layers.append(LayerSketch(activation, inner, key))
            self._role(inner, "z1", item)
            self._role(key, "a1", item)
            return True
        if role is None or not sketch.layers:
            return False
        last = sketch.layers[-1]
        n = len(sketch.layers)
        if role == f"z{n}" and (not last.a or last.a == last.z):
            last.activation, last.a = activation, key
            self._role(key, f"a{n}", item)
            return True
        if role == f"a{n}" and activation == "softmax":
            sketch.layers.append(LayerSketch(activation, "", key, weighted=False))
            self._role(key, f"a{n + 1}", item)
            return True
        return False

    def _activated_generic(self, base: str, layer: str, inner: str, activation: str, item: Defined) -> bool:
        sketch = self.sketch
        if not sketch.generic:
            sketch.generic = True
            sketch.layers = [LayerSketch("sigmoid") for _ in range(3)]
        if layer == "L":
            self._redefined[self._at] = activation
            sketch.defining.add(self._origin(item))
        else:
            sketch.layers = [LayerSketch(activation) for _ in sketch.layers]
        self._role(base, "a*", item)
        self._role(inner.split("[")[0], "z*", item)
        return True

    def _role(self, key: str, name: str, item: Defined, turned: bool = False) -> None:
        self._known.add(key)
        if name.startswith(("W", "b")):
            self._known.discard(key)
        self.sketch.roles.setdefault(key, Role(name, self._origin(item), turned))

    def _role_of(self, key: str) -> str | None:
        role = self.sketch.roles.get(key)
        return None if role is None else role.name

    def _last_value(self) -> str:
        last = self.sketch.layers[-1]
        return f"a{len(self.sketch.layers)}" if last.a and last.a != last.z else f"z{len(self.sketch.layers)}"

    # The loss

    def _set_loss(self, found: tuple[str, LossFound, str], item: Defined) -> None:
        key, loss, target = found
        sketch = self.sketch
        sketch.loss, sketch.loss_key, sketch.unknown_loss = loss, key, 0
        self._role(key, "C", item)
        if target:
            sketch.target = target
            self._role(target, "Y", item)
        elif sketch.target and sketch.target_letter == "":
            sketch.target_letter = "y"


def _is_difference(part: NotationPart) -> bool:
    """Whether a part is one symbol minus another."""
    part = unbracketed(part)
    return (
        isinstance(part, SumPart)
        and part.signs == ("-",)
        and all(plain(term) is not None for term in part.terms)
    )


def _differs(found: LossFound, before: LossFound) -> bool:
    """Whether a loss is another one: the loss of one example is the same as that of the batch."""
    other = found.reduction != before.reduction and found.reduction and before.reduction
    return found.name != before.name or bool(other)


def _highest_layer(formulas: Sequence[Defined], examples: frozenset[str]) -> int:
    """Return the highest number of a layer that is written in brackets or in a name."""
    highest = 0
    for item in formulas:
        for part in walk_written(item.formula):
            if not isinstance(part, Symbol) or part.base[:1] not in "WwAaZzBbd":
                continue
            bracketed = part.sup is not None and part.sup.text[:1] in "[("
            named = re.fullmatch(r"d?[WwAaZzBb]_?(\d)", part.base)
            layer = layer_text(part, examples) if bracketed else named[1] if named else ""
            if layer.isdigit():
                highest = max(highest, int(layer))
    return highest


def example_letters(formulas: Sequence[Defined]) -> frozenset[str]:
    """Return the letters that count examples in a text."""
    letters = {"n"}
    for item in formulas:
        for part in walk_written(item.formula):
            if isinstance(part, BigSum) and _counts_examples(part, formulas):
                letters.add(part.letter)
            if isinstance(part, Symbol) and part.sup is not None:
                match = re.search(r"\(([imnpt])\)", part.sup.text)
                if match is not None:
                    letters.add(match[1])
    return frozenset(letters)


def _counts_examples(part: BigSum, formulas: Sequence[Defined]) -> bool:
    """Whether a sum to m or N runs over examples: N is also used for the number of classes."""
    if len(part.letter) != 1 or part.upper not in ("m", "N", "M"):
        return False
    if part.letter == "n" or part.upper == "m":
        return True
    return part.letter == "i" and not any(_is_free(part.letter, item.formula) for item in formulas)


def _is_free(letter: str, formula: WrittenFormula) -> bool:
    """Whether a letter is the index of a unit in a formula: it stands below a symbol, and no sum binds it."""
    parts = list(walk_written(formula))
    if any(isinstance(p, BigSum) and p.letter == letter for p in parts):
        return False
    return any(isinstance(p, Symbol) and p.sub is not None and letter in p.sub.text for p in parts)


def final_keys(sketch: Sketch) -> set[str]:
    """Return the symbols that stand for the outputs of the network."""
    last = {f"a{len(sketch.layers)}", "a*"}
    if sketch.layers and sketch.layers[-1].activation == "identity":
        last.add(f"z{len(sketch.layers)}")
    both = {**sketch.aliases, **sketch.roles}
    return {key for key, role in both.items() if role.name in last}


def recognize_loss(formula: WrittenFormula, sketch: Sketch) -> tuple[str, LossFound, str] | None:
    """Return the symbol of a loss, which loss it is, and the symbol of the targets; None for no loss."""
    sides = [side for side in formula.sides if side is not None]
    if len(sides) < 2:
        return None
    symbol = loss_symbol(sides[0])
    if symbol is None:
        return None
    right = sides[-1]
    split = split_penalty(right)
    if split is not None:
        right = split[0]
    final = final_keys(sketch)
    symbols = [p for p in walk_written(right) if isinstance(p, Symbol)]
    outputs = {p.base for p in symbols if key_of(p, sketch.example_letters) in final or p.base in final}
    bases = {p.base for p in symbols} - {"e"}
    bound = {p.letter for p in walk_written(right) if isinstance(p, BigSum)}
    if not outputs:
        outputs = bases & {"y_hat", "a", "A", "o", "p", "h", "yhat", "y_pred", "AL", "s"}
    outputs &= bases
    unknown = bases - outputs - set(EXAMPLE_COUNTS) - bound - {"K", "x"}
    inputs = {k for k, role in sketch.roles.items() if role.name == "X"}
    unknown -= inputs
    targets = {base for base in unknown if base in TARGETS} or unknown
    if not outputs or len(targets) > 1:
        return None
    letter = "y" if not targets else ""
    right = mapped(right, lambda part: _without_layer(part, final, sketch.example_letters))
    vocabulary = Vocabulary(
        _any_experiment(), example_letters=sketch.example_letters, convention=sketch.convention,
        target_letter=letter or sketch.target_letter,
    )  # fmt: skip
    found = loss_of(right, frozenset(outputs), frozenset(targets), vocabulary)
    if found is None and isinstance(_outer_sum(right), BigSum):
        # Σ_i without bounds may run over the examples.
        counted = _outer_sum(right)
        assert counted is not None
        letters = frozenset({*sketch.example_letters, counted.letter})
        trial = replace(vocabulary, example_letters=letters)
        found = loss_of(right, frozenset(outputs), frozenset(targets), trial)
        if found is not None:
            sketch.example_letters = letters
    if found is None:
        bare = mapped(right, _without_norm)
        found = None if bare is right else loss_of(bare, frozenset(outputs), frozenset(targets), vocabulary)
    if found is None:
        return None
    if letter:
        sketch.target_letter = letter
    if split is not None:
        sketch.penalty = split[1]
    return symbol.base, found, next(iter(targets), "")


def _without_layer(part: NotationPart, keys: set[str], examples: frozenset[str]) -> NotationPart | None:
    """Return an output ``z²`` without the number above it, which is its layer."""
    if not isinstance(part, Symbol) or part.sup is None or not part.sup.text.isdigit():
        return None
    return replace(part, sup=None) if key_of(part, examples) in keys else None


def _outer_sum(part: NotationPart) -> BigSum | None:
    """Return the first sum of a part, None without one."""
    return next((p for p in walk_written(part) if isinstance(p, BigSum)), None)


def _without_shift(part: NotationPart) -> NotationPart | None:
    """Return ``exp(z)`` for ``exp(z - max(z))``, which is the same within a softmax."""
    if not isinstance(part, Apply) or part.function != "exp":
        return None
    inner = part.arguments[0]
    inner = unbracketed(inner)
    if not isinstance(inner, SumPart):
        return None
    if len(inner.terms) != 2 or inner.signs != ("-",):
        return None
    of, largest = inner.terms
    shifted = isinstance(largest, Apply) and largest.function == "largest" and largest.arguments == (of,)
    return replace(part, arguments=(of,)) if shifted else None


def _without_norm(part: NotationPart) -> NotationPart | None:
    """Return what stands in a norm that is no square: people write it for a sum."""
    return Group(part.of, "(") if isinstance(part, Norm) and part.sup is None else None


def loss_symbol(side: NotationPart) -> Symbol | None:
    """Return the symbol of a side that names a loss, None if it names none."""
    if isinstance(side, Product) and len(side.factors) == 2 and isinstance(side.factors[1], Group):
        side = side.factors[0]
    found = plain(side)
    if found is None or found[0].primes:
        return None
    symbol = found[0]
    named = symbol.base in LOSS_NAMES or re.search(r"loss|cost|error", symbol.base.lower()) is not None
    return symbol if named else None


def _any_experiment() -> Experiment:
    from nnviz.core.derivation.patterns import sample_scope
    from nnviz.core.judge.convention import PROGRAM

    return sample_scope(PROGRAM).experiment


# The network


def build(sketch: Sketch, loss: tuple[str, str] | None = None) -> Experiment:
    """Return the network of a sketch, with sizes that tell shapes apart and some examples.

    Parameters
    ----------
    sketch
        What the text defines.
    loss
        Name and reduction of the loss; None for that of the text, or the usual one of its last activation.
    """
    layers: list[LayerSpec] = []
    weighted = sum(layer.weighted for layer in sketch.layers)
    at = 0
    for layer in sketch.layers:
        if not layer.weighted:
            layers.append(LayerSpec(layer.activation))
            continue
        at += 1
        units = sketch.outputs if at == weighted else HIDDEN_SIZES[(at - 1) % len(HIDDEN_SIZES)]
        layers.append(LayerSpec(layer.activation, units))
    name, reduction = loss or _loss_for(sketch)
    row = LOSSES[name]
    if layers[-1].activation == "softmax" and name == "binary_cross_entropy":
        name = "categorical_cross_entropy"
    if not row.accepts(ACTIVATIONS[layers[-1].activation]):
        last = layers[-1]
        better = "softmax" if row.targets in ("distribution", "one_hot") else "sigmoid"
        layers[-1] = LayerSpec(better, last.units)
    rng = np.random.default_rng(11)
    inputs = rng.normal(size=(SAMPLE_EXAMPLES, 2)).round(2)
    hot = np.eye(3)[rng.integers(0, 3, SAMPLE_EXAMPLES)][:, : sketch.outputs]
    signs = np.where(hot > 0, 1.0, -1.0)
    targets = signs if row.targets == "sign" else hot
    rate = sketch.learning_rate if sketch.learning_rate is not None else 0.1
    return Experiment(
        data=DataSpec(inputs=Matrix(inputs), targets=Matrix(targets)),
        layers=tuple(layers),
        loss=name,
        reduction=reduction,
        optimizer=OptimizerSpec(learning_rate=rate),
        regularization=Regularization(l2=PENALTY if sketch.penalized else 0.0),
        batch_size=SAMPLE_EXAMPLES,
    )


def network_text(e: Experiment) -> str:
    """Return a network in a few words: "2-3 sigmoid → softmax, categorical cross-entropy, sum"."""
    parts = [str(e.widths[0])]
    for layer in e.layers:
        title = ACTIVATIONS[layer.activation].title
        parts.append(f"-{layer.units} {title}" if layer.units is not None else f" → {title}")
    return f"{''.join(parts)}, {LOSSES[e.loss].title}, {e.reduction}"


def _loss_for(sketch: Sketch) -> tuple[str, str]:
    if sketch.loss is not None:
        return sketch.loss.name, sketch.loss.reduction or "sum"
    activation = sketch.layers[-1].activation
    name = {"softmax": "categorical_cross_entropy", "sigmoid": "binary_cross_entropy"}.get(
        activation, "mean_squared_error"
    )
    return name, "mean"


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


def _rate_of(formulas: Sequence[Defined], weights: frozenset[str], examples: frozenset[str]) -> float | None:
    """Return the learning rate of the updates of a text, None where it is a letter or there are none.

    Weights that change by the whole gradient have the rate 1.
    """
    for item in formulas:
        formula = item.formula
        if not formula.relations or formula.relations[0] not in ("-=", "+=") or formula.sides[0] is None:
            continue
        found = plain(formula.sides[0])
        right = formula.sides[1]
        if found is None or right is None or key_of(found[0], examples) not in weights:
            continue
        parts = list(walk_written(right))
        if any(isinstance(p, Symbol) and p.base in RATES for p in parts):
            continue
        outer = right.factors if isinstance(right, Product) else (right,)
        numbers = [p.value for p in outer if isinstance(p, Literal)]
        if len(numbers) <= 1 and all(0 < n <= 10 for n in numbers):
            return numbers[0] if numbers else 1.0
    return None


def _families(sketch: Sketch, meanings: Mapping[str, Meaning]) -> dict[str, Meaning]:
    """Return a family for every symbol whose layers are counted as the program's, or with one offset."""
    found: dict[str, set[tuple[str, int]]] = {}
    for key, role in sketch.roles.items():
        match = re.fullmatch(r"(.+)\[(\d+)\]", key)
        own = layered_named(role.name, _LAYERED)
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

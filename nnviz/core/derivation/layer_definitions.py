"""Formulas that define layers: weighted sums, activations and functions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nnviz.core.derivation.code_helpers import CodeHelpers
from nnviz.core.derivation.notation.code.own_functions import OwnFunction
from nnviz.core.derivation.notation.written import (
    Apply,
    NotationPart,
    SumPart,
    Symbol,
    mapped,
    unbracketed,
    walk_written,
)
from nnviz.core.derivation.orders import defined_symbol
from nnviz.core.derivation.patterns import (
    AffinePattern,
    activation_of,
    affine_of,
    function_of,
    key_of,
    layer_text,
    names_gradient,
    plain,
)
from nnviz.core.derivation.sketch import INPUTS, Defined, LayerSketch, Role, Sketch
from nnviz.core.functions.activations import ACTIVATIONS

_VECTORS = ("w", "u", "v", "theta", "beta")
"""Letters of weights that may be a vector."""


class LayerDefinitions:
    """Adds what formulas define to the sketch of a network.

    Parameters
    ----------
    sketch
        What is known so far.
    formulas
        Of the whole text.
    functions
        The functions of its code.

    Attributes
    ----------
    helpers
        What a program assigns that is no value of the network.
    redefined
        The number of a formula → the activation that it gives the last layer instead.
    """

    def __init__(
        self, sketch: Sketch, formulas: Sequence[Defined], functions: Mapping[str, OwnFunction]
    ) -> None:
        self.sketch, self._formulas, self._functions = sketch, formulas, functions
        self.helpers = CodeHelpers(sketch)
        self.redefined: dict[int, str] = {}
        self._known: set[str] = set()
        self._at = 0

    def go_on(self, sketch: Sketch) -> None:
        """Let what follows be added to another sketch."""
        self.sketch = sketch
        self.helpers.go_on(sketch)

    def read(self, number: int) -> None:
        """Read the formula with a number, and remember what it defines."""
        item = self._formulas[number]
        self._at = number
        sides = [side for side in item.formula.sides if side is not None]
        if len(sides) < 2 or item.formula.relations[0] not in ("=", "<-", "=>"):
            return
        left = defined_symbol(sides[0])
        if left is None:
            return
        symbol, argument = left
        key = key_of(symbol, self.sketch.example_letters)
        for right in sides[1:]:
            if item.code:
                right = self.helpers.opened(right)
            if argument is not None and self._defines_function(symbol, right):
                return
            if argument is None and self._defines_value(key, symbol, right, item):
                return
        if item.code and argument is None:
            self.helpers.remember(symbol.base, sides[1])

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
            self.name(source, "X", item)
            role = self.sketch.roles[source]
        if role is None:
            return False
        self.name(key, role.name, item)
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
        bases = frozenset(key.partition("[")[0] for key in self._known)
        names = (affine.source.base, affine.weights.base, z.partition("[")[0], a.partition("[")[0])
        if any(names_gradient(name, bases) for name in names):
            return False
        source = key_of(affine.source, letters)
        layer = layer_text(affine.source, letters)
        turned = self._orient(affine, item.code)
        if layer.startswith("l") or layer_text(affine.weights, letters).startswith("l"):
            return self._generic(z or a, affine, activation, item)
        known = {key.split("[")[0] for key in self._known}
        if sketch.layers and source not in self._known and source.split("[")[0] not in known:
            return False
        same = self._role_of(z) if z else None
        if same is not None and same[0] == "z" and self._role_of(source) == f"a{same[1:]}":
            # One symbol stands for the outputs of this layer and of the one before.
            self.name(key_of(affine.weights, letters), f"W{same[1:]}", item)
            sketch.defining.add(origin_of(item))
            return True
        n = len(sketch.layers) + 1
        if not sketch.layers and item.code and affine.source.base in self.helpers.assigned:
            return False
        if not sketch.layers and source not in self._known:
            self.name(source, "X", item)
        elif sketch.layers and self._role_of(source) != self._last_value():
            return False
        if sketch.layers and not sketch.layers[-1].a:
            # A weighted sum of a weighted sum: the layer between has no activation.
            sketch.layers[-1].a = sketch.layers[-1].z
        sketch.layers.append(LayerSketch(activation or "identity", z, a, key_of(affine.weights, letters)))
        if z:
            self.name(z, f"z{n}", item)
        if a:
            self.name(a, f"a{n}", item)
        self.name(key_of(affine.weights, letters), f"W{n}", item, turned)
        sketch.layers[-1].vector = self._is_vector(affine)
        if affine.bias is not None:
            sketch.layers[-1].bias = key_of(affine.bias, letters)
            self.name(sketch.layers[-1].bias, f"b{n}", item)
        return True

    def _orient(self, affine: AffinePattern, code: bool) -> bool:
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
        self.sketch.decided, self.sketch.decided_by_code = True, code
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
        self.name(base, "a*" if activation else "z*", item)
        self.name(affine.weights.base, "W*", item)
        self.name(affine.source.base, "a*", item)
        if affine.bias is not None:
            self.name(affine.bias.base, "b*", item)
        return True

    def _activated(self, key: str, inner: str, activation: str, item: Defined) -> bool:
        sketch = self.sketch
        base, _, layer = key.partition("[")
        if layer.rstrip("]").startswith(("l", "L")) and (sketch.generic or inner.split("[")[0] in ("z", "Z")):
            return self._activated_generic(base, layer.rstrip("]"), inner, activation, item)
        role = self._role_of(inner)
        if role is None and not sketch.layers:
            sketch.layers.append(LayerSketch(activation, inner, key))
            self.name(inner, "z1", item)
            self.name(key, "a1", item)
            return True
        if role is None or not sketch.layers:
            return False
        last = sketch.layers[-1]
        n = len(sketch.layers)
        if role == f"z{n}" and (not last.a or last.a == last.z):
            last.activation, last.a = activation, key
            self.name(key, f"a{n}", item)
            return True
        if role == f"a{n}" and activation == "softmax":
            sketch.layers.append(LayerSketch(activation, "", key, weighted=False))
            self.name(key, f"a{n + 1}", item)
            return True
        return False

    def _activated_generic(self, base: str, layer: str, inner: str, activation: str, item: Defined) -> bool:
        sketch = self.sketch
        if not sketch.generic:
            sketch.generic = True
            sketch.layers = [LayerSketch("sigmoid") for _ in range(3)]
        if layer == "L":
            self.redefined[self._at] = activation
            sketch.defining.add(origin_of(item))
        else:
            sketch.layers = [LayerSketch(activation) for _ in sketch.layers]
        self.name(base, "a*", item)
        self.name(inner.split("[")[0], "z*", item)
        return True

    def name(self, key: str, name: str, item: Defined, turned: bool = False) -> None:
        """Let a symbol stand for a value; the first that a text says counts."""
        self._known.add(key)
        if name.startswith(("W", "b")):
            self._known.discard(key)
        self.sketch.roles.setdefault(key, Role(name, origin_of(item), turned))

    def _role_of(self, key: str) -> str | None:
        role = self.sketch.roles.get(key)
        return None if role is None else role.name

    def _last_value(self) -> str:
        last = self.sketch.layers[-1]
        return f"a{len(self.sketch.layers)}" if last.a and last.a != last.z else f"z{len(self.sketch.layers)}"


def origin_of(item: Defined) -> str:
    """Return where a formula stands, and the formula, as the origin of what it defines."""
    return f"line {item.line}: {' '.join(item.source.split())[:80]}"


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

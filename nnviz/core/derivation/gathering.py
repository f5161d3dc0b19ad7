"""The gathering of what a text defines: layers, loss and names, formula by formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nnviz.core.derivation.layer_definitions import LayerDefinitions
from nnviz.core.derivation.loss_definitions import differs, loss_symbol, recognize_loss, states_other_loss
from nnviz.core.derivation.notation.code.own_functions import OwnFunction
from nnviz.core.derivation.notation.written import Symbol, WrittenFormula
from nnviz.core.derivation.numbering import example_letters, highest_layer
from nnviz.core.derivation.orders import defined_first
from nnviz.core.derivation.patterns import LossFound
from nnviz.core.derivation.penalty import is_loss_of_data, mentions_penalty, split_penalty
from nnviz.core.derivation.sketch import LAYERED, Defined, LayerSketch, Role, Sketch
from nnviz.core.derivation.updates import rate_of
from nnviz.core.network.value import Value, layered_named


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
        self._formulas = formulas
        self._layers = LayerDefinitions(self.sketch, formulas, functions)

    def run(self) -> list[tuple[int, Sketch]]:
        """Return what was found: sketches, each with the number of the formula it holds from.

        A text that goes on with another loss or another last activation has more than one.
        """
        self.sketch.example_letters = example_letters(self._formulas)
        self.sketch.penalized = any(mentions_penalty(item.formula) for item in self._formulas)
        for number in defined_first(self._formulas, self.sketch.example_letters):
            self._layers.read(number)
        self._deepen()
        self._other_cases()
        last = self.sketch.layers[-1] if self.sketch.layers else None
        if last is not None and last.vector and last.activation != "softmax":
            self.sketch.outputs = 1
        weights = frozenset(k for k, role in self.sketch.roles.items() if role.name.startswith(("W", "b")))
        if any(item.code for item in self._formulas):
            self.sketch.learning_rate = rate_of(self._formulas, weights, self.sketch.example_letters)
        segments = [(0, self.sketch)]
        fresh = False
        for number, item in enumerate(self._formulas):
            if number in self._layers.redefined and self.sketch.loss is not None:
                self._begin(segments, number)
                self.sketch.loss, fresh = None, True
            if number in self._layers.redefined:
                self.sketch.layers[-1] = LayerSketch(self._layers.redefined[number])
            formula = item.formula
            if item.code and len(formula.sides) == 2 and formula.sides[1] is not None:
                formula = replace(
                    formula, sides=(formula.sides[0], self._layers.helpers.opened(formula.sides[1]))
                )
            found = recognize_loss(formula, self.sketch)
            if found is None and self.sketch.loss is None and self._leaves_loss_open(formula):
                continue
            if found is None:
                self._add_penalty(formula)
                if self.sketch.loss is None and states_other_loss(formula, self.sketch):
                    self.sketch.unknown_loss = item.line
                continue
            if self.sketch.loss is not None and differs(found[1], self.sketch.loss) and not fresh:
                self._begin(segments, number)
            if self.sketch.loss is None or len(segments) > 1:
                self._set_loss(found, item)
                fresh = False
        return segments

    def _add_penalty(self, formula: WrittenFormula) -> None:
        """Learn the form of the penalty from ``loss = data_loss + reg_loss``, the first being known."""
        left, right = (formula.sides[0], formula.sides[-1]) if len(formula.sides) == 2 else (None, None)
        split = split_penalty(right) if right is not None and self.sketch.loss is not None else None
        if split is None or left is None or loss_symbol(left) is None:
            return
        data = split[0]
        if isinstance(data, Symbol) and data.sub is None and data.base == self.sketch.loss_key:
            self.sketch.penalty = split[1]

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
        self._layers.go_on(self.sketch)
        segments.append((number, self.sketch))

    def _deepen(self) -> None:
        """Put layers before those that are defined where the text speaks of more."""
        sketch = self.sketch
        if sketch.generic or not sketch.layers or any("[" in key for key in sketch.roles):
            return
        missing = highest_layer(self._formulas, sketch.example_letters) - len(sketch.layers)
        if missing < 1 or missing > 8:
            return
        for key, role in sketch.roles.items():
            found = layered_named(role.name, LAYERED)
            if found is not None:
                sketch.roles[key] = Role(str(Value(found.kind, found.layer + missing)), role.origin)
        sketch.layers[:0] = [LayerSketch("sigmoid") for _ in range(missing)]

    def _set_loss(self, found: tuple[str, LossFound, str], item: Defined) -> None:
        key, loss, target = found
        sketch = self.sketch
        sketch.loss, sketch.loss_key, sketch.unknown_loss = loss, key, 0
        self._layers.name(key, "C", item)
        if target:
            sketch.target = target
            self._layers.name(target, "Y", item)
        elif sketch.target and sketch.target_letter == "":
            sketch.target_letter = "y"

"""Networks that stand within a loss: ``L = ½‖W₂ relu(W₁ x) − y‖²``, ``L = Σᵢ max(0, 1 − yᵢ (wᵀxᵢ + b))``.

Their layers get symbols: those that the text itself gives them elsewhere, as in ``h = W₁ x``, else new ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.loss_definitions import loss_symbol
from nnviz.core.derivation.notation.written import (
    Apply,
    Group,
    NotationPart,
    Product,
    SumPart,
    Symbol,
    WrittenFormula,
    mapped,
    unbracketed,
    walk_written,
)
from nnviz.core.derivation.patterns import WEIGHTS, affine_of, names_gradient
from nnviz.core.derivation.sketch import INPUTS

MOST_LAYERS = 8
_NEW = "oqusrcgv"
"""Letters for layers that have no symbol in the text."""
_ACTIVATIONS = ("sigma", "sigmoid", "tanh", "relu", "softmax", "activation")


class NestedNetworks:
    """Gives symbols to the layers within the losses of a text.

    Parameters
    ----------
    formulas
        Of the whole text.

    Attributes
    ----------
    definitions
        What the new symbols stand for, as if the text defined them.
    """

    def __init__(self, formulas: Sequence[WrittenFormula]) -> None:
        symbols = {p.base for f in formulas for p in walk_written(f) if isinstance(p, Symbol)}
        self._free = [letter for letter in _NEW if letter not in symbols]
        self._own: list[tuple[NotationPart, Symbol]] = []
        self._known = set(INPUTS)
        self.definitions: list[WrittenFormula] = []
        losses = [formula for formula in formulas if _is_loss(formula)]
        if any(self._nested(formula) for formula in losses):
            for formula in formulas:
                self._remember(formula)
            for formula in losses:
                self._name_layers(formula)

    @property
    def found(self) -> bool:
        """Whether a loss of the text has layers within it."""
        return bool(self._own)

    def written(self, formula: WrittenFormula) -> WrittenFormula:
        """Return a formula in which layers that have a symbol are written as that; definitions stay."""
        if not self._own or (len(formula.sides) == 2 and self._defines(formula)):
            return formula
        return replace(formula, sides=tuple(None if s is None else self._named(s) for s in formula.sides))

    def _nested(self, formula: WrittenFormula) -> bool:
        sides = [side for side in formula.sides[1:] if side is not None]
        return any(self._layer(part) is not None for side in sides for part in walk_written(side))

    def _layer(self, part: NotationPart) -> Symbol | None:
        """Return the value that goes into a weighted sum, None for anything else."""
        if isinstance(part, SumPart) and len(part.terms) > 2 and part.signs[0] == "+":
            first, second = part.terms[:2]
            part = SumPart((first, second), ("+",), start=first.start, end=second.end)
        affine = affine_of(part, frozenset()) if not isinstance(part, Group) else None
        if affine is None or names_gradient(affine.source.base) or affine.source.base not in self._known:
            return None
        return affine.source

    def _defines(self, formula: WrittenFormula) -> bool:
        return any(formula.sides[1] == part and formula.sides[0] == symbol for part, symbol in self._own)

    def _remember(self, formula: WrittenFormula) -> None:
        """Remember a layer that the text defines: a weighted sum or an activation."""
        if len(formula.sides) != 2 or formula.relations != ("=",) or _is_loss(formula):
            return
        left, right = formula.sides
        if not isinstance(left, Symbol) or left.primes or right is None or names_gradient(left.base):
            return
        if affine_of(right, frozenset()) is not None or _is_activation(right):
            self._own.append((right, left))
            self._known.add(left.base)

    def _name_layers(self, formula: WrittenFormula) -> None:
        """Give symbols to the layers of a loss that the text does not name, the first layer first."""
        for _ in range(MOST_LAYERS):
            named = [self._named(side) for side in formula.sides[1:] if side is not None]
            inner = [part for side in named for part in walk_written(side)]
            activated = next((p for p in inner if self._is_activated(p)), None)
            layer = activated or next((p for p in inner if self._layer(p) is not None), None)
            if layer is None or not self._free:
                return
            if isinstance(layer, SumPart) and len(layer.terms) > 2:
                first, second = layer.terms[:2]
                layer = SumPart((first, second), ("+",), start=first.start, end=second.end)
            source = next(p for p in walk_written(layer) if isinstance(p, Symbol) and p.base in self._known)
            symbol = Symbol(self._free.pop(0), source.sub, start=layer.start, end=layer.end)
            self._own.append((layer, symbol))
            self._known.add(symbol.base)
            self.definitions.append(WrittenFormula((symbol, layer), ("=",)))

    def _is_activated(self, part: NotationPart) -> bool:
        """Whether an activation is applied to a known value or to a weighted sum of one."""
        if not isinstance(part, Apply) or not _is_activation(part):
            return False
        inner = unbracketed(part.arguments[0])
        return inner.base in self._known if isinstance(inner, Symbol) else self._layer(inner) is not None

    def _named(self, side: NotationPart) -> NotationPart:
        for _ in range(MOST_LAYERS):
            changed = mapped(side, self._symbol_for)
            if changed is side:
                break
            side = changed
        return side

    def _symbol_for(self, part: NotationPart) -> NotationPart | None:
        bare = unbracketed(part)
        if isinstance(bare, SumPart) and len(bare.terms) > 2 and bare.signs[0] == "+":
            # W h + b − y begins with a weighted sum.
            first, second, *rest = bare.terms
            whole = SumPart((first, second), ("+",), start=first.start, end=second.end)
            named = self._symbol_for(whole)
            if named is not None:
                return replace(bare, terms=(named, *rest), signs=bare.signs[1:])
        for layer, symbol in self._own:
            if bare == layer:
                return replace(symbol, start=part.start, end=part.end)
        return None


def _is_loss(formula: WrittenFormula) -> bool:
    left = formula.sides[0]
    if len(formula.sides) < 2 or left is None or loss_symbol(left) is None:
        return False
    # C(b) in a derivative by b is a function of what the text derives by, L(w) the loss.
    called = left.factors[-1] if isinstance(left, Product) else None
    by = called.of if isinstance(called, Group) else None
    return called is None or (isinstance(by, Symbol) and WEIGHTS.fullmatch(by.base) is not None)


def _is_activation(part: NotationPart) -> bool:
    return isinstance(part, Apply) and part.function in _ACTIVATIONS and len(part.arguments) == 1

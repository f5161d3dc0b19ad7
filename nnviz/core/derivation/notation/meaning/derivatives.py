"""Derivatives of the loss, which the program has, and of expressions."""

from __future__ import annotations

from dataclasses import replace

from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.meaning.typed import Typed, shown
from nnviz.core.derivation.notation.scripts import read_below
from nnviz.core.derivation.notation.vocabulary import penalty_factor
from nnviz.core.derivation.notation.written import Called, Group, NotationError, NotationPart, Symbol
from nnviz.core.judge.nodes import (
    Binary,
    Canonical,
    Derivative,
    IndexedEntry,
    IndexSum,
    Negative,
    Node,
    Transpose,
    walk,
)
from nnviz.core.network.value import layered_named
from nnviz.core.text.translate import translate


class Derivatives:
    """Differentiates the loss or an expression by a value."""

    def __init__(self, state: FormulaState) -> None:
        self._state = state
        self._v = state.vocabulary

    def is_loss_of_data(self, part: NotationPart) -> bool:
        """Whether a part is the loss without its penalty, ``C_0``."""
        if not isinstance(part, Symbol) or part.sub is None or part.primes:
            return False
        meaning = self._v.meanings.get(f"{part.base}_{part.sub.text}")
        return meaning is not None and meaning.kind == "loss" and meaning.family == "data"

    def is_loss(self, part: NotationPart) -> bool:
        """Whether a part is the loss; raises NotationError for the loss of one layer."""
        if isinstance(part, Group) and part.sup is None:
            part = part.of
        if isinstance(part, Called):
            part = part.symbol
        if not isinstance(part, Symbol) or part.primes:
            return False
        meaning = self._v.meaning(part.base)
        if meaning is None or meaning.kind != "loss":
            return False
        if part.sub is not None:
            name = shown(part.base)
            if read_below(part).layer:
                raise NotationError(
                    translate("derivation", "What is {name} with {text}? The text does not say.").format(
                        name=name, text=part.sub.text
                    ),
                    part.start,
                    part.end,
                    lasting=True,
                )
            self._state.note(
                translate(
                    "derivation", "{name} with an index is read as {name}: the text defines no other."
                ).format(name=name)
            )
        return True

    def without_penalty(self, gradient: Typed, below: Typed) -> Typed:
        """Return a gradient without that of the penalty, which weights alone have."""
        if not any(isinstance(n, Canonical) and layered_named(n.id, ("W",)) for n in walk(below.node)):
            return gradient
        factor = penalty_factor(self._v.convention)
        return replace(gradient, node=Binary("-", gradient.node, Binary("*", factor, below.node)))

    def gradient(self, part: NotationPart, below: Typed) -> Typed:
        """Return the program's gradient of the loss by a value."""
        return replace(below, node=self._gradient_node(part, below.node))

    def _gradient_node(self, part: NotationPart, node: Node) -> Node:
        match node:
            case IndexedEntry():
                inner = self._gradient_node(part, node.of)
                if isinstance(inner, Negative):
                    return Negative(IndexedEntry(inner.of, node.letters, node.implied))
                return IndexedEntry(inner, node.letters, node.implied)
            case Transpose():
                inner = self._gradient_node(part, node.of)
                return Negative(Transpose(inner.of)) if isinstance(inner, Negative) else Transpose(inner)
            case IndexSum():
                return IndexSum(node.letter, self._gradient_node(part, node.of))
            case Binary(operator="*", left=IndexedEntry(of=Canonical(id="Y"))):
                return Binary("*", node.left, self._gradient_node(part, node.right))
            case Canonical() if layered_named(node.id, ("W", "b", "z", "a")):
                gradient = self._v.scaled(Canonical(f"d{node.id}"))
                # An error of target − output is a name's meaning; a written ∂C/∂z is what it says.
                turned = self._v.convention.error == "target_minus_output"
                return Negative(gradient) if turned else gradient
            case Canonical(id="X"):
                return Derivative(self._v.scaled(Canonical("C")), node)
        raise NotationError(
            translate(
                "derivation",
                "A derivative must be with respect to a weight, bias, z, a or input of the network.",
            ),
            part.start,
            part.end,
        )

    def derivative(self, of: Node, by: Node) -> Node:
        """Return the derivative of an expression by a value or an entry."""
        match by:
            case IndexSum():
                return IndexSum(by.letter, self.derivative(of, by.of))
            case Binary(operator="*", left=IndexedEntry(of=Canonical(id="Y"))):
                return Binary("*", by.left, self.derivative(of, by.right))
        return Derivative(of, by)

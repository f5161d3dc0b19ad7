"""Functions applied to values of the network: activations, slopes and softmax."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.meaning.typed import Typed, untransposed
from nnviz.core.derivation.notation.written import Apply, NotationError, NotationPart
from nnviz.core.judge.nodes import Binary, Call, Canonical, IndexedEntry, IndexSum, Node, Slope, Transpose
from nnviz.core.network.value import layered_named
from nnviz.core.text.translate import translate

_SLOPES = {"sigmoid": "dsigmoid", "tanh": "dtanh", "relu": "drelu"}


class FunctionValues:
    """Applies a function to an expression; one of a layer's z is the activation of the layer."""

    def __init__(self, state: FormulaState) -> None:
        self._state = state
        self._v = state.vocabulary

    def applied(self, name: str, argument: Typed, part: NotationPart, primes: int) -> Typed:
        """Return a function, or its slope, of an expression."""
        layer = self._layer_of(argument.node)
        own = self._v.experiment.layers[layer - 1].activation if layer else ""
        if primes > 1:
            raise NotationError(
                translate("derivation", "A second derivative cannot be read."),
                part.start,
                part.end,
                lasting=True,
            )
        if name == "activation" and layer is None:
            name = self._function_of(part)
        elif (
            name == "activation"
            and own == "identity"
            and isinstance(part, Apply)
            and part.function == "sigma"
        ):
            name = "sigmoid"
        elif name == "activation":
            name = own if own in ("sigmoid", "tanh", "relu", "softmax") else "f"
        if primes:
            return self._slope(name, argument, part, layer, own)
        if name == "identity":
            return argument
        if name == "softmax":
            return self._softmax(argument, part)
        if name == "f":
            return replace(argument, node=of_entry(argument.node, lambda z: Call("f", (untransposed(z),))))
        return replace(argument, node=Call(name, (argument.node,)))

    def _function_of(self, part: NotationPart) -> str:
        """Return the function that f or σ is where it is applied to something that is no z of a layer."""
        if isinstance(part, Apply) and part.function in ("sigma", "sigmoid"):
            return "sigmoid"
        own = {spec.activation for spec in self._v.experiment.layers if spec.activation != "softmax"}
        if len(own) == 1 and (name := own.pop()) in ("sigmoid", "tanh", "relu"):
            return name
        raise NotationError(
            translate("derivation", "Which function is it? Apply it to the z of a layer."),
            part.start,
            part.end,
        )

    def _slope(self, name: str, argument: Typed, part: NotationPart, layer: int | None, own: str) -> Typed:
        if layer is not None and (name in ("f", "softmax") or name == own):
            node = of_entry(argument.node, lambda z: Slope("f", untransposed(z)))
            return replace(argument, node=node)
        if name in _SLOPES:
            return replace(argument, node=Call(_SLOPES[name], (argument.node,)))
        raise NotationError(
            translate("derivation", "The derivative needs a function applied to the z of a layer."),
            part.start,
            part.end,
        )

    def _layer_of(self, node: Node) -> int | None:
        """Return the layer whose z a node is, None if it is anything else."""
        while isinstance(node, IndexedEntry | Transpose | IndexSum):
            node = node.of
        if (
            isinstance(node, Binary)
            and isinstance(node.left, IndexedEntry)
            and node.left.of == Canonical("Y")
        ):
            return self._layer_of(node.right)
        value = layered_named(node.id, ("z",)) if isinstance(node, Canonical) else None
        return None if value is None else value.layer

    def _softmax(self, argument: Typed, part: NotationPart) -> Typed:
        if not self._state.indexed:
            inner = argument.node
            return replace(argument, node=Call("softmax", (inner,)))
        if isinstance(argument.node, IndexedEntry):
            node = of_entry(argument.node, lambda z: Call("softmax", (untransposed(z),)))
            return replace(argument, node=node)
        raise NotationError(
            translate("derivation", "softmax in index form takes the z of a layer."), part.start, part.end
        )


def of_entry(node: Node, make: Callable[[Node], Node]) -> Node:
    """Apply a function of whole values below the index of an entry and a transpose."""
    match node:
        case IndexedEntry():
            return IndexedEntry(of_entry(node.of, make), node.letters, node.implied)
        case IndexSum():
            return IndexSum(node.letter, of_entry(node.of, make))
        case Binary(operator="*", left=IndexedEntry(of=Canonical(id="Y"))):
            return Binary("*", node.left, of_entry(node.right, make))
        case Transpose():
            return Transpose(make(node))
    return make(node)

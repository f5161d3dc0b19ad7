"""The right expression for a value, read off the line of NumPy of the operation that writes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nnviz.core.arrays.frame import Frame
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.index_form import IndexWriter
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    ClaimError,
    Delta,
    IndexedEntry,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
    Slope,
    Transpose,
    exchange,
    walk,
)
from nnviz.core.judge.parser import ARGUMENTS
from nnviz.core.judge.scope import Names
from nnviz.core.judge.target import Target
from nnviz.core.network.operation import Operation
from nnviz.core.text.translate import translate

_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
}
_LONG = 60
_ONE, _ZERO = Number(1.0, "1"), Number(0.0, "0")


class _Untranslatable(Exception):
    """A function of NumPy that the grammar has no word for."""


def _number(value: float) -> Node:
    text = f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return Number(abs(value), text) if value >= 0 else Negative(Number(abs(value), text[1:]))


def _translate(node: ast.expr) -> Node:
    """Turn an expression of an operation's own line into one of the grammar."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return _number(float(value))
        case ast.Name():
            return NameNode("eta" if node.id == "learning_rate" else node.id)
        case ast.UnaryOp(op=ast.USub()):
            return Negative(_translate(node.operand))
        case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=int() | float() as power)):
            return Power(_translate(node.left), float(power), f"{power:g}")
        case ast.BinOp(op=ast.Pow()):
            # Claims have numbers as exponents only: x to the power of t is e^(t ln x).
            logarithm = Call("log", (_translate(node.left),))
            return Call("exp", (Binary("*", _translate(node.right), logarithm),))
        case ast.BinOp() if type(node.op) in _OPERATORS:
            return Binary(_OPERATORS[type(node.op)], _translate(node.left), _translate(node.right))
        case ast.Attribute(attr="T"):
            return Transpose(_translate(node.value))
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=1)):
            return NameNode("m")
        case ast.Call(func=ast.Name(id="len")):
            # Of the outputs: what has examples in columns has as many rows as there are outputs.
            return NameNode("K")
        case ast.Call(func=ast.Attribute(attr="sum" | "mean" as name, value=value), args=[]):
            return _over_axis(name, _translate(value), node)
        case ast.Call(func=ast.Attribute(attr=name)):
            return _call(name, [_translate(argument) for argument in node.args], node)
    raise _Untranslatable(ast.dump(node))


def _over_axis(name: str, of: Node, node: ast.Call) -> Node:
    axis = next(
        (k.value.value for k in node.keywords if k.arg == "axis" and isinstance(k.value, ast.Constant)), None
    )
    return Call(name, (of,), axis if isinstance(axis, int) else None)


def _call(name: str, arguments: Sequence[Node], node: ast.Call) -> Node:
    """Write functions that claims do not have by those they have."""
    if name in ("sum", "mean"):
        return _over_axis(name, arguments[0], node)
    if name in ARGUMENTS:
        return Call(name, tuple(arguments))
    match name, arguments:
        case "sign", (x,):
            return Binary("-", Call("drelu", (x,)), Call("drelu", (Negative(x),)))
        case "abs", (x,):
            return Binary("+", Call("relu", (x,)), Call("relu", (Negative(x),)))
        case "maximum", (x, Number(value=0)):
            return Call("relu", (x,))
        case "maximum", (x, y):
            return Binary("+", y, Call("relu", (Binary("-", x, y),)))
        case "minimum", (x, Number(value=0)):
            return Negative(Call("relu", (Negative(x),)))
        case "minimum", (x, y):
            return Binary("-", x, Call("relu", (Binary("-", x, y),)))
        case "clip", (x, Negative(of=Number(value=1)), Number(value=1)):
            rise = Binary("-", Call("relu", (Binary("+", x, _ONE),)), Call("relu", (Binary("-", x, _ONE),)))
            return Binary("-", rise, _ONE)
    raise _Untranslatable(name)


def _line(operation: Operation, name: str) -> Node:
    """Return the right side of the line that writes `name`."""
    for line in operation.numpy.split("; "):
        left, _, right = line.partition(" = ")
        if left == name:
            return _translate(ast.parse(right, mode="eval").body)
    raise _Untranslatable(operation.numpy)


class Book:
    """The right expressions for the values of one kind of network.

    Parameters
    ----------
    frame
        Any frame of it, every factor of the chain rule an operation.
    """

    def __init__(self, frame: Frame) -> None:
        self._e: Experiment = frame.experiment
        self._operations = {name: op for op in frame.operations for name in op.writes}
        self._last = len(self._e.layers)
        self._known: dict[str, Node | None] = {}
        for name in self.names:
            self.of(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The values that are computed, in order; the derivative by the inputs last."""
        return (*self._operations, "dX")

    def of(self, name: str) -> Node | None:
        """Return the expression of one operation, None where the grammar has no words for it."""
        if name not in self._known:
            self._known[name] = self._of(name)
        return self._known[name]

    def _of(self, name: str) -> Node | None:
        if name == "dX":
            weighted = self._e.layers[0].units is not None
            return Binary("@", Transpose(NameNode("W1")), NameNode("dz1")) if weighted else NameNode("dz1")
        operation = self._operations.get(name)
        if operation is None:
            return None
        layer = operation.layer
        if layer is not None and operation.writes == (f"a{layer}",):
            return self._activation(layer)
        if layer is not None and operation.writes == (f"dz{layer}",) and len(operation.reads) > 1:
            slope = slope_of(self._e, layer)
            if slope is not None:
                return Binary("*", NameNode(f"da{layer}"), slope)
        try:
            return _settled(_line(operation, name), self._e)
        except _Untranslatable:
            return None

    def _activation(self, layer: int) -> Node:
        activation, z = self._e.layers[layer - 1].activation, NameNode(f"z{layer}")
        if activation == "identity":
            return z
        return Call(activation if activation in ARGUMENTS else "f", (z,))

    def shortest(self, name: str) -> Iterator[Node]:
        """Yield short expressions that may be right for a gradient, without the gradients behind it."""
        e, n = self._e, self._last
        y, a = NameNode("Y"), NameNode(f"a{n}")
        if name == f"dz{n}":
            share = (
                (lambda node: Binary("/", node, NameNode("m")))
                if e.reduction == "mean"
                else (lambda node: node)
            )
            yield share(Binary("-", a, y))
            yield share(Binary("-", Binary("*", a, Call("sum", (y,), 0)), y))

    def expanded(self, name: str, wanted: set[str], limit: int = 12) -> Node | None:
        """Return the expression with gradients that are not wanted replaced by what they come from.

        Parameters
        ----------
        name
            What is to be computed.
        wanted
            Values that may stand in it. If no gradient is among them, one step is returned.
        """
        node = self.of(name)
        gradients = {value for value in wanted if value in self.names and value[0] == "d" and value != name}
        if node is None or not gradients:
            return node
        for _ in range(limit):
            missing = next(
                (part for part in walk(node) if isinstance(part, NameNode) and part.id[0] == "d"
                 and part.id in self._operations and part.id not in gradients), None,
            )  # fmt: skip
            if missing is None:
                return node
            inner = self.of(missing.id)
            if inner is None:
                return None
            node = exchange(node, missing, inner)
        return node


def slope_of(e: Experiment, layer: int) -> Node | None:
    """Return the slope of a layer's activation, as a formula where that is short; None for softmax."""
    activation = e.layers[layer - 1].activation
    if activation == "softmax":
        return None
    a = NameNode(f"a{layer}")
    if activation == "sigmoid":
        return Binary("*", a, Binary("-", _ONE, a))
    if activation == "tanh":
        return Binary("-", _ONE, Power(a, 2.0, "2"))
    return Slope("d", NameNode(f"z{layer}"))


def _settled(node: Node, e: Experiment) -> Node:
    """Put the numbers of the recipe in place of names of settings."""
    for part in [part for part in walk(node) if isinstance(part, NameNode)]:
        if part.id in e.optimizer.settings:
            node = exchange(node, part, _number(e.optimizer.settings[part.id]))
    return node


def jacobian_of(target: Target, e: Experiment) -> Node | None:
    """Return a right expression for ∂a/∂z of one layer or ∂z/∂a of two that follow each other."""
    top, over = target.numerator, target.over
    assert top is not None
    assert over is not None
    layer = int(top[1:])
    first, below = target.numerator_letters, target.over_letters
    if (top[0], over) == ("a", f"z{layer}"):
        slope = slope_of(e, layer)
        if slope is not None:
            if not first:
                return slope
            entry = IndexWriter({*first, *below}).entry(slope, below[0], below[1] if len(below) > 1 else "n")
            return entry if first[0] == below[0] else Binary("*", Delta(first[0], below[0]), entry)
        a = NameNode(f"a{layer}")
        if not first:
            return Binary("-", Call("diag", (a,)), Call("outer", (a, a)))
        k, j = IndexedEntry(a, first, "n"), IndexedEntry(a, below, "n")
        same: Node = _ONE if first[0] == below[0] else Delta(first[0], below[0])
        return Binary("*", k, Binary("-", same, j))
    weights = NameNode(f"W{layer}")
    if top[0] == "z" and over in (f"a{layer - 1}", "X" if layer == 1 else "") and e.layers[layer - 1].units:
        return IndexedEntry(weights, (first[0], below[0]), "n") if first else weights
    return None


def in_words_of(node: Node, names: Names, used: set[str]) -> Node:
    """Return the expression with the names a claim used for the same values, or else the lab's."""
    own = {value: word for word, of in names.given.items() if isinstance(of, Canonical) for value in [of.id]}
    for word in sorted(used):
        found = names.value_name(NameNode(word))
        if found is not None and not found[1]:
            own[found[0]] = word
    for part in [part for part in walk(node) if isinstance(part, NameNode)]:
        word = own.get(part.id, part.id)
        if names.meaning(word) != Canonical(part.id):
            raise ClaimError(translate("judge", "{id} cannot be written out.").format(id=part.id))
        if word != part.id:
            node = exchange(node, part, NameNode(word))
    return node

"""Calls of NumPy, PyTorch and of a program's own functions as they are written."""

from __future__ import annotations

import ast
from typing import Protocol

from nnviz.core.derivation.notation.code.tree_shapes import elements, integer, is_module, is_relu, name_of
from nnviz.core.derivation.notation.written import (
    Apply,
    Cases,
    Condition,
    Literal,
    Minus,
    NotationError,
    NotationPart,
    Product,
    Raised,
    SumPart,
    Symbol,
    Transposed,
)
from nnviz.core.text.translate import translate

HOLDERS = frozenset(
    {"self", "model", "params", "parameters", "cache", "grads", "gradients", "net", "state", "p", "ctx"}
)
_ELEMENTWISE = {
    "exp": "exp",
    "log": "log",
    "sqrt": "sqrt",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "expit": "sigmoid",
    "relu": "relu",
    "abs": "abs",
    "absolute": "abs",
    "fabs": "abs",
    "sign": "sign",
    "softmax": "softmax",
}
_BINARY = {
    "multiply": "*",
    "mul": "*",
    "divide": "/",
    "true_divide": "/",
    "div": "/",
    "dot": "@",
    "matmul": "@",
    "mm": "@",
}
_SUMS = {"add": "+", "subtract": "-", "sub": "-"}
_CASTS = frozenset(
    {
        "float",
        "int",
        "astype",
        "copy",
        "array",
        "asarray",
        "squeeze",
        "item",
        "detach",
        "numpy",
        "clone",
        "float32",
        "int64",
        "int32",
        "int8",
        "bool_",
        "double",
        "float64",
        "asfarray",
        "contiguous",
    }
)


class PartReader(Protocol):
    """What reads the expressions within a call."""

    def part(self, node: ast.expr, depth: int = 0) -> NotationPart:
        """Return an expression as it is written."""

    def condition(self, node: ast.expr, depth: int) -> Condition:
        """Return a comparison."""

    def refuse(self, node: ast.expr, message: str, lasting: bool = False) -> NotationError:
        """Return the error about a piece of the program."""


class CodeCalls:
    """Reads calls."""

    def __init__(self, expressions: PartReader) -> None:
        self._expressions = expressions
        self._part = expressions.part

    def call(self, node: ast.Call, depth: int) -> NotationPart:
        """Return a call as it is written."""
        name = name_of(node.func)
        if isinstance(node.func, ast.Attribute) and not is_module(node.func.value):
            return self._method(node, node.func, depth)
        if name in ("clamp", "clip") and is_relu(node, 1):
            return Apply("relu", (self._part(node.args[0], depth),))
        if (name in ("max", "amax") and len(node.args) == 1) or (name in ("max", "amax") and node.keywords):
            return Apply("largest", (self._part(node.args[0], depth),))
        if name == "where" and len(node.args) == 3:
            condition = self._expressions.condition(node.args[0], depth)
            return Cases(
                (self._part(node.args[1], depth), self._part(node.args[2], depth)),
                (condition, None),
            )
        if name == "len" and len(node.args) == 1:
            base = self._part(node.args[0], depth)
            if isinstance(base, Symbol):
                return Symbol(f"len({base.base})")
        if name in ("size", "numel") and len(node.args) == 1:
            base = self._part(node.args[0], depth)
            if isinstance(base, Symbol):
                return Symbol(f"{base.base}.size")
        if name in _CASTS and node.args:
            return self._part(node.args[0], depth)
        if self._has_flag(node):
            plain = [a for a in node.args if not isinstance(a, ast.Constant) or not isinstance(a.value, bool)]
            return Apply(f"own:{name}!", tuple(self._part(argument, depth) for argument in plain))
        arguments = [self._part(argument, depth) for argument in node.args]
        if name == "outer" and len(arguments) == 2:
            return Apply("outer", (arguments[0], arguments[1]))
        if name in _BINARY and len(arguments) == 2:
            return Product((arguments[0], arguments[1]), (_BINARY[name],))
        if name in _SUMS and len(arguments) == 2:
            return SumPart((arguments[0], arguments[1]), (_SUMS[name],))
        if name in ("square",) and len(arguments) == 1:
            return Raised(arguments[0], Literal("2"))
        if name in ("power", "pow") and len(arguments) == 2:
            return Raised(arguments[0], arguments[1])
        if name in ("negative", "neg") and len(arguments) == 1:
            return Minus(arguments[0])
        if name == "transpose" and len(arguments) == 1:
            return Transposed(arguments[0])
        if name in ("maximum", "max", "fmax") and len(arguments) == 2:
            return Apply("max", (arguments[0], arguments[1]))
        if name in ("minimum", "min", "fmin") and len(arguments) == 2:
            return Apply("min", (arguments[0], arguments[1]))
        if name in ("sum", "mean") and arguments:
            return self._reduced(node, name, arguments)
        if name in _ELEMENTWISE and len(arguments) >= 1:
            if name == "softmax":
                self._keywords(node, ("axis", "dim"))
            return Apply(_ELEMENTWISE[name], (arguments[0],))
        if isinstance(node.func, ast.Name | ast.Attribute) and len(arguments) >= 1 and name:
            return Apply(f"own:{name}", tuple(arguments))
        raise self._expressions.refuse(
            node,
            translate("derivation", "The function {value} is not known.").format(
                value=f"{name or 'here':.30}"
            ),
            lasting=True,
        )

    @staticmethod
    def _has_flag(node: ast.Call) -> bool:
        """Whether a call switches something on, as in ``nonlin(a, deriv=True)``."""
        values = [
            *node.args,
            *(word.value for word in node.keywords if word.arg not in ("keepdims", "keepdim")),
        ]
        return any(isinstance(value, ast.Constant) and value.value is True for value in values)

    def _keywords(self, node: ast.Call, allowed: tuple[str, ...]) -> dict[str, ast.expr]:
        found = {}
        for word in node.keywords:
            if word.arg is None or word.arg not in allowed:
                raise self._expressions.refuse(
                    node,
                    translate("derivation", "The argument {value} cannot be read.").format(
                        value=f"{word.arg or '**':.20}"
                    ),
                    lasting=True,
                )
            found[word.arg] = word.value
        return found

    def _reduced(
        self, node: ast.Call, name: str, arguments: list[NotationPart], positional: int = 1
    ) -> NotationPart:
        words = self._keywords(node, ("axis", "dim", "keepdims", "keepdim"))
        axis_node = words.get("axis", words.get("dim"))
        places = node.args[positional:]
        if places:
            axis_node = places[0]
        axis = None if axis_node is None else integer(axis_node)
        if axis_node is not None and axis is None:
            if isinstance(axis_node, ast.Constant) and axis_node.value is None:
                return Apply(name, (arguments[0],))
            raise self._expressions.refuse(node, translate("derivation", "The axis must be 0 or 1."))
        if axis is not None and axis not in (0, 1, -1):
            raise self._expressions.refuse(node, translate("derivation", "The axis must be 0 or 1."))
        return Apply(name, (arguments[0],), axis=1 if axis == -1 else axis)

    def _method(self, node: ast.Call, function: ast.Attribute, depth: int) -> NotationPart:
        name = function.attr
        if isinstance(function.value, ast.Name) and function.value.id in HOLDERS and node.args:
            return Apply(f"own:{name.lstrip('_')}", tuple(self._part(a, depth) for a in node.args))
        receiver = self._part(function.value, depth)
        arguments = (
            [self._part(argument, depth) for argument in node.args] if name not in ("sum", "mean") else []
        )
        if name in ("dot", "matmul", "mm") and len(arguments) == 1:
            return Product((receiver, arguments[0]), ("@",))
        if name in ("mul", "multiply") and len(arguments) == 1:
            return Product((receiver, arguments[0]), ("*",))
        if name in ("transpose", "t") and not arguments:
            return Transposed(receiver)
        if name == "transpose" and len(arguments) == 2:
            return Transposed(receiver)
        if name in ("sum", "mean"):
            return self._reduced(node, name, [receiver], 0)
        if name in ("clamp", "clip") and is_relu(node, 0):
            return Apply("relu", (receiver,))
        if name in ("max",) and not arguments:
            return Apply("largest", (receiver,))
        if name in ("pow",) and len(arguments) == 1:
            return Raised(receiver, arguments[0])
        if name in ("square",) and not arguments:
            return Raised(receiver, Literal("2"))
        if name in _ELEMENTWISE and not arguments:
            return Apply(_ELEMENTWISE[name], (receiver,))
        if name in _CASTS:
            return receiver
        if name in ("numel", "size", "nelement") and isinstance(receiver, Symbol) and not arguments:
            return Symbol(f"{receiver.base}.size")
        if name == "reshape" and isinstance(receiver, Apply) and receiver.function == "largest":
            return receiver
        if name == "reshape" and isinstance(receiver, Apply) and receiver.axis is not None:
            # A sum over an axis keeps that axis here, as reshape(-1, 1) makes it.
            shape = [integer(part) for part in elements(node.args)]
            if shape == ([-1, 1] if receiver.axis == 1 else [1, -1]) or (
                receiver.axis == 1 and len(shape) == 2 and shape[1] == 1
            ):
                return receiver
        if (
            name == "size"
            and isinstance(receiver, Symbol)
            and len(arguments) == 1
            and isinstance(arguments[0], Literal)
        ):
            return Symbol(f"{receiver.base}.shape[{arguments[0].text}]")
        raise self._expressions.refuse(
            node,
            translate("derivation", "The method .{name} is not known.").format(name=f"{name:.30}"),
            lasting=True,
        )

"""Calls of functions: activations, sums over an axis, the larger of two values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from nnviz.core.derivation.notation.meaning.arithmetic import Arithmetic
from nnviz.core.derivation.notation.meaning.functions import FunctionValues
from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.meaning.subscripts import with_index
from nnviz.core.derivation.notation.meaning.typed import ZERO, Typed, raised, transposed, value_name
from nnviz.core.derivation.notation.written import Apply, Literal, NotationError, NotationPart
from nnviz.core.judge.nodes import Binary, Call, Compare, Node, Number, Power
from nnviz.core.text.translate import translate

_BY_OUTPUT = {"sigmoid": "a (1 - a)", "tanh": "1 - a²", "relu": "1[a > 0]"}

_ARGUMENTS: dict[str, tuple[int, ...]] = {
    "max": (2,), "min": (2,), "dot": (2,), "outer": (2,), "pick": (2,), "sum": (1, 2), "mean": (1, 2),
}  # fmt: skip


class Calls:
    """Reads a function with its arguments."""

    def __init__(
        self,
        state: FormulaState,
        arithmetic: Arithmetic,
        functions: FunctionValues,
        read: Callable[[NotationPart], Typed],
    ) -> None:
        self._state, self._arithmetic, self._functions, self._read = state, arithmetic, functions, read
        self._v = state.vocabulary

    def apply(self, part: Apply) -> Typed:
        """Return the value of a function at its arguments."""
        name = part.function
        if name in ("sigma", "activation", "f"):
            known = self._v.meanings.get("sigma")
            name = (
                known.function
                if known is not None and known.kind == "function" and name == "sigma"
                else "activation"
            )
        if name.startswith("slope:"):
            return self._named_slope(part, *name.split(":")[1:])
        if name.startswith("own:") or name == "largest":
            shown = "max" if name == "largest" else name.removeprefix("own:").rstrip("!")
            raise NotationError(
                translate("derivation", "What {shown} computes is not known here.").format(
                    shown=f"{shown:.40}"
                ),
                part.start,
                part.end,
                lasting=True,
            )
        wanted = _ARGUMENTS.get(name, (1,))
        if len(part.arguments) not in wanted:
            raise NotationError(
                translate("derivation", "{name} has too many or too few values.").format(name=name),
                part.start,
                part.end,
            )
        if name in ("max", "min"):
            return self._larger(part, name)
        if name in ("sum", "mean"):
            return self._over_axis(part, name)
        if name == "dot":
            left, right = (self._read(a) for a in part.arguments[:2])
            return self._arithmetic.times(part, "@", left, right)
        if name == "outer":
            return self._outer(part)
        if name == "pick":
            return self._of_class(part)
        if name == "diag":
            inner = self._read(part.arguments[0])
            rows, columns = (inner.rows, inner.rows) if inner.columns in (1, "m") else (inner.rows, 1)
            return Typed(Call("diag", (inner.node,)), rows, columns)
        argument_part = part.arguments[0]
        if part.sub is not None:
            argument_part = with_index(argument_part, part.sub)
        argument = self._read(argument_part)
        result = self._functions.applied(name, argument, part, part.primes)
        return self._function_power(part, result)

    def _named_slope(self, part: Apply, activation: str, name: str) -> Typed:
        """Return a derivative that a text names and does not define: by what goes in, or by what comes out.

        ``sigmoid_derivative(x)`` is σ′(x) in some programs and x (1 − x) in others, which give it σ(z).
        """
        argument = self._read(part.arguments[0])
        x = argument.node
        options = (f"{name}(z) = {activation}'(z)", f"{name}(a) = {_BY_OUTPUT[activation]}")
        answer = self._state.choices.choose(f"function {name}", options)
        if answer == options[0]:
            return self._functions.applied(activation, argument, part, 1)
        one = Number(1.0, "1")
        node: Node = {
            "sigmoid": Binary("*", x, Binary("-", one, x)),
            "tanh": Binary("-", one, Power(x, 2.0, "2")),
            "relu": Compare(">", x, ZERO),
        }[activation]
        return replace(argument, node=node)

    def _outer(self, part: Apply) -> Typed:
        """Return ``np.outer(delta, x)`` of one example: for several, the sum of theirs."""
        left, right = (self._read(argument) for argument in part.arguments)
        rows = left.rows == "m" and right.rows == "m"
        if rows:
            return Typed(Binary("@", transposed(left.node), right.node), left.columns, right.columns)
        return Typed(Binary("@", left.node, transposed(right.node)), left.rows, right.rows)

    def _of_class(self, part: Apply) -> Typed:
        """Return ``p[range(m), y]``: of every example the entry of its class."""
        inner, target = self._read(part.arguments[0]), self._read(part.arguments[1])
        if self._state.indexed or value_name(target.node) != "Y" or inner.rows != target.rows:
            raise NotationError(
                translate("derivation", "This index cannot be read."), part.start, part.end, lasting=True
            )
        self._state.note(translate("derivation", "The numbers of the classes are read as one-hot targets."))
        chosen = Binary("*", target.node, inner.node)
        if inner.rows == "m":
            return Typed(Call("sum", (chosen,), 1), "m", 1)
        return Typed(Call("sum", (chosen,), 0), 1, "m")

    def _function_power(self, part: Apply, result: Typed) -> Typed:
        if part.sup is None:
            return result
        text = part.sup.text
        if text == "2":
            self._state.note(
                translate("derivation", "The power of a function is read as the power of its value.")
            )
            return raised(result, text, part)
        if text.strip("[]()") in ("l", "L") or text.strip("[]()").isdigit():
            return result
        raise NotationError(
            translate("derivation", "The superscript of the function, {text}, cannot be read.").format(
                text=f"{text:.20}"
            ),
            part.start,
            part.end,
            lasting=True,
        )

    def _larger(self, part: Apply, name: str) -> Typed:
        left, right = (self._read(a) for a in part.arguments)
        if name == "max" and left.node in (ZERO, Number(0.0, "0.0"), Number(0.0, "0.")):
            return replace(right, node=Call("relu", (right.node,)))
        if name == "max" and right.node in (ZERO, Number(0.0, "0.0")):
            return replace(left, node=Call("relu", (left.node,)))
        joined = self._arithmetic.joined(part, "+", left, right)
        function = "maximum" if name == "max" else "minimum"
        return replace(joined, node=Call(function, (left.node, right.node)))

    def _over_axis(self, part: Apply, name: str) -> Typed:
        if self._state.indexed:
            raise NotationError(
                translate("derivation", "{name} needs an index: write Σ with a letter.").format(name=name),
                part.start,
                part.end,
            )
        inner, axis = self._read(part.arguments[0]), part.axis
        if len(part.arguments) > 1:
            second = part.arguments[1]
            if len(part.arguments) > 2 or not isinstance(second, Literal) or second.text not in ("0", "1"):
                raise NotationError(
                    translate("derivation", "{name} takes one value and the axis 0 or 1.").format(name=name),
                    part.start,
                    part.end,
                )
            axis = int(second.text)
        if axis is None:
            return Typed(Call(name, (inner.node,)))
        rows, columns = (1, inner.columns) if axis == 0 else (inner.rows, 1)
        return Typed(Call(name, (inner.node,), axis), rows, columns)

"""Expressions of Python as they are written: numbers, names, operators, indices, comparisons."""

from __future__ import annotations

import ast
from dataclasses import replace

from nnviz.core.derivation.notation.code.code_calls import HOLDERS, CodeCalls
from nnviz.core.derivation.notation.code.tree_shapes import (
    MODULES,
    is_new_axis,
    is_whole_slice,
    name_of,
    unlisted,
)
from nnviz.core.derivation.notation.written import (
    MAX_DEPTH,
    Apply,
    Cases,
    Condition,
    Fraction,
    Indicator,
    Literal,
    Minus,
    NotationError,
    NotationPart,
    NotationToken,
    Product,
    Raised,
    Script,
    SumPart,
    Symbol,
    Transposed,
)
from nnviz.core.text.translate import translate

_CLASSES = frozenset({"target", "targets", "label", "labels", "y", "t", "correct", "correct_class"})
"""Names of the class of one example as an index."""
_GRADIENTS = frozenset({"grads", "grad", "gradients", "gradient", "dparams", "d_params"})
_COMPARE = {ast.Gt: ">", ast.Lt: "<", ast.GtE: ">=", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!="}


class CodeExpressions:
    """Converts expressions of Python's syntax tree."""

    def __init__(self, text: str) -> None:
        starts = [0]
        for piece in text.splitlines(keepends=True):
            starts.append(starts[-1] + len(piece))
        self._starts = starts
        self._text = text
        self._calls = CodeCalls(self)

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node stands in the text."""
        return self._place(node.lineno, node.col_offset), self._place(
            node.end_lineno or node.lineno, node.end_col_offset or 0
        )

    def _place(self, line: int, offset: int) -> int:
        """Return a place in the text; Python counts the bytes of a line."""
        start = self._starts[line - 1]
        if self._text.isascii():
            return start + offset
        whole = self._text[start : self._starts[line]] if line < len(self._starts) else ""
        return start + len(whole.encode()[:offset].decode(errors="ignore"))

    def refuse(self, node: ast.expr, message: str, lasting: bool = False) -> NotationError:
        """Return the error about a piece of the program."""
        return NotationError(message, *self.span(node), lasting=lasting)

    def part(self, node: ast.expr, depth: int = 0) -> NotationPart:
        """Return an expression as it is written."""
        if depth > MAX_DEPTH * 3:
            raise self.refuse(
                node,
                translate("derivation", "A line may be at most {max_depth} levels deep.").format(
                    max_depth=MAX_DEPTH * 3
                ),
            )
        found = self._part(node, depth + 1)
        start, end = self.span(node)
        return replace(found, start=start, end=end)

    def _part(self, node: ast.expr, depth: int) -> NotationPart:
        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Name():
                return Symbol(node.id)
            case ast.UnaryOp(op=ast.USub()):
                return Minus(self.part(node.operand, depth))
            case ast.UnaryOp(op=ast.UAdd()):
                return self.part(node.operand, depth)
            case ast.BinOp():
                return self._binary(node, depth)
            case ast.Attribute():
                return self._attribute(node, depth)
            case ast.Subscript():
                return self._subscript(node, depth)
            case ast.Compare():
                return self._compare(node, depth)
            case ast.Call():
                return self._calls.call(node, depth)
            case ast.IfExp():
                condition = self.condition(node.test, depth)
                values = (self.part(node.body, depth), self.part(node.orelse, depth))
                return Cases(values, (condition, None))
        raise self.refuse(node, translate("derivation", "This Python code is not a formula."))

    def _constant(self, node: ast.Constant) -> NotationPart:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e50:
            raise self.refuse(node, translate("derivation", "Only numbers are allowed here."))
        return Literal(repr(value))

    def _binary(self, node: ast.BinOp, depth: int) -> NotationPart:
        left, right = self.part(node.left, depth), self.part(node.right, depth)
        match node.op:
            case ast.Add():
                return SumPart((left, right), ("+",))
            case ast.Sub():
                return SumPart((left, right), ("-",))
            case ast.Mult():
                return Product((left, right), ("*",))
            case ast.Div():
                return Fraction(left, right)
            case ast.MatMult():
                return Product((left, right), ("@",))
            case ast.Pow():
                return Raised(left, right)
        raise self.refuse(node, translate("derivation", "This operator has no meaning in a formula."))

    def _attribute(self, node: ast.Attribute, depth: int) -> NotationPart:
        if node.attr in ("T", "mT"):
            return Transposed(self.part(node.value, depth))
        if isinstance(node.value, ast.Name) and node.value.id in HOLDERS | MODULES:
            return Symbol(node.attr.lstrip("_"))
        if isinstance(node.value, ast.Attribute) and node.attr in ("weight", "bias", "grad"):
            inner = self._attribute(node.value, depth)
            if isinstance(inner, Symbol):
                return Symbol(f"{inner.base}.{node.attr}")
        if isinstance(node.value, ast.Name) and node.attr in ("weight", "bias", "grad", "size"):
            return Symbol(f"{node.value.id}.{node.attr}")
        raise self.refuse(
            node,
            translate("derivation", "Only .T may follow a dot here, not .{attr}.").format(
                attr=f"{node.attr:.30}"
            ),
        )

    def _subscript(self, node: ast.Subscript, depth: int) -> NotationPart:
        value, index = node.value, node.slice
        if isinstance(value, ast.Attribute) and value.attr == "shape" and isinstance(index, ast.Constant):
            base = self.part(value.value, depth)
            if isinstance(base, Symbol) and base.sub is None and index.value in (0, 1, -1):
                return Symbol(f"{base.base}.shape[{index.value}]")
        key = index.value if isinstance(index, ast.Constant) else None
        if isinstance(key, str) and key.replace("_", "").isalnum() and len(key) <= 40:
            # grads["W2"] is what others call dW2.
            of_gradient = name_of(value) in _GRADIENTS and not key.startswith(("d", "grad"))
            return Symbol(f"d{key}" if of_gradient else key)
        number = index.operand if isinstance(index, ast.UnaryOp) and isinstance(index.op, ast.USub) else index
        if (
            isinstance(number, ast.Constant)
            and isinstance(number.value, int)
            and not isinstance(number.value, bool)
        ):
            base = self.part(value, depth)
            if isinstance(base, Symbol) and base.sub is None:
                if number is not index:
                    return Symbol(f"{base.base}[-{number.value}]")
                token = NotationToken("number", str(number.value), *self.span(index))
                return replace(base, sub=Script(str(number.value), (token,)))
        if isinstance(index, ast.Tuple) and len(index.elts) == 2:
            kept = self._kept_axis(node, index, depth)
            return self._selected_entries(node, index, depth) if kept is None else kept
        if isinstance(index, ast.Name) and index.id in _CLASSES:
            base = self.part(value, depth)
            if isinstance(base, Symbol):
                return Apply("pick", (base, Symbol(index.id)))
        raise self.refuse(node, translate("derivation", "This index cannot be read."), lasting=True)

    def _kept_axis(self, node: ast.Subscript, index: ast.Tuple, depth: int) -> NotationPart | None:
        """Read ``np.sum(x, axis=1)[:, None]``, which keeps the axis it sums over; None for anything else."""
        places = [position for position, part in enumerate(index.elts) if is_new_axis(part)]
        others = [part for part in index.elts if not is_new_axis(part)]
        if len(places) != 1 or not all(is_whole_slice(part) for part in others):
            return None
        of = self.part(node.value, depth)
        return of if isinstance(of, Apply) and of.axis == places[0] else None

    def _selected_entries(self, node: ast.Subscript, index: ast.Tuple, depth: int) -> NotationPart:
        """Read ``p[range(m), y]``: of every example the entry of its class."""
        first, second = (unlisted(part) for part in index.elts)
        if isinstance(first, ast.Call) and isinstance(second, ast.Name):
            base = self.part(node.value, depth)
            name = name_of(first.func)
            if isinstance(base, Symbol) and name in ("range", "arange"):
                return Apply("pick", (base, Symbol(second.id)))
        raise self.refuse(node, translate("derivation", "This index cannot be read."), lasting=True)

    def condition(self, node: ast.expr, depth: int) -> Condition:
        """Return a comparison."""
        if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _COMPARE:
            raise self.refuse(
                node, translate("derivation", "A condition needs one comparison such as z > 0.")
            )
        left, right = self.part(node.left, depth), self.part(node.comparators[0], depth)
        start, end = self.span(node)
        return Condition(left, _COMPARE[type(node.ops[0])], right, start=start, end=end)

    def _compare(self, node: ast.Compare, depth: int) -> NotationPart:
        return Indicator(self.condition(node, depth))

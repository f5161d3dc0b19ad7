"""Lines of NumPy or PyTorch into formulas as they are written, by Python's own parser; nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nnviz.core.derivation.notation.words import FUNCTIONS
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
    WrittenFormula,
)
from nnviz.core.text.translate import translate

MAX_LINES_TEXT, MAX_NODES = 60_000, 6000
_MODULES = frozenset(
    {"np", "numpy", "torch", "math", "jnp", "tf", "F", "nn", "scipy", "special", "cp", "xp", "onp"}
)
_HOLDERS = frozenset(
    {"self", "model", "params", "parameters", "cache", "grads", "gradients", "net", "state", "p", "ctx"}
)
_SAME_NUMBERS = ("astype", "ravel", "flatten", "squeeze", "long", "tolist")
_CLASSES = frozenset({"target", "targets", "label", "labels", "y", "t", "correct", "correct_class"})
"""Names of the class of one example as an index."""
_GRADIENTS = frozenset({"grads", "grad", "gradients", "gradient", "dparams", "d_params"})
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
_COMPARE = {ast.Gt: ">", ast.Lt: "<", ast.GtE: ">=", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!="}
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
_AUGMENTED = {ast.Sub: "-=", ast.Add: "+=", ast.Mult: "*=", ast.Div: "/=", ast.MatMult: "@="}


@dataclass(frozen=True)
class CodeLine:
    """One assignment of a program.

    Attributes
    ----------
    line, end_line
        Its first and last line in the text, from 1.
    source
        As it is written.
    formula
        Left side and right side; None where the line cannot be read.
    trouble
        Why it cannot be read, None if it can.
    """

    line: int
    end_line: int
    source: str
    formula: WrittenFormula | None
    trouble: NotationError | None = None


class _CodeLines:
    """Converts expressions of Python's syntax tree."""

    def __init__(self, text: str) -> None:
        starts = [0]
        for piece in text.splitlines(keepends=True):
            starts.append(starts[-1] + len(piece))
        self._starts = starts
        self._text = text

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

    def _refuse(self, node: ast.expr, message: str, lasting: bool = False) -> NotationError:
        return NotationError(message, *self.span(node), lasting=lasting)

    def part(self, node: ast.expr, depth: int = 0) -> NotationPart:
        """Return an expression as it is written."""
        if depth > MAX_DEPTH * 3:
            raise self._refuse(
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
                return self._call(node, depth)
            case ast.IfExp():
                condition = self._condition(node.test, depth)
                values = (self.part(node.body, depth), self.part(node.orelse, depth))
                return Cases(values, (condition, None))
        raise self._refuse(node, translate("derivation", "This Python code is not a formula."))

    def _constant(self, node: ast.Constant) -> NotationPart:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 1e50:
            raise self._refuse(node, translate("derivation", "Only numbers are allowed here."))
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
        raise self._refuse(node, translate("derivation", "This operator has no meaning in a formula."))

    def _attribute(self, node: ast.Attribute, depth: int) -> NotationPart:
        if node.attr in ("T", "mT"):
            return Transposed(self.part(node.value, depth))
        if isinstance(node.value, ast.Name) and node.value.id in _HOLDERS | _MODULES:
            return Symbol(node.attr.lstrip("_"))
        if isinstance(node.value, ast.Attribute) and node.attr in ("weight", "bias", "grad"):
            inner = self._attribute(node.value, depth)
            if isinstance(inner, Symbol):
                return Symbol(f"{inner.base}.{node.attr}")
        if isinstance(node.value, ast.Name) and node.attr in ("weight", "bias", "grad", "size"):
            return Symbol(f"{node.value.id}.{node.attr}")
        raise self._refuse(
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
            of_gradient = _name_of(value) in _GRADIENTS and not key.startswith(("d", "grad"))
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
            return self._picked(node, index, depth) if kept is None else kept
        if isinstance(index, ast.Name) and index.id in _CLASSES:
            base = self.part(value, depth)
            if isinstance(base, Symbol):
                return Apply("pick", (base, Symbol(index.id)))
        raise self._refuse(node, translate("derivation", "This index cannot be read."), lasting=True)

    def _kept_axis(self, node: ast.Subscript, index: ast.Tuple, depth: int) -> NotationPart | None:
        """Read ``np.sum(x, axis=1)[:, None]``, which keeps the axis it sums over; None for anything else."""
        places = [position for position, part in enumerate(index.elts) if _is_new_axis(part)]
        others = [part for part in index.elts if not _is_new_axis(part)]
        if len(places) != 1 or not all(_is_whole_slice(part) for part in others):
            return None
        of = self.part(node.value, depth)
        return of if isinstance(of, Apply) and of.axis == places[0] else None

    def _picked(self, node: ast.Subscript, index: ast.Tuple, depth: int) -> NotationPart:
        """Read ``p[range(m), y]``: of every example the entry of its class."""
        first, second = (_unlisted(part) for part in index.elts)
        if isinstance(first, ast.Call) and isinstance(second, ast.Name):
            base = self.part(node.value, depth)
            name = _name_of(first.func)
            if isinstance(base, Symbol) and name in ("range", "arange"):
                return Apply("pick", (base, Symbol(second.id)))
        raise self._refuse(node, translate("derivation", "This index cannot be read."), lasting=True)

    def _condition(self, node: ast.expr, depth: int) -> Condition:
        if not isinstance(node, ast.Compare) or len(node.ops) != 1 or type(node.ops[0]) not in _COMPARE:
            raise self._refuse(
                node, translate("derivation", "A condition needs one comparison such as z > 0.")
            )
        left, right = self.part(node.left, depth), self.part(node.comparators[0], depth)
        start, end = self.span(node)
        return Condition(left, _COMPARE[type(node.ops[0])], right, start=start, end=end)

    def _compare(self, node: ast.Compare, depth: int) -> NotationPart:
        return Indicator(self._condition(node, depth))

    def _call(self, node: ast.Call, depth: int) -> NotationPart:
        name = _name_of(node.func)
        if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
            return self._method(node, node.func, depth)
        if name in ("clamp", "clip") and _is_relu(node, 1):
            return Apply("relu", (self.part(node.args[0], depth),))
        if (name in ("max", "amax") and len(node.args) == 1) or (name in ("max", "amax") and node.keywords):
            return Apply("largest", (self.part(node.args[0], depth),))
        if name == "where" and len(node.args) == 3:
            condition = self._condition(node.args[0], depth)
            return Cases((self.part(node.args[1], depth), self.part(node.args[2], depth)), (condition, None))
        if name == "len" and len(node.args) == 1:
            base = self.part(node.args[0], depth)
            if isinstance(base, Symbol):
                return Symbol(f"len({base.base})")
        if name in ("size", "numel") and len(node.args) == 1:
            base = self.part(node.args[0], depth)
            if isinstance(base, Symbol):
                return Symbol(f"{base.base}.size")
        if name in _CASTS and node.args:
            return self.part(node.args[0], depth)
        if self._has_flag(node):
            plain = [a for a in node.args if not isinstance(a, ast.Constant) or not isinstance(a.value, bool)]
            return Apply(f"own:{name}!", tuple(self.part(argument, depth) for argument in plain))
        arguments = [self.part(argument, depth) for argument in node.args]
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
        raise self._refuse(
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
                raise self._refuse(
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
        axis = None if axis_node is None else _integer(axis_node)
        if axis_node is not None and axis is None:
            if isinstance(axis_node, ast.Constant) and axis_node.value is None:
                return Apply(name, (arguments[0],))
            raise self._refuse(node, translate("derivation", "The axis must be 0 or 1."))
        if axis is not None and axis not in (0, 1, -1):
            raise self._refuse(node, translate("derivation", "The axis must be 0 or 1."))
        return Apply(name, (arguments[0],), axis=1 if axis == -1 else axis)

    def _method(self, node: ast.Call, function: ast.Attribute, depth: int) -> NotationPart:
        name = function.attr
        if isinstance(function.value, ast.Name) and function.value.id in _HOLDERS and node.args:
            return Apply(f"own:{name.lstrip('_')}", tuple(self.part(a, depth) for a in node.args))
        receiver = self.part(function.value, depth)
        arguments = (
            [self.part(argument, depth) for argument in node.args] if name not in ("sum", "mean") else []
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
        if name in ("clamp", "clip") and _is_relu(node, 0):
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
            shape = [_integer(part) for part in _elements(node.args)]
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
        raise self._refuse(
            node,
            translate("derivation", "The method .{name} is not known.").format(name=f"{name:.30}"),
            lasting=True,
        )


def _elements(arguments: list[ast.expr]) -> list[ast.expr]:
    """Return the numbers of a shape that is given as several arguments or as one tuple."""
    if len(arguments) == 1 and isinstance(arguments[0], ast.Tuple | ast.List):
        return list(arguments[0].elts)
    return list(arguments)


def _unlisted(node: ast.expr) -> ast.expr:
    """Return what stands in ``list(…)``, ``y.astype(int)`` or ``y.ravel()``."""
    if not isinstance(node, ast.Call):
        return node
    function, name = node.func, _name_of(node.func)
    if isinstance(function, ast.Attribute) and name in _SAME_NUMBERS:
        return function.value
    if name in ("list", "array", "asarray") and len(node.args) == 1:
        return node.args[0]
    return node


def _is_new_axis(node: ast.expr) -> bool:
    return (isinstance(node, ast.Constant) and node.value is None) or _name_of(node) == "newaxis"


def _is_whole_slice(node: ast.expr) -> bool:
    return isinstance(node, ast.Slice) and node.lower is None and node.upper is None and node.step is None


def _is_relu(node: ast.Call, before: int) -> bool:
    """Whether a clamp has 0 as its lower end and no upper one."""
    values = node.args[before:]
    words = {word.arg: word.value for word in node.keywords}
    lower = words.get("min", values[0] if values else None)
    zero = isinstance(lower, ast.Constant) and lower.value == 0
    upper = words.get("max", values[1] if len(values) > 1 else None)
    return zero and (upper is None or (isinstance(upper, ast.Constant) and upper.value is None))


def _integer(node: ast.expr) -> int | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _integer(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    return None


def _name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _is_module(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return _is_module(node.value)
    return isinstance(node, ast.Name) and node.id in _MODULES


def parse_python(text: str) -> ast.Module:
    """Return the syntax tree of a program, bounded; it is never run.

    Raises
    ------
    NotationError
        If it is too long, too large, or no Python.
    """
    if len(text) > MAX_LINES_TEXT:
        raise NotationError(
            translate(
                "derivation", "A program may have at most {max_lines_text:,} characters, this has {count:,}."
            ).format(max_lines_text=MAX_LINES_TEXT, count=len(text))
        )
    if _too_deep(text):
        raise NotationError(translate("derivation", "The brackets of the program are nested too deeply."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        text = (
            translate("derivation", "Line {line}: this is not valid Python.")
            if line
            else translate("derivation", "This is not valid Python.")
        )
        raise NotationError(text.format(line=line)) from None
    count = sum(1 for _ in ast.walk(tree))
    if count > MAX_NODES * 5:
        raise NotationError(translate("derivation", "The program is too large."))
    return tree


def _too_deep(text: str) -> bool:
    """Whether brackets or signs are nested so deeply that Python's parser may give up."""
    depth = signs = 0
    for c in text:
        depth += (c in "([{") - (c in ")]}")
        signs = signs + 1 if c in "-+~" else 0 if not c.isspace() else signs
        if depth > MAX_DEPTH * 2 or signs > MAX_DEPTH * 2:
            return True
    return False


def python_lines(text: str) -> list[CodeLine]:
    """Return the assignments of a program, functions and loops included, in the order of the text.

    Raises
    ------
    NotationError
        If it is too long, too large, or no Python.
    """
    tree = parse_python(text)
    lines = _CodeLines(text)
    found: list[CodeLine] = []
    for statement in _statements(tree.body):
        found += _line(lines, text, statement)
    return found


def _statements(body: list[ast.stmt], depth: int = 0) -> Iterator[ast.stmt]:
    if depth > 20:
        return
    for statement in body:
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Return):
            yield statement
        elif isinstance(statement, ast.FunctionDef):
            yield statement
            yield from _statements(statement.body, depth + 1)
        elif isinstance(statement, ast.ClassDef | ast.For | ast.While | ast.With | ast.If | ast.Try):
            yield from _statements(statement.body, depth + 1)


def _line(lines: _CodeLines, text: str, statement: ast.stmt) -> list[CodeLine]:
    if isinstance(statement, ast.FunctionDef | ast.Return):
        return []
    start, end = lines.span(statement)
    source = text[start:end]
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    try:
        formula = _assignment(lines, statement, start, end)
    except NotationError as error:
        return [CodeLine(first, last, source, None, error)]
    return [] if formula is None else [CodeLine(first, last, source, formula)]


_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!=", "!=": "=="}


def _masked(lines: _CodeLines, statement: ast.stmt, start: int, end: int) -> WrittenFormula | None:
    """Read ``dz[z <= 0] = 0`` as a product with a mask, None for anything else."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target, value = statement.targets[0], statement.value
    zero = isinstance(value, ast.Constant) and value.value == 0 and not isinstance(value.value, bool)
    if not isinstance(target, ast.Subscript) or not isinstance(target.slice, ast.Compare) or not zero:
        return None
    left = lines.part(target.value)
    mask = lines.part(target.slice)
    if not isinstance(mask, Indicator) or not isinstance(left, Symbol):
        return None
    condition = replace(mask.condition, operator=_OPPOSITE[mask.condition.operator])
    kept = Indicator(condition, start=start, end=end)
    return WrittenFormula(
        (left, Product((left, kept), ("*",), start=start, end=end)), ("=",), start=start, end=end
    )


def _assignment(lines: _CodeLines, statement: ast.stmt, start: int, end: int) -> WrittenFormula | None:
    masked = _masked(lines, statement, start, end)
    if masked is not None:
        return masked
    if isinstance(statement, ast.AugAssign):
        relation = _AUGMENTED.get(type(statement.op))
        if relation is None:
            raise NotationError(
                translate("derivation", "This assignment cannot be read."), start, end, lasting=True
            )
        left, right = lines.part(statement.target), lines.part(statement.value)
        if relation in ("*=", "/=", "@="):
            sign = relation[0]
            value: NotationPart = Product((left, right), (sign,), start=start, end=end)
            return WrittenFormula((left, value), ("=",), start=start, end=end)
        return WrittenFormula((left, right), (relation,), start=start, end=end)
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target, value_node = statement.targets[0], statement.value
        if isinstance(target, ast.Tuple | ast.List):
            return None
        left = lines.part(target)
        return WrittenFormula((left, lines.part(value_node)), ("=",), start=start, end=end)
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        left = lines.part(statement.target)
        return WrittenFormula((left, lines.part(statement.value)), ("=",), start=start, end=end)
    return None


@dataclass(frozen=True)
class OwnFunction:
    """A function that a text defines.

    Attributes
    ----------
    name, arguments
        As it is written; a ``!`` behind the name stands for the branch of a flag that is True.
    value
        What it returns, None if that cannot be read.
    line
        Where it stands, from 1.
    source
        The line that returns.
    """

    name: str
    arguments: tuple[str, ...]
    value: NotationPart | None
    line: int
    source: str


def own_functions(text: str) -> dict[str, OwnFunction]:
    """Return the functions of a program that return one expression, or one for a flag and one without.

    Raises
    ------
    NotationError
        If it is too long, too large, or no Python.
    """
    tree, lines = parse_python(text), _CodeLines(text)
    found: dict[str, OwnFunction] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for flag, statement in _returns(node):
                try:
                    value: NotationPart | None = (
                        lines.part(statement.value) if statement.value is not None else None
                    )
                except NotationError:
                    value = None
                start, end = lines.span(statement)
                name = node.name.lstrip("_") + ("!" if flag else "")
                arguments = tuple(argument.arg for argument in node.args.args if argument.arg != "self")
                found[name] = OwnFunction(name, arguments, value, statement.lineno, text[start:end])
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            target = node.targets[0]
            if isinstance(target, ast.Name):
                try:
                    value = lines.part(node.value.body)
                except NotationError:
                    value = None
                start, end = lines.span(node)
                arguments = tuple(argument.arg for argument in node.value.args.args)
                found[target.id] = OwnFunction(target.id, arguments, value, node.lineno, text[start:end])
    return found


def _returns(node: ast.FunctionDef) -> list[tuple[bool, ast.Return]]:
    """Return the returns of a function that does nothing else, each with whether a flag leads to it."""
    found: list[tuple[bool, ast.Return]] = []
    for statement in node.body:
        if isinstance(statement, ast.Return):
            found.append((False, statement))
        elif isinstance(statement, ast.If):
            found += [(True, inner) for inner in statement.body if isinstance(inner, ast.Return)]
            found += [(False, inner) for inner in statement.orelse if isinstance(inner, ast.Return)]
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return []
    return found


def read_numpy(text: str) -> WrittenFormula:
    """Return one line of NumPy or PyTorch as it is written; an expression alone has one side.

    Raises
    ------
    NotationError
        With the place of the piece that cannot be read.
    """
    tree = parse_python(text.strip())
    if len(tree.body) != 1:
        raise NotationError(translate("derivation", "One line was expected."))
    statement = tree.body[0]
    lines = _CodeLines(text.strip())
    start, end = lines.span(statement)
    if isinstance(statement, ast.Expr):
        return WrittenFormula((lines.part(statement.value),), (), start=start, end=end)
    formula = _assignment(lines, statement, start, end)
    if formula is None:
        raise NotationError(translate("derivation", "This line is not a formula."), start, end)
    return formula


__all__ = ["FUNCTIONS", "CodeLine", "parse_python", "python_lines", "read_numpy"]

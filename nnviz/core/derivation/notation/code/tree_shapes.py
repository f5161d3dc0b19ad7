"""Pieces of a syntax tree recognized: names, axes, slices, clamps."""

from __future__ import annotations

import ast

MODULES = frozenset(
    {"np", "numpy", "torch", "math", "jnp", "tf", "F", "nn", "scipy", "special", "cp", "xp", "onp"}
)
SAME_NUMBERS = ("astype", "ravel", "flatten", "squeeze", "long", "tolist")


def elements(arguments: list[ast.expr]) -> list[ast.expr]:
    """Return the numbers of a shape that is given as several arguments or as one tuple."""
    if len(arguments) == 1 and isinstance(arguments[0], ast.Tuple | ast.List):
        return list(arguments[0].elts)
    return list(arguments)


def unlisted(node: ast.expr) -> ast.expr:
    """Return what stands in ``list(…)``, ``y.astype(int)`` or ``y.ravel()``."""
    if not isinstance(node, ast.Call):
        return node
    function, name = node.func, name_of(node.func)
    if isinstance(function, ast.Attribute) and name in SAME_NUMBERS:
        return function.value
    if name in ("list", "array", "asarray") and len(node.args) == 1:
        return node.args[0]
    return node


def is_new_axis(node: ast.expr) -> bool:
    """Whether an index adds an axis: None or np.newaxis."""
    return (isinstance(node, ast.Constant) and node.value is None) or name_of(node) == "newaxis"


def is_whole_slice(node: ast.expr) -> bool:
    """Whether an index is a plain colon."""
    return isinstance(node, ast.Slice) and node.lower is None and node.upper is None and node.step is None


def is_relu(node: ast.Call, before: int) -> bool:
    """Whether a clamp has 0 as its lower end and no upper one."""
    values = node.args[before:]
    words = {word.arg: word.value for word in node.keywords}
    lower = words.get("min", values[0] if values else None)
    zero = isinstance(lower, ast.Constant) and lower.value == 0
    upper = words.get("max", values[1] if len(values) > 1 else None)
    return zero and (upper is None or (isinstance(upper, ast.Constant) and upper.value is None))


def integer(node: ast.expr) -> int | None:
    """Return a whole number, also a negative one; None for anything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = integer(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        return node.value
    return None


def name_of(node: ast.expr) -> str:
    """Return the name of a variable or an attribute, empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def is_module(node: ast.expr) -> bool:
    """Whether a name is that of a module such as np or torch.nn."""
    if isinstance(node, ast.Attribute):
        return is_module(node.value)
    return isinstance(node, ast.Name) and node.id in MODULES

"""Functions that a program defines: their names, arguments and what they return."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nnviz.core.derivation.notation.code.code_expressions import CodeExpressions
from nnviz.core.derivation.notation.code.program_tree import parse_python
from nnviz.core.derivation.notation.written import NotationError, NotationPart


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
    tree, lines = parse_python(text), CodeExpressions(text)
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

"""Assignments of a program as formulas."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nnviz.core.derivation.notation.code.code_expressions import CodeExpressions
from nnviz.core.derivation.notation.code.program_tree import parse_python
from nnviz.core.derivation.notation.written import (
    Indicator,
    NotationError,
    NotationPart,
    Product,
    Symbol,
    WrittenFormula,
)
from nnviz.core.text.translate import translate

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


def python_lines(text: str) -> list[CodeLine]:
    """Return the assignments of a program, functions and loops included, in the order of the text.

    Raises
    ------
    NotationError
        If it is too long, too large, or no Python.
    """
    tree = parse_python(text)
    lines = CodeExpressions(text)
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


def _line(lines: CodeExpressions, text: str, statement: ast.stmt) -> list[CodeLine]:
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


def _masked(lines: CodeExpressions, statement: ast.stmt, start: int, end: int) -> WrittenFormula | None:
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


def _assignment(lines: CodeExpressions, statement: ast.stmt, start: int, end: int) -> WrittenFormula | None:
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
    lines = CodeExpressions(text.strip())
    start, end = lines.span(statement)
    if isinstance(statement, ast.Expr):
        return WrittenFormula((lines.part(statement.value),), (), start=start, end=end)
    formula = _assignment(lines, statement, start, end)
    if formula is None:
        raise NotationError(translate("derivation", "This line is not a formula."), start, end)
    return formula

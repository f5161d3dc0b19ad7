"""Marks for translation in the source of the package, and sentences that have none."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nnviz

PACKAGE = Path(nnviz.__file__).parent
FUNCTIONS = ("tr", "translate", "QT_TRANSLATE_NOOP")
_SENTENCE = re.compile(r"[A-Za-z]{2,}[,.:;]? [a-zA-Z({]|[a-z]{2,} \{|\} [a-z]{2,}")
_NOTATION = re.compile(r"\\[a-zA-Z]|^\s*<|\{ [\w-]+: |^[\w.\[\]{}-]+: \{|px;|^-?-?[a-z-]+: $")
_NOT_SHOWN = (
    "compile", "match", "fullmatch", "search", "sub", "split", "findall", "getLogger", "debug", "info",
    "warning", "exception", "startswith", "endswith", "removeprefix", "removesuffix", "partition",
    "rpartition", "replace", "setObjectName", "choose", "cast", "setStyleSheet", "attribute",
    "AttributeError", "KeyError",
)  # fmt: skip
"""Functions whose texts nobody reads: patterns, the log, parts that are looked for."""
PROGRAMS = ("core/export/listing.py", "core/export/numpy_script.py", "core/export/pytorch_script.py")
"""Files that write programs: their comments are in English as their code is."""
FOR_PROGRAMMERS = ("testing/", "theme/", "typeset/", "views/")
"""Parts in which only a mistake in the program itself raises a ValueError."""


@cache
def sources() -> dict[str, ast.Module]:
    """Return path in the package → tree of every file."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def marks() -> Iterator[tuple[str, str, ast.expr]]:
    """Yield place, context and text of every mark; the context of ``self.tr`` is its class."""
    for file, tree in sources().items():
        rest: list[tuple[ast.AST, str]] = [(tree, "")]
        while rest:
            node, owner = rest.pop()
            owner = node.name if isinstance(node, ast.ClassDef) else owner
            rest += [(child, owner) for child in ast.iter_child_nodes(node)]
            if not isinstance(node, ast.Call) or not node.args or _name(node) not in FUNCTIONS:
                continue
            before = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            where = f"{file}:{node.lineno}"
            if _name(node) == "tr":
                yield where, {"self": owner}.get(before, before), node.args[0]
            elif before in ("", "QCoreApplication") and len(node.args) > 1:
                yield where, getattr(node.args[0], "value", ""), node.args[1]


@cache
def unmarked() -> tuple[tuple[str, str], ...]:
    """Return file and text of what looks like a sentence for people and has no mark."""
    return tuple(
        (file, text)
        for file, tree in sources().items()
        if file not in PROGRAMS
        for text in _unmarked(tree, file.startswith(FOR_PROGRAMMERS))
    )


def _unmarked(tree: ast.Module, for_programmers: bool) -> Iterator[str]:
    rest: list[ast.AST] = [tree]
    while rest:
        node = rest.pop()
        text = _text(node)
        if text and _SENTENCE.search(text) and not _NOTATION.search(text):
            yield text
        rest += _shown_parts(node, for_programmers)


def _shown_parts(node: ast.AST, for_programmers: bool) -> list[ast.AST]:
    """Return the parts of a node in which a sentence could be shown."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Compare() | ast.Assert() | ast.Constant():
            return []
        case ast.Call():
            hidden = (*FUNCTIONS, *_NOT_SHOWN, *(["ValueError"] if for_programmers else []))
            return [node.func] if _name(node) in hidden else [*node.args, *node.keywords, node.func]
        case ast.JoinedStr():
            return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        case ast.AnnAssign():
            return [node.value] if node.value is not None else []
        case ast.arg():
            return []
        case ast.Subscript():
            return [node.value]
        case ast.Dict():
            return list(node.values)
        case ast.FunctionDef():
            return [
                *node.args.defaults,
                *(d for d in node.args.kw_defaults if d),
                *node.decorator_list,
                *node.body,
            ]
    return list(ast.iter_child_nodes(node))


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""

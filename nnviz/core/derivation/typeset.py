"""Formulas of a text as LaTeX whose symbols know which values they are bound to."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from nnviz.core.derivation.notation.meaning.typed import Use
from nnviz.core.derivation.notation.reading import NotationReading
from nnviz.core.derivation.notation.rendering import Spelling, to_latex
from nnviz.core.equations.formula import Formula, bare, formula, piece
from nnviz.core.equations.symbols import matrix_symbol
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.nodes import Canonical, NameNode, Node, walk
from nnviz.core.network.value import named

_DROPPED = re.compile(r"\\(?:tag\*?|label)\s*\{[^{}]*\}|\\(?:nonumber|notag)\b|\\(?:begin|end)group\b")
_LOSS_BY = re.compile(
    "(\\\\frac\\s*\\{\\s*\\\\partial\\s+[^\x01\x02\x03{}]*\\}\\s*\\{\\s*\\\\partial\\s+\x01)([Wbza]\\d+|X)(;;\x02)"
)
_QUOTIENT = re.compile(
    "\\\\frac\\{\\\\partial \x01C;;\x02([^\x03]*)\x03\\}"
    "\\{\\\\partial \x01([Wbza]\\d+|X);;\x02([^\x03]*)\x03((?:[\\^_]\\{[^{}]*\\})*)\\}"
)
_RELATIONS = {
    "=>": r"\Rightarrow",
    "<-": r"\leftarrow",
    ":=": ":=",
    "+=": r"\mathrel{+}=",
    "-=": r"\mathrel{-}=",
}


def typeset_source(source: str, uses: Sequence[Use] = ()) -> Formula:
    """Return a formula that is written in LaTeX, its symbols tied to values.

    Parameters
    ----------
    source
        As it stands in the text.
    uses
        Symbols with their places in it.
    """
    text = html.unescape(source) if "&" in source and ";" in source else source
    marked, last = [], 0
    for use in sorted(uses, key=lambda use: (use.start, -use.end)):
        part = text[use.start : use.end]
        if use.start < last or not part.strip() or not _whole(part):
            continue
        marked += [text[last : use.start], piece(part, use.value)]
        last = use.end
    marked.append(text[last:])
    return formula(_LOSS_BY.sub(r"\1d\2\3", _arranged("".join(marked))))


def typeset_reading(reading: NotationReading, convention: Convention = PROGRAM) -> Formula:
    """Return how a formula was read, in the symbols of the program, each tied to its value."""
    return typeset_nodes([side.node for side in reading.sides], reading.relations, convention)


def typeset_nodes(
    nodes: Sequence[Node], relations: Sequence[str] = ("=",), convention: Convention = PROGRAM
) -> Formula:
    """Return expressions with relations between them, in the symbols of the program.

    Raises
    ------
    ValueError, TypeError
        If one of them cannot be written.
    """
    names = {part.id for node in nodes for part in walk(node) if isinstance(part, NameNode | Canonical)}
    names |= (
        {name.removeprefix("d") for name in names} | {name.removesuffix("_next") for name in names} | {"C"}
    )
    spelled = {name: piece(_symbol(name), name) for name in sorted(names)}
    # A gradient is written as a quotient, whose parts have symbols of their own.
    for name in [name for name in spelled if _is_quotient(name)]:
        del spelled[name]
    spelling = Spelling(spelled, convention=convention)
    parts = [to_latex(nodes[0], spelling)]
    for node, relation in zip(nodes[1:], relations, strict=False):
        parts += [_RELATIONS.get(relation, "="), to_latex(node, spelling)]
    marked = " ".join(parts)
    return formula(_QUOTIENT.sub(lambda m: piece(bare(m[0]), f"d{m[2]}"), marked))


def _is_quotient(name: str) -> bool:
    """Return whether a value is written as ∂C/∂…: every gradient but δ."""
    value = named(name)
    return value is not None and value.is_gradient and value.base.kind != "z"


def is_program(text: str) -> bool:
    """Return whether an expression is written as in a program and not in LaTeX."""
    return "\\" not in text and bool(re.search(r"@|\.T\b|\*|\[|\w\(|_next", text))


def _symbol(name: str) -> str:
    try:
        return bare(matrix_symbol(name))
    except (ValueError, KeyError, TypeError):
        known = {"eta": r"\eta", "lambda1": r"\lambda_{1}", "lambda2": r"\lambda_{2}"}
        return known.get(name, name if len(name) == 1 else rf"\mathrm{{{name.replace('_', ' ')}}}")


def _whole(part: str) -> bool:
    """Return whether the braces of a range are its own."""
    depth = 0
    for at, sign in enumerate(part):
        if sign in "{}" and (at == 0 or part[at - 1] != "\\"):
            depth += 1 if sign == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and "&" not in part


def _arranged(marked: str) -> str:
    r"""Return a source as one formula: rows below each other, without numbers and signs of alignment."""
    text = _DROPPED.sub(" ", marked)
    rows, start, depth, braces, at = [""], 0, 0, 0, 0
    while at < len(text):
        if text.startswith("\\begin{", at):
            depth += 1
            at += 7
        elif text.startswith("\\end{", at):
            depth -= 1
            at += 5
        elif text.startswith("\\\\", at) and depth <= 0 and braces <= 0:
            rows[-1] += text[start:at]
            rows.append("")
            at = start = at + 2
        elif text[at] == "\\":
            at += 2
        elif text[at] == "&" and depth <= 0:
            rows[-1] += text[start:at]
            at = start = at + 1
        else:
            braces += (text[at] == "{") - (text[at] == "}")
            at += 1
    rows[-1] += text[start:]
    rows = [row.strip().rstrip(".,;").strip() for row in rows]
    rows = [row for row in rows if row]
    if len(rows) < 2:
        return rows[0] if rows else ""
    aligned = [row.replace("=", "&=", 1) if "=" in row else f"& {row}" for row in rows]
    return r"\begin{aligned}" + r" \\ ".join(aligned) + r"\end{aligned}"

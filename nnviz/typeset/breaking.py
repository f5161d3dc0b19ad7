r"""Where a formula may be broken into lines.

Only the outermost level breaks: nothing inside braces, brackets, environments or ``\left … \right``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|[^\s\\]", re.DOTALL)
_RELATIONS = frozenset(["=", r"\approx", r"\leftarrow", r"\to", r"\Rightarrow", r"\equiv"])
_BINARY = frozenset(["+", "-", r"\odot", r"\cdot", r"\times", r"\pm"])
_GAPS = frozenset([r"\quad", r"\qquad"])
_OPENING = frozenset(["{", "(", "[", r"\begin", r"\left", r"\{"])
_CLOSING = frozenset(["}", ")", "]", r"\end", r"\right", r"\}"])
_STARTS = frozenset([r"\begin", r"\textcolor", r"\frac", r"\sum"])
_POWER = re.compile(r"\\cdot\s*10\^")
_SPACE = frozenset([r"\,", r"\;", r"\:", r"\!", r"\ ", *_GAPS])
_SCRIPTS = frozenset(["^", "_"])
_ALIGNED = (r"\begin{aligned}", r"\end{aligned}")


def _outermost(latex: str) -> Iterator[tuple[int, str, bool]]:
    """Yield position, text and whether it is on the outermost level, of every token."""
    depth, before = 0, ""
    for found in _TOKEN.finditer(latex):
        token = found[0]
        # The delimiter of \left or \right opens and closes nothing by itself.
        counts = before not in (r"\left", r"\right")
        if counts and token in _CLOSING:
            depth -= 1
        yield found.start(), token, depth == 0
        if counts and token in _OPENING:
            depth += 1
        before = token


@lru_cache(maxsize=256)
def lines(latex: str) -> tuple[str, ...]:
    """Return the lines that an ``aligned`` formula is made of; any other formula is one line."""
    opening, closing = _ALIGNED
    if not (latex.startswith(opening) and latex.endswith(closing)):
        return (latex,)
    inner = latex[len(opening) : -len(closing)]
    rows = [""]
    last = 0
    for at, token, outer in _outermost(inner):
        if outer and token in ("&", r"\\"):
            rows[-1] += inner[last:at]
            last = at + len(token)
            if token != "&":
                rows.append("")
    rows[-1] += inner[last:]
    return tuple(row.strip() for row in rows if row.strip())


def sentences(latex: str) -> list[str]:
    """Return the parts of a line that are wide apart."""
    cuts = [0]
    before = ""
    for at, token, outer in _outermost(latex):
        if outer and before in _GAPS and token not in _SPACE:
            cuts.append(at)
        before = token
    return [latex[a:b] for a, b in pairwise([*cuts, len(latex)])]


def pieces(latex: str, weak: bool = False) -> list[str]:
    """Return the pieces of a line that may each begin a new one; joined they are the line.

    A new line may begin with a relation, or with an operator between two terms. With `weak` also between
    two factors.
    """
    cuts = [0]
    before, bare = "", True
    for at, token, outer in _outermost(latex):
        if outer and not bare and token not in _SCRIPTS:
            operator = token in _RELATIONS or (token in _BINARY and not _POWER.match(latex, at))
            # Parentheses may hold the argument of a function, only one after the other are they factors.
            factor = weak and (token in _STARTS or (token == "(" and before == ")"))
            if operator or factor:
                cuts.append(at)
        # What follows an operator belongs to it: a line does not end in one, and −3 stays −3.
        if outer and token not in _SPACE:
            bare = token in _RELATIONS or token in _BINARY or token in _SCRIPTS or token == r"\textcolor"
        before = token
    return [latex[a:b] for a, b in pairwise([*cuts, len(latex)])]


def line(parts: list[str], first: bool) -> str:
    r"""Return some pieces as a line of its own.

    An operator that begins a line keeps its space as if something stood before it.
    """
    text = "".join(parts).strip()
    for gap in _GAPS:
        text = text.removesuffix(gap).removeprefix(gap).strip()
    found = None if first else _TOKEN.match(text)
    return f"{{}}{text}" if found and found[0] in _BINARY else text

r"""Line breaks of a formula.

A place where a line may begin gets a mark that takes no room, a ``\rule`` without width. The typesetting
library then tells where each mark stands, and one layout is enough for every width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

SENTENCE, OPERATOR, FACTOR = 3, 1, 2
"""Kinds of places: after a wide gap; before a relation or an operator; between factors, or in parentheses."""

_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[^\s\\]")
_BRACE = re.compile(r"\\.|[{}]")
_ENVIRONMENT = re.compile(r"\\(begin|end)\{\w+\}")
_FENCE = re.compile(r"\\(left|right)(?![a-z])")
_TALL = re.compile(r"\\(?:frac|sum|begin|sqrt)\b")
_RELATIONS = frozenset(["=", r"\approx", r"\leftarrow", r"\to", r"\Rightarrow", r"\equiv"])
_TERMS, _PRODUCTS = frozenset(["+", "-", r"\odot", r"\pm"]), frozenset([r"\cdot", r"\times"])
_OPERATORS = _RELATIONS | _TERMS | _PRODUCTS
_GAPS = frozenset([r"\quad", r"\qquad"])
_STARTS = frozenset([r"\begin", r"\textcolor", r"\frac", r"\sum"])
_POWER = re.compile(r"\\cdot\s*10\^")
_SPACE = frozenset([r"\,", r"\;", r"\:", r"\!", r"\ ", *_GAPS])
_SCRIPTS = frozenset(["^", "_"])
_ALIGNED = (r"\begin{aligned}", r"\end{aligned}")


def _balanced(latex: str, at: int, pattern: re.Pattern[str], opening: str) -> int:
    """Return where the group that opens at `at` ends."""
    depth = 0
    for found in pattern.finditer(latex, at):
        word = found[0] if pattern is _BRACE else found[1]
        if word.startswith("\\"):
            continue
        depth += 1 if word == opening else -1
        if depth == 0:
            return found.end()
    return len(latex)


def _outermost(latex: str) -> Iterator[tuple[int, str, int]]:
    """Yield position, text and depth in parentheses of every token that is in no other group."""
    at, depth = 0, 0
    while found := _TOKEN.search(latex, at):
        token, at = found[0], found.end()
        yield found.start(), token, depth
        if token == "{":
            at = _balanced(latex, found.start(), _BRACE, "{")
        elif token == r"\begin":
            at = _balanced(latex, found.start(), _ENVIRONMENT, "begin")
        elif token == r"\textcolor":
            at = _balanced(latex, _balanced(latex, at, _BRACE, "{"), _BRACE, "{")
        elif token == r"\left":
            end = _balanced(latex, found.start(), _FENCE, "left")
            if latex[at : at + 1] in ("(", "[") and not _TALL.search(latex, at, end):
                depth += 1
                at += 1
            else:
                at = _delimited(latex, end)
        elif token == r"\right":
            depth -= 1
            at = _delimited(latex, at)
        elif token in "([":
            depth += 1
        elif token in ")]":
            depth -= 1


def _delimited(latex: str, at: int) -> int:
    r"""Return where the delimiter after ``\right`` ends."""
    found = _TOKEN.match(latex, at)
    return found.end() if found else at


@lru_cache(maxsize=256)
def lines(latex: str) -> tuple[str, ...]:
    """Return the lines that an ``aligned`` formula is made of; any other formula is one line."""
    opening, closing = _ALIGNED
    if not (latex.startswith(opening) and latex.endswith(closing)):
        return (latex,)
    inner = latex[len(opening) : -len(closing)]
    rows, last = [""], 0
    for at, token, _ in _outermost(inner):
        if token in ("&", r"\\"):
            rows[-1] += inner[last:at]
            last = at + len(token)
            if token != "&":
                rows.append("")
    rows[-1] += inner[last:]
    return tuple(row.strip() for row in rows if row.strip())


def places(latex: str) -> list[tuple[int, int]]:
    """Return position and kind of every place of a line where another may begin."""
    found: list[tuple[int, int]] = []
    before, bare, summing = "", True, False
    for at, token, depth in _outermost(latex):
        if not bare and token not in _SCRIPTS and token not in _SPACE:
            operator = token in _RELATIONS or token in _TERMS
            # Parentheses may hold the argument of a function, only one after the other are they factors.
            factor = token in _STARTS or (token == "(" and before == ")")
            factor = factor or (token in _PRODUCTS and not _POWER.match(latex, at))
            if depth == 0 and before in _GAPS:
                found.append((at, SENTENCE))
            elif depth == 0 and (operator or factor):
                found.append((at, OPERATOR if operator else FACTOR))
            elif depth == 1 and token == "+":
                found.append((at, FACTOR))
        # What follows an operator belongs to it: a line does not end in one, and −3 stays −3.
        if token not in _SPACE:
            limits = token in _SCRIPTS or (token == "{" and before in _SCRIPTS)
            summing = token == r"\sum" or (summing and limits)
            bare = token in _OPERATORS or token in _SCRIPTS or token == "(" or summing
        before = token
    return found


def marked(latex: str) -> str:
    """Return a line with a mark at every place where another may begin, as tall as its kind in points."""
    text, last = [], 0
    for at, kind in places(latex):
        mark = rf"\rule{{0pt}}{{{kind}pt}}"
        # The mark must not change the space between its neighbours. That it does not, as if it closed
        # brackets, or before a letter and an opening bracket as if it were a letter.
        plain = latex.startswith((r"\textcolor", "("), at)
        text += [latex[last:at], mark if plain else rf"\mathclose{{{mark}}}"]
        last = at
    return "".join([*text, latex[last:]])

"""The syntax tree of a program, bounded; it is never run."""

from __future__ import annotations

import ast
import warnings

from nnviz.core.derivation.notation.written import MAX_DEPTH, NotationError
from nnviz.core.text.translate import translate

MAX_LINES_TEXT, MAX_NODES = 60_000, 6000


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

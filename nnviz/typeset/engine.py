"""The one place that knows the typesetting library: LaTeX in, its drawing as text out."""

from __future__ import annotations

import re

from nnviz.core.text.translate import translate

_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)
_TEXT = re.compile(r"<text [^>]*>(.*?)</text>", re.DOTALL)


class TypesettingError(ValueError):
    """The library cannot read a formula; the message says why."""


def drawing(latex: str) -> str:
    """Return the SVG text of a formula in display style, 1000 units to the em.

    The library is loaded at the first call, so that a window need not wait for it.

    Raises
    ------
    TypesettingError
        If the formula cannot be read, or the library is missing.
    """
    try:
        import mathra
    except ImportError as error:
        raise TypesettingError(
            translate("typeset", "Formulas need the package mathra: {error}.").format(error=error)
        ) from error
    try:
        return str(mathra.tex_to_svg(latex))
    except ValueError as error:
        raise TypesettingError(
            translate("typeset", "The formula cannot be typeset: {error}.").format(error=error)
        ) from error


def label(svg: str) -> str:
    """Return the words a screen reader says for a drawing."""
    found = _TITLE.search(svg)
    return _plain(found[1]) if found else ""


def written(svg: str) -> str:
    """Return a drawing as one line of plain text: ``z^1 = W^1 a^0 + b^1``."""
    found = _TEXT.search(svg, max(svg.find("</defs>"), 0))
    return _plain(found[1]) if found else ""


def _plain(text: str) -> str:
    """Return a text of the drawing without its entities."""
    # The table of entities takes 9 ms to load, and the start of a window typesets nothing.
    import html

    return html.unescape(text)

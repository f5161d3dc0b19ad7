"""Formulas whose pieces know which value they stand for.

While a formula is put together, a piece is a marked range of its text. Marks are characters that no
formula contains, so texts can be joined and filled into templates freely; `formula` turns them into tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from nnviz.core.network.value import value_named

_OPEN, _MIDDLE, _CLOSE = "\x01", "\x02", "\x03"
_MARK = re.compile(f"{_OPEN}([^{_MIDDLE}]*){_MIDDLE}")
_PLACE = re.compile(r"\$(?:\{(\w+)\}|([a-z]\w*))(\^)?")
_LEADING = re.compile(
    rf"(^|[{{}}(]|= |& |, |\\\\ |\\left\(|\\leftarrow )({_OPEN}[^{_MIDDLE}]*{_MIDDLE})?"
    rf"\((-[0-9.]+(?:\\cdot 10\^{{-?[0-9]+}})?)\)({_CLOSE})?(?!\^)"
)
"""A negative number in parentheses where nothing stands before it."""
_FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
_LINE = r" \\ "


@dataclass(frozen=True)
class Link:
    """What a piece of a formula stands for.

    Attributes
    ----------
    name
        Name of a value as in ``Frame.values``: ``W1``, ``z1``, ``dW1``, ``W1_next``, …
    row
        Row of the entry, from 0; None for the whole value.
    column
        Column of the entry: the example of the batch for X, Y, z, a, da, dz; the source unit for W and
        dW; 0 for b and db.
    exact
        Whether the piece shows the value itself. False for what is computed from it on the way, such as a
        slope or a bias-corrected mean. Links are equal whether or not they are exact.
    """

    name: str
    row: int | None = None
    column: int | None = None
    exact: bool = field(default=True, compare=False)

    @property
    def speech(self) -> str:
        """The whole value in words, as a screen reader says it; empty for an entry, whose number is read."""
        if self.row is not None:
            return ""
        return value_named(self.name).speech


@dataclass(frozen=True)
class Formula:
    r"""A formula in LaTeX.

    Attributes
    ----------
    latex
        Without colours, in the amsmath subset.
    tagged
        The same with every linked piece wrapped as ``\textcolor{#0000NN}{…}``, where the colour is 1 plus
        the index into `links`, in six hexadecimal digits.
    links
        What the pieces stand for, in the order in which they appear; one for each piece.
    """

    latex: str
    tagged: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Explanation:
    """One operation, explained.

    Attributes
    ----------
    symbolic
        The equation. Its links name exactly what the operation reads and writes.
    numeric
        The same equation with the numbers of a frame.
    numpy
        Code that computes what the operation writes, given the names it reads and ``np``.
    text
        The equation as plain text.
    why
        One sentence or two.
    shapes
        Of everything read and written, such as ``δ¹ 3×10``.
    reads, writes
        Names of values.
    """

    symbolic: Formula
    numeric: Formula
    numpy: str
    text: str
    why: str
    shapes: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]


def piece(
    latex: str, name: str, row: int | None = None, column: int | None = None, exact: bool = True
) -> str:
    """Return `latex` marked as standing for a value or an entry of it."""
    place = "" if row is None else f"{row},{'' if column is None else column}"
    return f"{_OPEN}{name};{place};{'' if exact else '~'}{_MIDDLE}{latex}{_CLOSE}"


def formula(marked: str) -> Formula:
    """Return the formula of a text in which pieces are marked."""
    links: list[Link] = []

    def tag(found: re.Match[str]) -> str:
        name, place, exact = found[1].split(";")
        row, _, column = place.partition(",")
        links.append(Link(name, int(row) if row else None, int(column) if column else None, not exact))
        return rf"\textcolor{{#{len(links):06X}}}{{"

    marked = _LEADING.sub(r"\1\2\3\4", re.sub(" {2,}", " ", marked))
    tagged = _MARK.sub(tag, marked).replace(_CLOSE, "}")
    return Formula(_MARK.sub("", marked).replace(_CLOSE, ""), tagged, tuple(links))


def bare(marked: str) -> str:
    """Return a marked text without its marks."""
    return _MARK.sub("", marked).replace(_CLOSE, "")


def fill(template: str, get: Callable[[str], str], numbers: bool = False) -> str:
    r"""Return `template` with every ``$name`` or ``${name}`` replaced by ``get(name)``.

    What is raised to a power and has an exponent of its own gets parentheses.

    Parameters
    ----------
    template
        LaTeX in which ``\,`` stands for an implied product.
    get
        Gives the text of a name.
    numbers
        Whether numbers are filled in, between which a product must be written out.
    """

    def place(found: re.Match[str]) -> str:
        text = get(found[1] or found[2])
        if found[3] is None:
            return text
        plain = bare(text)
        return rf"\left({text}\right)^" if "^" in plain and not plain.startswith("(") else f"{text}^"

    filled = _PLACE.sub(place, template)
    return filled.replace(r"\,", r" \cdot ") if numbers else filled


def inline(template: str) -> str:
    """Return a template with its fractions on one line, as they fit into the rows of a matrix."""

    def side(text: str) -> str:
        return f"({text})" if "-" in text or r"\," in text else text

    return _FRACTION.sub(lambda found: f"{side(found[1])}/{side(found[2])}", template)


def lines(*parts: tuple[str, str]) -> str:
    """Return equations under each other, aligned where left and right side meet.

    Each part is a left side and the rest, which begins with a relation such as ``=``.
    """
    if len(parts) == 1:
        return " ".join(parts[0])
    return r"\begin{aligned}" + _LINE.join(f"{left} &{rest}" for left, rest in parts) + r"\end{aligned}"

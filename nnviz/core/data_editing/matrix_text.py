"""Matrices as text: read from a spreadsheet, from NumPy or from LaTeX, written for each of them.

Nothing is evaluated, and how many numbers there are is known before any of them is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from nnviz.core.experiment.matrix import Matrix
from nnviz.core.functions.buffers import Array
from nnviz.core.text.hidden_number import HIDDEN_TEXT, exact_text, is_hidden
from nnviz.core.text.number_format import parse_number
from nnviz.core.text.translate import plural, translate

if TYPE_CHECKING:
    from nnviz.core.data_editing.csv_import.numerals import NumberReader

MOST = 1_000_000
"""Numbers that are read at most, as many as the largest network has parameters."""
LONGEST = 32_000_000
"""Characters of the longest text that is looked at."""
FORMS = ("spreadsheet", "numpy", "latex")

_HEAD = re.compile(
    r"\s*(?:[A-Za-z_]\w*\s*=\s*)?(?:(?:np|numpy)\s*\.\s*)?(?:(?:array|asarray|matrix)\s*)?\(?\s*\["
)
_TAIL = re.compile(r"\s*(?:,\s*dtype\s*=\s*[\w.'\"]{1,20}\s*)?,?\s*\)?\s*;?\s*")
_LATEX = re.compile(r"\\begin\{([a-zA-Z]{0,9}matrix|array)\}(?:\{[lcr|]{0,2000}\})?")
_POWER = re.compile(r"\\cdot\s{0,9}10\s{0,9}\^\s{0,9}\{?\s{0,9}([+-]?[0-9]{1,4})\s{0,9}\}?")
_GAP = re.compile(r"[\s\u00a0]+")


def read_matrix(text: str, shape: tuple[int, int] | None = None) -> Matrix:
    """Return the matrix that `text` stands for.

    Lines of numbers with tabs, semicolons, commas or spaces between them, with decimal points or commas;
    what NumPy prints or is written as (``[[1, 2], [3, 4]]``, ``array([[1., 2.]])``, ``[[1. 2.]]``); a
    matrix in LaTeX. Every number may be a fraction.

    Parameters
    ----------
    text
        The text.
    shape
        Rows and columns that are expected. A list without rows and columns may be a row or a column, and a
        text that can be read in two ways is read in the way that fits.

    Raises
    ------
    ValueError
        With one sentence for the user, if it is no matrix of finite numbers or too large a one.
    """
    if len(text) > LONGEST:
        raise ValueError(
            translate(
                "data_editing", "The text is too long: at most {longest:,} characters can be read."
            ).format(longest=LONGEST)
        )
    text = text.strip("\n\r\f\v \ufeff")
    if not text.strip():
        raise ValueError(translate("data_editing", "There is no text to read numbers from."))
    if head := _HEAD.match(text):
        rows = _bracketed(text, head.end() - 1)
    elif found := _LATEX.search(text):
        end = text.find(rf"\end{{{found[1]}}}", found.end())
        rows = _latex_rows(text[found.end() : end if end >= 0 else len(text)])
    else:
        rows = _lines(text, shape)
    width = len(rows[0])
    for number, row in enumerate(rows, 1):
        if len(row) != width:
            raise ValueError(
                translate(
                    "data_editing",
                    "Row {number} has {count} and row 1 has {width}: all rows must have the same length.",
                ).format(number=number, count=_count(len(row)), width=width)
            )
    array = numbers_of(rows)
    if shape is not None and array.shape != shape and 1 in array.shape and array.T.shape == shape:
        # A list of numbers has no direction of its own; nor has a bias.
        flat = head is not None and not re.match(r"\s*\[", text[head.end() :])
        if flat or shape[1] == 1:
            array = array.T
    return Matrix(array)


def write_matrix(array: Array, form: str, cells: Sequence[Sequence[bool]] | None = None) -> str:
    """Return a matrix as text with all digits: lines with tabs, a NumPy array, or a matrix in LaTeX.

    Parameters
    ----------
    array
        Shape ``(rows, columns)``.
    form
        One of `FORMS`.
    cells
        Which cells are written; the others are left empty in a spreadsheet, and are written all the same
        where there cannot be a hole.

    Raises
    ------
    ValueError
        If there is no such form.
    """
    rows = array.tolist()
    if form == "spreadsheet":
        words = [["" if cells and not cells[r][c] else exact_text(v) for c, v in enumerate(row)]
                 for r, row in enumerate(rows)]  # fmt: skip
        return "\n".join("\t".join(line) for line in words)
    if form == "numpy":
        words = [[_numpy(v) for v in row] for row in rows]
        return "np.array([" + ",\n          ".join(f"[{', '.join(line)}]" for line in words) + "])"
    if form == "latex":
        body = " \\\\\n".join(" & ".join(map(_latex, row)) for row in rows)
        return f"\\begin{{bmatrix}}\n{body}\n\\end{{bmatrix}}"
    raise ValueError(
        "form: "
        + translate("data_editing", "expected one of {forms}, not {form}").format(
            forms=", ".join(FORMS), form=f"{form!r:.40}"
        )
    )


def misfit(name: str, shape: tuple[int, int], given: tuple[int, int]) -> str:
    """Return the sentence that says which shape a matrix must have: ``W2: expected 1 row of 3 numbers …``."""
    text = translate("data_editing", "expected {rows} of {numbers}, not {height:,}×{width:,}")
    rows = plural.tr("%n row(s)", "", shape[0])
    return f"{name}: " + text.format(rows=rows, numbers=_count(shape[1]), height=given[0], width=given[1])


def _count(number: int) -> str:
    return plural.tr("%n number(s)", "", number)


def _numpy(value: float) -> str:
    if is_hidden(value):
        return "np.nan"
    return repr(value) if np.isfinite(value) else f"np.{value!r}"


def _latex(value: float) -> str:
    if is_hidden(value):
        return HIDDEN_TEXT
    mantissa, letter, exponent = repr(value).partition("e")
    text = mantissa.replace("inf", r"\infty").replace("nan", r"\text{nan}")
    return rf"{text} \cdot 10^{{{int(exponent)}}}" if letter else text


def _bound(count: int) -> None:
    if count > MOST:
        raise ValueError(
            translate(
                "data_editing", "At most {most:,} numbers can be read, this text has about {count:,}."
            ).format(most=MOST, count=count)
        )


# -- rows of cells -----------------------------------------------------------------------------------


def _bracketed(text: str, start: int) -> list[list[str]]:
    """Return the cells of nested lists that begin at `start`."""
    if "..." in text or "…" in text:
        raise ValueError(
            translate("data_editing", "The text omits numbers (…): print the whole matrix and copy it again.")
        )
    _bound(max(text.count(","), text.count("[")) + 1)
    rows: list[list[str]] = []
    depth, at, flat, end = 0, start, False, -1
    for found in re.finditer(r"[\[\]]", text[start:]):
        place = start + found.start()
        if found[0] == "[":
            if depth and text[at:place].strip(", \t\r\n"):
                raise ValueError(
                    translate("data_editing", "A list may hold numbers or rows of numbers, not both.")
                )
            depth, at = depth + 1, place + 1
            if depth > 2:
                raise ValueError(
                    translate("data_editing", "The lists are nested too deep: a matrix is a list of rows.")
                )
            continue
        between = text[at:place]
        if depth == 2 or (depth == 1 and not rows):
            flat = depth == 1
            rows.append(_items(between))
        elif between.strip(", \t\r\n"):
            raise ValueError(
                translate("data_editing", "A list may hold numbers or rows of numbers, not both.")
            )
        depth, at = depth - 1, place + 1
        if depth == 0:
            end = place + 1
            break
    if end < 0:
        raise ValueError(translate("data_editing", "An opening bracket is never closed."))
    if not _TAIL.fullmatch(text[end:]):
        rest = " ".join(text[end:].split())[:30]
        raise ValueError(
            translate("data_editing", "“{rest}” after the matrix cannot be read.").format(rest=rest)
        )
    if not rows or not rows[0]:
        raise ValueError(translate("data_editing", "The list holds no numbers."))
    _bound(sum(map(len, rows)))
    return [rows[0]] if flat else rows


def _items(text: str) -> list[str]:
    """Return the numbers in a list, with commas between them as they are written, or spaces as printed."""
    text = text.strip()
    if not text:
        return []
    if "," not in text:
        return _GAP.split(text)
    return [item.strip() for item in text.removesuffix(",").split(",")]


def _latex_rows(text: str) -> list[list[str]]:
    _bound(text.count("&") + text.count("\\\\") + 1)
    lines = [line for line in text.split("\\\\") if line.strip()]
    if not lines:
        raise ValueError(translate("data_editing", "The matrix holds no numbers."))
    return [[_POWER.sub(r"e\1", cell).replace(" ", "").strip() for cell in line.split("&")] for line in lines]


def _lines(text: str, shape: tuple[int, int] | None) -> list[list[str]]:
    """Return the cells of lines; what stands between them is what can stand nowhere else."""
    lines = [line for line in text.splitlines() if line.strip()]
    for mark in ("\t", ";"):
        if mark in text:
            _bound(text.count(mark) + len(lines))
            return [[cell.strip() for cell in line.split(mark)] for line in lines]
    spaced = bool(re.search(r"[^\s,;/][ \u00a0]+[^\s,;/]", text))
    if "," not in text or (spaced and not re.search(r",\s", text)):
        _bound(sum(len(line) // 2 + 1 for line in lines) if len(text) > 2 * MOST else 0)
        return [_GAP.split(line.strip()) for line in lines]
    _bound(text.count(",") + len(lines))
    cells = [[cell.strip() for cell in line.strip().removesuffix(",").split(",")] for line in lines]
    if shape == (len(lines), 1) and all(len(row) == 2 for row in cells):
        return [[line.strip()] for line in lines]
    return cells


# -- cells as numbers --------------------------------------------------------------------------------


def numbers_of(rows: list[list[str]]) -> Array:
    """Return the numbers of cells: quickly where all are plain, one by one where some are fractions."""
    cells = [cell for row in rows for cell in row]
    commas = any("," in cell for cell in cells)
    if commas and not any("." in cell for cell in cells) and _decimal(cells):
        values = _reader(comma=True).all(cells)
        cells = [cell.replace(",", ".") for cell in cells]
    elif commas:
        values = np.full(len(cells), np.nan)
    else:
        values = _reader(comma=False).all(cells)
    width = len(rows[0])
    for index in np.flatnonzero(np.isnan(values)).tolist():
        row, column = divmod(index, width)
        try:
            values[index] = parse_number(cells[index])
        except ValueError as error:
            raise ValueError(
                translate("data_editing", "Row {row}, column {column}: {cells}").format(
                    row=row + 1, column=column + 1, cells=_short(cells[index], error)
                )
            ) from None
    return values.reshape(len(rows), width)


def _decimal(cells: list[str]) -> bool:
    """Whether some comma can only be a decimal mark; then they all are."""
    for cell in cells:
        if "," in cell:
            try:
                parse_number(cell)
            except ValueError:
                continue
            return True
    return False


def _short(cell: str, error: ValueError) -> str:
    if not cell:
        return translate("data_editing", "there is no number.")
    words = str(error)
    return (
        words
        if len(words) < 140
        else translate("data_editing", "“{cell}…” is not a number.").format(cell=cell[:40])
    )


@cache
def _reader(comma: bool) -> NumberReader:
    # The first matrix that is typed loads the reader of tables, and no window waits for it at its start.
    from nnviz.core.data_editing.csv_import.dialect import Dialect
    from nnviz.core.data_editing.csv_import.numerals import NumberReader

    return NumberReader(Dialect(delimiter=";", decimal=",") if comma else Dialect())

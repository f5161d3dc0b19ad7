"""Guesses how a table is written, from its beginning."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from nnviz.core.data_editing.csv_import.dialect import DELIMITERS, Dialect
from nnviz.core.data_editing.csv_import.numerals import NumberReader, is_missing

SAMPLE = 65_536
"""Characters that are looked at."""
_ROWS = 200
# What is also a decimal sign, or punctuation, comes last.
_PREFERRED = ("\t", ";", "|", ",")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+(?:[eE][+-]?[0-9]+)?")
_DECIMAL_POINT = re.compile(r"[+-]?[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?")
_GROUPED = {
    ".": re.compile(r"[+-]?[0-9]{1,3}((?:[.'  ][0-9]{3})+)(,[0-9]+)?"),
    ",": re.compile(r"[+-]?[0-9]{1,3}((?:[,'  ][0-9]{3})+)(\.[0-9]+)?"),
}


def encoding_of(start: bytes, whole: bool = True) -> str:
    """Guess how bytes are to be read: by their mark, by the zeros of UTF-16, else UTF-8 or Latin-1.

    Parameters
    ----------
    start
        The beginning of a file.
    whole
        Whether that is all of it; otherwise its last character may be cut.
    """
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = len(start) // 2
    if pairs > 1:
        for zeros, name in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
            if zeros.count(0) > 0.6 * pairs:
                return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=whole)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def sniff(text: str, encoding: str = "utf-8") -> Dialect:
    """Guess the dialect of a table from its beginning; any text gives a guess."""
    text = text[:SAMPLE].removeprefix("\ufeff")
    lines = text.splitlines(keepends=True)
    if len(lines) > 1 and len(text) == SAMPLE:
        # The last line may be cut in the middle.
        lines.pop()
    lines = lines[:_ROWS]
    quote = _quote(lines)
    best, rows, most = ",", _rows(lines, ",", quote), 0.0
    for delimiter in _PREFERRED:
        found = _rows(lines, delimiter, quote)
        share = _evenness(found)
        if share > most + 1e-9:
            best, rows, most = delimiter, found, share
    decimal, thousands = _marks(rows, best)
    guess = Dialect(best, quote, decimal, thousands, True, encoding)
    return guess.replace(header=_has_header(rows, NumberReader(guess)))


def _quote(lines: Sequence[str]) -> str:
    """Return the sign that cells are wrapped in, the double one if none is."""
    edge = "".join(re.escape(d) for d in DELIMITERS)
    counts = {
        sign: sum(
            len(re.findall(rf"(?:^|[{edge}]) ?{sign}[^{sign}\n]*{sign}(?=[{edge}\r\n]|$)", line))
            for line in lines
        )
        for sign in ('"', "'")
    }
    return "'" if counts["'"] > counts['"'] else '"'


def _rows(lines: Iterable[str], delimiter: str, quote: str) -> list[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote)
    rows = []
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append(row)
    except csv.Error:
        pass
    return rows


def _evenness(rows: Sequence[Sequence[str]]) -> float:
    """Return the share of rows that have the most common number of cells, 0 if that is one cell."""
    if not rows:
        return 0.0
    (width, count), *_ = Counter(len(row) for row in rows).most_common(1)
    return count / len(rows) if width > 1 else 0.0


def _marks(rows: Sequence[Sequence[str]], delimiter: str) -> tuple[str, str]:
    """Return the signs of decimals and of thousands."""
    cells = [cell.strip() for row in rows for cell in row]
    commas = sum(1 for cell in cells if _DECIMAL_COMMA.fullmatch(cell))
    points = sum(1 for cell in cells if _DECIMAL_POINT.fullmatch(cell))
    grouped = {
        decimal: [m for cell in cells if (m := pattern.fullmatch(cell))]
        for decimal, pattern in _GROUPED.items()
    }

    def certain(decimal: str) -> list[re.Match[str]]:
        # 1.234 may be either; 1.234,5 and 1.234.567 and 1'234 are not.
        return [m for m in grouped[decimal] if m[2] or len(m[1]) > 4 or m[1][0] not in ".,"]

    comma = commas + len([m for m in certain(".") if m[2] or m[1][0] == "."])
    point = points + len([m for m in certain(",") if m[2] or m[1][0] == ","])
    decimal = "," if comma > point else "."
    sure = certain("." if decimal == "," else ",")
    if not sure:
        return decimal, ""
    mark = Counter(m[1][0] for m in sure).most_common(1)[0][0]
    mark = " " if mark in "  " else mark
    return decimal, "" if mark == decimal else mark


def _has_header(rows: Sequence[Sequence[str]], numerals: NumberReader) -> bool:
    """Say whether the first row holds names: words over numbers, or words that are never seen again."""
    if len(rows) < 2:
        return bool(rows) and all(numerals.number(cell) != numerals.number(cell) for cell in rows[0])
    head, body = rows[0], rows[1:]
    votes = 0
    for column, name in enumerate(head):
        cells = [row[column].strip() for row in body if column < len(row) and not is_missing(row[column])]
        if not cells or is_missing(name):
            continue
        numbers = sum(1 for cell in cells if numerals.number(cell) == numerals.number(cell))
        is_number = numerals.number(name) == numerals.number(name)
        if 2 * numbers > len(cells):
            votes += -2 if is_number else 2
        elif is_number or name.strip() in cells:
            votes -= 1
        elif len(set(cells)) < len(cells):
            votes += 1
    if votes:
        return votes > 0
    words = [cell.strip() for cell in head]
    return all(numerals.number(word) != numerals.number(word) for word in words) and len(set(words)) == len(
        words
    )

"""Guesses how a table is written, from its beginning."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from nnviz.core.data_editing.csv_import.dialect import DELIMITERS, Dialect
from nnviz.core.data_editing.csv_import.numerals import APOSTROPHES, SPACES, NumberReader, is_missing

SAMPLE = 65_536
"""Characters that are looked at."""
_ROWS = 200
# What is also a decimal sign, or punctuation, comes last.
_PREFERRED = ("\t", ";", "|", ",")
_DECLARED = re.compile(r'"?sep=(.)"?[\r\n]*', re.IGNORECASE)
_GROUPS = rf"[{SPACES}{APOSTROPHES}]"
# Numbers that tell by themselves which sign is that of decimals …
_CLEAR = {
    sign: re.compile(
        rf"[+-]?(?:[0-9]*{d}(?:[0-9]{{1,2}}|[0-9]{{4,}})|0*{d}[0-9]+|[0-9]{{4,}}{d}[0-9]+"
        rf"|[0-9]*{d}[0-9]+[eE][+-]?[0-9]+|[0-9]{{1,3}}(?:(?:{t}|{_GROUPS})[0-9]{{3}})+{d}[0-9]*"
        rf"|[0-9]{{1,3}}(?:{t}[0-9]{{3}}){{2,}})"
    )
    for sign, d, t in ((".", r"\.", ","), (",", ",", r"\."))
}
# … and numbers such as 1.234 or 1,234 that do not, by the sign they have.
_EITHER = {sign: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}{re.escape(sign)}[0-9]{{3}}") for sign in ".,"}
_SPACED = re.compile(rf"[+-]?[0-9]{{1,3}}(?:([{SPACES}])[0-9]{{3}})(?:\1[0-9]{{3}})*(?:[.,][0-9]*)?")
_SWISS = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[{APOSTROPHES}][0-9]{{3}})+(?:[.,][0-9]*)?")
_NUMBERS_BESIDE = re.compile(r"[0-9][ \t]+[+-]?[0-9]")
_NUMBER_LIKE = re.compile(r"[+-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?")


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
    # The mark of UTF-32 begins with that of UTF-16.
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    fours = len(start) // 4
    if fours > 1:
        # Two bytes of four are 0 in a row, at the end or at the beginning.
        for first, second, name in ((2, 3, "utf-32-le"), (0, 1, "utf-32-be")):
            if (start[first::4] + start[second::4]).count(0) >= 2 * fours:
                return name
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
    cut = len(lines) > _ROWS or len(text) == SAMPLE
    lines = lines[:_ROWS]
    declared = declared_delimiter(lines[0]) if lines else ""
    if declared:
        lines = lines[1:]
    quote = _quote(lines)
    best, rows, most = declared or ",", _rows(lines, declared or ",", quote), 0.0
    for delimiter in () if declared else _PREFERRED:
        found = _rows(lines, delimiter, quote)
        share = _evenness(found)
        if share > most + 1e-9:
            best, rows, most = delimiter, found, share
    # A comma between digits of which others stand behind a space is that of decimals: 0,25 0,75.
    doubtful = best == "," and any(_NUMBERS_BESIDE.search(cell) for row in rows for cell in row)
    if not declared and (most == 0.0 or doubtful) and (spaced := _spaced_rows(lines, quote)):
        best, rows = " ", spaced
    decimal, thousands = _marks(rows, best, cut)
    guess = Dialect(best, quote, decimal, thousands, True, encoding)
    return guess.replace(header=_has_header(rows, guess))


def declared_delimiter(line: str) -> str:
    """Return the delimiter that a first line such as ``sep=;`` declares, empty if it declares none."""
    found = _DECLARED.fullmatch(line)
    return found[1] if found is not None and found[1] in DELIMITERS else ""


def single_spaced(line: str) -> str:
    """Return a line with one space for every run of white space, and none at its ends."""
    ending = line[len(line.rstrip("\r\n")) :]
    return " ".join(line.split()) + ending


def _spaced_rows(lines: Sequence[str], quote: str) -> list[list[str]]:
    """Return the rows of a table of numbers between white space, empty if it is none."""
    if all(_SPACED.fullmatch(line.strip()) for line in lines[1:] if line.strip()):
        return []
    rows = _rows([single_spaced(line) for line in lines], " ", quote)
    cells = [cell for row in rows[1:] for cell in row]
    numbers = sum(1 for cell in cells if _NUMBER_LIKE.fullmatch(cell))
    return rows if _evenness(rows) == 1.0 and 2 * numbers >= len(cells) > 0 else []


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


def _marks(rows: Sequence[Sequence[str]], delimiter: str, cut: bool) -> tuple[str, str]:
    """Return the signs of decimals, empty if they do not tell, and of thousands."""
    cells = [cell.strip().replace("−", "-") for row in rows for cell in row]
    clear = {sign: sum(1 for cell in cells if _CLEAR[sign].fullmatch(cell)) for sign in ".,"}
    either = {sign: any(_EITHER[sign].fullmatch(cell) for cell in cells) for sign in ".,"}
    spaced = any(_SPACED.fullmatch(cell) for cell in cells)
    swiss = any(_SWISS.fullmatch(cell) for cell in cells)
    thousands = "'" if swiss else " " if spaced and delimiter != " " else ""
    if clear["."] and clear[","]:
        return "", ""
    for decimal, other in ((".", ","), (",", ".")):
        if clear[decimal]:
            grouped = either[other] or any(_grouped(cell, other) for cell in cells)
            return decimal, other if grouped else thousands
    english = delimiter == "," and not either[","]
    if thousands and not either["."] and not either[","]:
        return ".", thousands
    if either["."] and either[","]:
        return "", ""
    if english:
        # Who writes commas between cells writes points in numbers.
        return ".", ""
    undecided = either["."] or either[","] or (cut and delimiter in ";\t")
    return ("" if undecided else "."), ""


def _grouped(cell: str, mark: str) -> bool:
    pattern = rf"[+-]?[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+(?:[.,][0-9]*)?"
    return re.fullmatch(pattern, cell) is not None


def _has_header(rows: Sequence[Sequence[str]], dialect: Dialect) -> bool:
    """Say whether the first row holds names: words over numbers, or words that are never seen again."""
    # Where the sign of decimals is undecided, what is a number is not.
    numerals = NumberReader(dialect if dialect.decimal else dialect.replace(decimal=".", thousands=","))
    if not dialect.decimal:
        rows = [[cell.replace(",", ".") if cell.count(",") == 1 else cell for cell in row] for row in rows]
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

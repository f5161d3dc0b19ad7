"""Texts taken apart: formulas with their places, prose between them, and code; LaTeX is not expanded."""

from __future__ import annotations

import ast
import html
import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from nnviz.core.derivation.notation.code.program_tree import parse_python
from nnviz.core.derivation.notation.written import NotationError
from nnviz.core.text.translate import translate

MAX_TEXT, MAX_FORMULAS = 100_000, 400
"""Most characters and formulas of one derivation."""

MAX_BYTES = 4 * MAX_TEXT
"""Most bytes of a file that holds one."""

SUFFIXES = (".md", ".txt", ".tex", ".py", ".ipynb")

_ENVIRONMENTS = (
    "eqnarray",
    "align",
    "equation",
    "gather",
    "multline",
    "alignat",
    "flalign",
    "aligned",
    "displaymath",
)
_OPENERS = re.compile(r"```|\$\$|\\\[|\\\(|\$|\\begin\{(" + "|".join(_ENVIRONMENTS) + r")(\*?)\}")
_RESIDUE = re.compile(r"\\(?:begin|end)group")
_ROW_START = re.compile(r"[\s&]*(=|\\Rightarrow|\\implies|\+|-|\\\\|\\cdot|\\times)")


class DerivationError(ValueError):
    """A text that cannot be read as a derivation: one sentence."""


@dataclass(frozen=True)
class TextPiece:
    """A piece of the text that holds mathematics.

    Attributes
    ----------
    kind
        display, inline, plain (a formula in a line of prose) or code.
    source
        As it is written, without its delimiters.
    start
        Where `source` begins in the text.
    line
        Its line, from 1.
    before
        The prose between it and the piece before, without tags.
    """

    kind: str
    source: str
    start: int
    line: int
    before: str


def read_text(data: bytes, suffix: str) -> str:
    """Return the text of a file; a notebook becomes Markdown with its code in fences.

    Raises
    ------
    DerivationError
        If it is too long, no UTF-8 text, or no notebook.
    """
    if len(data) > MAX_BYTES:
        raise DerivationError(
            translate("derivation", "A derivation may have at most {max_text:,} characters.").format(
                max_text=MAX_TEXT
            )
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DerivationError(
            translate("derivation", "Byte {start} is not UTF-8 text.").format(start=error.start + 1)
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if suffix == ".ipynb":
        text = _notebook(text)
    elif suffix == ".py":
        text = f"```python\n{text}\n```"
    check_length(text)
    return text


def check_length(text: str) -> None:
    """Raise DerivationError for a text that is too long."""
    if len(text) > MAX_TEXT:
        raise DerivationError(
            translate(
                "derivation", "A derivation may have at most {max_text:,} characters, this has {count:,}."
            ).format(max_text=MAX_TEXT, count=len(text))
        )


def _notebook(text: str) -> str:
    try:
        cells = json.loads(text)["cells"]
        parts = []
        for cell in cells:
            source = cell["source"]
            body = source if isinstance(source, str) else "".join(source)
            if cell["cell_type"] == "code":
                kept = [line for line in body.split("\n") if not line.lstrip().startswith(("%", "!"))]
                parts.append("```python\n" + "\n".join(kept) + "\n```")
            elif cell["cell_type"] == "markdown":
                parts.append(body)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DerivationError(
            translate("derivation", "This is not a notebook: a list of cells was expected.")
        ) from None
    return "\n\n".join(parts)


def pieces(text: str) -> list[TextPiece]:
    """Return the pieces of a text that hold mathematics, in order.

    Raises
    ------
    DerivationError
        If there are too many.
    """
    check_length(text)
    if _is_program(text):
        return [TextPiece("code", text, 0, 1, "")]
    found: list[TextPiece] = []
    for piece in _pieces(text):
        found.append(piece)
        if len(found) > 4 * MAX_FORMULAS:
            raise DerivationError(
                translate("derivation", "A derivation may have at most {max_formulas} formulas.").format(
                    max_formulas=MAX_FORMULAS
                )
            )
    return found


def _is_program(text: str) -> bool:
    """Whether a text as a whole is a program of NumPy or PyTorch, and not prose with lines of one."""
    if _OPENERS.search(text) is not None or not _CODE_SIGNS.search(text):
        return False
    try:
        statements = ast.walk(parse_python(text))
        return sum(isinstance(node, ast.Assign | ast.AugAssign) for node in statements) > 1
    except NotationError:
        return False


def _pieces(text: str) -> Iterator[TextPiece]:
    place = last = 0
    breaks = [match.start() for match in re.finditer("\n", text)]
    missing: set[str] = set()
    while (match := _OPENERS.search(text, place)) is not None:
        opener = match[0]
        start = match.end()
        closer = _closer(opener, match)
        end = -1 if closer in missing else text.find(closer, start)
        if end < 0:
            missing.add(closer)
            place = start
            continue
        body = text[start:end]
        place = end + len(closer)
        if opener == "$" and ("\n\n" in body or len(body) > 1000):
            place = start
            continue
        if _RESIDUE.fullmatch(body.strip()) or not body.strip():
            before_end = match.start()
            yield from _plain_pieces(text, last, before_end, breaks)
            last = place
            continue
        yield from _plain_pieces(text, last, match.start(), breaks)
        line = bisect_left(breaks, start) + 1
        before = _prose(text[last : match.start()])
        kind = "inline" if opener in ("$", "\\(") else "display"
        if opener == "```":
            first, _, rest = body.partition("\n")
            language = first.strip().lower()
            if language in ("", "python", "py", "python3", "numpy"):
                yield TextPiece("code", rest, start + len(first) + 1, line + 1, before)
        else:
            yield TextPiece(kind, body, start, line, before)
        last = place
    yield from _plain_pieces(text, last, len(text), breaks)


def _closer(opener: str, match: re.Match[str]) -> str:
    simple = {"```": "```", "$$": "$$", "\\[": "\\]", "\\(": "\\)", "$": "$"}
    return simple[opener] if opener in simple else f"\\end{{{match[1]}{match[2]}}}"


_TAGS = re.compile(r"<[^<>]{1,200}>")


def _prose(text: str) -> str:
    """Return prose without tags and entities."""
    return html.unescape(_TAGS.sub(" ", text)).strip()


_EQUATION = re.compile(r"(?:[^\W\d_]|[∂∇∆])[^=\n]{0,60}=")
_CODE = re.compile(r"\s*[A-Za-z_][\w.\[\]'\"]*\s*(?:[-+*/]?=)(?!=)\s*\S")
_CODE_SIGNS = re.compile(
    r"np\.|\.dot\(|\.T\b|@|\*\*|torch\.|\.sum\(|\.mean\(|sum\(|\[:|-=|\+=|\w \* \w|def |len\("
)
_WORD = re.compile(r"[A-Za-z]{4,}")
_FORMULA_WORDS = frozenset(
    {"sigmoid", "softmax", "tanh", "relu", "loss", "cost", "error", "hidden", "output", "delta", "sigma",
     "theta", "alpha", "beta", "lambda", "target", "input", "weights", "bias", "sqrt", "nabla", "where",
     "partial", "diag", "ReLU", "mean", "logits", "probs", "preds", "grad"}
)  # fmt: skip


def _plain_pieces(text: str, start: int, end: int, breaks: list[int]) -> Iterator[TextPiece]:
    """Yield formulas and code that stand in lines of prose without delimiters."""
    if "=" not in text[start:end]:
        return
    place = start
    block: list[tuple[int, str]] = []
    while place < end:
        stop = text.find("\n", place, end)
        stop = end if stop < 0 else stop
        whole = text[place:stop]
        if (
            _CODE.match(whole)
            and _CODE_SIGNS.search(whole)
            and not whole.lstrip().startswith(("#", "-", "*"))
        ):
            block.append((place, whole))
        else:
            yield from _code_block(block, breaks)
            block = []
            yield from _plain_formula(whole, place, breaks)
        place = stop + 1
    yield from _code_block(block, breaks)


def _code_block(block: list[tuple[int, str]], breaks: list[int]) -> Iterator[TextPiece]:
    if block:
        start = block[0][0]
        source = "\n".join(line for _, line in block)
        yield TextPiece("code", source, start, bisect_left(breaks, start) + 1, "")


_PARTS = re.compile(
    r"(?<=:)\s|(?<=[.;,])\s+(?=(?:[^\W\d_]|[∂∇∆])\S*\s*=)|\s+(?:and|with|where|so|then)\s+(?=\S+\s*=)"
)
_LEFT = re.compile(r"\S+\s*$")
_TAIL = re.compile(r"\s+(?:where|with|and|so|is|for|which|because|since|but)\s.*$|\s*[?!].*$|\.\s+[A-Z].*$")


def _plain_formula(line: str, place: int, breaks: list[int]) -> Iterator[TextPiece]:
    if "=" not in line or len(line) > 2000:
        return
    offset = 0
    for part in _PARTS.split(line):
        at = line.find(part, offset)
        offset = at + len(part)
        source = part.strip().strip("•*-> \t").rstrip(".,;?! ")
        if "=" in source and _is_prose(source):
            # The formula begins with the last word before its equals sign, and ends before the next prose.
            left, equals, right = source.partition("=")
            first = _LEFT.search(left)
            source = (first[0] if first is not None else "") + equals + _TAIL.sub("", right)
        if "=" not in source or not _EQUATION.match(source) or _is_prose(source):
            continue
        start = place + at + max(part.find(source), 0)
        yield TextPiece("plain", source, start, bisect_left(breaks, start) + 1, _prose(line[:at]))


def _is_prose(source: str) -> bool:
    words = [
        word
        for word in _WORD.findall(source)
        if word.lower() not in _FORMULA_WORDS and not re.search(r"_|(log|exp)$", word)
    ]
    short = re.findall(r"(?<![\w\\])(?:the|is|are|and|my|we|of|to|in|it|so|with|say)(?!\w)", source)
    return bool(words) or bool(short)


def rows_of(source: str) -> list[tuple[int, str]]:
    """Return the formulas of a display with their places: rows that begin with a relation go on."""
    rows: list[tuple[int, str]] = []
    depth = braces = start = place = 0
    while place < len(source):
        if source.startswith("\\begin{", place):
            depth += not source.startswith(("\\begin{align", "\\begin{split", "\\begin{gathered"), place)
            place += 7
        elif source.startswith("\\end{", place):
            depth -= not source.startswith(("\\end{align", "\\end{split", "\\end{gathered"), place)
            place += 5
        elif source.startswith("\\\\", place) and depth <= 0 and braces <= 0:
            rows.append((start, source[start:place]))
            place += 2
            start = place
        elif source[place] == "\\":
            place += 2
        else:
            braces += (source[place] == "{") - (source[place] == "}")
            place += 1
    rows.append((start, source[start:]))
    joined: list[tuple[int, str]] = []
    for at, row in rows:
        if joined and (_ROW_START.match(row) or not _has_relation(row)):
            first, _ = joined[-1]
            joined[-1] = (first, source[first : at + len(row)])
        elif row.strip():
            joined.append((at, row))
    return [(at + offset, part) for at, row in joined for offset, part in equations_of(row)]


_BETWEEN = re.compile(
    r"(?<!\\)[,;.]?\s*\\q?quad(?![a-zA-Z])(?:\s*\\(?:text|mathrm)\s*\{[^{}]{0,40}\})?(?:\s*\\q?quad(?![a-zA-Z]))*"
    r"|(?<!\\)[,;]\s*\\(?:text|mathrm)\s*\{\s*(?:and|so|hence|thus|with|where)\s*\}|(?<!\\)[,;]\s+"
)
_MOST_BETWEEN = 60


def equations_of(row: str) -> list[tuple[int, str]]:
    """Return the equations of one row that stand beside each other, with their places.

    They are parted by a comma or by space, where both sides have an equals sign of their own.
    """
    cuts: list[tuple[int, int]] = []
    for match in _BETWEEN.finditer(row):
        if len(cuts) >= _MOST_BETWEEN:
            break
        begun = cuts[-1][1] if cuts else 0
        before, after = row[begun : match.start()], row[match.end() :]
        if _has_relation(before) and _is_level(before) and re.match(r"[^=,;]{1,80}=", after) is not None:
            cuts.append(match.span())
    parts, place = [], 0
    for start, end in cuts:
        parts.append((place, row[place:start]))
        place = end
    return [*parts, (place, row[place:])]


def _is_level(text: str) -> bool:
    """Whether no bracket is open at the end of a text."""
    return all(text.count(left) == text.count(right) for left, right in ("{}", "()", "[]"))


def _has_relation(row: str) -> bool:
    return "=" in row or "\\leftarrow" in row or "\\gets" in row or "\\to" in row

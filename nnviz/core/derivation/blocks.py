"""Blocks of a text in its order: headings, paragraphs, formulas and code, to be shown one below the other."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nnviz.core.derivation.document import Derivation
from nnviz.core.derivation.source_text import TextPiece, pieces

HEADING, PROSE, FORMULA, CODE, DISPLAY = KINDS = ("heading", "prose", "formula", "code", "display")
_OPENING = re.compile(r"(?:\$\$|\\\[|\\\(|\$|\\begin\{[a-z]+\*?\}(?:\{[^{}]*\})?|```[a-zA-Z0-9]*[ \t]*\n?)$")
_CLOSING = re.compile(r"\s*(?:\$\$|\\\]|\\\)|\$|\\end\{[a-z]+\*?\}|```)")
_TAGS = re.compile(
    r"</?(?:p|div|span|a|b|i|em|strong|sub|sup|ul|ol|li|br|hr|code|pre|h[1-6]|blockquote|tt)\b[^<>]*>"
)
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_ITEM = re.compile(r"\s*([-*+•]|\d{1,3}[.)])\s+(.+)", re.DOTALL)
_RESIDUE = re.compile(r"\$\\(?:begin|end)group\$")
_PLACE = re.compile("\x00(\\d+)\x00")
_TEX_HEADING = re.compile(r"\\(?:sub)*(?:section|paragraph|title)\*?\{([^{}]*)\}")
_TEX_NOISE = re.compile(
    r"\\(?:documentclass|usepackage|author|date|maketitle|label|begin|end|newcommand|renewcommand)\*?"
    r"(?:\[[^\]]*\])?(?:\{[^{}]*\})*|(?<!\\)%[^\n]*"
)


@dataclass(frozen=True)
class TextBlock:
    """A block.

    Attributes
    ----------
    kind
        One of `KINDS`: a display is a formula without an equals sign, which nobody judges.
    text
        Markdown of a heading or a paragraph; the source of code or of a display.
    formula
        Of a formula, its number in the derivation, from 0; else −1.
    level
        Of a heading, from 1.
    marker
        What stands before an item of a list.
    inline
        Whether the formula stands within the paragraph above it.
    notation
        Of a formula or a display, how it is written: ``latex``, ``plain`` or ``code``.
    """

    kind: str
    text: str
    formula: int = -1
    level: int = 0
    marker: str = ""
    inline: bool = False
    notation: str = "latex"


def blocks_of(derivation: Derivation) -> list[TextBlock]:
    """Return the blocks of a text; every formula is in one of them, in order."""
    text = derivation.text
    starts = [item.start for item in derivation.formulas]
    found: list[TextBlock] = []
    prose: list[str] = []
    kinds: dict[int, str] = {}
    cursor = number = 0
    for piece in pieces(text):
        start, end = _outer(text, piece)
        start = max(start, cursor)
        mine = []
        while number < len(starts) and starts[number] < piece.start + len(piece.source) + 1:
            mine.append(number)
            number += 1
        prose.append(text[cursor:start])
        cursor = max(end, cursor)
        alone = piece.kind == "plain" and _alone(text, piece)
        if piece.kind == "inline" or (piece.kind == "plain" and not alone):
            source = " ".join(piece.source.split())
            shown = f"${source}$" if piece.kind == "inline" else piece.source
            kinds.update(dict.fromkeys(mine, "latex" if piece.kind == "inline" else "plain"))
            prose.append(shown + "".join(f"\x00{n}\x00" for n in mine))
        elif piece.kind == "plain" and not mine:
            prose.append(piece.source)
        else:
            found += _paragraphs("".join(prose))
            prose = []
            found += (
                _code(piece, mine, derivation) if piece.kind == "code" else _display(piece, mine, derivation)
            )
    prose.append(text[cursor:])
    found += _paragraphs("".join(prose))
    found = [
        replace(block, notation=kinds.get(block.formula, block.notation)) if block.inline else block
        for block in found
    ]
    missing = set(range(len(starts))) - {block.formula for block in found}
    # A formula that no piece was found for still has its row.
    found += [TextBlock(FORMULA, derivation.formulas[n].source, n) for n in sorted(missing)]
    return found


def _outer(text: str, piece: TextPiece) -> tuple[int, int]:
    """Return where a piece begins and ends with its delimiters."""
    start, end = piece.start, piece.start + len(piece.source)
    if piece.kind in ("plain",):
        return start, end
    opening = _OPENING.search(text, max(start - 40, 0), start)
    closing = _CLOSING.match(text, end)
    if opening is None or closing is None:
        return start, end
    return opening.start(), closing.end()


def _alone(text: str, piece: TextPiece) -> bool:
    """Return whether a formula without delimiters has its line for itself."""
    start = text.rfind("\n", 0, piece.start) + 1
    end = text.find("\n", piece.start)
    line = text[start : end if end >= 0 else len(text)]
    rest = line.replace(piece.source, "", 1)
    return not re.search(r"\w", rest)


def _display(piece: TextPiece, mine: list[int], derivation: Derivation) -> list[TextBlock]:
    if not mine:
        source = piece.source.strip()
        return [TextBlock(DISPLAY, source)] if source else []
    notation = "plain" if piece.kind == "plain" else "latex"
    return [TextBlock(FORMULA, derivation.formulas[n].source, n, notation=notation) for n in mine]


def _code(piece: TextPiece, mine: list[int], derivation: Derivation) -> list[TextBlock]:
    """Return the lines of a program; those that are judged are blocks of their own."""
    found: list[TextBlock] = []
    rest: list[str] = []

    def flush() -> None:
        body = "\n".join(rest).strip("\n")
        if body.strip():
            found.append(TextBlock(CODE, body))
        rest.clear()

    place, waiting = piece.start, list(mine)
    covered = -1
    for line in piece.source.split("\n"):
        end = place + len(line) + 1
        here = []
        while waiting and derivation.formulas[waiting[0]].start < end:
            here.append(waiting.pop(0))
        if here:
            flush()
            for n in here:
                source = derivation.formulas[n].source
                found.append(TextBlock(FORMULA, source, n, notation="code"))
                covered = max(covered, derivation.formulas[n].start + len(source))
        elif place >= covered:
            rest.append(line)
        place = end
    flush()
    return found


def _paragraphs(text: str) -> Iterator[TextBlock]:
    """Yield headings, paragraphs and items, each followed by the formulas that stand in it."""
    parts = re.split(r"(```.*?```)", text, flags=re.DOTALL)
    for part in parts:
        if part.startswith("```") and part.endswith("```") and len(part) > 5:
            body = part.strip("`").partition("\n")[2].strip("\n")
            if body.strip():
                yield TextBlock(CODE, body)
            continue
        for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*+•]|\d{1,3}[.)])\s)|\n(?=#)|(?<=\n)(?=#)", part):
            yield from _paragraph(paragraph)


def _paragraph(paragraph: str) -> Iterator[TextBlock]:
    numbers = [int(n) for n in _PLACE.findall(paragraph)]
    words = _clean(_PLACE.sub("", paragraph))
    if re.search(r"\w", words):
        title = _TEX_HEADING.fullmatch(words) or None
        heading = _HEADING.fullmatch(words)
        item = _ITEM.fullmatch(words)
        if title is not None:
            yield TextBlock(HEADING, title[1], level=2)
        elif heading is not None:
            yield TextBlock(HEADING, heading[2].rstrip("# "), level=len(heading[1]))
        elif item is not None:
            marker = "•" if item[1] in "-*+•" else item[1]
            yield TextBlock(PROSE, item[2], marker=marker)
        else:
            yield TextBlock(PROSE, words)
    for n in numbers:
        yield TextBlock(FORMULA, "", n, inline=True)


def _clean(text: str) -> str:
    """Return prose on one line without tags, entities and commands that lay out a paper."""
    if "\\" in text and not _TEX_HEADING.fullmatch(text.strip()):
        text = _TEX_HEADING.sub(r" \1 ", _TEX_NOISE.sub(" ", text)) if "$" not in text else text
    return " ".join(html.unescape(_TAGS.sub(" ", _RESIDUE.sub(" ", text))).replace("```", " ").split())

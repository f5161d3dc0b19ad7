"""The Markdown of a lesson as pieces: headings, directives, paragraphs, items, formulas, quotations and more.

The blocks are those of CommonMark with tables, as markdown-it finds them. Three rules are a lesson's own:
formulas between ``$$``, comments, and headings that need no space after ``#``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from nnviz.core.lessons import inline
from nnviz.core.lessons.source import LessonSource, cited
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

HEADING, DIRECTIVE, PARAGRAPH, ITEM, FORMULA, QUOTATION, CODE, TABLE, PICTURE = (
    "heading", "directive", "paragraph", "item", "formula", "quotation", "code", "table", "picture"
)  # fmt: skip
MAX_FORMULA = 4_000
"""Characters of the longest formula of a lesson."""
MAX_CODE, MAX_ROWS, MAX_COLUMNS = 60, 60, 12
"""Lines of the longest code block, rows and columns of the largest table."""
KEYS = ("go", "light", "example", "use", "compare", "plot", "end", "experiment", "note")
_REFUSED = (
    (
        re.compile(r"\|"),
        "table",
        QT_TRANSLATE_NOOP("lessons", "a table needs a line of hyphens below its heading: | --- | --- |"),
    ),
    (
        re.compile(r"<[a-zA-Z/!]"),
        "HTML",
        QT_TRANSLATE_NOOP("lessons", "only comments are read: <!-- key: value -->, key one of {keys}"),
    ),
    (re.compile(r"={2,}$"), "line", QT_TRANSLATE_NOOP("lessons", "headings begin with #, steps with ##")),
    (
        re.compile(r"!\["),
        "picture",
        QT_TRANSLATE_NOOP("lessons", "a picture has a line of its own: ![what it shows](file.png)"),
    ),
)
_DIRECTIVE = re.compile(r"\s*([a-z]+)\b([^:]*):\s*(.*?)\s*", re.DOTALL)
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(\s*([^()\s]+)\s*\)")
_INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
_ROOT = "lesson"


class Piece(NamedTuple):
    """A piece of a lesson.

    Attributes
    ----------
    kind
        One of heading, directive, paragraph, item, formula, quotation, code, table, picture.
    line
        Where it begins, from 1.
    text
        Its text; lines of a paragraph are joined, those of a directive, formula, code block and quotation
        are not. A directive's value keeps the line ends before it, so that lines within it can be counted.
    mark
        ``#`` or ``##``, the key of a directive, the bullet or number of an item, the language of a code
        block, the file of a picture.
    extra
        What stands between the key of a directive and its colon.
    rows
        Cells of a table, row by row, its heading first.
    """

    kind: str
    line: int
    text: str
    mark: str = ""
    extra: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def scan(source: LessonSource, start: int) -> Iterator[Piece]:
    """Yield the pieces from line number `start` on.

    Raises
    ------
    LessonError
        On Markdown that a lesson does not have, and on what is begun and not closed.
    """
    tokens = _parser().parse("\n".join(source.lines[start - 1 :]))
    for piece in _Pieces(source, tokens, start - 1).pieces():
        _check_formulas(source, piece)
        yield piece


def _check_formulas(source: LessonSource, piece: Piece) -> None:
    """Refuse a formula that is too long to be typeset while somebody waits."""
    if piece.kind in (DIRECTIVE, CODE):
        return
    texts = [cell for row in piece.rows for cell in row] or [piece.text]
    found = texts if piece.kind == FORMULA else [latex for text in texts for latex in inline.formulas(text)]
    for latex in found:
        if len(latex) > MAX_FORMULA:
            raise source.error(
                piece.line,
                "formula",
                translate("lessons", "at most {max_formula:,} characters are allowed, not {count:,}").format(
                    max_formula=MAX_FORMULA, count=len(latex)
                ),
            )


# -- the parser --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    """Return the parser of blocks, loaded with the first lesson; what stands on a line is `inline`'s."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    rules = parser.block.ruler
    parser.disable(["code", "html_block", "lheading", "reference"])
    rules.before("heading", f"{_ROOT}_formula", _formula_rule, {"alt": _INTERRUPTS})
    rules.before("heading", f"{_ROOT}_comment", _comment_rule, {"alt": _INTERRUPTS})
    rules.at("heading", _heading_rule, {"alt": _INTERRUPTS})
    return parser


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _fenced(
    state: StateBlock, first: int, last: int, silent: bool, marks: tuple[str, str], kind: str
) -> bool:
    """Take the lines from an opening mark to the closing one, or to the end where there is none."""
    opening, closing = marks
    line = _line(state, first)
    if not line.startswith(opening):
        return False
    if silent:
        return True
    end, rest = first, line[len(opening) :]
    while closing not in rest and end + 1 < last:
        end += 1
        rest = _line(state, end)
    state.line = end + 1
    token = state.push(kind, "", 0)
    token.map = [first, end + 1]
    return True


def _formula_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    return _fenced(state, first, last, silent, ("$$", "$$"), FORMULA)


def _comment_rule(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    return _fenced(state, first, last, silent, ("<!--", "-->"), DIRECTIVE)


def _heading_rule(state: StateBlock, first: int, _last: int, silent: bool) -> bool:
    if not _line(state, first).startswith("#"):
        return False
    if not silent:
        state.line = first + 1
        state.push(HEADING, "", 0).map = [first, first + 1]
    return True


# -- tokens as pieces ---------------------------------------------------------------------------------


class _Pieces:
    """Walks over the tokens; lists within lists are flat."""

    def __init__(self, source: LessonSource, tokens: Sequence[Token], above: int) -> None:
        self._source, self._tokens, self._above = source, tokens, above
        self._makers = {
            HEADING: self._heading, DIRECTIVE: self._comment, FORMULA: self._formula, "fence": self._code,
            "hr": self._rule,
        }  # fmt: skip

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces in their order."""
        at, marker = 0, ""
        while at < len(self._tokens):
            token = self._tokens[at]
            if token.type == "list_item_open":
                marker = f"{token.info}." if token.info else "•"
            elif token.type == "blockquote_open":
                yield self._quotation(token)
                at = self._closing(at)
            elif token.type == "table_open":
                end = self._closing(at)
                yield self._table(self._tokens[at:end])
                at = end
            elif token.type == "inline":
                yield self._paragraph(token, marker)
                marker = ""
            elif token.type in self._makers:
                yield self._makers[token.type](token)
            at += 1

    def _closing(self, at: int) -> int:
        """Return the number of the token that closes the one at `at`."""
        opened = self._tokens[at]
        kind = opened.type.replace("_open", "_close")
        return next(
            i
            for i in range(at + 1, len(self._tokens))
            if self._tokens[i].type == kind and self._tokens[i].level == opened.level
        )

    def _place(self, token: Token) -> tuple[int, list[str]]:
        """Return the number of a token's first line, and its lines."""
        assert token.map is not None
        first, end = (number + self._above for number in token.map)
        return first + 1, list(self._source.lines[first:end])

    def _heading(self, token: Token) -> Piece:
        line, lines = self._place(token)
        written = lines[0].strip()
        # Within a list the bullet stands before it.
        written = written[written.index("#") :]
        text = written.lstrip("#")
        marks, text = written[: len(written) - len(text)], text.strip().rstrip("#").rstrip()
        if len(marks) > 2:
            raise self._source.error(
                line,
                "heading",
                translate("lessons", "# is the title, ## a step; within a step write **strong** instead"),
            )
        if not text:
            raise self._source.error(
                line, "title" if marks == "#" else "step", translate("lessons", "a heading needs a text")
            )
        return Piece(HEADING, line, text, marks)

    def _between(self, token: Token, opening: str, closing: str, field: str) -> tuple[int, str]:
        """Return what stands between two marks."""
        line, lines = self._place(token)
        _, _, text = "\n".join(lines).partition(opening)
        text, closed, rest = text.partition(closing)
        if not closed:
            raise self._source.error(
                line,
                field,
                translate("lessons", "{opening} is not closed; write {closing} after it").format(
                    opening=opening, closing=closing
                ),
            )
        if rest.strip():
            last = line + len(lines) - 1
            raise self._source.error(
                last,
                field,
                translate("lessons", "nothing may follow {closing} on its line, not {rest}").format(
                    closing=closing, rest=cited(rest)
                ),
            )
        return line, text

    def _comment(self, token: Token) -> Piece:
        line, text = self._between(token, "<!--", "-->", "comment")
        found = _DIRECTIVE.fullmatch(text)
        if found is None or found[1] not in KEYS:
            raise self._source.error(
                line,
                "comment",
                translate("lessons", "expected key: value with a key of {keys}, not {text}").format(
                    keys=", ".join(KEYS), text=cited(text)
                ),
            )
        key, extra, value = found.groups()
        if extra.strip() and key != "experiment":
            raise self._source.error(
                line,
                key,
                translate("lessons", "the key and its colon belong together, not {key}").format(
                    key=cited(key + extra)
                ),
            )
        if not value:
            raise self._source.error(line, key, translate("lessons", "a value is required after the colon"))
        above = text.count("\n", 0, found.start(3))
        return Piece(DIRECTIVE, line, "\n" * above + value, key, extra.strip())

    def _formula(self, token: Token) -> Piece:
        line, text = self._between(token, "$$", "$$", "formula")
        if not text.strip():
            raise self._source.error(
                line, "formula", translate("lessons", "a formula is required between $$ and $$")
            )
        return Piece(FORMULA, line, text.strip())

    def _quotation(self, token: Token) -> Piece:
        line, lines = self._place(token)
        while lines and not lines[-1].strip():
            lines.pop()
        # A line without its mark goes on from the one above, as in every viewer.
        texts = [text.strip().removeprefix(">").strip() for text in lines]
        if texts and not lines[0].strip().startswith(">"):
            texts[0] = lines[0].partition(">")[2].strip()
        return Piece(QUOTATION, line, "\n".join(texts))

    def _paragraph(self, token: Token, marker: str) -> Piece:
        line, _ = self._place(token)
        lines = [text.strip() for text in token.content.split("\n")]
        found = _PICTURE.fullmatch(" ".join(lines))
        if found is not None and not marker:
            return Piece(PICTURE, line, found[1].strip(), found[2])
        for number, text in enumerate(lines, line):
            for pattern, field, message in _REFUSED:
                if pattern.match(text):
                    words = translate("lessons", message).replace("{keys}", ", ".join(KEYS))
                    raise self._source.error(number, field, words)
        text = " ".join(lines)
        return Piece(ITEM, line, text, marker) if marker else Piece(PARAGRAPH, line, text)

    def _code(self, token: Token) -> Piece:
        line, lines = self._place(token)
        if len(lines) < 2 or lines[-1].strip().strip(token.markup[0]):
            raise self._source.error(
                line,
                "code",
                translate("lessons", "{markup} is not closed; write {markup} on a line after it").format(
                    markup=token.markup
                ),
            )
        text = token.content.rstrip("\n")
        if not text.strip():
            raise self._source.error(line, "code", translate("lessons", "a text is required in a code block"))
        if text.count("\n") >= MAX_CODE:
            raise self._source.error(
                line,
                "code",
                translate("lessons", "at most {max_code} lines of code are allowed").format(
                    max_code=MAX_CODE
                ),
            )
        return Piece(CODE, line, text, token.info.strip().partition(" ")[0])

    def _rule(self, token: Token) -> Piece:
        raise self._source.error(
            self._place(token)[0], "line", translate("lessons", "headings begin with #, steps with ##")
        )

    def _table(self, tokens: Sequence[Token]) -> Piece:
        line, _ = self._place(tokens[0])
        rows: list[list[str]] = []
        for token in tokens:
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(" ".join(token.content.split()))
        if len(rows) > MAX_ROWS or len(rows[0]) > MAX_COLUMNS:
            raise self._source.error(
                line,
                "table",
                translate("lessons", "at most {max_rows} rows and {max_columns} columns are allowed").format(
                    max_rows=MAX_ROWS, max_columns=MAX_COLUMNS
                ),
            )
        return Piece(TABLE, line, "", rows=tuple(tuple(row) for row in rows))

"""Plain text with Unicode signs into the same tokens as LaTeX."""

from __future__ import annotations

import re

from nnviz.core.derivation.notation.numpy_calls import NAMES
from nnviz.core.derivation.notation.words import (
    FUNCTIONS,
    GREEK,
    OPERATORS,
    RELATIONS,
    SUBSCRIPTS,
    SUPERSCRIPTS,
)
from nnviz.core.derivation.notation.written import MAX_FORMULA, MAX_TOKENS, NotationError, NotationToken
from nnviz.core.text.translate import translate

_NUMBER = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
_RELATION = re.compile(r"==>|=>|:=|==|!=|<=|>=|->|<-|\+=|-=|[=<>]")
_TRANSPOSE = re.compile(r"\.T\b|\.transpose\(\)")
_ENTRY = re.compile(r"\[\s*([A-Za-z0-9]+(?:\s*,\s*[A-Za-z0-9]+)*)\s*\]")
_NUMPY = re.compile(r"(?:np|numpy)\.(\w*)(\s*\()?")
_INDEX = re.compile(r"(?!in$)[a-z]{1,2}|\d+|[a-z]\d|[L]")
_COMBINED = {"ŷ": "y_hat", "â": "a_hat", "ẑ": "z_hat", "ȳ": "y_bar", "x̂": "x_hat", "ỹ": "y_tilde"}
_GLUED = re.compile(r"([a-z])(log|ln|exp)")
_WORDS = frozenset({"if", "where", "when", "for", "otherwise", "else", "and", "with"})


class _PlainReader:
    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0
        self.found: list[NotationToken] = []
        self._last_end = -1

    def add(self, kind: str, text: str, start: int, end: int) -> None:
        self.found.append(NotationToken(kind, text, start, end, start == self._last_end))
        self._last_end = end
        if len(self.found) > MAX_TOKENS:
            raise NotationError(
                translate("derivation", "A formula may have at most {max_tokens:,} signs.").format(
                    max_tokens=MAX_TOKENS
                ),
                start,
            )

    def run(self) -> None:
        text = self.text
        while self.place < len(text):
            start, c = self.place, text[self.place]
            if c.isspace():
                self.place += 1
            elif match := _NUMPY.match(text, start):
                self._numpy(match)
            elif match := _NUMBER.match(text, start):
                self._take("number", match[0])
            elif match := _NAME.match(text, start):
                self._name(match[0])
            elif c in SUPERSCRIPTS or c in SUBSCRIPTS:
                self._raised(SUPERSCRIPTS if c in SUPERSCRIPTS else SUBSCRIPTS)
            elif match := _TRANSPOSE.match(text, start):
                self._take("transpose", match[0])
            elif match := _RELATION.match(text, start):
                self.place = match.end()
                self.add("relation", RELATIONS[match[0]], start, self.place)
            else:
                self._sign(c)

    def _take(self, kind: str, piece: str, text: str | None = None) -> None:
        start = self.place
        self.place += len(piece)
        self.add(kind, piece if text is None else text, start, self.place)

    def _numpy(self, match: re.Match[str]) -> None:
        """Take ``np.`` off a name; a call that has an axis keeps it, see `with_numpy_calls`."""
        if match[1] in NAMES and match[2]:
            for piece, kind in (("n", "symbol"), ("p", "symbol"), (".", "comma")):
                self.add(kind, piece, match.start(), match.start(1))
            self.place = match.start(1)
            self._take("symbol", match[1])
        else:
            self.place = match.start(1)

    def _name(self, piece: str) -> None:
        start = self.place
        if match := _GLUED.fullmatch(piece):
            # As in "y log(…)" written without the space.
            self._take("symbol", match[1])
            self._take("function", match[2], FUNCTIONS[match[2]])
            return
        if piece in FUNCTIONS:
            self._take("function", piece, FUNCTIONS[piece])
            return
        if piece.lower() in _WORDS:
            self._take("text", piece)
            return
        base, underscore, rest = piece.partition("_")
        if underscore and _INDEX.fullmatch(rest):
            self._take("symbol", base)
            self.place = start + len(piece)
            self._group(
                "_", [("symbol" if c.isalpha() else "number", c) for c in _pieces(rest)], start + len(base)
            )
        else:
            self._take("symbol", piece)
        if match := _ENTRY.match(self.text, self.place):
            at, self.place = self.place, match.end()
            items: list[tuple[str, str]] = []
            for item in re.split(r"\s*,\s*", match[1]):
                items += [("comma", ",")] if items else []
                items.append(("number" if item.isdigit() else "symbol", item))
            self._group("_", items, at)

    def _group(self, script: str, items: list[tuple[str, str]], at: int) -> None:
        """Add a script with a group of tokens that all stand at one place of the text."""
        end = self.place
        self._last_end = at
        for kind, text in (("script", script), ("open", "group{"), *items, ("close", "group}")):
            self.found.append(NotationToken(kind, text, at, end, True))
        self._last_end = end

    def _raised(self, table: dict[str, str]) -> None:
        start, text = self.place, self.text
        while self.place < len(text) and text[self.place] in table:
            self.place += 1
        plain = "".join(table[c] for c in text[start : self.place])
        items: list[tuple[str, str]] = []
        for match in re.finditer(r"\d+|[A-Za-z]|.", plain):
            piece = match[0]
            kind = "number" if piece.isdigit() else "symbol" if piece.isalpha() else "operator"
            items.append(({"(": "open", ")": "close"}.get(piece, kind), piece))
        self._group("^" if table is SUPERSCRIPTS else "_", items, start)

    def _sign(self, c: str) -> None:
        text = self.text
        if c in "^_":
            self._take("script", c)
        elif text.startswith("**", self.place):
            self._take("power", "**")
        elif c in "'′’":
            self._take("prime", c, "'")
        elif c == "″":
            self._take("prime", c, "'")
            self.add("prime", "'", self.place, self.place)
        elif c in "([{":
            self._take("open", c)
        elif c in ")]}":
            self._take("close", c)
        elif c == "‖" or text.startswith("||", self.place):
            self._take("bar", c if c == "‖" else "||", "||")
        elif c == "|":
            self._take("bar", c)
        elif c in OPERATORS:
            self._take("operator", c, OPERATORS[c])
        elif c in RELATIONS:
            self._take("relation", c, RELATIONS[c])
        elif c in ",;:.!?":
            self._take("comma", c)
        elif c in "∂∇":
            self._take("symbol", c, "partial" if c == "∂" else "nabla")
        elif c in "∑Σ":
            self._take("command", c, "sum")
        elif c == "⊤":
            self._take("symbol", c, "T")
        elif c == "𝟙":
            self._take("symbol", c, "indicator")
        elif c == "½":
            self._take("number", c, "0.5")
        elif c in _COMBINED:
            self._take("symbol", c, _COMBINED[c])
        elif c in GREEK:
            self._greek(c)
        else:
            shown = f"{c} " if c.isprintable() else ""
            raise NotationError(
                translate("derivation", "{shown}(U+{ord}) is not a symbol allowed in a formula.").format(
                    shown=shown, ord=f"{ord(c):04X}"
                ),
                self.place,
            )

    def _greek(self, c: str) -> None:
        match = re.compile(r"\d+").match(self.text, self.place + 1)
        digits = match[0] if match else ""
        self._take("symbol", c + digits, GREEK[c] + digits)


def _pieces(text: str) -> list[str]:
    return re.findall(r"\d+|[A-Za-z]", text)


def plain_tokens(text: str) -> list[NotationToken]:
    """Split plain text with Unicode signs into tokens.

    Raises
    ------
    NotationError
        For a sign that no formula has, with its place.
    """
    if len(text) > MAX_FORMULA:
        raise NotationError(
            translate(
                "derivation", "A formula may have at most {max_formula:,} characters, this has {count:,}."
            ).format(max_formula=MAX_FORMULA, count=len(text))
        )
    reader = _PlainReader(text)
    reader.run()
    return [*reader.found, NotationToken("end", translate("derivation", "the end"), len(text), len(text))]

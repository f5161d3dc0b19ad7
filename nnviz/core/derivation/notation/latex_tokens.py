"""LaTeX into tokens. Commands are a list; anything else is refused, and nothing is expanded."""

from __future__ import annotations

import re

from nnviz.core.derivation.notation.words import (
    ACCENTS,
    COMMANDS,
    DEFINING,
    ENVIRONMENTS,
    FONTS,
    FUNCTIONS,
    GREEK,
    LETTER_NAMES,
    ONE_NAME,
    OPERATORS,
    RELATIONS,
    SPACING,
    UNSUPPORTED,
)
from nnviz.core.derivation.notation.written import MAX_FORMULA, MAX_TOKENS, NotationError, NotationToken
from nnviz.core.text.translate import translate

_COMMAND = re.compile(r"\\([A-Za-z]+\*?|.)", re.DOTALL)
_NUMBER = re.compile(r"\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+")
_LETTERS = re.compile(r"[A-Za-z]+")
_GROUP = re.compile(r"\s*\{([^{}]*)\}")
_RELATION = re.compile(r"==>|=>|:=|==|!=|<=|>=|->|<-|\+=|-=|[=<>]")
_NAMES = ("net", "out", "output", "loss", "cost", "target", "logits", "err")
_WORDS = {"if", "otherwise", "else", "when", "for", "where", "and", "with", "all", "or", "is"}
_KNOWN = sorted(FUNCTIONS, key=len, reverse=True)
MAX_FONTS = 6
_SKIPPED = {"hspace", "vspace", "label", "tag", "eqref", "ref", "color", "phantom", "hspace*", "tag*", "cite"}


class _LatexReader:
    def __init__(self, text: str, place: int = 0, depth: int = 0) -> None:
        self.text, self.place, self._depth = text, place, depth
        if depth > MAX_FONTS:
            raise NotationError(translate("derivation", "Font commands are nested too deeply."), place)
        self.found: list[NotationToken] = []
        self.tag = ""
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
            if c.isspace() or c == "~":
                self.place += 1
            elif c == "\\":
                self._command()
            elif c == "%":
                line = text.find("\n", start)
                self.place = len(text) if line < 0 else line
            elif match := _NUMBER.match(text, start):
                self._number(match)
            elif c.isascii() and c.isalpha():
                self._letters()
            elif c in "{}":
                self._one("open" if c == "{" else "close", "group" + c)
            elif match := _RELATION.match(text, start):
                self.place = match.end()
                self.add("relation", RELATIONS[match[0]], start, self.place)
            else:
                self._sign(c)

    def _number(self, match: re.Match[str]) -> None:
        start = self.place
        # In a script every digit of \theta_{12} stands alone, and x^23 is x² 3: the parser decides.
        self.place = match.end()
        self.add("number", match[0], start, self.place)

    def _one(self, kind: str, text: str) -> None:
        self.place += 1
        self.add(kind, text, self.place - 1, self.place)

    def _sign(self, c: str) -> None:
        if c in "^_":
            self._one("script", c)
        elif c in "'′’":
            self._one("prime", "'")
        elif c in "([":
            self._one("open", c)
        elif c in ")]":
            self._one("close", c)
        elif c == "|":
            double = self.text.startswith("||", self.place)
            self.place += double
            self._one("bar", "||" if double else "|")
        elif c in OPERATORS:
            self._one("operator", OPERATORS[c])
        elif c in RELATIONS:
            self._one("relation", RELATIONS[c])
        elif c == "&":
            self._one("separator", "&")
        elif c in ",;" or c in ".:!?":
            self._one("comma", c)
        elif c in GREEK:
            self._one("symbol", GREEK[c])
        elif c == "∂":
            self._one("symbol", "partial")
        elif c == "∇":
            self._one("symbol", "nabla")
        elif c in "∑Σ":
            self._one("command", "sum")
        else:
            shown = f"{c} " if c.isprintable() else ""
            raise NotationError(
                translate("derivation", "{shown}(U+{ord}) is not a symbol allowed in a formula.").format(
                    shown=shown, ord=f"{ord(c):04X}"
                ),
                self.place,
            )

    def _letters(self) -> None:
        match = _LETTERS.match(self.text, self.place)
        assert match is not None
        run, start, i = match[0], self.place, 0
        if run in _NAMES:
            self.place = match.end()
            self.add("symbol", run, start, self.place)
            return
        while i < len(run):
            word = next((w for w in _KNOWN if run.startswith(w, i)), None)
            if word is not None and len(word) > 2 and self._is_word(run, i, word):
                self.add("function", FUNCTIONS[word], start + i, start + i + len(word))
                i += len(word)
            else:
                self.add("symbol", run[i], start + i, start + i + 1)
                i += 1
        self.place = match.end()

    @staticmethod
    def _is_word(run: str, i: int, word: str) -> bool:
        """Whether letters are a word: alone, or behind one letter as in ``tlog``, and not inside another."""
        return i + len(word) == len(run) or run[i + len(word) :].isalpha()

    def _command(self) -> None:
        match = _COMMAND.match(self.text, self.place)
        start = self.place
        if match is None:
            raise NotationError(translate("derivation", "A \\ is not followed by a command."), start)
        name, self.place = match[1], match.end()
        if name == "\\":
            self._line_break(start)
        elif name in COMMANDS:
            kind, text = COMMANDS[name]
            self.add(kind, text, start, self.place)
        elif name in SPACING:
            self._after_spacing(name)
        elif name.rstrip("*") in LETTER_NAMES:
            self.add("symbol", ONE_NAME.get(name, name), start, self.place)
        elif name in FUNCTIONS:
            self.add("function", FUNCTIONS[name], start, self.place)
        elif name in ACCENTS:
            self._accent(name, start)
        elif name in ("begin", "end"):
            self._environment(name, start)
        elif name in _SKIPPED:
            self._skipped(name, start)
        elif name in FONTS:
            self._font(name, start)
        else:
            self._unknown(name, start)

    def _line_break(self, start: int) -> None:
        if match := re.compile(r"\s*\[[^\]]*\]").match(self.text, self.place):
            self.place = match.end()
        self.add("newline", "\\", start, self.place)

    def _after_spacing(self, name: str) -> None:
        r"""Skip a spacing command, and with ``\left`` the point that stands for no delimiter."""
        if name in ("left", "right", "middle") and self.text.startswith(".", self.place):
            self.place += 1

    def _accent(self, name: str, start: int) -> None:
        inner = self._argument(start)
        letter = inner.strip().lstrip("\\")
        if match := re.fullmatch(r"(?:mathbf|boldsymbol|bm|vec)\s*\{?\s*\\?([A-Za-z]+)\s*\}?", letter):
            letter = match[1]
        if not (len(letter) == 1 and letter.isalpha()) and letter not in LETTER_NAMES:
            raise NotationError(
                translate("derivation", "\\{name} is an accent for one letter; this is {inner}.").format(
                    name=name, inner=f"{inner:.20}"
                ),
                start,
                self.place,
            )
        self.add("symbol", f"{letter}_{ACCENTS[name]}", start, self.place)

    def _argument(self, start: int) -> str:
        """Return the text of the next group, or the next letter or command."""
        text, place = self.text, self.place
        while place < len(text) and text[place].isspace():
            place += 1
        if place >= len(text):
            raise NotationError(translate("derivation", "A command at the end has no argument."), start)
        if text[place] == "\\":
            match = _COMMAND.match(text, place)
            self.place = len(text) if match is None else match.end()
            return text[place : self.place]
        if text[place] != "{":
            self.place = place + 1
            return text[place]
        depth, end = 0, place
        while end < len(text):
            depth += (text[end] == "{") - (text[end] == "}")
            if depth == 0:
                break
            end += 1
        if depth:
            raise NotationError(translate("derivation", "A { is not closed."), place)
        self.place = end + 1
        return text[place + 1 : end]

    def _environment(self, name: str, start: int) -> None:
        kind = self._argument(start).strip().rstrip("*")
        if kind not in ENVIRONMENTS:
            unsupported = UNSUPPORTED.get(f"begin{{{kind}}}")
            words = (
                translate("derivation", unsupported)
                if unsupported is not None
                else translate("derivation", "The environment {name} cannot be read.").format(
                    name=f"{kind:.30}"
                )
            )
            raise NotationError(words, start, self.place, lasting=True)
        if kind in ("cases", "dcases"):
            self.add("command", f"{name} cases", start, self.place)
        elif kind == "alignat" and name == "begin":
            self._argument(start)

    def _skipped(self, name: str, start: int) -> None:
        inner = self._argument(start)
        if name in ("tag", "tag*"):
            self.tag = inner.strip()

    def _font(self, name: str, start: int) -> None:
        before = self.place
        inner = self._argument(start).strip() if name not in ("bf", "rm", "it", "cal") else ""
        if name in ("mathbb", "mathbf") and inner in ("1", "I") and (name == "mathbb" or inner == "1"):
            self.add("symbol", "indicator", start, self.place)
        elif name == "mathbb" and inner == "E":
            raise NotationError(
                translate("derivation", "Expectations cannot be read."), start, self.place, lasting=True
            )
        elif name in ("bf", "rm", "it", "cal"):
            return
        elif inner in FUNCTIONS and len(inner) > 1:
            self.add("function", FUNCTIONS[inner], start, self.place)
        elif name in ("text", "mbox", "textrm", "textit", "textbf", "hbox") or (
            name == "mathrm" and inner.lower() in _WORDS
        ):
            self._prose(inner, start)
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", inner) and name in (
            "operatorname",
            "mathrm",
            "texttt",
            "mathit",
        ):
            self.add("symbol", inner, start, self.place)
        else:
            # The group is read as it stands; only the look has changed.
            end, self.place = self.place, before
            self._add_group(end, start)

    def _add_group(self, end: int, start: int) -> None:
        """Read the argument of a font command as tokens of its own, without its braces."""
        inner_start = self.place
        text = self.text[:end]
        while inner_start < end and text[inner_start].isspace():
            inner_start += 1
        if text[inner_start : inner_start + 1] == "{":
            inner_start, inner_end = inner_start + 1, end - 1
        else:
            inner_end = end
        inner = _LatexReader(self.text[:inner_end], inner_start, self._depth + 1)
        inner.run()
        glued = start == self._last_end
        for i, token in enumerate(inner.found):
            self.found.append(
                NotationToken(
                    token.kind,
                    token.text,
                    start if i == 0 else token.start,
                    token.end,
                    glued if i == 0 else token.glued,
                )
            )
        self._last_end = end
        self.place = end

    def _prose(self, inner: str, start: int) -> None:
        words = inner.strip(" ,.;:")
        if not words:
            return
        if words in FUNCTIONS:
            self.add("function", FUNCTIONS[words], start, self.place)
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", words) and words.lower() not in _WORDS:
            self.add("symbol", words, start, self.place)
        else:
            self.add("text", words, start, self.place)

    def _unknown(self, name: str, start: int) -> None:
        end = self.place
        if name in DEFINING:
            raise NotationError(
                translate(
                    "derivation", "\\{name} is not supported: write the formula without macros."
                ).format(name=f"{name:.20}"),
                start,
                end,
            )
        if name in UNSUPPORTED:
            raise NotationError(translate("derivation", UNSUPPORTED[name]), start, end, lasting=True)
        raise NotationError(
            translate("derivation", "The command \\{name} is not known.").format(name=f"{name:.30}"),
            start,
            end,
            lasting=True,
        )


def latex_tokens(text: str) -> tuple[list[NotationToken], str]:
    r"""Split LaTeX into tokens; return them and the number of a ``\tag``.

    Raises
    ------
    NotationError
        For a command that is not known or that defines something, with its place.
    """
    if len(text) > MAX_FORMULA:
        raise NotationError(
            translate(
                "derivation", "A formula may have at most {max_formula:,} characters, this has {count:,}."
            ).format(max_formula=MAX_FORMULA, count=len(text))
        )
    reader = _LatexReader(text)
    reader.run()
    return [
        *reader.found,
        NotationToken("end", translate("derivation", "the end"), len(text), len(text)),
    ], reader.tag

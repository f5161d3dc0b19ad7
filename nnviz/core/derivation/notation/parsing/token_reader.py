"""Tokens of a formula, taken one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nnviz.core.derivation.notation.written import (
    MAX_DEPTH,
    Condition,
    NotationError,
    NotationPart,
    NotationToken,
)
from nnviz.core.text.translate import translate

CLOSING = {"(": ")", "[": "]", "{": "}", "group{": "group}"}
EQUALITIES = ("=", "=>", "<-", "+=", "-=", "->", "<=>", "==")
_STARTS = ("number", "symbol", "function", "numpy", "open", "bar", "command")


class Expressions(Protocol):
    """What reads expressions of tokens; parts that hold expressions are read with it."""

    def sum(self) -> NotationPart:
        """Read terms."""

    def product(self) -> NotationPart:
        """Read factors."""

    def factor(self) -> NotationPart:
        """Read one factor."""

    def primary(self) -> NotationPart:
        """Read one factor without what stands behind it."""

    def inside(self, tokens: Sequence[NotationToken]) -> NotationPart:
        """Return the expression that tokens of another place write."""

    def condition_in(self, tokens: Sequence[NotationToken]) -> Condition:
        """Return the comparison that tokens of another place write."""


class TokenReader:
    """Takes tokens, the last one being the end.

    Attributes
    ----------
    tokens, place
        The tokens and the place of the next one.
    depth
        How many levels are open.
    bars
        Bars of norms that are open.
    remarks
        Sentences about what was put right.
    missing
        Whether a closing bracket was added already.
    in_cases
        How many cases are open: there, signs that align formulas separate them.
    """

    def __init__(self, tokens: Sequence[NotationToken]) -> None:
        self.tokens = list(tokens)
        self.place = self.depth = self.in_cases = 0
        self.bars: list[str] = []
        self.remarks: list[str] = []
        self.missing = False

    @property
    def next(self) -> NotationToken:
        """The token that comes next."""
        return self.tokens[self.place]

    def peek(self, ahead: int = 1) -> NotationToken:
        """Return the token a few places ahead."""
        return self.tokens[min(self.place + ahead, len(self.tokens) - 1)]

    def take(self, kind: str, *texts: str) -> NotationToken | None:
        """Take the next token if it is of a kind and one of some texts."""
        token = self.next
        if token.kind == kind and (not texts or token.text in texts):
            self.place += 1
            return token
        return None

    def expect(self, kind: str, text: str) -> NotationToken:
        """Take the next token, which must be this one; a bracket may be missing at the end, once."""
        token = self.take(kind, text)
        if token is None and kind == "close" and text == ")" and self.next.kind == "end" and not self.missing:
            self.missing = True
            self.remarks.append(translate("derivation", "A missing closing bracket was added at the end."))
            return self.next
        if token is None:
            name = text.removeprefix("group")
            found = self.next.text.removeprefix("group")
            raise NotationError(
                translate("derivation", "A {name} is missing before {found}.").format(name=name, found=found),
                self.next.start,
                self.next.end,
            )
        return token

    def refuse(self, token: NotationToken) -> NotationError:
        """Return the error about a token that does not belong there."""
        text = token.text.removeprefix("group")
        if token.kind == "end":
            return NotationError(
                translate("derivation", "The formula is incomplete at its end."),
                max(token.start - 1, 0),
                token.end,
            )
        return NotationError(
            translate("derivation", "{text} is not expected here.").format(text=text), token.start, token.end
        )

    def deeper(self) -> None:
        """Count a level, and raise NotationError if there are too many."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotationError(
                translate("derivation", "A formula may be at most {max_depth} levels deep.").format(
                    max_depth=MAX_DEPTH
                ),
                self.next.start,
            )

    @property
    def before(self) -> int:
        """Where the token before ends."""
        return self.tokens[self.place - 1].end if self.place else 0

    def unwrap(self) -> None:
        """Leave out braces around the whole formula."""
        while self.tokens[0].text == "group{":
            depth = place = 0
            for token in self.tokens:
                depth += (token.text == "group{") - (token.text == "group}")
                if depth == 0:
                    break
                place += 1
            inside = self.tokens[1:place]
            if (
                place != len(self.tokens) - 2
                or any(t.text == "over" for t in inside[:3])
                or not any(t.kind == "relation" for t in inside)
            ):
                return
            self.tokens = [*self.tokens[1:-2], self.tokens[-1]]

    def skip_layout(self) -> None:
        """Skip signs that align formulas."""
        while self.next.kind in ("separator", "newline") and not self.in_cases:
            self.place += 1

    def skip_separators(self) -> None:
        """Skip signs that align formulas, within cases too."""
        while self.next.kind in ("separator", "newline"):
            self.place += 1

    def names_condition(self) -> bool:
        """Whether a condition follows the comma."""
        ahead = 1
        while self.peek(ahead).kind in ("comma", "separator"):
            ahead += 1
        return self.peek(ahead).kind == "text" or self.compares(ahead)

    def compares(self, ahead: int) -> bool:
        """Whether a comparison such as ``k ≠ y`` follows."""
        first, second = self.peek(ahead), self.peek(ahead + 1)
        return (
            first.kind == "symbol"
            and second.kind == "relation"
            and second.text in ("!=", "<", ">", "<=", ">=")
        )

    def starts_factor(self, token: NotationToken) -> bool:
        """Whether a token begins a factor."""
        if token.kind == "bar":
            return not self.bars and self.bar_opens(token)
        if token.kind == "command":
            return token.text in ("frac", "sum", "sqrt", "begin cases")
        return token.kind in _STARTS

    def bar_opens(self, token: NotationToken) -> bool:
        """Whether a bar behind a factor opens a value and is no condition: another one closes it."""
        return any(t.kind == "bar" and t.text == token.text for t in self.tokens[self.place + 1 :])

    def balanced(self) -> list[NotationToken]:
        """Take a bracket with all in it; grouping braces are left out, other brackets are kept."""
        opening = self.next
        depth, start = 0, self.place
        while True:
            token = self.next
            if token.kind == "end":
                name = opening.text.removeprefix("group")
                raise NotationError(
                    translate("derivation", "A {name} is not closed.").format(name=name),
                    opening.start,
                    opening.end,
                )
            depth += (token.kind == "open") - (token.kind == "close")
            self.place += 1
            if depth == 0:
                break
        inside = self.tokens[start : self.place]
        return inside[1:-1] if opening.text == "group{" else inside

    def has_comma(self) -> bool:
        """Whether the bracket that opens here has a comma of its own."""
        depth = 0
        for token in self.tokens[self.place :]:
            depth += (token.kind == "open") - (token.kind == "close")
            if depth == 0:
                return False
            if depth == 1 and token.kind == "comma" and token.text == ",":
                return True
        return False

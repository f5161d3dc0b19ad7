"""Fractions and derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.notation.parsing.script_reader import Scripts
from nnviz.core.derivation.notation.parsing.token_reader import Expressions, TokenReader
from nnviz.core.derivation.notation.written import (
    Fraction,
    Gradient,
    NotationError,
    NotationPart,
    NotationToken,
    Quotient,
    Symbol,
)
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

_DIFFERENTIALS = ("partial", "d", "delta", QT_TRANSLATE_NOOP("derivation", "mathrm d"))


class Quotients:
    """Reads fractions, and derivatives where both sides begin with a differential."""

    def __init__(self, reader: TokenReader, scripts: Scripts, expressions: Expressions) -> None:
        self._reader, self._scripts, self._expressions = reader, scripts, expressions

    def begins(self, token: NotationToken) -> bool:
        """Whether a token may begin a derivative on one line."""
        return token.text in _DIFFERENTIALS or self.is_name(token)

    def is_name(self, token: NotationToken) -> bool:
        """Whether a name such as ``dE`` stands before a slash and another: ``dE/do``."""
        if len(token.text) < 2 or not token.text.startswith("d") or token.text in ("delta", "div"):
            return False
        return self._reader.peek().text == "/" and self._reader.peek(2).text.startswith("d")

    def flat_quotient(self) -> NotationPart | None:
        """Read ``∂C/∂W²`` written on one line; None if this is something else."""
        start = self._reader.place
        first = self._reader.next
        if first.text == "delta":
            return None
        family = first.text if first.text in ("partial", "d") else "d"
        slash = self._slash_after()
        if slash is None or not self._is_differential(slash + 1, family):
            return None
        operator = slash == start + 1
        below, end = self._operand_after(slash + 1, family)
        if below is None:
            return None
        if operator and first.text in ("partial", "d"):
            self._reader.place = end
            by = self._expressions.inside(below)
            return self._operated(by, first.start)
        top_tokens = self._without_differential(self._reader.tokens[start:slash])
        self._reader.place = end
        return Quotient(
            self._expressions.inside(top_tokens),
            self._expressions.inside(below),
            start=first.start,
            end=self._reader.before,
        )

    def _slash_after(self) -> int | None:
        """Return the place of the / that belongs to a differential at this place."""
        place = self._reader.place + 1
        depth = 0
        while place < len(self._reader.tokens):
            token = self._reader.tokens[place]
            if depth == 0 and token.kind == "operator":
                return place if token.text == "/" else None
            if depth == 0 and token.kind in ("relation", "end", "comma", "newline", "separator", "close"):
                return None
            if (
                depth == 0
                and token.kind in ("symbol", "function", "number")
                and place > self._reader.place + 3
            ):
                return None
            depth += (token.kind == "open") - (token.kind == "close")
            place += 1
        return None

    def _is_differential(self, place: int, family: str) -> bool:
        token = self._reader.tokens[place]
        if token.kind != "symbol":
            return False
        return token.text == family or (family == "d" and len(token.text) > 1 and token.text[0] == "d")

    def _operand_after(self, place: int, family: str) -> tuple[list[NotationToken] | None, int]:
        """Return the tokens of what is derived by, and where they end."""
        token = self._reader.tokens[place]
        found: list[NotationToken] = []
        if token.text == family and family in ("partial", "d"):
            place += 1
            if self._reader.tokens[place].kind != "symbol":
                return None, place
            found.append(self._reader.tokens[place])
        else:
            found.append(replace(token, text=token.text[1:], start=token.start + 1))
        place += 1
        keep = self._reader.place
        self._reader.place = place
        self._scripts.read()
        if self._reader.next.kind == "transpose":
            self._reader.place += 1
        found += self._reader.tokens[place : self._reader.place]
        end, self._reader.place = self._reader.place, keep
        return found, end

    def _without_differential(self, tokens: Sequence[NotationToken]) -> list[NotationToken]:
        first = tokens[0]
        if first.text in ("partial", "d", "delta"):
            return list(tokens[1:])
        return [replace(first, text=first.text[1:], start=first.start + 1), *tokens[1:]]

    def _operated(self, by: NotationPart, start: int) -> NotationPart:
        """Read what an operator ∂/∂x is applied to: the whole product behind it."""
        if not self._reader.starts_factor(self._reader.next):
            raise NotationError(
                translate("derivation", "The derivative is not applied to anything."),
                start,
                self._reader.before,
            )
        of = self._expressions.product()
        return Quotient(of, by, start=start, end=of.end)

    def gradient(self) -> NotationPart:
        """Read ∇ with its variable and function."""
        token = self._reader.next
        self._reader.place += 1
        sub, sup, primes = self._scripts.read()
        if sup is not None or primes:
            raise NotationError(
                translate("derivation", "A second derivative cannot be read."),
                token.start,
                self._reader.before,
                lasting=True,
            )
        by = self._expressions.inside(sub.tokens) if sub is not None else None
        of = self._expressions.factor()
        if by is None:
            if not isinstance(of, Symbol) or of.sub is None:
                raise NotationError(
                    translate("derivation", "∇ needs a function and a variable: write ∇_W C."),
                    token.start,
                    of.end,
                )
            by = self._expressions.inside(of.sub.tokens)
            of = Symbol(of.base, None, of.sup, of.primes, start=of.start, end=of.end)
        return Gradient(of, by, start=token.start, end=self._reader.before)

    def fraction(self) -> NotationPart:
        """Read a fraction with its two parts."""
        start = self._reader.next.start
        self._reader.place += 1
        top, bottom = self._fraction_argument(), self._fraction_argument()
        return self.quotient_of(top, bottom, start)

    def _fraction_argument(self) -> list[NotationToken]:
        token = self._reader.next
        if token.kind == "open" and token.text == "group{":
            return self._reader.balanced()
        if token.kind == "number" and len(token.text) == 2 and token.text.isdigit():
            # \frac12 is one half.
            self._reader.tokens[self._reader.place] = replace(
                token, text=token.text[1], start=token.start + 1, glued=True
            )
            return [replace(token, text=token.text[0], end=token.start + 1)]
        if token.kind in ("number", "symbol", "function"):
            self._reader.place += 1
            return [token]
        if token.kind == "command":
            return self._scripts.slice_of(self._expressions.primary)
        raise self._reader.refuse(token)

    def over(self) -> NotationPart | None:
        r"""Read ``{a \over b}``, behind its opening brace; None without an \\over."""
        depth = 0
        start = self._reader.place
        for place in range(start, len(self._reader.tokens)):
            token = self._reader.tokens[place]
            if token.text == "over" and token.kind == "command" and depth == 0:
                break
            depth += (token.text == "group{") - (token.text == "group}")
            if depth < 0 or token.kind == "end":
                return None
        else:
            return None
        top = self._reader.tokens[start:place]
        end, depth = place + 1, 0
        while True:
            token = self._reader.tokens[end]
            if token.kind == "end":
                raise NotationError(
                    translate("derivation", "A { is not closed."), self._reader.tokens[start].start
                )
            depth += (token.text == "group{") - (token.text == "group}")
            if depth < 0:
                break
            end += 1
        bottom = self._reader.tokens[place + 1 : end]
        self._reader.place = end + 1
        return self.quotient_of(top, bottom, self._reader.tokens[start - 1].start)

    def quotient_of(self, top: list[NotationToken], bottom: list[NotationToken], start: int) -> NotationPart:
        """Return a fraction, or a derivative where both sides begin with a differential."""
        end = self._reader.before
        if not top or not bottom:
            raise NotationError(translate("derivation", "A fraction needs two parts."), start, end)
        family = bottom[0].text
        if self._derives(top, bottom, family):
            if any(t.text == "^" for t in top[:2][1:]):
                raise NotationError(
                    translate("derivation", "A second derivative cannot be read."), start, end, lasting=True
                )
            by = self._expressions.inside(self._without_differential(bottom))
            rest = self._without_differential(top)
            if not rest:
                return self._operated(by, start)
            return Quotient(self._expressions.inside(rest), by, start=start, end=end)
        return Fraction(self._expressions.inside(top), self._expressions.inside(bottom), start=start, end=end)

    def _derives(self, top: list[NotationToken], bottom: list[NotationToken], family: str) -> bool:
        first = top[0]
        if bottom[0].kind != "symbol" or first.kind != "symbol":
            return False
        if family in ("partial", "d", "delta"):
            bare = len(bottom) > 1 and bottom[1].kind in ("symbol", "open", "function")
            plain = len(top) == 1 or top[1].kind != "script" or first.text == "partial"
            return bare and plain and first.text in ("partial", "d", "delta")
        # Names such as dW in a program's notation, not Greek letters.
        both = (
            family.startswith("d") and first.text.startswith("d") and len(family) > 1 and len(first.text) > 1
        )
        return both and family not in ("div", "delta") and first.text not in ("div", "delta")

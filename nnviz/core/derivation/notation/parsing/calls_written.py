"""Symbols and functions with their arguments."""

from __future__ import annotations

from nnviz.core.derivation.notation.parsing.script_reader import Scripts
from nnviz.core.derivation.notation.parsing.token_reader import CLOSING, Expressions, TokenReader
from nnviz.core.derivation.notation.written import (
    Apply,
    Called,
    Exponential,
    Group,
    Literal,
    NotationError,
    NotationPart,
    Product,
    Raised,
    Script,
    Symbol,
)
from nnviz.core.text.translate import translate


class CallsWritten:
    """Reads symbols, and functions with the values they are applied to."""

    def __init__(self, reader: TokenReader, scripts: Scripts, expressions: Expressions) -> None:
        self._reader, self._scripts, self._expressions = reader, scripts, expressions

    def symbol(self) -> NotationPart:
        """Read a symbol with what stands above and below it."""
        token = self._reader.next
        self._reader.place += 1
        base, start = token.text, token.start
        following = self._reader.next
        glued = following.kind == "symbol" and following.glued and following.text[:1].isalpha()
        if base == "d" and glued and following.text not in ("partial", "nabla", "indicator"):
            # dW in a program's notation: the gradient of W.
            self._reader.place += 1
            base = "d" + following.text
        sub, sup, primes = self._scripts.read()
        if base == "e" and sup is not None and not primes:
            return self._exponential(sub, sup, start)
        if (
            base in ("sigma", "softmax")
            and self._reader.next.kind == "open"
            and self._reader.next.text in ("(", "[", "{")
        ):
            arguments = self.arguments()
            return self.raised(Apply(base, arguments, primes, sup, sub, start=start, end=self._reader.before))
        if base == "Delta" and self._reader.next.kind == "symbol" and sub is None and sup is None:
            # Δw is the step of w, and no product.
            token = self._reader.next
            self._reader.place += 1
            sub, sup, primes = self._scripts.read()
            return Symbol(f"Delta_{token.text}", sub, sup, primes, start=start, end=self._reader.before)
        symbol = Symbol(base, sub, sup, primes, start=start, end=self._reader.before)
        if self._reader.next.text == "(" and self._reader.has_comma():
            arguments = self.arguments()
            return Called(symbol, arguments, start=start, end=self._reader.before)
        return symbol

    def raised(self, part: NotationPart) -> NotationPart:
        """Return a call with the power that stands behind it: ``σ(z)^2``."""
        if self._reader.next.kind != "script" or self._reader.next.text != "^":
            return part
        _, sup, primes = self._scripts.read()
        if sup is None or primes:
            raise NotationError(
                translate("derivation", "What stands behind the bracket cannot be read."),
                part.start,
                self._reader.before,
                lasting=True,
            )
        return Group(part, "", sup, None, start=part.start, end=self._reader.before)

    def _exponential(self, sub: Script | None, sup: Script, start: int) -> NotationPart:
        inner = self._expressions.inside(sup.whole or sup.tokens)
        return Exponential(inner, sub, start=start, end=self._reader.before)

    def arguments(self) -> tuple[NotationPart, ...]:
        """Read a bracket with values between commas."""
        opening = self._reader.next
        self._reader.place += 1
        outer, self._reader.bars = self._reader.bars, []
        found = [self._expressions.sum()]
        while self._reader.take("comma", ",", ";"):
            found.append(self._expressions.sum())
        self._reader.bars = outer
        self._reader.skip_layout()
        self._reader.expect("close", CLOSING[opening.text])
        return tuple(found)

    def numpy_call(self) -> NotationPart:
        """Read a call such as np.dot(A, B) within a typeset formula."""
        token = self._reader.next
        self._reader.place += 1
        name, _, axis = token.text.partition(":")
        arguments = self.arguments()
        two = name in ("dot", "matmul", "multiply")
        if len(arguments) != 1 + two:
            words = translate("derivation", "{name} has too many or too few values.")
            raise NotationError(words.format(name=f"np.{name}"), token.start, self._reader.before)
        start, end = token.start, self._reader.before
        if two:
            return Product(arguments, ("odot" if name == "multiply" else "@",), start=start, end=end)
        if name == "square":
            return Raised(arguments[0], Literal("2", start=start, end=end), start=start, end=end)
        return Apply(name, arguments, axis=int(axis) if axis else None, start=start, end=end)

    def function(self) -> NotationPart:
        """Read a function with its argument, or its name alone."""
        token = self._reader.next
        self._reader.place += 1
        sub, sup, primes = self._scripts.read()
        following = self._reader.next
        if following.kind == "open":
            arguments = self.arguments()
        elif following.kind in ("symbol", "number", "command", "function", "bar"):
            arguments = (self._expressions.factor(),)
        else:
            return Symbol(token.text, sub, sup, primes, start=token.start, end=self._reader.before)
        if (
            sub is None
            and sup is None
            and self._reader.next.kind == "script"
            and token.text in ("softmax", "sigmoid")
        ):
            sub, sup, _ = self._scripts.read()
        if self._reader.next.kind == "script" and following.kind == "open":
            return self.raised(
                Apply(token.text, arguments, primes, sup, sub, start=token.start, end=self._reader.before)
            )
        return Apply(token.text, arguments, primes, sup, sub, start=token.start, end=self._reader.before)

"""Subscripts, superscripts and primes of a symbol."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.notation.parsing.token_reader import Expressions, TokenReader
from nnviz.core.derivation.notation.written import NotationError, NotationToken, Script
from nnviz.core.text.translate import translate


class Scripts:
    """Reads subscripts, superscripts and primes."""

    def __init__(self, reader: TokenReader, expressions: Expressions) -> None:
        self._reader, self._expressions = reader, expressions

    def read(self) -> tuple[Script | None, Script | None, int]:
        """Read what stands above and below, in any order, and primes."""
        sub: Script | None = None
        sup: Script | None = None
        primes = 0
        while True:
            if self._reader.take("prime"):
                primes += 1
                continue
            if self._reader.next.kind != "script":
                break
            which = self._reader.next.text
            at = self._reader.next.start
            self._reader.place += 1
            content = _with_transpose_beside(self._script_tokens())
            while content and content[-1].kind == "prime":
                primes += 1
                content.pop()
            while which == "^" and content and content[0].kind == "prime":
                primes += 1
                del content[0]
            if not content:
                continue
            script = script_of(content)
            if which == "_":
                if sub is not None:
                    raise NotationError(
                        translate("derivation", "One symbol has two subscripts."), at, self._reader.before
                    )
                sub = script
            elif sup is None:
                sup = script
            else:
                sup = Script(sup.text + "|" + script.text, (*sup.tokens, *script.tokens))
        return sub, sup, primes

    def slice_of(self, read: object) -> list[NotationToken]:
        """Return the tokens that a reader takes."""
        start = self._reader.place
        read()  # type: ignore[operator]
        return self._reader.tokens[start : self._reader.place]

    def _script_tokens(self) -> list[NotationToken]:
        token = self._reader.next
        if token.kind == "open":
            return self._reader.balanced()
        if token.kind == "operator" and token.text == "-":
            self._reader.place += 1
            return [token, *self._script_tokens()]
        if token.kind in ("number", "symbol", "prime") or (token.kind == "operator" and token.text == "*"):
            self._reader.place += 1
            return [token]
        if token.kind in ("command", "function"):
            return self.slice_of(self._expressions.primary)
        raise self._reader.refuse(token)


def _with_transpose_beside(content: list[NotationToken]) -> list[NotationToken]:
    """Return ``[l]T`` for ``[l]^T``: a transpose that stands above a layer is one of the symbol."""
    for place, token in enumerate(content):
        if token.kind != "script" or token.text != "^":
            continue
        layer = content[:place]
        above = _unbraced(content[place + 1 :])
        bracketed = bool(layer) and layer[0].text in ("[", "(") and layer[-1].text in ("]", ")")
        alone = len(layer) == 1 and (layer[0].kind == "number" or layer[0].text in ("l", "L"))
        if (bracketed or alone) and len(above) == 1 and above[0].text in ("T", "top"):
            return [*layer, *above]
        break
    return content


def _unbraced(tokens: Sequence[NotationToken]) -> tuple[NotationToken, ...]:
    return tuple(t for t in tokens if t.text not in ("group{", "group}"))


def script_of(tokens: Sequence[NotationToken]) -> Script:
    """Return a script with its text in one spelling."""
    plain = _unbraced(tokens)
    if [t.text for t in plain[1:4]] == [",", "y", "_"] and [t.text for t in plain[4:]] == [plain[0].text]:
        # y_i is the class of example i: p_{i,y_i} is the entry of p for it.
        plain = plain[:3]
    return Script("".join("," if t.kind == "comma" else t.text for t in plain), plain, tuple(tokens))

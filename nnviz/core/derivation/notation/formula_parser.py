"""Tokens of any notation into a formula as it is written: a bounded recursive descent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.notation.words import COMPARISONS
from nnviz.core.derivation.notation.written import (
    INDEX_L,
    MAX_DEPTH,
    Apply,
    BigSum,
    Called,
    Cases,
    Condition,
    Exponential,
    Fraction,
    Gradient,
    Group,
    Indicator,
    Literal,
    Minus,
    Norm,
    NotationError,
    NotationPart,
    NotationToken,
    Product,
    Quotient,
    Raised,
    Script,
    SumPart,
    Symbol,
    Transposed,
    WrittenFormula,
    mapped,
)
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

_CLOSING = {"(": ")", "[": "]", "{": "}", "group{": "group}"}
_EQUALITIES = ("=", "=>", "<-", "+=", "-=", "->", "<=>", "==")
_UNREAD = {
    "~=": QT_TRANSLATE_NOOP("derivation", "About equal is not an equation that can be judged."),
    "~": QT_TRANSLATE_NOOP("derivation", "A distribution is not an equation that can be judged."),
    "in": QT_TRANSLATE_NOOP("derivation", "Membership in a set is not an equation that can be judged."),
    "prop": QT_TRANSLATE_NOOP("derivation", "Proportional to is not an equation that can be judged."),
}
_STARTS = ("number", "symbol", "function", "numpy", "open", "bar", "command")
_DIFFERENTIALS = ("partial", "d", "delta", QT_TRANSLATE_NOOP("derivation", "mathrm d"))


def _unbraced(tokens: Sequence[NotationToken]) -> tuple[NotationToken, ...]:
    return tuple(t for t in tokens if t.text not in ("group{", "group}"))


def script_of(tokens: Sequence[NotationToken]) -> Script:
    """Return a script with its text in one spelling."""
    plain = _unbraced(tokens)
    if [t.text for t in plain[1:4]] == [",", "y", "_"] and [t.text for t in plain[4:]] == [plain[0].text]:
        # y_i is the class of example i: p_{i,y_i} is the entry of p for it.
        plain = plain[:3]
    return Script("".join("," if t.kind == "comma" else t.text for t in plain), plain)


class FormulaParser:
    """Reads one formula.

    Parameters
    ----------
    tokens
        Its tokens, the last one being the end.
    tag
        Its number, if it has one.
    """

    def __init__(self, tokens: Sequence[NotationToken], tag: str = "") -> None:
        self._tokens, self._tag = list(tokens), tag
        self._place = self._depth = 0
        self._bars: list[str] = []
        self._remarks: list[str] = []
        self._missing = False
        self._in_cases = 0

    # Helpers

    @property
    def _next(self) -> NotationToken:
        return self._tokens[self._place]

    def _peek(self, ahead: int = 1) -> NotationToken:
        return self._tokens[min(self._place + ahead, len(self._tokens) - 1)]

    def _take(self, kind: str, *texts: str) -> NotationToken | None:
        token = self._next
        if token.kind == kind and (not texts or token.text in texts):
            self._place += 1
            return token
        return None

    def _expect(self, kind: str, text: str) -> NotationToken:
        token = self._take(kind, text)
        if (
            token is None
            and kind == "close"
            and text == ")"
            and self._next.kind == "end"
            and not self._missing
        ):
            self._missing = True
            self._remarks.append(translate("derivation", "A missing closing bracket was added at the end."))
            return self._next
        if token is None:
            name = text.removeprefix("group")
            found = self._next.text.removeprefix("group")
            raise NotationError(
                translate("derivation", "A {name} is missing before {found}.").format(name=name, found=found),
                self._next.start,
                self._next.end,
            )
        return token

    def _refuse(self, token: NotationToken) -> NotationError:
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

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise NotationError(
                translate("derivation", "A formula may be at most {max_depth} levels deep.").format(
                    max_depth=MAX_DEPTH
                ),
                self._next.start,
            )

    @property
    def _before(self) -> int:
        return self._tokens[self._place - 1].end if self._place else 0

    # A whole formula

    def formula(self) -> WrittenFormula:
        """Return the formula, which must end where its tokens end."""
        self._unwrap()
        self._skip_layout()
        start = self._next.start
        sides: list[NotationPart | None] = []
        relations: list[str] = []
        condition = None
        if self._next.kind == "relation" and self._next.text in _EQUALITIES:
            sides.append(None)
        else:
            sides.append(self._side())
        while True:
            self._skip_layout()
            token = self._next
            if token.kind == "relation" and token.text in _EQUALITIES:
                relation = self._relation()
                relations.append(relation)
                self._skip_layout()
                sides.append(self._side())
            elif token.kind == "relation" and token.text in _UNREAD:
                raise NotationError(translate("derivation", _UNREAD[token.text]), token.start, token.end)
            elif token.kind == "relation" and len(sides) == 1 and sides[0] is not None:
                condition = self._comparison(sides.pop())
            elif token.kind in ("bar", "text") or (token.kind == "comma" and self._names_condition()):
                condition = self._restriction()
            elif token.kind == "close" and token.text in (")", "]"):
                self._place += 1
                self._remarks.append(
                    translate("derivation", "An extra closing bracket {text} was ignored.").format(
                        text=token.text
                    )
                )
            elif token.kind == "comma":
                self._place += 1
            elif token.kind == "end":
                break
            else:
                raise self._refuse(token)
        end = self._tokens[-1].start
        if relations and len(sides) != len(relations) + 1:
            raise NotationError(
                translate("derivation", "A comparison stands beside an equation."), start, end
            )
        return WrittenFormula(
            tuple(sides), tuple(relations), condition, self._tag, tuple(self._remarks), start=start, end=end
        )

    def _unwrap(self) -> None:
        """Leave out braces around the whole formula."""
        while self._tokens[0].text == "group{":
            depth = place = 0
            for token in self._tokens:
                depth += (token.text == "group{") - (token.text == "group}")
                if depth == 0:
                    break
                place += 1
            inside = self._tokens[1:place]
            if (
                place != len(self._tokens) - 2
                or any(t.text == "over" for t in inside[:3])
                or not any(t.kind == "relation" for t in inside)
            ):
                return
            self._tokens = [*self._tokens[1:-2], self._tokens[-1]]

    def _relation(self) -> str:
        """Read a relation; an arrow and an equals sign behind it are one."""
        text = self._next.text
        self._place += 1
        self._skip_layout()
        if text == "=>" and self._take("relation", "="):
            return "="
        return "=" if text == "==" else text

    def _skip_layout(self) -> None:
        while self._next.kind in ("separator", "newline") and not self._in_cases:
            self._place += 1

    def _names_condition(self) -> bool:
        ahead = 1
        while self._peek(ahead).kind in ("comma", "separator"):
            ahead += 1
        return self._peek(ahead).kind == "text" or self._compares(ahead)

    def _compares(self, ahead: int) -> bool:
        """Whether a comparison such as ``k ≠ y`` follows."""
        first, second = self._peek(ahead), self._peek(ahead + 1)
        return (
            first.kind == "symbol"
            and second.kind == "relation"
            and second.text in ("!=", "<", ">", "<=", ">=")
        )

    def _restriction(self) -> Condition:
        while self._next.kind in ("bar", "text", "comma", "separator"):
            self._place += 1
        return self._comparison(self._sum())

    def _comparison(self, left: NotationPart | None) -> Condition:
        token = self._next
        operator = "==" if token.text == "=" else token.text
        if left is None or token.kind != "relation" or operator not in COMPARISONS:
            raise NotationError(
                translate("derivation", "A condition needs a comparison such as k ≠ y."),
                token.start,
                token.end,
            )
        self._place += 1
        right = self._sum()
        return Condition(left, operator, right, start=left.start, end=right.end)

    def _side(self) -> NotationPart:
        return self._sum()

    # Sums and products

    def _sum(self) -> NotationPart:
        self._deeper()
        self._skip_separators()
        start = self._next.start
        terms: list[NotationPart] = []
        signs: list[str] = []
        sign = self._take("operator", "+", "-")
        first = self._product()
        if sign is not None and sign.text == "-":
            first = Minus(first, start=start, end=first.end)
        terms.append(first)
        while True:
            mark = self._place
            self._skip_layout()
            token = self._take("operator", "+", "-")
            if token is None:
                self._place = mark
                break
            self._skip_separators()
            signs.append(token.text)
            terms.append(self._product())
        self._depth -= 1
        if len(terms) == 1:
            return terms[0]
        return SumPart(tuple(terms), tuple(signs), start=start, end=terms[-1].end)

    def _skip_separators(self) -> None:
        while self._next.kind in ("separator", "newline"):
            self._place += 1

    def _product(self) -> NotationPart:
        start = self._next.start
        factors = [self._signed_factor()]
        signs: list[str] = []
        while True:
            mark = self._place
            self._skip_layout()
            token = self._next
            if token.kind == "operator" and token.text not in ("+", "-"):
                self._place += 1
                self._skip_separators()
                signs.append(token.text)
                factors.append(self._signed_factor())
            elif mark == self._place and self._starts_factor(token):
                signs.append("juxtaposed")
                factors.append(self._factor())
            else:
                self._place = mark
                break
        if len(factors) == 1:
            return factors[0]
        return Product(tuple(factors), tuple(signs), start=start, end=factors[-1].end)

    def _starts_factor(self, token: NotationToken) -> bool:
        if token.kind == "bar":
            return not self._bars and self._bar_opens(token)
        if token.kind == "command":
            return token.text in ("frac", "sum", "sqrt", "begin cases")
        return token.kind in _STARTS

    def _bar_opens(self, token: NotationToken) -> bool:
        """Whether a bar behind a factor opens a value and is no condition: another one closes it."""
        return any(t.kind == "bar" and t.text == token.text for t in self._tokens[self._place + 1 :])

    def _signed_factor(self) -> NotationPart:
        """Read a factor that may have a sign of its own, as in ``1/(1-a) * - σ'``."""
        token = self._take("operator", "-", "+")
        factor = self._factor()
        if token is not None and token.text == "-":
            return Minus(factor, start=token.start, end=factor.end)
        return factor

    # Factors

    def _factor(self) -> NotationPart:
        self._deeper()
        part = self._postfix(self._primary())
        self._depth -= 1
        return part

    def _postfix(self, part: NotationPart) -> NotationPart:
        steps = 0
        while True:
            steps += 1
            if steps > MAX_DEPTH:
                raise NotationError(
                    translate("derivation", "There are too many powers or transposes in a row."),
                    part.start,
                    part.end,
                )
            if self._take("transpose"):
                part = Transposed(part, start=part.start, end=self._before)
            elif self._take("power"):
                exponent = self._signed_factor()
                part = Raised(part, exponent, start=part.start, end=exponent.end)
            else:
                return part

    def _primary(self) -> NotationPart:
        token = self._next
        if token.kind == "number":
            return self._number()
        if token.kind == "symbol":
            return self._symbol_or_operator()
        if token.kind == "function":
            return self._function()
        if token.kind == "numpy":
            return self._numpy_call()
        if token.kind == "open":
            return self._group()
        if token.kind == "bar":
            return self._norm()
        if token.kind == "command":
            return self._command()
        raise self._refuse(token)

    def _number(self) -> NotationPart:
        token = self._next
        self._place += 1
        part: NotationPart = Literal(token.text, start=token.start, end=token.end)
        if self._next.kind == "script":
            sub, sup, _ = self._scripts()
            if sub is not None:
                if token.text == "1" and sub.tokens:
                    return self._indicator_of(sub.tokens, token)
                raise NotationError(
                    translate("derivation", "A number cannot have an index."), token.start, self._before
                )
            if sup is None:
                raise NotationError(
                    translate("derivation", "A number has no prime."), token.start, self._before
                )
            return Group(part, "", sup, None, start=token.start, end=self._before)
        return part

    def _scripts(self) -> tuple[Script | None, Script | None, int]:
        """Read what stands above and below, in any order, and primes."""
        sub: Script | None = None
        sup: Script | None = None
        primes = 0
        while True:
            if self._take("prime"):
                primes += 1
                continue
            if self._next.kind != "script":
                break
            which = self._next.text
            at = self._next.start
            self._place += 1
            content = self._script_tokens()
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
                        translate("derivation", "One symbol has two subscripts."), at, self._before
                    )
                sub = script
            elif sup is None:
                sup = script
            else:
                sup = Script(sup.text + "|" + script.text, (*sup.tokens, *script.tokens))
        return sub, sup, primes

    def _script_tokens(self) -> list[NotationToken]:
        token = self._next
        if token.kind == "open":
            return self._balanced()
        if token.kind == "operator" and token.text == "-":
            self._place += 1
            return [token, *self._script_tokens()]
        if token.kind in ("number", "symbol", "prime") or (token.kind == "operator" and token.text == "*"):
            self._place += 1
            return [token]
        if token.kind in ("command", "function"):
            return self._slice_of(self._primary)
        raise self._refuse(token)

    def _slice_of(self, read: object) -> list[NotationToken]:
        start = self._place
        read()  # type: ignore[operator]
        return self._tokens[start : self._place]

    def _balanced(self) -> list[NotationToken]:
        """Take a bracket with all in it; grouping braces are left out, other brackets are kept."""
        opening = self._next
        depth, start = 0, self._place
        while True:
            token = self._next
            if token.kind == "end":
                name = opening.text.removeprefix("group")
                raise NotationError(
                    translate("derivation", "A {name} is not closed.").format(name=name),
                    opening.start,
                    opening.end,
                )
            depth += (token.kind == "open") - (token.kind == "close")
            self._place += 1
            if depth == 0:
                break
        inside = self._tokens[start : self._place]
        return inside[1:-1] if opening.text == "group{" else inside

    def _symbol_or_operator(self) -> NotationPart:
        token = self._next
        if token.text == "nabla":
            return self._gradient()
        if token.text == "indicator":
            return self._indicator()
        if token.text in _DIFFERENTIALS or self._differential_name(token):
            quotient = self._flat_quotient()
            if quotient is not None:
                return quotient
        if token.text == "partial":
            raise NotationError(
                translate("derivation", "∂ must be part of a quotient such as ∂C/∂W."), token.start, token.end
            )
        return self._symbol()

    def _symbol(self) -> NotationPart:
        token = self._next
        self._place += 1
        base, start = token.text, token.start
        following = self._next
        glued = following.kind == "symbol" and following.glued and following.text[:1].isalpha()
        if base == "d" and glued and following.text not in ("partial", "nabla", "indicator"):
            # dW in a program's notation: the gradient of W.
            self._place += 1
            base = "d" + following.text
        sub, sup, primes = self._scripts()
        if base == "e" and sup is not None and not primes:
            return self._exponential(sub, sup, start)
        if base in ("sigma", "softmax") and self._next.kind == "open" and self._next.text in ("(", "[", "{"):
            arguments = self._arguments()
            return self._raised_call(Apply(base, arguments, primes, sup, sub, start=start, end=self._before))
        if base == "Delta" and self._next.kind == "symbol" and sub is None and sup is None:
            # Δw is the step of w, and no product.
            token = self._next
            self._place += 1
            sub, sup, primes = self._scripts()
            return Symbol(f"Delta_{token.text}", sub, sup, primes, start=start, end=self._before)
        symbol = Symbol(base, sub, sup, primes, start=start, end=self._before)
        if self._next.text == "(" and self._has_comma():
            arguments = self._arguments()
            return Called(symbol, arguments, start=start, end=self._before)
        return symbol

    def _raised_call(self, part: NotationPart) -> NotationPart:
        """Return a call with the power that stands behind it: ``σ(z)^2``."""
        if self._next.kind != "script" or self._next.text != "^":
            return part
        _, sup, primes = self._scripts()
        if sup is None or primes:
            raise NotationError(
                translate("derivation", "What stands behind the bracket cannot be read."),
                part.start,
                self._before,
                lasting=True,
            )
        return Group(part, "", sup, None, start=part.start, end=self._before)

    def _has_comma(self) -> bool:
        """Whether the bracket that opens here has a comma of its own."""
        depth = 0
        for token in self._tokens[self._place :]:
            depth += (token.kind == "open") - (token.kind == "close")
            if depth == 0:
                return False
            if depth == 1 and token.kind == "comma" and token.text == ",":
                return True
        return False

    def _exponential(self, sub: Script | None, sup: Script, start: int) -> NotationPart:
        inner = self._inside(sup.tokens)
        return Exponential(inner, sub, start=start, end=self._before)

    def _inside(self, tokens: Sequence[NotationToken]) -> NotationPart:
        """Read tokens of a script as an expression."""
        if not tokens:
            raise self._refuse(self._next)
        last = tokens[-1]
        parser = FormulaParser(
            [*tokens, NotationToken("end", translate("derivation", "the end"), last.end, last.end)]
        )
        parser._depth = self._depth + 1
        part = parser._sum()
        if parser._next.kind != "end":
            raise parser._refuse(parser._next)
        return part

    # Derivatives

    def _differential_name(self, token: NotationToken) -> bool:
        """Whether a name such as ``dE`` stands before a slash and another: ``dE/do``."""
        if len(token.text) < 2 or not token.text.startswith("d") or token.text in ("delta", "div"):
            return False
        return self._peek().text == "/" and self._peek(2).text.startswith("d")

    def _flat_quotient(self) -> NotationPart | None:
        """Read ``∂C/∂W²`` written on one line; None if this is something else."""
        start = self._place
        first = self._next
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
            self._place = end
            by = self._inside_of(below)
            return self._operated(by, first.start)
        top_tokens = self._without_differential(self._tokens[start:slash])
        self._place = end
        return Quotient(self._inside(top_tokens), self._inside_of(below), start=first.start, end=self._before)

    def _inside_of(self, tokens: list[NotationToken]) -> NotationPart:
        return self._inside(tokens)

    def _slash_after(self) -> int | None:
        """Return the place of the / that belongs to a differential at this place."""
        place = self._place + 1
        depth = 0
        while place < len(self._tokens):
            token = self._tokens[place]
            if depth == 0 and token.kind == "operator":
                return place if token.text == "/" else None
            if depth == 0 and token.kind in ("relation", "end", "comma", "newline", "separator", "close"):
                return None
            if depth == 0 and token.kind in ("symbol", "function", "number") and place > self._place + 3:
                return None
            depth += (token.kind == "open") - (token.kind == "close")
            place += 1
        return None

    def _is_differential(self, place: int, family: str) -> bool:
        token = self._tokens[place]
        if token.kind != "symbol":
            return False
        return token.text == family or (family == "d" and len(token.text) > 1 and token.text[0] == "d")

    def _operand_after(self, place: int, family: str) -> tuple[list[NotationToken] | None, int]:
        """Return the tokens of what is derived by, and where they end."""
        token = self._tokens[place]
        found: list[NotationToken] = []
        if token.text == family and family in ("partial", "d"):
            place += 1
            if self._tokens[place].kind != "symbol":
                return None, place
            found.append(self._tokens[place])
        else:
            found.append(replace(token, text=token.text[1:], start=token.start + 1))
        place += 1
        keep = self._place
        self._place = place
        self._scripts()
        if self._next.kind == "transpose":
            self._place += 1
        found += self._tokens[place : self._place]
        end, self._place = self._place, keep
        return found, end

    def _without_differential(self, tokens: Sequence[NotationToken]) -> list[NotationToken]:
        first = tokens[0]
        if first.text in ("partial", "d", "delta"):
            return list(tokens[1:])
        return [replace(first, text=first.text[1:], start=first.start + 1), *tokens[1:]]

    def _operated(self, by: NotationPart, start: int) -> NotationPart:
        """Read what an operator ∂/∂x is applied to: the whole product behind it."""
        if not self._starts_factor(self._next):
            raise NotationError(
                translate("derivation", "The derivative is not applied to anything."), start, self._before
            )
        of = self._product()
        return Quotient(of, by, start=start, end=of.end)

    def _gradient(self) -> NotationPart:
        token = self._next
        self._place += 1
        sub, sup, primes = self._scripts()
        if sup is not None or primes:
            raise NotationError(
                translate("derivation", "A second derivative cannot be read."),
                token.start,
                self._before,
                lasting=True,
            )
        by = self._inside(sub.tokens) if sub is not None else None
        of = self._factor()
        if by is None:
            if not isinstance(of, Symbol) or of.sub is None:
                raise NotationError(
                    translate("derivation", "∇ needs a function and a variable: write ∇_W C."),
                    token.start,
                    of.end,
                )
            by = self._inside(of.sub.tokens)
            of = Symbol(of.base, None, of.sup, of.primes, start=of.start, end=of.end)
        return Gradient(of, by, start=token.start, end=self._before)

    def _fraction(self) -> NotationPart:
        start = self._next.start
        self._place += 1
        top, bottom = self._fraction_argument(), self._fraction_argument()
        return self._quotient_of(top, bottom, start)

    def _fraction_argument(self) -> list[NotationToken]:
        token = self._next
        if token.kind == "open" and token.text == "group{":
            return self._balanced()
        if token.kind == "number" and len(token.text) == 2 and token.text.isdigit():
            # \frac12 is one half.
            self._tokens[self._place] = replace(token, text=token.text[1], start=token.start + 1, glued=True)
            return [replace(token, text=token.text[0], end=token.start + 1)]
        if token.kind in ("number", "symbol", "function"):
            self._place += 1
            return [token]
        if token.kind == "command":
            return self._slice_of(self._primary)
        raise self._refuse(token)

    def _quotient_of(self, top: list[NotationToken], bottom: list[NotationToken], start: int) -> NotationPart:
        """Return a fraction, or a derivative where both sides begin with a differential."""
        end = self._before
        if not top or not bottom:
            raise NotationError(translate("derivation", "A fraction needs two parts."), start, end)
        family = bottom[0].text
        if self._derives(top, bottom, family):
            if any(t.text == "^" for t in top[:2][1:]):
                raise NotationError(
                    translate("derivation", "A second derivative cannot be read."), start, end, lasting=True
                )
            by = self._inside(self._without_differential(bottom))
            rest = self._without_differential(top)
            if not rest:
                return self._operated(by, start)
            return Quotient(self._inside(rest), by, start=start, end=end)
        return Fraction(self._inside(top), self._inside(bottom), start=start, end=end)

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

    # Functions, brackets, sums

    def _arguments(self) -> tuple[NotationPart, ...]:
        opening = self._next
        self._place += 1
        outer, self._bars = self._bars, []
        found = [self._sum()]
        while self._take("comma", ",", ";"):
            found.append(self._sum())
        self._bars = outer
        self._skip_layout()
        self._expect("close", _CLOSING[opening.text])
        return tuple(found)

    def _numpy_call(self) -> NotationPart:
        """Read a call such as np.dot(A, B) within a typeset formula."""
        token = self._next
        self._place += 1
        name, _, axis = token.text.partition(":")
        arguments = self._arguments()
        two = name in ("dot", "matmul", "multiply")
        if len(arguments) != 1 + two:
            words = translate("derivation", "{name} has too many or too few values.")
            raise NotationError(words.format(name=f"np.{name}"), token.start, self._before)
        start, end = token.start, self._before
        if two:
            return Product(arguments, ("odot" if name == "multiply" else "@",), start=start, end=end)
        if name == "square":
            return Raised(arguments[0], Literal("2", start=start, end=end), start=start, end=end)
        return Apply(name, arguments, axis=int(axis) if axis else None, start=start, end=end)

    def _function(self) -> NotationPart:
        token = self._next
        self._place += 1
        sub, sup, primes = self._scripts()
        following = self._next
        if following.kind == "open":
            arguments = self._arguments()
        elif following.kind in ("symbol", "number", "command", "function", "bar"):
            arguments = (self._factor(),)
        else:
            return Symbol(token.text, sub, sup, primes, start=token.start, end=self._before)
        if (
            sub is None
            and sup is None
            and self._next.kind == "script"
            and token.text in ("softmax", "sigmoid")
        ):
            sub, sup, _ = self._scripts()
        if self._next.kind == "script" and following.kind == "open":
            return self._raised_call(
                Apply(token.text, arguments, primes, sup, sub, start=token.start, end=self._before)
            )
        return Apply(token.text, arguments, primes, sup, sub, start=token.start, end=self._before)

    def _group(self) -> NotationPart:
        opening = self._next
        self._place += 1
        outer, self._bars = self._bars, []
        if opening.text == "group{":
            over = self._over()
            if over is not None:
                self._bars = outer
                return self._scripted(over, "")
        part = self._sum()
        condition = None
        if opening.text != "group{" and self._next.kind == "relation":
            condition = self._comparison(part)
        self._bars = outer
        self._skip_layout()
        self._expect("close", _CLOSING[opening.text])
        if condition is not None:
            return Indicator(condition, start=opening.start, end=self._before)
        if opening.text == "group{":
            return self._scripted(part, "")
        return self._scripted(part, opening.text, opening.start)

    def _scripted(self, part: NotationPart, bracket: str, start: int | None = None) -> NotationPart:
        start = part.start if start is None else start
        sub, sup, primes = self._scripts()
        if primes and isinstance(part, Symbol) and bracket == "" and sub is None and sup is None:
            return replace(part, primes=part.primes + primes, end=self._before)
        if primes:
            raise NotationError(
                translate("derivation", "A prime cannot follow a bracket."), start, self._before
            )
        if bracket == "" and sub is None and sup is None:
            return part
        return Group(part, bracket, sup, sub, start=start, end=self._before)

    def _over(self) -> NotationPart | None:
        r"""Read ``{a \over b}``, behind its opening brace; None without an \\over."""
        depth = 0
        start = self._place
        for place in range(start, len(self._tokens)):
            token = self._tokens[place]
            if token.text == "over" and token.kind == "command" and depth == 0:
                break
            depth += (token.text == "group{") - (token.text == "group}")
            if depth < 0 or token.kind == "end":
                return None
        else:
            return None
        top = self._tokens[start:place]
        end, depth = place + 1, 0
        while True:
            token = self._tokens[end]
            if token.kind == "end":
                raise NotationError(translate("derivation", "A { is not closed."), self._tokens[start].start)
            depth += (token.text == "group{") - (token.text == "group}")
            if depth < 0:
                break
            end += 1
        bottom = self._tokens[place + 1 : end]
        self._place = end + 1
        return self._quotient_of(top, bottom, self._tokens[start - 1].start)

    def _norm(self) -> NotationPart:
        opening = self._next
        if opening.text in self._bars:
            raise self._refuse(opening)
        self._place += 1
        self._bars.append(opening.text)
        part = self._sum()
        self._bars.pop()
        self._expect("bar", opening.text)
        sub, sup, _ = self._scripts()
        kind = "norm" if opening.text == "||" else "abs"
        return Norm(part, kind, sup, sub, start=opening.start, end=self._before)

    def _command(self) -> NotationPart:
        token = self._next
        if token.text == "frac":
            return self._fraction()
        if token.text == "sum":
            return self._big_sum()
        if token.text == "sqrt":
            self._place += 1
            if self._next.text == "[":
                raise NotationError(
                    translate("derivation", "Only square roots can be read."), token.start, token.end
                )
            inner = self._primary()
            return Apply("sqrt", (inner,), start=token.start, end=self._before)
        if token.text == "begin cases":
            return self._cases()
        raise self._refuse(token)

    def _big_sum(self) -> NotationPart:
        start = self._next
        self._place += 1
        sub, sup, _ = self._scripts()
        if sub is None:
            raise NotationError(translate("derivation", "The sum needs an index."), start.start, self._before)
        several = _several_letters(sub)
        if several:
            # One sum over two indices is two sums.
            self._skip_layout()
            inner = self._product()
            for name in reversed(several):
                inner = BigSum(name, inner, start=start.start, end=self._before)
            return inner
        letter, lower, condition = self._range(sub)
        self._skip_layout()
        of = self._product()
        if self._next.kind == "bar" and not self._bars and self._compares(1):
            condition = self._restriction()
        if letter == "l":
            letter, of = INDEX_L, _with_index_l(of)
        upper = sup.text if sup is not None else ""
        return BigSum(letter, of, lower, upper, condition, start=start.start, end=self._before)

    def _range(self, sub: Script) -> tuple[str, str, Condition | None]:
        tokens = sub.tokens
        first = tokens[0]
        if first.kind != "symbol" or first.text in ("partial", "nabla"):
            raise NotationError(
                translate("derivation", "A sum runs over a letter such as k."), first.start, first.end
            )
        if len(tokens) == 1:
            return first.text, "", None
        second = tokens[1]
        if second.text == "=":
            return first.text, "".join(t.text for t in tokens[2:]), None
        if second.text == "in":
            return first.text, "", None
        if second.kind == "relation" and second.text in COMPARISONS:
            left = self._inside(tokens[:1])
            right = self._inside(tokens[2:])
            return first.text, "", Condition(left, second.text, right, start=first.start, end=tokens[-1].end)
        raise NotationError(
            translate("derivation", "A sum runs over one letter, such as n=1 or k."),
            first.start,
            tokens[-1].end,
        )

    def _indicator(self) -> NotationPart:
        token = self._next
        self._place += 1
        sub, _, _ = self._scripts()
        if sub is not None and sub.tokens:
            return self._indicator_of(sub.tokens, token)
        opening = self._next
        if opening.kind != "open":
            raise NotationError(
                translate("derivation", "The indicator needs a condition."), token.start, token.end
            )
        inside = [t for t in self._balanced() if t is not opening]
        if opening.text != "group{":
            inside = inside[:-1]
        return self._indicator_of(inside, token)

    def _indicator_of(self, tokens: Sequence[NotationToken], token: NotationToken) -> NotationPart:
        tokens = list(tokens)
        while tokens and tokens[0].kind == "open" and tokens[-1].kind == "close":
            tokens = tokens[1:-1]
        if not tokens:
            raise NotationError(
                translate("derivation", "The indicator needs a condition."), token.start, token.end
            )
        parser = FormulaParser(
            [
                *tokens,
                NotationToken("end", translate("derivation", "the end"), tokens[-1].end, tokens[-1].end),
            ]
        )
        condition = parser._comparison(parser._sum())
        return Indicator(condition, start=token.start, end=self._before)

    def _cases(self) -> NotationPart:
        start = self._next
        self._place += 1
        self._in_cases += 1
        values: list[NotationPart] = []
        conditions: list[Condition | None] = []
        while not (self._next.kind == "command" and self._next.text == "end cases"):
            values.append(self._sum())
            conditions.append(self._case_condition())
            if self._next.kind == "end":
                raise NotationError(
                    translate("derivation", "The cases are not closed."), start.start, start.end
                )
        self._place += 1
        self._in_cases -= 1
        if not values:
            raise NotationError(translate("derivation", "The cases are empty."), start.start, self._before)
        if None in conditions[:-1]:
            raise NotationError(
                translate("derivation", "Only the last case may have no condition."),
                start.start,
                self._before,
            )
        return Cases(tuple(values), tuple(conditions), start=start.start, end=self._before)

    def _case_condition(self) -> Condition | None:
        """Read the condition of one case; "otherwise" is none."""
        otherwise = True
        while self._next.kind in ("separator", "text", "comma"):
            otherwise = self._next.kind != "text" or self._next.text.lower() in ("otherwise", "else")
            self._place += 1
        condition = None
        if self._next.kind not in ("newline", "end") and self._next.text != "end cases":
            condition = self._comparison(self._sum())
        elif not otherwise:
            raise self._refuse(self._next)
        while self._next.kind in ("newline", "comma", "text"):
            self._place += 1
        return condition


def _with_index_l(part: NotationPart) -> NotationPart:
    """Return the body of a sum over l, in which an l below a symbol is the index and no layer."""

    def change(inner: NotationPart) -> NotationPart | None:
        if (
            isinstance(inner, Symbol)
            and inner.sub is not None
            and re.fullmatch("[a-z]?l[a-z]?", inner.sub.text)
        ):
            tokens = tuple(replace(t, text=INDEX_L) if t.text == "l" else t for t in inner.sub.tokens)
            return replace(inner, sub=Script(inner.sub.text.replace("l", INDEX_L), tokens))
        return None

    return mapped(part, change)


def parse_tokens(tokens: Sequence[NotationToken], tag: str = "") -> WrittenFormula:
    """Return the formula that tokens write.

    Raises
    ------
    NotationError
        About the first piece that cannot be read.
    """
    try:
        return FormulaParser(tokens, tag).formula()
    except RecursionError:
        raise NotationError(translate("derivation", "The formula is nested too deeply.")) from None


def _several_letters(sub: Script) -> list[str]:
    """Return the letters of ``i,j`` or ``ij`` below a sum; none where it is written otherwise."""
    written = [t for t in sub.tokens if t.text != ","]
    names = [t.text for t in written]
    letters = all(t.kind == "symbol" and len(t.text) == 1 and t.text != "l" for t in written)
    return names if letters and 2 <= len(names) <= 3 and len(set(names)) == len(names) else []

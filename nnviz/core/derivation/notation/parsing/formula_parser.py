"""Tokens of any notation into a formula as it is written: a bounded recursive descent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.notation.parsing.calls_written import CallsWritten
from nnviz.core.derivation.notation.parsing.conditions import Conditions
from nnviz.core.derivation.notation.parsing.index_ranges import index_range, several_letters, with_index_l
from nnviz.core.derivation.notation.parsing.quotients import Quotients
from nnviz.core.derivation.notation.parsing.script_reader import Scripts
from nnviz.core.derivation.notation.parsing.token_reader import CLOSING, EQUALITIES, TokenReader
from nnviz.core.derivation.notation.written import (
    INDEX_L,
    MAX_DEPTH,
    Apply,
    BigSum,
    Condition,
    Group,
    Indicator,
    Literal,
    Minus,
    Norm,
    NotationError,
    NotationPart,
    NotationToken,
    Product,
    Raised,
    SumPart,
    Symbol,
    Transposed,
    WrittenFormula,
)
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

_UNREAD = {
    "~=": QT_TRANSLATE_NOOP("derivation", "About equal is not an equation that can be judged."),
    "~": QT_TRANSLATE_NOOP("derivation", "A distribution is not an equation that can be judged."),
    "in": QT_TRANSLATE_NOOP("derivation", "Membership in a set is not an equation that can be judged."),
    "prop": QT_TRANSLATE_NOOP("derivation", "Proportional to is not an equation that can be judged."),
}


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
        self._tag = tag
        self._reader = TokenReader(tokens)
        self._scripts = Scripts(self._reader, self)
        self._quotients = Quotients(self._reader, self._scripts, self)
        self._conditions = Conditions(self._reader, self._scripts, self)
        self._calls = CallsWritten(self._reader, self._scripts, self)

    def formula(self) -> WrittenFormula:
        """Return the formula, which must end where its tokens end."""
        self._reader.unwrap()
        self._reader.skip_layout()
        start = self._reader.next.start
        sides: list[NotationPart | None] = []
        relations: list[str] = []
        condition = None
        if self._reader.next.kind == "relation" and self._reader.next.text in EQUALITIES:
            sides.append(None)
        else:
            sides.append(self.sum())
        while True:
            self._reader.skip_layout()
            token = self._reader.next
            if token.kind == "relation" and token.text in EQUALITIES:
                relation = self._relation()
                relations.append(relation)
                self._reader.skip_layout()
                sides.append(self.sum())
            elif token.kind == "relation" and token.text in _UNREAD:
                raise NotationError(translate("derivation", _UNREAD[token.text]), token.start, token.end)
            elif token.kind == "relation" and len(sides) == 1 and sides[0] is not None:
                condition = self._conditions.comparison(sides.pop())
            elif token.kind in ("bar", "text") or (token.kind == "comma" and self._reader.names_condition()):
                condition = self._conditions.restriction()
            elif token.kind == "close" and token.text in (")", "]"):
                self._reader.place += 1
                self._reader.remarks.append(
                    translate("derivation", "An extra closing bracket {text} was ignored.").format(
                        text=token.text
                    )
                )
            elif token.kind == "comma":
                self._reader.place += 1
            elif token.kind == "end":
                break
            else:
                raise self._reader.refuse(token)
        end = self._reader.tokens[-1].start
        if relations and len(sides) != len(relations) + 1:
            raise NotationError(
                translate("derivation", "A comparison stands beside an equation."), start, end
            )
        return WrittenFormula(
            tuple(sides),
            tuple(relations),
            condition,
            self._tag,
            tuple(self._reader.remarks),
            start=start,
            end=end,
        )

    def _relation(self) -> str:
        """Read a relation; an arrow and an equals sign behind it are one."""
        text = self._reader.next.text
        self._reader.place += 1
        self._reader.skip_layout()
        if text == "=>" and self._reader.take("relation", "="):
            return "="
        return "=" if text == "==" else text

    def sum(self) -> NotationPart:
        """Read terms with their signs."""
        self._reader.deeper()
        self._reader.skip_separators()
        start = self._reader.next.start
        terms: list[NotationPart] = []
        signs: list[str] = []
        sign = self._reader.take("operator", "+", "-")
        first = self.product()
        if sign is not None and sign.text == "-":
            first = Minus(first, start=start, end=first.end)
        terms.append(first)
        while True:
            mark = self._reader.place
            self._reader.skip_layout()
            token = self._reader.take("operator", "+", "-")
            if token is None:
                self._reader.place = mark
                break
            self._reader.skip_separators()
            signs.append(token.text)
            terms.append(self.product())
        self._reader.depth -= 1
        if len(terms) == 1:
            return terms[0]
        return SumPart(tuple(terms), tuple(signs), start=start, end=terms[-1].end)

    def product(self) -> NotationPart:
        """Read factors with what stands between them."""
        start = self._reader.next.start
        factors = [self._signed_factor()]
        signs: list[str] = []
        while True:
            mark = self._reader.place
            self._reader.skip_layout()
            token = self._reader.next
            if token.kind == "operator" and token.text not in ("+", "-"):
                self._reader.place += 1
                self._reader.skip_separators()
                signs.append(token.text)
                factors.append(self._signed_factor())
            elif mark == self._reader.place and self._reader.starts_factor(token):
                signs.append("juxtaposed")
                factors.append(self.factor())
            else:
                self._reader.place = mark
                break
        if len(factors) == 1:
            return factors[0]
        return Product(tuple(factors), tuple(signs), start=start, end=factors[-1].end)

    def _signed_factor(self) -> NotationPart:
        """Read a factor that may have a sign of its own, as in ``1/(1-a) * - σ'``."""
        token = self._reader.take("operator", "-", "+")
        factor = self.factor()
        if token is not None and token.text == "-":
            return Minus(factor, start=token.start, end=factor.end)
        return factor

    def factor(self) -> NotationPart:
        """Read one factor with its powers and transposes."""
        self._reader.deeper()
        part = self._postfix(self.primary())
        self._reader.depth -= 1
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
            if self._reader.take("transpose"):
                part = Transposed(part, start=part.start, end=self._reader.before)
            elif self._reader.take("power"):
                exponent = self._signed_factor()
                part = Raised(part, exponent, start=part.start, end=exponent.end)
            else:
                return part

    def primary(self) -> NotationPart:
        """Read one factor without what stands behind it."""
        token = self._reader.next
        if token.kind == "number":
            return self._number()
        if token.kind == "symbol":
            return self._symbol_or_operator()
        if token.kind == "function":
            return self._calls.function()
        if token.kind == "numpy":
            return self._calls.numpy_call()
        if token.kind == "open":
            return self._group()
        if token.kind == "bar":
            return self._norm()
        if token.kind == "command":
            return self._command()
        raise self._reader.refuse(token)

    def _number(self) -> NotationPart:
        token = self._reader.next
        self._reader.place += 1
        part: NotationPart = Literal(token.text, start=token.start, end=token.end)
        if self._reader.next.kind == "script":
            sub, sup, _ = self._scripts.read()
            if sub is not None:
                if token.text == "1" and sub.tokens:
                    return self._conditions.indicator_of(sub.tokens, token)
                raise NotationError(
                    translate("derivation", "A number cannot have an index."),
                    token.start,
                    self._reader.before,
                )
            if sup is None:
                raise NotationError(
                    translate("derivation", "A number has no prime."), token.start, self._reader.before
                )
            return Group(part, "", sup, None, start=token.start, end=self._reader.before)
        return part

    def _symbol_or_operator(self) -> NotationPart:
        token = self._reader.next
        if token.text == "nabla":
            return self._quotients.gradient()
        if token.text == "indicator":
            return self._conditions.indicator()
        if self._quotients.begins(token):
            quotient = self._quotients.flat_quotient()
            if quotient is not None:
                return quotient
        if token.text == "partial":
            raise NotationError(
                translate("derivation", "∂ must be part of a quotient such as ∂C/∂W."), token.start, token.end
            )
        return self._calls.symbol()

    def inside(self, tokens: Sequence[NotationToken]) -> NotationPart:
        """Read tokens of a script as an expression."""
        if not tokens:
            raise self._reader.refuse(self._reader.next)
        last = tokens[-1]
        parser = FormulaParser(
            [*tokens, NotationToken("end", translate("derivation", "the end"), last.end, last.end)]
        )
        parser._reader.depth = self._reader.depth + 1
        part = parser.sum()
        if parser._reader.next.kind != "end":
            raise parser._reader.refuse(parser._reader.next)
        return part

    def _group(self) -> NotationPart:
        opening = self._reader.next
        self._reader.place += 1
        outer, self._reader.bars = self._reader.bars, []
        if opening.text == "group{":
            over = self._quotients.over()
            if over is not None:
                self._reader.bars = outer
                return self._scripted(over, "")
        part = self.sum()
        condition = None
        if opening.text != "group{" and self._reader.next.kind == "relation":
            condition = self._conditions.comparison(part)
        self._reader.bars = outer
        self._reader.skip_layout()
        self._reader.expect("close", CLOSING[opening.text])
        if condition is not None:
            return Indicator(condition, start=opening.start, end=self._reader.before)
        if opening.text == "group{":
            return self._scripted(part, "")
        return self._scripted(part, opening.text, opening.start)

    def _scripted(self, part: NotationPart, bracket: str, start: int | None = None) -> NotationPart:
        start = part.start if start is None else start
        sub, sup, primes = self._scripts.read()
        if primes and isinstance(part, Symbol) and bracket == "" and sub is None and sup is None:
            return replace(part, primes=part.primes + primes, end=self._reader.before)
        if primes:
            raise NotationError(
                translate("derivation", "A prime cannot follow a bracket."), start, self._reader.before
            )
        if bracket == "" and sub is None and sup is None:
            return part
        return Group(part, bracket, sup, sub, start=start, end=self._reader.before)

    def _norm(self) -> NotationPart:
        opening = self._reader.next
        if opening.text in self._reader.bars:
            raise self._reader.refuse(opening)
        self._reader.place += 1
        self._reader.bars.append(opening.text)
        part = self.sum()
        self._reader.bars.pop()
        self._reader.expect("bar", opening.text)
        sub, sup, _ = self._scripts.read()
        kind = "norm" if opening.text == "||" else "abs"
        return Norm(part, kind, sup, sub, start=opening.start, end=self._reader.before)

    def _command(self) -> NotationPart:
        token = self._reader.next
        if token.text == "frac":
            return self._calls.raised(self._quotients.fraction())
        if token.text == "sum":
            return self._big_sum()
        if token.text == "sqrt":
            self._reader.place += 1
            if self._reader.next.text == "[":
                raise NotationError(
                    translate("derivation", "Only square roots can be read."), token.start, token.end
                )
            inner = self.primary()
            return Apply("sqrt", (inner,), start=token.start, end=self._reader.before)
        if token.text == "begin cases":
            return self._conditions.cases()
        raise self._reader.refuse(token)

    def _big_sum(self) -> NotationPart:
        start = self._reader.next
        self._reader.place += 1
        sub, sup, _ = self._scripts.read()
        if sub is None:
            # Σ without an index adds up what there is: the meaning says over what.
            self._reader.skip_layout()
            of = self.product()
            return BigSum("", of, start=start.start, end=of.end)
        several = several_letters(sub)
        if several:
            # One sum over two indices is two sums.
            self._reader.skip_layout()
            inner = self.product()
            for name in reversed(several):
                inner = BigSum(name, inner, start=start.start, end=self._reader.before)
            return inner
        letter, lower, condition = index_range(self.inside, sub)
        self._reader.skip_layout()
        of = self.product()
        if self._reader.next.kind == "bar" and not self._reader.bars and self._reader.compares(1):
            condition = self._conditions.restriction()
        if letter == "l":
            letter, of = INDEX_L, with_index_l(of)
        upper = sup.text if sup is not None else ""
        return BigSum(letter, of, lower, upper, condition, start=start.start, end=self._reader.before)

    def condition_in(self, tokens: Sequence[NotationToken]) -> Condition:
        """Return the comparison that tokens of another place write."""
        last = tokens[-1]
        end = NotationToken("end", translate("derivation", "the end"), last.end, last.end)
        parser = FormulaParser([*tokens, end])
        return parser._conditions.comparison(parser.sum())


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

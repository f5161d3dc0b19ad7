"""Conditions: restrictions of a formula, indicators and cases."""

from __future__ import annotations

from collections.abc import Sequence

from nnviz.core.derivation.notation.parsing.script_reader import Scripts
from nnviz.core.derivation.notation.parsing.token_reader import Expressions, TokenReader
from nnviz.core.derivation.notation.words import COMPARISONS
from nnviz.core.derivation.notation.written import (
    Cases,
    Condition,
    Indicator,
    NotationError,
    NotationPart,
    NotationToken,
)
from nnviz.core.text.translate import translate


class Conditions:
    """Reads comparisons and what depends on them."""

    def __init__(self, reader: TokenReader, scripts: Scripts, expressions: Expressions) -> None:
        self._reader, self._scripts, self._expressions = reader, scripts, expressions

    def restriction(self) -> Condition:
        """Read the condition behind a formula."""
        while self._reader.next.kind in ("bar", "text", "comma", "separator"):
            self._reader.place += 1
        return self.comparison(self._expressions.sum())

    def comparison(self, left: NotationPart | None) -> Condition:
        """Read the rest of a comparison whose left side is there."""
        token = self._reader.next
        operator = "==" if token.text == "=" else token.text
        if left is None or token.kind != "relation" or operator not in COMPARISONS:
            raise NotationError(
                translate("derivation", "A condition needs a comparison such as k ≠ y."),
                token.start,
                token.end,
            )
        self._reader.place += 1
        right = self._expressions.sum()
        return Condition(left, operator, right, start=left.start, end=right.end)

    def indicator(self) -> NotationPart:
        """Read an indicator with its condition."""
        token = self._reader.next
        self._reader.place += 1
        sub, _, _ = self._scripts.read()
        if sub is not None and sub.tokens:
            return self.indicator_of(sub.tokens, token)
        opening = self._reader.next
        if opening.kind != "open":
            raise NotationError(
                translate("derivation", "The indicator needs a condition."), token.start, token.end
            )
        inside = [t for t in self._reader.balanced() if t is not opening]
        if opening.text != "group{":
            inside = inside[:-1]
        return self.indicator_of(inside, token)

    def indicator_of(self, tokens: Sequence[NotationToken], token: NotationToken) -> NotationPart:
        """Return the indicator of a condition in tokens."""
        tokens = list(tokens)
        while tokens and tokens[0].kind == "open" and tokens[-1].kind == "close":
            tokens = tokens[1:-1]
        if not tokens:
            raise NotationError(
                translate("derivation", "The indicator needs a condition."), token.start, token.end
            )
        condition = self._expressions.condition_in(tokens)
        return Indicator(condition, start=token.start, end=self._reader.before)

    def cases(self) -> NotationPart:
        """Read the cases of a value."""
        start = self._reader.next
        self._reader.place += 1
        self._reader.in_cases += 1
        values: list[NotationPart] = []
        conditions: list[Condition | None] = []
        while not (self._reader.next.kind == "command" and self._reader.next.text == "end cases"):
            values.append(self._expressions.sum())
            conditions.append(self._case_condition())
            if self._reader.next.kind == "end":
                raise NotationError(
                    translate("derivation", "The cases are not closed."), start.start, start.end
                )
        self._reader.place += 1
        self._reader.in_cases -= 1
        if not values:
            raise NotationError(
                translate("derivation", "The cases are empty."), start.start, self._reader.before
            )
        if None in conditions[:-1]:
            raise NotationError(
                translate("derivation", "Only the last case may have no condition."),
                start.start,
                self._reader.before,
            )
        return Cases(tuple(values), tuple(conditions), start=start.start, end=self._reader.before)

    def _case_condition(self) -> Condition | None:
        """Read the condition of one case; "otherwise" is none."""
        otherwise = True
        while self._reader.next.kind in ("separator", "text", "comma"):
            otherwise = self._reader.next.kind != "text" or self._reader.next.text.lower() in (
                "otherwise",
                "else",
            )
            self._reader.place += 1
        condition = None
        if self._reader.next.kind not in ("newline", "end") and self._reader.next.text != "end cases":
            condition = self.comparison(self._expressions.sum())
        elif not otherwise:
            raise self._reader.refuse(self._reader.next)
        while self._reader.next.kind in ("newline", "comma", "text"):
            self._reader.place += 1
        return condition

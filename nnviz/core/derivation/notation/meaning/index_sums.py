"""Sums over an index."""

from __future__ import annotations

import re
from collections.abc import Callable

from nnviz.core.derivation.notation.meaning.letters import IndexLetters
from nnviz.core.derivation.notation.meaning.parameters import value_name_of
from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.meaning.typed import ONE, Typed, mentions
from nnviz.core.derivation.notation.written import BigSum, Condition, NotationError, NotationPart, Symbol
from nnviz.core.judge.nodes import Binary, Call, Canonical, Delta, IndexedEntry, IndexSum, Node
from nnviz.core.text.translate import QT_TRANSLATE_NOOP, translate

_OVER_EXAMPLES = QT_TRANSLATE_NOOP("derivation", "over the examples")
_OVER_UNITS = QT_TRANSLATE_NOOP("derivation", "over the units")
_OVER_BOTH = QT_TRANSLATE_NOOP("derivation", "over units and examples")


class IndexSums:
    """Reads sums over units and examples, and conditions on indices."""

    def __init__(
        self, state: FormulaState, letters: IndexLetters, read: Callable[[NotationPart], Typed]
    ) -> None:
        self._state, self._letters, self._read = state, letters, read
        self._v = state.vocabulary

    def over(self, part: BigSum) -> Typed:
        """Return a sum over an index of units or of examples."""
        letter = part.letter
        if not letter:
            return self._without_index(part)
        examples = letter in self._v.example_letters or part.upper == "m" or self._is_input(letter)
        if examples:
            return self._over_examples(part)
        self._state.require_indices(part)
        _check_range(part)
        self._letters.count += 1
        unique = f"{letter}#{self._letters.count}"
        before = self._letters.renamed
        self._letters.renamed = {**before, letter: unique}
        by_dimension = self._letters.by_dimension
        self._letters.by_dimension = {d: [k for k in letters] for d, letters in by_dimension.items()}
        body = self._read(part.of).node
        if part.condition is not None:
            body = Binary("*", body, self._kept(part.condition))
        self._letters.renamed, self._letters.by_dimension = before, by_dimension
        if (part.upper and part.upper == letter) or (part.upper.islower() and part.upper in ("k", "j", "i")):
            self._state.note(
                "slip: "
                + translate("derivation", "the sum runs to {lower}, it must run to {upper}.").format(
                    lower=part.upper, upper=part.upper.upper()
                )
            )
        return Typed(IndexSum(unique, body))

    def _without_index(self, part: BigSum) -> Typed:
        """Return a sum that names no index: over the examples, the units, or both."""
        if self._state.indexed:
            raise NotationError(
                translate("derivation", "The sum needs an index."), part.start, part.end, lasting=True
            )
        body = self._read(part.of)
        if "m" not in (body.rows, body.columns):
            return Typed(Call("sum", (body.node,)))
        axis = 1 if body.columns == "m" else 0
        options = [_OVER_EXAMPLES, _OVER_UNITS, _OVER_BOTH]
        if not self._state.counts_examples:
            options = [_OVER_UNITS, _OVER_EXAMPLES, _OVER_BOTH]
        answer = self._state.choices.choose(f"sum {part.start}", tuple(options))
        self._state.note(
            translate("derivation", "The sum without an index is taken {over}.").format(
                over=translate("derivation", answer)
            )
        )
        if answer == _OVER_BOTH:
            return Typed(Call("sum", (body.node,)))
        axis = axis if answer == _OVER_EXAMPLES else 1 - axis
        rows, columns = (1, body.columns) if axis == 0 else (body.rows, 1)
        return Typed(Call("sum", (body.node,), axis), rows, columns)

    def _is_input(self, letter: str) -> bool:
        meaning = self._v.meanings.get(letter) or self._v.meaning(letter)
        return letter in ("x", "X") and meaning is not None and value_name_of(meaning) == "X"

    def _over_examples(self, part: BigSum) -> Typed:
        _check_range(part)
        if self._state.indexed:
            self._letters.count += 1
            unique = f"n#{self._letters.count}"
            before, example = self._letters.renamed, self._letters.example
            self._letters.renamed, self._letters.example = (
                {**before, part.letter: unique, "n": unique},
                unique,
            )
            body = self._read(part.of).node
            self._letters.renamed, self._letters.example = before, example
            return Typed(IndexSum(unique, body))
        body_typed = self._read(part.of)
        if body_typed.columns == "m":
            return Typed(Call("sum", (body_typed.node,), 1), body_typed.rows, 1)
        if body_typed.rows == "m":
            return Typed(Call("sum", (body_typed.node,), 0), 1, body_typed.columns)
        if body_typed.scalar and mentions(body_typed.node, ("C",)):
            # The mean over examples of the loss of each is the loss of the batch.
            raise NotationError(
                translate("derivation", "The sum of the losses of the examples cannot be read here."),
                part.start,
                part.end,
                lasting=True,
            )
        return body_typed

    def _kept(self, condition: Condition) -> Node:
        """Return 1 where an index is not left out of a sum, else 0."""
        node = self.condition(condition)
        if node is None:
            raise NotationError(
                translate("derivation", "The condition of the sum cannot be read."),
                condition.start,
                condition.end,
                lasting=True,
            )
        return node

    def condition(self, condition: Condition) -> Node | None:
        """Return 1 where a condition on indices holds, else 0; None for any other condition."""
        left, right = condition.left, condition.right
        if (
            not (isinstance(left, Symbol) and isinstance(right, Symbol))
            or left.sup
            or right.sup
            or left.sub
            or right.sub
        ):
            return None
        first, second = left.base, right.base
        if self._v.target_letter in (first, second) and self._v.target_letter:
            other = second if first == self._v.target_letter else first
            same: Node = IndexedEntry(
                Canonical("Y"), (self._letters.letter(other), self._letters.example), self._letters.example
            )
        elif len(first) == 1 and len(second) == 1:
            same = Delta(self._letters.letter(first), self._letters.letter(second))
        else:
            return None
        if condition.operator == "==":
            return same
        return Binary("-", ONE, same) if condition.operator == "!=" else None


def _check_range(part: BigSum) -> None:
    """Raise NotationError for a sum that leaves some of the values of its index out."""
    whole = part.lower in ("", "1") and re.fullmatch(r"[A-Za-z]?\w*", part.upper) and not part.upper.isdigit()
    from_zero = part.lower == "0" and (part.upper == "" or re.fullmatch(r"[A-Za-z]\w*-1", part.upper))
    if not whole and not from_zero:
        raise NotationError(
            translate("derivation", "Only sums over all values of an index can be read."),
            part.start,
            part.end,
        )

"""Sums, quotients and products of expressions with shapes."""

from __future__ import annotations

from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.meaning.typed import Typed, is_weight_vector, transposed
from nnviz.core.derivation.notation.vocabulary import Dimension
from nnviz.core.derivation.notation.written import NotationError, NotationPart
from nnviz.core.judge.nodes import Binary
from nnviz.core.text.translate import translate


class Arithmetic:
    """Joins expressions, element by element or as matrices, as their shapes and signs say."""

    def __init__(self, state: FormulaState) -> None:
        self._state = state

    def joined(self, part: NotationPart, operator: str, left: Typed, right: Typed) -> Typed:
        """Join two values element by element."""
        shape: list[Dimension] = []
        for a, b in ((left.rows, right.rows), (left.columns, right.columns)):
            if "?" in (a, b) or (a != b and 1 not in (a, b)):
                self._state.mismatch = self._state.mismatch or "?" not in (a, b)
                shape.append("?")
            else:
                shape.append(b if a == 1 else a)
        return Typed(Binary(operator, left.node, right.node, at=part.start + 1), shape[0], shape[1])

    def divided(self, part: NotationPart, top: Typed, bottom: Typed) -> Typed:
        """Return a quotient, element by element."""
        return self.joined(part, "/", top, bottom)

    def multiplied(self, part: NotationPart, typed: list[Typed], signs: list[str]) -> Typed:
        """Return factors multiplied one after the other."""
        result = typed[0]
        for sign, factor in zip(signs, typed[1:], strict=True):
            result = self.times(part, sign, result, factor)
        return result

    def tight(self, part: NotationPart, typed: list[Typed], signs: list[str]) -> Typed:
        """Multiply what stands side by side first, then the rest."""
        groups: list[list[Typed]] = [[typed[0]]]
        outer: list[str] = []
        for sign, factor in zip(signs, typed[1:], strict=True):
            if sign == "juxtaposed":
                groups[-1].append(factor)
            else:
                outer.append(sign)
                groups.append([factor])
        inner = [self.multiplied(part, group, ["juxtaposed"] * (len(group) - 1)) for group in groups]
        return self.multiplied(part, inner, outer)

    def times(self, part: NotationPart, sign: str, left: Typed, right: Typed) -> Typed:
        """Return the product of two values, of the kind their shapes and the sign say."""
        if sign == "otimes":
            raise NotationError(
                translate("derivation", "⊗ cannot be read: write the product with its transpose."),
                part.start,
                part.end,
                lasting=True,
            )
        if sign in ("/", "div"):
            return self.divided(part, left, right)
        if self._state.indexed or left.scalar or right.scalar:
            if sign == "@" and self._state.indexed:
                raise NotationError(translate("derivation", "@ needs whole matrices."), part.start, part.end)
            if sign != "@" or (left.scalar and right.scalar):
                return self.joined(part, "*", left, right)
        if sign == "odot" or (sign == "*" and self._state.stars):
            return self.joined(part, "*", left, right)
        if sign == "cdot" and is_weight_vector(left) and left.rows == right.rows:
            self._state.note(
                translate("derivation", "The dot between the weights and a vector is their scalar product.")
            )
            return self._matrix_product(part, Typed(transposed(left.node), 1, left.rows), right)
        fits = left.columns == right.rows or "?" in (left.columns, right.rows)
        if sign == "@":
            return self._matrix_product(part, left, right)
        same = (left.rows, left.columns) == (right.rows, right.columns)
        if fits and same and left.rows != 1:
            answer = self._state.choices.choose("square", ("matrix product", "element by element"))
            if answer == "element by element":
                return self.joined(part, "*", left, right)
        if fits:
            return self._matrix_product(part, left, right)
        if self._broadcasts(left, right):
            self._state.note(
                translate(
                    "derivation", "Adjacent values of the same shape are multiplied element by element."
                )
            )
            return self.joined(part, "*", left, right)
        per_example = (left.columns == right.columns == "m") or (left.rows == right.rows == "m")
        if sign != "juxtaposed" and per_example:
            # Two values per example that fit neither way: one of them was built wrongly.
            return self.joined(part, "*", left, right)
        return self._matrix_product(part, left, right)

    @staticmethod
    def _broadcasts(left: Typed, right: Typed) -> bool:
        return all(a == b or 1 in (a, b) for a, b in ((left.rows, right.rows), (left.columns, right.columns)))

    def _matrix_product(self, part: NotationPart, left: Typed, right: Typed) -> Typed:
        if left.columns != right.rows and "?" not in (left.columns, right.rows):
            self._state.mismatch = True
        return Typed(Binary("@", left.node, right.node, at=part.start + 1), left.rows, right.columns)

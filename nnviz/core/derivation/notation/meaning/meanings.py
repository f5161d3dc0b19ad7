"""Formulas as they are written into the judge's expressions, under one vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.notation.meaning.arithmetic import Arithmetic
from nnviz.core.derivation.notation.meaning.calls import Calls
from nnviz.core.derivation.notation.meaning.derivatives import Derivatives
from nnviz.core.derivation.notation.meaning.entries import Entries
from nnviz.core.derivation.notation.meaning.factors import WrittenFactors
from nnviz.core.derivation.notation.meaning.functions import FunctionValues
from nnviz.core.derivation.notation.meaning.index_form import is_indexed
from nnviz.core.derivation.notation.meaning.index_sums import IndexSums
from nnviz.core.derivation.notation.meaning.letters import IndexLetters
from nnviz.core.derivation.notation.meaning.named import NamedValues
from nnviz.core.derivation.notation.meaning.state import FormulaState, ReadingChoices
from nnviz.core.derivation.notation.meaning.subscripts import with_index
from nnviz.core.derivation.notation.meaning.symbols import SymbolValues
from nnviz.core.derivation.notation.meaning.typed import (
    MAX_EXPONENT,
    ONE,
    ZERO,
    Typed,
    is_sum,
    raised,
    shown,
    transposed,
)
from nnviz.core.derivation.notation.vocabulary import EXAMPLE_COUNTS, Vocabulary
from nnviz.core.derivation.notation.written import (
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
    Product,
    Quotient,
    Raised,
    SumPart,
    Symbol,
    Transposed,
    walk_written,
)
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    Compare,
    IndexedEntry,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
)
from nnviz.core.judge.target import Where
from nnviz.core.text.translate import translate


class Meanings:
    """Reads one formula under a vocabulary.

    Parameters
    ----------
    vocabulary
        What the symbols are bound to.
    choices
        How questions with two answers are decided.
    indexed
        Whether the formula is in index form.
    by_entry
        Whether whole values are read entry by entry.
    stars
        Whether ``*`` multiplies element by element, as in NumPy, and never stands for a matrix product.

    Attributes
    ----------
    state
        What was noted on the way.
    factors
        How its products are written.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        choices: ReadingChoices,
        indexed: bool,
        by_entry: bool = False,
        stars: bool = False,
    ) -> None:
        self.state = self._state = FormulaState(vocabulary, choices, indexed, by_entry, stars)
        self._v = vocabulary
        self._letters = IndexLetters(self._state)
        self._symbols = SymbolValues(self._state)
        self._entries = Entries(self._state, self._letters, self._symbols)
        self._arithmetic = Arithmetic(self._state)
        self.factors = self._factors = WrittenFactors(self._state)
        self._derivatives = Derivatives(self._state)
        functions = FunctionValues(self._state)
        self._sums = IndexSums(self._state, self._letters, self.part)
        self._calls = Calls(self._state, self._arithmetic, functions, self.part)
        self._named = NamedValues(
            self._state, self._letters, self._symbols, self._entries, functions, self.part
        )

    def learn(self, parts: Sequence[NotationPart]) -> None:
        """Learn from all sides of a formula which letters count what."""
        self._entries.learn(parts)
        self._state.counts_examples = any(
            isinstance(inner, Symbol) and inner.base in EXAMPLE_COUNTS and inner.sub is None
            for part in parts
            for inner in walk_written(part)
        )

    def part(self, part: NotationPart) -> Typed:
        """Return the expression of a part."""
        match part:
            case Literal():
                return Typed(Number(part.value, part.text))
            case Symbol():
                return self._named.symbol(part)
            case Called():
                return self._named.symbol(part.symbol)
            case Minus():
                inner = self.part(part.of)
                return replace(inner, node=Negative(inner.node))
            case SumPart():
                return self._sum(part)
            case Product():
                return self._product(part)
            case Fraction():
                return self._arithmetic.divided(part, self.part(part.top), self.part(part.bottom))
            case Group():
                return self._group(part)
            case Raised():
                return self._power_of(part)
            case Transposed():
                inner = self.part(part.of)
                if self._state.indexed:
                    raise NotationError(
                        translate("derivation", "Entries have no transpose."), part.start, part.end
                    )
                return Typed(transposed(inner.node), inner.columns, inner.rows)
            case Exponential():
                return self._exponential(part)
            case Apply():
                return self._calls.apply(part)
            case BigSum():
                return self._sums.over(part)
            case Quotient():
                return self._quotient(part, part.of, part.by)
            case Gradient():
                return self._quotient(part, part.of, part.by)
            case Norm():
                return self._norm(part)
            case Indicator():
                return self._indicator(part.condition)
            case Cases():
                return self._cases(part)
        raise NotationError(
            translate("derivation", "This cannot be read."), part.start, part.end, lasting=True
        )

    def _sum(self, part: SumPart) -> Typed:
        before = self._state.incoming
        if self._factors.is_affine(part):
            if self._state.indexed and not any(is_indexed(term, self._v) for term in part.terms):
                bias = part.terms[1]
                z = Symbol("z", None, None, start=part.start, end=part.end)
                n = self._v.unlayered.get("z", self._v.last)
                assert isinstance(bias, Symbol)
                if bias.sup is None:
                    return self._entries.canonical_whole("z", n, z)
            self._state.incoming = 1
        result = self.part(part.terms[0])
        for sign, term in zip(part.signs, part.terms[1:], strict=True):
            other = self.part(term)
            result = self._arithmetic.joined(part, sign, result, other)
        self._state.incoming = before
        return result

    def _product(self, part: Product) -> Typed:
        factors, signs = self._factors.called(list(part.factors), list(part.signs))
        factors, signs = self._factors.chained(factors, signs)
        if self._factors.ambiguous_division(factors, signs):
            words = self._state.choices.choose(f"division {part.start}", ("all behind", "one behind"))
            if words == "all behind":
                place = signs.index("/")
                below = Product(
                    tuple(factors[place + 1 : place + 3]),
                    ("juxtaposed",),
                    start=factors[place + 1].start,
                    end=factors[place + 2].end,
                )
                factors[place + 1 : place + 3] = [below]
                del signs[place + 1]
        typed = [self.part(factor) for factor in factors]
        before = self._state.mismatch
        result = self._arithmetic.multiplied(part, typed, signs)
        if self._state.mismatch and not before and "juxtaposed" in signs and set(signs) != {"juxtaposed"}:
            self._state.mismatch = False
            other = self._arithmetic.tight(part, typed, signs)
            if not self._state.mismatch:
                return other
        return result

    def _group(self, part: Group) -> Typed:
        inner = self.part(part.of)
        if part.sub is not None:
            return self._indexed_group(part, inner)
        if part.sup is None:
            return inner
        text = part.sup.text
        if text == "T":
            if self._state.indexed:
                self._state.note(translate("derivation", "The transpose of an entry is the entry itself."))
                return inner
            return Typed(transposed(inner.node), inner.columns, inner.rows)
        if text in self._v.example_letters or text in ("(i)", "(n)"):
            return inner
        return raised(inner, text, part)

    def _indexed_group(self, part: Group, inner: Typed) -> Typed:
        raise NotationError(
            translate("derivation", "An index after a bracket cannot be read; write it on every symbol."),
            part.start,
            part.end,
            lasting=True,
        )

    def _power_of(self, part: Raised) -> Typed:
        base = self.part(part.of)
        value = _constant(part.exponent)
        if value is None:
            exponent = self.part(part.exponent)
            node = Call("exp", (Binary("*", exponent.node, Call("log", (base.node,))),))
            return Typed(
                node,
                base.rows if exponent.scalar else exponent.rows,
                base.columns if exponent.scalar else exponent.columns,
            )
        if not abs(value) <= MAX_EXPONENT:
            raise NotationError(
                translate("derivation", "An exponent may be from −{max_exponent} to {max_exponent}.").format(
                    max_exponent=MAX_EXPONENT
                ),
                part.start,
                part.end,
            )
        text = f"{value:g}"
        return replace(base, node=Power(base.node, value, text))

    def _exponential(self, part: Exponential) -> Typed:
        of = part.of
        if part.sub is not None:
            of = with_index(of, part.sub)
        inner = self.part(of)
        return replace(inner, node=Call("exp", (inner.node,)))

    def _quotient(self, part: NotationPart, of: NotationPart, by: NotationPart) -> Typed:
        self._state.derives = True
        below = self._derived_by(by)
        if self._derivatives.is_loss_of_data(of):
            return self._derivatives.without_penalty(self._derivatives.gradient(part, below), below)
        if self._derivatives.is_loss(of):
            return self._derivatives.gradient(part, below)
        top = self.part(of)
        place = below.node
        if self._state.indexed and not (isinstance(place, IndexedEntry) or is_sum(place)):
            raise NotationError(
                translate("derivation", "The variable of the derivative needs an index."), by.start, by.end
            )
        if (
            not self._state.indexed
            and not top.scalar
            and (top.rows, top.columns) != (below.rows, below.columns)
        ):
            self._state.mismatch = True
        return Typed(self._derivatives.derivative(top.node, place), below.rows, below.columns)

    def _derived_by(self, by: NotationPart) -> Typed:
        if isinstance(by, Group) and by.sup is None and by.sub is None:
            by = by.of
        if not isinstance(by, Symbol):
            raise NotationError(
                translate("derivation", "A derivative must be with respect to one symbol."), by.start, by.end
            )
        meaning = self._v.meaning(by.base)
        if meaning is not None and meaning.kind == "macro":
            raise NotationError(
                translate("derivation", "A derivative with respect to {base} cannot be computed.").format(
                    base=shown(by.base)
                ),
                by.start,
                by.end,
            )
        return self.part(by)

    def _norm(self, part: Norm) -> Typed:
        if part.kind == "abs":
            inner = self.part(part.of)
            node: Node = Call("abs", (inner.node,))
            result = replace(inner, node=node)
            return raised(result, part.sup.text, part) if part.sup is not None else result
        if part.sub is not None and part.sub.text not in ("2", "F"):
            raise NotationError(
                translate("derivation", "The norm {text} cannot be read, only the Euclidean one.").format(
                    text=f"{part.sub.text:.10}"
                ),
                part.start,
                part.end,
                lasting=True,
            )
        indexed, self._state.indexed = self._state.indexed, False
        try:
            inner = self.part(part.of)
        finally:
            self._state.indexed = indexed
        squares = Power(inner.node, 2.0, "2")
        if inner.columns == "m":
            total: Typed = Typed(Call("sum", (squares,), 0), 1, "m")
        elif inner.rows == "m":
            total = Typed(Call("sum", (squares,), 1), "m", 1)
        else:
            total = Typed(Call("sum", (squares,)))
        if part.sup is None:
            total = replace(total, node=Call("sqrt", (total.node,)))
        elif part.sup.text != "2":
            raise NotationError(
                translate("derivation", "Only the norm and its square can be read."), part.start, part.end
            )
        if indexed and not total.scalar:
            letters: list[str | None] = (
                ["", self._letters.example] if total.columns == "m" else [self._letters.example, ""]
            )
            return Typed(self._entries.make_entry(total, letters, []))
        return total

    def _indicator(self, condition: Condition) -> Typed:
        if self._state.indexed:
            node = self._sums.condition(condition)
            if node is not None:
                return Typed(node)
        left, right = self.part(condition.left), self.part(condition.right)
        joined = self._arithmetic.joined(condition, "-", left, right)
        return replace(joined, node=Compare(condition.operator, left.node, right.node))

    def _cases(self, part: Cases) -> Typed:
        values = [self.part(value) for value in part.values]
        masks = [None if c is None else self._indicator(c) for c in part.conditions]
        result: Typed | None = None
        rest: Node = ONE
        for value, mask in zip(values, masks, strict=True):
            share: Node = rest if mask is None else mask.node if rest == ONE else Binary("*", rest, mask.node)
            shape = value if mask is None else self._arithmetic.joined(part, "*", value, mask)
            term = replace(shape, node=Binary("*", share, value.node))
            result = term if result is None else self._arithmetic.joined(part, "+", result, term)
            if mask is not None:
                other = Binary("-", ONE, mask.node)
                rest = other if rest == ONE else Binary("*", rest, other)
        assert result is not None
        return result

    def where(self, condition: Condition) -> Where:
        """Return a restriction of a whole formula."""
        left, right = condition.left, condition.right
        if (
            isinstance(left, Symbol)
            and isinstance(right, Symbol)
            and not (left.sub or right.sub or left.sup or right.sup)
        ):
            target = self._v.target_letter
            if target and target in (left.base, right.base):
                other = right.base if left.base == target else left.base
                entry = IndexedEntry(Canonical("Y"), (self._letters.letter(other), "n"), "n")
                return Where(entry, "==", ZERO if condition.operator == "!=" else ONE)
            if len(left.base) == 1 and len(right.base) == 1 and self._v.meanings.get(left.base) is None:
                return Where(NameNode(left.base), condition.operator, NameNode(right.base))
        return Where(self.part(left).node, condition.operator, self.part(right).node)


def _constant(part: NotationPart) -> float | None:
    """Return the value of a power that is a number."""
    match part:
        case Literal():
            return part.value
        case Minus():
            inner = _constant(part.of)
            return None if inner is None else -inner
        case Group() if part.sup is None and part.sub is None:
            return _constant(part.of)
        case Fraction():
            top, bottom = _constant(part.top), _constant(part.bottom)
            return top / bottom if top is not None and bottom else None
        case Product(signs=("/",)):
            top, bottom = (_constant(factor) for factor in part.factors)
            return top / bottom if top is not None and bottom else None
    return None

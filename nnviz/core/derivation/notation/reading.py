"""The readings of a formula: its sides as the judge's expressions, once for every way it can be meant."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nnviz.core.derivation.notation.latex_tokens import latex_tokens
from nnviz.core.derivation.notation.meaning.index_form import is_indexed
from nnviz.core.derivation.notation.meaning.meanings import Meanings
from nnviz.core.derivation.notation.meaning.state import MAX_CHOICES, ReadingChoices
from nnviz.core.derivation.notation.meaning.typed import Typed, Use
from nnviz.core.derivation.notation.numpy_calls import with_numpy_calls
from nnviz.core.derivation.notation.parsing.formula_parser import parse_tokens
from nnviz.core.derivation.notation.plain_tokens import plain_tokens
from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.derivation.notation.written import (
    Apply,
    Group,
    Norm,
    NotationError,
    NotationPart,
    Product,
    Raised,
    Symbol,
    Transposed,
    WrittenFormula,
    walk_written,
)
from nnviz.core.judge.convention import PROGRAM, Convention
from nnviz.core.judge.nodes import Canonical, Derivative, IndexedEntry, IndexSum, Node, Transpose, children
from nnviz.core.judge.target import Target, Where
from nnviz.core.text.translate import QT_TRANSLATE_NOOP

ENTRIES = QT_TRANSLATE_NOOP(
    "derivation", "Read entry by entry; for matrices the order and the transposes matter."
)


@dataclass(frozen=True)
class NotationReading:
    """One way to read a formula.

    Attributes
    ----------
    sides
        The expressions between its relations, in values' own names.
    relations
        As in the formula.
    where
        The restriction, None without one.
    notes
        Sentences about how it was read.
    uses
        Every symbol with its place in the text and the value it stands for.
    answers
        How each question with two answers was decided, as (question, answer).
    """

    sides: tuple[Typed, ...]
    relations: tuple[str, ...]
    where: Where | None
    notes: tuple[str, ...]
    uses: tuple[Use, ...]
    answers: tuple[tuple[str, str], ...] = ()


def read_latex(text: str) -> WrittenFormula:
    """Return a LaTeX formula as it is written.

    Raises
    ------
    NotationError
        With the place of the piece that cannot be read.
    """
    tokens, tag = latex_tokens(text)
    return parse_tokens(with_numpy_calls(tokens), tag)


def read_unicode(text: str) -> WrittenFormula:
    """Return a formula in plain text with Unicode signs as it is written.

    Raises
    ------
    NotationError
        With the place of the piece that cannot be read.
    """
    return parse_tokens(with_numpy_calls(plain_tokens(text)))


def readings(formula: WrittenFormula, vocabulary: Vocabulary, stars: bool = False) -> list[NotationReading]:
    """Return every reading of a formula under a vocabulary, the most usual first.

    Parameters
    ----------
    formula
        As it is written; its sides must all be there.
    vocabulary
        What its symbols are bound to.
    stars
        Whether ``*`` multiplies element by element, as in a program.

    Raises
    ------
    NotationError
        With the place of the piece that is not understood, if there is no reading at all.
    """
    found: list[NotationReading] = []
    trouble: NotationError | None = None
    for plan in _plans(formula, vocabulary, stars):
        try:
            reading = _read(formula, vocabulary, ReadingChoices(plan), stars)[0]
        except NotationError as error:
            trouble = trouble or error
            continue
        if all(reading.sides != other.sides for other in found):
            found.append(reading)
    if not found:
        assert trouble is not None
        raise trouble
    return found


def _plans(formula: WrittenFormula, vocabulary: Vocabulary, stars: bool) -> Iterator[tuple[int, ...]]:
    choices = ReadingChoices()
    yield ()
    try:
        _, choices = _read(formula, vocabulary, ReadingChoices(), stars)
    except NotationError:
        yield from ((1,), (0, 1), (1, 1))
        return
    options = [range(len(answers)) for _, answers in choices.options]
    plans = itertools.islice(itertools.product(*options), 1, MAX_CHOICES)
    yield from plans


def _read(
    formula: WrittenFormula, vocabulary: Vocabulary, choices: ReadingChoices, stars: bool
) -> tuple[NotationReading, ReadingChoices]:
    sides = [side for side in formula.sides if side is not None]
    indexed = any(is_indexed(side, vocabulary) for side in sides)
    if formula.condition is not None and not indexed:
        indexed = is_indexed(formula.condition, vocabulary)
    reader = Meanings(vocabulary, choices, indexed, stars=stars)
    reading = _sides(reader, formula, sides)
    if reader.state.mismatch and reader.state.derives and not indexed and _may_be_entries(sides, vocabulary):
        by_entry = Meanings(vocabulary, ReadingChoices(choices.taken), True, by_entry=True, stars=stars)
        try:
            entries = _sides(by_entry, formula, sides)
        except NotationError:
            return reading, choices
        if _stands_alone(entries):
            # An index that only one side has shows that single entries were not meant.
            return reading, choices
        reading = entries
        by_entry.state.note(ENTRIES)
        reader = by_entry
        reading = NotationReading(
            reading.sides, reading.relations, reading.where, tuple(by_entry.state.notes), reading.uses
        )
    answers = tuple(
        (question, answers[taken])
        for (question, answers), taken in zip(choices.options, choices.taken, strict=True)
    )
    return replace(reading, answers=answers), choices


def _sides(reader: Meanings, formula: WrittenFormula, sides: list[NotationPart]) -> NotationReading:
    reader.learn(sides)
    typed = tuple(reader.part(_called(reader, side)) for side in sides)
    where = reader.where(formula.condition) if formula.condition is not None else None
    return NotationReading(
        typed, formula.relations, where, tuple(reader.state.notes), tuple(reader.state.uses)
    )


def _called(reader: Meanings, side: NotationPart) -> NotationPart:
    """Return a side in which a symbol before a bracket is a function where it is one."""
    if isinstance(side, Product):
        factors, signs = reader.factors.called(list(side.factors), list(side.signs))
        if len(factors) == 1:
            return factors[0]
        return Product(tuple(factors), tuple(signs), start=side.start, end=side.end)
    return side


def _stands_alone(reading: NotationReading) -> bool:
    """Whether an index stands free in a later side of a formula and not in the first."""
    first, *rest = (_free(side.node) for side in reading.sides)
    return bool(rest) and bool(set().union(*rest) - first - {"n"})


def _free(node: Node) -> set[str]:
    """Return the indices of a node that no sum of it runs over."""
    found = set(node.letters) if isinstance(node, IndexedEntry) else set()
    for child in children(node):
        found |= _free(child)
    return found - {node.letter} if isinstance(node, IndexSum) else found


def _may_be_entries(sides: list[NotationPart], vocabulary: Vocabulary) -> bool:
    """Whether a formula of whole values may be meant for single units: small letters, and no matrix signs."""
    for side in sides:
        for part in walk_written(side):
            if isinstance(part, Transposed) or (isinstance(part, Product) and "@" in part.signs):
                return False
            if isinstance(part, Symbol | Group | Apply | Norm) and part.sup is not None:
                if "T" in part.sup.text:
                    return False
            elif isinstance(part, Raised) and any(
                isinstance(inner, Symbol) and inner.base == "T" for inner in walk_written(part.exponent)
            ):
                return False
            if not isinstance(part, Symbol):
                continue
            meaning = vocabulary.meaning(part.base)
            if meaning is not None and meaning.kind == "family" and part.base[:1].isupper():
                return False
    return True


def target_of(node: Node, text: str, where: Where | None = None, convention: Convention = PROGRAM) -> Target:
    """Return a side of a formula as what a claim is about; Jacobians have the indices of the program."""
    inner = node.of if isinstance(node, IndexedEntry) else node
    while isinstance(inner, Transpose):
        inner = inner.of
    if isinstance(inner, Canonical):
        return Target(text, node, inner.id, where=where)
    if isinstance(node, Derivative):
        jacobian = _jacobian(node, convention)
        if jacobian is not None:
            (top, first), (below, second) = jacobian
            return Target(
                text, numerator=top, over=below, numerator_letters=first, over_letters=second, where=where
            )
    return Target(text, node, where=where)


def _jacobian(
    node: Derivative, convention: Convention
) -> tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]] | None:
    """Return both values of a Jacobian with their letters, None for the derivative of an expression."""
    top, below = _named(node.of, convention), _named(node.by, convention)
    if top is None or below is None or top[0][0] not in "za" or bool(top[1]) != bool(below[1]):
        return None
    if not top[1] and below[0][0] in "WbX":
        return None
    order = {"W": 0, "b": 0, "z": 1, "a": 2, "X": 0}
    first = (int(top[0][1:]), order[top[0][0]])
    second = (0, 0) if below[0] == "X" else (int(below[0][1:]), order[below[0][0]])
    return None if second > first else (top, below)


def _named(node: Node, convention: Convention) -> tuple[str, tuple[str, ...]] | None:
    letters: tuple[str, ...] = ()
    if isinstance(node, IndexedEntry):
        letters = node.letters
        node = node.of
    if isinstance(node, Transpose):
        node, letters = node.of, letters[::-1]
        if not letters:
            return None
    if not isinstance(node, Canonical) or node.id[0] not in "zaWbX":
        return None
    if convention.turned(node.id):
        letters = letters[::-1]
    return node.id, letters

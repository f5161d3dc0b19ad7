"""Formulas made ready to be judged: continued lines, updates, sums of a loss, generic layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nnviz.core.derivation.document import FormulaText
from nnviz.core.derivation.notation.meaning.index_form import says_generic_layer
from nnviz.core.derivation.notation.meaning.typed import Typed, next_value
from nnviz.core.derivation.notation.reading import NotationReading
from nnviz.core.derivation.notation.vocabulary import RATES, Meaning, Vocabulary
from nnviz.core.derivation.notation.written import (
    BigSum,
    Condition,
    Minus,
    Norm,
    NotationError,
    NotationPart,
    Quotient,
    Symbol,
    WrittenFormula,
    mapped,
    walk_written,
)
from nnviz.core.derivation.text_network import Network
from nnviz.core.judge.nodes import Binary, Call, Canonical, IndexedEntry, IndexSum, Node, Transpose, walk
from nnviz.core.network.value import layered_named, named
from nnviz.core.text.translate import translate


def prepared(formula: WrittenFormula, vocabulary: Vocabulary) -> WrittenFormula:
    """Return a formula in which a parameter v of an update is a weight of the network."""
    left = formula.sides[0]
    if isinstance(left, Symbol) and left.primes == 1 and vocabulary.meaning(left.base) is None:
        derived = any(
            isinstance(p, Quotient) and isinstance(p.by, Symbol) and p.by.base == left.base
            for p in walk_written(formula)
        )
        if derived:
            base = left.base

            def change(part: NotationPart) -> NotationPart | None:
                return replace(part, base="w") if isinstance(part, Symbol) and part.base == base else None

            sides = tuple(None if side is None else mapped(side, change) for side in formula.sides)
            name = next((k for k, m in vocabulary.meanings.items() if m.family == "W"), "W")
            remark = translate(
                "derivation", "{base} is read as any weight, {name} of the last layer."
            ).format(base=base, name=name)
            return replace(formula, sides=sides, remarks=(*formula.remarks, remark))
    return formula


def continued(formulas: Sequence[FormulaText], number: int, formula: WrittenFormula) -> WrittenFormula:
    """Return a formula that begins with a relation put behind the last side of the one before."""
    if formula.sides[0] is not None:
        return formula
    before = formulas[number - 1].formula if number else None
    if formula.relations[0] == "=>" and len(formula.sides) > 2:
        # ⇒ A = B says A = B.
        return replace(formula, sides=formula.sides[1:], relations=formula.relations[1:])
    if before is None or before.sides[-1] is None:
        raise NotationError(
            translate("derivation", "Nothing precedes the =; write what the formula is equal to."),
            formula.start,
            formula.end,
        )
    return replace(formula, sides=(before.sides[-1], *formula.sides[1:]))


def with_updates(reading: NotationReading, formula: WrittenFormula) -> list[Node]:
    """Return the sides; those of an update stand for the value after it."""
    nodes = [side.node for side in reading.sides]
    relation = formula.relations[0] if formula.relations else "="
    if relation in ("-=", "+="):
        nodes[1] = Binary("-" if relation == "-=" else "+", nodes[0], nodes[1])
    first = nodes[0]
    inner = first
    while isinstance(inner, Transpose | IndexSum | IndexedEntry):
        inner = inner.of
    parameter = isinstance(inner, Canonical) and layered_named(inner.id, ("W", "b"))
    uses_itself = any(part == inner for part in walk(nodes[1])) if len(nodes) > 1 else False
    if parameter and uses_itself:
        nodes[0] = next_value(first)
    return nodes


def summed(reading: NotationReading, network: Network) -> NotationReading:
    """Return a reading in which what is said to be the loss, and is that of one example, is added up."""
    first = reading.sides[0]
    if first.node != Canonical("C"):
        return reading
    sides = [first]
    changed = False
    for side in reading.sides[1:]:
        if not side.scalar and "?" not in (side.rows, side.columns) and "m" in (side.rows, side.columns):
            total: Node = Call("sum", (side.node,))
            if network.experiment.reduction == "mean":
                total = Binary("/", total, Canonical("m"))
            sides.append(Typed(total))
            changed = True
        else:
            sides.append(side)
    if not changed:
        return reading
    note = translate("derivation", "The loss is summed over outputs and examples.")
    return replace(reading, sides=tuple(sides), notes=(*reading.notes, note))


def layers_of(formula: WrittenFormula, vocabulary: Vocabulary) -> list[int | None]:
    """Return every layer that the generic l of a formula can mean; None alone where it has none."""
    if not any(says_generic_layer(part) for part in walk_written(formula)):
        return [None]
    return [*range(1, vocabulary.last + 1)]


def slip_of(formula: WrittenFormula) -> str:
    """Return what a sum or a norm must be read as for the formula to be right, empty without a slip."""
    for part in walk_written(formula):
        if isinstance(part, BigSum) and part.upper in ("k", "j", "i"):
            return translate("derivation", "the sum runs to {upper}, not {lower}").format(
                upper=part.upper.upper(), lower=part.upper
            )
    for part in walk_written(formula):
        if isinstance(part, Norm) and part.kind == "norm" and part.sup is None:
            return translate("derivation", "‖…‖ is read as a signed sum: a norm is never negative")
    return ""


def gradient_by_the_sum(
    item: FormulaText, formula: WrittenFormula, vocabulary: Vocabulary
) -> tuple[str, Meaning] | None:
    """Return the gradient by z that ``dhidden`` may be where a program names the activation alone."""
    left = formula.sides[0]
    if not item.code or not isinstance(left, Symbol):
        return None
    meaning = vocabulary.meaning(left.base) or vocabulary.gradient_of(left.base, "")
    node = meaning.node if meaning is not None else None
    value = named(node.id) if isinstance(node, Canonical) else None
    known = {m.node.id for m in vocabulary.meanings.values() if isinstance(m.node, Canonical)}
    if meaning is None or value is None or not value.is_gradient or value.base.kind != "a":
        return None
    if f"z{value.layer}" in known:
        return None
    return left.base, replace(meaning, node=Canonical(f"dz{value.layer}"))


def adds_step(formula: WrittenFormula) -> bool:
    """Whether a formula adds a step to a parameter: ``w += η δ x``, or Δw = η δ x without a sign."""
    if "+=" in formula.relations:
        return True
    left, right = formula.sides[0], formula.sides[-1]
    if not isinstance(left, Symbol) or not left.base.startswith("Delta_") or right is None:
        return False
    signs = any(isinstance(part, Minus) for part in walk_written(right))
    return not signs and any(isinstance(p, Symbol) and p.base in RATES for p in walk_written(right))


def has_letters(formula: WrittenFormula, condition: Condition) -> bool:
    """Whether both letters of a condition stand in a formula."""
    wanted = {p.base for p in walk_written(condition) if isinstance(p, Symbol)}
    present = {
        letter
        for p in walk_written(formula)
        if isinstance(p, Symbol) and p.sub is not None
        for letter in p.sub.text
    }
    return wanted <= present

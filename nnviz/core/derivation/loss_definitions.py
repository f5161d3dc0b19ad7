"""Formulas that state a loss: which of the table it is, or that it is none."""

from __future__ import annotations

import re
from dataclasses import replace

from nnviz.core.derivation.notation.vocabulary import EXAMPLE_COUNTS, LOSS_NAMES, Vocabulary
from nnviz.core.derivation.notation.written import (
    Apply,
    BigSum,
    Group,
    Norm,
    NotationPart,
    Product,
    SumPart,
    Symbol,
    WrittenFormula,
    mapped,
    unbracketed,
    walk_written,
)
from nnviz.core.derivation.patterns import LossFound, key_of, loss_of, plain
from nnviz.core.derivation.penalty import split_penalty
from nnviz.core.derivation.sketch import TARGETS, Sketch, final_keys
from nnviz.core.experiment.experiment import Experiment

_COUNTS = re.compile(r"\.shape\[|\.size$|^len\(")


def recognize_loss(formula: WrittenFormula, sketch: Sketch) -> tuple[str, LossFound, str] | None:
    """Return the symbol of a loss, which loss it is, and the symbol of the targets; None for no loss."""
    sides = [side for side in formula.sides if side is not None]
    if len(sides) < 2:
        return None
    symbol = loss_symbol(sides[0])
    if symbol is None:
        return None
    right = sides[-1]
    split = split_penalty(right)
    if split is not None:
        right = split[0]
    final = final_keys(sketch)
    symbols = [p for p in walk_written(right) if isinstance(p, Symbol)]
    outputs = {p.base for p in symbols if key_of(p, sketch.example_letters) in final or p.base in final}
    bases = {p.base for p in symbols} - {"e"}
    bound = {p.letter for p in walk_written(right) if isinstance(p, BigSum)}
    if not outputs:
        outputs = bases & {"y_hat", "a", "A", "o", "p", "h", "yhat", "y_pred", "AL", "s"}
    outputs &= bases
    bases = {base for base in bases if not _COUNTS.search(base)}
    unknown = bases - outputs - set(EXAMPLE_COUNTS) - bound - {"K", "x"}
    inputs = {k for k, role in sketch.roles.items() if role.name == "X"}
    unknown -= inputs
    targets = {base for base in unknown if base in TARGETS} or unknown
    if not outputs or len(targets) > 1:
        return None
    letter = "y" if not targets else ""
    right = mapped(right, lambda part: _without_layer(part, final, sketch.example_letters))
    vocabulary = Vocabulary(
        _any_experiment(), example_letters=sketch.example_letters, convention=sketch.convention,
        target_letter=letter or sketch.target_letter,
    )  # fmt: skip
    found = loss_of(right, frozenset(outputs), frozenset(targets), vocabulary)
    counted = _outer_sum(right)
    if found is None and counted is not None and counted.letter:
        # Σ_i without bounds may run over the examples.
        letters = frozenset({*sketch.example_letters, counted.letter})
        trial = replace(vocabulary, example_letters=letters)
        found = loss_of(right, frozenset(outputs), frozenset(targets), trial)
        if found is not None:
            sketch.example_letters = letters
    if found is None:
        bare = mapped(right, _without_norm)
        found = None if bare is right else loss_of(bare, frozenset(outputs), frozenset(targets), vocabulary)
    if found is None:
        return None
    if letter:
        sketch.target_letter = letter
    if split is not None:
        sketch.penalty = split[1]
    return symbol.base, found, next(iter(targets), "")


def _without_layer(part: NotationPart, keys: set[str], examples: frozenset[str]) -> NotationPart | None:
    """Return an output ``z²`` without the number above it, which is its layer."""
    if not isinstance(part, Symbol) or part.sup is None or not part.sup.text.isdigit():
        return None
    return replace(part, sup=None) if key_of(part, examples) in keys else None


def _outer_sum(part: NotationPart) -> BigSum | None:
    """Return the first sum of a part, None without one."""
    return next((p for p in walk_written(part) if isinstance(p, BigSum)), None)


def _without_norm(part: NotationPart) -> NotationPart | None:
    """Return what stands in a norm that is no square: people write it for a sum."""
    return Group(part.of, "(") if isinstance(part, Norm) and part.sup is None else None


def loss_symbol(side: NotationPart) -> Symbol | None:
    """Return the symbol of a side that names a loss, None if it names none."""
    if isinstance(side, Product) and len(side.factors) == 2 and isinstance(side.factors[1], Group):
        side = side.factors[0]
    found = plain(side)
    if found is None or found[0].primes:
        return None
    symbol = found[0]
    named = symbol.base in LOSS_NAMES or re.search(r"loss|cost|error", symbol.base.lower()) is not None
    return symbol if named else None


def states_other_loss(formula: WrittenFormula, sketch: Sketch) -> bool:
    """Whether a formula states a loss of the outputs that is none of the table."""
    left, right = formula.sides[:1], formula.sides[1:2]
    if not left or left[0] is None or not right or right[0] is None or loss_symbol(left[0]) is None:
        return False
    symbol = loss_symbol(left[0])
    if is_difference(right[0]):
        # err = y - out is what the loss is made of.
        return False
    if symbol is not None and symbol.base in LOSS_NAMES and symbol.sub is None and left[0] == symbol:
        return True
    final = final_keys(sketch)
    parts = list(walk_written(right[0]))
    whole = any(
        isinstance(p, BigSum) or (isinstance(p, Apply) and p.function in ("sum", "mean")) for p in parts
    )
    return whole and any(isinstance(p, Symbol) and key_of(p, sketch.example_letters) in final for p in parts)


def is_difference(part: NotationPart) -> bool:
    """Whether a part is one symbol minus another."""
    part = unbracketed(part)
    return (
        isinstance(part, SumPart)
        and part.signs == ("-",)
        and all(plain(term) is not None for term in part.terms)
    )


def differs(found: LossFound, before: LossFound) -> bool:
    """Whether a loss is another one: the loss of one example is the same as that of the batch."""
    other = found.reduction != before.reduction and found.reduction and before.reduction
    return found.name != before.name or bool(other)


def _any_experiment() -> Experiment:
    from nnviz.core.derivation.patterns import sample_scope
    from nnviz.core.judge.convention import PROGRAM

    return sample_scope(PROGRAM).experiment

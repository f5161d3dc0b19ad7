"""Penalties on weights in a stated loss: which form they have, and the loss without them."""

from __future__ import annotations

import re
from dataclasses import replace

from nnviz.core.derivation.notation.vocabulary import EXAMPLE_COUNTS, LOSS_NAMES, PENALTY_NAMES
from nnviz.core.derivation.notation.written import (
    Apply,
    BigSum,
    Fraction,
    Group,
    Literal,
    Minus,
    Norm,
    NotationPart,
    Product,
    Raised,
    SumPart,
    Symbol,
    unbracketed,
    walk_written,
)
from nnviz.core.derivation.patterns import WEIGHTS

_EXAMPLES = 7.0
"""Stands for the number of examples while a factor is computed."""
_FORMS = {
    "half": 0.5,
    "whole": 1.0,
    "half_over_m": 0.5 / _EXAMPLES,
    "whole_over_m": 1.0 / _EXAMPLES,
}


def mentions_penalty(part: NotationPart) -> bool:
    """Whether λ stands in a part."""
    return any(isinstance(inner, Symbol) and inner.base in PENALTY_NAMES for inner in walk_written(part))


def split_penalty(part: NotationPart) -> tuple[NotationPart, str] | None:
    """Return a loss without its penalty on squared weights, and the form of that; None without one.

    Parameters
    ----------
    part
        The right side of the definition of a loss.

    Returns
    -------
    tuple of NotationPart and str
        The loss of the data, and a form as `Convention.penalty` has it.
    """
    part = unbracketed(part)
    if not isinstance(part, SumPart):
        return None
    forms: set[str] = set()
    kept: list[tuple[str, NotationPart]] = []
    for sign, term in zip(("+", *part.signs), part.terms, strict=True):
        form = _form(term) if mentions_penalty(term) and sign == "+" else ""
        if form:
            forms.add(form)
        else:
            kept.append((sign, term))
    if len(forms) != 1 or not kept:
        return None
    signs, terms = [sign for sign, _ in kept], tuple(term for _, term in kept)
    if signs[0] == "-":
        terms = (Minus(terms[0], start=terms[0].start, end=terms[0].end), *terms[1:])
    rest = terms[0] if len(terms) == 1 else replace(part, terms=terms, signs=tuple(signs[1:]))
    return rest, forms.pop()


def is_loss_of_data(part: NotationPart) -> bool:
    """Whether a part is a loss that stands for the one without its penalty: ``C_0``, ``L_data``."""
    return isinstance(part, Symbol) and part.base in LOSS_NAMES and part.sub is not None and part.sup is None


def _form(term: NotationPart) -> str:
    found = _factor(term)
    if found is None or not found[1]:
        return ""
    return next((form for form, factor in _FORMS.items() if abs(found[0] - factor) < 1e-9), "")


def _factor(part: NotationPart) -> tuple[float, bool] | None:
    """Return what multiplies the squares in a part and whether there are any; None for something else."""
    match part:
        case Literal():
            return part.value, False
        case Symbol() if part.base in PENALTY_NAMES:
            return 1.0, False
        case Symbol() if part.base in EXAMPLE_COUNTS:
            return _EXAMPLES, False
        case Symbol() if _is_weight(part) and part.sup is not None and part.sup.text.endswith("2"):
            return 1.0, True
        case Norm() if part.sup is not None and part.sup.text == "2" and _is_weight(part.of):
            return 1.0, True
        case Raised(of=inner, exponent=Literal() as power) if power.value == 2:
            whole = isinstance(inner, Norm) and inner.sup is None and _is_weight(inner.of)
            return (1.0, True) if whole or _is_weight(inner) else None
        case Group() if part.sup is None or part.sup.text == "2":
            if part.sup is not None:
                return (1.0, True) if _is_weight(part.of) else None
            return _factor(part.of)
        case BigSum():
            return _factor(part.of)
        case Apply(function="sum", arguments=(inner,)):
            return _factor(inner)
        case Fraction():
            top, bottom = _factor(part.top), _factor(part.bottom)
            if top is None or bottom is None or bottom[1] or not bottom[0]:
                return None
            return top[0] / bottom[0], top[1]
        case SumPart():
            terms = [_factor(term) for term in part.terms]
            if any(sign != "+" for sign in part.signs) or any(t is None or not t[1] for t in terms):
                return None
            values = {t[0] for t in terms if t is not None}
            return (values.pop(), True) if len(values) == 1 else None
        case Product():
            return _of_product(part)
    return None


def _of_product(part: Product) -> tuple[float, bool] | None:
    first, *rest = part.factors
    if len(rest) == 1 and first == replace(rest[0], start=first.start, end=first.end) and _is_weight(first):
        return 1.0, True
    result = _factor(first)
    for place, (sign, factor) in enumerate(zip(part.signs, rest, strict=True)):
        own = _factor(factor)
        if result is None or own is None:
            twice = place == len(rest) - 1 and part.factors[-2:-1] and _alike(*part.factors[-2:])
            if twice and result is None and len(part.factors) > 2:
                before = _of_product(replace(part, factors=part.factors[:-2], signs=part.signs[:-2]))
                return None if before is None else (before[0], True)
            return None
        if sign in ("/", "div"):
            if own[1] or not own[0]:
                return None
            result = result[0] / own[0], result[1]
        else:
            result = result[0] * own[0], result[1] or own[1]
    return result


def _alike(first: NotationPart, second: NotationPart) -> bool:
    return _is_weight(first) and first == replace(second, start=first.start, end=first.end)


def _is_weight(part: NotationPart) -> bool:
    part = unbracketed(part)
    return isinstance(part, Symbol) and re.fullmatch(WEIGHTS, part.base) is not None

"""Paths from the loss back to one weight or bias: their units, their factors, and what each contributes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.equations.formula import Formula, formula, piece
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.sheet import ExplainContext
from nnviz.core.equations.symbols import entry_symbol
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.selection import Selection
from nnviz.core.functions.activations import ACTIVATIONS

MOST_PATHS = 4096
"""Paths that are followed one by one at most."""
WRITTEN = 4
"""Paths that are written out at most; the others are given as one sum."""
_LETTERS = "ijklpqrstuv"


@dataclass(frozen=True)
class GradientPaths:
    """The part of a network through which a weight or bias acts on the loss.

    Attributes
    ----------
    units
        Units of every layer, the inputs first.
    weights
        Layer → pairs of unit and source whose weights are on a path.
    """

    units: tuple[frozenset[int], ...]
    weights: Mapping[int, frozenset[tuple[int, int]]]


def gradient_paths(e: Experiment, selection: Selection) -> GradientPaths | None:
    """Return what lies between a weight or bias and the loss; None for anything else."""
    if selection.parameter is None or not selection.exists(e):
        return None
    n, widths = selection.layer, e.widths
    units: list[frozenset[int]] = [frozenset() for _ in widths]
    weights: dict[int, frozenset[tuple[int, int]]] = {}
    units[n] = frozenset([selection.unit])
    if selection.kind == "weight":
        source = selection.source or 0
        units[n - 1] = frozenset([source])
        weights[n] = frozenset([(selection.unit, source)])
    elif e.layers[n - 1].bias is not True:
        # One bias for all units of the layer.
        units[n] = frozenset(range(widths[n]))
    for m in range(n + 1, len(widths)):
        layer, before = e.layers[m - 1], units[m - 1]
        mixes = layer.units is not None or _couples(e, m)
        units[m] = frozenset(range(widths[m])) if mixes else before
        if layer.units is not None:
            weights[m] = frozenset((unit, source) for unit in range(widths[m]) for source in before)
    return GradientPaths(tuple(units), weights)


def _couples(e: Experiment, layer: int) -> bool:
    """Whether a unit of a layer without weights depends on all units before it."""
    spec = e.layers[layer - 1]
    if not spec.is_dense:
        return spec.layer != "dropout"
    return not ACTIVATIONS[spec.activation].elementwise


@dataclass(frozen=True)
class PathProduct:
    """One path: the units it leads through, from that of the weight to the output, and its product."""

    units: tuple[int, ...]
    value: float


@np.errstate(all="ignore")
def path_products(frame: Frame, selection: Selection, example: int) -> tuple[PathProduct, ...] | None:
    """Return every path from the loss to a weight or bias with its product, for one example.

    Their sum is the example's share of the gradient.

    Returns
    -------
    tuple of PathProduct or None
        None where a chain of single factors cannot be written: a layer after it couples its units (softmax
        within the network, layer norm), its factors are not known at this position, or there are too many
        paths.
    """
    if not _can_follow(frame, selection):
        return None
    sheet = ExplainContext(frame, example, LatexNumbers())
    return tuple(
        PathProduct(units, math.prod(_values(sheet, selection, units, example)))
        for units in _paths(frame.experiment, selection)
    )


@np.errstate(all="ignore")
def paths(frame: Frame, selection: Selection, example: int, digits: int = 3) -> tuple[Formula, ...]:
    """Return the product of every factor from the loss back to a weight or bias, for one example.

    With several paths the largest are written out, the others given as one sum. A formula that begins with
    ``=`` goes on with the one before it. Empty where `path_products` is None.
    """
    products = path_products(frame, selection, example)
    if products is None:
        return ()
    sheet = ExplainContext(frame, example, LatexNumbers(digits))
    batch = frame.batch
    share = "" if batch == 1 else rf"\text{{example {example + 1} of {batch}:}}\quad "
    if len(products) == 1:
        (only,) = products
        lines = [
            share + _symbols(sheet, selection, only.units, example),
            f"= {_numbers(sheet, selection, only.units, example)}",
            f"= {sheet.numerals.number(only.value)}",
        ]
        return tuple(map(formula, lines))
    known = all(product.value == product.value for product in products)
    ordered = sorted(products, key=lambda p: -abs(p.value)) if known else list(products)
    written = ordered if len(ordered) <= WRITTEN + 1 else ordered[:WRITTEN]
    lines = [share + _general(sheet, selection)]
    for product in written:
        symbols = _symbols(sheet, selection, product.units, example)
        numbers = _numbers(sheet, selection, product.units, example)
        lines += [symbols, f"= {numbers}", f"= {sheet.numerals.number(product.value)}"]
    rest = ordered[len(written) :]
    if rest:
        others = sheet.numerals.number(math.fsum(p.value for p in rest))
        lines.append(rf"\text{{the other {len(rest):,} paths together:}}\quad {others}")
    whole = sheet.numerals.number(math.fsum(p.value for p in products))
    lines.append(rf"\text{{sum over all {len(products):,} paths:}}\quad {whole}")
    return tuple(map(formula, lines))


def factors_known(frame: Frame, selection: Selection) -> bool:
    """Whether every factor from the loss back to a weight or bias has been computed, and none is hidden."""
    if selection.parameter is None or not selection.exists(frame.experiment):
        return False
    name = f"dz{selection.layer}"
    return name in frame.values and not {name, f"d{selection.parameter}"} & set(frame.hidden)


def _can_follow(frame: Frame, selection: Selection) -> bool:
    e = frame.experiment
    if not factors_known(frame, selection):
        return False
    if selection.kind == "bias" and e.layers[selection.layer - 1].bias is not True:
        return False
    last = len(e.layers)
    count = 1
    for m in range(selection.layer, last + 1):
        layer = e.layers[m - 1]
        if not layer.is_dense or layer.units is None:
            return False
        if m < last and not ACTIVATIONS[layer.activation].elementwise:
            return False
        count *= layer.units if m > selection.layer else 1
    return count <= MOST_PATHS


def _paths(e: Experiment, selection: Selection) -> Iterator[tuple[int, ...]]:
    """Yield the units of every path, from the layer of the weight on."""
    found: list[tuple[int, ...]] = [(selection.unit,)]
    for m in range(selection.layer + 1, len(e.layers) + 1):
        found = [(*units, unit) for units in found for unit in range(e.widths[m])]
    yield from found


def _starts_at_delta(sheet: ExplainContext) -> bool:
    """Whether the chain begins with δ of the output, whose two factors are taken together."""
    last = sheet.last
    return sheet.frame.experiment.fused or not sheet.activation(last).elementwise


def _values(sheet: ExplainContext, selection: Selection, units: tuple[int, ...], k: int) -> Iterator[float]:
    """Yield the factors of a path, from the loss back."""
    n, last = selection.layer, sheet.last
    if _starts_at_delta(sheet):
        yield sheet.at(f"dz{last}", units[-1], k)
    else:
        yield sheet.at(f"da{last}", units[-1], k)
        yield sheet.slope(last, units[-1], k)
    for m in range(last, n, -1):
        unit, source = units[m - n], units[m - n - 1]
        yield sheet.at(f"W{m}", unit, source)
        yield sheet.slope(m - 1, source, k)
    if selection.kind == "weight":
        yield sheet.at(sheet.before(n), selection.source or 0, k)


def _numbers(sheet: ExplainContext, selection: Selection, units: tuple[int, ...], k: int) -> str:
    n, last = selection.layer, sheet.last
    if _starts_at_delta(sheet):
        factors = [sheet.factor(f"dz{last}", units[-1], k)]
    else:
        factors = [sheet.factor(f"da{last}", units[-1], k), sheet.slope_number(last, units[-1], k)]
    for m in range(last, n, -1):
        unit, source = units[m - n], units[m - n - 1]
        factors += [sheet.factor(f"W{m}", unit, source), sheet.slope_number(m - 1, source, k)]
    weight = selection.kind == "weight"
    factors.append(sheet.factor(sheet.before(n), selection.source or 0, k) if weight else "1")
    return r" \cdot ".join(factors)


def _symbols(sheet: ExplainContext, selection: Selection, units: tuple[int, ...], k: int) -> str:
    n, last = selection.layer, sheet.last

    def a(m: int, unit: int) -> str:
        return f"a^{{{m}}}_{{{unit + 1}}}"

    def z(m: int, unit: int) -> str:
        return f"z^{{{m}}}_{{{unit + 1}}}"

    def through(m: int, unit: int) -> str:
        return piece(_ratio(a(m, unit), z(m, unit)), f"z{m}", unit, k, exact=False)

    end = units[-1]
    if _starts_at_delta(sheet):
        factors = [piece(_ratio("C", z(last, end)), f"dz{last}", end, k)]
    else:
        factors = [entry_symbol(f"da{last}", end, k), through(last, end)]
    for m in range(last, n, -1):
        unit, source = units[m - n], units[m - n - 1]
        factors.append(piece(_ratio(z(m, unit), a(m - 1, source)), f"W{m}", unit, source))
        factors.append(through(m - 1, source))
    whole = _ratio(z(n, units[0]), _parameter(selection))
    if selection.kind == "weight":
        whole = piece(whole, sheet.before(n), selection.source or 0, k)
    return r" \cdot ".join([*factors, whole])


def _general(sheet: ExplainContext, selection: Selection) -> str:
    """Return the sum over all paths with letters for the units it runs over."""
    n, last = selection.layer, sheet.last
    letters = {m: _LETTERS[(m - n - 1) % len(_LETTERS)] for m in range(n + 1, last + 1)}
    letters[n] = str(selection.unit + 1)
    free = [letters[m] for m in range(last, n, -1) if sheet.frame.experiment.widths[m] > 1]
    for m in range(n + 1, last + 1):
        if sheet.frame.experiment.widths[m] == 1:
            letters[m] = "1"

    def symbol(kind: str, m: int) -> str:
        return f"{kind}^{{{m}}}_{{{letters[m]}}}"

    if _starts_at_delta(sheet):
        factors = [_ratio("C", symbol("z", last))]
    else:
        factors = [_ratio("C", symbol("a", last)), _ratio(symbol("a", last), symbol("z", last))]
    for m in range(last, n, -1):
        factors += [
            _ratio(symbol("z", m), symbol("a", m - 1)),
            _ratio(symbol("a", m - 1), symbol("z", m - 1)),
        ]
    factors.append(_ratio(symbol("z", n), _parameter(selection)))
    return rf"\sum_{{{','.join(free)}}} " + r" \cdot ".join(factors)


def _ratio(above: str, below: str) -> str:
    return rf"\frac{{\partial {above}}}{{\partial {below}}}"


def _parameter(selection: Selection) -> str:
    above = f"^{{{selection.layer}}}"
    if selection.kind == "bias":
        return f"b{above}_{{{selection.unit + 1}}}"
    comma = "," if selection.unit >= 9 or (selection.source or 0) >= 9 else ""
    return f"w{above}_{{{selection.unit + 1}{comma}{(selection.source or 0) + 1}}}"

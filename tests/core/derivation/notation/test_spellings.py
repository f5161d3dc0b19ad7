"""Right claims in LaTeX and NumPy are never called wrong, mutated ones never right unless they are equal."""

import re

import numpy as np
import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.derivation.notation.claims import NotationJudge
from nnviz.core.derivation.notation.rendering import Spelling, to_latex
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    NameNode,
    Negative,
    Transpose,
    exchange,
    text_of,
    walk,
)
from nnviz.core.judge.parser import parse
from nnviz.core.judge.restating import restated
from tests.core.judge.rewrites import Checker, in_own_names, mutated, network, rewritten, right_claim

STYLES = ("[%s]", "(%s)")
CONVENTIONS = (
    Convention(),
    Convention(examples="rows", weights="inputs_by_outputs"),
    Convention(examples="rows", weights="inputs_by_outputs", mean_at="weights"),
)
FINE = ("right", "conditional", "unstable")


def canonical(node):
    for part in [part for part in walk(node) if type(part) is NameNode]:
        node = exchange(node, part, Canonical(part.id))
    return node


def numpy_text(node):
    """Return an expression as NumPy: products by np.dot, functions by their modules."""
    match node:
        case Binary(operator="@"):
            return f"np.dot({numpy_text(node.left)}, {numpy_text(node.right)})"
        case Binary():
            return f"({numpy_text(node.left)} {node.operator} {numpy_text(node.right)})"
        case Negative():
            return f"(-{numpy_text(node.of)})"
        case Transpose():
            return f"({numpy_text(node.of)}).T"
        case Call(function="sum", axis=axis) if axis is not None:
            return f"np.sum({numpy_text(node.arguments[0])}, axis={axis}, keepdims=True)"
    return text_of(node)


def spelled(target, node, convention, rng):
    """Return a target and a claim in LaTeX or NumPy."""
    foreign = re.search(r"'|\bd\(|\bf\(", text_of(node))
    if rng.random() < 0.6 and "[" not in target and not foreign:
        return target, numpy_text(node)
    style = Spelling(layer=str(rng.choice(STYLES)), convention=convention)
    return to_latex(canonical(parse(target)), style), to_latex(canonical(in_own_names(node)), style)


def claims(count, seed, change):
    rng = np.random.default_rng(seed)
    for number in range(count):
        if number % 10 == 0:
            e = network(rng)
            judge = NotationJudge(frame_at(e, 0))
        target, text = right_claim(e, rng)
        # The judge's own grammar takes the slope of a layer at its a too.
        text = re.sub(r"(?<=')\(a(?=\d)", "(z", text)
        node = change(parse(text), target, rng)
        convention = Convention()
        if "[" not in target:
            convention = CONVENTIONS[int(rng.integers(len(CONVENTIONS)))]
            node = restated(in_own_names(node), target, convention, e)
        try:
            spelling = spelled(target, node, convention, rng)
        except (ValueError, TypeError):
            # An entry of an expression has no spelling of its own.
            continue
        yield judge, e, target, node, spelling, convention


def called_wrong(count, seed):
    bad, unread, total = [], [], 0
    for judge, _, target, node, spelling, convention in claims(count, seed, lambda n, t, r: rewritten(n, r)):
        found = judge.judge(*spelling, convention=convention)
        total += 1
        if found.verdict == "invalid":
            unread.append((target, text_of(node), spelling, found.message))
        elif found.verdict not in FINE:
            bad.append((target, text_of(node), spelling, found.verdict, found.message, convention))
    return bad, unread, total


def called_right(count, seed):
    bad = []
    for judge, e, target, node, spelling, convention in claims(count, seed, mutated):
        found = judge.judge(*spelling, convention=convention)
        if found.verdict == "right" and convention == Convention() and not Checker(e).equal(target, node):
            bad.append((target, text_of(node), spelling, found.message))
    return bad


def test_right_claims():
    bad, unread, total = called_wrong(60, 5)
    assert bad == []
    assert len(unread) <= 0.05 * total, unread


def test_mutated_claims():
    assert called_right(40, 6) == []


@pytest.mark.soak
def test_many_right_claims():
    bad, unread, total = called_wrong(2000, 7)
    assert bad == []
    assert len(unread) <= 0.05 * total, unread[:20]


@pytest.mark.soak
def test_many_mutated_claims():
    assert called_right(2000, 8) == []

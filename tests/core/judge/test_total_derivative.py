"""Derivatives inside a claim: exact, through all layers between them."""

import numpy as np
import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.document import files
from nnviz.core.judge.evaluate import ExpressionEvaluator
from nnviz.core.judge.judging import Judge
from nnviz.core.judge.nodes import (
    Binary,
    Canonical,
    Compare,
    Derivative,
    IndexedEntry,
    IndexSum,
    NameNode,
    exchange,
    walk,
)
from nnviz.core.judge.parser import parse
from nnviz.core.judge.scope import Names, Scope
from nnviz.core.judge.target import Target


@pytest.fixture(scope="module")
def judge():
    """Two sigmoid-softmax layers, cross-entropy, a sum over the batch."""
    return Judge(frame_at(files.example("sigmoid-softmax"), 0))


def canonical(text):
    node = parse(text)
    for part in [part for part in walk(node) if type(part) is NameNode]:
        node = exchange(node, part, Canonical(part.id))
    return node


def derivative(of, by):
    return Derivative(canonical(of), canonical(by))


@pytest.mark.parametrize(
    ("of", "by", "claim", "verdict"),
    [
        ("log(a2[k])", "a2[k]", "1 / a2[k]", "right"),
        ("log(a2[k])", "a2[j]", "delta(j, k) / a2[k]", "right"),
        ("a2[k]", "z2[j]", "a2[k] * (delta(j, k) - a2[j])", "right"),
        ("a2[k]", "z2[j]", "a2[k] * (1 - a2[j])", "wrong"),
        (
            "Y[k] * log(a2[k])",
            "W1[j, i]",
            "Y[k] * (delta(j, k) - a2[j]) * a1[j] * (1 - a1[j]) * X[i]",
            "right",
        ),
        ("C", "W1", "dW1", "right"),
        ("-sum(Y * log(a2))", "W1", "dW1", "right"),
        ("-sum(n, sum(k, Y[k, n] * log(a2[k, n])))", "W1[j, i]", "dW1[j, i]", "right"),
        ("-sum(Y * log(a2))", "z2", "a2 - Y", "conditional"),
        ("sigmoid(z1)", "z1", "a1 * (1 - a1)", "right"),
        ("softmax(z2)", "z2", "a2 * (1 - a2)", "invalid"),
        ("1 / (1 + exp(-z1[j]))", "z1[j]", "exp(z1[j]) / (1 + exp(z1[j]))**2", "unstable"),
        ("1 / (1 + exp(-z1[j]))", "z1[j]", "exp(z1[j]) / (1 + exp(-z1[j]))**2", "wrong"),
        ("dz1[j]", "z1[j]", "0 * z1[j]", "invalid"),
        ("maximum(0, z1[j])", "z1[j]", "drelu(z1[j])", "right"),
        ("abs(z1)", "z1", "sign(z1)", "right"),
        ("sqrt(a1) / z1**2", "a1", "1 / (2 * sqrt(a1) * z1**2)", "right"),
    ],
)
def test_a_derivative_of_an_expression(judge, of, by, claim, verdict):
    found = judge.judge_nodes(Target(of, node=derivative(of, by)), canonical(claim))
    assert found.verdict == verdict, found.message


def test_a_chain_through_the_softmax_needs_its_sum(judge):
    def by(letter, name):
        return IndexedEntry(Canonical(name), (letter,), "n")

    def product(letter):
        return Binary(
            "*", Derivative(Canonical("C"), by(letter, "a2")), Derivative(by(letter, "a2"), by("j", "z2"))
        )

    target = Target("dz2[j]", node=canonical("dz2[j]"), name="dz2")
    assert judge.judge_nodes(target, IndexSum("i#1", product("i#1"))).verdict == "right"
    assert judge.judge_nodes(target, product("j")).verdict == "wrong"


def test_a_mask_is_one_where_it_holds(judge):
    target = Target("drelu(z1)", node=canonical("drelu(z1)"))
    assert judge.judge_nodes(target, Compare(">", canonical("z1"), canonical("0"))).verdict == "right"
    assert judge.judge_nodes(target, Compare("<", canonical("z1"), canonical("0"))).verdict == "wrong"


def test_derivatives_are_those_of_differences():
    frame = frame_at(files.example("xor"), 0)
    names = Names(frame.experiment, frozenset(frame.values), {})
    formula, by = canonical("sum(mean(tanh(a2) * sqrt(1 + a2**2), 1)) + sum(a1**3)"), "a1"

    def value(array):
        scope = Scope(frame.experiment, {**frame.values, by: array}, names)
        return float(ExpressionEvaluator(scope)(formula)[0].array)

    scope = Scope(frame.experiment, frame.values, names)
    found = ExpressionEvaluator(scope)(Derivative(formula, Canonical(by)))[0].array
    # a2 comes after a1, so only the direct part is left once a2 is fixed.
    held = ExpressionEvaluator(scope)(Derivative(canonical("sum(a1**3)"), Canonical(by)))[0].array
    np.testing.assert_allclose(held, 3 * frame.values[by] ** 2)
    weights = frame.values["W2"].T
    direct = np.zeros_like(found)
    for place in np.ndindex(*found.shape):
        moved = [frame.values[by].copy() for _ in range(2)]
        moved[0][place] += 1e-6
        moved[1][place] -= 1e-6
        direct[place] = (value(moved[0]) - value(moved[1])) / 2e-6
    through = ExpressionEvaluator(scope)(Derivative(formula, Canonical("z2")))[0].array
    np.testing.assert_allclose(found, direct + weights @ through, rtol=1e-6, atol=1e-9)

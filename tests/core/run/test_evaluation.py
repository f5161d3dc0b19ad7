"""Scores of whole data sets against a forward pass written out, and accuracies counted by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.functions.activations import ACTIVATIONS, activate
from nnviz.core.functions.losses import LOSSES, loss_value
from nnviz.core.run.evaluation import Evaluator, correct, decide, is_classification
from tests.strategies import experiments


def forward(e, parameters, columns):
    """Return the outputs for feature columns, layer by layer."""
    a, named = columns, parameters.named(parameters.flat)
    for n, layer in enumerate(e.layers, 1):
        z = a if layer.units is None else named[f"W{n}"] @ a + named[f"b{n}"]
        a = activate(ACTIVATIONS[layer.activation], z)
    return a


@given(e=experiments(), seed=st.integers(0, 99))
def test_scores_are_those_of_a_forward_pass(e, seed):
    s = samples(e)
    evaluator = Evaluator(e, s)
    evaluator.parameters.flat[...] = np.random.default_rng(seed).normal(size=evaluator.parameters.flat.size)
    for block, score in zip((s.train, s.test), evaluator.scores(), strict=True):
        if block.shape[1] == 0:
            assert np.isnan(score.loss)
            assert np.isnan(score.accuracy)
            assert score.outputs.shape == (e.widths[-1], 0)
            continue
        outputs = forward(e, evaluator.parameters, block[: s.features])
        np.testing.assert_allclose(score.outputs, outputs, rtol=1e-10, atol=1e-12)
        expected = loss_value(LOSSES[e.loss], outputs, block[s.features + 1 :], e.reduction)
        assert score.loss == pytest.approx(expected, rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("count", [1, 4095, 4096, 4097, 9000])
def test_large_sets_are_scored_in_parts(count, reduction):
    rng = np.random.default_rng(count)
    e = Experiment(
        data=DataSpec(
            inputs=Matrix(rng.normal(size=(count, 2))), targets=Matrix(rng.normal(size=(count, 1)))
        ),
        layers=(LayerSpec(activation="tanh", units=1),),
        reduction=reduction,
    )
    s = samples(e)
    evaluator = Evaluator(e, s)
    evaluator.parameters.flat[...] = [0.5, -0.25, 0.125]
    x, y = s.train[:2], s.train[3:]
    outputs = np.tanh(0.5 * x[0] - 0.25 * x[1] + 0.125)[None]
    total = ((outputs - y) ** 2).sum() / 2
    score = evaluator.score(s.train)
    assert score.loss == pytest.approx(total / count if reduction == "mean" else total, rel=1e-12)
    np.testing.assert_allclose(score.outputs, outputs, rtol=1e-13)
    assert np.isnan(score.accuracy)


def table(targets, activation="sigmoid"):
    targets = np.atleast_2d(targets)
    return samples(
        Experiment(
            data=DataSpec(inputs=Matrix(np.ones((len(targets), 1))), targets=Matrix(targets)),
            layers=(LayerSpec(activation=activation, units=targets.shape[1]),),
        )
    )


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ([[0], [1]], True),
        ([[-1], [1]], True),
        ([[0], [0.5]], False),
        ([[1, 0], [0, 1]], True),
        ([[1, 1], [0, 1]], False),
        ([[0.5, 0.5]], False),
    ],
)
def test_which_targets_are_classes(targets, expected):
    assert is_classification(table(targets)) is expected


def test_decisions():
    assert decide(np.array([[0.2, 0.9, 0.5], [0.3, 0.1, 0.5]]), 0.0).tolist() == [1, 0, 0]
    assert decide(np.array([[0.49, 0.5, 0.51]]), 0.0).tolist() == [0, 0, 1]
    assert decide(np.array([[-0.1, 0.0, 0.1]]), -1.0).tolist() == [0, 0, 1]


def test_what_is_right():
    s = table([[0], [1], [1], [0]])
    outputs = np.array([[0.2, 0.7, 0.3, 0.6]])
    assert correct(outputs, s.train[2:], s).tolist() == [True, True, False, False]
    assert correct(outputs, s.train[2:], table([[0.5], [1], [1], [0]])) is None
    signs = table([[-1], [1], [1], [-1]], "tanh")
    assert correct(np.array([[-0.2, 0.7, -0.3, 0.6]]), signs.train[2:], signs).tolist() == [
        True,
        True,
        False,
        False,
    ]

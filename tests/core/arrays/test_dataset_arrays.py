"""Examples as columns: features, a row of ones, targets in the code that loss and output ask for."""

import numpy as np
import pytest
from hypothesis import given

from nnviz.core.arrays.dataset_arrays import samples
from nnviz.core.data.features import expand
from nnviz.core.experiment.experiment import Experiment
from tests.strategies import experiments


@given(e=experiments())
def test_columns_are_features_ones_and_targets(e):
    s = samples(e)
    assert (s.features, s.outputs) == (e.widths[0], e.widths[-1])
    assert s.train.shape[1] >= 1
    for block, raw in ((s.train, s.raw_train), (s.test, s.raw_test)):
        assert block.shape == (s.features + 1 + s.outputs, len(raw))
        assert (block[s.features] == 1).all()
        assert not block.flags.writeable
        if len(raw):
            np.testing.assert_array_equal(block[: s.features], s.columns(raw))
    features = expand(s.raw_train, e.feature_names)
    if e.standardize and len(features) > 1:
        moving = features.std(axis=0) > 1e-9
        np.testing.assert_allclose(s.train[: s.features].mean(axis=1)[moving], 0, atol=1e-9)
        np.testing.assert_allclose(s.train[: s.features].std(axis=1)[moving], 1, rtol=1e-6)
    elif not e.standardize:
        np.testing.assert_array_equal(s.train[: s.features], features.T)


@given(e=experiments())
def test_the_same_experiment_has_the_same_examples(e):
    a, b = samples(e), samples(Experiment.from_dict(e.to_dict()))
    assert a.train.tobytes() == b.train.tobytes()
    assert a.test.tobytes() == b.test.tobytes()


def blobs(units, activation, loss, classes=3):
    return samples(
        Experiment.from_dict(
            {
                "data": {"name": "blobs", "classes": classes, "examples": 30},
                "layers": [{"units": units, "activation": activation}],
                "loss": loss,
            }
        )
    )


@pytest.mark.parametrize(
    ("units", "activation", "loss", "classes", "low"),
    [
        (3, "softmax", "categorical_cross_entropy", 3, 0),
        (3, "sigmoid", "mean_squared_error", 3, 0),
        (3, "tanh", "mean_squared_error", 3, -1),
        (3, "identity", "hinge", 3, -1),
        (2, "softmax", "log_likelihood", 2, 0),
        (1, "sigmoid", "binary_cross_entropy", 2, 0),
        (1, "tanh", "mean_squared_error", 2, -1),
        (1, "identity", "hinge", 2, -1),
    ],
)
def test_the_code_of_the_targets(units, activation, loss, classes, low):
    s = blobs(units, activation, loss, classes)
    targets = s.train[s.features + 1 :]
    if units == 1:
        expected = np.where(s.labels_train == 1, 1.0, low)[None]
    else:
        expected = np.where(np.arange(units)[:, None] == s.labels_train, 1.0, low)
    np.testing.assert_array_equal(targets, expected)


def test_the_split_depends_on_the_seed_and_on_nothing_of_the_network():
    def train(**fields):
        base = {"data": {"name": "moons", "examples": 40}, "layers": [{"units": 1, "activation": "tanh"}]}
        return samples(Experiment.from_dict(base | fields)).raw_train.tobytes()

    assert train() == train(batch_size=3, layers=[{"units": 1, "activation": "sigmoid"}], features=["x1"])
    assert train() != train(seed=2)
    pinned = {"name": "moons", "examples": 40, "seed": 1}
    assert train() == train(data=pinned, seed=2) == train(data=pinned, seed=3)

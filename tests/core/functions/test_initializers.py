"""Starting weights: their spread is that of the source, and nothing but the seed decides them."""

import math

import numpy as np
import pytest
from hypothesis import given

from nnviz.core.arrays.parameters import Parameters
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.functions.initializers import INITIALIZERS
from tests.strategies import changed, parameter_shapes

SPREAD = {
    "zeros": (0.0, None),
    "constant": (0.0, None),
    "normal": (1.0, None),
    "uniform": (1 / math.sqrt(3), 1.0),
    "xavier_uniform": (math.sqrt(2 / (300 + 200)), math.sqrt(6 / (300 + 200))),
    "xavier_normal": (math.sqrt(2 / (300 + 200)), None),
    "he_uniform": (math.sqrt(2 / 300), math.sqrt(6 / 300)),
    "he_normal": (math.sqrt(2 / 300), None),
    "lecun_uniform": (math.sqrt(1 / 300), math.sqrt(3 / 300)),
    "lecun_normal": (math.sqrt(1 / 300), None),
}
"""Standard deviation and bound of 200 units with 300 inputs."""


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_spread_of_the_weights(name):
    w = INITIALIZERS[name].draw(np.random.default_rng(3), 200, 300)
    spread, bound = SPREAD[name]
    assert w.shape == (200, 300)
    assert w.std() == pytest.approx(spread, rel=0.02, abs=1e-15)
    assert w.mean() == pytest.approx(0.5 if name == "constant" else 0.0, abs=0.02 * max(spread, 1e-9))
    if bound is not None:
        assert 0.99 * bound < np.abs(w).max() <= bound


def start(e):
    p = Parameters(e)
    p.initialize(e)
    return {name: array.copy() for name, array in p.named(p.flat).items()}


@given(e=changed())
def test_biases_start_at_zero_and_exact_values_are_taken(e):
    values = start(e)
    assert {name: array.shape for name, array in values.items()} == parameter_shapes(e)
    for name, array in values.items():
        if e.initial and name in e.initial:
            assert array.tobytes() == e.initial[name].array.tobytes()
        elif name.startswith("b"):
            assert not array.any()


def network(seed, *units):
    return Experiment(
        data=DataSpec(inputs=[[1.0, 2.0]], targets=[[1.0]]),
        layers=(
            *(LayerSpec(activation="tanh", units=n) for n in units),
            LayerSpec(activation="tanh", units=1),
        ),
        seed=seed,
    )


def test_the_seed_decides_and_every_layer_draws_for_itself():
    a, b, other = start(network(1, 4, 4)), start(network(1, 4, 4)), start(network(2, 4, 4))
    assert all(a[name].tobytes() == b[name].tobytes() for name in a)
    assert a["W1"].tobytes() != other["W1"].tobytes()
    assert a["W2"][:, :2].tolist() != a["W1"].tolist()
    longer = start(network(1, 4, 4, 3))
    assert longer["W1"].tobytes() == a["W1"].tobytes()
    assert longer["W2"].tobytes() == a["W2"].tobytes()

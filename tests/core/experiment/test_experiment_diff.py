"""What sets two recipes apart, in a word."""

import pytest

from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.experiment_diff import comparable, difference, first_divergence


def experiment(**fields):
    base = {
        "data": {"name": "xor", "examples": 60},
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
        "optimizer": {"learning_rate": 0.3},
    }
    return Experiment.from_dict(base | fields)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"optimizer": {"learning_rate": 0.1}}, "η 0.1"),
        ({"optimizer": {"learning_rate": 2e-6}}, "η 2.0·10⁻⁶"),
        ({"regularization": {"l2": 0.01}}, "λ₂ 0.01"),
        ({"seed": 7}, "seed 7"),
        ({"batch_size": 3}, "batch 3"),
        ({"loss": "mean_squared_error"}, "mean squared error"),
        ({"layers": [{"units": 5, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}]}, "2-5-1"),
        ({"layers": [{"units": 3, "activation": "relu"}, {"units": 1, "activation": "sigmoid"}]}, "ReLU"),
        ({"data": {"name": "circle", "examples": 60}}, "circle"),
        ({"data": {"name": "xor", "examples": 80}}, "different data"),
        ({"seed": 2, "batch_size": 3, "optimizer": {"learning_rate": 0.5}}, "η 0.5, batch 3 …"),
        ({}, ""),
    ],
)
def test_the_label_names_what_is_different(fields, words):
    assert difference(experiment(**fields), experiment()).lower() == words.lower()


def test_runs_part_where_their_changes_do():
    e = experiment()
    changed = edits.set_setting(e, "learning_rate", 0.1, 40)
    again = edits.set_setting(changed, "learning_rate", 0.2, 90)
    assert first_divergence(e, changed) == 40
    assert first_divergence(changed, again) == first_divergence(again, changed) == 90
    assert first_divergence(e, experiment(seed=3)) == 0
    assert first_divergence(e, e) > 10**9
    assert difference(changed, again) == "η 0.1"
    weight = edits.set_parameter(e, "W1", 0, 1, 0.5, 10)
    assert difference(weight, e) == "different values"


def test_losses_that_are_other_quantities_are_not_compared():
    assert comparable(experiment(seed=2), experiment())
    assert not comparable(experiment(loss="mean_squared_error"), experiment())
    assert not comparable(experiment(reduction="sum"), experiment())

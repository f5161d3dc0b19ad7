"""The worked example of Matt Mazur, "A Step by Step Backpropagation Example" (2015), to its last digit."""

import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.checks.gradient_check import check
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.timeline import Timeline

MAZUR = {
    "data": {"inputs": [[0.05, 0.10]], "targets": [[0.01, 0.99]]},
    "layers": [{"units": 2, "activation": "sigmoid"}, {"units": 2, "activation": "sigmoid"}],
    "loss": "mean_squared_error",
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "batch_size": 1,
    "initial": {
        "W1": [[0.15, 0.20], [0.25, 0.30]],
        "b1": [[0.35], [0.35]],
        "W2": [[0.40, 0.45], [0.50, 0.55]],
        "b2": [[0.60], [0.60]],
    },
}
PUBLISHED = {
    "z1": "0.3775",
    "a1": "0.593269992 0.596884378",
    "z2": "1.105905967",
    "a2": "0.75136507 0.772928465",
    "C": "0.298371109",
    "da2": "0.74136507",
    "dz2": "0.138498562 -0.038098236",
    "dW2": "0.082167041",
    "da1": "0.036350306",
    "dW1": "0.000438568",
    "W2_next": "0.35891648 0.408666186 0.511301270 0.561370121",
    "W1_next": "0.149780716 0.19956143 0.24975114 0.29950229",
}
"""Name → the published numbers, row by row; of some matrices only the first entry was printed."""


@pytest.fixture
def frame():
    timeline = Timeline(Experiment.from_dict(MAZUR))
    return timeline.frame(Position(0, len(timeline.trainer.operations)))


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_published_number(frame, name):
    for value, printed in zip(frame.values[name].flat, PUBLISHED[name].split(), strict=False):
        digits = len(printed.partition(".")[2])
        # The article cuts some numbers off instead of rounding them: one unit in the last place.
        assert abs(value - float(printed)) < 10.0**-digits, (name, value, printed)


def test_the_loss_after_ten_thousand_updates_without_learning_biases():
    """The article says 0.0000351085 and updates no bias; ours does, so it must come out lower."""
    timeline = Timeline(Experiment.from_dict(MAZUR))
    timeline.run(10_000)
    assert 0 < timeline.history.losses[9_999] < 0.0000351085


def test_the_gradients_check(frame):
    results = list(check(frame))
    assert [r.name for r in results] == ["W1", "b1", "W2", "b2"]
    assert all(r.passed and r.kinks == 0 for r in results)


def test_the_built_in_example_is_the_same():
    assert files.example("mazur") == Experiment.from_dict(MAZUR)

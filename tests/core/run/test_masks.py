"""Masks of dropout: sampled, and the first one as another program drew it."""

import numpy as np
import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.experiment.specs import LayerSpec
from nnviz.core.run.timeline import Timeline

XOR = files.example("xor")
GIVEN = np.where(np.arange(30).reshape(3, 10) % 3, 4 / 3, 0.0)


def network(**settings):
    hidden, last = XOR.layers
    return XOR.replace(layers=(hidden, LayerSpec(layer="dropout", **settings), last))


def masks(e, iterations=3):
    timeline = Timeline(e)
    return [timeline.frame(Position(i, 1)).values["mask2"] for i in range(iterations)]


def test_the_first_mask_is_the_given_one_and_later_ones_are_sampled():
    sampled, given = masks(network(rate=0.25)), masks(network(rate=0.25, mask=Matrix(GIVEN)))
    np.testing.assert_array_equal(given[0], GIVEN)
    assert not np.array_equal(sampled[0], GIVEN)
    for one, other in zip(sampled[1:], given[1:], strict=True):
        np.testing.assert_array_equal(one, other)


def test_running_and_rewinding_see_the_given_mask():
    e = network(rate=0.25, mask=Matrix(GIVEN))
    fast, slow = Timeline(e), Timeline(e)
    fast.run(70)
    for iteration in range(70):
        slow.frame(Position(iteration, 3))
    slow.frame(Position(70, 0))
    np.testing.assert_array_equal(fast.history.losses[:70], slow.history.losses[:70])
    np.testing.assert_array_equal(fast.frame(Position(0, 4)).values["mask2"], GIVEN)


def test_a_mask_is_kept_in_a_file_and_belongs_to_its_rate_units_and_batch():
    e = network(rate=0.25, mask=Matrix(GIVEN))
    assert Experiment.from_dict(e.to_dict()) == e
    np.testing.assert_array_equal(masks(edits.set_layer(e, 1, rate=0.5), 1), masks(network(rate=0.5), 1))
    wider, plain = (edits.set_layer(x, 0, units=5) for x in (e, network(rate=0.25)))
    np.testing.assert_array_equal(masks(wider, 1), masks(plain, 1))
    smaller = e.replace(batch_size=4)
    np.testing.assert_array_equal(masks(smaller, 1), masks(network(rate=0.25).replace(batch_size=4), 1))


@pytest.mark.parametrize(("settings", "said"), [
    ({"layer": "dropout", "rate": 0.5, "mask": Matrix(GIVEN)}, "mask: expected 0 or 1 .*, which is 2, not"),
    ({"activation": "tanh", "units": 3, "mask": Matrix(GIVEN)}, "mask: a dense layer has no such setting"),
])  # fmt: skip
def test_what_is_no_mask_is_refused(settings, said):
    with pytest.raises(ExperimentError, match=said):
        LayerSpec(**settings)

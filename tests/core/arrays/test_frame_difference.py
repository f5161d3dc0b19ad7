"""Differences of two runs at the same position."""

import numpy as np

from nnviz.core.arrays.frame import Position
from nnviz.core.arrays.frame_difference import frame_difference
from nnviz.core.document import files
from nnviz.core.experiment import edits
from nnviz.core.run.timeline import Timeline

XOR = files.example("xor")
MSE = edits.set_loss(XOR, "mean_squared_error")


def frames(other, *position):
    return tuple(Timeline(e).frame(Position(*position)) for e in (XOR, other))


def test_a_run_does_not_differ_from_itself():
    one, other = frames(XOR, 3, 11)
    found = frame_difference(one, other)
    assert (found.first, found.parameters, found.most, found.units) == ("", 0, None, ())
    assert found.count == XOR.parameter_count


def test_another_loss_differs_first_at_the_loss_itself():
    found = frame_difference(*frames(MSE, 0, 4))
    assert (found.first, found.parameters) == ("", 0)
    found = frame_difference(*frames(MSE, 0, 7))
    assert found.first == "C"
    assert [(u.layer, u.unit) for u in found.units] == [(2, 0)]


def test_weights_that_differ_are_counted_and_the_largest_is_named():
    one, other = frames(MSE, 5, 0)
    found = frame_difference(one, other)
    away = {name: np.abs(one.current(name) - other.current(name)) for name in ("W1", "b1", "W2", "b2")}
    assert found.parameters == sum(int(np.count_nonzero(a)) for a in away.values())
    worst = max(away, key=lambda name: away[name].max())
    assert found.most.parameter == worst
    assert away[worst][found.most.unit, found.most.source or 0] == away[worst].max()
    assert dict(found.weights)[1].shape == (3, 2)


def test_networks_of_other_shapes_are_not_compared_entry_by_entry():
    wider = edits.set_layer(XOR, 0, units=5)
    found = frame_difference(*frames(wider, 2, 3))
    assert found.parameters is None
    assert found.first == "z1"
    assert found.units == ()


def test_lost_numbers_are_equal_to_lost_numbers():
    steep = edits.set_setting(XOR, "learning_rate", 1e6)
    one, other = (Timeline(e).frame(Position(40, 5)) for e in (steep, steep))
    assert frame_difference(one, other).parameters == 0

"""What is measured of past positions, beside the same computed from the frames."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.layer_statistics import MOST, QUANTITIES, SHARES, percentiles
from nnviz.core.run.timeline import Timeline


def timeline(length, **fields):
    t = Timeline(
        Experiment.from_dict(
            {
                "data": {"name": "xor", "examples": 60, "noise": 0.1},
                "layers": [
                    {"units": 3, "activation": "identity"},
                    {"activation": "tanh"},
                    {"units": 1, "activation": "sigmoid"},
                ],
                "loss": "binary_cross_entropy",
                "optimizer": {"name": "momentum", "learning_rate": 0.3, "momentum": 0.9},
            }
            | fields
        )
    )
    t.run(length)
    return t


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_percentiles_are_numpy_s(values):
    expected = np.quantile(values, SHARES)
    assert percentiles(np.array(values)) == pytest.approx(expected, abs=1e-9, rel=1e-9)


def test_percentiles_of_what_is_finite():
    values = np.array([[np.nan, 1.0], [np.inf, 3.0]])
    assert percentiles(values)[[0, 3, 6]].tolist() == [1.0, 2.0, 3.0]
    assert np.isnan(percentiles(values[:, :1])).all()


@pytest.mark.parametrize("left", [0, 300])
def test_ratio_and_spread_are_those_of_the_frames(left):
    t = timeline(500, changes=[{"iteration": 320, "set": "learning_rate", "value": 0.01}])
    m = t.layer_statistics
    assert m.update(left, left + 40, 128)
    x, rows = m.known(left, left + 40, 128)
    assert set(range(left, left + 41)) <= set(x.tolist())
    for i, row in zip(x.tolist(), rows, strict=True):
        frame = t.frame(Position(i, len(t.trainer.operations)))
        for k, n in enumerate(m.weighted):
            before, after = frame.values[f"W{n}"], frame.values[f"W{n}_next"]
            ratio = np.linalg.norm(after - before) / np.linalg.norm(before)
            assert m.ratios(row)[k] == pytest.approx(ratio, rel=1e-12)
            assert np.array_equal(m.spread(row, "weights", n), percentiles(before))
            assert np.array_equal(m.spread(row, "gradients", n), percentiles(frame.values[f"dW{n}"]))
        for n in m.layers:
            assert np.array_equal(m.spread(row, "activations", n), percentiles(frame.values[f"a{n}"]))
    assert m.layers_of("activations") == (1, 2, 3)
    assert m.layers_of("weights") == m.layers_of("gradients") == (1, 3)


def test_measuring_moves_nothing():
    t, same = timeline(300), timeline(300)
    t.layer_statistics.update(0, 299, 64)
    assert t.position == same.position
    t.run(50)
    same.run(50)
    assert np.array_equal(t.trainer.parameters.flat, same.trainer.parameters.flat)
    assert np.array_equal(t.history.losses[:350], same.history.losses[:350])


def test_little_time_does_little_and_the_next_call_goes_on():
    t = timeline(3000)
    calls = 0
    while not t.layer_statistics.update(0, 2999, 100, seconds=0.0):
        calls += 1
        assert calls < 1000
    assert calls >= 10
    wanted = t.layer_statistics.wanted(0, 2999, 100)
    assert t.layer_statistics.known(0, 2999, 100)[0].tolist() == wanted


@given(left=st.integers(0, 900), span=st.integers(1, 2000), count=st.integers(4, 200), log=st.booleans())
def test_wanted_moments_lie_in_the_run_and_are_as_many_as_asked(left, span, count, log):
    t = _LONG
    wanted = t.layer_statistics.wanted(left, left + span, count, log)
    assert wanted == sorted(set(wanted))
    assert all(0 <= i < t.length for i in wanted)
    assert len(wanted) <= count + 32
    if left == 0:
        assert wanted[0] == 0


_LONG = timeline(1000)


def test_a_window_that_doubles_keeps_what_it_has():
    m = _LONG.layer_statistics
    half, whole = set(m.wanted(0, 400, 100)), set(m.wanted(0, 800, 100))
    assert {i for i in whole if i <= 400} <= half


def test_thinned_runs_are_measured_by_replay():
    t = timeline(4000)
    t.thin_keyframes(8 * t.keyframe_bytes)
    assert t.interval > 64
    assert t.layer_statistics.update(1000, 1100, 50)
    x, rows = t.layer_statistics.known(1000, 1100, 50)
    full = timeline(4000)
    full.layer_statistics.update(1000, 1100, 50)
    assert np.array_equal(rows, full.layer_statistics.known(1000, 1100, 50)[1])
    assert x[0] <= 1000 <= 1100 <= x[-1] + 2


def test_memory_is_bounded():
    t = timeline(MOST + 600)
    for left in range(0, MOST + 500, 100):
        t.layer_statistics.update(left, left + 100, 128)
    assert t.layer_statistics.bytes <= (MOST + 128) * 8 * 80
    assert t.bytes > t.layer_statistics.bytes > 0


def test_unknown_quantities_are_refused():
    m = _LONG.layer_statistics
    m.update(0, 10, 16)
    with pytest.raises(ValueError, match=f"quantity: choose one of {', '.join(QUANTITIES)}"):
        m.spread(m.known(0, 10, 16)[1], "losses", 1)

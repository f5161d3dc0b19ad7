"""The trace: all values of an iteration as JSON."""

import json

import numpy as np
import pytest
from hypothesis import given

from nnviz.core.checks.trace import frame_at, trace
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.timeline import Timeline
from tests.strategies import experiments


@given(e=experiments())
def test_a_trace_is_json_and_exact(e):
    frame = frame_at(e, 2)
    data = json.loads(json.dumps(trace(frame), allow_nan=False))
    assert data["iteration"] == 2
    assert len(data["operations"]) == len(frame.operations) == frame.position.operation
    assert set(data["values"]) == set(frame.values)
    for name, array in frame.values.items():
        np.testing.assert_array_equal(np.array(data["values"][name], dtype=float), array)
    written = {name for op in data["operations"] for name in op["writes"]}
    assert written <= set(data["values"])


def test_part_of_an_iteration():
    e = Experiment.from_dict({"data": {"name": "xor"}, "layers": [{"units": 1, "activation": "tanh"}]})
    assert "z1" not in trace(frame_at(e, 0, 0))["values"]
    assert "z1" in trace(frame_at(e, 0, 1))["values"]
    count = len(Timeline(e).trainer.operations)
    with pytest.raises(ValueError, match="position"):
        frame_at(e, 0, count + 1)
    with pytest.raises(ValueError, match="position"):
        frame_at(e, -1)


def test_values_that_are_not_finite_are_null():
    e = Experiment.from_dict(
        {
            "data": {"name": "plane", "examples": 20},
            "layers": [{"units": 2, "activation": "identity"}, {"units": 1, "activation": "identity"}],
            "optimizer": {"learning_rate": 1e3},
        }
    )
    data = json.loads(json.dumps(trace(frame_at(e, 2000)), allow_nan=False))
    assert data["values"]["C"] is None
    assert None in data["values"]["W1"][0]

"""Normalization over the units of an example."""

import pytest

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.explain.operations import explain
from nnviz.core.run.timeline import Timeline


@pytest.mark.parametrize(("units", "warned"), [(2, True), (3, False)])
def test_two_units_are_warned_of(units, warned):
    e = Experiment.from_dict(
        {
            "data": {"name": "xor", "examples": 8, "test_fraction": 0.0},
            "layers": [
                {"units": units, "activation": "tanh"},
                {"layer": "layer_norm"},
                {"units": 1, "activation": "sigmoid"},
            ],
        }
    )
    timeline = Timeline(e)
    operations = timeline.trainer.operations
    number = next(k for k, op in enumerate(operations, 1) if "xhat2" in op.writes)
    frame = timeline.frame(Position(0, number))
    assert ("only 2 units" in explain(frame, None).why) is warned
    if warned:
        assert abs(frame.values["xhat2"]) == pytest.approx(1.0, abs=0.1)

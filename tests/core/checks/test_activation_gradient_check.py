"""∂C/∂z and ∂C/∂a beside central differences: right ones pass, wrong ones do not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.checks.activation_gradient_check import LocalObjective, check_operation, checked_value
from nnviz.core.checks.gradient_check import Check
from nnviz.core.document import files
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.run.timeline import Timeline
from tests.strategies import KINKED, experiments

SMOOTH = [name for name in ACTIVATIONS if name not in KINKED]


def backward(e, iteration=0):
    """Return the frame after every backward operation."""
    timeline = Timeline(e)
    return [
        timeline.frame(Position(iteration, n))
        for n, op in enumerate(timeline.trainer.operations, 1)
        if op.phase == "backward"
    ]


def checked(frame):
    *pieces, result = check_operation(frame)
    assert isinstance(result, Check)
    assert set(pieces) == {None}
    assert len(pieces) >= result.gradient.size
    return result


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    e=experiments(activations=SMOOTH, losses=[name for name in LOSSES if name not in KINKED]),
    iteration=st.integers(0, 2),
)
def test_every_gradient_of_a_smooth_network(e, iteration):
    for frame in backward(e.replace(batch_size=3), iteration):
        result = checked(frame)
        assert result.name == frame.operation.writes[0].removeprefix("d")
        assert result.numeric.shape == frame.values[f"d{result.name}"].shape
        assert result.passed, (frame.operation.symbol, result)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(e=experiments())
def test_every_gradient_of_a_network_with_corners(e):
    for frame in backward(e.replace(batch_size=3)):
        assert checked(frame).passed, frame.operation.symbol


@pytest.mark.parametrize("name", ["da2", "dz2", "da1", "dz1", "dW1", "db2"])
def test_one_wrong_entry_is_caught(name):
    e = Experiment(
        data=DataSpec(inputs=[[0.5, -1.0], [1.0, 0.3], [-0.7, 0.2]], targets=[[1, 0], [0, 1], [1, 0]]),
        layers=(LayerSpec(activation="tanh", units=3), LayerSpec(activation="softmax", units=2)),
        loss="categorical_cross_entropy",
    )
    frame = next(f for f in backward(e) if name in f.operation.writes)
    assert checked(frame).passed
    wrong = frame.values[name].copy()
    wrong[-1, -1] += 1e-5 * np.abs(wrong).max()
    assert not checked(replace(frame, values={**frame.values, name: wrong})).passed


def saturated(weight):
    return Experiment(
        data=DataSpec(inputs=[[1.0]], targets=[[0.0]]),
        layers=(LayerSpec(activation="sigmoid", units=1),),
        loss="binary_cross_entropy",
        initial={"W1": [[weight]]},
    )


@pytest.mark.parametrize("weight", [-18.0, -9.0, 5.0, 9.0, 18.0])
def test_steps_stay_within_the_range_of_the_loss(weight):
    result = checked(backward(saturated(weight))[0])
    assert result.passed
    assert result.kinks == 0


def test_an_output_at_the_end_of_the_range_cannot_be_checked():
    result = checked(backward(saturated(100.0))[0])
    assert result.passed
    assert not result.confirmed
    assert (result.unsure, result.kinks) == (1, 0)


def test_other_operations_have_nothing_to_check():
    timeline = Timeline(files.example("xor"))
    for n in range(len(timeline.trainer.operations) + 1):
        frame = timeline.frame(Position(0, n))
        results = list(check_operation(frame))
        backwards = frame.operation is not None and frame.operation.phase == "backward"
        assert bool(results) == backwards == (checked_value(frame.operation) is not None)


def test_the_share_of_an_example_is_what_it_adds_to_the_loss():
    frame = backward(files.example("sigmoid-softmax"))[-1]
    for name in ("z1", "a1", "z2", "a2"):
        objective, total = LocalObjective(frame, name), 0.0
        for k in range(frame.batch):
            objective.place(name, 0, k)
            total += objective()
        assert total == pytest.approx(float(frame.values["C"]), rel=1e-12)

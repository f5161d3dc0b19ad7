"""The gradient check where float64 runs out of digits: no false alarm, and no wrong gradient passed."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.checks.gradient_check import check_experiment
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from tests.core.checks.saturated_networks import backward, checked, hidden, network, planted
from tests.strategies import pairs

LEVELS = (36.5,)
FAR = (0.5, 5.0, 20.0, 30.75, 33.0, 36.5, 40.0, 100.0, 700.0, 750.0)
ERRORS = (1e-4, -1e-3, 1e-2, -1.0, 1.0)


@pytest.mark.parametrize(
    ("loss", "last", "fused"),
    [(loss, last, False) for loss, last in pairs()]
    + [(loss, row.fused_with, True) for loss, row in LOSSES.items() if row.fused_with],
)
def test_saturated_networks(loss, last, fused):
    smooth = not ACTIVATIONS[last].corners and LOSSES[loss].corner is None
    for z in LEVELS:
        for target in (0.0, 1.0):
            for sign in (1, -1):
                for frame in backward(network(loss, last, sign * z, fused, target)):
                    result = checked(frame)
                    assert result.passed, (z * sign, target, result)
                    assert not (smooth and result.kinks), (z * sign, target, result)
                    largest = np.abs(result.gradient).max()
                    if largest == 0 or result.kinks:
                        continue
                    error = 1e-4 if target else -1.0
                    found = checked(planted(frame, result.name, error))
                    assert found.wrong or found.unsure, (z * sign, target, error, found)


@pytest.mark.parametrize("z", np.arange(20.0, 36.6, 0.25))
def test_sigmoid_with_cross_entropy_by_the_chain_rule(z):
    *_, frame = backward(network("binary_cross_entropy", "sigmoid", z))
    result = checked(frame)
    assert result.confirmed
    assert result.kinks == 0
    assert result.numeric == pytest.approx(1.0, rel=1e-8)


@pytest.mark.parametrize(("z", "target"), [(-750.0, 1.0), (-300.0, 1.0), (-300.0, 0.0), (-40.0, 1.0)])
@pytest.mark.parametrize("fused", [False, True])
def test_far_below_0_float64_has_all_digits(z, target, fused):
    for frame in backward(network("binary_cross_entropy", "sigmoid", z, fused, target)):
        result = checked(frame)
        assert result.confirmed
        assert not checked(planted(frame, result.name, 1e-4)).confirmed


@pytest.mark.parametrize("z", [37.0, 40.0, 100.0])
def test_a_unit_that_is_1_in_float64_cannot_be_checked(z):
    for frame in backward(network("binary_cross_entropy", "sigmoid", z)):
        result = checked(frame)
        assert (result.passed, result.confirmed, result.unsure, result.kinks) == (True, False, 1, 0)


def test_a_network_too_large_for_exact_differences_is_not_blamed_on_float64():
    large = Experiment(
        data=DataSpec(inputs=np.ones((10_000, 45)), targets=np.zeros((10_000, 1))),
        layers=(LayerSpec(activation="sigmoid", units=1),),
        loss="binary_cross_entropy",
        initial={"W1": [[40.0] + [0.0] * 44], "b1": [[0.0]]},
        batch_size=10_000,
    )
    found = list(check_experiment(large))
    assert all(result.passed and not result.unsure for result in found)
    assert any(result.costly for result in found)
    assert not any(result.confirmed for result in found if result.costly)


@pytest.mark.parametrize(
    ("loss", "last", "weight", "target"),
    [
        ("mean_squared_error", "relu", 0.0, 1.0), ("mean_squared_error", "leaky_relu", 0.0, 1.0),
        ("hinge", "identity", 1.0, 1.0), ("hinge", "tanh", 0.0, 1.0),
        ("mean_absolute_error", "identity", 0.25, 0.25),
    ],
)  # fmt: skip
def test_exact_corners(loss, last, weight, target):
    e = Experiment(
        data=DataSpec(inputs=[[1.0]], targets=[[target]]),
        layers=(LayerSpec(activation=last, units=1),),
        loss=loss,
        initial={"W1": [[weight]]},
    )
    at_corner = (loss, last) not in {("hinge", "tanh"), ("mean_absolute_error", "identity")}
    *_, frame = backward(e)
    result = checked(frame)
    assert result.passed
    assert result.unsure == 0
    assert result.kinks == at_corner


def test_no_subgradient_is_beyond_the_slopes_of_both_sides():
    e = Experiment(
        data=DataSpec(inputs=[[1.0]], targets=[[1.0]]),
        layers=(LayerSpec(activation="relu", units=1),),
        loss="mean_squared_error",
        initial={"W1": [[0.0]]},
    )
    *_, frame = backward(e)
    for slope, passes in ((0.0, True), (-1.0, True), (-0.5, True), (0.01, False), (-1.01, False)):
        values = {**frame.values, "db1": np.array([[slope]])}
        assert checked(replace(frame, values=values)).confirmed == passes


def _sweep(experiments, counts):
    """Check every gradient and every planted error; returns what went wrong, and counts the rest."""
    faults = []
    for e, smooth in experiments:
        for frame in backward(e):
            result = checked(frame)
            counts["gradients"] += 1
            counts["confirmed"] += result.confirmed
            counts["unsure"] += bool(result.unsure)
            counts["kinks"] += bool(result.kinks)
            if not result.passed or (smooth and result.kinks):
                faults.append(("false alarm", e, result))
            largest = np.abs(result.gradient).max()
            for place in np.ndindex(*result.gradient.shape):
                size = abs(result.gradient[place])
                for error in ERRORS:
                    # What is off by less than rounding of the largest entry is no error that float64 shows.
                    if size * abs(error) <= 16 * np.finfo(float).eps * largest:
                        continue
                    # Where the gradient itself is off by its rounding, the planted one may hit the exact
                    # derivative to its last digit: that is e^-750, which is 0 in float64.
                    if result.gradient[place] * (1 + error) == result.numeric[place]:
                        continue
                    found = checked(planted(frame, result.name, error, place))
                    counts["planted"] += 1
                    counts["found"] += not found.passed
                    counts["left open"] += found.passed and not found.confirmed
                    if found.confirmed and not found.kinks:
                        faults.append(("passed", e, result, place, error))
    return faults


@pytest.mark.soak
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("z", FAR)
def test_no_wrong_gradient_passes_and_no_right_one_fails(z, target, sign, record_property):
    chosen = [(loss, last, False) for loss, last in pairs()]
    chosen += [(loss, row.fused_with, True) for loss, row in LOSSES.items() if row.fused_with]
    experiments = [
        (
            network(loss, last, sign * z, fused, target),
            not ACTIVATIONS[last].corners and (fused or LOSSES[loss].corner is None),
        )
        for loss, last, fused in chosen
    ]
    experiments += [(hidden(name, sign * z, target), not row.corners) for name, row in ACTIVATIONS.items()]
    counts = Counter()
    faults = _sweep(experiments, counts)
    record_property("counts", dict(counts))
    print(dict(counts))
    assert not faults

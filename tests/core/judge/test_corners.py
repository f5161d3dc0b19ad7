"""False agreement: claims that are right at most values, and wrong beyond a corner or far from 0."""

import numpy as np
import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.judge import judge
from tests.core.judge.test_judge import SOFT


def network(*layers, loss="mean_squared_error", inputs=((1, 2),), targets=((1,),), reduction="sum"):
    e = Experiment(
        data=DataSpec(inputs=Matrix(inputs), targets=Matrix(targets)), loss=loss, reduction=reduction,
        batch_size=len(inputs), layers=tuple(LayerSpec(activation=a, units=n) for a, n in layers),
    )  # fmt: skip
    return frame_at(e, 0)


@pytest.mark.parametrize("units", [1, 2, 3])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("examples", [1, 4])
def test_the_slope_of_one_relu_is_never_forgotten(units, reduction, examples):
    inputs = np.random.default_rng(1).normal(0, 1, (examples, 2))
    frame = network(("relu", units), ("relu", 1), inputs=inputs, targets=np.ones((examples, 1)),
                    reduction=reduction)  # fmt: skip
    found = judge(frame, "dW2", "(a2 - Y) @ a1.T")
    assert (found.verdict, found.diagnosis) == ("wrong", "missing_derivative")


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("examples", [1, 4])
def test_the_margin_of_hinge_is_never_forgotten(outputs, examples):
    rng = np.random.default_rng(2)
    frame = network(("identity", outputs), loss="hinge", inputs=rng.normal(0, 1, (examples, 2)),
                    targets=rng.choice([-1.0, 1.0], (examples, outputs)))  # fmt: skip
    found = judge(frame, "dW1", "-Y @ X.T")
    assert (found.verdict, found.diagnosis) == ("wrong", "missing_margin")
    assert judge(frame, "dz1", "-Y * drelu(1 - Y * a1)").verdict == "right"


@pytest.mark.parametrize(
    ("target", "claim"),
    [
        ("dW2", "dz2 @ a1.T * (1 + 1e-7)"),
        ("dz2", "a2 * (da2 - sum(a2 * da2, 0)) + relu(z2 - 8)"),
        ("dW2", "dz2 @ a1.T + 0.001 * relu(W2 - 4)"),
        ("db1", "sum(dz1, 1) + 1e-5 * relu(m - 6)"),
        ("dW2", "dz2 @ a1.T + 1e-5 * relu(m - 6) * W2"),
        ("dX", "W1.T @ dz1 + 1e-6 * relu(X - 5)"),
        ("z1", "W1 @ X + b1 * (1 + 1e-10)"),
        ("dz1", "da1 * d(z1) + 1e-9 * relu(-z1 - 10)"),
    ],
)
def test_a_small_or_distant_error_is_wrong(target, claim):
    assert judge(SOFT, target, claim).verdict == "wrong"


@pytest.mark.parametrize("units", [1, 2, 3, 4])
def test_unstable_is_no_matter_of_luck(units):
    rng = np.random.default_rng(3)
    frame = network(("sigmoid", units), loss="binary_cross_entropy", inputs=rng.normal(0, 1, (3, 2)),
                    targets=rng.choice([0.0, 1.0], (3, units)))  # fmt: skip
    assert judge(frame, "a1", "exp(z1) / (1 + exp(z1))").verdict == "unstable"
    assert judge(frame, "a1", "1 / (1 + exp(-z1))").verdict == "right"
    assert judge(frame, "dsigmoid(z1)", "exp(-z1) / (1 + exp(-z1))**2").verdict == "unstable"


def test_agreement_at_the_moment_is_only_said_where_there_is_some():
    # At the start all units of this run are at a corner, so nothing can be compared there.
    frame = network(("relu", 2), ("relu", 1), inputs=((0.0, 0.0),))
    found = judge(frame, "dz1", "da1 * drelu(z1)")
    assert found.verdict == "right"
    assert "at the current values" not in found.message


def test_a_claim_that_is_nowhere_a_number_is_not_right():
    assert judge(SOFT, "dW2", "log(-1) * dz2 @ a1.T").verdict in ("wrong", "unstable")


def test_a_claim_is_right_where_it_is_defined():
    frame = network(("relu", 3), ("identity", 1), inputs=((1.0, 2.0), (0.5, -1.0)), targets=((1.0,), (0.0,)))
    found = judge(frame, "da1", "W2.T @ dz2 * a1 / a1")
    assert (found.verdict, found.condition) == ("conditional", "where it is defined")


def test_nothing_is_said_on_stderr(capfd):
    for claim in ("1e300 * 1e300 * dz2 @ a1.T", "log(-a1) @ a1.T", "dz2 @ a1.T / 0", "exp(exp(exp(W2)))"):
        judge(SOFT, "dW2", claim)
    assert capfd.readouterr().err == ""

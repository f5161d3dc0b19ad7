"""Claims of forums, courses and code, restated: verdict, diagnosis, a word of the sentence.

``python -m tests.core.judge.test_public_claims`` prints how many have the verdict and the cause they should.
"""

import functools

import numpy as np
import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.derivation.notation.claims import NotationJudge
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec, OptimizerSpec, Regularization
from nnviz.core.experiment.matrix import Matrix

FIELDS = {
    "squared, one output": ([("sigmoid", 3), ("sigmoid", 1)], "mean_squared_error", "sum", {}),
    "binary, sum": ([("relu", 3), ("sigmoid", 1)], "binary_cross_entropy", "sum", {}),
    "relu into sigmoid": ([("relu", 3), ("sigmoid", 1)], "mean_squared_error", "sum", {}),
    "squared, two outputs": ([("sigmoid", 3), ("sigmoid", 2)], "mean_squared_error", "sum", {}),
    "softmax, sum": ([("tanh", 4), ("softmax", 3)], "categorical_cross_entropy", "sum", {}),
    "softmax alone": ([("softmax", 3)], "categorical_cross_entropy", "sum", {}),
    "tanh output": ([("tanh", 3), ("tanh", 2)], "mean_squared_error", "sum", {}),
    "penalty": (
        [("tanh", 4), ("sigmoid", 1)],
        "binary_cross_entropy",
        "mean",
        {"regularization": Regularization(l2=0.1)},
    ),
    "no half, mean": ([("relu", 3), ("identity", 1)], "squared_error", "mean", {}),
    "relu output": ([("tanh", 3), ("relu", 1)], "mean_squared_error", "mean", {}),
    "hinge": ([("identity", 1)], "hinge", "sum", {}),
    "binary, mean": ([("tanh", 4), ("sigmoid", 1)], "binary_cross_entropy", "mean", {}),
    "binary, two outputs": ([("tanh", 4), ("sigmoid", 2)], "binary_cross_entropy", "mean", {}),
    "momentum": (
        [("tanh", 4), ("sigmoid", 1)],
        "binary_cross_entropy",
        "mean",
        {"optimizer": OptimizerSpec(name="momentum", learning_rate=0.1)},
    ),
    "adam": (
        [("tanh", 4), ("sigmoid", 1)],
        "binary_cross_entropy",
        "mean",
        {"optimizer": OptimizerSpec(name="adam", learning_rate=0.1)},
    ),
    "silu": ([("silu", 3), ("sigmoid", 1)], "mean_squared_error", "sum", {}),
    "sigmoids, mean": ([("sigmoid", 3), ("sigmoid", 2)], "mean_squared_error", "mean", {}),
    "softmax, mean": ([("tanh", 4), ("softmax", 3)], "categorical_cross_entropy", "mean", {}),
    "square tanh": ([("tanh", 3), ("tanh", 3)], "mean_squared_error", "mean", {}),
    "three layers": ([("relu", 3), ("relu", 4), ("identity", 2)], "mean_squared_error", "sum", {}),
    "no half, sum": ([("relu", 3), ("identity", 1)], "squared_error", "sum", {}),
    "square sigmoids": ([("sigmoid", 3), ("sigmoid", 3), ("sigmoid", 3)], "mean_squared_error", "mean", {}),
}
"""Name → activations and units, loss, reduction, other fields."""

CASES = [
    ("squared, one output", "dW2", "(a2 - Y) * a2 * (1 - a2) @ a1.T", "right", None, ""),
    ("binary, sum", "dW1", "((a2-Y)*a2*(1-a2)) @ W2 @ drelu(z1) @ X.T", "wrong", "shape", "W2"),
    ("relu into sigmoid", "dW1", "((a2-Y)*a2*(1-a2)) @ W2 @ drelu(z1) @ X.T", "wrong", "shape", "W2"),
    ("squared, two outputs", "dW1", "W2 * d(z1) * X * (a2-Y)", "wrong", "shape", "W2"),
    ("binary, sum", "da2", "-1*(Y/a2 + (1-Y)/(1-a2))", "wrong", "sign", "sign"),
    ("squared, one output", "dz2", "(a2 - Y) * (1 - (a2 - Y))", "wrong", "slope_argument", "slope"),
    ("softmax, sum", "db2", "dz2", "conditional", "bias_not_summed", "sum"),
    ("squared, two outputs", "dz1", "dz2 @ W2 @ s'(z1)", "wrong", "shape", "W2"),
    ("softmax alone", "dW1", "(a1 - Y) * X", "wrong", "shape", ""),
    ("softmax, sum", "dX", "W1.T @ dz1", "right", None, ""),
    ("softmax, sum", "dW2", "a1.T @ dz2", "conditional", "transposed", "rows"),
    ("softmax, sum", "da1", "dz2 @ W2.T", "conditional", "transposed", "rows"),
    (
        "squared, one output",
        "dW1[j,i]",
        "-(Y[k,n]-a2[k,n])*a2[k,n]*(1-a2[k,n])*W2[k,j]*a1[j,n]*(1-a1[j,n])*X[i,n]",
        "invalid",
        None,
        "sum",
    ),
    (
        "squared, two outputs",
        "dW1[j,i]",
        "sum(k, -(Y[k]-a2[k])*a2[k]*(1-a2[k])*W2[k,j])*a1[j]*(1-a1[j])*X[i]",
        "conditional",
        None,
        "",
    ),
    ("softmax alone", "dz1[j]", "-Y[j]/a1[j] * (a1[j] - a1[j]**2)", "wrong", "diagonal_only", ""),
    ("softmax, sum", "dlog(y_hat[k])/dy_hat[k]", "1/y_hat[k]", "right", None, ""),
    ("softmax alone", "dlog(softmax(z1)[i])/dz1[j]", "delta(i,j) - softmax(z1)[j]", "right", None, ""),
    ("softmax alone", "dlog(softmax(z1))/dz1", "1 - softmax(z1)", "wrong", "diagonal_only", "diagonal"),
    ("squared, one output", "dsigmoid(z1)", "-exp(-z1)/(1+exp(-z1))**2", "wrong", "sign", "sign"),
    ("squared, one output", "dz2", "a2 - Y", "wrong", "missing_derivative", "slope"),
    ("tanh output", "dz2", "a2 - Y", "wrong", "missing_derivative", "slope"),
    ("penalty", "dW1", "dz1 @ X.T + lambda2 * sum(W1)", "wrong", "not_summed", "sum"),
    ("penalty", "da2", "(a2-Y)/(a2*(1-a2))/m", "right", None, ""),
    ("penalty", "dW1", "dz1 @ X.T + lambda2/m * W1", "conditional", "factor_m", "penalty"),
    ("softmax, sum", "d(sum(i, sum(j, W1[i,j]**2))/2)/dW1[i,j]", "W1[i,j]", "right", None, ""),
    ("no half, mean", "da2", "2*(a2 - Y)/m", "right", None, ""),
    ("relu output", "da2", "2*(a2 - Y)/m", "wrong", "factor_2", "½"),
    ("hinge", "dW1", "relu(-Y) @ X.T", "wrong", "missing_margin", ""),
    ("hinge", "dW1", "-relu(Y) @ X.T", "wrong", "missing_margin", ""),
    ("hinge", "dC/dz1[j] where Y[j]*z1[j] < 1", "-Y[j]", "right", None, ""),
    ("hinge", "dW1", "-Y @ X.T", "wrong", "missing_margin", "margin"),
    ("tanh output", "dz1", "da1 * (2/(exp(a1)+exp(-a1)))", "wrong", "slope_argument", "slope"),
    ("binary, mean", "db1", "sum(dz1, 1)/5", "conditional", None, "1/m"),
    ("binary, mean", "dz1", "1/m * W2.T @ dz2 * (1 - a1**2)", "conditional", "factor_m", "m"),
    ("binary, mean", "dz1", "W2.T @ dz2 @ (1 - a1.T @ a1)", "wrong", "slope_argument", "element"),
    ("binary, mean", "dz1", "W2.T * dz2 * (1 - a1**2)", "right", None, ""),
    ("binary, two outputs", "dz1", "W2.T * dz2 * (1 - a1**2)", "wrong", "shape", "@"),
    ("binary, mean", "dz2", "-(a2-Y)/m", "wrong", "sign", "sign"),
    ("squared, two outputs", "dW2[j,k]", "-(Y[j] - a2[j]) * a1[k]", "wrong", "missing_derivative", "slope"),
    ("momentum", "vW1_next", "0.9*vW1 + 0.1*dW1", "conditional", None, "momentum"),
    ("momentum", "vW1_next", "0.9*W1 + dW1", "wrong", "wrong_operand", "vW1"),
    ("momentum", "vW1_next", "0.9*vW1 + W1", "wrong", "wrong_operand", "dW1"),
    ("momentum", "vb1_next", "0.9*b1 + db1", "wrong", "wrong_operand", "vb1"),
    ("momentum", "vW1_next", "0.9*vW1 - eta*dW1", "conditional", None, "momentum"),
    ("adam", "W1_next", "W1 - eta*mW1_next/(1-0.9**t)/(sqrt(vW1_next/(1-0.999**t))+1e-8)", "right", None, ""),
    ("silu", "dz1", "da1*a1*(1-a1)", "wrong", "slope_argument", "slope"),
    ("squared, one output", "dW2", "(a2-Y)*a2*(1-a2) * W2", "wrong", "shape", ""),
    ("relu output", "dW2", "(a2 - Y) @ a1.T", "wrong", "missing_derivative", "slope"),
    ("sigmoids, mean", "dW1", "W2.T @ (a2 - Y) @ X.T", "wrong", "missing_derivative", "slope"),
    ("softmax, mean", "dW2", "1/m * dz2 @ a2.T", "wrong", "wrong_operand", "a1"),
    ("square tanh", "dW2", "1/m * dz2 @ a2.T", "wrong", "wrong_operand", "a1"),
    ("squared, one output", "dz2", "2*sigmoid(a2)*(1-sigmoid(a2))*(a2-Y)", "wrong", "slope_argument", ""),
    ("softmax, sum", "dW2", "a1 @ dz2", "wrong", "transposed", ""),
    ("squared, one output", "dz1", "(a2 - Y) * a1*(1-a1)", "wrong", "missing_weights", "W2"),
    ("squared, two outputs", "dz1", "W2.T @ (a2 - Y) * a1*(1-a1)", "wrong", "missing_derivative", "layer 2"),
    ("softmax, sum", "db2", "dz2", "conditional", "bias_not_summed", "sum"),
    ("softmax, sum", "db1", "sum(dz1, 0)", "conditional", "wrong_axis", "axis"),
    ("squared, one output", "dW2", "2*(Y - a2)*a2*(1-a2) @ a1.T", "wrong", "other_loss", "sign"),
    ("binary, two outputs", "db2", "1/m * sum(a2 - Y)", "wrong", "wrong_axis", ""),
    ("three layers", "dz1", "(W2.T @ (W3.T @ dz3)) * drelu(z1)", "wrong", "missing_derivative", "layer 2"),
    ("no half, sum", "da2", "1.0*(a2 - Y)", "wrong", "factor_2", "2"),
    ("squared, one output", "dz1", "(W2.T@dz2) * (1 - W2.T@dz2)", "wrong", "slope_argument", "slope"),
    ("squared, one output", "dz1", "da1*(1-da1)", "wrong", "slope_argument", "slope"),
    ("binary, mean", "dW2", "2 * dz2 @ a1.T", "wrong", "factor_2", "2"),
    ("binary, mean", "db1", "4/m * sum(dz1,1)", "wrong", "factor", "4"),
    ("binary, mean", "db1", "4 * sum(dz1,1)", "wrong", "factor", "4"),
    ("adam", "vb1_next", "0.999*vb1 + 0.001*db1", "wrong", "square", "square"),
    ("binary, mean", "dz2", "a2 - Y", "conditional", "factor_m", "1/m"),
    ("binary, mean", "dW2", "1/m * dz2 @ a1.T", "conditional", "factor_m", "1/m"),
    ("softmax, mean", "dz2", "(a2 - Y)/64", "conditional", None, "64"),
    ("squared, two outputs", "dz2", "(a2-Y)*z2*(1-z2)", "wrong", "slope_argument", "slope"),
    ("squared, two outputs", "dW1", "dz1 @ a1.T", "wrong", "wrong_operand", "X"),
    ("square sigmoids", "da1", "W1.T @ dz2", "wrong", "wrong_operand", "W2"),
    ("squared, two outputs", "da1", "dW2.T @ dz2", "wrong", "wrong_operand", "W2"),
    ("squared, two outputs", "dW2", "dz2 @ z1.T", "wrong", "wrong_operand", "a1"),
    ("squared, two outputs", "da1", "W2_next.T @ dz2", "wrong", "updated_weights", "updated"),
    ("binary, sum", "W1_next", "W1 - dW1", "wrong", "learning_rate", "η"),
    ("binary, sum", "W1_next", "W1 - eta*eta*dW1", "wrong", "learning_rate", "η"),
    ("penalty", "db1", "sum(dz1,1) + lambda2*b1", "wrong", "bias_penalty", "penalty"),
    ("penalty", "dW1", "dz1 @ X.T", "wrong", "missing_penalty", "penalty"),
    ("penalty", "dW1", "dz1 @ X.T + 2*lambda2*W1", "conditional", "factor_2", "penalty"),
    ("softmax, sum", "da1", "W2.T * dz2", "wrong", "shape", "@"),
    ("softmax, sum", "db2", "mean(dz2,1)", "conditional", "factor_m", ""),
    ("softmax, sum", "dz2", "-Y/a2*a2*(1-a2)", "wrong", "diagonal_only", "softmax"),
    ("softmax, sum", "da2", "a2 - Y", "wrong", "other_loss", "loss"),
    ("squared, two outputs", "da2", "-Y/a2", "wrong", "other_loss", "loss"),
    ("softmax, sum", "dz1", "W2.T @ dz2 * a1*(1-a1)", "wrong", "slope_argument", "sigmoid"),
    ("squared, two outputs", "dz1", "W2.T @ dz2 * (1-a1**2)", "wrong", "slope_argument", "tanh"),
    (
        "softmax alone",
        "d(-sum(k, Y[k]*log(softmax(z1)[k])))/dz1[j]",
        "softmax(z1)[j] - Y[j]",
        "conditional",
        None,
        "sum to one",
    ),
    (
        "softmax alone",
        "d(-sum(k, Y[k]*log(softmax(z1)[k])))/dz1[j]",
        "(softmax(z1)[j] - Y[j])/2",
        "wrong",
        "factor_2",
        "2",
    ),
    ("softmax alone", "dz1", "a1 - Y", "conditional", None, "sum to one"),
    ("square sigmoids", "da2/dz2", "a2*(1-a2)", "right", None, ""),
    ("square tanh", "da1/dz1", "1 - a1**2", "right", None, ""),
    ("binary, mean", "dW2", "(1/m) * np.dot(dz2, a1.T)", "conditional", "factor_m", "1/m"),
    ("binary, mean", "dW2", "np.dot(dz2, a1.T)", "right", None, ""),
    ("binary, mean", "dW2", "dz2.dot(a1.T)", "right", None, ""),
    ("binary, mean", "db2", "np.sum(dz2, axis=1, keepdims=True)", "right", None, ""),
    ("binary, mean", "dz2", "(a2 - Y) / X.shape[1]", "right", None, ""),
    ("squared, one output", "dz2", r"(a^{(2)}-y) \odot a^{(2)} \odot (1 - a^{(2)})", "right", None, ""),
    ("squared, one output", "dz2", r"(a^{[2]}-y) \odot a^{[2]}", "wrong", "slope_argument", "slope"),
    ("squared, two outputs", "dW2", r"\delta^{2} (a^{1})^T", "right", None, ""),
    ("squared, two outputs", "dW1", "δ¹ xᵀ", "right", None, ""),
]


@functools.cache
def judges(name):
    """Return the judge of a network, made when it is first asked for."""
    return NotationJudge(frame_at(experiment(*FIELDS[name]), 0))


def experiment(layers, loss, reduction, fields):
    rng = np.random.default_rng(3)
    inputs, outputs = 3 if len(layers) == 3 and layers[0][1] == layers[1][1] else 2, layers[-1][1]
    x = rng.normal(0, 1, (5, inputs))
    y = {
        "categorical_cross_entropy": np.eye(outputs)[rng.integers(0, outputs, 5)],
        "hinge": rng.choice([-1.0, 1.0], (5, outputs)),
        "binary_cross_entropy": rng.choice([0.0, 1.0], (5, outputs)),
    }.get(loss, rng.normal(0, 1, (5, outputs)))
    return Experiment(
        data=DataSpec(inputs=Matrix(x), targets=Matrix(y)), loss=loss, reduction=reduction, batch_size=5,
        layers=tuple(LayerSpec(activation=a, units=n) for a, n in layers), **fields,
    )  # fmt: skip


@pytest.mark.parametrize(("network", "target", "claim", "verdict", "diagnosis", "word"), CASES)
def test_a_claim_has_its_verdict_and_its_cause(network, target, claim, verdict, diagnosis, word):
    found = judges(network).judge(target, claim)
    assert (found.verdict, found.diagnosis) == (verdict, diagnosis), found.message
    assert word.lower() in found.message.lower()
    if found.correct:
        again = judges(network).judge(target, found.correct)
        assert again.verdict in ("right", "conditional", "unstable"), (found.correct, again.message)
    else:
        assert verdict in ("wrong", "invalid") or target.startswith("d(")


def figures():
    """Return the number of claims, of those with verdict and cause, and which are called the opposite."""
    met, turned = 0, []
    for network, target, claim, verdict, diagnosis, word in CASES:
        found = judges(network).judge(target, claim)
        named = word.lower() in found.message.lower()
        met += named and (found.verdict, found.diagnosis) == (verdict, diagnosis)
        if {verdict, found.verdict} in ({"right", "wrong"}, {"conditional", "wrong"}, {"right", "invalid"}):
            turned.append((target, claim, verdict, found.verdict))
    return len(CASES), met, turned


if __name__ == "__main__":
    total, met, turned = figures()
    print(f"{met} of {total} claims have their verdict and cause ({met / total:.1%}).")
    print(f"Right called wrong or wrong called right: {len(turned)}", *turned, sep="\n")

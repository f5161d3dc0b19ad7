"""The claims of four hand derivations, as they were written, get the verdict they deserve."""

import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.judge import judge

HOT = Matrix([[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 1]])
INPUTS = Matrix([[0.4, -1.0], [1.3, 0.2], [-0.7, 0.9], [0.1, -0.3]])


def network(*layers, loss, reduction="sum", targets=HOT, batch=4):
    e = Experiment(
        data=DataSpec(inputs=INPUTS, targets=targets), layers=layers, loss=loss, reduction=reduction,
        batch_size=batch, seed=3,
    )  # fmt: skip
    return frame_at(e, 1)


def sigmoid(units):
    return LayerSpec(activation="sigmoid", units=units)


BINARY = Matrix([[1], [0], [1], [0]])
CROSS = "categorical_cross_entropy"

NETWORKS = {
    "sigmoid into softmax": (
        network(sigmoid(3), LayerSpec(activation="softmax"), loss=CROSS),
        {"a": "z1", "z": "a1", "y": "a2", "t": "Y", "x": "X", "theta": "W1.T", "E": "C"},
    ),
    "softmax": (
        network(LayerSpec(activation="softmax", units=3), loss=CROSS),
        {"z": "z1", "o": "a1", "t": "Y", "E": "C"},
    ),
    "regression": (
        network(LayerSpec(activation="tanh", units=3), loss="mean_squared_error"),
        {"z": "z1", "o": "a1", "t": "Y", "E": "C"},
    ),
    "mean squared error": (
        network(
            sigmoid(3), sigmoid(4), sigmoid(1), loss="mean_squared_error", reduction="mean", targets=BINARY
        ),
        {"y": "Y", "n": "m", "v": "W2", "a": "a3"},
    ),
    "binary cross-entropy": (
        network(sigmoid(3), sigmoid(1), loss="binary_cross_entropy", targets=BINARY), {"y": "Y", "a": "a2"},
    ),
    "log-likelihood": (
        network(sigmoid(2), LayerSpec(activation="softmax", units=3), loss="log_likelihood"),
        {"y": "Y", "a": "a2"},
    ),
    "four hidden": (
        network(sigmoid(4), sigmoid(1), loss="binary_cross_entropy", targets=BINARY),
        {"y_hat": "a2", "sigma": "a2", "y": "Y"},
    ),
}  # fmt: skip

SUM, ONE = "targets sum to one", "one example"

ROWS = [
    # Sigmoid units into a softmax without weights, cross-entropy summed over N examples.
    ("sigmoid into softmax", "dlog(y[k])/dy[k]", "1 / y[k]", "right"),
    ("sigmoid into softmax", "dy[k]/dz[j]", "y[k] * (delta(j, k) - y[j])", "right"),
    ("sigmoid into softmax", "dsigmoid(a)", "exp(a) / (1 + exp(a))**2", "unstable"),
    ("sigmoid into softmax", "dz[j]/da[j]", "exp(a[j]) / (1 + exp(a[j]))**2", "unstable"),
    ("sigmoid into softmax", "dz[j]/da[j]", "exp(a[j]) / (1 + exp(-a[j]))**2", "wrong", "sign"),
    ("sigmoid into softmax", "dz[j]/da[j]", "σ(a[j]) * (1 - σ(a[j]))", "right"),
    ("sigmoid into softmax", "dz/da", "sigmoid(a) * (1 - sigmoid(a))", "right"),
    ("sigmoid into softmax", "da[j]/dtheta[i,j]", "x[i]", "right"),
    ("sigmoid into softmax", "dE/dtheta[i,j]",
     "-sum(n, sum(k, t[k,n] * (δ_jk - y[j,n]) * σ'(a[j,n]) * x[i,n]))", "right"),
    ("sigmoid into softmax", "dE/dtheta[i,j]",
     "-sum(n, sum(k, t[k,n] * (δ_jk - y[j,n]) * exp(a[j,n]) / (1 + exp(a[j,n]))**2 * x[i,n]))", "unstable"),
    ("sigmoid into softmax", "dE/dtheta[i,j]", "sum(n, (y[j,n] - t[j,n]) * σ'(a[j,n]) * x[i,n])",
     "conditional", SUM),
    ("sigmoid into softmax", "dE/dtheta[i,j]", "-sum(n, t[j,n] * (1 - y[j,n]) * σ'(a[j,n]) * x[i,n])",
     "wrong", "only_k_equals_j"),
    ("sigmoid into softmax", "y[k]", "exp(z[k]) / sum(j, exp(z[j]))", "right"),
    # Why ∂E/∂o and ∂E/∂z seem to contradict each other.
    ("softmax", "dE/do[j]", "-t[j] / o[j]", "right"),
    ("softmax", "dE/do", "-t / o", "right"),
    ("softmax", "do[j]/dz[j]", "o[j] * (1 - o[j])", "right"),
    ("softmax", "do[i]/dz[j] where i != j", "-o[i] * o[j]", "right"),
    ("softmax", "do/dz", "diag(o) - outer(o, o)", "right"),
    ("softmax", "do/dz", "o * (1 - o)", "wrong", "diagonal_only"),
    ("softmax", "dE/dz[j]", "t[j] - o[j]", "wrong", "sign"),
    ("softmax", "dE/do[j]", "(t[j] - o[j]) / (o[j] * (1 - o[j]))", "wrong", "diagonal_only"),
    ("softmax", "dE/do[j]", "(o[j] - t[j]) / (o[j] * (1 - o[j]))", "wrong", "diagonal_only"),
    ("softmax", "dE/dz[j]", "(-t[j] / o[j]) * (o[j] * (1 - o[j]))", "wrong", "diagonal_only"),
    ("softmax", "dE/dz[j]", "t[j] * o[j] - t[j]", "wrong", "diagonal_only"),
    ("softmax", "dE/dz[j]", "sum(i, (-t[i] / o[i]) * o[i] * (delta(i, j) - o[j]))", "right"),
    ("softmax", "dE/dz[j]", "o[j] * sum(i, t[i]) - t[j]", "right"),
    ("softmax", "dE/dz[j]", "o[j] - t[j]", "conditional", SUM),
    ("regression", "dE/dz[j]", "(o[j] - t[j]) * (1 - o[j]**2)", "right"),
    ("regression", "do/dz", "1 - o**2", "right"),
    # The equation sheet.
    ("mean squared error", "sigmoid(z1)", "1 / (1 + exp(-z1))", "right"),
    ("mean squared error", "dsigmoid(z1)", "σ(z1) * (1 - σ(z1))", "right"),
    ("mean squared error", "a2", "sigmoid(W2 @ a1 + b2)", "right"),
    ("mean squared error", "da2[j]/db2[j]", "σ'(z2[j])", "right"),
    ("mean squared error", "da2[j]/dW2[j,k]", "a1[k] * σ'(z2[j])", "right"),
    ("mean squared error", "W2_next", "v - η * dW2", "right"),
    ("mean squared error", "b2_next", "b2 - η * db2", "right"),
    ("mean squared error", "C", "1 / (2 * n) * sum((y - a)**2)", "right"),
    ("mean squared error", "dz3", "da3 * σ'(z3)", "right"),
    ("mean squared error", "da3", "a3 - y", "conditional", ONE),
    ("mean squared error", "da3", "(a3 - y) / n", "right"),
    ("mean squared error", "da2", "W3.T @ dz3 * σ'(z2)", "wrong", "double_derivative"),
    ("mean squared error", "da2", "W3.T @ dz3", "right"),
    ("mean squared error", "dz2", "W3.T @ dz3 * σ'(z2) * σ'(z2)", "wrong", "double_derivative"),
    ("mean squared error", "dW2", "(W3.T @ dz3 * σ'(z2) * σ'(z2)) @ a1.T", "wrong", "double_derivative"),
    ("mean squared error", "dW1", "((W2.T @ ((W3.T @ dz3) * σ'(z2)**2)) * σ'(z1)**2) @ X.T",
     "wrong", "double_derivative"),
    ("mean squared error", "dW3", "dz3 @ a2.T", "right"),
    ("mean squared error", "db2", "dz2", "conditional", ONE),
    ("mean squared error", "dW2[j,k]", "a1[k] * dz2[j]", "conditional", ONE),
    ("mean squared error", "dW2", "dz2 @ a1.T", "right"),
    ("mean squared error", "dW2", "a1 @ dz2.T", "wrong", "transposed"),
    ("mean squared error", "dW2", "a1 @ dz2", "wrong", "transposed"),
    ("binary cross-entropy", "db2[j]", "sum(n, a[j,n] - y[j,n])", "right"),
    ("binary cross-entropy", "db2", "a - y", "conditional", ONE),
    ("binary cross-entropy", "dW2[j,k]", "sum(n, a1[k,n] * (a2[j,n] - y[j,n]))", "right"),
    ("binary cross-entropy", "dW2[j,k]", "a1[k] * (a2[j] - y[j])", "conditional", ONE),
    ("binary cross-entropy", "dW1[j,k]", "sum(n, X[k,n] * (a1[j,n] - y[j,n]))", "wrong", "shape"),
    ("binary cross-entropy", "C", "-sum(y * log(a) + (1 - y) * log(1 - a))", "right"),
    ("binary cross-entropy", "C", "sqrt(sum((y * log(a) + (1 - y) * log(1 - a))**2))", "conditional", ONE),
    ("log-likelihood", "C", "-sum(log(sum(y * a, 0)))", "right"),
    ("log-likelihood", "a[j]", "exp(z2[j]) / sum(k, exp(z2[k]))", "unstable"),
    ("log-likelihood", "dC/dz2[j] where y[j] == 1", "a[j] - 1", "right"),
    ("log-likelihood", "dC/dz2[j] where y[j] == 0", "a[j]", "right"),
    ("log-likelihood", "dC/dz2[j]", "a[j] - y[j]", "right"),
    ("log-likelihood", "db2[j]", "a[j] - y[j]", "conditional", ONE),
    ("log-likelihood", "db2[j]", "sum(n, a[j,n] - y[j,n])", "right"),
    ("log-likelihood", "dW2[j,k]", "a1[k] * (a[j] - y[j])", "conditional", ONE),
    ("log-likelihood", "dW2", "(a - y) @ a1.T", "right"),
    # One hidden layer of four, sigmoid output, one example and then a batch.
    ("four hidden", "dz2", "y_hat - y", "right"),
    ("four hidden", "dz2", "(-y / y_hat + (1 - y) / (1 - y_hat)) * y_hat * (1 - y_hat)", "right"),
    ("four hidden", "dW2", "(y_hat - y) * A1", "wrong", "shape"),
    ("four hidden", "dW2", "(y_hat - y) @ A1", "wrong", "transposed"),
    ("four hidden", "dW2", "(sigma - y) @ A1.T", "right"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "target", "claim", "verdict", "more"), [(*row, None)[:5] for row in ROWS])
def test_every_row_gets_its_verdict(where, target, claim, verdict, more):
    frame, names = NETWORKS[where]
    found = judge(frame, target, claim, names)
    assert found.verdict == verdict, found.message
    assert found.condition == (more if verdict == "conditional" else None)
    if verdict == "wrong":
        assert found.diagnosis == more, found.message
    # What the judge says is right has to pass the judge itself; of an expression it is the expression.
    # A claim with exponentials of its own is corrected with them, as unstable as it was.
    again = judge(frame, target, found.correct, names)
    own = {"unstable"} if verdict == "wrong" and "exp(" in claim else set()
    assert again.verdict in {"right", "conditional"} | own, (found.correct, again.message)

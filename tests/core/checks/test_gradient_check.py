"""Gradients against central differences and against a second backpropagation, written from the textbook.

The second one goes through the examples one at a time with loops, outer products and whole Jacobians; it
shares no code with the package.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.checks.entry_checker import TOLERANCE
from nnviz.core.checks.gradient_check import check, check_experiment
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec, Regularization
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.operations import activation
from nnviz.core.operations import loss as loss_operation
from nnviz.core.run.timeline import Timeline
from tests.strategies import KINKED, changed, experiments, fitting, pairs

G = np.sqrt(2 / np.pi)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


TEXTBOOK = {
    "identity": (lambda z: z, lambda z: 1 + 0 * z),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
    "relu": (lambda z: z * (z > 0), lambda z: (z > 0) * 1.0),
    "leaky_relu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1, 0.01)),
    "elu": (lambda z: np.where(z > 0, z, np.exp(z) - 1), lambda z: np.where(z > 0, 1, np.exp(z))),
    "gelu": (
        lambda z: z / 2 * (1 + np.tanh(G * (z + 0.044715 * z**3))),
        lambda z: (
            (1 + np.tanh(G * (z + 0.044715 * z**3))) / 2
            + z / 2 / np.cosh(G * (z + 0.044715 * z**3)) ** 2 * G * (1 + 3 * 0.044715 * z**2)
        ),
    ),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z))),
    "softplus": (lambda z: np.log(1 + np.exp(z)), sigmoid),
    "mish": (
        lambda z: z * np.tanh(np.log(1 + np.exp(z))),
        lambda z: np.tanh(np.log(1 + np.exp(z))) + z * sigmoid(z) / np.cosh(np.log(1 + np.exp(z))) ** 2,
    ),
    "softmax": (lambda z: np.exp(z) / np.exp(z).sum(), None),
}
LOSS = {
    "mean_squared_error": (lambda a, y: ((a - y) ** 2).sum() / 2, lambda a, y: a - y),
    "squared_error": (lambda a, y: ((a - y) ** 2).sum(), lambda a, y: 2 * (a - y)),
    "mean_squared_error_elements": (lambda a, y: ((a - y) ** 2).mean(), lambda a, y: 2 * (a - y) / len(a)),
    "binary_cross_entropy": (
        lambda a, y: -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(),
        lambda a, y: (1 - y) / (1 - a) - y / a,
    ),
    "categorical_cross_entropy": (lambda a, y: -(y * np.log(a)).sum(), lambda a, y: -y / a),
    "log_likelihood": (lambda a, y: -np.log((a * y).sum()), lambda a, y: -y / (a * y).sum()),
    "mean_absolute_error": (lambda a, y: np.abs(a - y).sum(), lambda a, y: np.sign(a - y)),
    "huber": (
        lambda a, y: np.where(np.abs(a - y) < 1, (a - y) ** 2 / 2, np.abs(a - y) - 0.5).sum(),
        lambda a, y: np.where(np.abs(a - y) < 1, a - y, np.sign(a - y)),
    ),
    "hinge": (lambda a, y: np.maximum(0, 1 - y * a).sum(), lambda a, y: np.where(y * a < 1, -y, 0.0)),
}


def jacobian(name, z):
    """Return J[k, j] = ∂a_k/∂z_j for one example."""
    f, slope = TEXTBOOK[name]
    return (
        np.diag(slope(z))
        if slope
        else np.array([[f(z)[k] * ((j == k) - f(z)[j]) for j in range(z.size)] for k in range(z.size)])
    )


def textbook(e, values):
    """Return the loss with penalty and the gradients by name, for the batch and parameters of a frame."""
    parameters = {name: values[name].copy() for name in values if name[0] in "Wb" and name[1:].isdigit()}
    gradients = {name: np.zeros_like(matrix) for name, matrix in parameters.items()}
    total, examples = 0.0, values["X"].shape[1]
    scale = 1 / examples if e.reduction == "mean" else 1.0
    for x, y in zip(values["X"].T, values["Y"].T, strict=True):
        inputs, zs, a = [], [], x
        for n, layer in enumerate(e.layers, 1):
            inputs.append(a)
            z = a if layer.units is None else parameters[f"W{n}"] @ a + parameters[f"b{n}"][:, 0]
            zs.append(z)
            a = TEXTBOOK[layer.activation][0](z)
        value, derivative = LOSS[e.loss]
        total += scale * value(a, y)
        da = scale * derivative(a, y)
        for n in range(len(e.layers), 0, -1):
            layer = e.layers[n - 1]
            dz = jacobian(layer.activation, zs[n - 1]).T @ da
            if layer.units is None:
                da = dz
            else:
                gradients[f"W{n}"] += np.outer(dz, inputs[n - 1])
                gradients[f"b{n}"] += dz[:, None]
                da = parameters[f"W{n}"].T @ dz
    for name, w in parameters.items():
        if name[0] == "W":
            total += e.regularization.l1 * np.abs(w).sum() + e.regularization.l2 * (w * w).sum() / 2
            gradients[name] += e.regularization.l1 * np.sign(w) + e.regularization.l2 * w
    return total, gradients


def after_backward(e, iteration=0):
    """Return the frame of `e` once every gradient of `iteration` is known."""
    timeline = Timeline(e)
    operations = sum(op.phase != "update" for op in timeline.trainer.operations)
    return timeline.frame(Position(iteration, operations))


def generic(loss, last, hidden="tanh", optimizer="sgd", seed=0, units=3, **fields):
    """Return an experiment of numbers without any pattern, away from corners."""
    rng = np.random.default_rng(seed)
    outputs = 2 if last == "softmax" or LOSSES[loss].targets == "one_hot" else 1
    kind = LOSSES[loss].targets
    y = {
        "unit": rng.uniform(0, 1, (5, outputs)),
        "distribution": np.eye(outputs)[rng.integers(0, outputs, 5)],
        "one_hot": np.eye(outputs)[rng.integers(0, outputs, 5)],
        "sign": rng.choice([-1.0, 1.0], (5, outputs)),
        "any": rng.normal(size=(5, outputs)),
    }[kind]
    return Experiment(
        data=DataSpec(inputs=Matrix(rng.normal(size=(5, 2))), targets=Matrix(y)),
        layers=(LayerSpec(activation=hidden, units=units), LayerSpec(activation=last, units=outputs)),
        loss=loss,
        optimizer={"name": optimizer, "learning_rate": 0.05},
        batch_size=3,
        seed=seed,
        **fields,
    )


def assert_gradients(frame):
    for result in check(frame):
        assert result.relative_error < 1e-6, (result.name, result.gradient, result.numeric)
    _, expected = textbook(frame.experiment, frame.values)
    for name, gradient in expected.items():
        ours = frame.values[f"d{name}"]
        np.testing.assert_allclose(ours, gradient, rtol=1e-9, atol=1e-11 * max(1, np.abs(gradient).max()))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_every_activation_loss_and_optimizer(hidden, loss):
    for number, optimizer in enumerate(OPTIMIZERS):
        last = fitting(loss)[number % len(fitting(loss))]
        assert_gradients(after_backward(generic(loss, last, hidden, optimizer, seed=number), iteration=3))


@pytest.mark.parametrize(("loss", "last"), pairs())
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_every_loss_after_every_last_activation(loss, last, reduction):
    e = generic(loss, last, reduction=reduction, regularization=Regularization(l1=0.01, l2=0.1))
    assert_gradients(after_backward(e))
    if LOSSES[loss].fused_with == last:
        assert_gradients(after_backward(e.replace(output_gradient="fused")))


def corner_near(e, values):
    """Whether rounding could decide on which side of a corner something is."""
    for name, array in values.items():
        if name[0] == "z" and name[1:].isdigit() and np.any((array != 0) & (np.abs(array) < 1e-9)):
            return True
    r, last = values[f"a{len(e.layers)}"] - values["Y"], values[f"a{len(e.layers)}"] * values["Y"]
    near = {"mean_absolute_error": np.abs(r), "huber": np.abs(np.abs(r) - 1), "hinge": np.abs(1 - last)}
    return bool(np.any(near.get(e.loss, np.ones(1)) < 1e-9))


@settings(max_examples=60, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(e=changed(experiments(), until=3), iteration=st.integers(0, 3))
def test_drawn_networks_agree_with_the_textbook(e, iteration):
    frame = after_backward(e, iteration)
    assume(not corner_near(frame.experiment, frame.values))
    assume(np.abs(frame.flat).max() < 20)
    with np.errstate(all="ignore"):
        value, expected = textbook(frame.experiment, frame.values)
    penalty = sum(
        frame.experiment.regularization.l1 * np.abs(w).sum()
        + frame.experiment.regularization.l2 * (w * w).sum() / 2
        for name, w in frame.values.items()
        if name[0] == "W" and name[1:].isdigit()
    )
    assume(all(np.isfinite(g).all() for g in expected.values()))
    assert float(frame.values["C"]) + penalty == pytest.approx(value, rel=1e-9, abs=1e-12)
    for name, gradient in expected.items():
        scale = max(1.0, max(float(np.abs(g).max()) for g in expected.values()))
        np.testing.assert_allclose(frame.values[f"d{name}"], gradient, rtol=1e-7, atol=1e-10 * scale)


SMOOTH = [name for name in ACTIVATIONS if name not in KINKED]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(e=experiments(activations=SMOOTH, losses=[name for name in LOSSES if name not in KINKED]))
def test_drawn_smooth_networks_by_central_differences(e):
    e = e.replace(regularization=Regularization(l2=e.regularization.l2))
    for result in check(after_backward(e)):
        assert result.passed, (result.name, result.relative_error, result.gradient, result.numeric)
        assert result.kinks == 0


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(e=experiments())
def test_drawn_networks_with_corners_by_central_differences(e):
    frame = after_backward(e)
    # Exactly at two corners at once, one behind the other or in two examples, the chain rule fails where
    # a derivative exists: f(x) = max(0, x) − max(0, −x) = x has slope 1 at 0, the rule says 0.
    corners = [
        (layer, np.any(frame.values[f"z{n}"] == 0, axis=0))
        for n, layer in enumerate(e.layers, 1)
        if layer.activation in ("relu", "leaky_relu")
    ]
    assume(sum(int(zeros.sum()) for _, zeros in corners) < 2)
    for result in check(frame):
        assert result.passed, (result.name, result.relative_error, result.gradient, result.numeric)


def scaled(row, factor):
    """Return the row with a slope, or a Jacobian, that is wrong by `factor`."""

    def slope(w, z, a, out):
        return [*row.slope(w, z, a, out), (np.multiply, (out, w.constant(factor), out))]

    def backward(w, a, da, dz):
        return [*row.backward(w, a, da, dz), (np.multiply, (dz, w.constant(factor), dz))]

    return replace(row, slope=slope) if row.elementwise else replace(row, backward=backward)


def failed(e):
    return [result.name for result in check(after_backward(e)) if not result.passed]


@pytest.mark.parametrize("hidden", [name for name, row in ACTIVATIONS.items() if row.slope or row.backward])
def test_a_slope_that_is_wrong_by_a_hundred_thousandth_is_caught(monkeypatch, hidden):
    e = generic("mean_squared_error", "sigmoid" if hidden == "tanh" else "tanh", hidden)
    assert failed(e) == []
    broken = {**ACTIVATIONS, hidden: scaled(ACTIVATIONS[hidden], 1.00001)}
    monkeypatch.setattr(activation, "ACTIVATIONS", broken)
    assert failed(e) == ["W1", "b1"]


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_gradient_that_is_wrong_is_caught(monkeypatch, loss):
    row = LOSSES[loss]
    e = generic(loss, fitting(loss)[-1])

    def bind(w, a, y, c, da, scale):
        value, gradient = row.bind(w, a, y, c, da, scale)
        return value, [*gradient, (np.multiply, (da, w.constant(1.00001), da))]

    assert failed(e) == []
    monkeypatch.setattr(loss_operation, "LOSSES", {**LOSSES, loss: replace(row, bind=bind)})
    assert failed(e) == ["W1", "b1", "W2", "b2"]


def test_a_softmax_with_only_the_diagonal_of_its_jacobian_is_caught(monkeypatch):
    def diagonal(w, a, da, dz):
        t = w.empty(*a.shape)
        return [
            (np.subtract, (w.constant(1.0), a, t)),
            (np.multiply, (t, a, t)),
            (np.multiply, (t, da, dz)),
        ]

    e = generic("categorical_cross_entropy", "softmax")
    wrong = {**ACTIVATIONS, "softmax": replace(ACTIVATIONS["softmax"], backward=diagonal)}
    monkeypatch.setattr(activation, "ACTIVATIONS", wrong)
    assert failed(e) == ["W1", "b1", "W2", "b2"]


@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
def test_one_wrong_entry_is_caught(name):
    frame = after_backward(generic("binary_cross_entropy", "sigmoid"))
    gradient = frame.values[f"d{name}"].copy()
    gradient[-1, -1] += 2e-6 * np.abs(gradient).max()
    values = {**frame.values, f"d{name}": gradient}
    assert [r.name for r in check(replace(frame, values=values)) if not r.passed] == [name]


def test_an_error_in_a_vanishing_gradient_is_caught():
    e = generic("mean_squared_error", "identity", initial={"W2": [[1e-6, 2e-6, -1e-6]], "b2": [[0.1]]})
    frame = after_backward(e)
    gradient = frame.values["dW1"]
    assert 1e-8 < np.abs(gradient).max() < 1e-5
    assert next(check(frame)).passed
    wrong = replace(frame, values={**frame.values, "dW1": 1.01 * gradient})
    assert not next(check(wrong)).passed


def test_not_a_number_does_not_pass():
    frame = after_backward(generic("mean_squared_error", "tanh"))
    gradient = frame.values["dW1"].copy()
    gradient[0, 0] = np.nan
    first = next(check(replace(frame, values={**frame.values, "dW1": gradient})))
    assert not first.passed


def test_entries_at_a_corner_are_counted_and_left_out():
    e = generic("mean_squared_error", "identity", "relu").replace(
        data=DataSpec(inputs=[[0, 0], [1, 1]], targets=[[1], [1]]), batch_size=2
    )
    results = {r.name: r for r in check_experiment(e)}
    assert results["b1"].kinks > 0
    assert results["W2"].kinks == 0
    assert all(r.passed for r in results.values())


def test_a_gradient_that_is_wrong_beside_corners_is_caught(monkeypatch):
    e = generic("mean_squared_error", "identity", "relu", units=6)
    wrong = {**ACTIVATIONS, "relu": scaled(ACTIVATIONS["relu"], 1.001)}
    monkeypatch.setattr(activation, "ACTIVATIONS", wrong)
    assert "W1" in failed(e)


def test_the_tolerance_is_the_one_promised():
    assert TOLERANCE == 1e-6

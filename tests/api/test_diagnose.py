"""Wrong implementations are named, right ones are never called wrong."""

import itertools

import numpy as np
import pytest

import nnviz
from tests.api.implementations import backward_of

RNG = np.random.default_rng(3)
X = RNG.normal(size=(12, 2))


def network(hidden, output, loss, **settings):
    """Return an experiment with two hidden layers of three units: their weights W2 are square."""
    y = np.arange(12) % 3 if output == "softmax" else (np.arange(12) % 2).astype(float)
    layers = [(3, hidden), (3, hidden), (3 if output == "softmax" else 1, output)]
    return nnviz.experiment(layers, (X, y), loss, batch_size=5, **settings)


NETWORKS = [
    network(hidden, output, loss, **settings)
    for hidden, (output, loss), settings in itertools.product(
        ("tanh", "sigmoid", "softplus"),
        (
            ("identity", "mean_squared_error"), ("sigmoid", "binary_cross_entropy"),
            ("softmax", "categorical_cross_entropy"),
        ),
        ({}, {"l2": 0.1}),
    )
]  # fmt: skip


def mistakes_of(e):
    """Yield the mistakes that can be made in an implementation of an experiment, and where."""
    last, softmax = e.layers[-1].activation, e.layers[-1].activation == "softmax"
    for layer in (1, 2, 3):
        yield from ((kind, layer) for kind in ("sign", "factor_m", "factor_2", "shape"))
        if layer == 2 or e.widths[layer] != e.widths[layer - 1]:
            yield "transposed", layer
        if layer < 3 or last != "identity":
            yield "missing_derivative", layer
            yield "double_derivative", layer
        yield "bias_not_summed", layer
        if e.regularization.l2:
            yield "missing_penalty", layer
    yield "untransposed_weights", 2
    if softmax:
        yield "diagonal_only", 3


CASES = [(e, kind, layer, rows) for e in NETWORKS for kind, layer in mistakes_of(e) for rows in (False, True)]


def test_wrong_implementations_are_named():
    """Of at least 300 of them 95 % are named, and none is called right."""
    named, called_right, others = 0, [], []
    chosen = CASES[:: max(1, len(CASES) // 330)]
    assert len(chosen) >= 300
    for e, kind, layer, rows in chosen:
        told = nnviz.diagnose_function(e, backward_of(e, kind, layer, rows), rows=rows)
        if told.verdict in ("right", "unstable"):
            called_right.append((kind, layer, rows))
        elif told.diagnosis == kind:
            named += 1
        else:
            others.append((kind, layer, rows, told.diagnosis, told.quantity, told.message))
    assert called_right == []
    assert named >= 0.95 * len(chosen), (named, len(chosen), others)


def test_right_implementations_are_never_called_wrong():
    count = 0
    for e in [*NETWORKS, *(network("relu", o, w) for o, w in (("identity", "mean_squared_error"),))]:
        for rows, flat, reduction in itertools.product((False, True), (False, True), ("mean", "sum")):
            other = e.replace(reduction=reduction)
            told = nnviz.diagnose_function(other, backward_of(other, None, 1, rows, flat), rows=rows)
            assert told.verdict == "right", (e.loss, rows, flat, told.message)
            count += 1
    assert count >= 150


def test_right_gradients_of_any_iteration_are_right():
    count = 0
    for e in NETWORKS[::3]:
        run = nnviz.run(e, 60)
        for iteration in range(0, 60, 2):
            frame = run.at(iteration)
            parameters = {n: frame[n] for n in frame if n[0] in "Wb" and n[1:].isdigit()}
            mine = backward_of(e)(frame["X"], frame["Y"], parameters)
            told = nnviz.diagnose(e, mine, iteration=iteration)
            assert told.verdict == "right", told.message
            single = {name: value.astype(np.float32) for name, value in mine.items()}
            assert nnviz.diagnose(e, single, iteration=iteration).verdict == "right"
            count += 1
    assert count >= 150


@pytest.mark.parametrize("kind", ["sign", "factor_m", "missing_derivative", "bias_not_summed", "transposed"])
def test_gradients_of_one_iteration_are_named(kind):
    e = network("tanh", "softmax", "categorical_cross_entropy")
    frame = nnviz.run(e, 10).at(7)
    parameters = {n: frame[n] for n in frame if n[0] in "Wb" and n[1:].isdigit()}
    mine = backward_of(e, kind, 1 if kind != "transposed" else 2)(frame["X"], frame["Y"], parameters)
    told = nnviz.diagnose(e, mine, iteration=7)
    assert (told.verdict, told.diagnosis) == ("wrong", kind), told.message
    assert told.quantity == {"bias_not_summed": "db1", "transposed": "dW2"}.get(kind, "dW1")
    assert told.expected.shape == frame[told.quantity].shape


def test_the_first_wrong_quantity_of_the_backward_pass_is_told():
    e = network("tanh", "sigmoid", "binary_cross_entropy")
    mine = {name: -value for name, value in nnviz.gradients(e).items()}
    told = nnviz.diagnose(e, mine)
    assert told.quantity == "dW3"
    assert told.wrong == ("dW3", "db3", "dW2", "db2", "dW1", "db1")
    assert not told
    mine["dW3"] = -mine["dW3"]
    assert nnviz.diagnose(e, mine).quantity == "db3"


def test_what_is_no_implementation_is_invalid():
    e = network("tanh", "sigmoid", "binary_cross_entropy")
    good = backward_of(e)

    def broken(X, Y, p):
        return p["W9"]

    told = nnviz.diagnose_function(e, broken)
    assert told.verdict == "invalid"
    assert "KeyError: 'W9' in line" in told.message
    assert "of broken" in told.message
    assert "must return a dict" in nnviz.diagnose_function(e, lambda X, Y, p: None).message
    assert (
        "did not return dW1"
        in nnviz.diagnose_function(
            e, lambda X, Y, p: {k: v for k, v in good(X, Y, p).items() if k != "dW1"}
        ).message
    )
    assert "dW9 is not a value" in nnviz.diagnose(e, {"dW9": X}).message
    assert "not an array" in nnviz.diagnose(e, {"dW1": ["a"]}).message
    assert nnviz.diagnose(e, {}).verdict == "invalid"


def test_a_function_that_overflows_is_unstable_and_one_for_one_example_conditional():
    e = network("tanh", "softmax", "categorical_cross_entropy")

    def naive(X, Y, p):
        found = backward_of(e)(X, Y, p)
        a1 = np.tanh(p["W1"] @ X + p["b1"])
        z = p["W3"] @ np.tanh(p["W2"] @ a1 + p["b2"]) + p["b3"]
        lost = (np.exp(z) / np.exp(z).sum(axis=0)).sum() * 0
        return {name: value + lost for name, value in found.items()}

    assert nnviz.diagnose_function(e, naive).verdict == "unstable"

    def unshared(X, Y, p):
        return {name: value * X.shape[1] for name, value in backward_of(e)(X, Y, p).items()}

    told = nnviz.diagnose_function(e, unshared)
    assert (told.verdict, told.condition, told.diagnosis) == ("conditional", "one example", "factor_m")


def test_a_function_cannot_change_the_values_it_is_compared_with():
    e = network("tanh", "sigmoid", "binary_cross_entropy")

    def careless(X, Y, p):
        found = backward_of(e)(X, Y, p)
        for array in (X, Y, *p.values()):
            array[...] = 0.0
        return found

    assert nnviz.diagnose_function(e, careless).verdict == "right"


def test_layer_norm_and_the_masks_of_dropout_can_be_implemented():
    layers = [(3, "tanh"), {"layer": "layer_norm"}, {"layer": "dropout", "rate": 0.5}, (1, "identity")]
    e = nnviz.experiment(layers, (X, X[:, 0]), "mean_squared_error", batch_size=5)

    def backward(X, Y, p):
        a1 = np.tanh(p["W1"] @ X + p["b1"])
        deviation = np.sqrt(((a1 - a1.mean(axis=0)) ** 2).mean(axis=0) + 1e-5)
        normal = (a1 - a1.mean(axis=0)) / deviation
        a3 = (p["gamma2"] * normal + p["beta2"]) * p["mask3"]
        dz4 = (p["W4"] @ a3 + p["b4"] - Y) / X.shape[1]
        da2 = p["W4"].T @ dz4 * p["mask3"]
        dn = da2 * p["gamma2"]
        da1 = (dn - dn.mean(axis=0) - normal * (dn * normal).mean(axis=0)) / deviation
        dz1 = da1 * (1 - a1**2)
        return {
            "dW4": dz4 @ a3.T, "db4": dz4.sum(axis=1), "dgamma2": (da2 * normal).sum(axis=1),
            "dbeta2": da2.sum(axis=1), "dW1": dz1 @ X.T, "db1": dz1.sum(axis=1),
        }  # fmt: skip

    assert nnviz.diagnose_function(e, backward).verdict == "right"

    def flipped(X, Y, p):
        found = backward(X, Y, p)
        return {**found, "dgamma2": -found["dgamma2"]}

    told = nnviz.diagnose_function(e, flipped)
    assert (told.verdict, told.quantity, told.diagnosis) == ("wrong", "dgamma2", "sign")

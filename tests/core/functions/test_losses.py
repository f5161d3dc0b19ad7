"""Losses and their gradients against formulas written out example by example."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.functions.activations import ACTIVATIONS, activate, through
from nnviz.core.functions.buffers import Buffers, run
from nnviz.core.functions.losses import LOSSES, loss_gradient, loss_value
from nnviz.core.run.timeline import Timeline
from tests.strategies import KINKED, fitting, pairs, seeds, targets

FUSED = [name for name, row in LOSSES.items() if row.fused is not None]


def one_loss(name, a, y):
    """Return the loss of one example and its gradient, by the definition."""
    if name == "mean_squared_error":
        return sum((p - t) ** 2 for p, t in zip(a, y, strict=True)) / 2, a - y
    if name == "squared_error":
        return math.fsum((a - y) ** 2), 2 * (a - y)
    if name == "mean_squared_error_elements":
        return math.fsum((a - y) ** 2) / len(a), 2 * (a - y) / len(a)
    if name == "mean_absolute_error":
        return math.fsum(abs(a - y)), np.array(
            [(p > t) * 1.0 - (p < t) * 1.0 for p, t in zip(a, y, strict=True)]
        )
    if name == "huber":
        parts = [r * r / 2 if abs(r) <= 1 else abs(r) - 0.5 for r in a - y]
        return math.fsum(parts), np.array([r if abs(r) <= 1 else math.copysign(1, r) for r in a - y])
    if name == "hinge":
        inside = [1 - t * p > 0 for p, t in zip(a, y, strict=True)]
        return math.fsum(np.where(inside, 1 - y * a, 0)), np.where(inside, -y, 0.0)
    if name == "binary_cross_entropy":
        parts = [t * math.log(p) + (1 - t) * math.log1p(-p) for p, t in zip(a, y, strict=True)]
        return -math.fsum(parts), (1 - y) / (1 - a) - y / a
    if name == "categorical_cross_entropy":
        return -math.fsum(t * math.log(p) for p, t in zip(a, y, strict=True)), -y / a
    if name == "log_likelihood":
        right = int(np.argmax(y))
        gradient = np.zeros_like(a)
        gradient[right] = -1 / a[right]
        return -math.log(a[right]), gradient
    raise NotImplementedError(name)


@st.composite
def batches(draw, name):
    """Draw activations and targets of shape (units, batch) that the loss takes."""
    row, units, batch = LOSSES[name], draw(st.integers(1, 4)), draw(st.integers(1, 5))
    low, high = max(row.low, -5.0), min(row.high, 5.0)
    rng = np.random.default_rng(draw(seeds))
    a = rng.uniform(low, high, (units, batch)) * 0.999 + 0.0005 * (high + low)
    return a, draw(targets(row.targets, batch, units)).T


def one_by_one(name, a, y, reduction):
    """Return loss and gradient of a batch from those of its examples."""
    parts = [one_loss(name, a[:, m], y[:, m]) for m in range(a.shape[1])]
    scale = 1 / a.shape[1] if reduction == "mean" else 1
    return scale * math.fsum(p for p, _ in parts), scale * np.stack([g for _, g in parts], axis=1)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("name", LOSSES)
@given(data=st.data())
def test_values_and_gradients(name, reduction, data):
    a, y = data.draw(batches(name))
    value, gradient = one_by_one(name, a, y, reduction)
    assert loss_value(LOSSES[name], a, y, reduction) == pytest.approx(value, rel=1e-12, abs=1e-13)
    np.testing.assert_allclose(loss_gradient(LOSSES[name], a, y, reduction), gradient, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("name", LOSSES)
@given(data=st.data())
def test_gradients_by_central_differences(name, data):
    a, y = data.draw(batches(name))
    row, h = LOSSES[name], 1e-6
    gradient = loss_gradient(row, a, y)
    for index in np.ndindex(*a.shape):
        up, down = a.copy(), a.copy()
        up[index] += h
        down[index] -= h
        difference = (loss_value(row, up, y) - loss_value(row, down, y)) / (2 * h)
        near = name in KINKED and min(abs(abs(a[index] - y[index]) - c) for c in (0, 1)) < 2 * h
        if not near and not (name == "hinge" and abs(1 - y[index] * a[index]) < 2 * h):
            assert gradient[index] == pytest.approx(difference, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("name", LOSSES)
@given(data=st.data())
def test_the_numpy_lines_of_the_row(name, data):
    a, y = data.draw(batches(name))
    row, names = LOSSES[name], {"np": np, "a": a, "y": y}
    assert eval(row.numpy.format(**{"a": "a", "y": "y"}), names) == pytest.approx(
        loss_value(row, a, y, "sum"), rel=1e-12, abs=1e-13
    )
    gradient = eval(row.gradient_numpy.format(a="a", y="y"), names)
    np.testing.assert_allclose(gradient, loss_gradient(row, a, y, "sum"), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(("loss", "activation"), pairs())
@given(data=st.data(), scale=st.sampled_from([40.0, 800.0, 1e4]))
def test_saturated_outputs_stay_finite(loss, activation, data, scale):
    row, act = LOSSES[loss], ACTIVATIONS[activation]
    units, batch = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    z = scale * np.random.default_rng(data.draw(seeds)).choice([-1.0, 0.0, 1.0], (units, batch))
    y = np.ascontiguousarray(data.draw(targets(row.targets, batch, units)).T)
    with np.errstate(all="raise", under="ignore"):
        a = activate(act, z)
        value, da = loss_value(row, a, y, "sum"), loss_gradient(row, a, y, "sum")
        dz = np.empty_like(z)
        run(through(Buffers(), act, z, a, da, dz))
    assert np.isfinite(value)
    assert np.isfinite(da).all()
    assert np.isfinite(dz).all()


@pytest.mark.parametrize("name", FUSED)
@given(data=st.data(), scale=st.sampled_from([1.0, 30.0, 1e4]))
def test_the_fused_loss_is_exact_for_any_pre_activation(name, data, scale):
    row = LOSSES[name]
    units, batch = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    z = scale * np.random.default_rng(data.draw(seeds)).normal(size=(units, batch))
    y = np.ascontiguousarray(data.draw(targets(row.targets, batch, units)).T)
    c = np.zeros(())
    with np.errstate(all="raise", under="ignore"):
        run(row.fused(Buffers(), z, y, c, 1.0))
    wide, total = z.astype(np.longdouble), np.longdouble(0)
    for zm, ym in zip(wide.T, y.T, strict=True):
        if row.fused_with == "softmax":
            total += (ym * (zm.max() + np.log(np.exp(zm - zm.max()).sum()) - zm)).sum()
        else:
            total += (np.maximum(zm, 0) + np.log1p(np.exp(-np.abs(zm))) - ym * zm).sum()
    assert float(c) == pytest.approx(float(total), rel=1e-12, abs=1e-12 * scale)
    line = eval(row.fused_numpy.format(z="z", y="y"), {"np": np, "z": z, "y": y})
    assert float(c) == pytest.approx(line, rel=1e-12, abs=1e-12 * scale)


@pytest.mark.parametrize("name", FUSED)
@given(data=st.data())
def test_fused_and_chain_rule_have_one_delta(name, data):
    row, act = LOSSES[name], ACTIVATIONS[LOSSES[name].fused_with]
    units, batch = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    z = 3 * np.random.default_rng(data.draw(seeds)).normal(size=(units, batch))
    y = np.ascontiguousarray(data.draw(targets(row.targets, batch, units)).T)
    a, dz = activate(act, z), np.empty_like(z)
    run(through(Buffers(), act, z, a, loss_gradient(row, a, y), dz))
    np.testing.assert_allclose(dz, (a - y) / batch, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
@pytest.mark.parametrize("name", FUSED)
def test_fused_and_chain_rule_train_alike(name, optimizer):
    rng, row = np.random.default_rng(5), LOSSES[name]
    y = np.eye(3)[rng.integers(0, 3, 30)]
    e = Experiment(
        data=DataSpec(inputs=Matrix(rng.normal(size=(30, 2))), targets=Matrix(y)),
        layers=(LayerSpec(activation="tanh", units=4), LayerSpec(activation=row.fused_with, units=3)),
        loss=name,
        optimizer={"name": optimizer, "learning_rate": 0.01},
        batch_size=8,
    )
    chain, fused = Timeline(e), Timeline(e.replace(output_gradient="fused"))
    for iteration in (1, 10, 100, 500):
        a, b = chain.frame(Position(iteration, 0)), fused.frame(Position(iteration, 0))
        np.testing.assert_allclose(a.flat, b.flat, rtol=0, atol=1e-12)
    np.testing.assert_allclose(chain.history.losses[:500], fused.history.losses[:500], rtol=1e-12)


def test_a_loss_accepts_only_activations_it_is_defined_for():
    assert fitting("binary_cross_entropy") == ["sigmoid", "softmax"]
    assert fitting("categorical_cross_entropy") == ["sigmoid", "softplus", "softmax"]
    assert fitting("log_likelihood") == ["sigmoid", "softplus", "softmax"]
    for name in ("mean_squared_error", "mean_absolute_error", "huber", "hinge"):
        assert fitting(name) == list(ACTIVATIONS)

"""Update rules against the rules of PyTorch: written out one number at a time, and as PyTorch ran them."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.functions.buffers import Buffers, aligned, run
from nnviz.core.functions.optimizers import OPTIMIZERS, Update

REFERENCE = json.loads((Path(__file__).parent / "data" / "optimizers.json").read_text(encoding="utf-8"))
UPDATES = 50


class Bound:
    """A rule bound to vectors of its own, as the program binds it."""

    def __init__(self, name, start, rate, settings):
        row = OPTIMIZERS[name]
        self.p, self.g = aligned((len(start),)), aligned((len(start),))
        self.p[...] = start
        self.state = {vector: aligned((len(start),)) for vector in row.state}
        self.t = aligned(())
        values = {**row.settings, **settings}
        self.calls = row.bind(Update(Buffers(), self.p, self.g, self.state, self.t, rate, values))

    def update(self, gradient):
        self.g[...] = gradient
        run(self.calls)
        return self.p


def torch_rule(name, p, gradients, rate, s):
    """Return one parameter after every update, by the algorithms in the documentation of torch.optim."""
    buffer, average, square_average, total = None, 0.0, 0.0, 0.0
    for t, g in enumerate(gradients, 1):
        if name == "sgd":
            p = p - rate * g
        elif name in ("momentum", "nesterov"):
            buffer = g if buffer is None else s["momentum"] * buffer + g
            p = p - rate * (g + s["momentum"] * buffer if name == "nesterov" else buffer)
        elif name == "adagrad":
            total += g * g
            p = p - rate * g / (math.sqrt(total) + s["epsilon"])
        elif name == "rmsprop":
            square_average = s["alpha"] * square_average + (1 - s["alpha"]) * g * g
            p = p - rate * g / (math.sqrt(square_average) + s["epsilon"])
        else:
            if name == "adamw":
                p = p - rate * s["weight_decay"] * p
            average = average + (1 - s["beta1"]) * (g - average)
            square_average = s["beta2"] * square_average + (1 - s["beta2"]) * g * g
            corrected = average / (1 - s["beta1"] ** t)
            p = p - rate * corrected / (math.sqrt(square_average / (1 - s["beta2"] ** t)) + s["epsilon"])
        yield p


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(data=st.data())
def test_fifty_updates_by_the_rule(name, data):
    row = OPTIMIZERS[name]
    unit = st.floats(0, 0.999)
    settings = {
        key: data.draw(st.just(default) | (st.floats(1e-10, 1) if key == "epsilon" else unit), label=key)
        for key, default in row.settings.items()
    }
    rate = data.draw(st.sampled_from([1e-4, 0.03, 1 / 3, 1.0]))
    rng = np.random.default_rng(data.draw(st.integers(0, 999)))
    start, gradients = rng.normal(size=5), rng.normal(size=(UPDATES, 5)) * 10 ** rng.uniform(-3, 1, 5)
    bound = Bound(name, start, rate, settings)
    path = np.array([bound.update(g).copy() for g in gradients])
    for i in range(5):
        true = list(torch_rule(name, start[i], gradients[:, i], rate, settings))
        np.testing.assert_allclose(path[:, i], true, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize(
    "reference", REFERENCE["runs"], ids=[f"{r['optimizer']}-{i}" for i, r in enumerate(REFERENCE["runs"])]
)
def test_the_numbers_of_torch(reference):
    k, c, start = (np.array(REFERENCE[name]) for name in ("k", "c", "start"))
    bound = Bound(reference["optimizer"], start, reference["learning_rate"], reference["settings"])
    path = np.array([bound.update(k * (bound.p - c)).copy() for _ in reference["path"]])
    np.testing.assert_allclose(path, reference["path"], rtol=1e-12, atol=1e-12)


def test_the_reference_covers_every_optimizer():
    assert {run["optimizer"] for run in REFERENCE["runs"]} == set(OPTIMIZERS)


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(seed=st.integers(0, 999))
def test_the_numpy_lines_of_the_row(name, seed):
    row, rng = OPTIMIZERS[name], np.random.default_rng(seed)
    bound = Bound(name, rng.normal(size=4), 0.1, {})
    for _ in range(3):
        bound.update(rng.normal(size=4))
    g = rng.normal(size=4)
    names = {"np": np, "learning_rate": 0.1, "p": bound.p.copy(), "g": g, "t": bound.t + 1.0, **row.settings}
    names |= {vector: array.copy() for vector, array in bound.state.items()}
    written = {"p": bound.p, **bound.state}
    bound.update(g)
    words = {key: key for key in ("p", "g", "t", *row.state)} | {f"{v}_next": f"{v}_next" for v in row.state}
    for target, expression in row.numpy:
        names[f"{target}_next"] = eval(expression.format(**words), names)
        np.testing.assert_allclose(names[f"{target}_next"], written[target], rtol=1e-13, atol=1e-15)
    assert {target for target, _ in row.numpy} == set(written)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_update_leaves_the_gradient_alone_and_counts(name):
    bound = Bound(name, [1.0, -2.0], 0.1, {})
    for n in range(1, 4):
        bound.update([0.5, 0.25])
        assert bound.g.tolist() == [0.5, 0.25]
        assert bound.t == (n if OPTIMIZERS[name].counts else 0)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_small_step_goes_downhill(name):
    bound = Bound(name, [3.0, -1.0], 1e-3, {})
    before = float(bound.p @ bound.p)
    bound.update(2 * bound.p)
    assert float(bound.p @ bound.p) < before

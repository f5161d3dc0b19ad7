"""The LaTeX in the rows of the tables says what the rows compute."""

import re

import numpy as np
import pytest

from nnviz.core.equations.formula import fill
from nnviz.core.equations.updates import SETTINGS
from nnviz.core.functions.activations import ACTIVATIONS, activate, slope
from nnviz.core.functions.buffers import Buffers, run
from nnviz.core.functions.losses import LOSSES, loss_gradient, loss_value
from nnviz.core.functions.optimizers import OPTIMIZERS
from tests.core.explain.reading import evaluate

CASES = re.compile(r"\\begin\{cases\}(.*) & \\text\{if \}(.*) \\\\ ?(.*) & \\text\{otherwise\}\\end\{cases\}")
POINTS = [-2.3, -0.7, -1e-3, 1e-3, 0.4, 1.9]


def value(template, **numbers):
    """Return what a template gives for numbers, of two cases the one that holds."""
    text = fill(template, lambda letter: f"({numbers[letter]:.12f})", numbers=True)
    if cases := CASES.fullmatch(text):
        first, condition, second = cases.groups()
        left, relation, right = re.split(r" ?(>|<|\\le) ?", condition)
        apart = evaluate(left).low - evaluate(right).low
        text = first if (apart > 0 if relation == ">" else apart < 0) else second
    return float(evaluate(text).low)


@pytest.mark.parametrize("name", [name for name, row in ACTIVATIONS.items() if row.elementwise])
@pytest.mark.parametrize("z", POINTS)
def test_activations_and_slopes(name, z):
    row = ACTIVATIONS[name]
    a = float(activate(row, np.array([[z]]))[0, 0])
    assert value(row.latex, z=z) == pytest.approx(a, rel=1e-9, abs=1e-11)
    template = row.slope_latex
    if row.slope_where:
        letter, _, rest = row.slope_where.partition("=")
        template = re.sub(rf"(?<![a-z\\]){letter}(?![a-z])", lambda _: rf"\left({rest}\right)", template)
    expected = float(slope(row, np.array([[z]]))[0, 0])
    assert value(template, z=z, a=a) == pytest.approx(expected, rel=1e-9, abs=1e-11)


def test_every_row_has_its_latex():
    assert all(row.latex and row.slope_latex for row in ACTIVATIONS.values())
    assert [name for name, row in ACTIVATIONS.items() if not row.function] == ["identity"]
    assert all(row.latex and row.gradient_latex for row in LOSSES.values())
    assert all(bool(row.fused_latex) == (row.fused is not None) for row in LOSSES.values())
    assert all(bool(row.guarded_latex) == bool(row.guarded_numpy) for row in LOSSES.values())
    for row in OPTIMIZERS.values():
        assert [name for name, _ in row.latex if not name.endswith("_hat")] == [name for name, _ in row.numpy]
        assert set(row.settings) <= set(SETTINGS)


def outputs(row, rng):
    """Return activations and targets that fit a loss, shape (3, 1)."""
    kinds = {
        "any": rng.normal(0, 2, (3, 1)),
        "unit": rng.uniform(0, 1, (3, 1)),
        "sign": rng.choice([-1.0, 1.0], (3, 1)),
    }
    hot = np.eye(3)[:, [int(rng.integers(3))]]
    a = rng.uniform(0.05, 0.95, (3, 1)) if row.low == 0 else rng.normal(0, 2, (3, 1))
    return a, kinds.get(row.targets, hot)


@pytest.mark.parametrize("name", LOSSES)
@pytest.mark.parametrize("seed", range(5))
def test_losses_and_their_gradients(name, seed):
    row = LOSSES[name].of_outputs(3)
    a, y = outputs(row, np.random.default_rng(seed))
    entries = list(zip(a[:, 0], y[:, 0], strict=True))
    total = sum(value(row.latex, a=p, y=t) for p, t in entries) * (-1 if row.latex_sign else 1)
    assert total == pytest.approx(loss_value(row, a, y), rel=1e-8)
    gradient = [value(row.gradient_latex, a=p, y=t) for p, t in entries]
    np.testing.assert_allclose(gradient, loss_gradient(row, a, y)[:, 0], rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", [name for name, row in LOSSES.items() if row.fused is not None])
def test_losses_from_pre_activations(name):
    row, c = LOSSES[name], np.zeros(())
    z, y = np.array([[0.3], [-1.2], [0.8]]), np.array([[0.0], [1.0], [0.0]])
    run(row.fused(Buffers(), z, y, c, 1.0))
    s = float(np.log(np.exp(z).sum()))
    total = sum(value(row.fused_latex, z=u, y=t, s=s) for u, t in zip(z[:, 0], y[:, 0], strict=True))
    assert total == pytest.approx(float(c), rel=1e-9)


@pytest.mark.parametrize("name", [name for name, row in LOSSES.items() if row.guarded_latex])
def test_guards_are_what_training_computes(name):
    row, tiny = LOSSES[name], float(np.finfo(float).tiny)
    a, y = np.array([[0.0], [1.0], [0.0]]), np.array([[1.0], [0.0], [0.0]])
    names = {"np": np, "a": a, "y": y}
    assert eval(row.guarded_numpy.format(a="a", y="y"), names) == pytest.approx(loss_value(row, a, y))
    gradient = loss_gradient(row, a, y)
    np.testing.assert_allclose(eval(row.guarded_gradient_numpy.format(a="a", y="y"), names), gradient)
    assert np.log(tiny) == pytest.approx(-708.396, abs=1e-3)

"""Activations against formulas written another way, in extended precision where the machine has it."""

import cmath
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnviz.core.functions.activations import ACTIVATIONS, activate, jacobian, slope, through
from nnviz.core.functions.buffers import Buffers, run

WIDE = np.longdouble
ELEMENTWISE = [name for name, row in ACTIVATIONS.items() if row.elementwise]
SMOOTH = [name for name in ELEMENTWISE if name not in ("relu", "leaky_relu")]
GRID = np.unique(
    np.concatenate(
        [
            sign * np.concatenate([[0.0], np.geomspace(1e-300, 1e4, 400), np.linspace(0.01, 40.0, 400)])
            for sign in (-1.0, 1.0)
        ]
    )
)
EDGES = np.array([708.0, 709.0, 710.0, 744.0, 746.0, 1e4, 87.0, 88.0, 89.0, 104.0])
GRID = np.unique(np.concatenate([GRID, EDGES, -EDGES]))[None, :]
moderate = st.floats(-30, 30, allow_subnormal=False)


def tables(**options):
    return arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=moderate, **options)


def gelu(z):
    return z / 2 * (1 + np.tanh(np.sqrt(WIDE(2) / WIDE(np.pi)) * (z + WIDE("0.044715") * z**3)))


TRUE = {
    "identity": lambda z: z,
    "sigmoid": lambda z: np.where(z < 0, np.exp(np.minimum(z, 0)), 1) / (1 + np.exp(-np.abs(z))),
    "tanh": lambda z: np.sign(z) * -np.expm1(-2 * np.abs(z)) / (1 + np.exp(-2 * np.abs(z))),
    "relu": lambda z: np.where(z > 0, z, 0),
    "leaky_relu": lambda z: np.where(z > 0, z, z / 100),
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "gelu": gelu,
    "silu": lambda z: z * TRUE["sigmoid"](z),
    "softplus": lambda z: np.where(z > 0, z, 0) + np.log1p(np.exp(-np.abs(z))),
    "mish": lambda z: z * TRUE["tanh"](TRUE["softplus"](z)),
}


def complex_sigmoid(z):
    return 1 / (1 + cmath.exp(-z)) if z.real > 0 else cmath.exp(z) / (1 + cmath.exp(z))


COMPLEX = {
    "identity": lambda z: z,
    "sigmoid": complex_sigmoid,
    "tanh": cmath.tanh,
    "elu": lambda z: z if z.real > 0 else cmath.exp(z) - 1,
    "gelu": lambda z: z / 2 * (1 + cmath.tanh(cmath.sqrt(2 / cmath.pi) * (z + 0.044715 * z**3))),
    "silu": lambda z: z * complex_sigmoid(z),
    "softplus": lambda z: cmath.log(1 + cmath.exp(z)) if z.real < 30 else z + cmath.exp(-z),
    "mish": lambda z: z * cmath.tanh(COMPLEX["softplus"](z)),
}


def close(ours, true, digits):
    """Compare relative to the value, and for tiny ones to the smallest number that matters."""
    true = np.asarray(true, dtype=WIDE)
    assert np.abs(ours - true).max(initial=0, where=true == 0) <= 1e-15
    error = np.abs(ours - true) / np.maximum(np.abs(true), WIDE(1e-300))
    assert np.where(np.abs(true) < 1e-290, 0, error).max() < digits


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_values_on_a_wide_grid(name):
    with np.errstate(all="raise", under="ignore"):
        a = activate(ACTIVATIONS[name], GRID)
    assert np.isfinite(a).all()
    with np.errstate(under="ignore"):
        true = TRUE[name](GRID.astype(WIDE))
    if name == "gelu":
        # 1 + tanh is rounded to a multiple of 1e-16: absolute below, relative above.
        assert np.abs(a - true).max(where=GRID < 0, initial=0) < 1e-14
        close(a[GRID > 0], true[GRID > 0], 1e-14)
    else:
        close(a, true, 4e-15)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_slopes_on_a_wide_grid_are_finite(name):
    with np.errstate(all="raise", under="ignore"):
        slopes = slope(ACTIVATIONS[name], GRID)
    assert np.isfinite(slopes).all()
    assert np.abs(slopes).max() < 1.2


@pytest.mark.parametrize("name", SMOOTH)
def test_slopes_by_complex_steps(name):
    # Im f(z + ih) / h is f'(z) without any cancellation.
    points = np.concatenate([np.linspace(-25, 25, 401), [1e-9, -1e-9, 0.0]])
    steps = np.array([COMPLEX[name](complex(z, 1e-30)).imag / 1e-30 for z in points])
    ours = slope(ACTIVATIONS[name], points[None, :])[0]
    np.testing.assert_allclose(ours, steps, rtol=1e-12, atol=2e-14)


@pytest.mark.parametrize(("name", "below"), [("relu", 0.0), ("leaky_relu", 0.01)])
def test_slopes_at_corners(name, below):
    z = np.array([[-1e4, -1e-300, -0.0, 0.0, 1e-300, 1e4]])
    np.testing.assert_array_equal(slope(ACTIVATIONS[name], z), [[below, below, below, below, 1, 1]])


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(z=st.floats(-20, 20).filter(lambda z: abs(z) > 1e-3))
def test_slopes_by_central_differences(name, z):
    row, h = ACTIVATIONS[name], 1e-4
    f = activate(row, np.array([[z + h, z - h, z + 2 * h, z - 2 * h]]))[0]
    difference = (8 * (f[0] - f[1]) - (f[2] - f[3])) / (12 * h)
    assert slope(row, np.array([[z]]))[0, 0] == pytest.approx(difference, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=tables())
def test_values_lie_in_the_range_of_the_row(name, z):
    row, a = ACTIVATIONS[name], activate(ACTIVATIONS[name], z)
    assert (a >= row.low).all()
    assert (a <= row.high).all()


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_range_of_the_row_is_no_wider_than_needed(name):
    row, a = ACTIVATIONS[name], activate(ACTIVATIONS[name], GRID)
    for bound, reached in ((row.low, a.min()), (row.high, a.max())):
        assert abs(bound - reached) < 0.05 if np.isfinite(bound) else abs(reached) >= 100


@given(z=tables())
def test_softmax_is_positive_sums_to_one_and_ignores_a_shift(z):
    row = ACTIVATIONS["softmax"]
    a = activate(row, z)
    assert (a > 0).all()
    np.testing.assert_allclose(a.sum(axis=0), 1, rtol=1e-14)
    np.testing.assert_allclose(activate(row, z + 3), a, rtol=1e-13)
    true = np.exp(z.astype(WIDE)) / np.exp(z.astype(WIDE)).sum(axis=0)
    np.testing.assert_allclose(a, true.astype(float), rtol=1e-14)


def test_softmax_of_extreme_values():
    with np.errstate(all="raise", under="ignore"):
        a = activate(ACTIVATIONS["softmax"], np.array([[1e4, -1e4], [-1e4, -1e4], [0.0, -1e4]]))
    np.testing.assert_allclose(a, [[1, 1 / 3], [0, 1 / 3], [0, 1 / 3]], rtol=1e-15)


@given(z=arrays(np.float64, st.integers(1, 6), elements=moderate))
def test_softmax_jacobian(z):
    row = ACTIVATIONS["softmax"]
    j, a = jacobian(row, z), activate(row, z[:, None])[:, 0]
    np.testing.assert_allclose(j, np.diag(a) - np.outer(a, a), rtol=0, atol=1e-15)
    np.testing.assert_allclose(j, j.T, rtol=0, atol=1e-16)
    np.testing.assert_allclose(j.sum(axis=1), 0, rtol=0, atol=1e-15)
    h = 1e-5
    for i in range(z.size):
        step = np.zeros_like(z)
        step[i] = h
        difference = activate(row, (z + step)[:, None]) - activate(row, (z - step)[:, None])
        np.testing.assert_allclose(j[:, i], difference[:, 0] / (2 * h), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(z=arrays(np.float64, st.integers(1, 4), elements=moderate))
def test_the_jacobian_of_an_elementwise_function_is_diagonal(name, z):
    np.testing.assert_array_equal(
        jacobian(ACTIVATIONS[name], z), np.diag(slope(ACTIVATIONS[name], z[:, None])[:, 0])
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=tables(), seed=st.integers(0, 99))
def test_through_is_the_transposed_jacobian_times_the_gradient(name, z, seed):
    row, da, dz = ACTIVATIONS[name], np.random.default_rng(seed).normal(size=z.shape), np.empty_like(z)
    run(through(Buffers(), row, z, activate(row, z), da, dz))
    for column in range(z.shape[1]):
        expected = jacobian(row, z[:, column]).T @ da[:, column]
        np.testing.assert_allclose(dz[:, column], expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_single_precision(name):
    row, z = ACTIVATIONS[name], np.ascontiguousarray(GRID, dtype=np.float32)
    if not row.elementwise:
        z = z[:, : z.size // 3 * 3].reshape(3, -1)
    w, a, out = Buffers(np.float32), np.empty_like(z), np.empty_like(z)
    with np.errstate(all="raise", under="ignore"):
        run(row.forward(w, z, a))
        if row.slope is not None:
            run(row.slope(w, z, a, out))
    assert np.isfinite(a).all()
    assert row.slope is None or np.isfinite(out).all()
    double = activate(row, z.astype(np.float64))
    np.testing.assert_allclose(a, double, rtol=2e-6, atol=2e-6)
    if row.slope is not None:
        np.testing.assert_allclose(out, slope(row, z.astype(np.float64)), rtol=2e-5, atol=2e-5)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_not_a_number_is_not_hidden(name):
    with np.errstate(invalid="ignore"):
        assert np.isnan(activate(ACTIVATIONS[name], np.array([[np.nan, 1.0]]))[0, 0])


@pytest.mark.parametrize("name", ACTIVATIONS)
@given(z=tables())
def test_the_numpy_line_of_the_row(name, z):
    row, a = ACTIVATIONS[name], activate(ACTIVATIONS[name], z)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        value = eval(row.numpy.format(z="z"), {"np": np, "z": z})
        np.testing.assert_allclose(value, a, rtol=1e-12, atol=1e-14)
        if row.slope_numpy:
            value = eval(row.slope_numpy.format(z="z", a="a"), {"np": np, "z": z, "a": a}) * np.ones_like(z)
            np.testing.assert_allclose(value, slope(row, z), rtol=1e-12, atol=1e-14)


def test_a_slope_per_unit_is_refused_where_there_is_none():
    with pytest.raises(ValueError, match="softmax has no slope per unit"):
        slope(ACTIVATIONS["softmax"], np.zeros((2, 1)))


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_equation_says_more_than_the_name(name):
    row = ACTIVATIONS[name]
    assert not row.equation.lower().startswith(f"{name}(")
    assert not row.latex.startswith(f"{row.function}(") or not row.function

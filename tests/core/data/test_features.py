import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from nnviz.core.data.features import FEATURES, Standardizer, available, default_features, expand, title

laws = settings(deadline=None, max_examples=60)
numbers = st.floats(-1e6, 1e6, allow_subnormal=False)
BY_HAND = {
    "x1": lambda a, b: a,
    "x2": lambda a, b: b,
    "x1^2": lambda a, b: a**2,
    "x2^2": lambda a, b: b**2,
    "x1*x2": lambda a, b: a * b,
    "sin(x1)": lambda a, b: math.sin(a),
    "sin(x2)": lambda a, b: math.sin(b),
}


def pairs(**options):
    return arrays(np.float64, st.tuples(st.integers(1, 30), st.just(2)), elements=numbers, **options)


def tables(**options):
    return arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=20), elements=numbers, **options)


def test_the_table_is_the_seven_features():
    assert set(FEATURES) == set(BY_HAND) == set(available(2))
    assert [row.name for row in FEATURES.values()] == list(FEATURES)
    assert [title(name) for name in FEATURES] == ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"]


@laws
@given(pairs(), st.lists(st.sampled_from(list(BY_HAND)), min_size=1, unique=True))
def test_a_column_is_its_feature_in_the_order_asked_for(inputs, names):
    columns = expand(inputs, names)
    assert columns.shape == (len(inputs), len(names))
    assert columns.dtype == np.float64
    assert columns.flags.c_contiguous
    by_hand = [[BY_HAND[name](a, b) for name in names] for a, b in inputs.tolist()]
    np.testing.assert_allclose(columns, by_hand, rtol=1e-12, atol=1e-12)


@laws
@given(tables())
def test_the_raw_inputs_are_the_default(inputs):
    names = default_features(inputs.shape[1])
    columns = expand(inputs, names)
    assert np.array_equal(columns, inputs)
    assert not np.shares_memory(columns, inputs)
    assert set(names) <= set(available(inputs.shape[1]))


@laws
@given(st.integers(3, 70), st.data())
def test_other_data_has_its_raw_inputs_only(n_inputs, data):
    inputs = np.arange(2.0 * n_inputs).reshape(2, n_inputs)
    chosen = data.draw(st.lists(st.integers(1, n_inputs), min_size=1, unique=True))
    columns = expand(inputs, [f"x{number}" for number in chosen])
    assert columns[0].tolist() == [number - 1 for number in chosen]
    assert available(n_inputs) == default_features(n_inputs)


def test_titles_of_raw_inputs_have_subscripts():
    assert title("x12") == "x₁₂"
    assert title("x64") == "x₆₄"


@pytest.mark.parametrize("name", ["x3", "x0", "x1²", "x1**2", "x2*x1", "sin x1", "SIN(X1)", "X1", "x1 ", ""])
def test_two_inputs_take_exactly_the_names_of_the_table(name):
    with pytest.raises(ValueError, match=r"^features: .*sin\(x2\)"):
        expand(np.zeros((3, 2)), ["x1", name])


@pytest.mark.parametrize("name", ["x5", "x0", "x01", "x1^2", "sin(x1)", "x1*x2", "x", "x-1", "x²", "x1\n"])
def test_four_inputs_take_exactly_the_raw_ones(name):
    with pytest.raises(ValueError, match=r"^features: .*x1 to x4"):
        expand(np.zeros((3, 4)), ["x1", name])


@pytest.mark.parametrize(
    ("field", "inputs", "names"),
    [
        ("features", np.zeros((3, 2)), []),
        ("features", np.zeros((3, 2)), "x1"),
        ("features", np.zeros((3, 2)), ["x1", "x2", "x1"]),
        ("inputs", np.zeros(3), ["x1"]),
        ("inputs", np.zeros((2, 2, 2)), ["x1"]),
    ],
)
def test_what_is_not_allowed_is_named(field, inputs, names):
    with pytest.raises(ValueError, match=f"^{field}: "):
        expand(inputs, names)


@laws
@given(tables(fill=st.nothing()))
def test_training_rows_are_centred_and_scaled(rows):
    standard = Standardizer.fit(rows)
    applied = standard.apply(rows)
    assert applied.shape == rows.shape
    assert np.isfinite(applied).all()
    assert (standard.scale > 0).all()
    still = np.ptp(rows, axis=0) == 0
    assert (standard.scale[still] == 1).all()
    assert (applied[:, still] == 0).all()
    # Rounding shows where a column varies little beside its size, and squares of tiny numbers are 0.
    clear = np.ptp(rows, axis=0) > 1e-6 * np.abs(rows).max(axis=0) + 1e-100
    np.testing.assert_allclose(applied.mean(axis=0)[clear], 0, atol=1e-8)
    np.testing.assert_allclose(applied.std(axis=0)[clear], 1, atol=1e-8)


@laws
@given(pairs(), pairs())
def test_other_rows_are_moved_as_the_training_rows_were(training, others):
    standard = Standardizer.fit(training)
    back = standard.apply(others) * standard.scale + standard.mean
    tolerance = 1e-12 * (np.abs(others).max() + np.abs(training).max() + 1)
    np.testing.assert_allclose(back, others, atol=tolerance)
    # A row is treated alike whatever stands beside it.
    assert np.array_equal(standard.apply(others[:1]), standard.apply(others)[:1])


@pytest.mark.parametrize("value", [0.0, 0.1, -1e6 / 3, 5e-324])
def test_a_feature_that_never_changes_stays_finite(value):
    rows = np.full((7, 1), value)
    standard = Standardizer.fit(rows)
    assert standard.scale.tolist() == [1.0]
    assert standard.apply(rows).tolist() == [[0.0]] * 7
    assert standard.apply([[value + 2]]).tolist() == [[pytest.approx(2.0)]]


def test_a_spread_too_small_for_its_square_counts_as_none():
    standard = Standardizer.fit([[0.0], [1e-200]])
    assert standard.scale.tolist() == [1.0]
    assert np.isfinite(standard.apply([[1.0]])).all()


def test_a_standardizer_cannot_be_changed():
    standard = Standardizer.fit([[1.0], [2.0]])
    with pytest.raises(ValueError, match="read-only"):
        standard.mean[0] = 5
    with pytest.raises(ValueError, match="read-only"):
        standard.scale[0] = 5
    with pytest.raises(AttributeError):
        standard.mean = np.zeros(1)


def test_rows_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"^rows: "):
        Standardizer.fit(np.zeros((0, 2)))
    with pytest.raises(ValueError, match=r"^rows: expected 2 features, not 3"):
        Standardizer.fit(np.zeros((4, 2))).apply(np.zeros((4, 3)))

"""Cutting long rows into columns: every value is in one, and its ends are exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.run.history import History, Series
from nnviz.views.plotting.decimate import EXTREMES, LOG_MEAN, MEAN, Pyramid
from nnviz.views.plotting.sources import LossSource, MeanSource, RowSource, SeriesSource
from nnviz.views.plotting.time_scale import TimeScale

VALUES = st.lists(
    st.one_of(st.floats(-5, 5), st.sampled_from([np.nan, np.inf, -np.inf, 0.0])), min_size=1, max_size=900
)
ALL = (*EXTREMES, *MEAN, *LOG_MEAN)


def finite(values):
    return values[np.isfinite(values)]


@given(
    numbers=VALUES,
    begin=st.floats(-20, 900),
    span=st.floats(1, 1200),
    count=st.integers(1, 90),
    curved=st.booleans(),
    least=st.integers(1, 6),
)
def test_columns_leave_nothing_out_and_have_exact_ends(numbers, begin, span, count, curved, least):
    values = np.array(numbers)
    shares = np.linspace(0, 1, count + 1)
    edges = begin + span * ((np.exp2(8 * shares) - 1) / 255 if curved else shares)
    pyramid = Pyramid(means=True)
    for length in (len(values) // 3, len(values)):
        pyramid.extend(values, length)
    found = pyramid.columns(values, edges, least, ALL)
    inside = [i for i in range(len(values)) if edges[0] <= i < edges[-1]]
    if not len(found.start):
        assert len(inside) < 8
        return
    assert np.array_equal(found.stop[:-1], found.start[1:])
    assert found.start[0] <= inside[0] if inside else True
    for k, (a, b) in enumerate(zip(found.start, found.stop, strict=True)):
        assert a < b
        part = finite(values[a:b])
        if not part.size:
            assert np.isnan([found.low[k], found.high[k]]).all()
            continue
        assert (found.low[k], found.high[k]) == (part.min(), part.max())
        assert found.mean[k] == pytest.approx(part.mean(), abs=1e-9)
        positive = part[part > 0]
        if positive.size:
            assert found.log_mean[k] == pytest.approx(np.exp(np.log(positive).mean()))


@given(numbers=VALUES, columns=st.integers(1, 40))
def test_the_whole_row_is_in_the_columns(numbers, columns):
    values = np.array(numbers)
    pyramid = Pyramid()
    pyramid.extend(values, len(values))
    found = pyramid.columns(values, np.linspace(0, len(values), columns + 1))
    assert (found.start[0], found.stop[-1]) == (0, len(values))


def test_rows_are_cut_together():
    values = np.random.default_rng(3).normal(size=(5000, 3))
    pyramid = Pyramid()
    pyramid.extend(values, 5000)
    found = pyramid.columns(values, np.linspace(0, 5000, 51))
    assert found.low.shape == (len(found.start), 3)
    for a, b, low in zip(found.start, found.stop, found.low, strict=True):
        assert np.array_equal(low, values[a:b].min(axis=0))


def test_a_column_is_cut_where_it_was_asked_for_within_a_quarter():
    values = np.arange(100_000.0)
    pyramid = Pyramid()
    pyramid.extend(values, len(values))
    edges = np.linspace(0, 100_000, 301)
    found = pyramid.columns(values, edges)
    assert len(found.start) == 300
    assert np.abs(found.start - edges[:-1]).max() < 0.25 * edges[1] + 1


@given(st.integers(1, 40_000), st.integers(40, 400), st.booleans(), st.integers(0, 10**6))
def test_the_curve_of_the_loss_has_the_lowest_and_the_highest_value(length, width, log, seed):
    h = History(1)
    losses = np.random.default_rng(seed).exponential(size=length)
    h.losses.room(0, length)[:] = losses
    h.length = length
    edges = TimeScale(0, max(length - 1, 10), 0, width, log).edges(1)
    x, low, high = LossSource(h).band(edges, False)
    assert (low.min(), high.max()) == (losses.min(), losses.max())
    assert (np.diff(x) > 0).all()
    assert x[0] >= 0
    assert x[-1] <= length - 1
    assert len(x) <= width + 3
    for where, value in ((int(losses.argmin()), low), (int(losses.argmax()), high)):
        pixel = TimeScale(0, max(length - 1, 10), 0, width, log)
        nearest = x[int(np.argmin(value)) if value is low else int(np.argmax(value))]
        assert abs(pixel.to(nearest) - pixel.to(where)) <= 2


def series(iterations, width=2, seed=0):
    s = Series(width)
    values = np.random.default_rng(seed).exponential(size=(len(iterations), width))
    for i, row in zip(iterations, values, strict=True):
        s.append(int(i), row)
    return s


def test_a_series_costs_no_more_when_it_is_old():
    s = series(range(0, 64 * 3000, 64))
    edges = TimeScale(0, 64 * 3000, 0, 200).edges(2)
    x, low, high = SeriesSource(RowSource(s), 1).band(edges, False)
    assert len(x) <= 103
    assert (low.min(), high.max()) == (s.values[:, 1].min(), s.values[:, 1].max())


def test_a_trend_reaches_from_end_to_end():
    s = series(range(1000))
    rows = RowSource(s, means=True)
    edges = TimeScale(0, 999, 0, 160).edges(8)
    x, mean, _ = MeanSource(rows, 0).band(edges, True)
    assert (x[0], x[-1]) == (0, 999)
    assert np.exp(np.log(s.values[:, 0]).mean()) == pytest.approx(np.exp(np.log(mean).mean()), rel=0.05)


def test_rows_that_were_let_go_are_forgotten():
    s = Series(1, most=256)
    rows = RowSource(s)
    edges = TimeScale(0, 1000, 0, 100).edges(1)
    for i in range(1000):
        s.append(i, np.array([float(i)]))
        if i % 50 == 0:
            rows.columns(edges)
    _, found = rows.columns(edges)
    assert found.stop[-1] == len(s.iterations)
    assert found.high[-1, 0] == s.values[-1, 0]

"""Ticks, pushing apart, small pictures: the arithmetic behind the charts."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF

from nnviz.views.plotting import ticks
from nnviz.views.plotting.decimate import logarithms, outline
from nnviz.views.plotting.multiples import cells
from nnviz.views.plotting.spread import spread, thin

FINITE = st.floats(-1e12, 1e12)


@given(FINITE, FINITE)
def test_three_round_numbers_hold_the_range(a, b):
    low, high = sorted((a, b))
    first, middle, last = ticks.nice_range(low, high)
    assert first <= low + 1e-6 * (last - first)
    assert last >= high - 1e-6 * (last - first)
    assert middle - first == pytest.approx(last - middle)
    step = middle - first
    texts = [ticks.label(value, step) for value in (first, middle, last)]
    assert len(set(texts)) == 3


@pytest.mark.parametrize("ends", [(math.nan, 1), (-math.inf, math.inf), (5, 5), (0, 0), (1e308, -1e308)])
def test_ranges_that_are_none(ends):
    first, middle, last = ticks.nice_range(*ends)
    assert first < middle < last


@given(st.floats(1e-200, 1e200), st.floats(1e-200, 1e200))
def test_powers_of_ten_hold_the_range(a, b):
    low, high = sorted((a, b))
    bottom, middle, top = ticks.decades(low, high)
    assert middle - bottom == top - middle >= 1
    assert high <= 10.0**top * 1.001
    assert bottom <= math.log10(low) or top - bottom >= 16


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (0.0, 0.5, "0"),
        (0.5, 0.5, "0.5"),
        (1.0, 0.5, "1"),
        (-2.0, 2.0, "−2"),
        (0.25, 0.25, "0.25"),
        (20000.0, 10000.0, "20,000"),
        (1e6, 5e5, "10⁶"),
        (5e-8, 5e-8, "5·10⁻⁸"),
        (0.302, 0.002, "0.302"),
    ],
)
def test_labels(value, step, text):
    assert ticks.label(value, step) == text


@given(st.floats(0, 1e9), st.floats(8, 1e9))
def test_whole_numbers_between(left, span):
    values = ticks.counts(left, left + span)
    assert 1 <= len(values) <= 5
    assert all(left <= value <= left + span for value in values)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=8))
def test_labels_keep_apart_and_inside(wanted):
    placed = spread(wanted, 12, 0, 100)
    ordered = sorted(placed)
    assert all(b - a >= 12 - 1e-9 for a, b in itertools.pairwise(ordered))
    assert ordered[0] >= -1e-9
    assert ordered[-1] <= 100 + 1e-9
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    assert [placed[i] for i in order] == ordered


def test_labels_that_fit_stay():
    assert spread([10, 50, 90], 12, 0, 100) == [10, 50, 90]
    assert spread([50, 50], 10, 0, 100) == [45, 55]


def test_thinning_keeps_the_ends():
    assert thin(4, 6) == [0, 1, 2, 3]
    assert thin(30, 4) == [0, 10, 19, 29]
    assert thin(9, 1) == [8]


def test_logarithms_leave_gaps():
    _, low, high = logarithms((np.arange(3), np.array([0.0, -1.0, 10.0]), np.array([0.0, 100.0, 10.0])))
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == (2.0, 2.0)


def test_outline_of_what_is_flat_is_one_point():
    band = np.arange(2.0), np.array([1.0, 1.0]), np.array([1.001, 2.0])
    x, y = outline(band, 0.01)
    assert x.tolist() == [0, 0, 1, 1]
    assert y.tolist() == [1.0005, 1.0005, 1.0, 2.0]


@given(st.integers(1, 40), st.floats(150, 900), st.floats(110, 500))
def test_small_pictures_fill_the_area(count, wide, high):
    area = QRectF(0, 0, wide, high)
    found = cells(area, count, 130, 58, 10)
    assert len(found) == count
    assert all(area.adjusted(-1, -1, 1, 1).contains(cell) for cell in found)
    assert all(not a.intersects(b) for i, a in enumerate(found) for b in found[:i])

"""Which iterations are seen, where they lie, and how the window goes along with a run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.views.plotting.time_scale import TimeScale
from nnviz.views.plotting.time_window import LEAST, TimeWindow


@given(st.floats(0, 1e6), st.floats(10, 1e6), st.booleans(), st.floats(0, 1))
def test_pixels_lead_back_to_iterations(low, span, log, share):
    scale = TimeScale(low, low + span, 30, 330, log)
    i = low + share * span
    assert scale.back(scale.to(i)) == pytest.approx(i, rel=1e-6, abs=1e-6)
    assert scale.pixels(np.array([i]))[0] == pytest.approx(scale.to(i), abs=1e-6)
    assert 30 - 1e-6 <= scale.to(i) <= 330 + 1e-6


@given(st.floats(0, 1e6), st.floats(10, 1e6), st.booleans(), st.integers(1, 8))
def test_columns_rise_and_cover_the_axis(low, span, log, pixels):
    edges = TimeScale(low, low + span, 30, 330, log).edges(pixels)
    assert (np.diff(edges) > 0).all()
    assert edges[0] < low + 1e-6
    assert edges[1] == pytest.approx(low, abs=1e-6 * (1 + low))
    assert edges[-1] >= low + span


def test_marks_of_a_logarithmic_axis_are_powers_of_ten():
    assert TimeScale(0, 1_000_000, 0, 300, True).marks() == [0, 100, 10_000, 1_000_000] or (
        set(TimeScale(0, 1_000_000, 0, 300, True).marks()) <= {0, *(10**k for k in range(7))}
    )
    assert len(TimeScale(500, 700, 0, 300, True).marks()) >= 2


def test_zooms_pans_and_fits():
    w = TimeWindow()
    assert (w.left, w.right) == (0, LEAST)
    w.show(1000, 400)
    w.zoom(0.5, 250)
    assert (w.left, w.right) == (125, 625)
    w.pan(-2)
    assert (w.left, w.right) == (0, 500)
    w.pan(0.1)
    assert (w.left, w.right) == (50, 550)
    w.zoom(100, 300)
    assert w.fitted
    assert w.right == 1000
    w.zoom(1e-9, 300)
    assert w.span == pytest.approx(LEAST)
    w.show(5, 5)
    assert w.fitted


@given(st.booleans(), st.floats(0.05, 0.9), st.floats(100, 900))
def test_what_is_zoomed_about_stays_where_it_is(log, factor, about):
    w = TimeWindow()
    w.log = log
    w.show(1000, 0)
    before = TimeScale(w.left, w.right, 0, 300, log).to(about)
    w.zoom(factor, about)
    assert TimeScale(w.left, w.right, 0, 300, log).to(about) == pytest.approx(before, abs=0.1)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=30), st.integers(10, 400))
def test_a_window_that_follows_keeps_its_last_iterations_in_sight(steps, span):
    w = TimeWindow()
    w.show(1000, 1000)
    w.zoom(span / 1000, 1000)
    assert w.following
    width, now = w.span, 1000
    for step in steps:
        now += step
        w.show(now, now)
        assert w.right == now
        assert w.span == pytest.approx(width)


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=30))
def test_a_window_that_looks_elsewhere_stays_until_it_is_told_to_follow(steps):
    w = TimeWindow()
    w.show(1000, 1000)
    w.zoom(0.2, 300)
    assert not w.following
    seen, now = (w.left, w.right), 1000
    for step in steps:
        now += step
        w.show(now, now)
        assert (w.left, w.right) == seen
    w.resume()
    assert w.following
    assert w.right == now
    assert w.span == pytest.approx(seen[1] - seen[0])


def test_looking_back_at_the_present_follows_again():
    w = TimeWindow()
    w.show(1000, 900)
    w.zoom(0.1, 900)
    w.pan(-3)
    assert not w.following
    w.pan(3)
    assert w.following
    w.show(1000, 20)
    assert w.left == 20

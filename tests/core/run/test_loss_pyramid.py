"""Losses of a run of any length: exact where they are new, never more than so many bytes, nothing lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.run.loss_pyramid import LossPyramid


def filled(values, most=16, piece=7):
    """Return a row that has grown a few values at a time."""
    row = LossPyramid(most)
    for start in range(0, len(values), piece):
        part = values[start : start + piece]
        row.room(start, start + len(part))[:] = part
        row.length = start + len(part)
    return row


lengths = st.integers(0, 3000)
sizes = st.sampled_from([16, 64, 1024, 4096])


@given(length=lengths, most=sizes, seed=st.integers(0, 9), piece=st.integers(1, 64))
def test_what_is_kept_is_exact_and_the_newest_half_is_kept(length, most, seed, piece):
    values = np.random.default_rng(seed).normal(size=length)
    row = filled(values, most, piece)
    assert length - row.exact_from >= min(length, most // 2)
    assert row[row.exact_from : length].tobytes() == values[row.exact_from :].tobytes()
    assert np.isnan(row[: row.exact_from]).all()
    assert len(row[:length]) == length
    for i in (0, row.exact_from - 1, row.exact_from, length - 1, length, -1):
        assert row.at(i) == (values[i] if row.exact_from <= i < length else None)


@given(
    length=lengths,
    most=sizes,
    ends=st.tuples(lengths, lengths),
    bins=st.integers(1, 200),
    seed=st.integers(0, 9),
)
def test_a_band_holds_every_value_and_no_other(length, most, ends, bins, seed):
    values = np.random.default_rng(seed).normal(size=length)
    row = filled(values, most)
    start, stop = sorted(ends)
    x, low, high = row.band(start, stop, bins)
    stop = min(stop, length)
    if stop <= start:
        assert not len(x)
        return
    inside = values[start:stop]
    assert low.min() <= inside.min()
    assert high.max() >= inside.max()
    assert low.min() >= values.min()
    assert high.max() <= values.max()
    assert (np.diff(x) >= 0).all()
    assert len(x) <= 2 * bins + 1 or len(x) == stop - start
    if most == 4096:
        first, past = (int(end) for end in (x[0], x[-1]))
        assert start <= first <= past < stop


def test_a_band_is_exact_where_all_is_kept():
    values = np.random.default_rng(1).normal(size=5000)
    row = filled(values, most=8192)
    x, low, high = row.band(0, 5000, 100)
    assert (low.min(), high.max()) == (values.min(), values.max())
    assert 100 <= len(x) <= 200
    one, lowest, highest = row.band(40, 60, 100)
    assert one.tolist() == list(range(40, 60))
    assert lowest.tolist() == highest.tolist() == values[40:60].tolist()


def test_infinities_are_gaps_and_do_not_hide_their_neighbours():
    row = filled(np.array([1.0, np.inf, 3.0, np.nan, *[-np.inf] * 60]), most=1024)
    _, low, high = row.band(0, 64, 4)
    assert (np.nanmin(low), np.nanmax(high)) == (1.0, 3.0)
    assert np.isnan(low[-1])


@given(length=lengths, until=lengths, more=lengths, most=sizes)
def test_a_copy_goes_on_as_the_row_would_have(length, until, more, most):
    values = np.random.default_rng(0).normal(size=length + more + until)
    row = filled(values[:length], most)
    copy = row.copy_until(until)
    cut = min(length, until)
    assert copy.length == cut
    known = np.isfinite(copy[:cut])
    assert (copy[:cut][known] == values[:cut][known]).all()
    for start in range(cut, cut + more, 11):
        stop = min(start + 11, cut + more)
        copy.room(start, stop)[:] = values[start:stop]
        copy.length = stop
    _, low, high = copy.band(0, copy.length, 5)
    known = np.isfinite(low)
    assert not known.any() or (low[known].min() >= values.min() and high[known].max() <= values.max())
    if row.exact_from == 0 and copy.length:
        assert (np.nanmin(low), np.nanmax(high)) == (values[: copy.length].min(), values[: copy.length].max())
    assert row[row.exact_from : length].tobytes() == values[row.exact_from : length].tobytes()


def test_replaying_what_is_no_longer_kept_one_by_one_changes_nothing():
    values = np.arange(500.0)
    row = filled(values, most=16)
    before = [part.tobytes() for part in row.band(0, 500, 20)]
    row.room(3, 10)[:] = values[3:10]
    assert [part.tobytes() for part in row.band(0, 500, 20)] == before
    assert row.length == 500


@pytest.mark.parametrize("most", [16, 512])
def test_memory_does_not_grow_with_age(most):
    """What a row takes grows with the logarithm of its length: another level of blocks."""
    piece, row, sizes = np.zeros(4096), LossPyramid(most), []
    for start in range(0, 2**20, 4096):
        row.room(start, start + 4096)[:] = piece
        row.length = start + 4096
        sizes.append(row.bytes)
    assert max(sizes) <= 8 * (most + 4096) + 8 * 2 * (len(row.levels)) * max(2 * most // 8, 1024)
    assert sizes[-1] <= 1.5 * sizes[64] + 20_000


def test_memory_at_a_thousand_million_iterations():
    """Blocks of the size that a long run has are put in by hand; running so far would take hours."""
    row, piece = LossPyramid(), np.zeros(2**20)
    for start in range(0, 3 * 2**23, 2**20):
        row.room(start, start + 2**20)[:] = piece
        row.length = start + 2**20
    row.band(0, row.length, 100)
    levels = [min(10**9 // 8**k, row.most // 8) * 16 for k in range(1, 10)]
    assert row.bytes <= 8 * (row.most + 2**20) + 2 * sum(levels)
    assert 8 * row.most + sum(levels) < 64 * 2**20

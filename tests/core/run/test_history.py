"""Series that grow, and which iterations are sampled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.run.history import History, Series, next_kept, next_score

rows = st.lists(st.integers(0, 10_000), unique=True, min_size=1, max_size=50).map(sorted)


def series(iterations, width=2):
    s = Series(width)
    for i in iterations:
        s.append(i, np.array([i * (k + 1.0) for k in range(width)]))
    return s


@given(iterations=rows)
def test_what_was_appended_is_there(iterations):
    s = series(iterations)
    assert s.iterations.tolist() == iterations
    assert s.values.tolist() == [[i, 2.0 * i] for i in iterations]


def test_growing_far():
    s = series(range(5000), width=1)
    assert s.iterations.tolist() == list(range(5000))
    assert s.values[:, 0].tolist() == list(map(float, range(5000)))


@given(iterations=rows, again=st.integers(0, 10_000))
def test_what_is_known_is_left_as_it_is(iterations, again):
    s = series(iterations)
    s.append(again, np.array([-1.0, -1.0]))
    if again <= iterations[-1]:
        assert s.values.tolist() == [[i, 2.0 * i] for i in iterations]
    else:
        assert s.values[-1].tolist() == [-1.0, -1.0]


@given(iterations=rows, at=st.integers(0, 10_001))
def test_the_nearest_before(iterations, at):
    earlier = [i for i in iterations if i <= at]
    found = series(iterations).at(at)
    assert (found is None) if not earlier else (found.tolist() == [earlier[-1], 2.0 * earlier[-1]])


@given(iterations=rows, at=st.integers(0, 10_001))
def test_a_copy_ends_before_an_iteration_and_grows_apart(iterations, at):
    original = series(iterations)
    copy = original.copy_until(at)
    kept = [i for i in iterations if i < at]
    assert copy.iterations.tolist() == kept
    for i in range(10_001, 10_400):
        copy.append(i, np.array([0.0, 1.0]))
    assert copy.values[: len(kept)].tolist() == [[i, 2.0 * i] for i in kept]
    assert len(copy.iterations) == len(kept) + 399
    assert original.values.tolist() == [[i, 2.0 * i] for i in iterations]


def test_views_cannot_be_written():
    s = series([1, 2])
    with pytest.raises(ValueError, match="read-only"):
        s.values[0] = 5
    with pytest.raises(ValueError, match="read-only"):
        s.iterations[0] = 5


@given(length=st.integers(0, 3000), until=st.integers(0, 3000))
def test_losses_are_copied_until_an_iteration(length, until):
    h = History(2)
    h.losses.room(0, length)[:] = np.arange(length)
    h.length = length
    copy = h.copy_until(until)
    assert copy.length == min(length, until)
    copy.losses.room(copy.length, 4000)[:] = -1
    assert copy.losses[: copy.length].tolist() == list(range(min(length, until)))
    assert h.losses[:length].tolist() == list(range(length))


def kept(until, interval):
    return [i for i in range(until) if next_kept(i, interval) == i]


@given(i=st.integers(0, 10**9), interval=st.sampled_from([64, 128, 1024]))
def test_the_next_kept_is_itself_kept_and_none_lies_between(i, interval):
    found = next_kept(i, interval)
    assert i <= found < i + interval
    assert next_kept(found, interval) == found
    if found - i < 200:
        assert all(next_kept(k, interval) == found for k in range(i, found))


def test_the_beginning_is_kept_densely_and_then_every_interval():
    assert kept(64, 64) == list(range(64))
    assert kept(257, 64)[64:] == [*range(64, 128, 2), *range(128, 257, 4)]
    late = kept(20_000, 64)
    assert np.diff([i for i in late if i >= 4096]).tolist() == [64] * ((20_000 - 4097) // 64)


@given(i=st.integers(0, 10**9))
def test_scores_come_sixty_four_to_a_doubling(i):
    found = next_score(i)
    assert i <= found <= i + max(1, i // 64)
    assert next_score(found) == found


def test_how_many_scores_there_are():
    for low in (128, 1024, 2**15):
        count = sum(next_score(i) == i for i in range(low, 2 * low))
        assert 64 <= count <= 128


@given(most=st.integers(256, 600), count=st.integers(0, 5000), step=st.integers(1, 70), again=st.booleans())
def test_a_long_series_is_thinned_evenly_and_still_reaches_from_end_to_end(most, count, step, again):
    s = Series(2, most)
    for k in range(count):
        s.append(k * step, np.array([k, -k]))
        if again and k % 97 == 0:
            for earlier in range(max(0, k - 40), k + 1):
                s.append(earlier * step, np.array([earlier, -earlier]))
    kept = s.iterations
    assert len(kept) <= most
    assert (np.diff(kept) > 0).all()
    assert (s.values[:, 0] * step == kept).all()
    if count:
        apart = np.diff(kept).max(initial=step)
        assert kept[0] == 0
        assert (count - 1) * step - kept[-1] < 2 * apart
        assert apart <= 4 * step * max(1, count // most)
    assert s.thinned == 0 or len(kept) >= most // 2


def test_thinning_does_not_depend_on_replays():
    one, two = Series(1, 256), Series(1, 256)
    for k in range(3000):
        one.append(k, np.array([k]))
    for start in (0, 500, 1800, 100, 2900):
        for k in range(start, 3000):
            two.append(k, np.array([k]))
    assert one.iterations.tolist() == two.iterations.tolist()


def test_histories_stay_below_their_bound():
    memory = 2**20
    h, seen = History(6, memory), []
    piece = np.zeros(2**14)
    for k in range(200):
        h.losses.room(k * len(piece), (k + 1) * len(piece))[:] = piece
        h.length = (k + 1) * len(piece)
        for i in range(k * len(piece), h.length, 64):
            h.norms.append(i, np.zeros(6))
        h.scores.append(h.length, np.zeros(4))
        seen.append(h.bytes)
    assert h.length > 3_000_000
    assert max(seen) <= memory + 2 * piece.nbytes


def test_a_smaller_bound_is_kept_to_at_once():
    h = History(3, 2**24)
    h.losses.room(0, 10**6)[:] = np.arange(10**6)
    h.length = 10**6
    for i in range(0, 10**6, 16):
        h.norms.append(i, np.zeros(3))
    before = h.bytes
    h.limit(2**20)
    assert h.bytes <= 2**20 + 2**17 < before
    assert h.losses[h.losses.exact_from :].tolist() == list(range(h.losses.exact_from, 10**6))
    _, low, high = h.losses.band(0, 10**6, 50)
    assert (low.min(), high.max()) == (0, 10**6 - 1)

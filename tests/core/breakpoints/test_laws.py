"""Of any experiment: a run stops at the same operations at every speed, and trains the same numbers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.breakpoints import WatchedRun
from nnviz.core.experiment.breakpoints import EVENTS, Breakpoint
from nnviz.core.run.timeline import Timeline
from tests.strategies import changed

UNTIL = 90


@st.composite
def breakpoints(draw):
    """Draw some breakpoints, whether or not they can happen."""
    event = draw(st.sampled_from([e for e in EVENTS if e not in ("epoch", "test_loss_rising")]))
    row = EVENTS[event]
    value = None
    if event == "iteration":
        value = draw(st.integers(0, UNTIL))
    elif row.default is not None:
        value = draw(st.sampled_from([1e-3, 0.05, 0.2, 0.5, 0.8, 1.0]))
    layer = draw(st.none() | st.integers(1, 3)) if row.layered else None
    return Breakpoint(event=event, value=value, layer=layer)


def go(timeline, some, chunk):
    watch = WatchedRun(timeline, some)
    while timeline.position.iteration < UNTIL:
        stop = watch.run(min(chunk, UNTIL - timeline.position.iteration))
        if stop is not None:
            timeline.seek(stop.position)
            return stop
    return None


def step(timeline, some):
    """Go on operation by operation."""
    watch, pending, count = WatchedRun(timeline, some), None, len(timeline.trainer.operations)
    position = timeline.position
    while position.iteration < UNTIL:
        i, k = position
        position = Position(i, k + 1) if k < count else Position(i + 1, 1)
        if position.iteration >= UNTIL:
            break
        if timeline.position.iteration != position.iteration:
            timeline.seek(Position(position.iteration, 0))
        found = watch.ahead()
        pending = min((s for s in (pending, found) if s is not None), key=lambda s: s.position, default=None)
        if pending is not None and pending.position <= position:
            timeline.seek(pending.position)
            return pending
        timeline.seek(position)
    return None


def stops(e, some, advance):
    timeline, found = Timeline(e), []
    while (stop := advance(timeline, some)) is not None and stop.position.iteration < UNTIL:
        found.append((stop.position, stop.breakpoint, stop.layer, stop.unit))
        assert len(found) < 10 * UNTIL
    return timeline, found


@settings(max_examples=20)
@given(e=changed(until=60), some=st.lists(breakpoints(), min_size=1, max_size=4, unique=True))
def test_stops_are_the_same_at_every_speed_and_change_nothing(e, some):
    with np.errstate(all="ignore"):
        fast, expected = stops(e, some, lambda t, b: go(t, b, 1000))
        assert [place for place, *_ in expected] == sorted(place for place, *_ in expected)
        assert stops(e, some, lambda t, b: go(t, b, 7))[1] == expected
        assert stops(e, some, step)[1] == expected
        bare = Timeline(e)
        bare.run(UNTIL)
        fast.seek(Position(UNTIL, 0))
        np.testing.assert_array_equal(fast.trainer.parameters.flat, bare.trainer.parameters.flat)
        np.testing.assert_array_equal(fast.history.losses[:UNTIL], bare.history.losses[:UNTIL])

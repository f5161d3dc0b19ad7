"""Where a run stops: at the first iteration at which a naive loop over the frames finds it."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.breakpoints import WatchedRun
from nnviz.core.breakpoints.watch import CALM
from nnviz.core.checks.health.activity import Activity
from nnviz.core.document import files
from nnviz.core.experiment.breakpoints import Breakpoint
from nnviz.core.experiment.experiment import Experiment, LayerSpec, OptimizerSpec
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.run.timeline import Timeline

XOR = files.example("xor")
LONG = 300


def relu(learning_rate=0.6, seed=3):
    """Return a network whose units die one after the other."""
    layers = (
        LayerSpec(units=5, activation="relu", initializer="he_normal"),
        LayerSpec(units=4, activation="relu", initializer="he_normal"),
        LayerSpec(units=1, activation="sigmoid"),
    )
    rate = OptimizerSpec(learning_rate=learning_rate)
    return XOR.replace(layers=layers, optimizer=rate, seed=seed)


def chunked(timeline, breakpoints, chunk, until=LONG):
    """Run in chunks, as fast as it goes."""
    watch = WatchedRun(timeline, breakpoints)
    while timeline.position.iteration < until:
        stop = watch.run(min(chunk, until - timeline.position.iteration))
        if stop is not None:
            timeline.seek(stop.position)
            return stop
    return None


def stepped(timeline, breakpoints, until=LONG):
    """Run operation by operation, looking ahead at the start of each iteration."""
    watch, pending, count = WatchedRun(timeline, breakpoints), None, len(timeline.trainer.operations)
    position = timeline.position
    while position.iteration < until:
        i, k = position
        position = Position(i, k + 1) if k < count else Position(i + 1, 1)
        if timeline.position.iteration != position.iteration:
            timeline.seek(Position(position.iteration, 0))
        found = watch.ahead()
        if found is not None and (pending is None or found.position < pending.position):
            pending = found
        if pending is not None and pending.position <= position:
            timeline.seek(pending.position)
            return pending
        timeline.seek(position)
    return None


def operation(timeline, name):
    return next(k for k, op in enumerate(timeline.trainer.operations, 1) if name in op.writes)


def frames(e, until=LONG):
    """Return the frames at the ends of the first iterations."""
    timeline = Timeline(e)
    count = len(timeline.trainer.operations)
    return timeline, [timeline.frame(Position(i, count)) for i in range(until)]


KNOWN = {}


def known(e):
    if e not in KNOWN:
        KNOWN[e] = frames(e)
    return KNOWN[e]


def norm(frame, layer):
    names = [n for n in frame.values if n.startswith(("dW", "db"))] if layer is None else [f"dW{layer}"]
    return np.sqrt(sum(np.sum(frame.values[n] ** 2) for n in names))


def everywhere(e, b, expected, chunks=(1, 7, 64, 1000)):
    """Check that a run stops at `expected` (None: nowhere) at every speed."""
    for chunk in chunks:
        stop = chunked(Timeline(e), [b], chunk)
        assert (stop and stop.position) == expected, chunk
    stop = stepped(Timeline(e), [b])
    assert (stop and stop.position) == expected
    return stop


@given(share=st.floats(0.0, 1.1))
def test_the_loss_of_a_batch_stops_at_its_loss_operation(share):
    timeline, run = known(XOR)
    losses = np.array([float(f.values["C"]) for f in run])
    bound = float(losses.min() + share * (losses[0] - losses.min()) * 0.9)
    first = next((i for i, c in enumerate(losses) if c < bound), None)
    expected = None if first is None else Position(first, operation(timeline, "C"))
    everywhere(XOR, Breakpoint(event="loss_below", value=bound), expected)


@given(share=st.floats(0.3, 1.05), layer=st.sampled_from([None, 1, 2]), above=st.booleans())
def test_a_gradient_stops_at_the_operation_that_writes_it(share, layer, above):
    timeline, run = known(XOR)
    norms = np.array([norm(f, layer) for f in run])
    bound = float(norms.max() * share if above else norms.min() / share)
    beyond = np.flatnonzero(norms > bound if above else norms < bound)
    name = "db1" if layer is None else f"dW{layer}"
    expected = Position(int(beyond[0]), operation(timeline, name)) if beyond.size else None
    event = "gradient_above" if above else "gradient_below"
    stop = everywhere(XOR, Breakpoint(event=event, value=bound, layer=layer), expected)
    assert stop is None or stop.layer == layer


@given(n=st.integers(0, LONG - 1))
def test_iterations_stop_at_the_end_of_their_iteration(n):
    count = len(known(XOR)[0].trainer.operations)
    everywhere(XOR, Breakpoint(event="iteration", value=n), Position(n, count))


def test_epochs_stop_when_they_are_over():
    stop = everywhere(XOR, Breakpoint(event="epoch", value=5), Position(79, 17))
    assert known(XOR)[1][stop.position.iteration].epoch == 5.0


def test_nothing_is_trained_beyond_a_number_of_iterations():
    timeline = Timeline(XOR)
    chunked(timeline, [Breakpoint(event="iteration", value=100)], 1000)
    assert timeline.length == 101


SCORES = ("train_loss_below", "test_loss_below", "accuracy_above", "test_accuracy_above")


@pytest.mark.parametrize("event", SCORES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_scores_stop_at_the_end_of_the_iteration_whose_update_reached_them(event, share):
    timeline, run = known(XOR)
    evaluator = Evaluator(XOR, timeline.trainer.samples)

    def value(flat):
        evaluator.parameters.flat[...] = flat
        score = evaluator.scores()[event.startswith("test_")]
        return score.accuracy if "accuracy" in event else score.loss

    values = np.array([value(f.flat) for f in run])
    best = values.max() if "accuracy" in event else values.min()
    bound = float(values[0] + share * (best - values[0]))
    reached = values >= bound if "accuracy" in event else values < bound
    stop = everywhere(XOR, Breakpoint(event=event, value=bound), find(reached, timeline))
    assert stop is not None
    assert reached[stop.position.iteration]
    assert not reached[stop.position.iteration - 1]


def find(reached, timeline):
    """Return the definition: reached at a look and not at the last, traced to the first in between."""
    states, at = [0], [False, *reached]
    while states[-1] < len(reached):
        # All states below 32, then twice as far apart each time the run doubles.
        stride = 1 << max(0, (states[-1] + 1).bit_length() - 5)
        states.append(-(-(states[-1] + 1) // stride) * stride)
    for before, after in itertools.pairwise(states):
        if after < len(at) and at[after] and not at[before]:
            state = next(s for s in range(before + 1, after + 1) if at[s])
            return Position(state - 1, len(timeline.trainer.operations))
    return None


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_a_dead_relu_stops_at_the_activation_of_its_layer(seed):
    e = relu(seed=seed)
    timeline, run = known(e)
    activity = Activity(e, timeline.trainer.samples)
    states = [timeline.frame(Position(0, 0)).flat, *(f.flat for f in run)]
    dead = [activity.shares(flat).units("dead") for flat in states]
    stop = everywhere(e, Breakpoint(event="dead_relu"), chunked_position(e))
    if stop is not None:
        i, who = stop.position.iteration, (stop.layer, stop.unit)
        assert who in dead[i]
        assert who not in dead[i - 1]
        assert stop.position.operation == operation(timeline, f"a{stop.layer}")
        a = timeline.frame(stop.position).values[f"a{stop.layer}"][stop.unit]
        assert (a == 0).all()
        # None died at an earlier look.
        assert all(dead[s] <= dead[0] for s in range(min(i, 33)))


def chunked_position(e):
    stop = chunked(Timeline(e), [Breakpoint(event="dead_relu")], 50)
    return stop and stop.position


def test_some_units_die():
    assert any(chunked_position(relu(seed=seed)) for seed in (1, 2, 3, 4))


@pytest.mark.parametrize("rate", [1e2, 1e5])
def test_a_lost_number_stops_at_the_operation_that_lost_it(rate):
    e = files.example("sine").replace(optimizer=OptimizerSpec(learning_rate=rate))
    timeline = Timeline(e)
    count, b, first = len(timeline.trainer.operations), Breakpoint(event="not_a_number"), None
    with np.errstate(all="ignore"):
        for i in range(LONG):
            for k in range(1, count + 1):
                frame = timeline.frame(Position(i, k))
                sound = all(np.isfinite(frame.values[n]).all() for n in frame.operation.writes)
                if first is None and not sound:
                    first = frame.position
            if first is not None:
                break
        assert first is not None
        stop = everywhere(e, b, first)
    assert "Diverged" in stop.sentence
    assert f"{rate:g}" in stop.sentence


def test_the_test_loss_of_a_network_that_learns_by_heart_rises():
    e = Experiment.from_dict(
        {
            "data": {"name": "xor", "examples": 40, "noise": 0.5, "test_fraction": 0.5},
            "layers": [{"units": 16, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
            "loss": "binary_cross_entropy",
            "optimizer": {"name": "adam", "learning_rate": 0.01},
        }
    )
    found = {
        chunk: chunked(Timeline(e), [Breakpoint(event="test_loss_rising")], chunk, 20_000)
        for chunk in (33, 1000)
    }
    first, second = found.values()
    assert first is not None
    assert first == second
    assert "overfitting" in first.sentence
    timeline = Timeline(e)
    evaluator = Evaluator(e, timeline.trainer.samples)

    def loss_of_test_set(state):
        evaluator.parameters.flat[...] = timeline.frame(Position(state, 0)).flat
        return evaluator.scores()[1].loss

    looks = [loss_of_test_set(s) for s in range(256, first.position.iteration + 2, 256)]
    smooth = np.convolve(looks, np.ones(5) / 5, "valid")
    risen = smooth > 1.05 * np.minimum.accumulate(smooth)
    streaks = [all(risen[k - 3 : k + 1]) for k in range(3, len(risen))]
    assert streaks[-1]
    assert not any(streaks[:-1])


ALL = [
    Breakpoint(event="not_a_number"), Breakpoint(event="loss_below", value=0.3),
    Breakpoint(event="gradient_above", value=0.2, layer=1), Breakpoint(event="accuracy_above", value=0.9),
    Breakpoint(event="iteration", value=200), Breakpoint(event="saturated"),
]  # fmt: skip


@pytest.mark.parametrize("chunk", [5, 500])
def test_a_run_that_is_continued_goes_on_and_stays_exact(chunk):
    timeline, where = Timeline(XOR), []
    while (stop := chunked(timeline, ALL, chunk)) is not None:
        where.append((stop.position, stop.breakpoint.event))
    assert len(where) >= 4
    assert len(set(where)) == len(where)
    assert where == sorted(where, key=lambda place: place[0])
    bare = Timeline(XOR)
    bare.run(LONG)
    timeline.seek(Position(LONG, 0))
    np.testing.assert_array_equal(timeline.trainer.parameters.flat, bare.trainer.parameters.flat)
    np.testing.assert_array_equal(timeline.history.losses[:LONG], bare.history.losses[:LONG])


def test_stops_are_the_same_at_every_speed_however_often_a_run_is_continued():
    def all_stops(go):
        timeline, where = Timeline(XOR), []
        while (stop := go(timeline)) is not None:
            where.append((stop.position, stop.breakpoint.event, stop.sentence))
        return where

    expected = all_stops(lambda t: chunked(t, ALL, 1000))
    assert all_stops(lambda t: chunked(t, ALL, 9)) == expected
    assert all_stops(lambda t: stepped(t, ALL)) == expected


def test_a_loss_that_stays_low_is_an_event_once():
    _, run = known(XOR)
    losses = np.array([float(f.values["C"]) for f in run])
    bound, b = 0.45, Breakpoint(event="loss_below", value=0.45)
    below = np.flatnonzero(losses < bound)
    begins = [i for k, i in enumerate(below) if not k or i - below[k - 1] > CALM]
    again, found = Timeline(XOR), []
    while (stop := chunked(again, [b], 40)) is not None:
        found.append(stop.position.iteration)
    assert found == begins


def test_going_back_brings_the_stop_again():
    timeline, b = Timeline(XOR), Breakpoint(event="loss_below", value=0.5)
    first = chunked(timeline, [b], 50)
    timeline.seek(Position(max(first.position.iteration - 20, 0), 3))
    assert chunked(timeline, [b], 50) == first


def test_what_is_off_or_is_about_another_network_stops_nothing():
    off = [
        Breakpoint(event="iteration", value=10, enabled=False),
        Breakpoint(event="gradient_above", value=0, layer=9),
    ]
    assert chunked(Timeline(XOR), off, 50, 100) is None


def test_only_what_is_not_so_yet_can_begin():
    timeline = Timeline(XOR)
    timeline.run(200)
    low, high = Breakpoint(event="loss_below", value=0.5), Breakpoint(event="loss_below", value=1e-4)
    past, coming = (Breakpoint(event="iteration", value=n) for n in (150, 250))
    watch = WatchedRun(timeline, [low, high, past, coming, Breakpoint(event="train_loss_below", value=0.6)])
    assert [watch.already(b) for b in (low, high, past, coming)] == [True, False, True, False]
    assert watch.already(Breakpoint(event="train_loss_below", value=0.6))


def test_a_change_in_the_course_of_a_run_is_followed():
    changes = [{"iteration": 60, "set": "learning_rate", "value": 5.0}]
    e = Experiment.from_dict({**XOR.to_dict(), "changes": changes})
    timeline, run = known(e)
    norms = np.array([norm(f, None) for f in run])
    bound = float(0.5 * (norms[:60].max() + norms.max()))
    first = int(np.flatnonzero(norms > bound)[0])
    assert first > 60
    b = Breakpoint(event="gradient_above", value=bound)
    everywhere(e, b, Position(first, operation(timeline, "db1")))

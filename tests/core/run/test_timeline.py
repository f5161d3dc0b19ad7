"""Time: whichever way a position is reached, its numbers are the same to the last bit."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Change, DataSpec, Experiment, LayerSpec
from nnviz.core.functions.buffers import run
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.run.history import next_score
from nnviz.core.run.timeline import Timeline
from nnviz.core.run.trainer import Trainer
from tests.strategies import changed, experiments


def experiment(**fields):
    base = {
        "data": {"name": "moons", "examples": 50, "noise": 0.1},
        "layers": [{"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
        "batch_size": 8,
    }
    return Experiment.from_dict(base | fields)


DEEP = [{"units": 4, "activation": a} for a in ("relu", "gelu", "elu")] + [
    {"units": 1, "activation": "sigmoid"}
]
NETWORKS = {
    "partial last batch": experiment(),
    "whole set": experiment(batch_size=100, optimizer={"name": "momentum"}),
    "one at a time": experiment(batch_size=1, optimizer={"name": "nesterov", "learning_rate": 0.01}),
    "adam": experiment(layers=DEEP, optimizer={"name": "adam"}, reduction="sum"),
    "adamw, fused": experiment(output_gradient="fused", optimizer={"name": "adamw"}, standardize=True),
    "weightless softmax": experiment(
        data={"name": "blobs", "examples": 41, "classes": 3},
        layers=[
            {"units": 4, "activation": "silu"},
            {"units": 3, "activation": "sigmoid"},
            {"activation": "softmax"},
        ],
        loss="categorical_cross_entropy",
        optimizer={"name": "rmsprop"},
    ),
    "changes": experiment(
        optimizer={"name": "momentum"},
        regularization={"l2": 0.01},
        changes=[
            {"iteration": 0, "parameter": "W1", "unit": 0, "source": 1, "value": 0.5},
            {"iteration": 5, "set": "learning_rate", "value": 0.1},
            {"iteration": 64, "parameter": "b2", "unit": 0, "value": -0.25},
            {"iteration": 64, "set": "l1", "value": 0.001},
            {"iteration": 65, "set": "l2", "value": 0},
            {"iteration": 700, "parameter": "W2", "unit": 0, "source": 2, "value": 2},
            {"iteration": 700, "set": "learning_rate", "value": 0.01},
        ],
    ),
    "diverges": experiment(
        layers=[{"units": 3, "activation": "identity"}, {"units": 1, "activation": "identity"}],
        loss="mean_squared_error",
        optimizer={"learning_rate": 50.0},
    ),
}
every_network = pytest.mark.parametrize("e", NETWORKS.values(), ids=NETWORKS)


@dataclass
class Record:
    """A plain run, one operation after the other: losses, and parameters and state at every start."""

    losses: list = field(default_factory=list)
    starts: list = field(default_factory=list)
    deltas: list = field(default_factory=list)


def plain_run(e, iterations):
    trainer, record = Trainer(e), Record()
    with np.errstate(all="ignore"):
        for _ in range(iterations):
            record.starts.append((trainer.parameters.flat.tobytes(), trainer.parameters.state.tobytes()))
            for operation in trainer.operations:
                run(operation.calls)
            record.losses.append(float(trainer.program.arrays["C"]))
            record.deltas.append(trainer.program.arrays["dz1"].tobytes())
            trainer.iteration += 1
            trainer.begin()
    record.starts.append((trainer.parameters.flat.tobytes(), trainer.parameters.state.tobytes()))
    return record


def state(timeline):
    p = timeline.trainer.parameters
    return p.flat.tobytes(), p.state.tobytes()


def assert_same_history(a, b):
    assert a.length == b.length
    assert a.losses[: a.length].tobytes() == b.losses[: b.length].tobytes()
    assert a.norms.iterations.tolist() == b.norms.iterations.tolist()
    assert a.norms.values.tobytes() == b.norms.values.tobytes()


def assert_same_frame(a, b):
    assert a.position == b.position
    assert a.values.keys() == b.values.keys()
    assert a.flat.tobytes() == b.flat.tobytes()
    assert a.examples.tolist() == b.examples.tolist()
    assert a.experiment == b.experiment
    for name, array in a.values.items():
        assert array.tobytes() == b.values[name].tobytes(), name


@every_network
def test_a_run_equals_a_plain_run(e):
    record, timeline = plain_run(e, 1000), Timeline(e)
    timeline.run(1000)
    assert timeline.position == Position(1000, 0)
    assert state(timeline) == record.starts[1000]
    assert timeline.history.losses[:1000].tobytes() == np.array(record.losses).tobytes()


@every_network
def test_the_same_file_gives_the_same_numbers(e):
    a, b = Timeline(e), Timeline(Experiment.from_dict(e.to_dict()))
    a.run(300)
    for part in (1, 2, 61, 64, 100, 72):
        b.run(part)
    assert state(a) == state(b)
    assert_same_history(a.history, b.history)


@every_network
def test_steps_a_run_and_a_replay_agree(e):
    stepped, ran = Timeline(e), Timeline(e)
    count = len(stepped.trainer.operations)
    for iteration in range(150):
        for operation in range(1, count + 1):
            stepped.seek(Position(iteration, operation))
    ran.run(1000)
    stepped.run(850 + 1)
    assert state(stepped) == state(ran)
    assert_same_history(stepped.history, ran.history)
    after = state(ran)
    for iteration in (0, 999, 1, 63, 64, 65, 500, 127, 700, 701, 699):
        frame = ran.frame(Position(iteration, count))
        assert_same_frame(frame, stepped.frame(Position(iteration, count)))
    ran.seek(Position(1000, 0))
    assert state(ran) == after
    assert_same_history(stepped.history, ran.history)


@every_network
def test_stepping_back_is_exact_within_an_iteration(e):
    timeline = Timeline(e)
    count = len(timeline.trainer.operations)
    forward = [timeline.frame(Position(70, k)) for k in range(count + 1)]
    back = [timeline.frame(Position(70, k)) for k in reversed(range(count + 1))]
    for a, b in zip(forward, reversed(back), strict=True):
        assert_same_frame(a, b)


@every_network
def test_a_small_memory_only_costs_time(e):
    rich, poor = Timeline(e), Timeline(e, memory=2000)
    rich.run(1500)
    poor.run(1500)
    assert_same_history(rich.history, poor.history)
    assert poor.bytes - poor.history.bytes <= max(2000, 2 * poor.keyframe_bytes)
    for position in (Position(1, 3), Position(777, 2), Position(1400, 0), Position(63, 5), Position(1500, 0)):
        assert_same_frame(rich.frame(position), poor.frame(position))


def test_keyframes_are_thinned_evenly_and_going_back_leaves_them_alone():
    timeline = Timeline(NETWORKS["adam"])
    size = timeline.keyframe_bytes
    timeline.memory = 20 * size
    timeline.run(5000)
    interval, bound = timeline.interval, timeline.bytes - timeline.history.bytes
    assert 8 * size < bound <= 20 * size
    for iteration in (*range(0, 200, 3), 4900, 2000, 10):
        timeline.seek(Position(iteration, 1))
    timeline.seek(Position(5000, 0))
    rich = Timeline(NETWORKS["adam"])
    rich.run(5000)
    assert_same_history(timeline.history, rich.history)
    assert timeline.interval == interval
    assert timeline.bytes - timeline.history.bytes == bound


def test_keyframes_are_kept_when_every_iteration_is_stepped_through(monkeypatch):
    """A slow network is run one iteration a picture: going back must not train all of it again."""
    timeline = Timeline(NETWORKS["partial last batch"])
    count = len(timeline.trainer.operations)
    for iteration in range(400):
        timeline.seek(Position(iteration, count))
    ran = []
    monkeypatch.setattr(
        timeline.trainer, "run", lambda n, losses: ran.append(n) or Trainer.run(timeline.trainer, n, losses)
    )
    timeline.seek(Position(395, 1))
    assert sum(ran) < 64


def test_a_position_that_does_not_exist_moves_nothing():
    timeline = Timeline(NETWORKS["adam"])
    timeline.seek(Position(3, 2))
    count = len(timeline.trainer.operations)
    for wrong in (Position(-1, 0), Position(0, -1), Position(7, count + 1)):
        with pytest.raises(ValueError, match="position"):
            timeline.seek(wrong)
        assert timeline.position == Position(3, 2)
    assert timeline.length == 3


@pytest.mark.parametrize("at", [0, 1, 63, 64, 65, 200, 250])
@pytest.mark.parametrize("operation", [0, 3])
def test_a_fork_is_what_its_experiment_gives_from_the_start(at, operation):
    e = NETWORKS["changes"]
    kept = tuple(c for c in e.changes if c.iteration < at)
    other = e.replace(changes=(*kept, Change(iteration=at, set="learning_rate", value=0.2)))
    old = Timeline(e)
    old.run(300)
    before = state(old)
    old.frame(Position(at, operation))
    fork, fresh = old.branch(other, at), Timeline(other)
    assert_same_frame(fork.frame(Position(at, operation)), fresh.frame(Position(at, operation)))
    fork.run(300)
    fresh.run(300)
    assert state(fork) == state(fresh)
    assert_same_history(fork.history, fresh.history)
    for iteration in (0, 1, 64, at, max(at - 1, 0), 290):
        assert_same_frame(fork.frame(Position(iteration, 4)), fresh.frame(Position(iteration, 4)))
    old.seek(Position(300, 0))
    assert state(old) == before


def test_a_fork_does_not_train_the_past_again(monkeypatch):
    old = Timeline(NETWORKS["adam"])
    old.run(1000)
    other = old.experiment.replace(changes=(Change(iteration=990, set="learning_rate", value=0.1),))
    fork = old.branch(other, 990)
    ran = []
    monkeypatch.setattr(
        fork.trainer, "run", lambda n, losses: ran.append(n) or Trainer.run(fork.trainer, n, losses)
    )
    fork.seek(Position(990, 0))
    assert 0 < sum(ran) <= 64


def test_changes_take_effect_at_the_start_of_their_iteration():
    timeline = Timeline(NETWORKS["changes"])
    assert timeline.frame(Position(0, 0)).values["W1"][0, 1] == 0.5
    assert timeline.frame(Position(4, 0)).experiment.optimizer.learning_rate == 0.03
    assert timeline.frame(Position(5, 0)).experiment.optimizer.learning_rate == 0.1
    end = len(timeline.trainer.operations)
    assert timeline.frame(Position(63, end)).values["b2_next"][0, 0] != -0.25
    frame = timeline.frame(Position(64, 0))
    assert frame.values["b2"][0, 0] == -0.25
    assert (frame.experiment.regularization.l1, frame.experiment.regularization.l2) == (0.001, 0.01)
    assert timeline.frame(Position(65, 0)).experiment.regularization.l2 == 0
    assert timeline.frame(Position(700, 0)).values["W2"][0, 2] == 2
    assert frame.experiment.changes == ()


@every_network
def test_batches_are_the_training_set_once_an_epoch(e):
    timeline = Timeline(e)
    per_epoch, count = timeline.batches_per_epoch, timeline.trainer.samples.train.shape[1]
    orders = []
    for epoch in range(3):
        frames = [timeline.frame(Position(epoch * per_epoch + i, 0)) for i in range(per_epoch)]
        order = np.concatenate([frame.examples for frame in frames])
        assert sorted(order) == list(range(count))
        assert all(frame.batch == min(e.batch_size, count) for frame in frames[:-1])
        for frame in frames:
            block = frame.samples.train[:, frame.examples]
            np.testing.assert_array_equal(frame.values["X"], block[: frame.samples.features])
            np.testing.assert_array_equal(frame.values["Y"], block[frame.samples.features + 1 :])
        orders.append(order.tolist())
    assert (orders[0] != orders[1]) == (per_epoch > 1)
    assert frames[-1].epoch == pytest.approx(3 - 1 / per_epoch)


def test_orders_differ_between_epochs_and_between_seeds():
    def orders(seed):
        trainer = Trainer(
            NETWORKS["partial last batch"].replace(
                seed=seed, data=DataSpec(name="moons", examples=50, seed=1)
            )
        )
        return [trainer.permutation(epoch).tolist() for epoch in range(200)]

    first, second = orders(1), orders(2)
    assert len({tuple(order) for order in first + second}) == 400
    assert orders(1)[130] == first[130]


@given(e=experiments())
def test_every_experiment_can_be_run_and_rewound(e):
    timeline, record = Timeline(e), plain_run(e, 12)
    timeline.run(12)
    assert state(timeline) == record.starts[12]
    timeline.seek(Position(7, 2))
    timeline.seek(Position(7, 0))
    assert state(timeline) == record.starts[7]


def test_divergence_is_shown_and_warns_nobody():
    e = NETWORKS["diverges"]
    timeline = Timeline(e)
    timeline.run(1000)
    timeline.update_scores()
    frame = timeline.frame(Position(1000, len(timeline.trainer.operations)))
    assert not np.isfinite(frame.values["W1"]).all()
    assert np.isfinite(timeline.history.losses[0])
    assert not np.isfinite(timeline.history.losses[999])


def test_scores_are_those_of_the_parameters_at_the_start_of_an_iteration():
    e = NETWORKS["weightless softmax"]
    timeline = Timeline(e)
    timeline.run(500)
    assert timeline.update_scores()
    scores, check = timeline.history.scores, Evaluator(e, timeline.trainer.samples)
    assert scores.iterations[0] == 0
    assert scores.iterations[-1] > 400
    assert all(next_score(int(i)) == i for i in scores.iterations)
    for iteration, values in zip(scores.iterations[::7], scores.values[::7], strict=True):
        check.parameters.flat[...] = timeline.frame(Position(int(iteration), 0)).flat
        train, test = check.scores()
        assert values.tolist() == [train.loss, test.loss, train.accuracy, test.accuracy]


def test_scores_are_complete_however_little_time_there_is():
    timeline = Timeline(NETWORKS["adam"])
    timeline.run(300)
    calls = 1
    while not timeline.update_scores(0.0):
        calls += 1
        assert calls < 1000
    other = Timeline(NETWORKS["adam"])
    other.run(300)
    other.update_scores()
    assert timeline.history.scores.values.tobytes() == other.history.scores.values.tobytes()


class Wandering(RuleBasedStateMachine):
    """Any seeks and runs, in any order, against the record of a plain run."""

    limit = 260

    @initialize(
        name=st.sampled_from([name for name in NETWORKS if name != "diverges"]) | st.none(),
        drawn=changed(experiments(), until=200),
        memory=st.sampled_from([1, 5_000, 2**28]),
    )
    def begin(self, name, drawn, memory):
        self.e = drawn if name is None else NETWORKS[name]
        self.record = plain_run(self.e, self.limit)
        self.timeline = Timeline(self.e, memory)
        self.count = len(self.timeline.trainer.operations)
        self.largest = 0

    @rule(iteration=st.integers(0, limit - 1), operation=st.integers(0, 99))
    def seek(self, iteration, operation):
        operation %= self.count + 1
        frame = self.timeline.frame(Position(iteration, operation))
        assert frame.position == (iteration, operation)
        start = self.timeline.trainer.started
        assert (start[0].tobytes(), start[1].tobytes()) == self.record.starts[iteration]
        if operation == self.count:
            assert float(frame.values["C"]).hex() == self.record.losses[iteration].hex()
            assert frame.values["dz1"].tobytes() == self.record.deltas[iteration]
        self.largest = max(self.largest, iteration + (operation == self.count))

    @rule(iterations=st.integers(0, 90))
    def run(self, iterations):
        iteration, operation = self.timeline.position
        iterations = min(iterations, self.limit - iteration)
        self.timeline.run(iterations)
        if iterations:
            assert self.timeline.position == (iteration + iterations, 0)
            self.largest = max(self.largest, iteration + iterations)
        else:
            assert self.timeline.position == (iteration, operation)

    @rule()
    def step_on(self):
        iteration, operation = self.timeline.position
        if iteration < self.limit:
            self.seek(iteration, min(operation + 1, self.count))

    @invariant()
    def whatever_happened_the_numbers_are_those_of_the_plain_run(self):
        if not hasattr(self, "timeline"):
            return
        t = self.timeline
        assert t.length == self.largest
        assert t.history.losses[: t.length].tobytes() == np.array(self.record.losses[: t.length]).tobytes()
        if t.position.operation == 0:
            assert state(t) == self.record.starts[t.position.iteration]


TestWandering = Wandering.TestCase
TestWandering.settings = settings(max_examples=25, stateful_step_count=15)


def test_a_table_without_test_set_keeps_its_order():
    e = Experiment(
        data=DataSpec(inputs=[[3.0], [1.0], [2.0]], targets=[[1.0], [2.0], [3.0]]),
        layers=(LayerSpec(activation="identity", units=1),),
    )
    frame = Timeline(e).frame(Position(5, 0))
    assert frame.values["X"].tolist() == [[3.0, 1.0, 2.0]]
    assert frame.values["Y"].tolist() == [[1.0, 2.0, 3.0]]

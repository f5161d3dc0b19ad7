"""Where a step leads, and that it leads back."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.network.operation import PHASES
from nnviz.core.run.navigation import GRANULARITIES, step, stops
from nnviz.core.run.trainer import Trainer
from tests.strategies import experiments

OPERATIONS = Trainer(
    Experiment.from_dict(
        {
            "data": {"name": "xor"},
            "layers": [
                {"units": 2, "activation": "tanh"},
                {"units": 2, "activation": "tanh"},
                {"activation": "softmax"},
            ],
            "loss": "categorical_cross_entropy",
        }
    )
).operations
COUNT = len(OPERATIONS)
PER_EPOCH = 5
positions = st.builds(Position, st.integers(0, 50), st.integers(0, COUNT))


def go(position, granularity, direction):
    return step(position, OPERATIONS, granularity, direction, PER_EPOCH)


def test_the_operations_of_the_network_under_test():
    words = [(op.phase, op.layer) for op in OPERATIONS]
    assert words[:7] == [*(("forward", n) for n in (1, 1, 2, 2, 3, 3)), ("loss", None)]
    assert words[7:9] == [("backward", 3), ("backward", 3)]
    assert words[-4:] == [("update", 1), ("update", 1), ("update", 2), ("update", 2)]
    assert COUNT == 21


def test_where_steps_end():
    assert stops(OPERATIONS, "operation") == list(range(1, COUNT + 1))
    assert [OPERATIONS[i - 1].phase for i in stops(OPERATIONS, "phase")] == list(PHASES)
    assert stops(OPERATIONS, "phase") == [6, 7, 17, 21]
    assert stops(OPERATIONS, "layer") == [2, 4, 6, 7, 9, 13, 17, 19, 21]


def test_steps_by_hand():
    start = Position(0, 0)
    assert go(start, "operation", 1) == (0, 1)
    assert go(start, "layer", 1) == (0, 2)
    assert go(start, "phase", 1) == (0, 6)
    assert go(start, "iteration", 1) == (1, 0)
    assert go(start, "epoch", 1) == (5, 0)
    assert go(Position(0, 21), "operation", 1) == (1, 1)
    assert go(Position(0, 21), "phase", 1) == (1, 6)
    assert go(Position(2, 1), "operation", -1) == (1, 21)
    assert go(Position(2, 6), "phase", -1) == (1, 21)
    assert go(Position(2, 7), "phase", -1) == (2, 6)
    assert go(Position(2, 8), "phase", -1) == (2, 7)
    assert go(Position(0, 1), "operation", -1) == (0, 0)
    assert go(Position(4, 9), "epoch", -1) == (0, 0)
    assert go(Position(5, 9), "epoch", -1) == (0, 9)


@pytest.mark.parametrize("granularity", GRANULARITIES)
def test_the_start_is_where_going_back_ends(granularity):
    assert go(Position(0, 0), granularity, -1) == (0, 0)


@pytest.mark.parametrize("granularity", GRANULARITIES)
@given(position=positions)
def test_a_step_on_is_a_step_on(granularity, position):
    target = go(position, granularity, 1)
    assert target > position
    assert 0 <= target.operation <= COUNT


@pytest.mark.parametrize("granularity", GRANULARITIES)
@given(position=positions)
def test_a_step_back_is_a_step_back(granularity, position):
    assume(position != (0, 0))
    target = go(position, granularity, -1)
    assert Position(0, 0) <= target < position


@pytest.mark.parametrize("granularity", GRANULARITIES)
@given(position=positions)
def test_forward_then_back_returns_where_a_step_can_end(granularity, position):
    if granularity in ("operation", "layer", "phase"):
        assume(position == (0, 0) or position.operation in stops(OPERATIONS, granularity))
    assert go(go(position, granularity, 1), granularity, -1) == position


@pytest.mark.parametrize("granularity", ["operation", "layer", "phase"])
@given(position=positions)
def test_no_stop_is_passed_over(granularity, position):
    target = go(position, granularity, 1)
    between = [
        (i, k)
        for i in range(position.iteration, target.iteration + 1)
        for k in stops(OPERATIONS, granularity)
        if position < (i, k) <= target
    ]
    assert between == [target]


@given(e=experiments())
def test_coarser_steps_end_where_finer_ones_do(e):
    operations = Trainer(e).operations
    fine, layer, phase = (set(stops(operations, g)) for g in ("operation", "layer", "phase"))
    assert phase <= layer <= fine
    assert len(operations) in phase
    assert len(phase) == 4


def test_an_unknown_granularity_is_refused():
    with pytest.raises(ValueError, match=r"^granularity: choose one of operation, layer, .*not 'year'"):
        go(Position(0, 0), "year", 1)

"""Entries of a sweep: what a user types, and the runs that come of it."""

import numpy as np
import pytest

from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.sweep import SweepTraining, replicas, sweep
from nnviz.core.export.sweep_entries import ENTRIES, entry_replicas, seeds_typed, values_typed

XOR = files.example("xor")


@pytest.mark.parametrize(
    ("key", "typed", "values"),
    [
        ("learning_rate", "0.01, 0.1 ;1", [0.01, 0.1, 1.0]),
        ("learning_rate", "0.01 to 1 in 3 steps", [0.01, 0.1, 1.0]),
        ("l2", "0 to 1 in 3", [0.0, 0.5, 1.0]),
        ("units", "1 to 4", [1, 2, 3, 4]),
        ("batch_size", "1 10 1", [1, 10]),
        ("optimizer", "Adam, sgd", ["adam", "sgd"]),
        ("optimizer", "all", list(ENTRIES["optimizer"].names)),
    ],
)
def test_values_are_read_as_they_are_typed(key, typed, values):
    assert values_typed(key, typed) == values


@pytest.mark.parametrize(
    ("key", "typed", "words"),
    [
        ("learning_rate", "0.1, x", "learning rate η: expected numbers"),
        ("learning_rate", "1 to 0.1", "rising range"),
        ("learning_rate", "-1", "learning_rate"),
        ("units", "1.5", "whole numbers"),
        ("units", "1 to 5000", "at most 1,024"),
        ("loss", "best", "'best' is not known"),
        ("seed", "5000", "1 to 1,024 seeds"),
        ("seed", "", "seed: expected whole numbers"),
        ("seed", "9" * 400, "seed"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(key, typed, words):
    with pytest.raises(ExperimentError, match=words):
        entry_replicas(XOR, key, typed)


def test_seeds_are_how_many_a_list_or_a_range():
    assert seeds_typed(XOR, "3") == [4, 5, 6]
    assert seeds_typed(XOR, "3, 9") == [3, 9]
    assert seeds_typed(XOR, "7 to 9") == [7, 8, 9]


def test_only_what_is_varied_is_another():
    runs = entry_replicas(XOR, "seed", "1 to 3")
    assert {run.experiment.seed for run in runs} == {1, 2, 3}
    assert {run.experiment.data.seed for run in runs} == {XOR.seed}
    rates = entry_replicas(XOR, "learning_rate", "0.1, 1", seeds=2)
    assert [dict(run.settings) for run in rates] == [
        {"learning_rate": 0.1, "seed": 4}, {"learning_rate": 0.1, "seed": 5},
        {"learning_rate": 1.0, "seed": 4}, {"learning_rate": 1.0, "seed": 5},
    ]  # fmt: skip


@pytest.mark.parametrize("key", ENTRIES)
def test_every_entry_makes_runs_that_can_be_trained(key):
    typed = {"seed": "2", "learning_rate": "0.1, 1", "batch_size": "1, 10", "l2": "0, 0.1", "units": "1, 2"}
    results = sweep(entry_replicas(XOR, key, typed.get(key, "all")), 3)
    assert len(results) >= 2
    assert all(np.isfinite(result.losses).all() for result in results)


def test_slices_of_any_length_give_the_numbers_of_the_whole():
    runs = replicas(XOR, 4, {"optimizer.learning_rate": (0.1, 0.5)})
    whole = sweep(runs, 100)
    for chunk in (1, 7, 1000):
        training = SweepTraining(runs, 100)
        training.chunk = chunk
        trained = sum(training.slices())
        assert trained == 100 * len(runs)
        for one, other in zip(training.results(), whole, strict=True):
            np.testing.assert_array_equal(one.losses, other.losses)
            assert (one.loss, one.test_accuracy) == (other.loss, other.test_accuracy)


def test_what_is_trained_so_far_can_be_seen():
    training = SweepTraining(replicas(XOR, 3), 50)
    training.chunk = 10
    next(training.slices())
    assert training.trained.tolist() == [10, 10, 10]
    assert np.isfinite(training.losses[:, :10]).all()
    assert np.isnan(training.losses[:, 10:]).all()
    assert training.results() == ()

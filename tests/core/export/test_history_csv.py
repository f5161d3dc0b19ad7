"""The history as a table: the same numbers, to the bit."""

import csv
import io
import math

import numpy as np
import pytest

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.export import history_csv
from nnviz.core.run.timeline import Timeline


def timeline(length=5000, **fields):
    base = {
        "data": {"name": "xor", "examples": 60, "noise": 0.1},
        "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
        "loss": "binary_cross_entropy",
    }
    t = Timeline(Experiment.from_dict(base | fields))
    t.run(length)
    t.update_scores()
    return t


def table(t):
    return list(csv.DictReader(io.StringIO("".join(history_csv.lines(t)))))


def test_the_table_is_the_history():
    t = timeline()
    t.layer_statistics.update(0, 200, 64)
    rows, h = table(t), t.history
    assert list(rows[0]) == history_csv.header(t)
    assert [int(row["iteration"]) for row in rows] == list(range(5000))
    assert np.array_equal([float(row["batch_loss"]) for row in rows], h.losses[:5000])
    names = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    for series, columns in ((h.scores, names), (h.norms, ("gradient_norm_1", "gradient_norm_2"))):
        inside = series.iterations < 5000
        for k, column in enumerate(columns):
            written = {int(row["iteration"]): float(row[column]) for row in rows if row[column]}
            assert list(written) == series.iterations[inside].tolist()
            assert list(written.values()) == series.values[inside, k].tolist()
    x, measured = t.layer_statistics.known(0, 200, 64)
    ratios = {int(row["iteration"]): float(row["update_ratio_2"]) for row in rows if row["update_ratio_2"]}
    assert ratios == dict(zip(x.tolist(), t.layer_statistics.ratios(measured)[:, 1].tolist(), strict=True))


def test_what_there_is_none_of_is_empty():
    rows = table(timeline(20, data={"name": "xor", "examples": 30, "test_fraction": 0.0}))
    assert {row["test_loss"] for row in rows} == {row["test_accuracy"] for row in rows} == {""}
    assert rows[0]["train_accuracy"]
    layers = [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "identity"}]
    rows = table(timeline(20, data={"name": "sine"}, layers=layers, loss="mean_squared_error"))
    assert {row["train_accuracy"] for row in rows} == {""}
    assert rows[0]["test_loss"]


def test_lost_numbers_are_written_as_such():
    layers = [{"units": 2, "activation": "relu"}, {"units": 1, "activation": "identity"}]
    fields = {"data": {"name": "sine"}, "layers": layers, "loss": "mean_squared_error"}
    t = timeline(300, **fields, optimizer={"learning_rate": 1000.0})
    written = [float(row["batch_loss"]) for row in table(t)]
    assert np.array_equal(written, t.history.losses[:300], equal_nan=True)
    assert not all(map(math.isfinite, written))


def test_a_run_that_has_not_begun_is_a_header():
    assert table(timeline(0)) == []
    assert "".join(history_csv.lines(timeline(0))).count("\n") == 1


def test_long_tables_come_in_parts():
    parts = list(history_csv.lines(timeline(9000)))
    assert len(parts) == 4
    assert max(part.count("\n") for part in parts) <= 4096


@pytest.mark.parametrize("length", [1, 4096, 4097])
def test_any_length(length):
    assert len(table(timeline(length))) == length

"""Sweeps: replicas trained together give the numbers of single runs, and so do processes."""

import json
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Change, OptimizerSpec
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.sweep import SweepStoppedError, quartiles, replicas, sweep
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.functions.losses import LOSSES
from nnviz.core.functions.optimizers import OPTIMIZERS
from nnviz.core.run.replicas import CannotStackError, Replicas
from nnviz.core.run.timeline import Timeline

XOR = files.example("xor")


def single(e, iterations):
    timeline = Timeline(e)
    timeline.run(iterations)
    return np.array(timeline.history.losses[:iterations]), timeline.trainer.parameters.flat


def assert_equal_to_single_runs(experiments, iterations):
    together = Replicas(experiments)
    losses = np.empty((len(experiments), iterations))
    together.run(iterations, losses)
    for r, e in enumerate(experiments):
        expected, flat = single(e, iterations)
        np.testing.assert_allclose(losses[r], expected, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(together.trainers[r].parameters.flat, flat, rtol=1e-12, atol=1e-12)


def test_sixteen_replicas_are_equal_to_single_runs_after_a_thousand_iterations():
    assert_equal_to_single_runs([XOR.replace(seed=seed) for seed in range(16)], 1000)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_and_other_rates(optimizer):
    rates = [XOR.replace(optimizer=OptimizerSpec(name=optimizer, learning_rate=r)) for r in (0.01, 0.1, 0.3)]
    assert_equal_to_single_runs(rates, 60)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("form", ["chain_rule", "fused"])
def test_every_activation(activation, form):
    e = files.example("blobs-softmax")
    layers = [{"units": 4, "activation": "tanh" if activation == "softmax" else activation},
              {"units": 3, "activation": "softmax"}]  # fmt: skip
    e = type(e).from_dict({**e.to_dict(), "layers": layers, "loss": "categorical_cross_entropy",
                           "output_gradient": form})  # fmt: skip
    assert_equal_to_single_runs([e.replace(seed=seed) for seed in (1, 2, 5)], 40)


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss(loss):
    e = files.example("blobs-softmax")
    last = next(name for name, row in ACTIVATIONS.items() if LOSSES[loss].accepts(row))
    layers = [{"units": 4, "activation": "tanh"}, {"units": 3, "activation": last}]
    e = type(e).from_dict({**e.to_dict(), "layers": layers, "loss": loss, "output_gradient": "chain_rule"})
    assert_equal_to_single_runs([e.replace(seed=seed) for seed in (1, 2)], 40)


@pytest.mark.parametrize("name", ["mazur", "saturated", "sigmoid-softmax", "sine", "xor-table"])
def test_examples(name):
    e = files.example(name)
    assert_equal_to_single_runs([e.replace(seed=seed) for seed in (1, 2, 3)], 30)


def test_what_cannot_be_trained_together_is_refused():
    with pytest.raises(CannotStackError, match="changes"):
        Replicas([XOR.replace(changes=(Change(iteration=3, set="learning_rate", value=0.1),))])
    with pytest.raises(CannotStackError, match="sizes"):
        Replicas([XOR, XOR.replace(batch_size=7)])


def test_networks_that_cannot_be_stacked_are_trained_one_by_one():
    layers = [*XOR.to_dict()["layers"][:1], {"layer": "dropout", "rate": 0.5}, *XOR.to_dict()["layers"][1:]]
    e = type(XOR).from_dict({**XOR.to_dict(), "layers": layers})
    for result in sweep(replicas(e, 3), 40):
        np.testing.assert_array_equal(result.losses, single(e.replace(seed=result.settings["seed"]), 40)[0])


def test_a_sweep_is_every_combination():
    runs = replicas(XOR, 3, {"optimizer.learning_rate": (0.01, 0.1), "layers.0.units": (2, 5)})
    assert len(runs) == 12
    assert runs[-1].experiment.layers[0].units == 5
    assert runs[-1].experiment.optimizer.learning_rate == 0.1
    assert runs[-1].settings == {"optimizer.learning_rate": 0.1, "layers.0.units": 5, "seed": XOR.seed + 2}
    for wrong, said in (
        ({"optimizer.speed": (1,)}, "optimizer.speed"),
        ({"layers.9.units": (1,)}, r"layers\.9\.units"),
        ({"loss": ("cross",)}, "loss"),
        ({"loss.x": (1,)}, "no such field"),
    ):
        with pytest.raises(ExperimentError, match=said):
            replicas(XOR, 2, wrong)
    with pytest.raises(ExperimentError, match="seeds"):
        replicas(XOR, 1000, {"batch_size": tuple(range(1, 9))})


def test_processes_and_threads_give_the_same_numbers():
    runs = replicas(XOR, 3, {"optimizer.learning_rate": (0.1, 0.5)})
    together = sweep(runs, 120)
    with ThreadPoolExecutor(2) as executor:
        threads = sweep(runs, 120, executor)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        processes = sweep(runs, 120, executor)
    for a, b, c in zip(together, threads, processes, strict=True):
        assert a.settings == b.settings == c.settings
        np.testing.assert_array_equal(b.losses, c.losses)
        np.testing.assert_allclose(a.losses, b.losses, rtol=1e-12, atol=1e-12)
        assert (b.test_loss, b.accuracy) == (c.test_loss, c.accuracy)


def test_dask_gives_the_same_numbers():
    distributed = pytest.importorskip("distributed")
    runs = replicas(XOR, 2)
    with distributed.Client(processes=False, dashboard_address=None) as client:
        found = sweep(runs, 50, client.get_executor())
    for a, b in zip(found, sweep(runs, 50), strict=True):
        np.testing.assert_allclose(a.losses, b.losses, rtol=1e-12, atol=1e-12)


def test_progress_is_told_and_can_stop():
    told = []
    sweep(replicas(XOR, 4), 600, progress=lambda done, total: told.append((done, total)) or True)
    assert told[-1] == (2400, 2400)
    assert len(told) == 3
    with pytest.raises(SweepStoppedError):
        sweep(replicas(XOR, 4), 600, progress=lambda done, total: False)


def test_quartiles_count_a_lost_run_as_the_largest():
    found = sweep(replicas(XOR, 5), 80)
    found = [*found[:3], *(replace(one, losses=np.full(80, np.nan)) for one in found[3:])]
    low, median, high = quartiles(found)
    assert np.isfinite(low).all()
    assert (low <= median).all()
    assert np.isinf(high[-1])


def test_the_command_line(capsys):
    command = ["sweep", "--example", "xor", "--seeds", "2", "--set", "optimizer.learning_rate=0.01,0.1"]
    assert main([*command, "--iterations", "20", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["iterations"] == 20
    assert [run["settings"]["optimizer.learning_rate"] for run in told["runs"]] == [0.01, 0.01, 0.1, 0.1]
    assert len(told["runs"][0]["losses"]) == len(told["losses"]["median"]) == 20
    assert main([*command, "--iterations", "20", "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "optimizer.learning_rate,seed,loss,test_loss,accuracy,test_accuracy"
    assert len(lines) == 5
    assert main(["sweep", "--example", "xor", "--set", "speed=1", "--json"]) == 2
    assert "speed" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["sweep", "--example", "xor", "--set", "speed"])

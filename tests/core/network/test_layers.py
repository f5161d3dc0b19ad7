"""Kinds of layers: dropout, layer norm, layers without bias and with a shared one, from file to gradient."""

import json
import runpy
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from nnviz.core.arrays.frame import Position
from nnviz.core.checks.gradient_check import check, check_experiment
from nnviz.core.checks.trace import frame_at, trace
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.explain.operations import explain
from nnviz.core.export.numpy_script import numpy_script
from nnviz.core.export.sweep import replicas, sweep
from nnviz.core.network.layers import EPSILON, LAYERS
from nnviz.core.run.evaluation import Evaluator
from nnviz.core.run.saved_run import restore_run, save_run
from nnviz.core.run.timeline import Timeline
from tests.strategies import experiments, varied

NETWORKS = 200
SMOOTH = ("identity", "sigmoid", "tanh", "gelu", "silu", "softplus")
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


def network(*layers, **fields):
    return Experiment.from_dict(
        {
            "data": {"name": "spiral", "examples": 61},
            "layers": [{"units": 4, "activation": "tanh"}, *layers, {"units": 1, "activation": "tanh"}],
            "batch_size": 7,
            **fields,
        }
    )


NORM, DROPOUT = {"layer": "layer_norm"}, {"layer": "dropout", "rate": 0.3}


def drawn(seed):
    """Return a random network of smooth functions with layers of all kinds."""
    rng = np.random.default_rng((5, seed))
    layers = [{"units": int(rng.integers(3, 6)), "activation": str(rng.choice(SMOOTH))}]
    for _ in range(int(rng.integers(1, 5))):
        kind = rng.choice(["layer_norm", "dropout", "dense", "softmax"])
        if kind == "dense":
            bias = [True, False, "shared"][rng.integers(3)]
            units, activation = int(rng.integers(3, 6)), str(rng.choice(SMOOTH))
            layers.append({"units": units, "activation": activation, "bias": bias})
        elif kind == "softmax":
            layers.append({"activation": "softmax"})
        else:
            layers.append({"layer": str(kind), **({"rate": 0.3} if kind == "dropout" else {})})
    bias = [True, False, "shared"][rng.integers(3)]
    classes = bool(rng.integers(2))
    layers.append(
        {"units": 3 if classes else 1, "activation": "softmax" if classes else "identity", "bias": bias}
    )
    return Experiment.from_dict(
        {
            "data": {"name": "blobs", "classes": 3, "examples": 20} if classes else {"name": "sine"},
            "layers": layers,
            "loss": "categorical_cross_entropy" if classes else "mean_squared_error",
            "output_gradient": "fused" if classes and rng.integers(2) else "chain_rule",
            "batch_size": int(rng.integers(1, 6)),
            "reduction": str(rng.choice(["mean", "sum"])),
            "regularization": {"l2": float(rng.choice([0.0, 0.05]))},
            "optimizer": {"learning_rate": 0.05},
            "seed": seed,
        }
    )


@pytest.mark.parametrize("tens", range(NETWORKS // 10))
def test_gradients_agree_with_central_differences_while_the_masks_are_held(tens):
    for seed in range(10 * tens, 10 * tens + 10):
        for result in check_experiment(drawn(seed), iteration=1):
            assert result.relative_error < 1e-6, (seed, result.name, result.relative_error)


@settings(max_examples=40, suppress_health_check=SLOW)
@given(e=varied())
def test_every_position_can_be_rewound_to_the_bit(e):
    one = Timeline(e)
    one.run(130)
    wanted = {k: one.frame(k) for k in (Position(129, 3), Position(64, 5), Position(3, 0))}
    other = Timeline(e)
    other.run(70)
    other.seek(Position(2, 1))
    for position, frame in wanted.items():
        again = other.frame(position)
        assert again.flat.tobytes() == frame.flat.tobytes()
        for name, values in frame.values.items():
            assert values.tobytes() == again.values[name].tobytes(), name
    other.run(130 - other.position.iteration)
    assert np.array_equal(one.history.losses[:130], other.history.losses[:130], equal_nan=True)


@settings(max_examples=60, suppress_health_check=SLOW)
@given(e=varied(of=experiments(activations=("tanh", "sigmoid", "softmax", "identity"), penalties=False)))
def test_the_lines_of_numpy_are_true(e):
    timeline = Timeline(e)
    count = len(timeline.trainer.operations)
    for k in range(1, count + 1):
        frame = timeline.frame(Position(1, k))
        told = explain(frame, None)
        names = {"np": np, **{name: frame.values[name] for name in told.reads}}
        with np.errstate(all="ignore"):
            exec(told.numpy, names)
        for name in told.writes:
            wanted = frame.values[name]
            assert np.shape(names[name]) == wanted.shape, name
            scale = max(1.0, float(np.abs(wanted).max(initial=0.0)))
            np.testing.assert_allclose(names[name], wanted, rtol=1e-12, atol=1e-12 * scale, err_msg=name)
        assert {link.name for link in told.symbolic.links} == {*told.reads, *told.writes}


def test_layers_are_read_and_written_as_they_are():
    layers = [
        {"activation": "tanh", "units": 4}, {"layer": "layer_norm"}, {"layer": "dropout", "rate": 0.2},
        {"activation": "relu", "units": 3, "bias": False},
        {"activation": "tanh", "units": 1, "bias": "shared"},
    ]  # fmt: skip
    e = Experiment.from_dict({"data": {"name": "xor"}, "layers": layers})
    assert list(e.to_dict()["layers"]) == layers
    assert files.parse(files.write_text(e)) == e
    dense = Experiment.from_dict(
        {"data": {"name": "xor"}, "layers": [{"layer": "dense", "units": 1, "activation": "tanh"}]}
    )
    assert dense.layers[0].layer == "dense"
    assert "layer" not in dense.to_dict()["layers"][0]


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        ({"layer": "dropuot"}, r"layers\[1\].layer: 'dropuot' is not known; choose one of dense, dropout"),
        ({"layer": "dropout", "rate": 1.0}, r"layers\[1\].rate: expected"),
        ({"layer": "dropout", "rate": -0.1}, r"layers\[1\].rate: expected"),
        ({"layer": "dropout", "units": 3}, r"layers\[1\].units: a dropout layer has no such setting"),
        ({"layer": "dropout", "activation": "tanh"}, r"layers\[1\].activation: a dropout layer has no such"),
        ({"layer": "layer_norm", "rate": 0.1}, r"layers\[1\].rate: a layer norm layer has no such setting"),
        ({"units": 2, "activation": "tanh", "rate": 0.1}, r"layers\[1\].rate: a dense layer has no such"),
        ({"units": 2, "activation": "tanh", "bias": "none"}, r"layers\[1\].bias: expected true, false or"),
        ({"activation": "tanh", "bias": False}, r"layers\[1\].bias: only a layer with units has biases"),
        ({"units": 2}, r"layers\[1\].activation: this field is required"),
    ],
)
def test_a_layer_that_cannot_be_is_refused_in_one_sentence(layer, message):
    with pytest.raises(ExperimentError, match=message):
        network(layer)


def test_layer_norm_needs_two_units_and_a_dense_layer_behind_it():
    with pytest.raises(ExperimentError, match=r"layers\[1\].layer: a single unit minus its own mean"):
        Experiment.from_dict(
            {
                "data": {"name": "xor"},
                "layers": [{"units": 1, "activation": "tanh"}, NORM, {"units": 1, "activation": "tanh"}],
            }
        )
    with pytest.raises(ExperimentError, match=r"layers\[1\].layer: the last layer must be a dense layer"):
        Experiment.from_dict(
            {"data": {"name": "xor"}, "layers": [{"units": 1, "activation": "tanh"}, DROPOUT]}
        )


def test_layer_norm_is_that_of_the_textbook():
    values = frame_at(network(NORM), 3).values
    x, gain, shift = values["a1"], values["gamma2"], values["beta2"]
    assert gain.shape == shift.shape == (4, 1)
    mean, variance = x.mean(axis=0), x.var(axis=0)
    np.testing.assert_allclose(
        values["a2"], gain * (x - mean) / np.sqrt(variance + EPSILON) + shift, atol=1e-14
    )
    for name in ("gamma2", "beta2"):
        assert values[f"d{name}"].shape == values[f"{name}_next"].shape == (4, 1)


def test_a_gain_meets_units_and_never_a_batch_of_the_same_size():
    e = network(NORM, batch_size=4)
    frame = frame_at(e, 5)
    assert frame.values["a2"].shape == (4, 4)
    assert all(result.passed for result in check(frame_at(e, 5)))


def test_a_mask_is_zero_or_what_keeps_the_mean():
    timeline = Timeline(network(DROPOUT))
    masks = np.hstack([timeline.frame(Position(i, 0)).values["mask2"] for i in range(300)])
    assert set(np.unique(masks).tolist()) == {0.0, 1 / (1 - 0.3)}
    assert masks.mean() == pytest.approx(1.0, abs=0.03)
    assert masks.mean(axis=1) == pytest.approx(np.ones(4), abs=0.08)
    values = frame_at(network(DROPOUT), 9).values
    assert np.array_equal(values["a2"], values["a1"] * values["mask2"])
    assert np.array_equal(values["da1"], values["da2"] * values["mask2"])


def test_nothing_is_switched_off_when_the_network_is_used():
    e, plain = network(DROPOUT), network()
    timeline = Timeline(e)
    evaluator = Evaluator(e, timeline.trainer.samples)
    evaluator.parameters.flat[...] = timeline.trainer.parameters.flat
    without = Evaluator(plain, timeline.trainer.samples)
    values = evaluator.parameters.named(evaluator.parameters.flat)
    without.parameters.fill({**values, "W2": values["W3"], "b2": values["b3"]})
    assert np.array_equal(evaluator.scores()[0].outputs, without.scores()[0].outputs)


def test_a_shared_bias_is_one_number_and_none_is_none():
    values = frame_at(network({"units": 3, "activation": "tanh", "bias": "shared"}), 4).values
    assert values["b2"].shape == values["db2"].shape == values["b2_next"].shape == (1, 1)
    np.testing.assert_allclose(values["db2"], [[values["dz2"].sum()]], atol=1e-15)
    np.testing.assert_allclose(values["z2"], values["W2"] @ values["a1"] + values["b2"], atol=1e-15)
    values = frame_at(network({"units": 3, "activation": "tanh", "bias": False}), 4).values
    assert not {"b2", "db2", "b2_next"} & set(values)
    np.testing.assert_allclose(values["z2"], values["W2"] @ values["a1"], atol=1e-15)


def test_starting_values_and_changes_of_gains_and_shifts():
    e = network(
        NORM,
        initial={"gamma2": [[2], [1], [0.5], [1]]},
        changes=[{"iteration": 2, "parameter": "beta2", "unit": 3, "value": -1.5}],
    )
    timeline = Timeline(e)
    assert timeline.frame().values["gamma2"][0, 0] == 2
    assert timeline.frame(Position(2, 0)).values["beta2"][3, 0] == -1.5
    with pytest.raises(ExperimentError, match=r"source: a shift has no source"):
        network(NORM, changes=[{"iteration": 0, "parameter": "beta2", "unit": 0, "source": 0, "value": 1}])


def test_a_trace_names_masks_gains_and_shifts():
    data = json.loads(json.dumps(trace(frame_at(network(NORM, DROPOUT), 2))))
    assert {"mask3", "gamma2", "beta2", "dgamma2", "dbeta2", "gamma2_next", "beta2_next", "a3"} <= set(
        data["values"]
    )


def test_a_saved_run_goes_on_to_the_same_bits():
    e = network(NORM, DROPOUT, optimizer={"name": "adam", "learning_rate": 0.01})
    one = Timeline(e)
    one.run(200)
    run = save_run(one, 200, 0)
    other = Timeline(e)
    assert restore_run(other, run)
    assert other.frame(Position(200, 4)).flat.tobytes() == one.frame(Position(200, 4)).flat.tobytes()
    assert np.array_equal(other.frame().values["mask3"], one.frame().values["mask3"])


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_exported_numpy_has_the_numbers_of_the_run(optimizer, tmp_path, monkeypatch, capsys):
    shared = {"units": 3, "activation": "tanh", "bias": "shared"}
    e = network(NORM, DROPOUT, shared, optimizer={"name": optimizer, "learning_rate": 0.01})
    path = tmp_path / "script.py"
    path.write_text(numpy_script(e), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", [str(path), "100", "--json"])
    runpy.run_path(str(path))
    result, timeline = json.loads(capsys.readouterr().out), Timeline(e)
    timeline.run(100)
    np.testing.assert_allclose(result["losses"], timeline.history.losses[:100], rtol=1e-9, atol=1e-9)
    p = timeline.trainer.parameters
    assert result["parameters"].keys() == p.named(p.flat).keys()
    for name, values in p.named(p.flat).items():
        np.testing.assert_allclose(result["parameters"][name], values, rtol=1e-9, atol=1e-9)


def test_every_row_says_what_it_needs():
    for name, row in LAYERS.items():
        assert row.name == name
        assert row.settings <= {"units", "activation", "initializer", "bias", "rate", "mask"}


@pytest.mark.parametrize("layer", [NORM, DROPOUT, {"units": 3, "activation": "tanh", "bias": "shared"}])
def test_a_sweep_has_the_numbers_of_single_runs(layer):
    e = network(layer)
    for result in sweep(replicas(e, seeds=2), 40):
        timeline = Timeline(e.replace(seed=result.settings["seed"]))
        timeline.run(40)
        np.testing.assert_allclose(result.losses, timeline.history.losses[:40], rtol=1e-9)

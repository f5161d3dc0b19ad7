"""Recorded steps: read, compared value by value, and the first difference or lost number is named."""

import json

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.core.checks.trace import frame_at
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.safetensors import write_safetensors
from nnviz.core.recording.comparison import compare_step
from nnviz.core.recording.step import read_step

TYPES = {"tanh": "Tanh", "sigmoid": "Sigmoid", "relu": "ReLU", "softplus": "Softplus"}
LOSSES = {"mean_squared_error": "MSELoss", "binary_cross_entropy": "BCELoss"}


def recorded(e, iteration=0):
    """Return the arrays and the description that the recorder would write for an iteration of `e`."""
    values = frame_at(e, iteration).values
    units = e.widths[-1]
    # Theirs is a mean over units too, and without the half.
    scale = {"mean_squared_error": 2 / units, "binary_cross_entropy": 1 / units}[e.loss]
    arrays = {
        "inputs": values["X"].T,
        "targets": values["Y"].T,
        "loss": values["C"] * scale,
    }
    modules = []
    for n, spec in enumerate(e.layers, 1):
        linear, activation = str(2 * n - 2), str(2 * n - 1)
        modules.append({"name": linear, "type": "Linear", "out_features": spec.units})
        modules.append({"name": activation, "type": TYPES[spec.activation]})
        arrays |= {
            f"before/{linear}.weight": values[f"W{n}"], f"before/{linear}.bias": values[f"b{n}"][:, 0],
            f"after/{linear}.weight": values[f"W{n}_next"],
            f"after/{linear}.bias": values[f"b{n}_next"][:, 0],
            f"gradient_of/{linear}.weight": values[f"dW{n}"] * scale,
            f"gradient_of/{linear}.bias": values[f"db{n}"][:, 0] * scale,
            f"output/{linear}": values[f"z{n}"].T, f"output/{activation}": values[f"a{n}"].T,
            f"gradient/{linear}": values[f"dz{n}"].T * scale,
            f"gradient/{activation}": values[f"da{n}"].T * scale,
        }  # fmt: skip
    rate = e.optimizer.learning_rate / scale
    told = {"modules": modules, "loss": {"type": LOSSES[e.loss], "reduction": "mean"},
            "optimizer": {"type": "SGD", "lr": rate, "momentum": 0}}  # fmt: skip
    return arrays, told


def written(path, arrays, told):
    texts = {"format": "nnviz-recording", "version": "1", "step": json.dumps(told)}
    write_safetensors(path, arrays, texts)
    return path


@pytest.fixture
def write(tmp_path):
    """Return a function that writes a recording."""
    return lambda arrays, told: written(tmp_path / "step.safetensors", arrays, told)


NAMES = ["xor", "mazur"]


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_step_is_the_same(write, name):
    arrays, told = recorded(files.example(name), 3)
    found = compare_step(read_step(write(arrays, told)))
    assert (found.verdict, found.operation) == ("same", None)
    assert found.worst < 1e-12
    names = [value.name for value in found.values]
    assert {"X", "W1", "z1", "a2", "C", "da2", "dz1", "dW1", "db2", "W1_next"} <= set(names)


def order_of(e):
    """Return the names of a step in the order of the program, with their places in the recording."""
    frame = frame_at(e, 0)
    parameters = [name for name in frame.values if name[0] in "Wb" and name[1:].isdigit()]
    return ["X", "Y", *parameters, *(name for op in frame.operations for name in op.writes)]


def key_of(name):
    """Return where a value stands in a recording."""
    kind, n = name.rstrip("0123456789_next"), name.removesuffix("_next").lstrip("XYWbazdC")
    linear, activation = (str(2 * int(n) - 2), str(2 * int(n) - 1)) if n else ("", "")
    if name in ("X", "Y", "C"):
        return {"X": "inputs", "Y": "targets", "C": "loss"}[name]
    if name[0] in "Wb":
        when = "after" if name.endswith("_next") else "before"
        return f"{when}/{linear}.{'weight' if name[0] == 'W' else 'bias'}"
    if kind in ("dW", "db"):
        return f"gradient_of/{linear}.{'weight' if kind == 'dW' else 'bias'}"
    return {"z": f"output/{linear}", "a": f"output/{activation}", "dz": f"gradient/{linear}",
            "da": f"gradient/{activation}"}[kind]  # fmt: skip


def test_the_first_lost_number_is_named_in_a_hundred_planted_cases(write):
    rng = np.random.default_rng(1)
    for case in range(100):
        e = files.example(NAMES[case % 2])
        arrays, told = recorded(e)
        order = order_of(e)
        first = int(rng.integers(len(order)))
        later = rng.choice(np.arange(first, len(order)), min(3, len(order) - first), replace=False)
        for place in {first, *later.tolist()}:
            array = np.array(arrays[key_of(order[place])], dtype=float)
            array.flat[int(rng.integers(array.size))] = rng.choice([np.nan, np.inf, -np.inf])
            arrays[key_of(order[place])] = array
        found = compare_step(read_step(write(arrays, told)))
        assert (found.verdict, found.quantity) == ("lost", order[first]), (case, found.message, order[first])


def test_the_first_difference_is_named(write):
    e = files.example("xor")
    arrays, told = recorded(e)
    for name in ("a1", "dz2", "dW1", "b2_next", "W1"):
        changed = dict(arrays)
        changed[key_of(name)] = np.array(arrays[key_of(name)]) * 1.001
        found = compare_step(read_step(write(changed, told)))
        if name == "W1":
            # Other weights at the start: what they give is not what was recorded.
            assert (found.verdict, found.quantity) == ("different", "z1")
        else:
            assert (found.verdict, found.quantity) == ("different", name)
            assert "in the recording and" in found.message


def test_single_precision_is_the_same_to_its_rounding(write):
    arrays, told = recorded(files.example("xor"))
    single = {name: np.asarray(array, dtype=np.float32) for name, array in arrays.items()}
    assert compare_step(read_step(write(single, told))).verdict == "same"


@pytest.mark.parametrize(("change", "said"), [
    ({"modules": [{"name": "0", "type": "Conv2d"}]}, "0: Conv2d cannot be read"),
    ({"modules": [{"name": "0", "type": "Tanh"}]}, "at least one layer needs units"),
    ({"loss": {"type": "CTCLoss"}}, "loss: CTCLoss cannot be read"),
    ({"loss": {"type": "MSELoss", "reduction": "none"}}, "reductions mean and sum"),
    ({"loss": {"type": "HuberLoss", "delta": 2.0}}, "only delta=1.0"),
    ({"modules": 3}, "does not say which"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(write, change, said):
    arrays, told = recorded(files.example("xor"))
    with pytest.raises(ExperimentError, match=said):
        read_step(write(arrays, {**told, **change}))


def test_a_file_that_is_no_recording_is_refused(tmp_path, write):
    path = tmp_path / "weights.safetensors"
    write_safetensors(path, {"x": np.ones(2)})
    with pytest.raises(ExperimentError, match="no recording"):
        read_step(path)
    arrays, told = recorded(files.example("xor"))
    del arrays["inputs"]
    with pytest.raises(ExperimentError, match="inputs"):
        read_step(write(arrays, told))


def test_the_command_line(write, capsys):
    arrays, told = recorded(files.example("xor"))
    path = write(arrays, told)
    assert main(["recording", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "same"
    assert main(["trace", str(path), "--json"]) == 0
    values = json.loads(capsys.readouterr().out)["values"]
    np.testing.assert_allclose(values["dW1"], frame_at(files.example("xor"), 0).values["dW1"], rtol=1e-12)
    arrays["output/1"] = arrays["output/1"] + 1
    assert main(["recording", str(write(arrays, told))]) == 1
    assert "a1 differs" in capsys.readouterr().out


def test_the_window_never_saves_over_a_recording(write, monkeypatch):
    from nnviz import app

    opened = []
    monkeypatch.setattr(app, "main", lambda *given: opened.append(given) or 0)
    arrays, told = recorded(files.example("xor"))
    path = write(arrays, told)
    assert main([str(path)]) == 0
    document, file, name, *_ = opened[0]
    assert file is None
    assert name == "step"
    np.testing.assert_array_equal(document.experiment.data.inputs.array, arrays["inputs"])


def test_the_recorder_is_printed_and_is_short(capsys):
    assert main(["recorder"]) == 0
    text = capsys.readouterr().out
    assert text.count("\n") <= 150
    assert "import nnviz" not in text
    assert "from nnviz import" not in text
    compile(text, "nnviz_recorder.py", "exec")


def test_a_recorded_experiment_is_saved_and_read_again(write):
    arrays, told = recorded(files.example("xor"))
    e = read_step(write(arrays, told)).experiment
    assert Experiment.from_dict(e.to_dict()) == e

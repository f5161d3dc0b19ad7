"""The command line: what it prints, and one sentence for every mistake."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.core.document import files

EXAMPLE = {
    "format": "nnviz",
    "version": 1,
    "data": {"name": "blobs", "classes": 3, "examples": 200, "noise": 0.1, "test_fraction": 0.5},
    "features": ["x1", "x2", "x1*x2"],
    "standardize": False,
    "layers": [
        {"units": 8, "activation": "tanh", "initializer": "xavier_uniform"},
        {"units": 3, "activation": "sigmoid"},
        {"activation": "softmax"},
    ],
    "loss": "categorical_cross_entropy",
    "reduction": "mean",
    "optimizer": {"name": "sgd", "learning_rate": 0.03},
    "regularization": {"l1": 0.0, "l2": 0.0},
    "batch_size": 10,
    "seed": 1,
}


@pytest.fixture
def file(tmp_path):
    """Return a function that writes an experiment with some fields changed."""

    def write(**fields):
        path = tmp_path / "experiment.nnviz"
        path.write_text(json.dumps(EXAMPLE | fields))
        return str(path)

    return write


def test_the_documented_example_trains(capsys, file):
    assert main(["train", file(), "--iterations", "50", "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["iterations"] == 50
    assert result["seconds"] > 0
    assert 0 < result["loss"] < 2
    assert 0 < result["test_loss"] < 2


def test_training_twice_gives_the_same_numbers(capsys, file):
    losses = []
    for _ in range(2):
        main(["train", file(), "--iterations", "200", "--json"])
        losses.append(json.loads(capsys.readouterr().out)["loss"])
    assert losses[0] == losses[1]


def test_trace_has_all_values_in_shape(capsys, file):
    assert main(["trace", file(), "--iteration", "3", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["iteration"] == 3
    values = {name: np.array(value) for name, value in result["values"].items()}
    assert values["X"].shape == (3, 10)
    assert values["W1"].shape == (8, 3)
    assert values["b1"].shape == (8, 1)
    assert values["a3"].shape == values["z3"].shape == (3, 10)
    assert "W3" not in values
    np.testing.assert_allclose(values["z2"], values["W2"] @ values["a1"] + values["b2"], rtol=1e-12)
    np.testing.assert_array_equal(values["z3"], values["a2"])
    np.testing.assert_allclose(values["dW1"], values["dz1"] @ values["X"].T, rtol=1e-12)
    np.testing.assert_allclose(values["W1_next"], values["W1"] - 0.03 * values["dW1"], rtol=1e-12)
    assert np.isscalar(result["values"]["C"])
    first = result["operations"][0]
    assert set(first) == {"phase", "layer", "title", "equation", "reads", "writes"}
    written = {name for op in result["operations"] for name in op["writes"]}
    assert written <= set(values)


def test_trace_of_an_iteration_follows_from_the_one_before(capsys, file):
    results = []
    for iteration in ("4", "5"):
        main(["trace", file(), "--iteration", iteration, "--json"])
        results.append(json.loads(capsys.readouterr().out)["values"])
    assert results[0]["W1_next"] == results[1]["W1"]


def test_mazurs_example_from_the_command_line(capsys):
    assert main(["trace", "--example", "mazur", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)["values"]
    assert f"{values['C']:.9f}" == "0.298371109"
    assert f"{values['W2_next'][0][0]:.8f}" == "0.35891648"


def test_trace_as_text_names_every_operation(capsys):
    assert main(["trace", "--example", "mazur"]) == 0
    out = capsys.readouterr().out
    assert "0.1  forward   Layer 1 · weighted sum" in out
    assert "W1_next" in out


def test_trace_of_a_diverged_run_is_still_json(capsys, file):
    diverging = file(
        data={"name": "plane", "examples": 40},
        layers=[{"units": 4, "activation": "identity"}, {"units": 1, "activation": "identity"}],
        features=["x1", "x2"],
        loss="mean_squared_error",
        optimizer={"learning_rate": 1e5},
    )
    assert main(["trace", diverging, "--iteration", "60", "--json"]) == 0
    values = json.loads(capsys.readouterr().out)["values"]
    assert values["C"] is None


# The digits have 2,410 parameters and would take half of the suite's time.
@pytest.mark.parametrize("name", sorted(set(files.examples()) - {"digits"}))
def test_every_example_passes_the_gradient_check(capsys, name):
    assert main(["check", "--example", name, "--iteration", "7"]) == 0
    out = capsys.readouterr().out
    assert "every gradient agrees" in out
    assert "FAILED" not in out


def test_check_exits_1_when_a_gradient_is_wrong(capsys, monkeypatch):
    from dataclasses import replace

    from nnviz.core.functions import activations
    from nnviz.core.operations import activation

    row = activations.ACTIVATIONS["tanh"]
    wrong = dict(activations.ACTIVATIONS) | {
        "tanh": replace(row, slope=activations.ACTIVATIONS["sigmoid"].slope)
    }
    monkeypatch.setattr(activation, "ACTIVATIONS", wrong)
    assert main(["check", "--example", "xor"]) == 1
    assert "FAILED" in capsys.readouterr().out


def test_examples_are_listed_a_line_each(capsys):
    assert main(["examples"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(files.examples())


MISTAKES = {
    "no file": (["train"], "FILE"),
    "missing file": (["train", "nowhere.nnviz"], "nowhere.nnviz"),
    "folder": (["train", "."], "folder"),
    "both": (["train", "x.nnviz", "--example", "xor"], "--example"),
    "unknown example": (["trace", "--example", "nonsense"], "xor"),
    "iterations": (["train", "--example", "xor", "--iterations", "-1"], "--iterations"),
    "not a number": (["train", "--example", "xor", "--iterations", "many"], "--iterations"),
    "position": (["snapshot", "--example", "xor", "--out", "x.png", "--at", "later"], "--at"),
    "size": (["snapshot", "--example", "xor", "--out", "x.png", "--size", "big"], "--size"),
    "no out": (["snapshot", "--example", "xor"], "--out"),
    "no regular file as lesson": (["--lesson", "/dev/null"], "regular files"),
    "unknown option": (["train", "--example", "xor", "--fast"], "--fast"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_one_sentence_on_stderr(capsys, case):
    arguments, named = MISTAKES[case]
    try:
        code = main(arguments)
    except SystemExit as end:
        code = end.code
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert named in captured.err
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"seed": "one"}, "seed"),
        ({"loss": "cross"}, "loss"),
        ({"optimizer": {"name": "sgd", "learning_rate": -1}}, "optimizer.learning_rate"),
        ({"optimizer": {"name": "sgd", "learning_rate": float("nan")}}, "optimizer.learning_rate"),
        ({"layers": [{"units": 5, "activation": "softmax"}]}, "layers[0].units"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_broken_file_is_one_sentence_naming_the_field(capsys, file, fields, named):
    assert main(["train", file(**fields), "--iterations", "1"]) == 2
    err = capsys.readouterr().err
    assert named in err
    assert err.count("\n") == 1


def test_python_m_nnviz_and_no_qt_without_a_window():
    code = (
        "import sys; from nnviz.cli import main; main(['train', '--example', 'xor', '--iterations', '5']);"
        "sys.exit(any(m.startswith(('PySide6', 'pyqtgraph')) for m in sys.modules))"
    )
    root = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True).returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "nnviz", "--version"], cwd=root, capture_output=True, text=True
    )
    assert done.stdout.startswith("nnviz ")


def test_snapshot_saves_the_window_as_a_picture(tmp_path):
    out = tmp_path / "x.png"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "nnviz",
            "snapshot",
            "--example",
            "xor",
            "--at",
            "20.9",
            "--out",
            str(out),
            "--size",
            "1280x720",
            "--theme",
            "dark",
        ],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    from PySide6.QtGui import QImage

    picture = QImage(str(out))
    assert (picture.width(), picture.height()) == (1280, 720)
    assert picture.pixelColor(4, 300).lightness() < 60

"""`nnviz explain`: what it prints, and one sentence for every mistake."""

import json

import numpy as np
import pytest

from nnviz.cli import main
from nnviz.core.document import files

KEYS = ["symbolic", "numeric", "numpy", "text", "reads", "writes", "shapes", "why", "check"]


def told(capsys, *arguments):
    assert main(["explain", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_keys_and_the_weighted_sum_of_mazur(capsys):
    result = told(capsys, "--example", "mazur", "--at", "0.1", "--digits", "2")
    assert list(result) == KEYS
    assert result["symbolic"] == r"z^{1} = W^{1}\,X + b^{1}"
    assert result["numeric"].endswith(r"= \begin{bmatrix}0.38 \\ 0.39\end{bmatrix}")
    assert result["numpy"] == "z1 = W1 @ X + b1"
    assert result["reads"] == ["W1", "X", "b1"]
    assert result["writes"] == ["z1"]
    assert result["shapes"] == ["W¹ 2×2", "X 2×1", "b¹ 2×1", "z¹ 2×1"]
    assert result["check"] == {"relative_error": None}


@pytest.mark.parametrize("name", ["mazur", "sigmoid-softmax", "blobs-softmax", "xor-table"])
def test_every_operation_computes_what_trace_shows(capsys, name):
    main(["trace", "--example", name, "--iteration", "2", "--json"])
    trace = json.loads(capsys.readouterr().out)
    values = {key: np.array(value) for key, value in trace["values"].items()}
    for number, operation in enumerate(trace["operations"], 1):
        result = told(capsys, "--example", name, "--at", f"2.{number}")
        assert (result["reads"], result["writes"]) == (operation["reads"], operation["writes"])
        names = {"np": np, **{key: values[key] for key in result["reads"]}}
        exec(result["numpy"], names)
        for key in result["writes"]:
            np.testing.assert_allclose(names[key], values[key], rtol=1e-12, atol=1e-12)
        error = result["check"]["relative_error"]
        assert (error is None) == (operation["phase"] != "backward")
        assert error is None or error < 1e-6


def test_digits_and_the_example_of_the_batch(capsys):
    where = ("--example", "sigmoid-softmax", "--at", "0.1")
    first, third = told(capsys, *where), told(capsys, *where, "--batch-example", "2", "--digits", "4")
    whole = told(capsys, *where, "--batch-example", "all")
    assert first["symbolic"] == third["symbolic"] == whole["symbolic"]
    assert len({first["numeric"], third["numeric"], whole["numeric"]}) == 3
    assert r"\cdots" in whole["numeric"]


def test_a_file_and_readable_text(capsys, tmp_path):
    path = tmp_path / "mazur.nnviz"
    path.write_text(json.dumps(files.example("mazur").to_dict()))
    assert main(["explain", str(path), "--at", "0.7"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("0.7  backward  Layer 2 · through sigmoid\n")
    assert "dz2 = da2 * (a2 * (1 - a2))" in out
    assert "relative error" in out
    assert main(["explain", str(path), "--at", "0.1"]) == 0
    assert "relative error" not in capsys.readouterr().out


def test_a_diverged_run_is_still_json(capsys, tmp_path):
    path = tmp_path / "wild.nnviz"
    path.write_text(
        json.dumps(
            {
                "data": {"name": "plane", "examples": 40},
                "loss": "mean_squared_error",
                "layers": [{"units": 4, "activation": "identity"}, {"units": 1, "activation": "identity"}],
                "optimizer": {"learning_rate": 1e5},
            }
        )
    )
    result = told(capsys, str(path), "--at", "60.8")
    assert r"\text{nan}" in result["numeric"]
    assert result["check"] == {"relative_error": None}


MISTAKES = {
    "no operation": (["--at", "0.0"], "--at"),
    "only an iteration": (["--at", "3"], "--at"),
    "no such operation": (["--at", "0.99"], "--at"),
    "not a position": (["--at", "later"], "--at"),
    "too far": (["--at", "99999999999999.1"], "--at"),
    "no position": ([], "--at"),
    "digits": (["--at", "0.1", "--digits", "9"], "--digits"),
    "no such example": (["--at", "0.1", "--batch-example", "10"], "--batch-example"),
    "not an example": (["--at", "0.1", "--batch-example", "first"], "--batch-example"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_one_sentence_on_stderr(capsys, case):
    arguments, named = MISTAKES[case]
    try:
        code = main(["explain", "--example", "xor", *arguments])
    except SystemExit as end:
        code = end.code
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert named in captured.err
    assert captured.err.count("\n") == 1


def test_no_file_is_a_mistake_too(capsys):
    assert main(["explain", "--at", "0.1"]) == 2
    assert "FILE" in capsys.readouterr().err

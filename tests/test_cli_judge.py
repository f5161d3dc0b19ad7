"""`nnviz judge`: one claim or a class's homework, and one sentence for every mistake."""

import csv
import io
import json

import pytest

from nnviz.cli import main

KEYS = ["verdict", "condition", "diagnosis", "relative_error", "correct", "message"]


def told(capsys, *arguments):
    assert main(["judge", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def one(capsys, target, claim, *more):
    return told(capsys, "--example", "xor", "--target", target, "--claim", claim, *more)


def test_the_object(capsys):
    found = one(capsys, "dW2", "(y_hat - y) @ A1.T / m")
    assert list(found) == KEYS
    assert (found["verdict"], found["condition"], found["diagnosis"]) == ("right", None, None)
    assert found["relative_error"] < 1e-12


def test_a_wrong_claim(capsys):
    found = one(capsys, "dz1", "W2.T @ d2")
    assert (found["verdict"], found["diagnosis"]) == ("wrong", "missing_derivative")
    assert found["correct"] == "W2.T @ d2 * (1 - a1**2)"
    assert found["relative_error"] > 0.01


def test_a_conditional_claim_and_own_names(capsys):
    found = one(capsys, "dE/do", "(o - t) / (o * (1 - o))", "--names", "o=a2")
    assert (found["verdict"], found["condition"]) == ("conditional", "one example")
    assert found["diagnosis"] == "factor_m"


def test_a_claim_that_cannot_be_read_is_judged_all_the_same(capsys):
    found = one(capsys, "dW2", "__import__('os')")
    assert found["verdict"] == "invalid"
    assert found["message"].startswith("Character 1: ")
    assert found["correct"] == ""
    assert found["relative_error"] is None


def test_another_iteration_has_other_values(capsys):
    errors = {one(capsys, "dz1", "W2.T @ d2", "--at", at)["relative_error"] for at in ("0", "7", "100")}
    assert len(errors) == 3


def test_text_to_read(capsys):
    assert main(["judge", "--example", "xor", "--target", "dz1", "--claim", "-W2.T @ d2 * d(z1)"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Wrong: the sign is flipped."
    assert lines[1] == "dz1 = W2.T @ d2 * d(z1)"
    assert lines[2].startswith("relative error 2.0e+00 at iteration 0")


@pytest.fixture
def relu_units(tmp_path):
    """One ReLU output over two ReLU units, one example: an active unit hides a missing slope."""
    path = tmp_path / "relu.nnviz"
    path.write_text(
        '{"format":"nnviz","version":1,"data":{"inputs":[[1,2]],"targets":[[1]]},"layers":'
        '[{"units":2,"activation":"relu"},{"units":1,"activation":"relu"}],"reduction":"sum","batch_size":1}',
        encoding="utf-8",
    )
    return str(path)


EQUATION = "dW2 = (a2 - Y) @ a1.T"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--claim", EQUATION],
        ["--target", "dW2", "--claim", EQUATION],
        ["--target", "dC/dW2", "--claim", EQUATION],
        ["--target", "dW2", "--claim", r"\frac{\partial C}{\partial W^{2}} = (a^{2} - Y)(a^{1})^T"],
        ["--claim", "dW2 = dz2 @ a1.T = (a2 - Y) @ a1.T"],
    ],
)
def test_a_claim_may_be_an_equation(capsys, relu_units, arguments):
    found = told(capsys, relu_units, *arguments)
    assert (found["verdict"], found["diagnosis"]) == ("wrong", "missing_derivative")
    assert "slope" in found["message"]


def test_the_left_side_of_an_equation_is_the_target(capsys):
    found = told(capsys, "--example", "xor", "--claim", "dW2 = np.dot(dz2, a1.T)")
    assert found["verdict"] == "right"
    found = one(capsys, "dW1", "dW2 = dz2 @ a1.T")
    assert (found["verdict"], found["message"]) == (
        "invalid",
        "The claim is about dW2, and the target is dW1.",
    )
    assert one(capsys, "dW1", "= dz1 @ X.T")["verdict"] == "invalid"
    found = told(capsys, "--example", "xor", "--claim", "db2 = np.sum(dz2, axis=1, keepdims=True)")
    assert found["verdict"] == "right"


@pytest.fixture
def homework(tmp_path):
    path = tmp_path / "class.csv"
    path.write_text(
        "student,target,claim\nAda,dW2,dz2 @ a1.T\nBo,dW2,-dz2 @ a1.T\nCy,dW2,sum(n, dz2)\n=cmd(),db2,dz2\n",
        encoding="utf-8",
    )
    return str(path)


def test_homework_as_a_table(capsys, homework):
    assert main(["judge", "--example", "xor", "--claims", homework]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert list(rows[0]) == ["line", "student", "target", "claim", *KEYS]
    assert [row["verdict"] for row in rows] == ["right", "wrong", "invalid", "conditional"]
    assert [row["line"] for row in rows] == ["2", "3", "4", "5"]
    # Nothing that a spreadsheet would compute.
    assert rows[3]["student"] == "'=cmd()"


def test_homework_as_lines_of_json(capsys, homework):
    assert main(["judge", "--example", "xor", "--claims", homework, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["diagnosis"] for row in rows] == [None, "sign", None, "bias_not_summed"]
    assert rows[2]["message"].startswith("Line 4: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--example", "xor", "--target", "dW2"], "--claim"),
        (["--example", "xor", "--claim", "dz2 @ a1.T"], "--target"),
        (["--example", "xor", "--target", "dW2", "--claims", "x.csv"], "--target"),
        (["--example", "xor", "--target", "dW2", "--claim", "a", "--claims", "x.csv"], "--claims"),
        (["--example", "xor"], "--claims FILE.csv"),
        (["--target", "dW2", "--claim", "a"], "FILE"),
        (["--example", "xor", "--target", "dW2", "--claim", "a", "--names", "o"], "--names"),
        (["--example", "xor", "--target", "dW2", "--claim", "a", "--at", "-1"], "--at"),
        (["--example", "xor", "--claims", "no such file.csv"], "cannot be read"),
        (["--example", "none", "--target", "dW2", "--claim", "a"], "none"),
    ],
)
def test_a_mistake_is_one_sentence(capsys, arguments, words):
    try:
        code = main(["judge", *arguments])
    except SystemExit as ended:
        code = ended.code
    errors = capsys.readouterr().err
    assert code == 2
    assert words in errors
    assert errors.count("\n") == 1


DERIVATION = """The output is $a = \\sigma(z)$ with $z = W x + b$ and the loss $C = \\frac12 \\|a - y\\|^2$.

$$\\frac{\\partial C}{\\partial z} = a - y$$

$$\\frac{\\partial C}{\\partial W} = \\frac{\\partial C}{\\partial z} x^T$$
"""


def test_a_derivation(capsys, tmp_path):
    path = tmp_path / "text.md"
    path.write_text(DERIVATION, encoding="utf-8")
    assert main(["judge", "--derivation", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["network", "convention", "bindings", "formulas", "summary"]
    assert found["network"]["text"] == "2-3 sigmoid, mean squared error, sum"
    assert found["convention"] == "Read with examples in columns, W as outputs × inputs."
    assert {(row["symbol"], row["value"]) for row in found["bindings"]} >= {
        ("a", "a1"),
        ("W", "W1"),
        ("y", "Y"),
    }
    keys = ["line", "source", "reading", *KEYS, "first_wrong", "steps"]
    assert all(set(formula) == set(keys) for formula in found["formulas"])
    assert [f["verdict"] for f in found["formulas"]] == [
        "definition",
        "definition",
        "definition",
        "wrong",
        "right",
    ]
    wrong = found["formulas"][3]
    assert (wrong["line"], wrong["diagnosis"], wrong["first_wrong"]) == (3, "missing_derivative", True)
    assert wrong["source"] == "\\frac{\\partial C}{\\partial z} = a - y"
    assert found["summary"]["wrong"] == 1
    assert main(["judge", "--derivation", str(path)]) == 0
    assert "This is the first wrong line." in capsys.readouterr().out


def test_a_derivation_about_an_experiment_that_is_given(capsys, tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("dW2 = dz2 @ a1.T\ndb2 = sum(dz2, 1)\n", encoding="utf-8")
    assert main(["judge", "--example", "xor", "--derivation", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["network"]["inferred"] is False
    assert [f["verdict"] for f in found["formulas"]] == ["right", "right"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.pdf", "x", "expected a file that ends in .md, .txt, .tex, .py, .ipynb"),
        ("a.md", "No formula.", "contains no formula"),
        ("a.md", "$q = r$", "defines no network"),
        ("a.txt", "x" * 500_000, "at most"),
    ],
)
def test_a_derivation_that_cannot_be_judged(capsys, tmp_path, name, text, message):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert main(["judge", "--derivation", str(path)]) == 2
    assert message in capsys.readouterr().err

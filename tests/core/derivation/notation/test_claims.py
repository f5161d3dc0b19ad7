"""Single claims in the notation people use, judged as those in the judge's own grammar."""

import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.derivation.notation.claims import NotationJudge
from nnviz.core.derivation.notation.recognition import notation_of
from nnviz.core.document import files
from nnviz.core.judge.convention import Convention


@pytest.fixture(scope="module")
def judge():
    return NotationJudge(frame_at(files.example("xor"), 0))


@pytest.mark.parametrize(
    ("target", "claim", "verdict"),
    [
        ("dW2", "dz2 @ a1.T", "right"),
        ("dW2", "np.dot(dZ2, A1.T)", "right"),
        ("dW2", "(1 / X.shape[1]) * dZ2.dot(A1.T)", "conditional"),
        ("dW2", "np.matmul(A2 - Y, A1.T) / m", "right"),
        ("dW2", "(A[2] - Y) @ A[1].T / m", "right"),
        ("dW2", r"\frac{1}{m} (A^{[2]} - Y) A^{[1]T}", "right"),
        (r"\frac{\partial C}{\partial W^{[2]}}", r"\delta^{[2]} A^{[1]T}", "right"),
        ("dz1", r"(W^{[2]})^T \delta^{[2]} \odot (1 - A^{[1]} \odot A^{[1]})", "right"),
        ("dz1", r"(W^{[2]})^T \delta^{[2]}", "wrong"),
        ("∂C/∂W²", "δ² (a¹)ᵀ", "right"),
        ("dz1", "W2.T.dot(dz2) * (1 - np.power(a1, 2))", "right"),
        ("dz1", "np.where(z1 > 0, 1, 0) * da1", "wrong"),
        ("db2", "np.sum(dz2, axis=1, keepdims=True)", "right"),
        ("db2", "np.sum(dz2)", "right"),
        ("dW2", r"\foo", "invalid"),
        ("dW2", "q @ a1.T", "invalid"),
        ("dW2", "os.system('x')", "invalid"),
    ],
)
def test_a_claim(judge, target, claim, verdict):
    found = judge.judge(target, claim)
    assert found.verdict == verdict, found.message


def test_names_and_conventions(judge):
    rows = Convention(examples="rows", weights="inputs_by_outputs")
    claim = "np.dot(h.T, p - y) / m"
    assert judge.judge("dW2", claim, {"h": "a1", "p": "a2"}, rows).verdict == "right"
    assert judge.judge("dW2", claim, {"h": "a1", "p": "a2"}).verdict != "right"


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        (r"\delta^{[2]}", "latex"), ("W^{2}", "latex"), ("np.dot(a, b)", "numpy"), ("a1.T @ dz2", "numpy"),
        ("δ² (a¹)ᵀ", "unicode"), ("a2 * (1 - a2)", "unicode"), ("A[2] - Y", "numpy"), ("σ'(z1)", "unicode"),
        ("params['W1'] - lr * dW1", "numpy"),
    ],
)  # fmt: skip
def test_which_notation(text, notation):
    assert notation_of(text) == notation


def test_a_name_for_a_layer_that_the_network_has_not_is_said():
    e = files.example("xor")
    judge = NotationJudge(frame_at(e, 0), {"deep": f"a{len(e.layers) + 3}"})
    for target, text in (("dz2", "deep - Y"), ("dz2", r"\mathrm{deep} - Y"), ("deep", "1")):
        verdict = judge.judge(target, text)
        assert (verdict.verdict, "deep" in verdict.message) == ("invalid", True)

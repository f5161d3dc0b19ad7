"""Conventions: the same line judged in the layout and with the factors of different texts."""

import pytest

from nnviz.core.judge import Convention, Judge, judge
from tests.core.judge.test_judge import PENALTY, SOFT, SOFTMAX, TANH, OptimizerSpec, network

ROWS = Convention(examples="rows", weights="inputs_by_outputs")
COURSE = Convention(examples="rows", weights="inputs_by_outputs", mean_at="weights")
FITTING = ("right", "conditional")


@pytest.mark.parametrize(
    ("target", "claim"),
    [
        ("z2", "a1 @ W2 + b2"), ("a2", "softmax(a1 @ W2 + b2)"), ("dW2", "a1.T @ dz2 / m"),
        ("db2", "sum(dz2, 0) / m"), ("dz1", "dz2 @ W2.T * (1 - a1**2)"), ("da1", "dz2 @ W2.T"),
        ("dW2[i,j]", "sum(n, a1[n,i] * dz2[n,j]) / m"), ("db1[j]", "sum(n, dz1[n,j]) / m"),
        ("dz1[j]", "sum(k, W2[j,k] * dz2[k]) * (1 - a1[j]**2)"), ("a2", "f(z2)"), ("dz1", "da1 * d(z1)"),
        ("da2/dz2", "diag(a2) - outer(a2, a2)"), ("da1/dz1", "1 - a1**2"), ("W2_next", "W2 - eta * dW2"),
    ],
)  # fmt: skip
def test_a_course_with_rows_and_the_mean_at_the_weights(target, claim):
    found = judge(SOFT, target, claim, convention=COURSE)
    assert found.verdict == "right", found.message
    assert judge(SOFT, target, found.correct, convention=COURSE).verdict == "right"


@pytest.mark.parametrize("convention", [ROWS, COURSE, Convention(weights="inputs_by_outputs"),
                                        Convention(error="target_minus_output"),
                                        Convention(penalty="whole_over_m", mean_at="weights")])  # fmt: skip
@pytest.mark.parametrize("target", ["z1", "a2", "dz2", "da1", "dz1", "dW2", "dW1", "db1", "W1_next",
                                    "b2_next", "dW2[i,j]", "db2[i]", "dz1[i]", "C"])  # fmt: skip
def test_the_correct_expression_is_in_the_convention_of_the_claim(convention, target):
    claim = "0 * a1[i]" if target == "dz1[i]" else "0 * m"
    found = judge(PENALTY, target, claim, convention=convention)
    assert found.verdict == "wrong"
    again = judge(PENALTY, target, found.correct, convention=convention)
    assert again.verdict in FITTING, (found.correct, again.message)


@pytest.mark.parametrize(
    ("momentum", "claims"),
    [
        ("gradient", {"vW1_next": "0.9 * vW1 + dW1", "W1_next": "W1 - eta * vW1_next"}),
        ("average", {"vW1_next": "0.9 * vW1 + 0.1 * dW1", "W1_next": "W1 - eta * vW1_next"}),
        ("step", {"vW1_next": "0.9 * vW1 - eta * dW1", "W1_next": "W1 + vW1_next"}),
    ],
)
def test_the_velocity_of_momentum_in_three_scales(momentum, claims):
    frame = network(TANH, SOFTMAX, optimizer=OptimizerSpec(name="momentum", learning_rate=0.1))
    for target, claim in claims.items():
        assert judge(frame, target, claim, convention=Convention(momentum=momentum)).verdict == "right"
    for target in ("vW1_next", "vb1_next"):
        wrong = judge(frame, target, "0.999 * v" + target[1:3] + " + 0.3 * d" + target[1:3])
        assert wrong.verdict == "wrong"


def test_the_sign_of_an_error():
    added = Convention(error="target_minus_output")
    assert judge(SOFT, "dz2", "(Y - a2) / m", convention=added).verdict in FITTING
    assert judge(SOFT, "W2_next", "W2 + eta * dW2", convention=added).verdict == "right"
    assert judge(SOFT, "dz2", "(a2 - Y) / m", convention=added).diagnosis == "sign"


def test_what_lambda_multiplies():
    text = "dz2 @ a1.T + lambda1 * (drelu(W2) - drelu(-W2)) + {} * W2"
    found = judge(PENALTY, "dW2", text.format("2 * lambda2"), convention=Convention(penalty="whole"))
    assert found.verdict == "right"
    shared = Convention(penalty="half_over_m", mean_at="weights")
    text = "(dz2 @ a1.T + lambda1 * (drelu(W2) - drelu(-W2)) + lambda2 * W2) / m"
    assert judge(PENALTY, "dW2", text, convention=shared).verdict == "right"


def test_a_convention_is_said_in_one_sentence_and_checked():
    assert COURSE.sentence == "Read with examples in rows, W as inputs × outputs, 1/m in dW."
    assert Convention().condition(COURSE) == (
        "examples are rows and W is inputs × outputs and the 1/m is in dW"
    )
    with pytest.raises(ValueError, match="examples: expected one of columns, rows"):
        Convention(examples="both")


def test_the_convention_of_a_text_is_inferred_from_its_lines():
    judge = Judge(SOFT)
    course = [("dz2", "a2 - Y"), ("dW2", "a1.T @ dz2 / m"), ("db2", "sum(dz2, 0) / m")]
    course.append(("z2", "a1 @ W2 + b2"))
    assert judge.conventions(course) == (COURSE,)
    own = [("z2", "W2 @ a1 + b2"), ("dW2", "dz2 @ a1.T"), ("dz2", "(a2 - Y) / m")]
    assert judge.conventions(own)[0] == Convention()
    assert len(judge.conventions([("a1", "tanh(z1)")])) > 1


@pytest.mark.parametrize(
    ("target", "claim", "words"),
    [
        ("dz2", "a2 - Y", "the 1/m is in dW"), ("dW2", "a1.T @ dz2", "examples are rows"),
        ("dW2", "dz2.T @ a1", "Right if examples are rows;"),
        ("z2", "a1 @ W2 + b2", "W is inputs × outputs"),
        ("dW2", "(a2 - Y) @ a1.T / 5", "for five examples (a batch of 5)"),
        ("dW2", "(a2 - Y) @ a1.T / 64", "for 64 examples (a batch of 64)"),
        ("dz2", "0.2 * (a2 - Y)", "for five examples (a batch of 5)"),
    ],
)  # fmt: skip
def test_what_is_right_in_another_convention_says_in_which(target, claim, words):
    found = judge(SOFT, target, claim)
    assert found.verdict == "conditional"
    assert words in found.message


@pytest.mark.parametrize("claim", ["X.shape[1]", "len(X)", "len(Y)", "N", "n", "m"])
def test_the_number_of_examples_by_name(claim):
    assert judge(SOFT, "dW2", f"(a2 * sum(Y, 0) - Y) @ a1.T / {claim}").verdict == "right"
    rows = claim.replace("shape[1]", "shape[0]")
    found = judge(SOFT, "dW2", f"a1.T @ (a2 * sum(Y, 1) - Y) / {rows}", convention=ROWS)
    assert found.verdict == "right"

"""The judge beyond the texts: coincidences, conditions, corrections, positions of a run, all optimizers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.checks.trace import frame_at
from nnviz.core.document import files
from nnviz.core.experiment.experiment import DataSpec, Experiment, LayerSpec, OptimizerSpec, Regularization
from nnviz.core.experiment.matrix import Matrix
from nnviz.core.experiment.record import ExperimentError, from_builtins, to_builtins
from nnviz.core.judge import DIAGNOSES, Claim, Judge, judge
from nnviz.core.judge.mistakes import mistakes
from nnviz.core.judge.random_trials import random_trials
from nnviz.core.run.timeline import Timeline
from tests.core.judge.claims import networks

HOT = Matrix(np.eye(3)[[0, 2, 1, 2, 0]])
ROWS = Matrix(np.random.default_rng(5).normal(0, 1, (5, 2)))


def network(*layers, targets=HOT, loss="categorical_cross_entropy", **fields):
    data = DataSpec(inputs=ROWS, targets=targets)
    e = Experiment(data=data, layers=layers, loss=loss, **{"batch_size": 5, "seed": 4, **fields})
    return frame_at(e, 2)


TANH = LayerSpec(activation="tanh", units=4)
SOFTMAX = LayerSpec(activation="softmax", units=3)
SOFT = network(TANH, SOFTMAX)
FUSED = network(TANH, SOFTMAX, output_gradient="fused")
SQUARE = network(LayerSpec(activation="tanh", units=2), LayerSpec(activation="sigmoid", units=2),
                 LayerSpec(activation="sigmoid", units=3), loss="mean_squared_error")  # fmt: skip
PENALTY = network(TANH, SOFTMAX, regularization=Regularization(l1=0.02, l2=0.1))


def test_a_coincidence_does_not_pass():
    # At the start all weights of this run are 0, so many wrong claims give the same zeros.
    zeros = LayerSpec(activation="tanh", units=4, initializer="zeros")
    data = DataSpec(inputs=ROWS, targets=HOT)
    frame = frame_at(Experiment(data=data, layers=(zeros, SOFTMAX), loss="categorical_cross_entropy"), 0)
    found = judge(frame, "a1", "z1")
    assert found.relative_error == 0.0
    assert found.verdict == "wrong"


def test_the_values_shown_are_those_of_the_moment():
    found = judge(SOFT, "dW2", "2 * (dz2 @ a1.T)")
    np.testing.assert_array_equal(found.expected, SOFT.values["dW2"])
    np.testing.assert_allclose(found.claimed, 2 * SOFT.values["dW2"])
    np.testing.assert_allclose(found.difference, SOFT.values["dW2"], rtol=1e-12)
    assert found.relative_error == pytest.approx(0.5)
    entry = judge(SOFT, "dz2[j]", "a2[j] - Y[j]")
    assert entry.axes == ("j", "n")
    assert entry.expected.shape == (3, 5)


@pytest.mark.parametrize("operation", [0, 1, 4, 9, 13])
def test_any_moment_of_an_iteration_will_do(operation):
    timeline = Timeline(SOFT.experiment)
    found = judge(timeline.frame(Position(3, operation)), "dW2", "dz2 @ a1.T")
    whole = timeline.frame(Position(3, len(timeline.trainer.operations)))
    assert found.verdict == "right"
    np.testing.assert_array_equal(found.expected, whole.values["dW2"])


def test_the_fused_form_knows_that_targets_sum_to_one():
    assert judge(FUSED, "dz2", "(a2 - Y) / m").verdict == "right"
    found = judge(SOFT, "dz2", "(a2 - Y) / m")
    assert (found.verdict, found.condition) == ("conditional", "targets sum to one")
    assert found.correct == "(a2 * sum(Y, 0) - Y) / m"
    both = judge(SOFT, "dz2", "a2 - Y")
    assert both.condition == "one example and targets sum to one"
    assert both.diagnosis == "factor_m"


def test_one_hot_targets_are_a_condition_of_their_own():
    found = judge(SOFT, "C", "-sum(log(sum(Y * a2, 0))) / m")
    assert (found.verdict, found.condition) == ("conditional", "one-hot targets")


@pytest.mark.parametrize(
    ("target", "claim"),
    [("a2", "exp(z2) / sum(exp(z2), 0)"), ("a1", "(exp(z1) - exp(-z1)) / (exp(z1) + exp(-z1))"),
     ("a2[k]", "exp(z2[k]) / sum(j, exp(z2[j]))")],
)  # fmt: skip
def test_what_overflows_is_unstable(target, claim):
    found = judge(SOFT, target, claim)
    assert found.verdict == "unstable"
    assert judge(SOFT, target, found.correct).verdict == "right"


@pytest.mark.parametrize(
    ("target", "claim"),
    [("a1", "2 / (1 + exp(-2 * z1)) - 1"), ("C", "-sum(Y * log(a2)) / m"), ("da2", "-Y / a2 / m"),
     ("dsigmoid(z1)", "1 / (1 + exp(-z1)) * (1 - 1 / (1 + exp(-z1)))")],
)  # fmt: skip
def test_what_ends_at_its_limit_is_stable(target, claim):
    assert judge(SOFT, target, claim).verdict == "right"


CORRECTIONS = [
    (SOFT, "dW2", "-(dz2 @ a1.T)", "sign", "dz2 @ a1.T"),
    (SOFT, "da1", "-W2.T @ d2", "sign", "W2.T @ d2"),
    (SOFT, "dW2", "m * (dz2 @ A1.T)", "factor_m", "m * (dz2 @ A1.T) / m"),
    (SOFT, "dz1", "2 * da1 * d(z1)", "factor_2", "da1 * d(z1)"),
    (SOFT, "dW2", "A1 @ d2.T", "transposed", "d2 @ A1.T"),
    (SOFT, "dz1", "W2.T @ d2", "missing_derivative", "W2.T @ d2 * (1 - a1**2)"),
    (SOFT, "dW1", "W2.T @ d2 @ x.T", "missing_derivative", "W2.T @ d2 * (1 - a1**2) @ x.T"),
    (SOFT, "dz1", "W2.T @ d2 * s'(z1)**2", "double_derivative", "W2.T @ d2 * (1 - a1**2)"),
    (SOFT, "dz2", "da2 * a2 * (1 - a2)", "diagonal_only", "a2 * (da2 - sum(a2 * da2, 0))"),
    (SOFT, "dz2[j]", "da2[j] * a2[j] * (1 - a2[j])", "diagonal_only", None),
    (SOFT, "da1", "W2 @ d2", "untransposed_weights", "W2.T @ d2"),
    (SOFT, "da1[j]", "sum(k, W2[j, k] * d2[k])", "untransposed_weights", "sum(k, W2[k, j] * d2[k])"),
    (SQUARE, "da1", "W2 @ dz2", "untransposed_weights", "W2.T @ dz2"),
    (SQUARE, "da1", "diag(diag(W2)) @ dz2", "only_k_equals_j", "W2.T @ dz2"),
    (SQUARE, "da1[j]", "W2[j, j] * dz2[j]", "only_k_equals_j", None),
    (SQUARE, "dz1", "W2 @ dz2", "missing_derivative", None),
    (SOFT, "dz1", "W2 @ d2", "untransposed_weights", "W2.T @ d2 * (1 - a1**2)"),
    (SOFT, "db2", "d2", "bias_not_summed", "sum(d2, 1)"),
    (PENALTY, "dW2", "dz2 @ a1.T", "missing_penalty", None),
    (PENALTY, "dW2", "dz2 @ a1.T + lambda2 * W2", "missing_penalty", None),
    (PENALTY, "dW2", "lambda2 * W2 + lambda1 * (drelu(W2) - drelu(-W2)) - dz2 @ a1.T", "sign", None),
    (SOFT, "W2_next", "W2 + eta * dW2", "sign", "W2 - eta * dW2"),
    (SOFT, "dW2", "dz2 * a1", "shape", None),
    (SOFT, "a2", "a1", "shape", "softmax(z2)"),
    (SOFT, "a1", "tanh(z1)**2", "square", "tanh(z1)"),
    (SOFT, "da2/dz2", "a2 * (1 - a2)", "diagonal_only", "diag(a2) - outer(a2, a2)"),
    (SOFT, "dz2/da1", "W2.T", "transposed", "W2"),
    (SOFT, "da2[k]/dz2[j]", "a2[k] * (a2[j] - delta(j, k))", "sign", None),
    (SOFT, "da1[k]/dz1[j]", "delta(j, k)", "missing_derivative", "delta(k, j) * (1 - a1[j, n]**2)"),
]  # fmt: skip


@pytest.mark.parametrize(("frame", "target", "claim", "diagnosis", "correct"), CORRECTIONS)
def test_a_mistake_gets_its_name_and_its_correction(frame, target, claim, diagnosis, correct):
    found = judge(frame, target, claim)
    assert found.verdict in ("wrong", "conditional")
    assert found.diagnosis == diagnosis, found.message
    assert correct is None or found.correct == correct
    again = judge(frame, target, found.correct)
    assert again.verdict in ("right", "conditional"), (found.correct, again.message)


def test_two_mistakes_are_both_named():
    found = judge(SQUARE, "dz1", "W2 @ dz2")
    assert "slope" in found.message
    assert "W2" in found.message


@pytest.mark.parametrize(
    ("target", "claim", "words"),
    [("dW2", "dW2 + 0 * m", "dW2 is the value to be "
                            "computed"), ("dC/dW2", "dW2", "is the value to be computed"),
     ("dW9", "dz2", "there is no value called dW9"), ("dC/dY", "dz1", "∂C/∂Y is not a value of the program"),
     ("dW2", "dw2 @ a1", "did you mean dW2?"), ("dz1/da2", "W2", "comes after it"),
     ("dW2", "sum(n, dz2[j] * a1[k])", "The left side needs indices too"),
     ("dW2[j,k]", "dz2", "needs them too"),
     ("dW2[j,k]", "dz2[j] * a1[i]", "The index i appears only on the right"),
     ("dW2[j,k]", "dz2[j,n] * a1", "a whole value of shape 4×1 is combined with entries"),
     ("da1[j,n]/dz1[j,p]", "1", "Examples do not depend on each other"), ("dz2/dW2", "a1", "three indices"),
     ("dz2[j]/dW2[j]", "a1[j]", "three indices"), ("a1 where", "a1", "The target:"),
     ("db2[j,n]", "dz2[j]", "one index"),
     ("a1/a1 where i j", "1", "needs a comparison")],
)  # fmt: skip
def test_what_cannot_be_judged_says_why(target, claim, words):
    found = judge(SOFT, target, claim)
    assert found.verdict == "invalid"
    assert words in found.message
    assert (found.correct, found.expected, found.relative_error) == ("", None, None)


def test_names_of_a_lab_come_first_and_may_stand_for_each_other():
    names = {"z": "a1", "a": "z1", "a1": "Y", "theta": "W1.T", "s": "sum(z1, 0)"}
    assert judge(SOFT, "z", "tanh(a)", names).verdict == "right"
    assert judge(SOFT, "dE/dtheta", "X @ dz1.T", names).verdict == "right"
    assert judge(SOFT, "dE/dtheta[i,j]", "sum(n, x[i,n] * dz1[j,n])", names).verdict == "right"
    assert judge(SOFT, "s", "sum(W1 @ X, 0) + sum(b1, 0)", names).verdict == "right"
    assert judge(SOFT, "C", "-sum(a1 * log(a2)) / m", names).verdict == "right"
    assert judge(SOFT, "dtheta", "X @ -dz1.T", names).correct == "X @ dz1.T"


@pytest.mark.parametrize(
    "names", [{"o": "q"}, {"exp": "a1"}, {"1": "a1"}, {"o": ""}, {"o p": "a1"}, {"o": "o"}]
)
def test_names_that_cannot_be_are_refused(names):
    assert judge(SOFT, "a1", "tanh(z1)", names).message.startswith("The name ")


@pytest.mark.parametrize("optimizer", ["momentum", "nesterov", "adam", "rmsprop", "adagrad", "adamw"])
def test_updates_of_every_optimizer(optimizer):
    frame = network(TANH, SOFTMAX, optimizer=OptimizerSpec(name=optimizer, learning_rate=0.1))
    found = judge(frame, "W2_next", "W2 - eta * dW2")
    assert found.verdict == "wrong"
    assert found.correct
    again = judge(frame, "W2_next", found.correct)
    assert again.verdict == "right"
    assert again.relative_error < 1e-12


def test_a_diverged_run_can_still_be_judged():
    big = OptimizerSpec(learning_rate=1e6)
    line = LayerSpec(activation="identity", units=3)
    data = DataSpec(inputs=ROWS, targets=HOT)
    e = Experiment(data=data, layers=(TANH, line), loss="mean_squared_error", optimizer=big, batch_size=5)
    found = judge(frame_at(e, 60), "dW2", "dz2 @ a1.T")
    assert found.verdict == "right"
    assert found.relative_error is None
    assert found.as_json()["relative_error"] is None


def test_a_large_batch_does_not_stop_a_claim():
    e = files.example("digits").replace(batch_size=900)
    found = Judge(frame_at(e, 0)).judge(
        "dW2[j,k]", "sum(n, sum(i, dz2[j,n] * delta(i, j) * a1[k,n] * Y[i,n]**0))"
    )
    assert found.verdict == "right"


def test_the_json_object_has_the_keys_of_the_command_line():
    keys = ["verdict", "condition", "diagnosis", "relative_error", "correct", "message"]
    assert list(judge(SOFT, "dz2", "a2").as_json()) == keys
    assert judge(SOFT, "dz2", "a2").as_json()["diagnosis"] in DIAGNOSES


def test_claims_are_records():
    claim = Claim(target="dW2", text="dz2 @ a1.T")
    assert from_builtins(to_builtins(claim), Claim) == claim
    for fields in (
        {"target": "", "text": "a"},
        {"target": "a", "text": "a" * 2001},
        {"target": "a" * 201, "text": "a"},
    ):
        with pytest.raises(ExperimentError):
            Claim(**fields)


@settings(max_examples=12)
@given(st.data())
def test_the_book_is_right_about_every_value_of_any_network(data):
    """Whatever the program computes, the judge can say in its own words, and it is right."""
    e = data.draw(networks())
    frame = frame_at(e, 0)
    made = Judge(frame)
    for operation in frame.operations:
        for name in operation.writes:
            if name.endswith("_next") and name[0] not in "Wb":
                continue
            told = made.judge(name, "0 * m").correct
            if told:
                assert made.judge(name, told).verdict in ("right", "conditional", "unstable"), (name, told)


def test_no_mistake_of_the_list_is_the_right_value():
    e = SQUARE.experiment
    for trial in random_trials(e)[1:2]:
        for name in ("dW1", "dz1", "da1", "dW2", "db1", "W1_next"):
            for mistake in mistakes(trial.experiment, name):
                value = mistake.value(trial)
                assert value.shape == trial.values[name].shape
                assert np.abs(value - trial.values[name]).max() > 1e-9, (name, mistake.words)


def test_a_mistake_leaves_the_program_as_it_was():
    trial = random_trials(PENALTY.experiment)[1]
    before = {name: array.copy() for name, array in trial.values.items()}
    for mistake in mistakes(trial.experiment, "W1_next"):
        mistake.value(trial)
    for name in ("dW1", "db1", "dz1", "da1", "W1_next"):
        np.testing.assert_array_equal(trial.again({}, name), before[name])


@pytest.mark.parametrize(
    ("term", "verdict"),
    [
        ("lambda2 * W2", "right"),
        ("5 * lambda2 * W2", "conditional"),
        ("lambda1 * W2", "conditional"),
        ("0", "right"),
    ],
)
def test_a_term_with_a_penalty_that_is_0_here_is_judged_where_it_is_not(term, verdict):
    e = files.example("xor")
    assert e.regularization.l1 == e.regularization.l2 == 0
    found = judge(frame_at(e, 0), "dW2", f"dz2 @ a1.T + {term}")
    assert found.verdict == verdict
    assert (found.condition is None) == (verdict == "right")

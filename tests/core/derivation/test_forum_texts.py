"""Four forum texts as they were typed: every formula is read and has its verdict."""

import pytest

from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.report import as_json
from tests.core.derivation.texts import CROSS_ENTROPY, EQUATION_SHEET, ONE_HIDDEN_LAYER, SIGMOID_SOFTMAX


def judged(text):
    judge = judge_derivation(text)
    return judge, list(judge.run())


@pytest.fixture(scope="module")
def sigmoid_softmax():
    return judged(SIGMOID_SOFTMAX)


@pytest.fixture(scope="module")
def cross_entropy():
    return judged(CROSS_ENTROPY)


@pytest.fixture(scope="module")
def equation_sheet():
    return judged(EQUATION_SHEET)


def verdicts(results):
    return [(r.verdict, r.condition, r.diagnosis) for r in results]


DEFINITION, RIGHT = ("definition", None, None), ("right", None, None)
ONE = ("conditional", "one example", None)
ONE_BIAS = ("conditional", "one example", "bias_not_summed")
SUM = ("conditional", "targets sum to one", None)


def test_sigmoid_units_feeding_a_softmax(sigmoid_softmax):
    judge, results = sigmoid_softmax
    assert [r.verdict for r in results] == [
        "definition", "definition", "conditional", "definition", "right", "right", results[6].verdict,
        "wrong",
        "right", "wrong", "wrong",
    ]  # fmt: skip
    assert results[6].verdict in ("right", "unstable")
    assert results[2].condition == "the sum runs to K, not k"
    assert judge.networks.network(0).convention.weights == "inputs_by_outputs"
    data = as_json(judge)
    assert data["network"]["text"] == "2-3 sigmoid → softmax, categorical cross-entropy, sum"
    bound = {row["symbol"]: row["value"] for row in data["bindings"]}
    assert bound == {"x": "X", "a": "z1", "theta": "W1", "z": "a1", "y": "a2", "E": "C", "t": "Y"}


def test_the_first_wrong_step_of_a_chain_is_named(sigmoid_softmax):
    # e^a instead of e^−a in the numerator; the last formula comes back to the right value.
    _, results = sigmoid_softmax
    first = results[7]
    assert first.first_wrong
    assert [step.verdict for step in first.steps][2] == "wrong"
    assert "wrong" not in [step.verdict for step in first.steps[:2]]
    assert first.message.startswith("The third = ")
    assert [r.first_wrong for r in results].count(True) == 1
    assert (results[9].inherits, results[10].inherits) == (first.text.line, first.text.line)
    steps = [step.verdict for step in results[10].steps]
    assert [place for place, verdict in enumerate(steps) if verdict == "wrong"] == [2, 4]


def test_the_derivative_by_the_outputs_and_by_their_inputs(cross_entropy):
    _, results = cross_entropy
    found = [(r.verdict, r.diagnosis) for r in results]
    assert found[:8] == [
        ("definition", None), ("right", None), ("definition", None), ("right", None), ("wrong", "sign"),
        ("wrong", "diagonal_only"), ("wrong", "diagonal_only"), ("wrong", "sign"),
    ]  # fmt: skip
    assert results[4].first_wrong
    assert results[7].inherits == results[4].text.line
    assert [r.verdict in ("right", "unstable") for r in results[8:13]] == [True] * 5
    assert verdicts(results[13:15]) == [SUM, SUM]


def test_in_regression_the_sum_has_one_term(cross_entropy):
    _, results = cross_entropy
    assert verdicts(results[15:]) == [RIGHT, RIGHT]


def test_the_equation_sheet(equation_sheet):
    judge, results = equation_sheet
    by_source = {r.text.source: r for r in results}
    assert not [r for r in results if r.verdict == "unread"]
    assert [r.text.source for r in results if r.verdict == "wrong"] == [
        r"\tag{8} \nabla C_{a^l} = (w^{l+1})^T \delta^{l+1} \odot \sigma^\prime(z^l)"
    ]
    assert [r.verdict for r in results[:13]] == [
        "definition", "right", "definition", "right", "right", "right", "right", "definition", "right",
        "right",
        "wrong", "conditional", "conditional",
    ]  # fmt: skip
    assert results[10].first_wrong
    assert results[10].diagnosis == "double_derivative"
    sheet = as_json(judge)["formulas"]
    assert by_source["C = -\\ln( a_y^L )"].verdict == "definition"
    assert by_source["C'(w_{jk}^l) = a_k^{l-1}(a_j^l-y)"].condition == "l = L"
    assert by_source["x_k^\\prime(b_y^L) = x_k"].condition == "k = y"
    assert by_source["C^\\prime(b_k^L) = a_k | k \\neq y"].verdict == "right"
    assert len(sheet) == len(results)


def test_other_costs_are_other_networks(equation_sheet):
    judge, results = equation_sheet
    losses = [judge.networks.network(i).experiment.loss for i in range(3)]
    assert losses == ["mean_squared_error", "binary_cross_entropy", "log_likelihood"]
    assert sorted({r.network for r in results}) == [0, 1, 2]


def test_one_hidden_layer():
    judge, results = judged(ONE_HIDDEN_LAYER)
    assert [(r.verdict, r.diagnosis) for r in results] == [
        ("definition", None), ("definition", None), ("right", None), ("wrong", "transposed"),
    ]  # fmt: skip
    assert len(judge.networks.network(0).experiment.layers) == 2

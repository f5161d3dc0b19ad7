"""Layers told apart by index letters alone, and an error that is the target minus the output."""

from nnviz.core.derivation.judging import judge_derivation

TEXT = """
The error is E = ½ Σ_k (t_k − o_k)², with o_k = σ(net_k), net_k = Σ_j w_kj h_j,
h_j = σ(net_j), net_j = Σ_i w_ji x_i.

δ_k = o_k (1 − o_k)(t_k − o_k)

δ_j = h_j (1 − h_j) Σ_k w_kj δ_k

Δw_kj = η δ_k h_j

Δw_ji = η δ_j x_i

"""


def verdicts(text):
    judge = judge_derivation(text)
    return judge, [(result.verdict, result.diagnosis) for result in judge.run()]


def test_two_layers_are_found_and_the_error_is_target_minus_output():
    judge, found = verdicts(TEXT)
    assert [verdict for verdict, _ in found] == ["definition"] * 5 + ["right"] * 4
    network = judge.networks.network(0)
    assert [layer.activation for layer in network.experiment.layers] == ["sigmoid", "sigmoid"]
    assert network.convention.error == "target_minus_output"


def test_a_written_derivative_keeps_its_own_sign():
    lines = (
        r"$\frac{\partial E}{\partial net_k} = o_k(1-o_k)(t_k-o_k)$",
        r"$\frac{\partial E}{\partial w_{kj}} = \delta_k h_j$",
        r"$\frac{\partial E}{\partial w_{kj}} = -\delta_k h_j$",
    )
    _, found = verdicts(TEXT + "\n\n".join(lines))
    assert [verdict for verdict, _ in found[-3:]] == ["wrong", "wrong", "right"]
    assert {diagnosis for verdict, diagnosis in found[-3:] if verdict == "wrong"} == {"sign"}


def test_a_slope_that_is_missing_is_found():
    _, found = verdicts(TEXT.replace("δ_j = h_j (1 − h_j) Σ", "δ_j = Σ"))
    assert found[6] == ("wrong", "missing_derivative")

"""Claims about dropout, layer norm, layers without bias and with a shared one."""

import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge import Judge

LAYERS = {
    "dropout": {"layer": "dropout", "rate": 0.3},
    "norm": {"layer": "layer_norm"},
    "none": {"units": 3, "activation": "sigmoid", "bias": False},
    "shared": {"units": 3, "activation": "sigmoid", "bias": "shared"},
}


@pytest.fixture(scope="module")
def judges():
    def made(layer):
        dense = [{"units": 4, "activation": "tanh"}, layer, {"units": 1, "activation": "tanh"}]
        data = {"name": "spiral", "examples": 60}
        e = Experiment.from_dict({"data": data, "layers": dense, "batch_size": 7})
        return Judge(frame_at(e, 3))

    return {name: made(layer) for name, layer in LAYERS.items()}


@pytest.mark.parametrize(
    ("kind", "target", "claim"),
    [
        ("dropout", "da1", "da2 * mask2"),
        ("dropout", "dW1", "(da2 * mask2 * (1 - a1**2)) @ X.T"),
        ("dropout", "dW3", "dz3 @ a2.T"),
        ("dropout", "da2[i]/da1[j]", "mask2[i] * delta(i, j)"),
        ("norm", "dgamma2", "sum(da2 * xhat2, axis=1)"),
        ("norm", "dgamma2[i]", "sum(n, da2[i,n] * xhat2[i,n])"),
        ("norm", "dbeta2", "sum(da2, axis=1)"),
        ("norm", "dxhat2", "da2 * gamma2"),
        ("norm", "gamma2_next", "gamma2 - eta * dgamma2"),
        ("none", "dW1", "((W2.T @ dz2) * (1 - a1**2)) @ X.T"),
        ("shared", "db2", "sum(dz2)"),
        ("shared", "b2_next", "b2 - eta * sum(dz2)"),
    ],
)
def test_right_claims(judges, kind, target, claim):
    assert judges[kind].judge(target, claim).verdict == "right"


@pytest.mark.parametrize(
    ("kind", "target", "claim", "diagnosis", "words"),
    [
        ("dropout", "da1", "da2", "missing_mask", "the mask of layer 2's dropout is missing"),
        ("dropout", "dz1", "(W3.T @ dz3) * (1 - a1**2)", "missing_mask", "the mask of layer 2's dropout"),
        ("norm", "dxhat2", "da2", "missing_derivative", "the gain of layer 2 is missing"),
        ("norm", "da1", "dxhat2 / sqrt(var2 + 0.00001)", "missing_derivative", "mean and variance of"),
        ("norm", "dgamma2", "sum(da2 * xhat2)", "wrong_axis", ""),
        ("norm", "dW3", "dz3 @ a1.T", "wrong_operand", ""),
        ("dropout", "dW3", "dz3 @ a1.T", "wrong_operand", ""),
        ("shared", "db2", "2 * sum(dz2)", "factor_2", "2 times"),
        ("shared", "db2", "-sum(dz2)", "sign", "sign"),
    ],
)
def test_wrong_claims(judges, kind, target, claim, diagnosis, words):
    found = judges[kind].judge(target, claim)
    assert (found.verdict, found.diagnosis) == ("wrong", diagnosis)
    assert words in found.message


def test_a_bias_that_a_layer_does_not_have_is_no_target(judges):
    assert judges["none"].judge("db2", "dz2").verdict == "invalid"


def test_a_layer_without_activation_function_has_no_slope(judges):
    assert judges["dropout"].judge("da1", "da2 * d(a2)").verdict == "invalid"
    assert judges["dropout"].judge("da1", "da2 * sigma'(a2)").verdict == "wrong"

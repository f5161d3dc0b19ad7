"""Networks, losses and layouts that a text leaves open, and what follows from them."""

import pytest

from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.report import as_json
from nnviz.core.derivation.source_text import DerivationError

FOUR_EQUATIONS = r"""
\begin{align}
\delta^L &= \nabla_a C \odot \sigma'(z^L) \\
\delta^l &= ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l) \\
\frac{\partial C}{\partial b^l_j} &= \delta^l_j \\
\frac{\partial C}{\partial w^l_{jk}} &= a^{l-1}_k \delta^l_j
\end{align}
"""


def judged(text):
    judge = judge_derivation(text)
    return judge, list(judge.run())


def verdicts(text):
    return [result.verdict for result in judged(text)[1]]


def test_a_program_without_a_loss_is_judged_under_the_loss_its_lines_agree_with():
    judge, results = judged(
        """```python
hid = sigmoid(np.dot(X, s0))
y_out = sigmoid(np.dot(hid, s1))
err = y - y_out
d_y_out = err * y_out * (1 - y_out)
d_hid = d_y_out.dot(s1.T) * hid * (1 - hid)
s1 += hid.T.dot(d_y_out)
s0 += X.T.dot(d_hid)
```"""
    )
    assert [r.verdict for r in results] == ["definition"] * 3 + ["right"] * 4
    assert "mean squared error, sum, is assumed" in judge.networks.assumption


def test_weights_that_are_a_vector_stand_beside_a_matrix():
    judge, results = judged(
        r"""Let $h = \tanh(W_1 x + b_1)$ and $\hat y = \sigma(w_2^\top h + b_2)$,
$L = -y \log \hat y - (1-y) \log(1-\hat y)$, $z_2 = w_2^\top h + b_2$.

$\frac{\partial L}{\partial w_2} = (\hat y - y) h$

$\frac{\partial L}{\partial h} = (\hat y - y) w_2$

$\frac{\partial L}{\partial W_1} = [(\hat y - y) w_2 \odot (1 - h)] x^\top$
"""
    )
    assert judge.networks.network(0).experiment.widths[-1] == 1
    assert [r.verdict for r in results] == ["definition"] * 3 + ["right"] * 3 + ["wrong"]
    assert "w_{2}" in results[-1].correct


def test_one_unit_has_one_bias_to_sum_for():
    text = r"""$A = \sigma(w^T X + b)$, $J = -\frac{1}{m} \sum_{i=1}^m (y^{(i)} \log a^{(i)} + (1-y^{(i)}) \log(1-a^{(i)}))$
```python
db = 1 / m * np.sum(A - Y)
dw = 1 / m * np.dot(X, (A - Y).T)
```"""  # noqa: E501
    assert verdicts(text)[-2:] == ["right", "right"]


def test_weights_with_two_indices_are_no_vector():
    judge, _ = judged(r"$z = \theta^T x$, $a = \sigma(z)$, $\frac{\partial z_j}{\partial \theta_{ij}} = x_i$")
    assert judge.networks.network(0).experiment.widths[-1] == 3


def test_another_loss_is_never_put_in_the_place_of_one_that_is_not_known():
    judge, results = judged(
        r"""$L = \sum_i \max(0, 1 - y_i f_i)^2$, $f_i = w^T x_i + b$

$\frac{\partial L}{\partial w} = -\sum_i \mathbb{1}[y_i f_i < 1] y_i x_i$

$\frac{\partial L}{\partial w} = -2\sum_i \max(0, 1 - y_i f_i) y_i x_i$"""
    )
    # The text's own expression is derived exactly.
    assert [result.verdict for result in results[2:]] == ["wrong", "right"]
    assert "exact derivative" in results[-1].message
    assert "assumed" not in judge.networks.assumption


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (
            r"""$L = \sum_i \max(0, 1 - y_i (w^T x_i + b))$

$\frac{\partial L}{\partial w} = -\sum_i \mathbb{1}[y_i (w^T x_i + b) < 1] y_i x_i$

$\frac{\partial L}{\partial w} = -\sum_i y_i x_i$""",
            ["right", "wrong"],
        ),
        (
            r"""$E = \frac12 \|W_2\, \mathrm{relu}(W_1 x) - y\|^2$,
with $h = W_1 x$, $r = \mathrm{relu}(h)$, $e = W_2 r - y$

$\frac{\partial E}{\partial W_2} = e r^T$

$\frac{\partial E}{\partial W_1} = (W_2^T e \odot \mathbb{1}_{h>0}) x^T$

$\frac{\partial E}{\partial W_1} = (W_2^T e) x^T$""",
            ["right", "right", "wrong"],
        ),
        (
            r"""$J = \frac{1}{2}\|Xw - y\|^2$

$\nabla_w J = X^T(Xw - y)$

$\nabla_w J = (Xw - y)X^T$""",
            ["right", "wrong"],
        ),
    ],
)
def test_networks_within_a_loss(text, verdicts):
    results = judged(text)[1]
    assert [r.verdict for r in results if r.verdict != "definition"] == verdicts
    wrong = results[-1]
    assert wrong.diagnosis not in (None, "unknown")
    assert "o" not in wrong.correct.replace(r"\odot", "").replace("cdot", "").split()


def test_equations_without_a_network_are_judged_in_an_assumed_one():
    judge, results = judged(FOUR_EQUATIONS)
    assert [r.verdict for r in results] == ["right", "right", "conditional", "conditional"]
    assert r"a^{l-1}_{k}" in results[3].correct
    told = as_json(judge)
    assert told["network"]["assumed"]
    assert told["network"]["inferred"]
    assert "The text defines no network" in told["convention"]


@pytest.mark.parametrize("change", [("^T", ""), ("w^{l+1}", "w^{l}"), (r"\sigma'(z^l)", r"\sigma(z^l)")])
def test_a_mistake_is_wrong_in_every_network_that_may_be_assumed(change):
    results = judged(FOUR_EQUATIONS.replace(*change))[1]
    assert results[1].verdict == "wrong"
    assert results[1].first_wrong


def test_activations_of_an_assumed_network_are_those_under_which_the_lines_hold():
    text = r"""
$dZ^{[2]} = A^{[2]} - Y$

$dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}$

$dZ^{[1]} = W^{[2]T} dZ^{[2]} \odot (1 - (A^{[1]})^2)$
"""
    judge, results = judged(text)
    assert [r.verdict for r in results] == ["right"] * 3
    assert judge.networks.network(0).experiment.layers[0].activation == "tanh"
    other = judged(text.replace(r"(1 - (A^{[1]})^2)", r"\mathbb{1}[Z^{[1]} > 0]"))[0]
    assert other.networks.network(0).experiment.layers[0].activation == "relu"


def test_a_text_that_says_nothing_of_gradients_defines_no_network():
    with pytest.raises(DerivationError, match="defines no network"):
        judge_derivation("$W^{2} + b^{2} = c$")


@pytest.mark.parametrize("right", [r"\sum_n \delta_n a_k", r"\sum_n \delta_j a_n"])
def test_an_index_that_is_missing_is_never_filled_in(right):
    text = rf"""$a = \tanh(Vx)$, $z = Wa$, $y = \mathrm{{softmax}}(z)$,
$E = -\sum_n \sum_k t_{{kn}} \log y_{{kn}}$,
$\delta = \frac{{\partial E}}{{\partial z}}$

$\frac{{\partial E}}{{\partial W_{{jk}}}} = {right}$"""
    assert verdicts(text)[-1] == "unread"
    assert verdicts(text.replace(right, r"\sum_n \delta_{jn} a_{kn}"))[-1] in ("right", "conditional")

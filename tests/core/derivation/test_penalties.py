"""Penalties on weights: in a stated loss, in gradients, in programs; a λ is never 0 where it is judged."""

import pytest

from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.notation.reading import read_latex
from nnviz.core.derivation.penalty import split_penalty

NET = r"""class Net:
    def loss(self, X, y=None, reg=0.0):
        N, D = X.shape
        u = X.dot(W1) + b1
        h = np.maximum(u, 0)
        scores = h.dot(W2) + b2
        shifted = scores - np.max(scores, axis=1).reshape(-1, 1)
        probs = np.exp(shifted) / np.sum(np.exp(shifted), axis=1).reshape(-1, 1)
        loss = -np.sum(np.log(probs[range(N), list(y)]))
        loss /= N
        loss += 0.5 * reg * (np.sum(W1 * W1) + np.sum(W2 * W2))
        d_scores = probs.copy()
        d_scores[range(N), list(y)] -= 1
        d_scores /= N
        grads['W2'] = h.T.dot(d_scores) + reg * W2
        grads['b2'] = np.sum(d_scores, axis=0)
        dh = d_scores.dot(W2.T)
        du = (u > 0) * dh
        grads['W1'] = X.T.dot(du) + reg * W1
        grads['b1'] = np.sum(du, axis=0)
"""
FORMULAS = r"""$z = xW + b$ (a row for each example), $p = \mathrm{softmax}(z)$,
$L = -\frac{1}{N}\sum_n \sum_k y_{nk} \log p_{nk} + PENALTY$

$\frac{\partial L}{\partial W} = x^T \frac{\partial L}{\partial z} + GRADIENT$
"""


def judged(text):
    return list(judge_derivation(text).run())


def by_line(results):
    return {r.text.source.split("=")[0].strip(): r.verdict for r in results if r.verdict != "definition"}


def test_a_program_with_its_penalty_in_the_loss():
    results = judged(f"```python\n{NET}\n```")
    names = ["d_scores /", *(f"grads['{name}']" for name in ("W2", "b2", "W1", "b1")), "dh", "du"]
    assert by_line(results) == dict.fromkeys(names, "right")


@pytest.mark.parametrize("factor", ["2*reg * W1", "0.5 * reg * W1", "reg * W1**2", "0 * W1"])
def test_another_penalty_in_the_gradient_is_wrong(factor):
    results = judged("```python\n" + NET.replace("+ reg * W1", f"+ {factor}") + "\n```")
    assert by_line(results)["grads['W1']"] == "wrong"


def test_a_penalty_that_is_added_further_down():
    text = NET.replace("h.T.dot(d_scores) + reg * W2", "h.T.dot(d_scores)")
    assert by_line(judged(f"```python\n{text}\n```"))["grads['W2']"] == "wrong"
    good = f"```python\n{text}        grads['W2'] += reg * W2\n```"
    assert by_line(judged(good))["grads['W2'] +"] == "right"
    bad = f"```python\n{text}        grads['W2'] += 5 * reg * W2\n```"
    assert by_line(judged(bad))["grads['W2'] +"] == "wrong"


@pytest.mark.parametrize(
    ("penalty", "gradient", "form"),
    [
        (r"\frac{\lambda}{2} \|W\|^2", r"\lambda W", "half"),
        (r"\lambda \|W\|^2", r"2 \lambda W", "whole"),
        (r"\frac{\lambda}{2N} \sum_{ij} W_{ij}^2", r"\frac{\lambda}{N} W", "half_over_m"),
        (r"\frac{\lambda}{N} \|W\|^2", r"\frac{2\lambda}{N} W", "whole_over_m"),
    ],
)
def test_forms_of_a_stated_penalty(penalty, gradient, form):
    text = FORMULAS.replace("PENALTY", penalty)
    judge = judge_derivation(text.replace("GRADIENT", gradient))
    results = list(judge.run())
    assert judge.networks.network(0).convention.penalty == form
    assert results[-1].verdict == "right"
    for other in (r"\lambda W", r"2 \lambda W", r"\frac{\lambda}{N} W", r"\frac{2\lambda}{N} W"):
        if other != gradient:
            last = judged(text.replace("GRADIENT", other))[-1]
            # The text states its penalty and a mean over N, so another factor is a mistake.
            assert (last.verdict, last.condition) == ("wrong", None)
            assert last.diagnosis in ("factor_2", "factor_m", "factor")
            assert "penalty is λ" not in last.message


def test_a_loss_is_split_from_its_penalty_alone():
    loss = read_latex(r"C = C_0 + \frac{\lambda}{2n} \sum_w w^2").sides[1]
    rest, form = split_penalty(loss)
    assert (rest.base, form) == ("C", "half_over_m")
    others = (r"a + b", r"C_0 - \frac{\lambda}{2} w^2", r"C_0 + \frac{\lambda}{2} w", r"\lambda w^2")
    for text in others:
        assert split_penalty(read_latex(f"C = {text}").sides[1]) is None

"""Calls of NumPy within typeset formulas."""

import pytest

from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.notation.reading import read_latex
from nnviz.core.derivation.notation.written import NotationError

LINES = (
    (r"dW^{[2]} = \frac{1}{m} np.dot(dZ^{[2]}, A^{[1]T})", "right"),
    (r"db^{[2]} = \frac{1}{m} np.sum(dZ^{[2]}, axis=1, keepdims=True)", "right"),
    (r"db^{[2]} = \frac{1}{m} np.sum(dZ^{[2]}, axis = 0)", "wrong"),
    (r"dZ^{[1]} = np.multiply(np.dot(W^{[2]T}, dZ^{[2]}), A^{[1]} * (1 - A^{[1]}))", "right"),
    (r"db^{[1]} = \frac{1}{m} np.sum(dZ^{[1]}, keepdims = True, axis = 1)", "right"),
)
NETWORK = r"""
$Z^{[1]} = W^{[1]} X + b^{[1]}$, $A^{[1]} = \sigma(Z^{[1]})$, $Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$,
$A^{[2]} = \sigma(Z^{[2]})$

$dZ^{[2]} = A^{[2]} - Y$

"""


def test_calls_are_judged():
    judge = judge_derivation(NETWORK + "\n\n".join(f"${line}$" for line, _ in LINES))
    assert [result.verdict for result in judge.run()][-len(LINES) :] == [verdict for _, verdict in LINES]


@pytest.mark.parametrize("text", ["a = np.sum(", "a = np.dot(a)", "a = np.np.sum(a)"])
def test_what_is_no_call_is_refused(text):
    with pytest.raises(NotationError):
        read_latex(text)

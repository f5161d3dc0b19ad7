"""LaTeX formulas as people write them: what they are read as, and what is refused."""

import pytest

from nnviz.core.derivation.notation.code.code_lines import read_numpy
from nnviz.core.derivation.notation.reading import read_latex, read_unicode, readings
from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.derivation.notation.written import NotationError
from nnviz.core.document import files
from nnviz.core.judge.convention import Convention
from nnviz.core.judge.nodes import text_of

XOR = Vocabulary(files.example("xor"), layer=1)
"""2 inputs, 3 tanh units, one sigmoid output; l is layer 1."""
SOFTMAX = Vocabulary(files.example("blobs-softmax"), layer=1)
ROWS = Vocabulary(files.example("xor"), convention=Convention(examples="rows", weights="inputs_by_outputs"))


def read(formula, vocabulary=XOR, stars=False):
    """Return all readings of a formula as text."""
    return [
        " = ".join(text_of(side.node) for side in reading.sides)
        for reading in readings(formula, vocabulary, stars)
    ]


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (r"\frac{\partial C}{\partial W^2} = \delta^2 (a^1)^T", "dW2 = dz2 @ a1.T"),
        (r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}", "dW2 = 1 / m * dz2 @ a1.T"),
        (r"\nabla_{W^{(2)}} L = \delta^{(2)} a^{(1)\top}", "dW2 = dz2 @ a1.T"),
        (r"\delta^l = ((w^{l+1})^T\delta^{l+1})\odot\sigma'(z^l)", "dz1 = W2.T @ dz2 * f'(z1)"),
        (r"\delta^{L} = \nabla_a C \circ \sigma^\prime(z^L)", "dz2 = da2 * f'(z2)"),
        (r"\nabla C_{a^L} = a_j^L-y_j", "da2[j, n] = a2[j, n] - Y[j, n]"),
        (r"\mathbf{W}_2^\top \boldsymbol\delta_2 = \frac{\partial C}{\partial a_1}", "W2.T @ dz2 = da1"),
        (
            r"\frac{\partial E}{\partial w_{jk}^{(2)}} = \frac1m\sum_n \delta^{(2)}_j a_k^{(1)}",
            "dW2[j, k] = 1 / m * sum(n, dz2[j, n] * a1[k, n])",
        ),
        (r"{\partial C \over \partial b^l} = \delta^l", "db1 = dz1"),
        (r"z_j = \sum_k w_{jk} a_k^{1} + b_j", "z2[j, n] = sum(k, W2[j, k] * a1[k, n]) + b2[j]"),
        (r"a = \sigma(wa+b)", "a2 = sigmoid(W2 @ a1 + b2)"),
        (r"a = \operatorname{tanh}\left(wa+b\right)", "a2 = tanh(W2 @ a1 + b2)"),
        (r"C = \frac{1}{2n}\sum_x \|y(x)-a\|^2", "C = 1 / (2 * m) * sum(sum((Y - a2)**2, 0), 1)"),
        (r"w' = w - \eta \frac{\partial C}{\partial w}", "W2_next = W2 - eta * dW2"),
        (r"\hat{y} - y = \delta^{[2]}", "a2 - Y = dz2"),
        (r"a^{[1]} = \max(0, z^{[1]})", "a1 = relu(z1)"),
        (
            r"\frac{d a_j}{d z_j} = \begin{cases} 1 & \text{if } z_j > 0 \\ 0 & \text{otherwise} \end{cases}",
            "d(a2[j, n])/dz2[j, n] = (z2[j, n] > 0) * 1 + (1 - (z2[j, n] > 0)) * 0",
        ),
        (r"\sigma'(z^1) = \mathbb{1}_{z^1 > 0}", "f'(z1) = (z1 > 0)"),
        (r"\begin{align} \delta^2 &= a^2 - y \tag{3} \end{align}", "dz2 = a2 - Y"),
    ],
)
def test_what_is_read(latex, reading):
    assert read(read_latex(latex))[0] == reading


@pytest.mark.parametrize(
    ("latex", "reading"),
    [
        (
            r"\frac{\partial a_k}{\partial z_j} = a_k(\delta_{jk} - a_j)",
            "d(a3[k, n])/dz3[j, n] = a3[k, n] * (delta(j, k) - a3[j, n])",
        ),
        (
            r"\frac{\partial C}{\partial z_j} = "
            r"\sum_i \frac{\partial C}{\partial a_i}\frac{\partial a_i}{\partial z_j}",
            "dz3[j, n] = sum(i, da3[i, n] * (d(a3[i, n])/dz3[j, n]))",
        ),
        (
            r"a_k = \frac{e^{z_k}}{\sum_{j=1}^K e^{z_j}}",
            "a3[k, n] = exp(z3[k, n]) / sum(j, exp(z3[j, n]))",
        ),
        (
            r"\frac{d}{da_j} \frac{1}{1+e^{-a_j}} = 1",
            "d(1 / (1 + exp(-a3[j, n])))/da3[j, n] = 1",
        ),
        (
            r"C = -\sum_{n=1}^N \sum_{k=1}^{K} y_k^n \log a_k^n",
            "C = -sum(n, sum(k, Y[k, n] * log(a3[k, n])))",
        ),
    ],
)
def test_index_form(latex, reading):
    assert read(read_latex(latex), SOFTMAX)[0] == reading


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("δ² = (a² − y) ⊙ σ′(z²)", "dz2 = (a2 - Y) * f'(z2)"),
        ("∂C/∂W² = δ² (a¹)ᵀ", "dW2 = dz2 @ a1.T"),
        ("δˡ = (Wˡ⁺¹)ᵀ δˡ⁺¹ ⊙ σ′(zˡ)", "dz1 = W2.T @ dz2 * f'(z1)"),
        ("dW2[j,k] = -(y[j] - a2[j]) * a1[k]", "dW2[j, k] = -((Y[j, n] - a2[j, n]) * a1[k, n])"),
        ("∂C/∂b² = Σₙ δ²", "db2 = sum(dz2, 1)"),
        ("y_hat = sigmoid = 1 / (1 + e^-z)", "a2 = sigmoid(z2) = 1 / (1 + exp(-z2))"),
        ("dz1 = W2.T @ dz2 * (z1 > 0)", "dz1 = W2.T @ dz2 * (z1 > 0)"),
    ],
)
def test_unicode(text, reading):
    assert read(read_unicode(text), stars=True)[0] == reading


@pytest.mark.parametrize(
    ("line", "reading"),
    [
        ("dW2 = np.dot(a1.T, (a2 - y) / m)", "dW2 = a1.T @ ((a2 - Y) / m)"),
        ("dz1 = dz2.dot(W2.T) * (1 - np.power(a1, 2))", "dz1 = dz2 @ W2.T * (1 - a1**2)"),
        ("db2 = np.sum(dz2, axis=0, keepdims=True)", "db2 = sum(dz2, 0)"),
        ("grads['dW1'] = X.T @ dz1", "dW1 = X.T @ dz1"),
        ("z1 = np.matmul(X, W1) + b1", "z1 = X @ W1 + b1"),
        ("dz1 = np.multiply(da1, np.square(a1))", "dz1 = da1 * a1**2"),
        ("dz1 = 1. * (z1 > 0) * da1", "dz1 = 1.0 * (z1 > 0) * da1"),
        ("A[2] = np.maximum(Z[2], 0)", "a2 = relu(z2)"),
    ],
)
def test_numpy(line, reading):
    assert read(read_numpy(line), ROWS, stars=True)[0] == reading


def test_a_number_above_may_be_a_layer_or_a_power():
    assert read(read_latex(r"a^2 = 1")) == ["a2 = 1", "a2**2 = 1"]
    # One sign of layers in the formula decides for all of it.
    assert read(read_latex(r"\delta^1 = 1 - a^2")) == ["dz1 = 1 - a2"]


@pytest.mark.parametrize(
    ("latex", "piece"),
    [
        (r"a = \foo x", r"\foo"),
        (r"\newcommand{\x}{y} a = \x", r"\newcommand"),
        (r"W^k = 1", "W^k"),
        (r"\int a dz = 1", r"\int"),
        (r"q_j = a_j", "q_j"),
        (r"w_{12} = 1", "w_{12}"),
        (r"a \approx y", r"\approx"),
    ],
)
def test_what_is_not_understood_is_marked(latex, piece):
    with pytest.raises(NotationError) as caught:
        readings(read_latex(latex), XOR)
    assert latex[caught.value.start : caught.value.end] == piece
    assert str(caught.value).endswith((".", "?"))

"""The same formulas in the styles of courses, books and forums: one reading, and back again."""

import itertools
import re

import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.derivation.notation.reading import read_latex, readings
from nnviz.core.derivation.notation.rendering import Spelling, to_latex
from nnviz.core.derivation.notation.vocabulary import Vocabulary
from nnviz.core.document import files
from nnviz.core.judge.evaluate import ExpressionEvaluator
from nnviz.core.judge.nodes import text_of
from nnviz.core.judge.scope import Names, Scope

E = files.example("blobs-softmax")
"""2 inputs, two hidden layers, three softmax outputs."""
VOCABULARY = Vocabulary(E, layer=1)

LAYERS = {"brackets": "[{}]", "round": "({})", "bare": "{}"}
FONTS = {"plain": "{}", "bold": r"\mathbf{{{}}}", "boldsymbol": r"\boldsymbol{{{}}}"}
PRODUCTS = (r"\odot", r"\circ")
TRANSPOSES = ("T", r"\top")

# Templates: (W|n) is a matrix with its layer, ⊙ a product element by element, ᵀ the transpose above a symbol.
MATRIX = [
    ("(Z|1) = (W|1) X + (b|1)", "z1 = W1 @ X + b1"),
    ("(Z|2) = (W|2) (A|1) + (b|2)", "z2 = W2 @ a1 + b2"),
    (r"\frac{\partial C}{\partial (W|2)} = (D|2) (A|1ᵀ)", "dW2 = dz2 @ a1.T"),
    (r"{\partial C \over \partial (W|2)} = (D|2) (A|1ᵀ)", "dW2 = dz2 @ a1.T"),
    (r"\nabla_{(W|2)} C = (D|2) (A|1ᵀ)", "dW2 = dz2 @ a1.T"),
    (r"\frac{\partial C}{\partial (b|2)} = \sum_{n} (D|2)", "db2 = sum(dz2, 1)"),
    (r"(D|2) = (W|3ᵀ) (D|3) ⊙ \sigma'((Z|2))", "dz2 = W3.T @ dz3 * f'(z2)"),
    (r"(D|2) = \left({(W|3)}ᵀ (D|3)\right) ⊙ \sigma^{\prime}\left((Z|2)\right)", "dz2 = W3.T @ dz3 * f'(z2)"),
    (r"(D|2) = \left((W|3ᵀ) (D|3)\right) ⊙ (1 - (A|2) ⊙ (A|2))", "dz2 = W3.T @ dz3 * (1 - a2 * a2)"),
    (r"\frac{\partial C}{\partial (A|1)} = (W|2ᵀ) (D|2)", "da1 = W2.T @ dz2"),
    (r"(D|3) = \frac{1}{m} ((A|3) - Y)", "dz3 = 1 / m * (a3 - Y)"),
    (r"(D|3) = \hat{Y} - Y", "dz3 = a3 - Y"),
    (r"\frac{\partial C}{\partial (W|1)} = \frac{1}{m} (D|1) X^{T}", "dW1 = 1 / m * dz1 @ X.T"),
    (r"(W|1) - \eta \frac{\partial C}{\partial (W|1)} = (W|1)", "W1 - eta * dW1 = W1"),
    (r"(A|1) = \tanh((Z|1))", "a1 = tanh(z1)"),
    (r"(A|1) = \max(0, (Z|1))", "a1 = relu(z1)"),
    (r"(A|3) = \operatorname{softmax}((Z|3))", "a3 = softmax(z3)"),
]
ENTRIES = [
    (r"(z|2j) = \sum_k (w|2jk) (a|1k) + (b|2j)", "z2[j, n] = sum(k, W2[j, k] * a1[k, n]) + b2[j]"),
    (r"\frac{\partial C}{\partial (w|2jk)} = (d|2j) (a|1k)", "dW2[j, k] = dz2[j, n] * a1[k, n]"),
    (r"(d|2j) = \sum_{k} (w|3kj) (d|3k) \sigma'((z|2j))",
     "dz2[j, n] = sum(k, W3[k, j] * dz3[k, n] * f'(z2[j, n]))"),
    (r"\frac{\partial (a|3k)}{\partial (z|3j)} = (a|3k) (\delta_{jk} - (a|3j))",
     "d(a3[k, n])/dz3[j, n] = a3[k, n] * (delta(j, k) - a3[j, n])"),
    (r"(a|3k) = \frac{e^{(z|3k)}}{\sum_{j=1}^{K} e^{(z|3j)}}",
     "a3[k, n] = exp(z3[k, n]) / sum(j, exp(z3[j, n]))"),
    (r"C = -\sum_{n} \sum_{k} y_k \log (a|3k)", "C = -sum(n, sum(k, Y[k, n] * log(a3[k, n])))"),
    (r"\frac{d \log (a|3k)}{d (a|3k)} = \frac{1}{(a|3k)}", "d(log(a3[k, n]))/da3[k, n] = 1 / a3[k, n]"),
    (r"\frac{\partial C}{\partial (z|2j)} = \frac{\partial C}{\partial (a|2j)} \sigma'((z|2j))",
     "dz2[j, n] = da2[j, n] * f'(z2[j, n])"),
    (r"C = -\frac{1}{N} \sum_{n=1}^{N} \sum_{k=1}^K y_k \ln (a|3k)",
     "C = -(1 / m * sum(n, sum(k, Y[k, n] * log(a3[k, n]))))"),
    (r"\frac{\partial C}{\partial (z|3j)} = (a|3j) - y_j", "dz3[j, n] = a3[j, n] - Y[j, n]"),
    (r"\frac{\partial C}{\partial (b|2j)} = \sum_{n=1}^N (d|2j)", "db2[j] = sum(n, dz2[j, n])"),
]  # fmt: skip


def spelled(template, layer, font, product, transpose):
    """Return a template in one style."""

    def value(match):
        symbol, rest = match[1], match[2]
        turned = transpose if rest.endswith("ᵀ") else ""
        number, letters = rest.rstrip("ᵀ")[:1], rest.rstrip("ᵀ")[1:]
        base = {"D": r"\delta", "d": r"\delta"}.get(symbol, symbol)
        base = font.format(base) if symbol.isupper() else base
        above = layer.format(number) + (f"{turned}" if turned else "")
        return f"{base}^{{{above}}}" + (f"_{{{letters}}}" if letters else "")

    text = re.sub(r"\((\w)\|(\w+ᵀ?)\)", value, template)
    return text.replace("⊙", product).replace("ᵀ", f"^{transpose}")


def cases():
    styles = itertools.product(MATRIX, LAYERS.values(), FONTS.values(), PRODUCTS, TRANSPOSES)
    for (template, reading), *style in styles:
        yield spelled(template, *style), reading
    for (template, reading), layer in itertools.product(ENTRIES, LAYERS.values()):
        yield spelled(template, layer, "{}", PRODUCTS[0], "T"), reading


CASES = list(dict(cases()).items())


def texts(latex):
    found = readings(read_latex(latex), VOCABULARY)
    return [" = ".join(text_of(side.node) for side in reading.sides) for reading in found]


def test_there_are_many():
    assert len(CASES) >= 300


def test_every_style_is_read_as_the_same():
    read = [(latex, texts(latex)[0], reading) for latex, reading in CASES]
    assert [case for case in read if case[1] != case[2]] == []


@pytest.mark.parametrize("style", ["[%s]", "(%s)", "%s"])
def test_what_is_read_is_written_and_read_again(style):
    frame = frame_at(E, 0)
    scope = Scope(E, frame.values, Names(E, frozenset(frame.values), {}))
    for latex in {reading: latex for latex, reading in CASES}.values():
        (first, *_) = readings(read_latex(latex), VOCABULARY)
        for side in first.sides:
            written = to_latex(side.node, Spelling(layer=style))
            (again, *_) = readings(read_latex(written), VOCABULARY)
            assert text_of(again.sides[0].node) == text_of(side.node), written
            before, after = (ExpressionEvaluator(scope)(node)[0] for node in (side.node, again.sides[0].node))
            assert (before.array == after.array).all()

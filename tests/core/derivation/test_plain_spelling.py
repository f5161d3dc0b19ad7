"""Corrections of plain-text lines in plain text."""

import pytest

from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.notation.reading import read_unicode
from nnviz.core.derivation.plain_spelling import plain_spelling
from nnviz.core.derivation.report import as_json


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"{W^{2}}^{T} \delta^{2} \odot f'\left(z^{1}\right)", "(W²)ᵀ δ² ⊙ f'(z¹)"),
        (r"\left(1 - {a^{1}}^{2}\right) x^{T}", "(1 - (a¹)²) xᵀ"),
        (r"\frac{\partial C}{\partial a^{2}} \cdot \hat{y}", "∂C/∂a² · ŷ"),
        (r"\frac{1}{m} \cdot \sum_{n} \delta^{[2]}_{j}", "1/m · Σ_n δ^([2])_j"),
        (r"\begin{cases} a \end{cases}", r"\begin{cases} a \end{cases}"),
    ],
)
def test_latex_as_plain_text(latex, plain):
    assert plain_spelling(latex) == plain


def test_a_correction_can_be_read_again():
    text = "z¹ = W¹x + b¹, a¹ = σ(z¹), z² = W²a¹ + b², a² = σ(z²)\nC = ½(a² − y)²\n\nδ¹ = W²δ² ⊙ σ′(z¹)\n"
    judge = judge_derivation(text)
    list(judge.run())
    correct = as_json(judge)["formulas"][-1]["correct"]
    assert "\\" not in correct
    assert read_unicode(correct).sides[0] is not None
    again = judge_derivation(text.replace("W²δ² ⊙ σ′(z¹)", correct))
    assert list(again.run())[-1].verdict == "right"

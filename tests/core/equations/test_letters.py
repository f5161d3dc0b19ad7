"""Letters of a text in place of the window's: in plain text, in LaTeX, and never within words."""

import pytest

from nnviz.core.document import files
from nnviz.core.equations.formula import bare
from nnviz.core.equations.letters import Letters, value_of_letter
from nnviz.core.explain.operations import explain
from nnviz.core.run.timeline import Timeline

SWAPPED = Letters({"a": "z", "z": "a", "y": "a2", "t": "Y", "E": "C", "x": "X"})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a¹ = σ(z¹)", "z¹ = σ(a¹)"),
        ("a² = softmax(z²)", "y = softmax(a²)"),
        ("∂C/∂W¹ = δ¹ Xᵀ", "∂E/∂W¹ = δ¹ xᵀ"),
        ("∇a² = Y", "∇y = t"),
        ("a weighted sum of a layer", "a weighted sum of a layer"),
        ("Cost and Yes", "Cost and Yes"),
        ("a¹₂ 3×4", "z¹₂ 3×4"),
    ],
)
def test_plain_text(text, shown):
    assert SWAPPED.text(text) == shown


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"a^{1} = \sigma(z^{1})", r"z^{1} = \sigma(a^{1})"),
        (r"\nabla_{a^{2}} C", r"\nabla_{y} E"),
        (r"\frac{\partial C}{\partial w^{1}_{12}}", r"\frac{\partial E}{\partial w^{1}_{12}}"),
        (r"\textcolor{#00000C}{a^{2}_{1,3}}", r"\textcolor{#00000C}{y_{1,3}}"),
        (r"\mathrm{max}(x_{1}, y_{2,n})", r"\mathrm{max}(x_{1}, t_{2,n})"),
    ],
)
def test_latex(latex, shown):
    assert SWAPPED.latex(latex) == shown


def test_longer_letters_and_greek_ones():
    letters = Letters({"net": "z", "y_hat": "a2", "theta": "W"})
    assert letters.text("z² = W² a¹") == "net² = θ² a¹"
    assert letters.latex("z^{2} = W^{2} a^{1}") == r"\mathrm{net}^{2} = \theta^{2} a^{1}"
    assert letters.latex("a^{2}_{1}") == r"\hat{y}_{1}"
    assert letters.letter("z", 1) == "net"
    assert letters.letter("a", 1) == "a"


def test_without_letters_everything_is_left_as_it_is():
    assert not Letters()
    assert Letters().text("a¹") == "a¹"


def test_pieces_of_an_explanation_stand_for_what_they_stood_for():
    timeline = Timeline(files.example("xor"))
    for position in [(0, number) for number in range(1, len(timeline.trainer.operations) + 1)]:
        explained = explain(timeline.frame(type(timeline.position)(*position)))
        shown = SWAPPED.explanation(explained)
        assert shown.symbolic.links == explained.symbolic.links
        assert shown.symbolic.tagged.count("textcolor") == explained.symbolic.tagged.count("textcolor")
        assert shown.numpy == explained.numpy
        assert bare(shown.symbolic.latex) == shown.symbolic.latex


def test_what_a_letter_may_stand_for():
    assert value_of_letter("z") == ("z", 0)
    assert value_of_letter("a2") == ("a", 2)
    assert value_of_letter("dz2") is None
    assert value_of_letter("q") is None

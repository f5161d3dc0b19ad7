"""Where lines may begin, and that saying so changes nothing."""

import re
from itertools import pairwise

import pytest

from nnviz.typeset.breaking import FACTOR, OPERATOR, SENTENCE, lines, marked, places
from nnviz.typeset.engine import drawing

MATRIX = r"\begin{pmatrix}1 & -2 \\ 3 & 4\end{pmatrix}"


def cut(latex):
    """Return the parts of a line and the kinds of the places between them."""
    ends = [0, *(at for at, _ in places(latex)), len(latex)]
    parts = [latex[a:b].strip() for a, b in pairwise(ends)]
    return parts, [kind for _, kind in places(latex)]


@pytest.mark.parametrize(
    ("latex", "parts", "kinds"),
    [
        (r"z = W\,a + b", ["z", r"= W\,a", "+ b"], [OPERATOR, OPERATOR]),
        (r"\delta = x \odot y", [r"\delta", "= x", r"\odot y"], [OPERATOR] * 2),
        (r"w \leftarrow w - \eta g", ["w", r"\leftarrow w", r"- \eta g"], [OPERATOR] * 2),
        (r"x = -3", ["x", "= -3"], [OPERATOR]),
        (r"x = 2 \cdot 10^{-4}", ["x", r"= 2 \cdot 10^{-4}"], [OPERATOR]),
        (r"= 0.5 \cdot 0.2 + 1", ["= 0.5", r"\cdot 0.2", "+ 1"], [FACTOR, OPERATOR]),
        (r"a^{\top} - b_{1} + c", [r"a^{\top}", "- b_{1}", "+ c"], [OPERATOR] * 2),
        (rf"{MATRIX}{MATRIX}", [MATRIX, MATRIX], [FACTOR]),
        (r"y = f(a+b)(c)", ["y", "= f(a", "+b)", "(c)"], [OPERATOR, FACTOR, FACTOR]),
        (r"C = \left(a + b\right)", ["C", r"= \left(a", r"+ b\right)"], [OPERATOR, FACTOR]),
        (r"C = \left(\frac{a}{b} + c\right)", ["C", r"= \left(\frac{a}{b} + c\right)"], [OPERATOR]),
        (r"a = b,\quad c = d", ["a", r"= b,\quad", "c", "= d"], [OPERATOR, SENTENCE, OPERATOR]),
        (r"\textcolor{#000001}{a - b} + c", [r"\textcolor{#000001}{a - b}", "+ c"], [OPERATOR]),
    ],
)
def test_lines_begin_before_operators_and_between_factors(latex, parts, kinds):
    assert cut(latex) == (parts, kinds)


def test_an_aligned_formula_is_taken_apart_into_its_lines():
    body = rf"a &= b \\ c &= {MATRIX} \\ d &= \left(e\right)"
    found = lines(rf"\begin{{aligned}}{body}\end{{aligned}}")
    assert found == ("a = b", f"c = {MATRIX}", r"d = \left(e\right)")
    assert lines("a = b") == ("a = b",)


def test_marks_take_no_room(explanations):
    def glyphs(latex):
        svg = re.sub(r"mathra-\w+-", "", drawing(latex))
        return re.findall(r"<use [^>]*>", svg), re.search(r'viewBox="\S+ \S+ (\S+)', svg)

    moved = []
    for formula in explanations:
        for line in lines(formula.tagged):
            (plain, wide), (with_marks, marked_wide) = glyphs(line), glyphs(marked(line))
            if plain != with_marks or wide[1] != marked_wide[1]:
                moved.append(line)
    assert moved == []


def test_every_formula_of_every_example_is_typeset_without_a_warning(explanations):
    import mathra

    assert len(explanations) > 100
    for formula in explanations:
        assert mathra.render(formula.latex)["warnings"] == [], formula.latex

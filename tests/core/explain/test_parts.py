"""Pieces, templates, numbers, sums and matrices, each by itself."""

import pytest

from nnviz.core.equations.formula import Link, fill, formula, inline, lines, piece
from nnviz.core.equations.matrices import grid, shown, total
from nnviz.core.equations.numerals import LatexNumbers
from nnviz.core.equations.symbols import entry_symbol, matrix_symbol, text_symbol


def latex(marked):
    return formula(marked).latex


def test_a_formula_knows_what_its_pieces_stand_for():
    marked = (piece("W^{1}", "W1"), piece("0.5", "b1", 2, 0), piece("0.2", "z1", 0, 3, exact=False))
    made = formula(" + ".join(marked))
    assert made.latex == "W^{1} + 0.5 + 0.2"
    assert made.tagged == (
        r"\textcolor{#000001}{W^{1}} + \textcolor{#000002}{0.5} + \textcolor{#000003}{0.2}"
    )
    assert made.links == (Link("W1"), Link("b1", 2, 0), Link("z1", 0, 3))
    assert [link.exact for link in made.links] == [True, True, False]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("= (-0.5) + (-0.3)", "= -0.5 + (-0.3)"),
        (r"= (-3.1\cdot 10^{-4})", r"= -3.1\cdot 10^{-4}"),
        (r"\left((-2.0) - 1\right)", r"\left(-2.0 - 1\right)"),
        ("e^{(-0.9)}", "e^{-0.9}"),
        (r"\max((-0.3), 0.01 \cdot (-0.3))", r"\max(-0.3, 0.01 \cdot (-0.3))"),
        ("= (-0.9)^{2}", "= (-0.9)^{2}"),
        (r"0.5 \cdot (-0.3)", r"0.5 \cdot (-0.3)"),
        (f"= {piece('(-0.5)', 'z1', 0, 0)} + 1", "= -0.5 + 1"),
    ],
)
def test_a_leading_minus_needs_no_parentheses(text, clean):
    assert latex(text) == clean


def test_templates():
    letters = {"a": "x^{1}_{2}", "long_name": "y", "n": "(-0.5)"}
    assert fill(r"$a\,(1-${a})", letters.__getitem__) == r"x^{1}_{2}\,(1-x^{1}_{2})"
    assert fill("1-$a^{2}", letters.__getitem__) == r"1-\left(x^{1}_{2}\right)^{2}"
    assert fill("$n^{2}", letters.__getitem__, numbers=True) == "(-0.5)^{2}"
    assert fill(r"$long_name\,$n", letters.__getitem__, numbers=True) == r"y \cdot (-0.5)"


@pytest.mark.parametrize(
    ("template", "written"),
    [
        (r"-\frac{$y}{$a}", "-$y/$a"),
        (r"\frac{$a-$y}{$a\,(1-$a)}", r"($a-$y)/($a\,(1-$a))"),
        ("$a-$y", "$a-$y"),
    ],
)
def test_fractions_on_one_line(template, written):
    assert inline(template) == written


def test_lines_are_aligned_where_there_are_several():
    assert lines(("a", "= b")) == "a = b"
    assert lines(("a", "= b"), ("c", r"\leftarrow d")) == (
        r"\begin{aligned}a &= b \\ c &\leftarrow d\end{aligned}"
    )


@pytest.mark.parametrize(
    ("value", "digits", "alone", "factor"),
    [
        (0.15, 3, "0.150", "0.150"),
        (-0.25, 2, "-0.25", "(-0.25)"),
        (3.14e-10, 3, r"3.1\cdot 10^{-10}", r"(3.1\cdot 10^{-10})"),
        (-2.5e7, 4, r"-2.50\cdot 10^{7}", r"(-2.50\cdot 10^{7})"),
        (0.0, 2, "0.00", "0.00"),
        (float("nan"), 3, r"\text{nan}", r"(\text{nan})"),
        (float("-inf"), 3, r"-\infty", r"(-\infty)"),
    ],
)
def test_numbers(value, digits, alone, factor):
    write = LatexNumbers(digits)
    assert write.number(value) == alone
    assert write.factor(value) == factor


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "1/3"),
        (-2 / 7, "-2/7"),
        (0.0625, "1/16"),
        (0.15, "0.15"),
        (2.0, "2"),
        (0.0, "0"),
        (-0.5, "-0.5"),
        (0.123456789, "0.123"),
    ],
)
def test_numbers_as_they_were_entered(value, text):
    assert LatexNumbers(3, fractions=True).number(value) == text
    assert LatexNumbers(3, fractions=True).factor(-1 / 3) == "(-1/3)"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (0.0003, "0.0003"),
        (1e-8, "10^{-8}"),
        (3e-5, r"3\cdot 10^{-5}"),
        (1 / 3, "0.333"),
        (2.0, "2"),
    ],
)
def test_settings_are_not_rounded(value, text):
    assert LatexNumbers(3).setting(value) == text


@pytest.mark.parametrize("digits", [1, 9, -3])
def test_digits_out_of_range(digits):
    with pytest.raises(ValueError, match="digits: expected 2 to 8"):
        LatexNumbers(digits)


@pytest.mark.parametrize(
    ("count", "limit", "keep", "places"),
    [
        (3, 6, None, [0, 1, 2]),
        (6, 6, None, [0, 1, 2, 3, 4, 5]),
        (9, 6, None, [0, 1, 2, 3, None, 8]),
        (9, 1, None, [0, None, 8]),
        (9, 6, 2, [0, 1, 2, 3, None, 8]),
        (9, 6, 8, [0, 1, 2, 3, None, 8]),
        (9, 6, 5, [0, 1, 2, None, 5, None, 8]),
        (9, 6, 7, [0, 1, 2, None, 7, 8]),
        (9, 6, 4, [0, 1, 2, None, 4, None, 8]),
    ],
)
def test_what_is_written_of_many(count, limit, keep, places):
    assert shown(count, limit, keep) == places
    if keep is not None and count > 2:
        assert str(keep) in total(str, count, limit, keep).split(" + ")


def test_matrices():
    assert grid(lambda i, j: f"{i}{j}", [0, None, 5], [0, 1, None, 7]) == (
        r"\begin{bmatrix}00 & 01 & \cdots & 07 \\ \vdots & \vdots & \ddots & \vdots \\ "
        r"50 & 51 & \cdots & 57\end{bmatrix}"
    )


@pytest.mark.parametrize(
    ("name", "matrix", "text"),
    [
        ("W2", "W^{2}", "W²"),
        ("dz10", r"\delta^{10}", "δ¹⁰"),
        ("da1", r"\nabla_{a^{1}} C", "∇a¹"),
        ("X", "X", "X"),
        ("dW1", r"\frac{\partial C}{\partial W^{1}}", "∂C/∂W¹"),
        ("vb3_next", "v", "v of b³ new"),
        ("t", "t", "t"),
        ("W1_next", "W^{1}", "W¹ new"),
    ],
)
def test_how_values_are_written(name, matrix, text):
    assert latex(matrix_symbol(name)) == matrix
    assert formula(matrix_symbol(name)).links == (Link(name),)
    assert text_symbol(name) == text


@pytest.mark.parametrize(
    ("entry", "written"),
    [
        (("W1", 1, 0), "w^{1}_{21}"),
        (("W1", 1, 10), "w^{1}_{2,11}"),
        (("b2", 9, 0), "b^{2}_{10}"),
        (("X", 0, 3), "x_{1}"),
        (("Y", 1, 3), "y_{2}"),
        (("dz1", 1, 0), r"\delta^{1}_{2}"),
        (("da3", 1, 0), r"\frac{\partial C}{\partial a^{3}_{2}}"),
        (("dz1", 1, 0, "n"), r"\delta^{1}_{2,n}"),
        (("dW1", 1, 0), r"\frac{\partial C}{\partial w^{1}_{21}}"),
        (("a1", 1, 4, 4), "a^{1}_{2,5}"),
        (("db1", 0, 0), r"\frac{\partial C}{\partial b^{1}_{1}}"),
        (("mW1", 0, 0), "m"),
    ],
)
def test_how_entries_are_written(entry, written):
    assert latex(entry_symbol(*entry)) == written


def test_a_name_that_is_none():
    with pytest.raises(ValueError, match="names no value"):
        text_symbol("Q7")

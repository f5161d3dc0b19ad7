"""Formulas in a column: size, breaks, alignment."""

import pytest

from nnviz.typeset.setting import CLOSE, SMALLEST, setting
from tests.typeset.formulas import Formula, piece

pytestmark = pytest.mark.usefixtures("qapp")
SUM = " + ".join(rf"w_{{{i}}}\,a_{{{i}}}" for i in range(1, 9))


def formula(latex, count=0):
    return Formula(latex, latex, tuple(range(count)))


def test_what_fits_is_set_as_large_as_asked_for():
    found = setting([formula("z = W a + b")], 30, 20, 1000)
    assert found.em == 30
    assert len(found.rows) == 1


def test_a_little_too_wide_is_set_smaller():
    wide = setting([formula("z = W a + b")], 30, 20, 1000).width
    found = setting([formula("z = W a + b")], 30, 20, 0.85 * wide)
    assert len(found.rows) == 1
    assert found.em == pytest.approx(0.85 * 30)


def test_too_wide_is_broken_before_operators_and_indented():
    found = setting([formula(f"z = {SUM}")], 20, 15, 260)
    assert len(found.rows) > 1
    assert found.width <= 260
    assert found.em >= 15
    first, second = found.rows[0], found.rows[1]
    assert second.x > first.x
    assert second.baseline > first.baseline
    assert found.rows[1].layout.width > 0


def test_a_short_left_side_is_not_left_alone():
    found = setting([formula(f"z = {SUM}")], 20, 15, 150)
    assert found.rows[0].layout.width > 2000


def test_sentences_are_parted_first():
    found = setting([formula(r"\delta = \nabla C \odot s,\quad s = a (1 - a)")], 30, 22, 230)
    assert [row.layout.anchor is not None for row in found.rows] == [True, True]


def test_lines_stand_below_each_other_at_their_equals_signs():
    found = setting([formula(r"\delta_{2} = a b"), formula("= 3 + 4"), formula("= 7")], 20, 15, 500)
    places = {round(row.x + row.layout.anchor * row.em / 1000, 3) for row in found.rows}
    assert len(places) == 1


def test_definitions_are_smaller_than_what_they_define():
    two = formula(r"\begin{aligned}a &= \sigma(z) \\ \sigma(z) &= \frac{1}{1 + e^{-z}}\end{aligned}")
    found = setting([two], 30, 22, 800, lesser=0.6)
    assert [row.em for row in found.rows] == [30, pytest.approx(18)]
    assert [row.x for row in found.rows] == [0, 0]


def test_what_cannot_be_broken_shrinks_no_further_than_can_be_read():
    cells = " & ".join("0.123" for _ in range(30))
    found = setting([formula(rf"\begin{{pmatrix}}{cells}\end{{pmatrix}}")], 17, 13, 200)
    assert found.em == pytest.approx(SMALLEST * 13)
    assert found.width > 200


def test_pieces_keep_their_tags_on_every_line():
    terms = " + ".join(piece(i, f"a_{{{i}}}") for i in range(12))
    found = setting([Formula("", f"z = {terms}", tuple(range(12)))], 20, 15, 150)
    assert len(found.rows) > 1
    for tag in range(12):
        (area,) = found.areas(0, tag)
        assert found.tag_at(area.center()) == (0, tag)
    assert found.areas(0, 11)[0].top() > found.areas(0, 0)[0].bottom()


@pytest.mark.parametrize("width", [337, 380, 560])
def test_every_formula_of_every_example_fits(explanations, width):
    """In the panel at its narrowest, as it is, and at presenter size."""
    scale = 1.5 if width == 560 else 1.0
    too_wide = []
    for each in explanations:
        found = setting([each], 17 * scale, 13 * scale, width)
        if found.width > width + 0.5:
            too_wide.append(each.latex)
        assert found.em >= CLOSE * 13 * scale * 0.7
    assert too_wide == []

"""Layouts: glyphs, tags, words."""

import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF

from nnviz.typeset import layout
from nnviz.typeset.glyphs import glyph, outline_path
from nnviz.typeset.layout import KEPT, PASSING, lasting, passing
from tests.typeset.formulas import piece

pytestmark = pytest.mark.usefixtures("qapp")


def test_pieces_carry_their_tags(weighted_sum):
    found = layout(weighted_sum.tagged)
    assert sorted(found.areas) == [0, 1, 2, 3]
    lefts = [found.areas[tag][0].left() for tag in range(4)]
    assert lefts == sorted(lefts)
    assert {p.tag for p in found.placements} == {-1, 0, 1, 2, 3}


def test_the_piece_under_a_point(weighted_sum):
    found = layout(weighted_sum.tagged)
    for tag in range(4):
        assert found.tag_at(found.areas[tag][0].center()) == tag
    beside = found.areas[3][0].right() + 50
    assert found.tag_at(QPointF(beside, -200)) == 3
    assert found.tag_at(QPointF(beside + 500, -200)) is None


def test_the_smaller_of_two_pieces_is_meant():
    found = layout(piece(0, rf"x^{{{piece(1, '2')}}}"))
    assert found.tag_at(found.areas[1][0].center()) == 1


def test_scripts_belong_to_their_piece():
    found = layout(f"{piece(0, 'w^{1}_{23}')} + c")
    assert len(found.areas[0]) == 1
    assert found.areas[0][0].height() > 700


def test_a_fraction_is_one_area_with_its_bar():
    found = layout(piece(0, r"\frac{a}{b}"))
    assert len(found.rules) == 1
    assert found.areas[0][-1].contains(found.rules[0].area)


def test_words_for_screen_readers_and_plain_text():
    found = layout(r"\frac{\partial C}{\partial w} = \begin{pmatrix}1 & -2\end{pmatrix}")
    assert found.speech.startswith("fraction, partial C, over partial w")
    assert "negative 2" in found.speech
    assert found.text.startswith("(∂C)/(∂w) =")


def test_what_cannot_be_read_says_why():
    found = layout("{" * 70 + "x" + "}" * 70)
    assert "nesting" in found.error
    assert found.placements == ()
    assert layout("x").error == ""


def test_layouts_are_remembered_and_bounded():
    symbols = layout("x_{1}")
    for number in range(2 * KEPT):
        layout(f"0.{number}")
    assert layout("x_{1}") is symbols
    for number in range(2 * KEPT):
        layout(f"y_{{{number}}}")
    assert lasting.cache_info().currsize == KEPT
    assert passing.cache_info().currsize == PASSING


def test_glyphs_are_shared_by_all_formulas():
    first, second = layout("x").placements[0], layout(r"2 x + \frac{1}{2}").placements
    assert first.glyph is second[1].glyph
    assert second[0].glyph is second[-1].glyph
    assert layout("x^{2}").placements[1].scale < 1


def test_an_outline_is_read_once_and_mirrored():
    shape = glyph("made-up", "M0 0 L100 0 L100 700 C100 800 50 800 0 700 Z")
    assert glyph("made-up", "ignored") is shape
    assert (shape.left, shape.right, shape.bottom) == (0, 100, 0)
    assert -780 < shape.top < -770
    assert outline_path("M1 2 L3 -4 Z").elementCount() == 3


@pytest.mark.parametrize("kind", ["pmatrix", "bmatrix", "cases"])
def test_a_tall_bracket_is_one_glyph_without_seams(kind):
    rows = r" \\ ".join("1" for _ in range(9))
    found = layout(rf"\begin{{{kind}}}{rows}\end{{{kind}}}")
    brackets = [p for p in found.placements if p.glyph.bottom - p.glyph.top > 3000]
    assert len(brackets) == (1 if kind == "cases" else 2)
    assert len(found.placements) == 9 + len(brackets)


def test_lines_are_aligned_at_equals_signs_and_arrows():
    assert layout("abc = d").anchor > layout("a = d").anchor > 0
    assert layout(r"a \leftarrow d").anchor == layout("a = d").anchor
    assert layout(r"\sum_{i=1} x").anchor is None


def test_parts_of_a_formula_are_what_stands_between_their_ends():
    whole = layout(r"z = \frac{a + b}{c} + w_1 x^2 - \left(y + \frac{1}{2}\right) = 0")
    ends = [0.0, *(cut.x for cut in whole.cuts), whole.width + 1000]
    parts = [whole.part(start, end) for start, end in pairwise(ends)]
    for start, part in zip(ends, parts, strict=False):
        inside = [p for p in whole.placements if start - 0.5 <= p.x < start + part.width + 0.5]
        assert {p.glyph for p in part.placements} <= {p.glyph for p in inside}
    assert sum(len(part.placements) for part in parts) == len(whole.placements)
    assert sum(len(part.relations) for part in parts) == len(whole.relations) == 2


def test_a_long_formula_is_cut_in_linear_time():
    whole = layout("x+" * 8000 + "1")
    ends = [0.0, *(cut.x for cut in whole.cuts), whole.width + 1000]
    began = time.process_time()
    count = sum(len(whole.part(start, end).placements) for start, end in pairwise(ends))
    # Looking through all of it for every part took half a minute.
    assert time.process_time() - began < 5
    assert count == len(whole.placements) == 16_001

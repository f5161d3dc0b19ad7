"""Typing and printing of numbers."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.text.number_format import LONGEST, format_number, parse_integer, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (" 12 ", 12.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("+2", 2.0),
        ("-0.25", -0.25),
        ("−0.25", -0.25),
        ("1e-3", 1e-3),
        ("1E+2", 100.0),
        ("0,5", 0.5),
        ("-0,125", -0.125),
        ("1,2345", 1.2345),
        (",25", 0.25),
        ("1,5/0,5", 3.0),
        ("1,5e-3", 1.5e-3),
        ("1/3", 1 / 3),
        ("-1/3", -1 / 3),
        ("1/-4", -0.25),
        ("1 / 3", 1 / 3),
        ("2.5/0.5", 5.0),
        ("3.1·10⁻¹⁰", 3.1e-10),
        ("−2·10^5", -2e5),
        ("10⁻³", 1e-3),
        ("10¹²", 1e12),
    ],
)
def test_what_is_a_number(text, value):
    assert parse_number(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Type a number"),
        ("   ", "Type a number"),
        ("abc", "is not a number"),
        ("nan", "is not a number"),
        ("inf", "is not a number"),
        ("-infinity", "is not a number"),
        ("1/3/5", "is not a number"),
        ("2²", "is not a number"),
        ("3·1023", "is not a number"),
        ("2+2", "is not a number"),
        ("2**9", "is not a number"),
        ("1_000", "is not a number"),
        ("٣", "is not a number"),
        ("1,234", "ambiguous"),
        ("-12,500", "ambiguous"),
        ("1,5/1,234", "ambiguous"),
        ("1,234.5", "is not a number"),
        ("1,2,3", "is not a number"),
        ("1/0", "the denominator 0"),
        ("0/0", "the denominator 0"),
        ("1e999", "too large"),
        ("1e308/1e-308", "too large"),
        ("9" * (LONGEST + 1), "too long"),
    ],
)
def test_what_is_not(text, says):
    with pytest.raises(ValueError, match=says):
        parse_number(text)


@given(st.text(max_size=80))
def test_any_text_gives_a_finite_number_or_a_sentence(text):
    try:
        value, sentence = parse_number(text), "."
    except ValueError as error:
        value, sentence = 0.0, str(error)
    assert math.isfinite(value)
    assert sentence.endswith(".")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_prints_is_read_back_to_the_bit(value):
    assert parse_number(repr(value)) == value


def test_whole_numbers_are_exact():
    assert parse_integer("9007199254740993") == 9007199254740993
    assert parse_integer("1e3") == 1000
    assert parse_integer("−4") == -4
    with pytest.raises(ValueError, match="whole number"):
        parse_integer("1/3")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (-0.0, "0.000"),
        (0.0511, "0.051"),
        (-2.3967, "−2.397"),
        (0.9996, "1.000"),
        (0.001, "0.001"),
        (0.0009996, "1.0·10⁻³"),
        (0.0005, "5.0·10⁻⁴"),
        (3.14e-10, "3.1·10⁻¹⁰"),
        (-3.14e-10, "−3.1·10⁻¹⁰"),
        (99_999.4, "99999.400"),
        (99_999.9, "1.0·10⁵"),
        (1.25e7, "1.2·10⁷"),
        (math.nan, "nan"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (160, "160"),
        (-7, "−7"),
    ],
)
def test_how_numbers_look(value, text):
    assert format_number(value) == text


def test_digits():
    assert format_number(0.30612, digits=1) == "0.3"
    assert format_number(12.0, digits=0) == "12"
    assert format_number(0.04, digits=1) == "4.0·10⁻²"
    assert format_number(1.23456e-9, digits=6) == "1.2346·10⁻⁹"


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 8))
def test_what_is_shown_can_be_typed(value, digits):
    shown = format_number(value, digits)
    assert "-" not in shown
    if abs(value) < 1e300:
        assert parse_number(shown) == pytest.approx(value, rel=0.06, abs=10.0**-digits)

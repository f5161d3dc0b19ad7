"""What a class types as a guess, and when it is right."""

import math

import pytest

from nnviz.core.lessons.prediction.guesses import NUMBER, ORDER, SIGN, Guess, Truth, is_close, read_guess


@pytest.mark.parametrize(
    ("typed", "value"),
    [("-3/8", -0.375), ("0.25", 0.25), ("2e-3", 0.002), ("−0,5", -0.5), ("3·10⁻²", 0.03), ("1", 1.0)],
)
def test_numbers_and_fractions_are_read(typed, value):
    guess = read_guess(NUMBER, typed, Truth(0.0))
    assert guess.value == pytest.approx(value)
    assert guess.text == typed


@pytest.mark.parametrize("typed", ["inf", "∞", "-inf", "nan"])
def test_numbers_that_are_lost_can_be_guessed(typed):
    value = read_guess(NUMBER, typed, Truth(0.0)).value
    assert read_guess(NUMBER, typed, Truth(0.0)).is_right(Truth(value))
    assert not read_guess(NUMBER, typed, Truth(0.0)).is_right(Truth(1.0))


@pytest.mark.parametrize(("typed", "sign"), [("+", 1), ("-", -1), ("−", -1), ("0", 0), ("negative", -1)])
def test_signs_are_read(typed, sign):
    assert read_guess(SIGN, typed, Truth(0.5)).value == sign


@pytest.mark.parametrize("typed", ["2 > 1 > 3", "2,1,3", "213", " 2 1 3 "])
def test_orders_are_read(typed):
    guess = read_guess(ORDER, typed, Truth(0.1, (0.1, -0.9, 0.05)))
    assert guess.order == (2, 1, 3)
    assert guess.text == "2 > 1 > 3"
    assert guess.is_right(Truth(0.1, (0.1, -0.9, 0.05)))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [(NUMBER, "much"), (NUMBER, ""), (NUMBER, "1/0"), (SIGN, "up"), (ORDER, "1 2"), (ORDER, "1 1 2"),
     (ORDER, "0 1 2"), (ORDER, "a b c"), (ORDER, "4 1 2")],
)  # fmt: skip
def test_what_is_no_guess_gets_a_sentence(kind, typed):
    with pytest.raises(ValueError, match=r"\.$"):
        read_guess(kind, typed, Truth(0.1, (0.1, 0.2, 0.3)))


def test_a_number_is_right_within_the_tolerance_or_where_it_reads_the_same():
    assert is_close(0.105, 0.1, 0.05)
    assert not is_close(0.1051, 0.1, 0.05)
    assert is_close(-0.375, -0.3751, 0.0)
    assert not is_close(0.0, 0.0004, 0.05)
    assert not is_close(0.1, -0.1, 0.25)
    assert is_close(0.0, 0.0, 0.05)


def test_equal_sizes_may_change_places_in_an_order():
    truth = Truth(1.0, (1.0, -1.0, 0.5))
    assert Guess(ORDER, "", order=(2, 1, 3)).is_right(truth)
    assert Guess(ORDER, "", order=(1, 2, 3)).is_right(truth)
    assert not Guess(ORDER, "", order=(3, 1, 2)).is_right(truth)


def test_of_many_the_largest_are_asked_for():
    truth = Truth(0.0, tuple(float(x) for x in range(12)))
    assert truth.order() == (12, 11, 10, 9, 8)
    with pytest.raises(ValueError, match="the 5 largest of 12"):
        read_guess(ORDER, "1 2", truth)


def test_a_lost_number_has_no_sign():
    assert not Guess(SIGN, "0", 0.0).is_right(Truth(math.nan))
    assert Truth(math.nan).text(SIGN) == "nan"
    assert Truth(-2.0).text(SIGN) == "−"

"""Matrices as text: what is read, what is refused in a sentence, what is written and read back to the bit."""

import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nnviz.core.data_editing import matrix_text
from nnviz.core.data_editing.matrix_text import FORMS, misfit, read_matrix, write_matrix

finite = st.floats(allow_nan=False, allow_infinity=False)
matrices = arrays.arrays(np.float64, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=finite)
GRID = [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("1\t2\n3\t4", GRID),
        ("1\t2\r\n3\t4\r\n", GRID),
        ("1;2\n3;4", GRID),
        ("1,2\n3,4", GRID),
        ("1, 2\n3, 4\n", GRID),
        (" 1 2\n 3 4", GRID),
        ("1,5\t2\n3\t-4,25", [[1.5, 2], [3, -4.25]]),
        ("1,5;2\n3;4", [[1.5, 2], [3, 4]]),
        ("0,5 1,25", [[0.5, 1.25]]),
        ("0,5\t1,234", [[0.5, 1.234]]),
        ("1/3 −1/4", [[1 / 3, -0.25]]),
        ("[[1, 2], [3, 4]]", GRID),
        ("[[1,2],\n [3,4],]", GRID),
        ("array([[1., 2.],\n       [3., 4.]])", GRID),
        ("np.array([[1, 2], [3, 4]], dtype=np.float32)", GRID),
        ("W2 = numpy.array([[1, 2], [3, 4]]);", GRID),
        ("[[ 1.  2.]\n [ 3.  4.]]", GRID),
        ("[[1e0 2]\n [-1/-1 4]]", [[1, 2], [1, 4]]),
        ("[1, 2, 3]", [[1, 2, 3]]),
        ("7", [[7]]),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", GRID),
        (r"W = \begin{array}{cc} 1 & 2 \\ 3 & 4 \cdot 10^{-2} \\ \end{array}", [[1, 2], [3, 0.04]]),
    ],
)
def test_what_is_read(text, rows):
    assert read_matrix(text).array.tolist() == rows


@pytest.mark.parametrize(
    ("text", "shape", "rows"),
    [
        ("[1, 2, 3]", (3, 1), [[1], [2], [3]]),
        ("[1 2 3]", (1, 3), [[1, 2, 3]]),
        ("1\t2\t3", (3, 1), [[1], [2], [3]]),
        ("1\n2\n3", (1, 3), [[1], [2], [3]]),
        ("0,5", (1, 1), [[0.5]]),
        ("0,5\n0,25", (2, 1), [[0.5], [0.25]]),
        ("1,2\n3,4", (2, 2), GRID),
    ],
)
def test_what_is_expected_decides_what_can_be_read_in_two_ways(text, shape, rows):
    assert read_matrix(text, shape).array.tolist() == rows


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no text"),
        (" \n ", "no text"),
        ("1\tx", "Row 1, column 2: “x” is not a number"),
        ("1\t\n2\t3", "Row 1, column 2: there is no number"),
        ("1 2\n3", "Row 2 has 1 number and row 1 has 2"),
        ("1,234\t2", "ambiguous"),
        ("nan 1", "is not a number"),
        ("[[1, 2], [3]]", "Row 2 has 1 number"),
        ("[[1, 2], 3]", "numbers or rows"),
        ("[1, [2]]", "numbers or rows"),
        ("[[[1]]]", "nested too deep"),
        ("[[1, 2]", "never closed"),
        ("[", "never closed"),
        ("[]", "no numbers"),
        ("[[]]", "no numbers"),
        ("[[1, ..., 2]]", "omits numbers"),
        ("[[1, 2]] @ x", "“@ x” after the matrix"),
        ("[[1, 2]]; import os", "after the matrix"),
        ("np.array([[__import__('os')]])", "is not a number"),
        ("[[1+1]]", "is not a number"),
        (r"\begin{bmatrix}\end{bmatrix}", "no numbers"),
    ],
)
def test_what_is_refused_and_why(text, says):
    with pytest.raises(ValueError, match=says) as error:
        read_matrix(text)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 300


def test_too_much_is_refused_before_it_is_read(monkeypatch):
    read = []
    monkeypatch.setattr(matrix_text, "numbers_of", read.append)
    monkeypatch.setattr(matrix_text, "MOST", 100)
    for text in ("1\t" * 101, "1;" * 101, "1," * 101, "[" + "1," * 101 + "1]", "[" + "[1]," * 101 + "]"):
        with pytest.raises(ValueError, match="At most 100 numbers"):
            read_matrix(text)
    monkeypatch.setattr(matrix_text, "LONGEST", 10)
    with pytest.raises(ValueError, match="too long"):
        read_matrix("1 2 3 4 5 6")
    assert read == []


@given(matrices, st.sampled_from(FORMS))
def test_what_is_written_is_read_back_to_the_bit(array, form):
    assert read_matrix(write_matrix(array, form), array.shape).array.tobytes() == array.tobytes()


@given(matrices)
def test_what_numpy_writes_is_read_back(array):
    with np.printoptions(threshold=100, floatmode="unique"):
        for text in (repr(array), str(array), str(array.tolist())):
            assert read_matrix(text).array.tolist() == array.tolist()


def test_lost_numbers_are_written_and_not_taken():
    array = np.array([[np.nan, np.inf]])
    assert write_matrix(array, "numpy") == "np.array([[np.nan, np.inf]])"
    assert write_matrix(array, "latex").split("\n")[1] == r"\text{nan} & \infty"
    with pytest.raises(ValueError, match="form: expected"):
        write_matrix(array, "csv")


def test_a_misfit_names_what_is_expected():
    assert misfit("W2", (1, 3), (2, 3)) == "W2: expected 1 row of 3 numbers, not 2×3"
    assert misfit("b1", (1200, 1), (1, 1)) == "b1: expected 1,200 rows of 1 number, not 1×1"


PIECES = (
    "[",
    "]",
    "(",
    ")",
    ",",
    ";",
    "\t",
    "\n",
    " ",
    "1",
    "-2.5",
    "0,5",
    "1/3",
    "e",
    "...",
    "array",
    "np.",
    "\\\\",
    "&",
    "\\begin{bmatrix}",
    "\\end{bmatrix}",
    "nan",
    "…",
    "\x00",
    "=",
    "1e999",
    "9" * 70,
)


def check(text, shape=None):
    """Read a text: finite numbers, or a short sentence."""
    try:
        array = read_matrix(text, shape).array
    except ValueError as error:
        says = str(error).strip()
    else:
        says = "numbers" if np.isfinite(array).all() else ""
    assert 0 < len(says) < 400


def fuzz(count, seed):
    rng = random.Random(seed)
    worst = 0.0
    for _ in range(count):
        text = "".join(rng.choices(PIECES, k=rng.randint(0, 40))) * rng.choice([1, 1, 1, 200])
        began = time.perf_counter()
        check(text, rng.choice([None, (1, 3), (2, 2)]))
        worst = max(worst, time.perf_counter() - began)
    return worst


def test_any_text_gives_numbers_or_a_sentence():
    assert fuzz(1500, 1) < 1.0


@given(st.text(max_size=60))
def test_any_characters_give_numbers_or_a_sentence(text):
    check(text)


@pytest.mark.soak
def test_a_long_fuzz():
    assert fuzz(50_000, 2) < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "\\begin{bmatrix}" * 50_000,
        " " * 500_000 + "x",
        "1 / " * 100_000,
        "=" * 300_000,
        "a " * 200_000,
        "[[" + " " * 500_000 + "]]",
        "-" * 500_000,
    ],
    ids=["brackets", "latex", "spaces", "fractions", "signs", "words", "hollow", "minus"],
)
def test_no_text_takes_long(text):
    began = time.process_time()
    check(text)
    assert time.process_time() - began < 1.5

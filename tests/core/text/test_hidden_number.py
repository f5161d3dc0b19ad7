"""A hidden number is read as a question mark whatever is computed with it, and no other nan is."""

import math

import numpy as np
import pytest

from nnviz.core.data_editing.matrix_text import FORMS, write_matrix
from nnviz.core.text.hidden_number import HIDDEN, exact_text, hidden_in, is_hidden, is_lost
from nnviz.core.text.number_format import format_number


def test_it_is_not_a_number_and_no_other_nan_is_hidden():
    assert math.isnan(HIDDEN)
    assert is_hidden(HIDDEN)
    assert is_hidden(-HIDDEN)
    assert not any(map(is_hidden, (math.nan, np.nan, math.inf, 0.0, 1.5)))
    assert is_lost(math.nan)
    assert not any(map(is_lost, (HIDDEN, None, 1.0, math.inf)))


def test_it_reads_as_a_question_mark():
    assert format_number(HIDDEN) == format_number(np.float64(HIDDEN), 8) == exact_text(HIDDEN) == "?"
    assert format_number(math.nan) == exact_text(math.nan) == "nan"


@pytest.mark.parametrize(
    "compute",
    [
        lambda a, b: a + b, lambda a, b: b * a, lambda a, b: b @ a, lambda a, b: a @ b, lambda a, b: a.sum(),
        lambda a, b: (a + b).mean(), lambda a, b: np.exp(a), lambda a, b: 1 / (1 + np.exp(-a)),
        lambda a, b: np.maximum(a, 0.0), lambda a, b: np.abs(a), lambda a, b: a.astype(np.float32),
        lambda a, b: np.linalg.norm(a),
    ],
)  # fmt: skip
def test_what_is_computed_with_it_is_hidden(compute):
    hidden, numbers = np.full((4, 4), HIDDEN), np.linspace(-1, 1, 16).reshape(4, 4)
    result = np.atleast_1d(compute(hidden, numbers))
    assert {format_number(float(x)) for x in result.ravel()} == {"?"}


def test_hidden_entries_are_found_in_arrays_of_any_shape():
    array = np.array([[1.0, HIDDEN], [math.nan, -HIDDEN]])
    assert hidden_in(array).tolist() == [[False, True], [False, True]]
    assert hidden_in(array.T[:, :1]).tolist() == [[False], [True]]
    assert hidden_in(np.array(HIDDEN)).shape == ()


@pytest.mark.parametrize("form", FORMS)
def test_matrices_that_are_copied_do_not_tell_it(form):
    text = write_matrix(np.array([[0.5, HIDDEN], [math.nan, 2.0]]), form)
    assert "0.5" in text
    assert "?" in text or "np.nan" in text

"""Recipes as a line of text: every example comes back from its line, and what cannot be is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.document import files
from nnviz.core.experiment.recipe_text import read_recipe, write_recipe
from nnviz.core.experiment.record import ExperimentError

XOR, MAZUR, BLOBS = (files.example(name) for name in ("xor", "mazur", "blobs-softmax"))


@pytest.mark.parametrize("name", files.examples())
def test_an_example_comes_back_from_its_line(name):
    e = files.example(name)
    line = write_recipe(e)
    if not line:
        assert name == "sigmoid-softmax"
        return
    assert read_recipe(line, e) == e.replace(initial=None)


@pytest.mark.parametrize(
    ("e", "typed", "line"),
    [
        (MAZUR, "2-2-2 sigmoid, squared error", "2-2-2 sigmoid, squared error"),
        (MAZUR, "2-3-2 relu softmax; cross-entropy", "2-3-2 ReLU softmax, categorical cross-entropy"),
        (XOR, "2-4-4-1 relu, tanh, sigmoid, MSE", "2-4-4-1 ReLU tanh sigmoid, mean squared error"),
        (XOR, "2-4-4-1 relu tanh", "2-4-4-1 ReLU tanh, mean squared error"),
        (XOR, "2–5–1", "2-5-1 tanh sigmoid, binary cross-entropy"),
        (XOR, "leaky relu sigmoid", "2-3-1 leaky ReLU sigmoid, binary cross-entropy"),
        (XOR, "hinge", "2-3-1 tanh, hinge"),
        (XOR, "2-3-1 hinge", "2-3-1 tanh, hinge"),
        (BLOBS, "2-5-3 gelu softmax, cross entropy", "2-5-3 GELU softmax, categorical cross-entropy"),
    ],
)  # fmt: skip
def test_a_line_is_read(e, typed, line):
    assert write_recipe(read_recipe(typed, e)) == line


def test_learning_is_read_too():
    e = read_recipe("2-5-1, adam, η 0,05, seed 7, batch size: 2", XOR)
    assert (e.widths, e.optimizer.name, e.optimizer.learning_rate, e.seed, e.batch_size) == (
        (2, 5, 1), "adam", 0.05, 7, 2,
    )  # fmt: skip
    assert read_recipe("lr=1/4", XOR) == XOR.replace(optimizer={"learning_rate": 0.25})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("3-4-1", "The data have 2 inputs"),
        ("2-4-3", "needs"),
        ("2-4-1 foo", "“2-4-1 foo” cannot be read"),
        ("2-4-1 tanh tanh tanh tanh", "4 activations are named for 2 layers"),
        ("2-4-1 tanh tanh, binary cross-entropy", "last layer"),
        ("", "Write units"),
        ("η x", "cannot be read"),
        ("η 1/0", "0"),
        ("seed 5000000000", "4,294,967,295"),
        ("2-4-1," * 100, "too long"),
    ],
)
def test_what_cannot_be_is_said(typed, said):
    with pytest.raises(ExperimentError, match=said):
        read_recipe(typed, XOR)


@given(st.text(st.sampled_from("2-4 1,;sigmoidtanh=η.eMSE·\n–"), max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        again = write_recipe(read_recipe(text, XOR))
    except ExperimentError:
        return
    assert write_recipe(read_recipe(again, XOR)) == again

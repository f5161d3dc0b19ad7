"""A worksheet has every operation of an iteration; with blanks it gives nothing away."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.worksheet import MAX_OPERATIONS, faded, parse_ranges, worksheet
from nnviz.core.lessons.catalogue import built_in
from nnviz.core.run.timeline import Timeline

NUMBER = re.compile(r"(?<![\d.^{])-?\d+\.\d+(?![\d])")


def numbers(*formulas):
    return {text for f in formulas for text in NUMBER.findall(f.latex.replace("00.000", ""))}


def sizes(formula):
    """Return the numbers without signs: a minus may be the operator before a blank."""
    return {text.lstrip("-") for text in numbers(formula)}


@pytest.mark.parametrize("name", files.examples())
def test_every_operation_is_there_in_order(name):
    timeline = Timeline(files.example(name))
    for blanks in (False, True):
        sheet = worksheet(timeline, 3, name, example=0, blanks=blanks)
        exercises = [x for found in sheet.phases.values() for x in found]
        operations = timeline.trainer.operations
        assert [x.number for x in exercises] == list(range(1, len(operations) + 1))
        assert [x.title for x in exercises] == [op.title for op in operations]
        assert list(sheet.phases) == ["forward", "loss", "backward", "update"]


def test_mazur_with_numbers_and_without():
    timeline = Timeline(files.example("mazur"))
    full, blank = worksheet(timeline, 0), worksheet(timeline, 0, blanks=True)
    assert [f.latex.split(" = ")[0] for f in full.given] == [
        r"\eta", "X", "Y", "W^{1}", "b^{1}", "W^{2}", "b^{2}",
    ]  # fmt: skip
    z1 = full.phases["forward"][0].numeric.latex
    assert z1.endswith(r"= \begin{bmatrix}0.378 \\ 0.392\end{bmatrix}")
    assert full.phases["loss"][0].numeric.latex.endswith("= 0.298")
    z1 = blank.phases["forward"][0].numeric.latex
    assert z1.count(r"\underline") == 2
    known = {"0.150", "0.200", "0.250", "0.300", "0.050", "0.100", "0.350"}
    assert numbers(blank.phases["forward"][0].numeric) == known
    assert "2–2–2 network" in blank.description


def test_an_answer_stands_nowhere_on_the_sheet_with_blanks():
    e = Experiment.from_dict(
        {
            "data": {"inputs": [[0.3137, -0.7219], [0.9431, 0.1873]], "targets": [[0.8121], [0.2659]]},
            "layers": [{"units": 2, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}],
            "loss": "binary_cross_entropy",
            "optimizer": {"name": "adam", "learning_rate": 0.0173},
        }
    )
    timeline = Timeline(e)
    full = worksheet(timeline, 2, digits=5)
    blank = worksheet(timeline, 2, digits=5, blanks=True)
    given_numbers = numbers(*full.given)
    for phase, exercises in full.phases.items():
        for x, y in zip(exercises, blank.phases[phase], strict=True):
            assert x.symbolic == y.symbolic
            left = numbers(y.numeric) - given_numbers
            secret = numbers(x.numeric) - given_numbers
            assert not left & secret - constants(), (x.title, left & secret)
            assert y.numeric.latex.count(r"\underline") >= 1


def constants():
    """Return settings that may stand in an equation: rates and their complements."""
    return {"0.0173", "0.9", "0.999", "0.1", "0.001", "0.01730"}


def test_one_example_or_all_of_the_batch():
    timeline = Timeline(files.example("xor-table"))
    assert [f.latex for f in worksheet(timeline, 0).given[:2]] == [r"\eta = 0.3", "m = 4"]
    assert worksheet(timeline, 0).given[2].latex.count("&") == 6
    assert worksheet(timeline, 0, example=2).given[2].latex.count("&") == 0
    assert "all 4 examples" in worksheet(timeline, 0).description
    assert "example 3 of the batch of 4" in worksheet(timeline, 0, example=2).description
    with pytest.raises(ExperimentError, match="example: expected 0 to 3"):
        worksheet(timeline, 0, example=4)


def test_a_deep_network_has_too_many():
    layers = [{"units": 2, "activation": "tanh"}] * 31 + [{"units": 1, "activation": "tanh"}]
    e = Experiment.from_dict({"data": {"name": "circle"}, "layers": layers})
    with pytest.raises(ExperimentError, match=f"up to {MAX_OPERATIONS} operations"):
        worksheet(Timeline(e), 0)


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["mazur", "xor-table", "sigmoid-softmax"]), st.integers(0, 40), st.integers(2, 8))
def test_blanks_differ_only_in_numbers(name, iteration, digits):
    timeline = Timeline(files.example(name))
    full = worksheet(timeline, iteration, digits=digits, example=0)
    blank = worksheet(timeline, iteration, digits=digits, example=0, blanks=True)
    assert full.given == blank.given
    for phase, exercises in full.phases.items():
        for x, y in zip(exercises, blank.phases[phase], strict=True):
            assert sizes(y.numeric) <= sizes(x.numeric)
            assert (x.title, x.why) == (y.title, y.why)


def test_given_numbers_are_complete_also_in_a_wide_matrix():
    timeline = Timeline(files.example("digits"))
    frame = timeline.frame()
    given_texts = [f.latex for f in worksheet(timeline, 0, example=0).given]
    weights = [text for text in given_texts if text.startswith("W^{1}_{")]
    cells = [cell for text in weights for row in text.split(r"\\") for cell in row.split("&")]
    assert len(cells) == frame.values["W1"].size
    assert not any(dots in text for text in given_texts for dots in (r"\cdots", r"\vdots"))


def test_a_batch_of_ten_is_written_out():
    sheet = worksheet(Timeline(files.example("xor")), 3)
    exercises = [x for found in sheet.phases.values() for x in found]
    assert not any(dots in x.numeric.latex for x in exercises for dots in (r"\cdots", r"\vdots"))
    assert len(exercises[5].by_example) == 10
    assert exercises[7].by_example == ()


def test_what_the_other_examples_add_is_given():
    timeline = Timeline(files.example("xor-table"))
    sheet = worksheet(timeline, 0, example=1, blanks=True)
    gradients = [x for x in sheet.phases["backward"] if x.title.endswith(("weights", "biases"))]
    assert len(gradients) == 4
    frame = timeline.frame(Position(0, 17))
    for x in gradients:
        assert r"\cdots" not in x.numeric.latex
    others = frame.values["db2"] - frame.values["dz2"][:, [1]]
    assert f"{others[0, 0]:.3f}" in gradients[1].numeric.latex


def test_no_blank_of_one_example_needs_another_one():
    timeline = Timeline(built_in("layer-norm").experiment)
    sheet, answers = (worksheet(timeline, 0, example=0, blanks=blanks) for blanks in (True, False))
    asked, known = (
        {x.number: x.numeric.latex for phase in s.phases.values() for x in phase} for s in (sheet, answers)
    )
    # Both examples have the loss 0.148: one of the terms and both results are blanks.
    assert (asked[7].count("phantom"), asked[7].count("0.148"), known[7].count("0.148")) == (5, 1, 4)
    # A gain and a shift belong to both examples: of each term of the other one the numbers are given.
    assert (asked[13].count("phantom"), known[13].count("phantom")) == (9, 0)
    assert asked[13].count(r"0.069") == 1 + 1
    assert asked[14].count("phantom") == 6
    for number, latex in asked.items():
        assert sizes_of(latex) <= sizes_of(known[number])


def sizes_of(latex):
    return {text.lstrip("-") for text in NUMBER.findall(latex.replace("00.000", ""))}


def test_chosen_operations_and_blanks():
    timeline = Timeline(files.example("mazur"))
    sheet = worksheet(timeline, 0, operations=(1, 2, 7), blanks=True, blank_operations=(7,))
    exercises = [x for found in sheet.phases.values() for x in found]
    assert [x.number for x in exercises] == [1, 2, 7]
    assert [r"\underline" in x.numeric.latex for x in exercises] == [False, False, True]
    for wrong in ({"operations": (0,)}, {"operations": (18,)}, {"blanks": True, "blank_operations": (99,)}):
        with pytest.raises(ExperimentError, match="operations: expected numbers from 1 to 17"):
            worksheet(timeline, 0, **wrong)


@pytest.mark.parametrize("levels", [0, 1, 3])
def test_results_fade_from_the_end(levels):
    timeline = Timeline(files.example("mazur"))
    sheets = faded(timeline, 2, levels, operations=range(1, 9))
    assert [(sheet.part, sheet.parts) for sheet in sheets] == [(k + 1, levels + 1) for k in range(levels + 1)]
    for level, sheet in enumerate(sheets):
        blank = [r"\underline" in x.numeric.latex for found in sheet.phases.values() for x in found]
        assert blank == [False] * (8 - level) + [True] * level
        assert f"Iteration {2 + level}," in sheet.description
    with pytest.raises(ExperimentError, match="fading: expected 0 to 10 parts"):
        faded(timeline, 0, 11)


@pytest.mark.parametrize(
    ("text", "numbers_"), [("", ()), ("3", (3,)), ("1-4, 7", (1, 2, 3, 4, 7)), ("2–3,3,1", (2, 3, 1))]
)
def test_ranges(text, numbers_):
    assert parse_ranges(text) == numbers_


@pytest.mark.parametrize("text", ["a", "4-1", "1-", "-3", "1;2", "99999"])
def test_ranges_that_are_none(text):
    with pytest.raises(ValueError, match="expected numbers and ranges"):
        parse_ranges(text)

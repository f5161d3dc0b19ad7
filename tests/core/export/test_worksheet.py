"""A worksheet has every operation of an iteration; with blanks it gives nothing away."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnviz.core.document import files
from nnviz.core.experiment.experiment import Experiment
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.worksheet import MAX_OPERATIONS, worksheet
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
    assert [f.latex.split(" = ")[0] for f in full.given] == ["X", "Y", "W^{1}", "b^{1}", "W^{2}", "b^{2}"]
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
    assert worksheet(timeline, 0).given[0].latex.count("&") == 6
    assert worksheet(timeline, 0, example=2).given[0].latex.count("&") == 0
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

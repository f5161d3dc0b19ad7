"""Rows from a spreadsheet: all of them, or none and a sentence."""

import pytest

from nnviz.core.data_editing import draft as d
from nnviz.core.experiment.experiment import ExperimentError


def drawing():
    return d.add(d.add(d.blank(), [[1, 2], [3, 4]], 0), [[5, 6]], 1)


def pasted(text, row=0, column=0, of=None):
    of = drawing() if of is None else of
    return d.paste(of, d.read_block(of, text, column), row, column)


def test_a_block_goes_over_cells_and_rows_beyond_the_last_are_new():
    new = pasted("7\t8\tB\n9\t1/2\tC", 2)
    assert new.inputs.tolist() == [[1, 2], [3, 4], [7, 8], [9, 0.5]]
    assert [new.classes[k] for k in new.labels] == ["A", "A", "B", "C"]
    assert new.test.tolist() == [False] * 4


@pytest.mark.parametrize(
    "text", ["0.5\t1.5\tA\n0.25\t2.5\tB\n", "0.5,1.5,A\n0.25,2.5,B", "0,5;1,5;A\r\n0,25;2,5;B\r\n",
             "width\theight\tkind\n0.5\t1.5\tA\n0.25\t2.5\tB"]
)  # fmt: skip
def test_dialects_and_headers_are_understood(text):
    new = pasted(text)
    assert new.inputs[:2].tolist() == [[0.5, 1.5], [0.25, 2.5]]
    assert new.labels[:2].tolist() == [0, 1]


def test_one_cell_one_row_and_words_alone():
    assert pasted("9", 1, 1).inputs.tolist() == [[1, 2], [3, 9], [5, 6]]
    assert pasted("7\t8", 3).inputs.tolist() == [[1, 2], [3, 4], [5, 6], [7, 8]]
    assert pasted("B\nB\nA", 0, 2).labels.tolist() == [1, 1, 0]


def test_training_and_test_can_be_pasted():
    new = pasted("1\t2\tA\ttest\n1\t2\tB\ttraining", 2)
    assert new.test.tolist() == [False, False, True, False]
    with pytest.raises(ExperimentError, match="row 1, set: expected training or test"):
        pasted("1\t2\tA\tperhaps\n1\t2\tB\ttest")


def test_faulty_cells_are_named_and_nothing_is_taken():
    with pytest.raises(ExperimentError) as error:
        pasted("1\t2\tA\nx\t?\tB\n5\t\tA\n6\tq\tA")
    said = str(error.value)
    assert said.startswith("nothing was pasted: row 2, x1: ")
    assert "row 2, x2: " in said
    assert said.endswith("and 1 more")


def test_a_first_row_with_a_number_is_no_header():
    with pytest.raises(ExperimentError, match="row 1, x1: “oops” is not a number"):
        pasted("oops\t2\tA\n1\t3\tB")


@pytest.mark.parametrize(
    ("text", "why"), [("1\t2\tA\ttest\t5", "5 columns"), ("1\t2\n1\t2\t3\t4\t5", "more cells")]
)
def test_what_is_too_wide_is_refused(text, why):
    with pytest.raises(ExperimentError, match=why):
        pasted(text)

"""Tables of claims: one line each, and a faulty line stops nobody else's."""

import pytest

from nnviz.core.checks.trace import frame_at
from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.judge import Judge
from nnviz.core.judge.homework import MAX_BYTES, as_record, judge_rows, read_names, read_rows
from nnviz.core.judge.nodes import ClaimError


@pytest.fixture(scope="module")
def judge():
    return Judge(frame_at(files.example("xor"), 0))


def table(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "class.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_every_line_gets_its_verdict(tmp_path, judge):
    path = table(
        tmp_path,
        "student,target,claim,names\n"
        "Ada,dW2,(o - t) @ A1.T / m,o=a2\n"
        '\n"Bo,\nB",dW2[j],"sum(n, dz2[j,n])",\n'
        "Cy,db2,dz2,\n"
        "Di,dW2,sum(n, dz2),\n"
        "Ed,dW2,dz2 @\n"
        "Fi,dW2,dz2 @ a1.T,o\n"
        "Gu,db2,\"sum(dz2, 1)\",\n",
    )  # fmt: skip
    found = [as_record(row, verdict) for row, verdict in judge_rows(judge, read_rows(path))]
    assert [(r["line"], r["verdict"]) for r in found] == [
        (2, "right"), (4, "invalid"), (6, "conditional"), (7, "invalid"), (8, "invalid"), (9, "invalid"),
        (10, "right"),
    ]  # fmt: skip
    assert found[2]["diagnosis"] == "bias_not_summed"
    assert found[3]["message"] == (
        "Line 7: Expected 4 cells, not 5; put a cell that has a , into quotation marks."
    )
    assert found[4]["message"] == "Line 8: Expected 4 cells, not 3."
    assert found[5]["message"].startswith("Line 9: Names are given as name=value")
    assert found[0]["student"] == "Ada"


def test_spreadsheets_write_in_many_ways(tmp_path, judge):
    path = table(tmp_path, "Target;Claim\r\ndb2;sum(dz2, 1)\r\n", "utf-8-sig")
    assert [verdict.verdict for _, verdict in judge_rows(judge, read_rows(path))] == ["right"]
    path = table(tmp_path, "claim\ttarget\nsum(dz2, 1)\tdb2\n")
    assert [verdict.verdict for _, verdict in judge_rows(judge, read_rows(path))] == ["right"]


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "line 1 must name the columns"), ("dW2,dz2\n", "target and claim not found"),
     ("target,claim,mark\n", "line 1 has mark"), ("target,claim,claim\n", "each once"),
     ("target,claim\n" + "a,b\n" * 10_001, "at most 10,000 claims"),
     ("target,claim\n" + "a" * 200_000 + ",b\n", "line 2"),
     ("x" * (MAX_BYTES + 1), "at most 4,000,000 bytes")],
)  # fmt: skip
def test_a_faulty_table_is_one_sentence(tmp_path, text, words):
    with pytest.raises(ExperimentError) as error:
        read_rows(table(tmp_path, text))
    assert words in str(error.value)
    assert str(error.value).startswith("'class.csv'")
    assert "\n" not in str(error.value)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(ExperimentError, match="cannot be read"):
        read_rows(tmp_path / "none.csv")
    with pytest.raises(ExperimentError, match="byte 3 is not UTF-8 text"):
        read_rows(table(tmp_path, "ta\xe4", "latin-1"))


def test_names_may_have_commas_inside():
    assert read_names("o=a2, s = sum(z1, 0),theta=W1.T,") == {"o": "a2", "s": "sum(z1, 0)", "theta": "W1.T"}
    assert read_names("  ") == {}
    for text in ("o", "=a2", "o=", "o=a2,t"):
        with pytest.raises(ClaimError):
            read_names(text)

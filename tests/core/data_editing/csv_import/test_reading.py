"""A table that was written in any way is read back as it was; what is no number is kept and listed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data_editing import csv_import
from nnviz.core.data_editing.csv_import import (
    Dialect,
    Reading,
    TableSource,
    column,
    read,
    read_text,
    reading,
    source,
)
from nnviz.core.experiment.record import ExperimentError
from tests.core.data_editing.csv_import.writing import cells, contents, dialects, write


@given(content=contents(), dialect=dialects(), ending=st.sampled_from(["\n", "\r\n"]))
def test_a_table_written_in_any_dialect_is_read_back(content, dialect, ending):
    names, columns = content
    text = write(cells(names, columns, dialect), dialect, ending)
    table = read_text(text, dialect)
    assert table.rows == len(columns[0])
    if dialect.header:
        assert [c.name for c in table.columns] == names
    for found, given_ in zip(table.columns, columns, strict=True):
        if isinstance(given_[0], str):
            assert found.kind == "class"
            assert [found.text(row) for row in range(table.rows)] == given_
            assert dict(found.classes) == {word: given_.count(word) for word in given_}
        else:
            assert found.kind == "number"
            np.testing.assert_array_equal(found.numbers, given_)


@given(content=contents(min_rows=3), dialect=dialects().filter(lambda d: d.delimiter != " "), data=st.data())
def test_faulty_cells_are_listed_exactly(content, dialect, data):
    names, columns = content
    count = len(columns[0])
    columns = [[1.5 + i for i in range(count)], *columns, [-2.0 * i for i in range(count)]]
    dialect = dialect.replace(header=True)
    rows = cells(["first", *names, "last"], columns, dialect)
    places = data.draw(st.sets(st.tuples(st.integers(1, len(rows) - 1), st.integers(0, len(columns) - 1))))
    # A column keeps its kind while most of its cells are what they were.
    most = (len(rows) - 2) // 2
    places = {(r, c) for r, c in places if sum(1 for q in places if q[1] == c) <= most}
    expected = []
    for row, place in sorted(places):
        is_word = isinstance(columns[place][0], str)
        text = "" if is_word else data.draw(st.sampled_from(["", "?", "n/a", "oops", "12 cm", "--", "inf"]))
        rows[row][place] = text
        reason = "missing" if text in ("", "?", "n/a") else "not a number"
        expected.append((row - 1, row + 1, place, text, reason))
    table = read_text(write(rows, dialect), dialect)
    kinds = ["class" if isinstance(c[0], str) else "number" for c in columns]
    assert [c.kind for c in table.columns] == kinds
    roles = tuple("target" if i == 0 else "input" for i in range(len(columns)))
    choices = csv_import.Choices(roles, frozenset(i for i, kind in enumerate(kinds) if kind == "class"))
    found = csv_import.faults(table, choices)
    assert [(f.row, f.line, f.column, f.text, f.reason) for f in found] == expected
    assert csv_import.count_faults(table, choices) == len(expected)
    usable = csv_import.usable(table, choices)
    assert {r for r in range(table.rows) if not usable[r]} == {row - 1 for row, _ in places}


def test_rows_of_other_lengths_and_blank_lines_are_told():
    table = read_text("a,b\n\n1,2\n3\n4,5,six\n7,8,\n ,\n", Dialect())
    assert table.rows == 4
    assert table.blank == 2
    assert table.lines.tolist() == [3, 4, 5, 6]
    found = csv_import.faults(table, csv_import.Choices(("input", "target")))
    assert [(f.line, f.column, f.text, f.reason) for f in found] == [
        (4, 1, "", "missing"), (5, 2, "six", "beyond the last column"),
    ]  # fmt: skip


def test_a_quoted_cell_may_hold_line_ends_and_separators():
    table = read_text('name,x\n"a, b\nc",1\nd,2\n', Dialect())
    assert table.columns[0].text(0) == "a, b\nc"
    assert table.lines.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("text", "dialect", "sentence"),
    [
        ("", Dialect(), "there are only blank lines"),
        ("a,b\n", Dialect(), "a header but no rows"),
        ('a,b\n1,"2\n', Dialect(), "line 2: a quotation mark is opened here and never closed"),
        ('a,b\n1,"2"3\n', Dialect(), "line 2: a cell continues after its closing quotation mark"),
        (f"a,b\n1,{'9' * 200_000}\n", Dialect(), "line 2: a cell may have at most 131,072 characters"),
        (",".join("a" * 3000) + "\n" + ",".join("1" * 3000), Dialect(), "3,000 columns, at most 2,048"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(text, dialect, sentence):
    with pytest.raises(ExperimentError, match=sentence):
        read_text(text, dialect)


@pytest.mark.parametrize("fields", [{"delimiter": "x"}, {"decimal": ";"}, {"decimal": ",", "thousands": ","}])
def test_a_dialect_is_checked(fields):
    with pytest.raises(ExperimentError, match=r"^(delimiter|decimal|thousands): "):
        Dialect(**fields)


def test_too_many_rows_are_refused_with_the_numbers(monkeypatch):
    monkeypatch.setattr(reading, "MAX_EXAMPLES", 1000)
    with pytest.raises(ExperimentError, match="the table has 2,500 rows, at most 1,000 are read"):
        read_text("a,b\n" + "1,2\n" * 2500)


def test_too_many_cells_are_refused_with_the_numbers(monkeypatch):
    monkeypatch.setattr(reading, "MAX_CELLS", 1000)
    with pytest.raises(ExperimentError, match=r"600 rows × 2 columns = 1,200 cells, at most 1,000"):
        read_text("a,b\n" + "1,2\n" * 600)


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MAX_BYTES", 2**20)
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(3 * 2**20)
    with pytest.raises(ExperimentError, match=r"large.csv: at most 1 MB are read, it has 3 MB"):
        TableSource(path)


def test_an_endless_line_is_refused(monkeypatch):
    monkeypatch.setattr(source, "MAX_LINE", 1000)
    with pytest.raises(ExperimentError, match="line 2: a line may have at most 1,000 characters"):
        read_text("a,b\n" + "1," * 2000, Dialect())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_is_found_and_read(tmp_path, encoding):
    path = tmp_path / "table.csv"
    path.write_bytes("größe;art\n1,5;süß\n2,5;sauer\n3,5;süß\n".encode(encoding))
    table = read(TableSource(path))
    assert table.dialect == Dialect(delimiter=";", decimal=",", encoding=encoding)
    assert [c.name for c in table.columns] == ["größe", "art"]
    assert table.columns[1].text(0) == "süß"


def test_a_wrong_encoding_is_told(tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes("größe,b\n1,2\n".encode("latin-1"))
    with pytest.raises(ExperimentError, match="this is not text encoded in utf-8; choose another encoding"):
        read(TableSource(path), Dialect())


@pytest.mark.parametrize("path", ["missing.csv", "."])
def test_a_file_that_cannot_be_read_is_told(tmp_path, path):
    with pytest.raises(ExperimentError, match=path if path != "." else "this is a folder, not a file"):
        TableSource(tmp_path / path)


def test_a_preview_is_the_beginning_and_says_that_there_is_more():
    text = "a,b\n" + "".join(f"{i},x\n" for i in range(300))
    first = read(TableSource(text=text), most=200)
    assert (first.rows, first.complete) == (200, False)
    assert read(TableSource(text=text), most=300).complete
    assert read(TableSource(text=text)).rows == 300


def test_reading_goes_in_steps_that_only_grow():
    steps = Reading(TableSource(text="a,b,c,d\n" + "1,2,3,4\n" * 30_000), Dialect()).steps()
    shares = list(steps)
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_many_different_words_are_text_and_many_numbers_are_numbers():
    text = "id,x,mixed\n" + "".join(f"name {i},{i / 7},{i if i % 9 else 'n.d.'}\n" for i in range(3000))
    table = read_text(text)
    assert [c.kind for c in table.columns] == ["text", "number", "number"]
    assert table.columns[2].text(9) == "n.d."
    assert len(table.columns[2].odd) == 334
    with pytest.raises(ExperimentError, match="“id” has more than 1,024 different values"):
        csv_import.plan(table, csv_import.Choices(("input", "target", "ignore"), frozenset({0})))


def test_odd_cells_are_bounded(monkeypatch):
    monkeypatch.setattr(column, "MAX_ODD_IN_ALL", 100)
    text = "x\n" + "".join(f"{i}\n{i}\nodd {i}\n" for i in range(3000))
    with pytest.raises(ExperimentError, match="more than 100 cells that are neither numbers nor classes"):
        read_text(text, Dialect())


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1), (" 1.5 ", 1.5), ("−2", -2), ("+3e-2", 0.03), (".5", 0.5), ("5.", 5),
        ("1_000", None), ("0x10", None), ("nan", None), ("inf", None), ("1e999", None), ("1,5", None),
        ("1 2", None), ("", None), ("e5", None), ("٣", None), ("9" * 500, None),
    ],
)  # fmt: skip
def test_what_is_a_number(text, value):
    # Once alone, once among plain numbers, where the quick way is tried first.
    for cells_ in ([text, "1"], [text] * 3):
        lines = "\n".join(f'"{cell}",1' for cell in [*cells_, "7", "8", "9", "10"])
        table = read_text(f"a,b\n{lines}\n", Dialect())
        found = table.columns[0].numbers[0]
        assert (found == value) if value is not None else np.isnan(found)


def test_names_are_made_distinct_and_printable():
    table = read_text("x,x,,a\tb,x (2)\n1,2,3,4,5\n", Dialect())
    assert [c.name for c in table.columns] == ["x", "x (2)", "column 3", "a b", "x (2) (2)"]

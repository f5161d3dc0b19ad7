"""The dialect is found from the beginning of the text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data_editing.csv_import import (
    Dialect,
    TableSource,
    build,
    guess,
    plan,
    read,
    read_text,
    sniff,
)
from nnviz.core.data_editing.csv_import.numerals import readings
from nnviz.core.data_editing.csv_import.sniffing import encoding_of
from nnviz.core.experiment.record import ExperimentError
from tests.core.data_editing.csv_import.writing import WORDS, cells, dialects, write


@st.composite
def telling(draw):
    """Draw a table that says how it is written: fractions, at least two columns, words that recur."""
    rows = draw(st.integers(4, 20))
    fractions = st.integers(-99_999, 99_999).map(lambda n: n + 0.25)
    columns = [draw(st.lists(fractions, min_size=rows, max_size=rows))]
    columns.append([WORDS[i % 2] for i in range(rows)])
    for _ in range(draw(st.integers(0, 3))):
        columns.append(draw(st.lists(fractions, min_size=rows, max_size=rows)))
    return [f"n{i}" for i in range(len(columns))], columns


@given(content=telling(), dialect=dialects(), ending=st.sampled_from(["\n", "\r\n"]))
def test_the_dialect_of_a_written_table_is_found(content, dialect, ending):
    names, columns = content
    if dialect.thousands:
        # One that shows the mark for certain.
        columns = [[1_234_567.25, *columns[0][1:]], *columns[1:]]
    text = write(cells(names, columns, dialect), dialect, ending)
    found = sniff(text)
    quoted = dialect.quote in text
    assert found.replace(quote=dialect.quote) == dialect
    if quoted:
        assert found.quote == dialect.quote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.1,3.5,setosa\n4.9,3.0,setosa\n", Dialect(header=False)),
        ("a\tb\n1\t2\n", Dialect(delimiter="\t")),
        ("Größe;Gewicht\n1,80;75,5\n1,75;80\n", Dialect(delimiter=";", decimal=",")),
        ("a|b\n1.234,5|2\n", Dialect(delimiter="|", decimal=",", thousands=".")),
        ('a,b\n"1,234.5",2\n', Dialect(thousands=",")),
        ("colour,taste\nred,sweet\nred,sour\nblue,sweet\n", Dialect()),
        ("red,sweet\nred,sour\nblue,sweet\nred,sweet\n", Dialect(header=False)),
        ("", Dialect(header=False)),
        ("\ufeffa,b\n1,2\n", Dialect()),
    ],
)
def test_common_tables(text, expected):
    assert sniff(text) == expected


@given(text=st.text(max_size=300) | st.text(",;\t|\"'\n\r1.5a", max_size=300))
def test_any_text_gives_a_guess(text):
    assert isinstance(sniff(text), Dialect)


@given(data=st.binary(max_size=300))
def test_any_bytes_give_an_encoding_that_can_be_tried(data):
    assert isinstance(data.decode(encoding_of(data), errors="replace"), str)


def test_a_character_cut_at_the_end_of_the_beginning_is_no_fault():
    assert encoding_of("größe".encode()[:3], whole=False) == "utf-8"
    assert encoding_of("größe".encode()[:3], whole=True) == "latin-1"


THOUSANDTHS = st.floats(-2e6, 2e6).map(lambda value: round(value, 3))
LOCALES = {
    "English": (",", ".", ","),
    "German": (";", ",", "."),
    "French, narrow space": (";", ",", "\u202f"),
    "French, no-break space": (";", ",", "\u00a0"),
    "Swiss": (";", ".", "’"),
    "Swiss, typewriter": (";", ".", "'"),
    "tab and comma": ("\t", ",", "."),
    "tab and point": ("\t", ".", ""),
    "white space": ("  ", ".", ""),
}


def localized(value, decimal, thousands):
    return f"{value:,.10f}".rstrip("0").rstrip(".").translate({ord(","): thousands, ord("."): decimal})


@pytest.mark.parametrize("locale", LOCALES)
@given(rows=st.lists(st.tuples(*[THOUSANDTHS] * 3), min_size=2, max_size=8))
def test_numbers_of_every_locale_are_read_as_written_or_asked_about(locale, rows):
    delimiter, decimal, thousands = LOCALES[locale]
    cells_of = [[localized(value, decimal, thousands) for value in row] for row in rows]
    quoted = [[f'"{cell}"' if delimiter == "," and "," in cell else cell for cell in row] for row in cells_of]
    text = "\n".join(delimiter.join(row) for row in [["a", "b", "c"], *quoted]) + "\n"
    table = read_text(text, sniff(text))
    if table.undecided is not None:
        line, name, cell = table.undecided
        assert cells_of[line - 2]["abc".index(name)].strip() == cell
        with pytest.raises(ExperimentError, match=f"line {line}, column “{name}”"):
            plan(table, guess(table))
        return
    assert [column.name for column in table.columns] == ["a", "b", "c"]
    found = np.column_stack([column.numbers for column in table.columns])
    # A number is the one that was written, or it is a fault that is shown.
    wanted = np.array(rows)
    assert (np.isnan(found) | (found == wanted)).all()
    fractions = [cell.partition(decimal)[2] for row in cells_of for cell in row]
    if any(fraction and len(fraction) != 3 for fraction in fractions):
        assert (found == wanted).all()


@pytest.mark.parametrize(
    ("text", "line", "name", "cell"),
    [
        ('a,b\n"1,000",2\n"2,000",3\n', 2, "a", "1,000"),
        ("a;b\n1,5;2\n2.5;3\n", 2, "a", "1,5"),
        ("a;b\n1;1.234\n2;2.345\n", 2, "b", "1.234"),
        ("a\tb\n1\t1,234\n", 2, "b", "1,234"),
    ],
)
def test_a_number_that_may_be_read_in_two_ways_is_asked_about(text, line, name, cell):
    dialect = sniff(text)
    table = read_text(text, dialect)
    assert (dialect.decimal, table.undecided) == ("", (line, name, cell))
    with pytest.raises(ExperimentError, match=r"may be .* or .*decimal point or a decimal comma"):
        build(table, guess(table))
    for reading in readings(cell):
        decided = read_text(text, dialect.replace(decimal=reading.decimal, thousands=reading.thousands))
        assert decided.undecided is None
        column = next(column for column in decided.columns if column.name == name)
        assert np.array_equal(column.numbers[line - 2], reading.value, equal_nan=True)


def test_both_readings_of_a_number():
    assert [reading.value for reading in readings("1,000")] == [1000.0, 1.0]
    assert [reading.value for reading in readings("1.234")] == [1.234, 1234.0]
    point, comma = readings("1,5")
    assert (np.isnan(point.value), comma.value) == (True, 1.5)


def test_a_declared_separator_and_other_encodings(tmp_path):
    text = "sep=;\na;b\n1,5;2\n2,5;3\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-le", "utf-32-be"):
        path = tmp_path / f"{encoding}.csv"
        path.write_bytes(text.encode(encoding))
        table = read(TableSource(path), TableSource(path).sniff())
        assert [list(column.numbers) for column in table.columns] == [[1.5, 2.5], [2.0, 3.0]]
        assert [column.name for column in table.columns] == ["a", "b"]


def test_white_space_stands_between_cells_where_nothing_else_does():
    text = "  x   y  label\n 1.5  2  a\n-0.25 1e3 b\n"
    table = read_text(text, sniff(text))
    assert [column.name for column in table.columns] == ["x", "y", "label"]
    assert list(table.columns[0].numbers) == [1.5, -0.25]
    commas = "0,25 0,75\n0,5 1,5\n"
    found = read_text(commas, sniff(commas))
    assert [list(column.numbers) for column in found.columns] == [[0.25, 0.5], [0.75, 1.5]]

"""The dialect is found from the beginning of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data_editing.csv_import import Dialect, sniff
from nnviz.core.data_editing.csv_import.sniffing import encoding_of
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
    data.decode(encoding_of(data), errors="replace")


def test_a_character_cut_at_the_end_of_the_beginning_is_no_fault():
    assert encoding_of("größe".encode()[:3], whole=False) == "utf-8"
    assert encoding_of("größe".encode()[:3], whole=True) == "latin-1"

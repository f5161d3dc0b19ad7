"""Worksheets as files."""

import html
import re
import xml.etree.ElementTree as ElementTree

import pytest

from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.worksheet import worksheet
from nnviz.core.run.timeline import Timeline
from nnviz.worksheets import write_sheets
from nnviz.worksheets.html import to_html
from nnviz.worksheets.pdf import pdf_bytes

MAZUR = Timeline(files.example("mazur"))


def test_html_stands_alone_and_has_every_formula(qapp):
    sheet = worksheet(MAZUR, 0, "<b>Mazur & co</b>")
    text = to_html(sheet)
    assert "<h1>&lt;b&gt;Mazur &amp; co&lt;/b&gt;</h1>" in text
    assert not re.search(r"(src|href)=[\"'](?!#)", text)
    count = sum(len(x) for x in sheet.phases.values())
    assert text.count('<section class="operation"') == count == 17
    drawings = re.findall(r"<svg .*?</svg>", text, re.DOTALL)
    assert len(drawings) >= 2 * count + len(sheet.given)
    for svg in drawings:
        ElementTree.fromstring(svg)
    for exercises in sheet.phases.values():
        for x in exercises:
            assert html.escape(x.title) in text


@pytest.mark.parametrize("name", ["mazur", "xor", "digits", "spirals-deep"])
def test_pdf_of_any_example(qapp, name):
    data = pdf_bytes(worksheet(Timeline(files.example(name)), 1, name, example=0))
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert 10_000 < len(data) < 12_000_000
    assert data.count(b"/Type /Page\n") >= 2


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_blanks_come_with_their_answers_apart(qapp, tmp_path, suffix):
    written = write_sheets(MAZUR, 0, tmp_path / f"sheet{suffix}", "Mazur", blanks=True)
    assert [path.name for path in written] == [f"sheet{suffix}", f"sheet-answers{suffix}"]
    sheet, answers = (path.read_bytes() for path in written)
    assert sheet != answers
    if suffix == ".html":
        assert b"Compute every blank" in sheet
        assert b"Compute every blank" not in answers
    assert [p.name for p in write_sheets(MAZUR, 0, tmp_path / f"one{suffix}")] == [f"one{suffix}"]


def test_what_cannot_be_written_is_said(qapp, tmp_path):
    with pytest.raises(ExperimentError, match=r"sheet.txt: a worksheet is a file that ends in .html or .pdf"):
        write_sheets(MAZUR, 0, tmp_path / "sheet.txt")
    with pytest.raises(ExperimentError, match="No such file"):
        write_sheets(MAZUR, 0, tmp_path / "nowhere" / "sheet.html")

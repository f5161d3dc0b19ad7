"""Worksheets as files."""

import html
import re
import xml.etree.ElementTree as ElementTree

import pytest

from nnviz.core.document import files
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.export.worksheet import faded, worksheet
from nnviz.core.lessons.catalogue import built_in
from nnviz.core.run.timeline import Timeline
from nnviz.worksheets import pdf, write_sheets
from nnviz.worksheets.html import fitting_lines, to_html
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


def test_no_letter_is_too_small_and_nothing_leaves_the_page(qapp, monkeypatch):
    painted = []
    real = pdf.paint

    def paint(painter, layout, at, em, *rest):
        painted.append((em / pdf.POINT, at.x() + em * layout.width / 1000))
        real(painter, layout, at, em, *rest)

    monkeypatch.setattr(pdf, "paint", paint)
    page_width = (210 - 36) / 25.4 * pdf.DOTS
    for name, example in (("mazur", None), ("xor", 0), ("xor", None), ("iris", None)):
        sheet = worksheet(Timeline(files.example(name)), 1, name, example)
        pdf_bytes(sheet)
    assert min(size for size, _ in painted) >= pdf.SMALLEST
    assert max(right for _, right in painted) <= page_width + 1


def test_pages_are_full_but_the_last(qapp, monkeypatch):
    filled = []
    real = pdf.PdfPage.make_room

    def make_room(page, height):
        before, y = page.number, page.y
        real(page, height)
        if page.number != before:
            filled.append(y / page.height)

    monkeypatch.setattr(pdf.PdfPage, "make_room", make_room)
    timeline = Timeline(files.example("xor"))
    for example in (0, None):
        for levels in (0, 1, 3):
            pdf_bytes(*faded(timeline, 0, levels, "xor", example))
    for experiment in (files.example("iris").replace(batch_size=10), built_in("layer-norm").experiment):
        pdf_bytes(worksheet(Timeline(experiment), 0, "sheet", blanks=True))
    assert len(filled) > 20
    assert min(filled) >= 2 / 3


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_fading_parts_and_their_answers(qapp, tmp_path, suffix):
    written = write_sheets(MAZUR, 0, tmp_path / f"sheet{suffix}", "Mazur", operations=(1, 2, 3), fading=3)
    assert [path.name for path in written] == [f"sheet{suffix}", f"sheet-answers{suffix}"]
    if suffix == ".html":
        sheet, answers = (path.read_text(encoding="utf-8") for path in written)
        for text in (sheet, answers):
            assert text.count("<h1>") == text.count('class="network"') == 4
            assert "<h1>Mazur, part 3 of 4</h1>" in text
            assert text.count('<section class="operation"') == 12
        assert sheet.count("Compute every blank") == 3
        assert "Compute every blank" not in answers


def test_wide_lines_are_broken_in_html(qapp):
    latex = worksheet(Timeline(files.example("xor")), 0).phases["forward"][0].numeric.latex
    parts = fitting_lines(latex)
    assert len(parts) > 1
    assert "".join(parts).replace(" ", "") == latex.replace(" ", "")

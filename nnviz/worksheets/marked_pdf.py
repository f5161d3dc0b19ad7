"""A judged derivation as a PDF on A4."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPdfWriter

from nnviz.core.derivation.blocks import CODE, DISPLAY, FORMULA, HEADING, TextBlock
from nnviz.core.derivation.typeset import is_program, typeset_source
from nnviz.core.equations.formula import Formula
from nnviz.core.lessons.inline import MATH, runs
from nnviz.core.text.translate import translate
from nnviz.typeset.layout import layout
from nnviz.typeset.setting import FormulaSetting, setting
from nnviz.worksheets.marked_text import SIGNS, MarkedText, mark_colour
from nnviz.worksheets.pdf import POINT, PdfPage, written_pdf

_EM, _LEAST, _LEFT = 12 * POINT, 6 * POINT, 12 * POINT


def marked_pdf(text: MarkedText) -> bytes:
    """Return the bytes of a PDF."""

    def write(writer: QPdfWriter, painter: QPainter) -> None:
        _MarkedPage(writer, painter).write(text)

    return written_pdf(text.title, write)


class _MarkedPage(PdfPage):
    """Writes a derivation."""

    def write(self, text: MarkedText) -> None:
        """Write the whole text."""
        self.text(text.title, 18, bold=True, after=4)
        for words in text.about:
            self.text(words, 9.5, self.look.muted)
        for symbol, value, origin in text.names:
            self.text(f"{symbol}  –  {value}  ({origin})", 8.5, self.look.muted, after=0)
        self.y += 6 * POINT
        for number, block in enumerate(text.blocks):
            if number == 0 and block.kind == HEADING and block.text == text.title:
                continue
            self._block(text, block)
        self.footer()

    def _block(self, text: MarkedText, block: TextBlock) -> None:
        if block.kind == HEADING:
            self.make_room(60 * POINT)
            self.y += 6 * POINT
            self.text(_words(block.text), 12, bold=True, after=3)
        elif block.kind == CODE:
            self.text(block.text, 9, self.look.muted, after=5, left=_LEFT)
        elif block.kind == DISPLAY:
            self._formula(typeset_source(block.text).latex)
        elif block.kind == FORMULA:
            self._marked(text, block)
        else:
            self.text(f"{block.marker} {_words(block.text)}".strip(), 10, after=5)

    def _marked(self, text: MarkedText, block: TextBlock) -> None:
        mark, source = text.marks[block.formula], text.sources[block.formula]
        colour = mark_colour(mark.verdict)
        latex = typeset_source(source).latex if block.notation == "latex" else ""
        body = self._set(latex) if latex and not layout(latex).error else None
        self.make_room((body.height if body is not None else 14 * POINT) + 34 * POINT)
        top, page = self.y, self.number
        sign = SIGNS.get(mark.verdict, "")
        line = translate("worksheets", "line {line}").format(line=mark.line)
        self.text(f"{sign} {mark.words} · {line}", 8.5, colour, bold=True, after=3, left=_LEFT)
        if body is not None:
            self._paint_set(body)
        else:
            self.text(source, 9.5, left=_LEFT)
        for words in (mark.message, mark.place):
            if words:
                self.text(words, 8.5, self.look.muted, left=_LEFT)
        if mark.correct:
            self.text(translate("worksheets", "Right is"), 8.5, bold=True, left=_LEFT)
            if block.notation == "code" or is_program(mark.correct) or layout(mark.correct).error:
                self.text(mark.correct, 9.5, left=_LEFT)
            else:
                self._formula(mark.correct)
        top = top if page == self.number else 0.0
        self.painter.fillRect(QRectF(0, top, 2 * POINT, self.y - top), QColor(colour))
        self.y += 6 * POINT

    def _set(self, latex: str) -> FormulaSetting:
        return setting([Formula(latex, latex, ())], _EM, _LEAST, self.width - _LEFT)

    def _formula(self, latex: str) -> None:
        shown = self._set(latex)
        self.make_room(shown.height)
        self._paint_set(shown)

    def _paint_set(self, shown: FormulaSetting) -> None:
        self.paint(shown, _LEFT)
        self.y += shown.height + 5 * POINT


def _words(markdown: str) -> str:
    """Return a paragraph as plain text, its formulas on the line."""
    return "".join(
        layout(run.text).text or run.text if run.kind == MATH else run.text for run in runs(markdown)
    )

"""A worksheet as a PDF on A4: text and formulas stay sharp at any size."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from nnviz import theme
from nnviz.core.equations.formula import Formula
from nnviz.core.export.worksheet import Exercise, Worksheet
from nnviz.typeset.painting import paint
from nnviz.typeset.setting import FormulaSetting, setting
from nnviz.worksheets.words import ANSWERS, BLANKS, GIVEN, HOW_TO, PHASES

DOTS = 300
"""Dots per inch in which the page is measured; text and formulas are outlines, not dots."""
POINT = DOTS / 72
_EM, _LEAST = 11 * POINT, 6 * POINT
_MARGIN = 18.0
"""Margins of the page, in millimetres."""


def pdf_bytes(sheet: Worksheet) -> bytes:
    """Return the bytes of a PDF."""
    return written_pdf(sheet.title, lambda writer, painter: _SheetPage(writer, painter).write(sheet))


def written_pdf(title: str, write: Callable[[QPdfWriter, QPainter], None]) -> bytes:
    """Return the bytes of a PDF on A4 that `write` writes."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS)
    writer.setTitle(title)
    writer.setCreator("nnviz")
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    with QPainter(writer) as painter:
        write(writer, painter)
    buffer.close()
    return bytes(data.data())


class PdfPage:
    """Writes text and formulas from top to bottom, on as many pages as it takes."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self.writer, self.painter = writer, painter
        self.width, self.height = float(writer.width()), float(writer.height())
        self.y, self.number = 0.0, 1
        self.look = theme.LIGHT

    def font(self, points: float, bold: bool = False) -> QFont:
        """Return the font of a size in points."""
        font = QFont(theme.font("body").family())
        font.setPixelSize(round(points * POINT))
        font.setBold(bold)
        return font

    def box(self, text: str, font: QFont, width: float) -> QRectF:
        """Return the room a text takes in a width."""
        metrics = QFontMetricsF(font, self.writer)
        return metrics.boundingRect(QRectF(0, 0, width, 1e6), int(Qt.TextFlag.TextWordWrap), text)

    def text(
        self,
        text: str,
        points: float,
        colour: str = "",
        bold: bool = False,
        after: float = 2.0,
        left: float = 0.0,
    ) -> None:
        """Write a text below what is there, `after` points above what follows."""
        font, width = self.font(points, bold), self.width - left
        height = self.box(text, font, width).height()
        self.make_room(height)
        self.painter.setFont(font)
        self.painter.setPen(QColor(colour or self.look.ink))
        self.painter.drawText(QRectF(left, self.y, width, height + 1), int(Qt.TextFlag.TextWordWrap), text)
        self.y += height + after * POINT

    def paint(self, shown: FormulaSetting, x: float) -> None:
        """Paint a formula with its left end at `x`."""
        for row in shown.rows:
            at = QPointF(x + row.x, self.y + row.baseline)
            paint(self.painter, row.layout, at, row.em, QColor(self.look.ink), {})

    def make_room(self, height: float) -> None:
        """Go on to the next page unless there is room for `height`."""
        if self.y and self.y + height > self.height - 14 * POINT:
            self.footer()
            self.writer.newPage()
            self.y, self.number = 0.0, self.number + 1

    def footer(self) -> None:
        """Write the number of the page."""
        font = self.font(8)
        self.painter.setFont(font)
        self.painter.setPen(QColor(self.look.muted))
        room = QRectF(0, self.height - 10 * POINT, self.width, 10 * POINT)
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        self.painter.drawText(room, int(corner), str(self.number))


class _SheetPage(PdfPage):
    """Writes a worksheet."""

    def write(self, sheet: Worksheet) -> None:
        """Write the whole sheet."""
        self.text(sheet.title, 18, bold=True)
        words = f"{sheet.description} {BLANKS if sheet.blanks else ANSWERS}"
        self.text(words, 9.5, self.look.muted, after=8)
        self.text(GIVEN, 12, bold=True, after=3)
        self._given(sheet.given)
        if sheet.blanks:
            self.text(HOW_TO, 9.5, after=6)
        for phase, exercises in sheet.phases.items():
            # A heading does not stay alone at the foot of a page.
            self.make_room(40 * POINT + self._measure(exercises[0]))
            self.y += 8 * POINT
            self.text(PHASES[phase], 12, self.look.phase(phase), bold=True, after=4)
            for exercise in exercises:
                self._exercise(exercise, self.look.phase(phase))
        self.footer()

    def _given(self, formulas: tuple[Formula, ...]) -> None:
        """Set the given values beside each other as far as there is room."""
        x, tallest, gap = 0.0, 0.0, 18 * POINT
        for formula in formulas:
            shown = setting([formula], _EM * 0.9, _LEAST, self.width)
            if x and x + shown.width > self.width:
                self.y, x, tallest = self.y + tallest + 6 * POINT, 0.0, 0.0
            if not x:
                self.make_room(shown.height)
            self.paint(shown, x)
            x, tallest = x + shown.width + gap, max(tallest, shown.height)
        self.y += tallest + 10 * POINT

    def _settings(self, exercise: Exercise) -> list[FormulaSetting]:
        width = self.width - 12 * POINT
        return [setting([f], _EM, _LEAST, width) for f in (exercise.symbolic, exercise.numeric)]

    def _measure(self, exercise: Exercise) -> float:
        width = self.width - 12 * POINT
        words = self.box(exercise.title, self.font(10.5, True), width).height()
        words += self.box(exercise.why, self.font(8.5), width).height()
        return float(words + sum(s.height for s in self._settings(exercise)) + 22 * POINT)

    def _exercise(self, exercise: Exercise, colour: str) -> None:
        self.make_room(min(self._measure(exercise), self.height))
        top, left = self.y, 12 * POINT
        self.text(f"{exercise.number}. {exercise.title}", 10.5, bold=True, left=left)
        self.text(exercise.why, 8.5, self.look.muted, after=4, left=left)
        for shown in self._settings(exercise):
            self.make_room(shown.height)
            top = min(top, self.y)
            self.paint(shown, left)
            self.y += shown.height + 5 * POINT
        self.painter.fillRect(QRectF(0, top, 2 * POINT, self.y - top - 3 * POINT), QColor(colour))
        self.y += 7 * POINT

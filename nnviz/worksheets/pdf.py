"""A worksheet as a PDF on A4: text and formulas stay sharp at any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from nnviz import theme
from nnviz.core.equations.formula import Formula
from nnviz.core.export.network_drawing import NetworkDrawing, network_drawing
from nnviz.core.export.worksheet import Exercise, Worksheet
from nnviz.core.text.translate import translate
from nnviz.typeset.formula_layout import UNITS
from nnviz.typeset.painting import paint
from nnviz.typeset.setting import CLOSE, FormulaSetting, setting
from nnviz.worksheets.words import ANSWERS, BLANKS, DATE, GIVEN, HOW_TO, NAME, PHASES, heading_of

DOTS = 300
"""Dots per inch in which the page is measured; text and formulas are outlines, not dots."""
POINT = DOTS / 72
SMALLEST = 9
"""Points of the smallest letters."""
_FULL = 2 / 3
"""Part of a page that is filled before something goes on to the next one."""
_EM, _LEAST = 11 * POINT, SMALLEST / CLOSE * POINT
_MARGIN = 18.0
"""Margins of the page, in millimetres."""


def pdf_bytes(*sheets: Worksheet) -> bytes:
    """Return the bytes of a PDF of a worksheet, or of its parts one after the other."""
    return written_pdf(sheets[0].title, lambda writer, painter: _SheetPage(writer, painter).write(sheets))


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
        font = self.font(SMALLEST)
        self.painter.setFont(font)
        self.painter.setPen(QColor(self.look.muted))
        room = QRectF(0, self.height - 10 * POINT, self.width, 10 * POINT)
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        self.painter.drawText(room, int(corner), str(self.number))


class _SheetPage(PdfPage):
    """Writes a worksheet."""

    def write(self, sheets: Sequence[Worksheet]) -> None:
        """Write all parts."""
        for sheet in sheets:
            if self.y:
                self.make_room(min(self._begin(sheet), (1 - _FULL) * self.height))
                self.y += 16 * POINT if self.y else 0
            self._write(sheet)
        self.footer()

    def _begin(self, sheet: Worksheet) -> float:
        """Return about how much room the beginning of a part takes."""
        return (130 + network_drawing(sheet.experiment).height) * POINT

    def _write(self, sheet: Worksheet) -> None:
        self._name_line()
        self.text(heading_of(sheet), 18, bold=True)
        about = translate("worksheets", BLANKS if sheet.blanks else ANSWERS)
        words = f"{sheet.description} {about}"
        self.text(words, 9.5, self.look.muted, after=8)
        self._network(network_drawing(sheet.experiment))
        self.text(translate("worksheets", GIVEN), 12, bold=True, after=3)
        self._given(sheet.given)
        if sheet.blanks:
            self.text(translate("worksheets", HOW_TO), 9.5, after=6)
        for phase, exercises in sheet.phases.items():
            # A heading does not stay alone at the foot of a page.
            self.make_room(30 * POINT + self._beginning(exercises[0]))
            self.y += 8 * POINT
            self.text(translate("worksheets", PHASES[phase]), 12, self.look.phase(phase), bold=True, after=4)
            for exercise in exercises:
                self._exercise(exercise, self.look.phase(phase))

    def _name_line(self) -> None:
        """Leave room for a name and a date."""
        font = self.font(10)
        metrics = QFontMetricsF(font, self.writer)
        tall, at = metrics.height(), 0.0
        self.make_room(tall + 8 * POINT)
        self.painter.setFont(font)
        self.painter.setPen(QPen(QColor(self.look.muted), 0.6 * POINT))
        for text, share in ((NAME, 0.62), (DATE, 0.34)):
            word = translate("worksheets", text)
            wide = metrics.horizontalAdvance(f"{word}: ")
            base = self.y + tall
            self.painter.drawText(QPointF(at, base - metrics.descent()), f"{word}:")
            self.painter.drawLine(QPointF(at + wide, base), QPointF(at + share * self.width, base))
            at += (share + 0.04) * self.width
        self.y += tall + 10 * POINT

    def _network(self, drawing: NetworkDrawing) -> None:
        """Draw the network, smaller if it is wider or taller than its room."""
        scale = min(POINT, self.width / drawing.width, 0.3 * self.height / drawing.height)
        self.make_room(drawing.height * scale)
        top = self.y
        self.painter.setPen(QPen(QColor(self.look.muted), 0.5 * POINT))
        for x0, y0, x1, y1 in drawing.lines:
            self.painter.drawLine(
                QPointF(x0 * scale, top + y0 * scale), QPointF(x1 * scale, top + y1 * scale)
            )
        self.painter.setPen(QPen(QColor(self.look.ink), 0.8 * POINT))
        self.painter.setBrush(QColor("#FFFFFF"))
        for x, y in drawing.circles:
            radius = drawing.radius * scale
            self.painter.drawEllipse(QPointF(x * scale, top + y * scale), radius, radius)
        font = self.font(SMALLEST)
        metrics = QFontMetricsF(font, self.writer)
        self.painter.setFont(font)
        for x, y, word in drawing.words:
            at = QPointF(x * scale - metrics.horizontalAdvance(word) / 2, top + y * scale)
            self.painter.drawText(at, word)
        self.y = top + drawing.height * scale + 10 * POINT

    def _given(self, formulas: tuple[Formula, ...]) -> None:
        """Set the given values beside each other as far as there is room."""
        x, tallest, gap = 0.0, 0.0, 18 * POINT
        for formula in formulas:
            shown = setting([formula], _EM * 0.9, SMALLEST * POINT, self.width)
            if x and x + shown.width > self.width:
                self.y, x, tallest = self.y + tallest + 6 * POINT, 0.0, 0.0
            if not x:
                self.make_room(shown.height)
            self.paint(shown, x)
            x, tallest = x + shown.width + gap, max(tallest, shown.height)
        self.y += tallest + 10 * POINT

    def _settings(self, exercise: Exercise) -> list[FormulaSetting]:
        width = self.width - 12 * POINT
        symbolic, numeric = (setting([f], _EM, _LEAST, width) for f in (exercise.symbolic, exercise.numeric))
        too_small = min(row.em for row in numeric.rows) < SMALLEST * POINT
        if too_small and exercise.by_example:
            return [symbolic, *(setting([f], _EM, _LEAST, width) for f in exercise.by_example)]
        return [symbolic, numeric]

    def _measure(self, exercise: Exercise) -> float:
        width = self.width - 12 * POINT
        words = self.box(exercise.title, self.font(10.5, True), width).height()
        words += self.box(exercise.why, self.font(SMALLEST), width).height()
        return float(words + sum(s.height for s in self._settings(exercise)) + 22 * POINT)

    def _beginning(self, exercise: Exercise) -> float:
        """Return the room for as much of an exercise as must stand together."""
        if self.y >= _FULL * self.height:
            return self._measure(exercise)
        # A page is filled before an exercise goes on to the next one in one piece.
        first = self._settings(exercise)[0]
        return min(self._measure(exercise), 60 * POINT + first.height)

    def _rows(self, shown: FormulaSetting, left: float, colour: str) -> None:
        """Paint a formula row by row; one that is taller than what is left goes on over the page."""
        for row, (top, bottom) in zip(shown.rows, _spans(shown), strict=True):
            self.make_room(bottom - top)
            at = QPointF(left + row.x, self.y + row.baseline - top)
            paint(self.painter, row.layout, at, row.em, QColor(self.look.ink), {})
            self.painter.fillRect(QRectF(0, self.y, 2 * POINT, bottom - top), QColor(colour))
            self.y += bottom - top

    def _exercise(self, exercise: Exercise, colour: str) -> None:
        self.make_room(min(self._beginning(exercise), self.height))
        top, left = self.y, 12 * POINT
        self.text(f"{exercise.number}. {exercise.title}", 10.5, bold=True, left=left)
        self.text(exercise.why, SMALLEST, self.look.muted, after=4, left=left)
        self.painter.fillRect(QRectF(0, top, 2 * POINT, max(self.y - top, 0.0)), QColor(colour))
        for shown in self._settings(exercise):
            self._rows(shown, left, colour)
            self.y += 5 * POINT
        self.y += 7 * POINT


def _spans(shown: FormulaSetting) -> list[tuple[float, float]]:
    """Return top and bottom of the rows of a setting: halfway between what they need."""
    extents = []
    for row in shown.rows:
        scale = row.em / UNITS
        extents.append((row.baseline - scale * row.layout.ascent, row.baseline + scale * row.layout.descent))
    edges = [0.0]
    for (_, bottom), (top, _) in pairwise(extents):
        edges.append(0.5 * (bottom + top))
    edges.append(shown.height)
    return list(pairwise(edges))
